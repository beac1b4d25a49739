import type { Logger } from 'pino';
import type { InScope } from './db/scope.ts';
import { features } from './features.ts';
import { sweepThrottle } from './http/throttle.ts';

const everyHour = 60 * 60 * 1000;

/** Deletes expired rows and does what else is due every hour, each feature its own. */
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
    await sweepThrottle(db);
    for (const feature of features) await feature.sweepShared?.(db);
    return db('tenants').pluck<string[]>('id');
  });
  for (const tenantId of tenants) {
    await inScope({ tenantId }, async (db) => {
      for (const feature of features) await feature.sweep?.(db);
    });
    for (const feature of features) await feature.upkeep?.((work) => inScope({ tenantId }, work));
  }
}
