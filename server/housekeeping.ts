import type { Logger } from 'pino';
import type { InScope } from './db/scope.ts';
import { features } from './features.ts';
import { sweepThrottle } from './http/throttle.ts';
import type { Rounds } from './db/rounds.ts';

const everyHour = 60 * 60 * 1000;
/** How often it is looked for what came due. */
const fewSeconds = 5 * 1000;
/** Portions of one tenant's work, before the others have their turn. */
const mostRounds = 20;

/** Deletes expired rows and does what else is due every hour, and what came due every few seconds, each feature its own. */
export function startHousekeeping(rounds: Rounds, logger: Logger): void {
  const report = (text: string) => (error: unknown) => logger.error({ error }, text);
  const [failed, dueFailed] = [report('housekeeping failed'), report('what came due failed')];
  rounds.every(everyHour, sweep, failed);
  rounds.every(fewSeconds, (inScope) => doDue(inScope, dueFailed), dueFailed);
}

/**
 * What came due by the clock, for all tenants: next to nothing where nothing did. What fails for one tenant keeps no
 * other from its own.
 * @param failed told of each error; never rejects
 */
export async function doDue(inScope: InScope, failed: (error: unknown) => void): Promise<void> {
  for (const { due } of features) {
    if (!due) continue;
    try {
      const tenants = await inScope({ tenantId: null }, (db) => due.tenants(db));
      for (const tenantId of tenants) await untilDone(inScope, tenantId, due).catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}

async function untilDone(
  inScope: InScope,
  tenantId: string,
  due: NonNullable<(typeof features)[number]['due']>,
): Promise<void> {
  for (let round = 0; round < mostRounds; round++)
    if (!(await inScope({ tenantId }, (db) => due.act(db, tenantId)))) return;
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
