import { wakeMail } from '../../records/mail-queue.ts';
import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { awake, boundsOf, leavesAt, spend, takeTurn, within, withPace } from './mail.pace.ts';
import type { Pace } from './mail.pace.ts';

/** A mail somebody works on. `claim` is what every later change must name. */
export type ClaimedMail = {
  id: string;
  kind: string;
  data: unknown;
  claim: string;
  tries: number;
  /** Where it goes, if it may wait its turn. */
  domain: string | null;
  /** Nobody wants it any more. */
  late: boolean;
  /** The tenant's mailbox for answers. */
  replyTo: string | null;
};

export type MailState =
  | 'queued'
  | 'sending'
  | 'handing'
  | 'accepted'
  | 'deferred'
  | 'failed'
  | 'unknown'
  | 'cancelled';

/** What is noted of a mail when its worker is done with it. */
export type Finish = {
  state: MailState;
  /** In milliseconds from now, for one that is tried again; null: it has ended. */
  waitMs: number | null;
  tries: number;
  recipient: string | null;
  subject: string | null;
  reason: string | null;
  reply: string | null;
};

/**
 * Tenants whose outbox has something to do now. By lot, so that one with much to send never stands in
 * front of the others. In a scope without a tenant.
 */
export async function dueTenants(db: Db, limit: number): Promise<string[]> {
  return db('mail_due')
    .whereRaw('due_at <= now()')
    .orderByRaw('random()')
    .limit(limit)
    .options({ name: 'tenants with mail' })
    .pluck<string[]>('tenant_id');
}

/**
 * Takes over mails that are due, most urgent first; what another worker holds is passed by, and so is what has
 * to wait its turn. Those that do are counted here, before anything is written or drawn for them.
 */
export async function claimMails(
  db: Db,
  tenantId: string,
  limit: number,
  leaseMs: number,
  pace: Pace | null,
): Promise<ClaimedMail[]> {
  if (pace) await takeTurn(db);
  const rows = await rowsOf<ClaimedMail>(
    db,
    `with next as materialized (
       select id, domain, priority, due_at from mails
       where tenant_id = :tenantId and state in ('queued', 'deferred') and due_at <= now() and ${awake}
       order by priority, due_at limit :limit for update skip locked
     ), ${pace ? within : 'taken as (select id from next)'}
     update mails set state = 'sending', claim = gen_random_uuid(),
       lease_until = now() + make_interval(secs => :seconds)
     from taken where mails.tenant_id = :tenantId and mails.id = taken.id
     returning mails.id, kind, data, claim, tries, domain, give_up_at <= now() as late,
       (select t.mail_reply_to from tenants t where t.id = :tenantId) as "replyTo"`,
    { tenantId, limit, seconds: leaseMs / 1000, ...(pace && boundsOf(pace)) },
    { name: pace ? 'mails in turn' : 'mails next' },
  );
  const paced = rows.map(({ domain }) => domain).filter((domain) => domain !== null);
  if (pace) await spend(db, pace, paced);
  return rows;
}

/**
 * Takes mails back from workers that have not been heard of: what had not reached the fence was not
 * delivered and waits again; what had is `unknown`, and keeps its claim in case the worker still comes.
 * @returns how many became unknown
 */
export async function recoverMails(db: Db, tenantId: string): Promise<number> {
  const rows = await rowsOf<{ state: MailState }>(
    db,
    `with lost as materialized (
       select id from mails
       where tenant_id = :tenantId and state in ('sending', 'handing') and lease_until < now()
       for update skip locked
     )
     update mails set
       state = case state when 'sending' then 'queued' else 'unknown' end,
       claim = case state when 'sending' then null else claim end,
       reason = case state when 'sending' then reason else 'worker_lost' end,
       lease_until = null
     from lost where mails.tenant_id = :tenantId and mails.id = lost.id
     returning state`,
    { tenantId },
    { name: 'mails lost' },
  );
  return rows.filter(({ state }) => state === 'unknown').length;
}

/**
 * Notes that the final dot is about to leave, and under which name.
 * @returns false where the mail is no longer ours
 */
export async function markHanding(
  db: Db,
  tenantId: string,
  { id, claim }: Pick<ClaimedMail, 'id' | 'claim'>,
  leaseMs: number,
  messageId: string,
): Promise<boolean> {
  const changed = await db('mails')
    .where({ tenant_id: tenantId, id, claim, state: 'sending' })
    .update({
      state: 'handing',
      message_id: messageId,
      lease_until: db.raw('now() + make_interval(secs => ?)', [leaseMs / 1000]),
    })
    .options({ name: 'mail handing' });
  return changed === 1;
}

/**
 * Notes how it went, if the mail is still ours; one that was given up as `unknown` is, until somebody
 * has decided. What is not certain changes nothing but its own `handing`.
 */
