// Runs on a thread of its own.
import { limits } from '#contract/limits';
import { mostLines } from '#contract/order-entry-words';
import {
  readCell,
  readSheetSource,
  type SheetSource,
  type SourceHead,
} from '../../output/foreign/sheet-source.ts';
import type { ThreadResult } from '../../output/foreign/thread.ts';
import { partedText } from './typed-rows.ts';

/** A row with its cells, as they were pasted. */
export type RawRow = { row: number; cells: string[] };

const columns = 12;

const read = (source: SheetSource): Promise<ThreadResult<SourceHead, RawRow>> =>
  readSheetSource('text' in source ? { text: partedText(source.text) } : source, (rows) => {
    const items = rows.map(({ row, cells }) => ({
      row,
      cells: cells.slice(0, columns).map((cell) => readCell(cell).text.slice(0, limits.name)),
    }));
    // A heading more than there are lines.
    return { items, tooMany: items.length > mostLines + 1 };
  });
export default read;
