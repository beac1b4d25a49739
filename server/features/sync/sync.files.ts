import type { SyncRecord, SyncResult } from '#contract/sync';
import { AppError } from '../../http/app-error.ts';
import type { FiscalContent } from '../../output/fiscal-content.ts';
import type { ForeignReader } from '../../output/foreign/reader.ts';
import { ThreadError, type ThreadLimits } from '../../output/foreign/thread.ts';
import type { WorkKeys } from '../../work/fair-queue.ts';
import type { Batch } from './sync.parse.ts';

const job = new URL('../../output/fiscal-content.job.ts', import.meta.url);
/** A batch has five megabytes at most, which take about a second. */
const limits: ThreadLimits = { ms: 20_000, mb: 256, outBytes: 100_000 };

/** Which of the files of a batch are what they say, in their order. */
export type FileCheck = (
  keys: WorkKeys,
  files: readonly FiscalContent[],
) => Promise<readonly boolean[]>;

/** Looks through files on a thread. It throws AppError `unavailable` where that could not be done. */
export const createFileCheck =
  (reader: ForeignReader): FileCheck =>
  async (keys, files) => {
    if (files.length === 0) return [];
    try {
      return (await reader.read<FiscalContent[], null, boolean>(keys, job, [...files], limits))
        .items;
    } catch (error) {
      throw error instanceof ThreadError ? new AppError('unavailable', { retryAfter: 5 }) : error;
    }
  };

/** A batch in which every record whose file is not what it says has become invalid. */
export async function refuseWrongFiles(
  check: FileCheck,
  keys: WorkKeys,
  batch: Batch,
): Promise<Batch> {
  if (batch.entity !== 'fiscal-files') return batch;
  const files = batch.parsed.filter(({ deleted }) => !deleted);
  const sound = await check(
    keys,
    files.map(({ record }) => {
      const { kind, content } = record as SyncRecord<'fiscal-files'>;
      return { kind, content: new Uint8Array(Buffer.from(content, 'base64')) };
    }),
  );
  const wrong = new Set(files.filter((_, at) => !sound[at]));
  const errors = [{ path: 'content', rule: 'file_type' }];
  return {
    ...batch,
    parsed: batch.parsed.filter((record) => !wrong.has(record)),
    invalid: new Map<number, SyncResult>([
      ...batch.invalid,
      ...[...wrong].map(({ index, key }): [number, SyncResult] => [
        index,
        { key, status: 'invalid', errors },
      ]),
    ]),
  };
}