export async function finishMail(
  db: Db,
  tenantId: string,
  { id, claim }: Pick<ClaimedMail, 'id' | 'claim'>,
  finish: Finish,
): Promise<boolean> {
  const { state, waitMs, ...noted } = finish;
  const open = waitMs !== null;
  const unknown = state === 'unknown';
  const changed = await db('mails')
    .where({ tenant_id: tenantId, id, claim })
    .whereIn('state', unknown ? ['handing'] : ['sending', 'handing', 'unknown'])
    .update({
      ...noted,
      state,
      lease_until: null,
      ...(!unknown && { claim: null }),
      ...(open && { due_at: db.raw('now() + make_interval(secs => ?)', [waitMs / 1000]) }),
      finished_at: open || unknown ? null : db.fn.now(),
    })
    .options({ name: `mail ${open ? 'waits' : unknown ? 'unknown' : 'finished'}` });
  if (changed === 1 && open) await wakeMail(db, tenantId, waitMs);
  return changed === 1;
}

/**
 * Notes when this outbox has something to do next, or that it has not: the only place where that time
 * moves back. The row is locked first, so that whoever queues a mail meanwhile either is counted here
 * or waits and then moves it forward again.
 * @returns in how many milliseconds, or null where it has nothing to do
 */
export async function settleDue(db: Db, tenantId: string): Promise<number | null> {
  await db('mail_due').where({ tenant_id: tenantId }).forUpdate().select('tenant_id');
  const { at, ms } = await rowOf<{ at: string | null; ms: number | null }>(
    db,
    `select at, (extract(epoch from at - now()) * 1000)::float8 as ms from (select least(
       (select min(${leavesAt}) from mails m ${withPace}
        where m.tenant_id = :tenantId and m.state in ('queued', 'deferred') and m.due_at < 'infinity'),
       (select min(lease_until) from mails where tenant_id = :tenantId and state in ('sending', 'handing'))
     ) as at) next`,
    { tenantId },
  );
  const row = db('mail_due').where({ tenant_id: tenantId });
  await (at === null ? row.delete() : row.update({ due_at: at }));
  return ms;
}

/** When a mail would be tried after this wait, is it still wanted? */
export async function isWantedIn(
  db: Db,
  tenantId: string,
  id: string,
  waitMs: number,
): Promise<boolean> {
  const row = await db('mails')
    .where({ tenant_id: tenantId, id })
    .whereRaw('give_up_at > now() + make_interval(secs => ?)', [waitMs / 1000])
    .first<{ id: string } | undefined>('id');
  return row !== undefined;
}

export type ListedMail = {
  id: string;
  kind: string;
  state: MailState;
  recipient: string | null;
  subject: string | null;
  reason: string | null;
  reply: string | null;
  tries: number;
  created_at: string;
  finished_at: string | null;
};

/** The newest mails, of one state or of all. */
export async function listMails(
  db: Db,
  tenantId: string,
  filter: { state?: MailState; limit: number },
): Promise<ListedMail[]> {
  return db('mails')
    .where({ tenant_id: tenantId, ...(filter.state && { state: filter.state }) })
    .orderBy('created_at', 'desc')
    .limit(filter.limit)
    .select<ListedMail[]>(
      'id',
      'kind',
      'state',
      'recipient',
      'subject',
      'reason',
      'reply',
      'tries',
      'created_at',
      'finished_at',
    );
}

export async function countMails(
  db: Db,
  tenantId: string,
): Promise<{ state: MailState; count: number }[]> {
  return db('mails')
    .where({ tenant_id: tenantId })
    .groupBy('state')
    .orderBy('state')
    .select<{ state: MailState; count: number }[]>('state', db.raw('count(*)::int as count'));
}

/**
 * Queues a mail once more by a person's decision; it gets another day. The claim goes, so that a worker
 * that comes back late has no say any more.
 * @returns false where the mail is in no state that allows it
 */
export async function requeueMail(db: Db, tenantId: string, id: string): Promise<boolean> {
  const changed = await db('mails')
    .where({ tenant_id: tenantId, id })
    .whereIn('state', ['unknown', 'failed'])
    .update({
      state: 'queued',
      claim: null,
      tries: 0,
      reason: null,
      finished_at: null,
      due_at: db.fn.now(),
      give_up_at: db.raw(`greatest(give_up_at, now() + interval '1 day')`),
    });
  if (changed === 1) await wakeMail(db, tenantId, 0);
  return changed === 1;
}

/** Closes an unknown mail as sent by a person's word. @returns false where it is not unknown */
export async function settleMail(db: Db, tenantId: string, id: string): Promise<boolean> {
  const changed = await db('mails')
    .where({ tenant_id: tenantId, id, state: 'unknown' })
    .update({ state: 'accepted', claim: null, reason: 'by_hand', finished_at: db.fn.now() });
  return changed === 1;
}

/** Deletes finished mails. Those of a mass send are the log of its run, and stay as long as it does. */
export async function sweepMails(db: Db): Promise<void> {
  await db('mails')
    .whereNot({ kind: 'statement' })
    .whereRaw(`finished_at < now() - interval '90 days'`)
    .delete();
}
