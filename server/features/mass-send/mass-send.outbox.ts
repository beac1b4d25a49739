import type { RunState } from '#contract/mass-send-words';
import type { StatementContent } from '#contract/statement';
import { enqueueMail, wakeMail } from '../../records/mail-queue.ts';
import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';

/** A run whose row is locked: nobody else changes its state before this transaction ends. */
export type LockedRun = {
  id: string;
  state: RunState;
  companyId: string;
  cutOff: string;
  byId: string;
  canary: boolean;
  startedAt: string | null;
  logMailedAt: string | null;
};

/** Notes what the statement of a recipient comes to, where that is not what was noted before. */
export const noteTotals = (
  db: Db,
  recipient: string,
  content: StatementContent,
): Promise<unknown> => {
  const totals = JSON.stringify(totalsOf(content));
  return db('mass_send_recipients')
    .where({ id: recipient })
    .whereRaw('totals <> ?::jsonb', [totals])
    .update({ totals });
};

/** What a statement comes to, by currency. */
export const totalsOf = ({ sections }: StatementContent) =>
  sections.map(({ currency, figures }) => ({ currency, amount: figures.total }));

/** Hours that a mail is tried before it fails; anew from each start, resumption or second try on. */
const lifeHours = 24;
/** Customers of a canary. */
const canarySize = 5;

export async function lockRun(db: Db, id: string): Promise<LockedRun | undefined> {
  return db('mass_sends').where({ id }).forUpdate().first({
    id: 'id',
    state: 'state',
    companyId: 'company_id',
    cutOff: 'cut_off',
    byId: 'created_by',
    canary: 'canary',
    startedAt: 'started_at',
    logMailedAt: 'log_mailed_at',
  });
}

/** Holds back whoever would start a run of the same company at the same time. */
export const lockCompany = (db: Db, id: string): Promise<unknown> =>
  db('companies').where({ id }).forNoKeyUpdate().first('id');

export const setRun = (db: Db, id: string, change: Record<string, unknown>): Promise<unknown> =>
  db('mass_sends').where({ id }).update(change);

/** Deletes a run with its recipients; it has no mails. */
export const removeRun = (db: Db, id: string): Promise<unknown> =>
  db('mass_sends').where({ id }).delete();

/** Says that a run is done, since the last of its mails was. */
export const finishRun = (db: Db, id: string, state: RunState): Promise<unknown> =>
  db.raw(
    `update mass_sends run set state = :state, finished_at = coalesce((
       select max(m.finished_at) from mass_send_recipients r
       join mass_send_mails a on a.tenant_id = r.tenant_id and a.recipient_id = r.id
       join mails m on m.tenant_id = a.tenant_id and m.id = a.mail_id
       where r.tenant_id = run.tenant_id and r.run_id = run.id), now())
     where run.id = :id`,
    { id, state },
  );

/**
 * Queues the mails of a run in one statement: one for each mailbox that is well, in the order of the run.
 * Of a canary the first few customers' alone are due, after the time in which the start may be taken back.
 */
export async function queueRun(
  db: Db,
  tenantId: string,
  { run, canary, waitSeconds }: { run: string; canary: boolean; waitSeconds: number },
): Promise<void> {
  await db.raw(
    `with picked as materialized (
       select a.tenant_id, a.recipient_id, a.position, gen_random_uuid() as id, r.line,
         split_part(a.address_key, '@', -1) as domain,
         dense_rank() over (order by r.line) as place
       from mass_send_recipients r
       join mass_send_mails a on a.tenant_id = r.tenant_id and a.recipient_id = r.id
       where r.run_id = :run and r.skipped is null and not exists (
         select from bounced_mailboxes b where b.tenant_id = a.tenant_id and b.address_key = a.address_key)
     ), queued as (
       insert into mails (tenant_id, id, kind, data, priority, domain, due_at, give_up_at)
       select tenant_id, id, 'statement',
         jsonb_build_object('runId', cast(:run as text), 'recipientId', recipient_id, 'position', position),
         9, domain,
         case when :canary and place > :size then 'infinity'
           else now() + make_interval(secs => :waitSeconds) + line * interval '1 microsecond' end,
         now() + make_interval(hours => :hours)
       from picked
     )
     update mass_send_mails a set mail_id = p.id from picked p
     where a.tenant_id = p.tenant_id and a.recipient_id = p.recipient_id and a.position = p.position`,
    { run, canary, waitSeconds, size: canarySize, hours: lifeHours },
  );
  await db.raw(`select portico_freshen('mails')`);
  await wakeMail(db, tenantId, waitSeconds * 1_000);
}

