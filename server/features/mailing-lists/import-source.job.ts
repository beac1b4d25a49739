// Runs on a thread of its own: what was pasted or dropped, and how much of it there is, is anybody's.
import { limits } from '#contract/limits';
import type { FileFault } from '#contract/mass-send-words';
import { ForeignFileError } from '../../output/foreign/file-fault.ts';
import { kindOf } from '../../output/foreign/file-kind.ts';
import { decodeText } from '../../output/foreign/text-decode.ts';
import { partText } from '../../output/foreign/text-rows.ts';
import type { ThreadResult } from '../../output/foreign/thread.ts';
import {
  readSheets,
  type Sheet,
  type SheetLimits,
  type SheetRow,
} from '../../output/foreign/xlsx.ts';
import { joinRows, readRows, type ReadRow } from './import-rows.ts';
import { readMailboxes } from './mailboxes.ts';

/** What somebody corrected of a row. */
export type TypedRow = { row: number; company: string; customer: string; mailboxes: string };

export type SourceInput =
  | { text: string }
  /** A file, and which of its sheets. */
  | { bytes: Uint8Array; sheet?: string }
  /** Rows that are typed anew, among those of before. */
  | { typed: TypedRow[]; rows: ReadRow[] };

/** What a workbook holds besides the rows: its visible sheets, and how much of it is hidden. */
export type SheetChoice = {
  sheet: string;
  sheets: { name: string; rows: number }[];
  hidden: { sheets: number; rows: number; columns: number };
};

export type SourceHead =
  { choice: SheetChoice | null } | { fault: FileFault | 'too_many' | 'too_long' };

export const sheetLimits: SheetLimits = {
  rows: limits.importRows + 1,
  columns: 30,
  // One more than a list may have, so that what is longer can be told.
  cell: limits.mailboxText + 1,
  text: limits.importText,
  strings: limits.importText * 2,
  entries: 500,
  bytes: 40_000_000,
  ratio: 300,
};

export default async function read(input: SourceInput): Promise<ThreadResult<SourceHead, ReadRow>> {
  try {
    if ('typed' in input) return { head: { choice: null }, items: corrected(input) };
    if ('text' in input) return rowsIn(partText(input.text, sheetLimits), null);
    const bytes = Buffer.from(input.bytes);
    return kindOf(bytes) === 'xlsx' ? await readXlsx(bytes, input.sheet) : readText(bytes);
  } catch (error) {
    const fault = error instanceof ForeignFileError ? error.fault : 'file_damaged';
    return { head: { fault }, items: [] };
  }
}

function readText(bytes: Buffer) {
  const text = decodeText(bytes);
  if (text === null) throw new ForeignFileError('file_unknown');
  const rows = partText(text, sheetLimits);
  if (rows.length === 0) throw new ForeignFileError('file_empty');
  return rowsIn(rows, null);
}

async function readXlsx(bytes: Buffer, wanted: string | undefined) {
  const { sheets, hiddenSheets } = await readSheets(bytes, sheetLimits);
  const shown = sheets.filter(({ rows }) => rows.length > 0);
  const sheet = shown.find(({ name }) => name === wanted) ?? shown.find(hasMailbox) ?? shown[0];
  if (!sheet)
    throw new ForeignFileError(hiddenSheets + sheets.length > 0 ? 'file_hidden' : 'file_empty');
  if (sheet.over === 'text') return { head: { fault: 'too_long' as const }, items: [] };
  return rowsIn(sheet.rows, {
    sheet: sheet.name,
    sheets: shown.map(({ name, rows }) => ({ name, rows: rows.length })),
    hidden: { sheets: hiddenSheets, rows: sheet.hiddenRows, columns: sheet.hiddenColumns },
  });
}

/** A cover or a summary before the list has none. */
const hasMailbox = ({ rows }: Sheet): boolean =>
  rows.some(({ cells }) => cells.some((cell) => cell.includes('@')));

function rowsIn(
  raw: readonly SheetRow[],
  choice: SheetChoice | null,
): ThreadResult<SourceHead, ReadRow> {
  // With or without a heading.
  if (raw.length > limits.importRows + 1) return { head: { fault: 'too_many' }, items: [] };
  const items = readRows(raw);
  const given = items.reduce((sum, { joined }) => sum + 1 + joined.length, 0);
  if (given > limits.importRows) return { head: { fault: 'too_many' }, items: [] };
  return { head: { choice }, items };
}

/** Rows that were typed take the place of those with their number; those that are then of one customer join. */
function corrected({ typed, rows }: { typed: TypedRow[]; rows: ReadRow[] }): ReadRow[] {
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
