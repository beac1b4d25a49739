import { rowsOf } from '../db/rows.ts';
import type { Db } from '../db/scope.ts';
import { jsonbOf } from '../http/text.ts';

export type QueuedMail = {
  /** Which composer writes it. */
  kind: string;
  /** What the composer starts from: ids and names, never a secret. */
  data: Record<string, unknown>;
  /** Lower goes first: 1 for what somebody waits for, 9 for a mass send. */
  priority?: number;
  /** After this many minutes nobody wants it any more. A day unless given. */
  lifeMinutes?: number;
  /** Not before so many milliseconds. */
  waitMs?: number;
  /** Where it goes, in small letters, if it may wait its turn; without it caps count it and never hold it. */
  domain?: string;
  /** By what others find it that are to join it while it waits. */
  bundle?: string;
};

/** Queues a mail in the transaction of what it tells of. @returns its id */
export const enqueueMail = async (db: Db, tenantId: string, mail: QueuedMail): Promise<string> =>
  (await enqueueMails(db, tenantId, [mail]))[0]!;

/** Queues mails of a tenant, however many in one statement. @returns their ids */
export async function enqueueMails(
  db: Db,
  tenantId: string,
  mails: readonly QueuedMail[],
): Promise<string[]> {
  if (mails.length === 0) return [];
  const rows = mails.map(({ kind, data, priority, domain, bundle, waitMs = 0, lifeMinutes }) => ({
    kind,
    data,
    priority: priority ?? 5,
    domain,
    bundle,
    wait: waitMs / 1000,
    life: lifeMinutes ?? 24 * 60,
  }));
  const queued = rowsOf<{ id: string }>(
    db,
    `insert into mails (tenant_id, kind, data, priority, domain, bundle, due_at, give_up_at)
     select cast(:tenantId as uuid), r.kind, r.data, r.priority, r.domain, r.bundle,
       now() + make_interval(secs => r.wait), now() + make_interval(mins => r.life)
     from jsonb_to_recordset(cast(:rows as jsonb)) as r(kind text, data jsonb, priority smallint, domain text,
       bundle text, wait double precision, life integer)
     returning id`,
    { tenantId, rows: jsonbOf(rows) },
    { name: 'mails queued' },
  );
  const woken = wakeMail(db, tenantId, Math.min(...mails.map(({ waitMs = 0 }) => waitMs)));
  const [ids] = await Promise.all([queued, woken]);
  return ids.map(({ id }) => id);
}

/** Tells the workers, who cannot see through the wall, where there is something to do, and when. */
export async function wakeMail(db: Db, tenantId: string, waitMs = 0): Promise<void> {
  await db.raw(
    `insert into mail_due (tenant_id, due_at) values (?, now() + make_interval(secs => ?))
     on conflict (tenant_id) do update set due_at = least(mail_due.due_at, excluded.due_at)`,
    [tenantId, waitMs / 1000],
  );
}
