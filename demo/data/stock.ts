import type { SyncInput } from '#contract/sync';
import { seededRandom } from './random.ts';
import type { Source, TenantRecords } from './source.ts';

/** Plants of a demo tenant, and what lies in them this morning. */
export function stockRecords(
  source: Source,
  today: string,
): Pick<TenantRecords, 'plants' | 'stock-readings'> {
  const random = seededRandom(`${source.slug} stock`);
  const readings = source.products.flatMap(({ record, most, service }) =>
    (service ? [] : source.plants).flatMap((plant): SyncInput<'stock-readings'>[] => {
      // Not every plant has everything; where something has run out, the ERP says so.
      if (random.chance(35)) return [];
      const quantity = random.chance(12) ? 0 : random.int(1, most * 12);
      return [
        {
          material: record.number,
          plant: plant.code,
          quantity: String(quantity),
          unit: record.unit,
          readAt: `${today}T00:30:00Z`,
        },
      ];
    }),
  );
  return { plants: source.plants, 'stock-readings': readings };
}
