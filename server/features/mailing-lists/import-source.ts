import { limits } from '#contract/limits';
import { readOnReader, readSource, type ImportSource } from '../../output/foreign/read-source.ts';
import type { ForeignReader } from '../../output/foreign/reader.ts';
import type { SheetChoice } from '../../output/foreign/sheet-source.ts';
import type { WorkKeys } from '../../work/fair-queue.ts';
import type { ReadRow } from './import-rows.ts';
import type { Correction, TypedRow } from './import-source.job.ts';

const job = new URL('import-source.job.ts', import.meta.url);

/** Reads what was pasted or dropped into rows of mailing lists. @throws AppError as `readSource` does */
export const readListSource = (
  reader: ForeignReader,
  keys: WorkKeys,
  source: ImportSource,
): Promise<{ rows: ReadRow[]; choice: SheetChoice | null }> =>
  readSource<ReadRow>(reader, keys, job, source);

/** Puts rows that somebody corrected in the place of those with their numbers. */
export async function correctRows(
  reader: ForeignReader,
  keys: WorkKeys,
  rows: ReadRow[],
  typed: TypedRow[],
): Promise<ReadRow[]> {
  const input = { typed, rows };
  const how = { field: 'text', most: limits.importRows } as const;
  return (await readOnReader<Correction, ReadRow>(reader, keys, job, input, how)).rows;
}
