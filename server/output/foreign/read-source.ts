import { limits } from '#contract/limits';
import { AppError } from '../../http/app-error.ts';
import type { WorkKeys } from '../../work/fair-queue.ts';
import type { ForeignReader } from './reader.ts';
import type { SheetChoice, SheetSource, SourceHead } from './sheet-source.ts';
import { ThreadError, type ThreadLimits } from './thread.ts';

/** What was pasted, or the bytes of a file in base64, and which of its sheets. */
export type ImportSource = {
  text?: string;
  file?: { name: string; content: string; sheet?: string };
};

/** A file of 20,000 rows takes a second or two, and less than half of the memory. */
export const sourceLimits: ThreadLimits = { ms: 20_000, mb: 192, outBytes: 24_000_000 };

type Read<T> = { rows: T[]; choice: SheetChoice | null };

/**
 * Reads what was pasted or dropped into rows.
 * @param job reads a `SheetSource` on a thread, at most so many rows
 * @throws AppError `file_unreadable` with the reason; `invalid_input` where there is nothing, both, or too much of it
 */
export async function readSource<T>(
  reader: ForeignReader,
  keys: WorkKeys,
  job: URL,
  { text, file }: ImportSource,
  most: number = limits.importRows,
): Promise<Read<T>> {
  const field = file ? 'file' : 'text';
  if (text !== undefined && file) throw fault('file', 'either');
  if (!file && !text?.trim()) throw fault('text', 'required');
  const source = sourceOf(text, file);
  const read = await readOnReader<SheetSource, T>(reader, keys, job, source, { field, most });
  if (read.rows.length === 0 && field === 'text') throw fault('text', 'required');
  if (read.rows.length === 0) throw unreadable('file_empty');
  return read;
}

function sourceOf(text: string | undefined, file: ImportSource['file']): SheetSource {
  if (!file) return { text: text ?? '' };
  return { bytes: new Uint8Array(Buffer.from(file.content, 'base64')), sheet: file.sheet };
}

/** Runs a job over an input. @throws AppError as `readSource` does */
export async function readOnReader<Input, T>(
  reader: ForeignReader,
  keys: WorkKeys,
  job: URL,
  input: Input,
  { field, most }: { field: 'text' | 'file'; most: number },
): Promise<Read<T>> {
  const { head, items } = await reader
    .read<Input, SourceHead, T>(keys, job, input, sourceLimits)
    .catch((error: unknown) => {
      if (!(error instanceof ThreadError)) throw error;
      throw field === 'file' ? unreadable('file_heavy') : fault('text', 'file_heavy');
    });
  if (!('fault' in head)) return { rows: [...items], choice: head.choice };
  if (head.fault === 'too_many') throw fault(field, 'too_many', most);
  if (head.fault === 'too_long') throw fault(field, 'too_long', limits.importText);
  throw field === 'file' ? unreadable(head.fault) : fault('text', head.fault);
}

const unreadable = (rule: string): AppError =>
  new AppError('file_unreadable', { errors: [{ path: 'body.file', rule }] });

const fault = (field: 'text' | 'file', rule: string, max?: number): AppError =>
  new AppError('invalid_input', {
    errors: [{ path: `body.${field}`, rule, ...(max !== undefined && { params: { max } }) }],
  });