/**
 * Takes the mails of a run out of the queue again, and the one that would end it.
 * @returns false where one of them is under way or has left; the transaction is then to fail
 */
export async function takeBackMails(db: Db, tenantId: string, run: string): Promise<boolean> {
  const own = { tenantId, run };
  await db.raw(`delete from mails where ${mailsOf} and mails.state = 'queued'`, own);
  const left = await rowsOf<{ id: string }>(
    db,
    `select mails.id from mails where ${mailsOf} limit 1`,
    own,
  );
  if (left.length > 0) return false;
  const end = `tenant_id = :tenantId and kind = 'mass_send_log' and data ->> 'runId' = :run`;
  await db.raw(`delete from mails where ${end} and ${waiting}`, own);
  // One that is just looking writes no log when it looks again.
  await db.raw(
    `update mails set data = data || '{"told": true}' where ${end} and state in ('sending', 'handing')`,
    own,
  );
  return true;
}

/**
 * Puts another address in the place of a mailbox whose mail failed, in the mailing list as well, and queues that
 * mail once more. @returns whether there was such a mailbox
 */
export async function replaceMailbox(
  db: Db,
  tenantId: string,
  change: { run: string; recipient: string; address: string; replacement: string },
): Promise<boolean> {
  const keys = {
    ...change,
    tenantId,
    oldKey: change.address.toLowerCase(),
    newKey: change.replacement.toLowerCase(),
    hours: lifeHours,
  };
  const [mail] = await rowsOf<{ id: string }>(
    db,
    `update mails set state = 'queued', claim = null, tries = 0, reason = null, reply = null, finished_at = null,
       domain = split_part(:newKey, '@', -1), due_at = now(),
       give_up_at = now() + make_interval(hours => :hours)
     from mass_send_mails a
     join mass_send_recipients r on r.tenant_id = a.tenant_id and r.id = a.recipient_id
     where r.run_id = :run and r.id = :recipient and a.address_key = :oldKey
       and mails.tenant_id = :tenantId and a.tenant_id = mails.tenant_id and mails.id = a.mail_id
       and mails.state = 'failed'
     returning mails.id`,
    keys,
  );
  if (!mail) return false;
  await db.raw(
    `update mass_send_mails set address = :replacement, address_key = :newKey
     where tenant_id = :tenantId and recipient_id = :recipient and mail_id = :mail`,
    { ...keys, mail: mail.id },
  );
  const ofList = `tenant_id = :tenantId and list_id = (
    select l.id from mailing_lists l
    join mass_send_recipients r on r.tenant_id = l.tenant_id and r.customer_id = l.customer_id
    join mass_sends run on run.tenant_id = r.tenant_id and run.id = r.run_id and run.company_id = l.company_id
    where r.tenant_id = :tenantId and r.id = :recipient)`;
  // One that the list has already stays where it is; what failed goes.
  await db.raw(
    `update mailing_list_mailboxes set address = :replacement, address_key = :newKey
     where ${ofList} and address_key = :oldKey and not exists (
       select from mailing_list_mailboxes x where x.tenant_id = mailing_list_mailboxes.tenant_id
         and x.list_id = mailing_list_mailboxes.list_id and x.address_key = :newKey)`,
    keys,
  );
  if (keys.oldKey !== keys.newKey)
    await db.raw(
      `delete from mailing_list_mailboxes where ${ofList} and address_key = :oldKey`,
      keys,
    );
  await wakeMail(db, tenantId);
  return true;
}

/** How long the end of a run is waited for; nobody is left to write its log after that. */
const watchDays = 365;

/**
 * Queues the mail that ends a run: it is written when no mail of the run is left, so that the end is
 * noticed once, whichever server is up then.
 */
export const queueEnd = (db: Db, tenantId: string, run: string, told: boolean): Promise<string> =>
  enqueueMail(db, tenantId, {
    kind: 'mass_send_log',
    data: { runId: run, told },
    priority: 9,
    waitMs: 500,
    lifeMinutes: watchDays * 24 * 60,
  });

