import { limits } from '#contract/limits';
import { AppError } from '../../http/app-error.ts';
import type { ForeignReader } from '../../output/foreign/reader.ts';
import { ThreadError, type ThreadLimits } from '../../output/foreign/thread.ts';
import type { WorkKeys } from '../../work/fair-queue.ts';
import type { ReadRow } from './import-rows.ts';
import type { SheetChoice, SourceHead, SourceInput, TypedRow } from './import-source.job.ts';

/** What was pasted, or the bytes of a file in base64, and which of its sheets. */
export type ImportSource = {
  text?: string;
  file?: { name: string; content: string; sheet?: string };
};

export type ReadSource = { rows: ReadRow[]; choice: SheetChoice | null };

const job = new URL('import-source.job.ts', import.meta.url);

/** A file of 20,000 rows takes a second or two, and less than half of the memory. */
export const sourceLimits: ThreadLimits = { ms: 20_000, mb: 192, outBytes: 24_000_000 };

/**
 * Reads what was pasted or dropped into rows.
 * @throws AppError `file_unreadable` with the reason; `invalid_input` where there is nothing, both, or too much of it
 */
export async function readSource(
  reader: ForeignReader,
  keys: WorkKeys,
  { text, file }: ImportSource,
): Promise<ReadSource> {
  const field = file ? 'file' : 'text';
  if (text !== undefined && file) throw fault('file', 'either');
  if (!file && !text?.trim()) throw fault('text', 'required');
  const { head, items } = await read(reader, keys, field, sourceOf(text, file));
  if (items.length === 0 && field === 'text') throw fault('text', 'required');
  if (items.length === 0) throw unreadable('file_empty');
  return { rows: [...items], choice: head };
}

function sourceOf(text: string | undefined, file: ImportSource['file']): SourceInput {
  if (!file) return { text: text ?? '' };
  return { bytes: new Uint8Array(Buffer.from(file.content, 'base64')), sheet: file.sheet };
}

/** Puts rows that somebody corrected in the place of those with their numbers. */
export async function correctRows(
  reader: ForeignReader,
  keys: WorkKeys,
  rows: ReadRow[],
  typed: TypedRow[],
): Promise<ReadRow[]> {
  const { items } = await read(reader, keys, 'text', { typed, rows });
  return [...items];
}

async function read(
  reader: ForeignReader,
  keys: WorkKeys,
  field: 'text' | 'file',
  input: SourceInput,
): Promise<{ head: SheetChoice | null; items: readonly ReadRow[] }> {
  const { head, items } = await reader
    .read<SourceInput, SourceHead, ReadRow>(keys, job, input, sourceLimits)
    .catch((error: unknown) => {
      if (!(error instanceof ThreadError)) throw error;
      throw field === 'file' ? unreadable('file_heavy') : fault('text', 'file_heavy');
    });
  if (!('fault' in head)) return { head: head.choice, items };
  if (head.fault === 'too_many') throw fault(field, 'too_many', limits.importRows);
  if (head.fault === 'too_long') throw fault(field, 'too_long', limits.importText);
  throw field === 'file' ? unreadable(head.fault) : fault('text', head.fault);
}

const unreadable = (rule: string): AppError =>
  new AppError('file_unreadable', { errors: [{ path: 'body.file', rule }] });

const fault = (field: 'text' | 'file', rule: string, max?: number): AppError =>
  new AppError('invalid_input', {
    errors: [{ path: `body.${field}`, rule, ...(max !== undefined && { params: { max } }) }],
  });
