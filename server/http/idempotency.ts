import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import { z } from 'zod';
import type { Endpoint } from '#contract/endpoint';
import * as p from '#contract/primitives';
import type { Db } from '../db/scope.ts';
import { AppError } from './app-error.ts';
import type { Caller } from './caller.ts';
import { parseInput } from './input.ts';
import { jsonbOf } from './text.ts';

/** What an endpoint that is marked `once` reads besides its own headers. */
export const onceHeaders = z.object({ 'idempotency-key': p.uuid });

/** Whether an endpoint counts once. */
export const isOnce = (endpoint: Endpoint): boolean => 'once' in endpoint && endpoint.once === true;

/** How long an answer is kept: a machine repeats a batch at once, a person comes back to a form days later. */
const keptFor = { machine: '24 hours', person: '7 days' };

/**
 * Makes a request with an `Idempotency-Key` count once. The key, the work and its answer share a
 * transaction: whoever sends the same again, even at the same moment, gets the first answer. Work that is refused
 * leaves its key free.
 */
export function createIdempotency(db: Db, caller: Caller) {
  const row = { owner_id: ownerOf(caller) };
  const lives = caller.kind === 'key' ? keptFor.machine : keptFor.person;
  return {
    /**
     * @param bodyHash tells a repetition from another request under the same key
     * @returns the answer of `work`, or the kept one and `repeated`
     * @throws AppError `idempotency_mismatch` where the key was used for another body
     */
    once: async <T>(
      key: string,
      bodyHash: string,
      work: () => Promise<T>,
    ): Promise<{ answer: T; repeated: boolean }> => {
      // What was kept for its time, and has not been swept yet, is no answer any more.
      await db('idempotency_keys')
        .where({ ...row, key })
        .whereRaw('kept_until < now()')
        .delete();
      const taken = await db('idempotency_keys')
        .insert({
          ...row,
          tenant_id: caller.tenant.id,
          key,
          body_hash: bodyHash,
          kept_until: db.raw('now() + ?::interval', [lives]),
        })
        .onConflict(['tenant_id', 'owner_id', 'key'])
        .ignore()
        .returning('key');
      if (taken.length === 0) return { answer: await kept(key, bodyHash), repeated: true };
      const answer = await work();
      await db('idempotency_keys')
        .where({ ...row, key })
        .update({ response: jsonbOf(answer ?? null) });
      return { answer, repeated: false };
    },
  };

  async function kept<T>(key: string, bodyHash: string): Promise<T> {
    const first = await db('idempotency_keys')
      .where({ ...row, key })
      .first<{ hash: string; response: T }>({ hash: 'body_hash', response: 'response' });
    if (first.hash !== bodyHash) throw new AppError('idempotency_mismatch');
    return first.response;
  }
}

/**
 * Whose keys they are. A person's belong to the membership and not to the session, which may have ended between the
 * first try and the second.
 */
function ownerOf(caller: Caller): string {
  if (caller.kind === 'public') throw new Error('Nobody who is unknown repeats anything');
  return caller.kind === 'key' ? caller.keyId : (caller.contactId ?? caller.identityId);
}

type Sent = {
  ctx: Context;
  caller: Caller;
  params: unknown;
  query: unknown;
  body: unknown;
  nothingToAudit: () => void;
};

/**
 * Acts for an endpoint, in the transaction of the request; where it counts once, a repetition gets the first answer
 * instead.
 * @throws AppError `idempotency_mismatch`
 */
export async function actOnce<T>(
  db: Db,
  endpoint: Endpoint,
  { ctx, caller, params, query, body, nothingToAudit }: Sent,
  act: () => Promise<T>,
): Promise<T> {
  if (!isOnce(endpoint)) return act();
  const { 'idempotency-key': key } = parseInput(onceHeaders, ctx.headers, 'headers');
  const hash = requestHash(caller, [ctx.state.endpoint, params, query, body]);
  const { answer, repeated } = await createIdempotency(db, caller).once(key, hash, act);
  if (repeated) nothingToAudit();
  return answer;
}

/** Tells one request of a person from another: what is asked, with what, and in the name of which customer. */
function requestHash(caller: Caller, request: unknown[]): string {
  const customer = 'customer' in caller ? (caller.customer?.id ?? null) : null;
  const text = JSON.stringify([customer, ...request], (_key, value: unknown) =>
    isPlain(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(text).digest('base64url');
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Deletes answers whose time is over. */
export async function sweepIdempotency(db: Db): Promise<void> {
  await db('idempotency_keys').whereRaw('kept_until < now()').delete();
}
