import type { Logger } from 'pino';
import type { InScope } from './db/scope.ts';

const everyHour = 60 * 60 * 1000;

/**
 * Throws away what has had its time: ended sessions, kept answers of batches, imports, counters of attempts,
 * finished mails, statements that nobody took. Unknown mails wait for somebody to decide.
 */
export function startHousekeeping(inScope: InScope, logger: Logger): () => void {
  const timer = setInterval(() => {
    sweep(inScope).catch((error: unknown) => logger.error({ error }, 'housekeeping failed'));
  }, everyHour);
  timer.unref();
  return () => clearInterval(timer);
}

/** One round over all tenants; the wall stands here, too. */
export async function sweep(inScope: InScope): Promise<void> {
  const tenants = await inScope({ tenantId: null }, async (db) => {
    await db('throttles').where('expire', '<', Date.now()).delete();
    await db('mail_pace').whereRaw(`free_at < now() - interval '1 hour'`).delete();
    return db('tenants').pluck<string[]>('id');
  });
  for (const tenantId of tenants) {
    await inScope({ tenantId }, async (db) => {
      await db('sessions').where('expires_at', '<', db.fn.now()).delete();
      await db('idempotency_keys').whereRaw(`created_at < now() - interval '24 hours'`).delete();
      await db('import_batches').whereRaw(`created_at < now() - interval '1 day'`).delete();
      await db('access_links').whereRaw(`expires_at < now() - interval '30 days'`).delete();
      await db('used_assertions').where('expires_at', '<', db.fn.now()).delete();
      await db('devices').whereRaw(`seen_at < now() - interval '400 days'`).delete();
      await db.raw('select portico_forget_statements()');
      // Those of a mass send are the log of its run, and stay as long as it does.
      await db('mails')
        .whereNot({ kind: 'statement' })
        .whereRaw(`finished_at < now() - interval '90 days'`)
        .delete();
    });
  }
}
