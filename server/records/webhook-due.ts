import type { Db } from '../db/scope.ts';

const tenant = `current_setting('app.tenant_id')::uuid`;

/** Has other systems told of what waits for it, where the tenant tells any; after so many seconds. */
export const wakeWebhooks = (db: Db, seconds = 0): Promise<unknown> =>
  db.raw(
    `insert into webhook_due (tenant_id, due_at)
     select ${tenant}, now() + make_interval(secs => ?)
     where exists (select 1 from webhook_endpoints where tenant_id = ${tenant})`,
    [seconds],
  );

/** Has the addresses that were told of a task told once more, after so many seconds. */
export async function tellAgain(db: Db, taskId: string, seconds: number): Promise<void> {
  await db.raw(
    `update webhook_deliveries set state = 'waiting', attempts = 0, due_at = now() + make_interval(secs => ?)
     where task_id = ? and state = 'delivered'`,
    [seconds, taskId],
  );
  await wakeWebhooks(db, seconds);
}
