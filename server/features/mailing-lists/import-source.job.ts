// Runs on a thread of its own.
import { limits } from '#contract/limits';
import {
  readSheetSource,
  type SheetSource,
  type SourceHead,
} from '../../output/foreign/sheet-source.ts';
import type { ThreadResult } from '../../output/foreign/thread.ts';
import type { SheetRow } from '../../output/foreign/xlsx.ts';
import { joinRows, readRows, type ReadRow } from './import-rows.ts';
import { readMailboxes } from './mailboxes.ts';

/** What somebody corrected of a row. */
export type TypedRow = { row: number; company: string; customer: string; mailboxes: string };

/** Rows that are typed anew, among those of before. */
export type Correction = { typed: TypedRow[]; rows: ReadRow[] };

export default async function read(
  input: SheetSource | Correction,
): Promise<ThreadResult<SourceHead, ReadRow>> {
  if ('typed' in input) return { head: { choice: null }, items: corrected(input) };
  return readSheetSource(input, rowsIn);
}

function rowsIn(raw: readonly SheetRow[]) {
  const items = readRows(raw);
  const given = items.reduce((sum, { joined }) => sum + 1 + joined.length, 0);
  return { items, tooMany: given > limits.importRows };
}

/** Rows that were typed take the place of those with their number; those that are then of one customer join. */
function corrected({ typed, rows }: Correction): ReadRow[] {
  const byRow = new Map(typed.map((one) => [one.row, one]));
  return joinRows(
    rows.map((row) => {
      const anew = byRow.get(row.row);
      if (!anew) return row;
      const { mailboxes, invalid, notes } = readMailboxes(anew.mailboxes);
      const { company, customer } = anew;
      return { ...row, company, customer, mailboxes, invalid, notes, whole: true };
    }),
  );
}
