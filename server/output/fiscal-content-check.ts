import { AppError } from '../http/app-error.ts';
import type { WorkKeys } from '../work/fair-queue.ts';
import type { FiscalContent } from './fiscal-content.ts';
import type { ForeignReader } from './foreign/reader.ts';
import { ThreadError, type ThreadLimits } from './foreign/thread.ts';

const job = new URL('fiscal-content.job.ts', import.meta.url);
/** A batch has five megabytes at most, which take about a second. */
const limits: ThreadLimits = { ms: 20_000, mb: 256, outBytes: 100_000 };

/**
 * Which of the files of a batch are what they say, in their order.
 * @throws AppError `unavailable` where that could not be found out
 */
export type FiscalContentCheck = (
  keys: WorkKeys,
  files: readonly FiscalContent[],
) => Promise<readonly boolean[]>;

export const createFiscalContentCheck =
  (reader: ForeignReader): FiscalContentCheck =>
  async (keys, files) => {
    if (files.length === 0) return [];
    try {
      return (await reader.read<FiscalContent[], null, boolean>(keys, job, [...files], limits))
        .items;
    } catch (error) {
      throw error instanceof ThreadError ? new AppError('unavailable', { retryAfter: 5 }) : error;
    }
  };
