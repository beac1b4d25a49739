// Used on threads: what was pasted or dropped, and how much of it there is, is anybody's.
import { limits } from '#contract/limits';
import type { FileFault } from '#contract/mass-send-words';
import { ForeignFileError } from './file-fault.ts';
import { kindOf } from './file-kind.ts';
import { decodeText } from './text-decode.ts';
import { partText } from './text-rows.ts';
import type { ThreadResult } from './thread.ts';
import { readSheets, type ForeignSheet, type SheetLimits, type SheetRow } from './xlsx.ts';

/** What was pasted, or a file and which of its sheets. */
export type SheetSource = { text: string } | { bytes: Uint8Array; sheet?: string };

/** What a workbook holds besides the rows: its visible sheets, and how much of it is hidden. */
export type SheetChoice = {
  sheet: string;
  sheets: { name: string; rows: number }[];
  hidden: { sheets: number; rows: number; columns: number };
};

export type SourceHead =
  | { choice: SheetChoice | null }
  | { fault: FileFault | 'too_many' | 'too_long' };

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

/** Makes items of rows; those that are one too many say so. */
export type MakeItems<T> = (rows: readonly SheetRow[]) => { items: T[]; tooMany: boolean };

/** Reads rows of a text, of a CSV or of an XLSX file, and makes of them what the import is about. */
export async function readSheetSource<T>(
  source: SheetSource,
  make: MakeItems<T>,
): Promise<ThreadResult<SourceHead, T>> {
  try {
    if ('text' in source) return made(partText(source.text, sheetLimits), null, make);
    const bytes = Buffer.from(source.bytes);
    return kindOf(bytes) === 'xlsx'
      ? await readXlsx(bytes, source.sheet, make)
      : readText(bytes, make);
  } catch (error) {
    const fault = error instanceof ForeignFileError ? error.fault : 'file_damaged';
    return { head: { fault }, items: [] };
  }
}

function readText<T>(bytes: Buffer, make: MakeItems<T>): ThreadResult<SourceHead, T> {
  const text = decodeText(bytes);
  if (text === null) throw new ForeignFileError('file_unknown');
  const rows = partText(text, sheetLimits);
  if (rows.length === 0) throw new ForeignFileError('file_empty');
  return made(rows, null, make);
}

async function readXlsx<T>(
  bytes: Buffer,
  wanted: string | undefined,
  make: MakeItems<T>,
): Promise<ThreadResult<SourceHead, T>> {
  const { sheets, hiddenSheets } = await readSheets(bytes, sheetLimits);
  const shown = sheets.filter(({ rows }) => rows.length > 0);
  const sheet = shown.find(({ name }) => name === wanted) ?? shown.find(hasMailbox) ?? shown[0];
  if (!sheet)
    throw new ForeignFileError(hiddenSheets + sheets.length > 0 ? 'file_hidden' : 'file_empty');
  if (sheet.over === 'text') return { head: { fault: 'too_long' }, items: [] };
  const choice = {
    sheet: sheet.name,
    sheets: shown.map(({ name, rows }) => ({ name, rows: rows.length })),
    hidden: { sheets: hiddenSheets, rows: sheet.hiddenRows, columns: sheet.hiddenColumns },
  };
  return made(sheet.rows, choice, make);
}

/** A cover or a summary before the list has none. */
const hasMailbox = ({ rows }: ForeignSheet): boolean =>
  rows.some(({ cells }) => cells.some((cell) => cell.includes('@')));

function made<T>(
  raw: readonly SheetRow[],
  choice: SheetChoice | null,
  make: MakeItems<T>,
): ThreadResult<SourceHead, T> {
  // With or without a heading.
  if (raw.length > limits.importRows + 1) return { head: { fault: 'too_many' }, items: [] };
  const { items, tooMany } = make(raw);
  return tooMany ? { head: { fault: 'too_many' }, items: [] } : { head: { choice }, items };
}

// What is read from a cell, whatever the import: shared so that no two imports mend differently.
const hidden = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;
const odd = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g;

/** Text without what nobody sees, and with plain spaces. */
export function visible(text: string): { text: string; mended: boolean } {
  const clean = text.toWellFormed().replaceAll(hidden, '').replaceAll(odd, ' ');
  return { text: clean, mended: clean !== text };
}

/**
 * Text that can be seen, trimmed; line breaks stay. What keeps a spreadsheet from taking a number for one goes: an
 * apostrophe in front, or `="…"` around it.
 */
export function readCell(cell: string): { text: string; mended: boolean } {
  const { text, mended } = visible(cell);
  const plain = text.replaceAll(/[^\P{Cc}\n\r\t\v\f]/gu, '').trim();
  const bare = plain.replace(/^="([^"]*)"$/, '$1').replace(/^'(?=[^'@]*$)/, '');
  return { text: bare.trim(), mended: mended || plain !== text.trim() };
}
