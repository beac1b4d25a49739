import type { MailSettings, MailTest } from '#contract/settings';
import type { MailTestState } from '#contract/settings-words';
import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { enqueueMail } from '../../records/mail-queue.ts';
import { note, type SettingsActor } from './settings.actor.ts';
import { holdStored, readStored, updateTenant, type StoredTenant } from './tenant.store.ts';

type Set = Pick<MailSettings, 'version' | 'from' | 'replyTo'>;
/** What the tests of a sender are mailed as. */
export const testKind = 'settings_test';

const setOf = ({ versions, mailFrom, mailReplyTo }: StoredTenant): Set => ({
  version: versions.mail,
  from: mailFrom,
  replyTo: mailReplyTo,
});

/** @param defaultFrom the server's own sender */
export async function readMail(
  db: Db,
  tenantId: string,
  defaultFrom: string,
): Promise<MailSettings> {
  const stored = await readStored(db, { id: tenantId });
  const mails = await rowOf<MailSettings['mails']>(
    db,
    `select count(*) filter (where state = 'accepted')::int as accepted,
       count(*) filter (where state in ('queued', 'sending', 'handing', 'deferred'))::int as waiting,
       count(*) filter (where state = 'failed')::int as failed,
       count(*) filter (where state = 'unknown')::int as unknown
     from mails where tenant_id = ? and created_at > now() - interval '7 days'`,
    [tenantId],
  );
  const { count } = await rowOf<{ count: number }>(
    db,
    'select count(*)::int as count from bounced_mailboxes',
  );
  const newest = await rowsOf<MailSettings['bounces']['newest'][number]>(
    db,
    `select address_key as address, status, bounced_at as "bouncedAt" from bounced_mailboxes
     order by bounced_at desc, address_key limit 10`,
  );
  return { ...setOf(stored), defaultFrom, mails, bounces: { count, newest } };
}

/** Replaces the sender and the mailbox for answers. @throws AppError `record_changed` */
export async function setMail(
  db: Db,
  actor: SettingsActor,
  { version, ...after }: Set,
  read: () => Promise<MailSettings>,
): Promise<MailSettings> {
  const stored = await holdStored(db, { id: actor.tenantId });
  const { version: current, ...before } = setOf(stored);
  if (current !== version) throw new AppError('record_changed', { current: await read() });
  const clear = [
    ...(after.from ? [] : (['mailFrom'] as const)),
    ...(after.replyTo ? [] : (['mailReplyTo'] as const)),
  ];
  await updateTenant(db, stored, {
    ...(after.from && { mailFrom: after.from }),
    ...(after.replyTo && { mailReplyTo: after.replyTo }),
    clear,
  });
  await note(db, actor, 'settings.changed', 'mail', { before, after });
  return read();
}

/** Where mails to the actor itself go. @throws AppError `own_mailbox_missing` */
async function ownMailbox(db: Db, { id }: SettingsActor): Promise<string> {
  const person = await db('identities')
    .where({ id })
    .first<{ email: string | null } | undefined>('email');
  if (!person?.email) throw new AppError('own_mailbox_missing');
  return person.email;
}

/** Mails a test to the actor, and to nobody else. @throws AppError `own_mailbox_missing` */
export async function testMail(db: Db, actor: SettingsActor): Promise<MailTest> {
  const test = await enqueueOwnTest(db, actor, testKind);
  await note(db, actor, 'settings.mail_tested', test.id);
  return test;
}

/** Queues a mail of a kind to the actor. @throws AppError `own_mailbox_missing` */
export async function enqueueOwnTest(
  db: Db,
  actor: SettingsActor,
  kind: string,
  data: Record<string, unknown> = {},
): Promise<MailTest> {
  await ownMailbox(db, actor);
  const id = await enqueueMail(db, actor.tenantId, {
    kind,
    data: { ...data, identityId: actor.id },
    priority: 1,
    lifeMinutes: 30,
  });
  return readTest(db, actor, kind, id);
}

const stateOf: Record<string, MailTestState> = {
  accepted: 'accepted',
  deferred: 'deferred',
  failed: 'failed',
  cancelled: 'failed',
  unknown: 'unknown',
};

/** What became of a test of the actor's own. @throws AppError `not_found` */
export async function readTest(
  db: Db,
  actor: SettingsActor,
  kind: string,
  id: string,
): Promise<MailTest> {
  const mail = await db('mails')
    .where({ id, kind })
    .whereRaw(`data ->> 'identityId' = ?`, [actor.id ?? ''])
    .first<(Omit<MailTest, 'state'> & { state: string }) | undefined>(
      'id',
      'recipient',
      'state',
      'reply',
      'reason',
    );
  if (!mail) throw new AppError('not_found');
  return { ...mail, state: stateOf[mail.state] ?? 'under_way' };
}
