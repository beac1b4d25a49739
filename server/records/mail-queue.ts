import type { Db } from '../db/scope.ts';

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
export async function enqueueMail(db: Db, tenantId: string, mail: QueuedMail): Promise<string> {
  const [{ id }] = (await db('mails')
    .insert({
      tenant_id: tenantId,
      kind: mail.kind,
      data: JSON.stringify(mail.data),
      priority: mail.priority ?? 5,
      domain: mail.domain,
      bundle: mail.bundle,
      due_at: db.raw('now() + make_interval(secs => ?)', [(mail.waitMs ?? 0) / 1000]),
      give_up_at: db.raw('now() + make_interval(mins => ?)', [mail.lifeMinutes ?? 24 * 60]),
    })
    .returning<{ id: string }[]>('id')) as [{ id: string }];
  await wakeMail(db, tenantId, mail.waitMs ?? 0);
  return id;
}

/** Tells the workers, who cannot see through the wall, where there is something to do, and when. */
export async function wakeMail(db: Db, tenantId: string, waitMs = 0): Promise<void> {
  await db.raw(
    `insert into mail_due (tenant_id, due_at) values (?, now() + make_interval(secs => ?))
     on conflict (tenant_id) do update set due_at = least(mail_due.due_at, excluded.due_at)`,
    [tenantId, waitMs / 1000],
  );
}
