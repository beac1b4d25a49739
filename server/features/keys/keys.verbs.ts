import { randomBytes } from 'node:crypto';
import type { ApiKey } from '#contract/keys';
import type { KeyPermission } from '#contract/permissions';
import { keyOverlapDays, mostKeys } from '#contract/settings-words';
import type { AuditEvent } from '#contract/endpoint';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { writeAudit, type Actor, type Trace } from '../../http/caller.ts';
import { hashSecret, newSecret } from '../../http/credentials.ts';
import { networkOf } from '../../http/network.ts';
import { keyQueries, type KeyEnd } from './keys.queries.ts';

/** Who looks after keys, for the audit log. */
export type KeyActor = Actor & { trace: Trace | null };

export type KeyInput = {
  name: string;
  permissions: readonly KeyPermission[];
  networks: readonly string[];
};
/** A key that was made; its secret is in nothing but this. */
type Made = { secret: string; key: ApiKey };

/** What is written down of a key: never its secret, nor what is kept of it. */
const noteOf = ({ prefix, name, permissions, networks, expiresAt }: ApiKey) => ({
  prefix,
  name,
  permissions,
  networks,
  expiresAt,
});
const note = (
  db: Db,
  actor: KeyActor,
  event: AuditEvent,
  record: string,
  detail: Record<string, unknown>,
) => writeAudit(db, event, actor, actor.trace, { record, detail });

/** @throws AppError `not_found` */
async function shown(db: Db, id: string): Promise<ApiKey> {
  const key = await keyQueries.find(db, id);
  if (!key) throw new AppError('not_found');
  return key;
}

/** @throws AppError `key_ended` where there is nothing left to change */
function holdLive({ state }: ApiKey): void {
  if (state === 'revoked' || state === 'expired') throw new AppError('key_ended');
}

/** A key that nobody else changes meanwhile. @throws AppError `not_found`, `key_ended` */
async function heldKey(db: Db, id: string): Promise<ApiKey> {
  await keyQueries.hold(db, id);
  const key = await shown(db, id);
  holdLive(key);
  return key;
}

/** Networks in one spelling, each once. @throws AppError `invalid_input` */
function networksOf(networks: readonly string[]): string[] {
  const read = networks.map((text, at) => {
    const network = networkOf(text);
    if (network === null)
      throw new AppError('invalid_input', {
        errors: [{ path: `body.networks.${at}`, rule: 'network' }],
      });
    return network;
  });
  return [...new Set(read)];
}

/** @throws AppError `limit_reached`; `invalid_input` where it would have ended before it began */
async function make(
  db: Db,
  actor: KeyActor,
  { name, permissions, networks }: KeyInput,
  end: KeyEnd,
): Promise<Made> {
  if ((await keyQueries.countLive(db)) >= mostKeys) throw new AppError('limit_reached');
  const prefix = randomBytes(6).toString('hex');
  const secret = newSecret();
  const { id, ahead } = await keyQueries.insert(db, actor.tenantId, {
    prefix,
    secretHash: hashSecret(secret),
    name,
    permissions: [...new Set(permissions)],
    networks: networksOf(networks),
    createdBy: actor.kind === 'staff' ? actor.id : null,
    end,
  });
  if (!ahead && 'until' in end)
    throw new AppError('invalid_input', { errors: [{ path: 'body.until', rule: 'past' }] });
  return { secret: `pk_${prefix}.${secret}`, key: await shown(db, id) };
}

/** Makes a key. @returns its secret, which is shown once and kept nowhere */
export async function createKey(
  db: Db,
  actor: KeyActor,
  { end, ...input }: KeyInput & { end: KeyEnd },
): Promise<Made> {
  const made = await make(db, actor, input, end);
  await note(db, actor, 'key.created', made.key.id, noteOf(made.key));
  return made;
}

/** Changes what is given of a key. @throws AppError `not_found`, `key_ended`, `record_changed` */
export async function changeKey(
  db: Db,
  actor: KeyActor,
  { id, version, ...given }: Partial<KeyInput> & { id: string; version: number },
): Promise<ApiKey> {
  const before = await heldKey(db, id);
  if (before.version !== version) throw new AppError('record_changed', { current: before });
  const { networks } = given;
  await keyQueries.change(db, id, {
    ...given,
    ...(networks && { networks: networksOf(networks) }),
  });
  const after = await shown(db, id);
  await note(db, actor, 'key.changed', id, { before: noteOf(before), after: noteOf(after) });
  return after;
}

/**
 * Makes a key that takes the place of another, which goes on for some days so that both sides can change.
 * @throws AppError `not_found`, `key_ended`
 */
export async function rotateKey(
  db: Db,
  actor: KeyActor,
  { id, end }: { id: string; end: KeyEnd },
): Promise<Made> {
  const before = await heldKey(db, id);
  if (before.state === 'replaced') throw new AppError('key_ended');
  const made = await make(db, actor, before, end);
  await keyQueries.replace(db, id, made.key.id, keyOverlapDays);
  const { expiresAt } = await shown(db, id);
  await note(db, actor, 'key.rotated', id, {
    prefix: before.prefix,
    expiresAt,
    by: noteOf(made.key),
  });
  return made;
}

/** Ends a key at once. @throws AppError `not_found`, `key_ended` */
export async function revokeKey(db: Db, actor: KeyActor, id: string): Promise<ApiKey> {
  const before = await heldKey(db, id);
  await keyQueries.revoke(db, id);
  await note(db, actor, 'key.revoked', id, noteOf(before));
  return shown(db, id);
}
