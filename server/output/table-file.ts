import { csvLine, csvStart } from '#contract/csv';
import type { Locale } from '#contract/primitives';
import { writeSheet, type CellKind, type SheetCell, type SheetColumn } from './sheet.ts';
import type { Translate } from './texts.ts';

/** In whose words a file is written, and who it says it is from. */
export type TableReader = { t: Translate; locale: Locale; author: string };

/** A column of a table: the key of its heading, `width` in characters, and what a row has in it. */
export type TableColumn<Row, Reader extends TableReader = TableReader> = {
  key: string;
  width: number;
  cell: (row: Row, reader: Reader) => SheetCell;
} & CellKind;

/** Rows in chunks, and the columns they are written in; `title`: the key of the sheet's name. */
export type Table<Row, Reader extends TableReader = TableReader> = {
  title: string;
  columns: readonly TableColumn<Row, Reader>[];
  chunks: AsyncIterable<readonly Row[]>;
};

/** The kinds of files that a table is written as. */
export const tableFiles = { csv: tableCsv, xlsx: tableSheet } as const;
export type TableFormat = keyof typeof tableFiles;

/** CSV in the number format of the reader's language, chunk by chunk. */
export async function* tableCsv<Row, Reader extends TableReader>(
  { columns, chunks }: Table<Row, Reader>,
  reader: Reader,
): AsyncGenerator<string> {
  const { t, locale } = reader;
  const heading = csvLine(
    columns.map(({ key }) => t(key)),
    locale,
  );
  yield csvStart + heading;
  for await (const rows of chunks) yield rows.map(lineOf).join('');

  function lineOf(row: Row): string {
    const cells = columns.map((column) => {
      const text = column.cell(row, reader);
      return text !== null && column.kind === 'decimal'
        ? { decimal: text, places: column.places }
        : text;
    });
    return csvLine(cells, locale);
  }
}

/** XLSX, row by row. */
export function tableSheet<Row, Reader extends TableReader>(
  { title, columns, chunks }: Table<Row, Reader>,
  reader: Reader,
): AsyncGenerator<Uint8Array> {
  return writeSheet({
    name: reader.t(title),
    author: reader.author,
    columns: columns.map((column): SheetColumn => ({ ...column, header: reader.t(column.key) })),
    rows: (async function* rows() {
      for await (const some of chunks)
        for (const row of some) yield columns.map(({ cell }) => cell(row, reader));
    })(),
  });
}
