import type { SyncInput } from '#contract/sync';
import type { Source } from './source.ts';

/** Customers with numbers of their own, and how many materials each of them has one for. */
const [customers, materials] = [4, 24];

/** What the first customers of a tenant call some of its materials. */
export const customerMaterials = (source: Source): SyncInput<'customer-materials'>[] =>
  source.buyers.slice(0, customers).flatMap(({ record }, buyer) =>
    source.products.slice(0, materials).map(({ record: material }, index) => ({
      customer: record.number,
      number: `${String.fromCharCode(65 + buyer)}-${String(1001 + index * 7)}`,
      material: material.number,
    })),
  );
