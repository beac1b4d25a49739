import type { Price, PricedMaterial } from '#contract/prices';
import type { Material } from '#contract/stock';
import type { Table, TableColumn, TableReader } from '../../output/table-file.ts';

/** For whom a file is written; it knows the names of lists. */
export type PriceReader = TableReader & { listName: (code: string) => string };

export type PriceLine = { material: Material; price: Price };

const columns: TableColumn<PriceLine, PriceReader>[] = [
  {
    key: 'prices.material',
    kind: 'text',
    width: 20,
    cell: ({ material }) => material.number,
  },
  {
    key: 'prices.description',
    kind: 'text',
    width: 48,
    cell: ({ material: { descriptions: by } }, { locale }) =>
      by[locale] ?? by.es ?? by.pt ?? by.en ?? null,
  },
  { key: 'prices.unit', kind: 'text', width: 8, cell: ({ price }) => price.unit },
  {
    key: 'prices.price',
    kind: 'decimal',
    places: 2,
    most: 6,
    width: 14,
    cell: ({ price }) => price.price,
  },
  { key: 'documents.currency', kind: 'text', width: 10, cell: ({ price }) => price.currency },
  {
    key: 'documents.price_unit',
    kind: 'decimal',
    places: 0,
    width: 12,
    cell: ({ price }) => price.priceUnit,
  },
  {
    key: 'documents.min_quantity',
    kind: 'decimal',
    places: 0,
    width: 14,
    cell: ({ price }) => price.minQuantity,
  },
  {
    key: 'documents.tax_included',
    kind: 'text',
    width: 14,
    cell: ({ price }, { t }) => t(price.taxIncluded ? 'documents.yes' : 'documents.no'),
  },
  { key: 'documents.valid_from', kind: 'date', width: 13, cell: ({ price }) => price.validFrom },
  { key: 'documents.valid_to', kind: 'date', width: 13, cell: ({ price }) => price.validTo },
  {
    key: 'prices.list',
    kind: 'text',
    width: 24,
    cell: ({ price }, { listName }) => listName(price.list),
  },
];

/** One line for each price of a material. */
export const pricesTable = (
  chunks: AsyncIterable<PricedMaterial[]>,
): Table<PriceLine, PriceReader> => ({
  title: 'prices.title',
  columns,
  chunks: (async function* lines() {
    for await (const chunk of chunks)
      yield chunk.flatMap(({ material, prices }) => prices.map((price) => ({ material, price })));
  })(),
});
