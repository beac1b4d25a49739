import { limits } from '#contract/limits';
import { AppError } from '../../http/app-error.ts';
import { createBulkhead } from '../../http/bulkhead.ts';
import { readSheet } from '../../output/sheet-reader.ts';
import { partText } from './cells.ts';
import { readRows, type ReadRow } from './import-rows.ts';

/** What was pasted, or the bytes of a file in base64. */
export type ImportSource = { text?: string; file?: { name: string; content: string } };

// A spreadsheet takes a thread and its memory while it is read.
const readers = createBulkhead(2, 4);

/**
 * Reads what was pasted or dropped into rows.
 * @throws AppError `file_unreadable`; `invalid_input` where there is nothing, both, or too much of it
 */
export async function readSource({ text, file }: ImportSource): Promise<ReadRow[]> {
  if (text !== undefined && file) throw fault('file', 'either');
  const rows = file ? await readFile(file.content) : await readRows(partText(text ?? ''));
  if (rows.length === 0) throw file ? new AppError('file_unreadable') : fault('text', 'required');
  if (rows.length > limits.importRows) throw tooMany(file ? 'file' : 'text');
  return rows;
}

async function readFile(content: string): Promise<ReadRow[]> {
  const bytes = Buffer.from(content, 'base64');
  // Whatever it calls itself: every spreadsheet of this kind is an archive.
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))) return readXlsx(bytes);
  const text = decode(bytes);
  if (text === null) throw new AppError('file_unreadable');
  // Quotes belong to a file of this kind; there is nothing to say of them.
  return readRows(partText(text).map(({ row, cells }) => ({ row, cells })));
}

async function readXlsx(bytes: Buffer): Promise<ReadRow[]> {
  const read = await readers.run(() =>
    readSheet(bytes).catch(() => {
      throw new AppError('file_unreadable');
    }),
  );
  if (read === 'too_many_rows') throw tooMany('file');
  return readRows(read.rows);
}

/** Text in the encodings spreadsheets write; null where it is none. */
function decode(bytes: Buffer): string | null {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

const fault = (field: 'text' | 'file', rule: string): AppError =>
  new AppError('invalid_input', { errors: [{ path: `body.${field}`, rule }] });

const tooMany = (field: 'text' | 'file'): AppError =>
  new AppError('invalid_input', {
    errors: [{ path: `body.${field}`, rule: 'too_many', params: { max: limits.importRows } }],
  });
