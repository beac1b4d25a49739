import type { Price, PricedMaterial } from '#contract/prices';
import type { Locale } from '#contract/primitives';
import type { Material } from '#contract/stock';
import { csvLine, csvStart } from '#contract/csv';
import { writeSheet, type SheetCell, type SheetColumn } from '../../output/sheet.ts';
import type { Translate } from '../../output/texts.ts';

/** For whom a file is written. */
export type Reader = {
  t: Translate;
  locale: Locale;
  author: string;
  listName: (code: string) => string;
};

/** Writes a file of prices that come in chunks. */
export type Write = (
  chunks: AsyncIterable<PricedMaterial[]>,
  reader: Reader,
) => AsyncIterable<string | Uint8Array>;

type Row = { material: Material; price: Price };
type Column = { key: string; width: number; cell: (row: Row, reader: Reader) => SheetCell } & (
  | { kind: 'text' | 'date' }
  | { kind: 'decimal'; places: number; most?: number }
);

const columns: Column[] = [
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

/** Prices as CSV, in the number format of a language. */
export const priceCsv: Write = async function* (chunks, reader) {
  const { t, locale } = reader;
  yield (
    csvStart +
    csvLine(
      columns.map(({ key }) => t(key)),
      locale,
    )
  );
  for await (const chunk of chunks)
    yield [...rowsOf(chunk)].map((row) => csvLine(csvCells(row, reader), locale)).join('');
};

/** Prices as XLSX. */
export const priceSheet: Write = (chunks, reader) =>
  writeSheet({
    name: reader.t('prices.title'),
    author: reader.author,
    columns: columns.map((column): SheetColumn => ({ ...column, header: reader.t(column.key) })),
    rows: sheetRows(chunks, reader),
  });

async function* sheetRows(
  chunks: AsyncIterable<PricedMaterial[]>,
  reader: Reader,
): AsyncGenerator<SheetCell[]> {
  for await (const chunk of chunks)
    for (const row of rowsOf(chunk)) yield columns.map(({ cell }) => cell(row, reader));
}

function* rowsOf(chunk: PricedMaterial[]): Generator<Row> {
  for (const { material, prices } of chunk) for (const price of prices) yield { material, price };
}

const csvCells = (row: Row, reader: Reader) =>
  columns.map((column) => {
    const text = column.cell(row, reader);
    return text !== null && column.kind === 'decimal'
      ? { decimal: text, places: column.places }
      : text;
  });
