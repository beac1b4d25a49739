import { z } from 'zod';
import { identifierKey } from '#contract/identifiers';
import { limits } from '#contract/limits';
import { identifier, pastInstant, quantity } from '#contract/primitives';
import type { MaterialRecord } from '../../records/material-search.ts';
import type { Db } from '../../db/scope.ts';
import type { InTenant } from '../../http/mount.ts';
import type { ErpClient } from '../../output/erp-client.ts';
import { createBreaker, type Breaker } from './breaker.ts';
import { createStockQueries, type PlaceFilter } from './stock.queries.ts';

/** What an ERP answers: readings, each of a material and a plant that were asked for. */
const answerSchema = z.object({
  readings: z
    .array(
      z.object({
        material: identifier,
        plant: identifier,
        quantity,
        unit: identifier,
        readAt: pastInstant.optional(),
      }),
    )
    .max(limits.stockMaterials * 500),
});

export type LiveOutcome = 'answered' | 'unavailable' | 'none';

/**
 * Asks the tenant's ERP for what it has at this moment and keeps the answer, so that whoever asks
 * within some seconds has it, too. Never holds a transaction meanwhile.
 * @param freshMs how long an answer is good for others
 * @param restMs how long an ERP that failed again and again is left alone
 */
export function createLiveStock({
  ask,
  freshMs = 15_000,
  restMs,
}: {
  ask: ErpClient;
  freshMs?: number;
  restMs?: number;
}) {
  // Each server finds out for itself who does not answer; nothing hangs on their agreeing.
  const breakers = new Map<string, Breaker>();
  const breakerOf = (tenantId: string): Breaker => {
    const known = breakers.get(tenantId) ?? createBreaker({ restMs });
    breakers.set(tenantId, known);
    return known;
  };

  return async (
    inTenant: InTenant,
    tenantId: string,
    materials: MaterialRecord[],
    place: PlaceFilter,
  ): Promise<LiveOutcome> => {
    const { endpoint, plants, due } = await inTenant(async (db) => {
      const queries = createStockQueries(db);
      const [found, all, stale] = await Promise.all([
        queries.erpEndpoint(),
        queries.plantsIn(place),
        queries.notAskedWithin(
          materials.map(({ id }) => id),
          place,
          freshMs,
        ),
      ]);
      return {
        endpoint: found,
        plants: all,
        due: materials.filter(({ id }) => stale.includes(id)),
      };
    });
    if (!endpoint) return 'none';
    if (due.length === 0 || plants.length === 0) return 'answered';
    try {
      const answer = await breakerOf(tenantId).run(async () =>
        answerSchema.parse(
          await ask(endpoint, {
            materials: due.map(({ number }) => number),
            plants: plants.map(({ code }) => code),
          }),
        ),
      );
      await inTenant((db) => keep(db, answer.readings, due, plants));
      return 'answered';
    } catch {
      return 'unavailable';
    }
  };
}

type Reading = z.output<typeof answerSchema>['readings'][number];

async function keep(
  db: Db,
  readings: Reading[],
  materials: MaterialRecord[],
  plants: { id: string; code: string }[],
): Promise<void> {
  const materialOf = new Map(materials.map((one) => [identifierKey(one.number), one]));
  const plantOf = new Map(plants.map((one) => [identifierKey(one.code), one.id]));
  const now = new Date().toISOString();
  const rows = readings.flatMap(({ material, plant, quantity: amount, unit, readAt = now }) => {
    const known = materialOf.get(identifierKey(material));
    const plantId = plantOf.get(identifierKey(plant));
    // Nobody asked for it.
    if (!known || !plantId) return [];
    return [{ material_id: known.id, plant_id: plantId, quantity: amount, unit, read_at: readAt }];
  });
  await createStockQueries(db).keepReadings(rows);
}
