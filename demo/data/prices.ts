import type { SyncInput } from '#contract/sync';
import { divideRounded, shortest, toUnits } from './decimal.ts';
import { seededRandom, type Random } from './random.ts';
import type { PricePlan, Product, Source, TenantRecords } from './source.ts';

/** From which part of a usual order on, and what is asked then, in per cent of the first price. */
const scales = [
  { part: 4, percent: 97n },
  { part: 1, percent: 94n },
] as const;

const places = 6;

/** Price lists of this year, of the one that is over and of the one to come, and what stands in them. */
export function priceRecords(
  source: Source,
  today: string,
): Pick<TenantRecords, 'price-lists' | 'price-items'> {
  const random = seededRandom(`${source.slug} prices`);
  const made = source.priceLists.map((plan) => ({
    plan,
    year: Number(today.slice(0, 4)) + plan.year,
  }));
  return {
    'price-lists': made.map(({ plan: { name, currency, taxIncluded, ...plan }, year }) => ({
      code: `${plan.code}-${year}`,
      name: `${name} ${year}`,
      currency,
      taxIncluded,
      validFrom: `${year}-01-01`,
      validTo: `${year}-12-31`,
      assignments: plan.assignments,
    })),
    'price-items': made.flatMap(({ plan, year }) =>
      source.products
        .filter(() => random.chance(plan.share))
        .map((product) => ({
          list: `${plan.code}-${year}`,
          material: product.record.number,
          prices: pricesOf(product, plan, source, random),
        })),
    ),
  };
}

function pricesOf(
  { record, price, priceUnit, most }: Product,
  { currency, taxIncluded, percent }: PricePlan,
  { rates, tax }: Source,
  random: Random,
): SyncInput<'price-items'>['prices'] {
  const taxed = taxIncluded ? 100n + tax : 100n;
  const first = divideRounded(
    toUnits(price, places) * percent * taxed,
    10_000n * (rates[currency] ?? 1n),
  );
  // Most have scales; what is sold by the piece has none.
  const steps = most > 1 && random.chance(70) ? scales : [];
  return [{ part: 0, percent: 100n }, ...steps].map((step) => ({
    unit: record.unit,
    price: rounded(divideRounded(first * step.percent, 100n)),
    priceUnit: String(priceUnit),
    minQuantity: step.part === 0 ? '0' : String(Math.max(2, Math.ceil(most / step.part))),
  }));
}

/** Lists are printed with four decimals. */
const rounded = (units: bigint): string => shortest(divideRounded(units, 100n), 4);