const mailsOf = `mails.tenant_id = :tenantId and mails.kind = 'statement' and mails.data ->> 'runId' = :run`;
const waiting = `mails.state in ('queued', 'deferred')`;

/** What a run still has to do: mails under way, mails that wait for somebody, and when the next is due. */
export async function openMails(
  db: Db,
  tenantId: string,
  run: string,
): Promise<{ open: boolean; held: boolean; nextMs: number }> {
  const { open, held, next } = await rowOf<{ open: boolean; held: boolean; next: number | null }>(
    db,
    `select count(id) filter (where due_at < 'infinity') > 0 as open,
       count(id) filter (where due_at = 'infinity') > 0 as held,
       (extract(epoch from min(due_at) filter (where due_at < 'infinity') - now()) * 1000)::float8 as next
     from mails
     where ${mailsOf} and mails.state in ('queued', 'deferred', 'sending', 'handing')`,
    { tenantId, run },
  );
  return { open, held, nextMs: next ?? 0 };
}

/** Mails of a run that are not under way wait until they are released. */
export const holdMails = (db: Db, tenantId: string, run: string): Promise<unknown> =>
  db.raw(`update mails set due_at = 'infinity' where ${mailsOf} and ${waiting}`, { tenantId, run });

/** Lets the mails of a run go on; those that were to be tried later are tried now. */
export async function releaseMails(db: Db, tenantId: string, run: string): Promise<void> {
  await db.raw(
    `update mails set
       due_at = now() + r.line * interval '1 microsecond',
       give_up_at = greatest(give_up_at, now() + make_interval(hours => :hours))
     from mass_send_recipients r
     where ${mailsOf} and ${waiting}
       and r.tenant_id = mails.tenant_id and r.id = cast(mails.data ->> 'recipientId' as uuid)`,
    { tenantId, run, hours: lifeHours },
  );
  await wakeEnd(db, tenantId, run);
}

/** Has whoever waits for the end of a run look again. */
async function wakeEnd(db: Db, tenantId: string, run: string): Promise<void> {
  await db.raw(
    `update mails set due_at = now()
     where tenant_id = ? and kind = 'mass_send_log' and ${waiting} and data ->> 'runId' = ?`,
    [tenantId, run],
  );
  await wakeMail(db, tenantId);
}

/** Mails of a run that are not under way never go. */
export async function cancelMails(db: Db, tenantId: string, run: string): Promise<void> {
  await db.raw(
    `update mails set state = 'cancelled', reason = 'run_cancelled', finished_at = now()
     where ${mailsOf} and ${waiting}`,
    { tenantId, run },
  );
  await wakeEnd(db, tenantId, run);
}

/** Queues those once more that failed, and no other. @returns how many */
export async function retryMails(db: Db, tenantId: string, run: string): Promise<number> {
  const rows = await rowsOf<{ id: string }>(
    db,
    `update mails set state = 'queued', claim = null, tries = 0, reason = null, finished_at = null,
       due_at = now(), give_up_at = now() + make_interval(hours => :hours)
     from mass_send_recipients r
     join mass_send_mails a on a.tenant_id = r.tenant_id and a.recipient_id = r.id
     where r.run_id = :run and mails.tenant_id = :tenantId and mails.id = a.mail_id
       and a.tenant_id = mails.tenant_id and mails.state = 'failed'
     returning mails.id`,
    { tenantId, run, hours: lifeHours },
  );
  if (rows.length > 0) await wakeMail(db, tenantId);
  return rows.length;
}

/** Whether mails to a mailbox came back. */
export const hasBounced = async (db: Db, key: string): Promise<boolean> =>
  (await db('bounced_mailboxes').where({ address_key: key }).first('address_key')) !== undefined;

/** Ids of the mails to a recipient of which nobody knows whether they arrived. */
export const unknownMails = (db: Db, recipientId: string): Promise<string[]> =>
  db('mass_send_mails as a')
    .join('mails as m', (on) => on.on('m.tenant_id', 'a.tenant_id').on('m.id', 'a.mail_id'))
    .where({ 'a.recipient_id': recipientId, 'm.state': 'unknown' })
    .pluck('m.id');
