import type { SyncInput } from '#contract/sync';

/**
 * How much of a product can be ordered at a time: the first size of each family by tens, the second by boxes of twelve
 * as well, and the fourth no longer, since the first takes its place.
 */
export function orderRules(
  index: number,
  first: string,
): Partial<
  Pick<
    SyncInput<'materials'>,
    'minQuantity' | 'multiple' | 'units' | 'orderable' | 'successor' | 'leadDays'
  >
> {
  if (index === 0) return { minQuantity: '10', multiple: '5', leadDays: 3 };
  if (index === 1) return { units: [{ unit: 'CJ', numerator: 12, denominator: 1 }], leadDays: 5 };
  return index === 3 ? { orderable: false, successor: first } : {};
}
