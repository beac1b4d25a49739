import { AppError } from '../../http/app-error.ts';
import type { WorkKeys } from '../../work/fair-queue.ts';
import type { FiscalContent } from '../fiscal-content.ts';
import type { FiscalLook } from '../fiscal-content.job.ts';
import type { ForeignReader } from '../foreign/reader.ts';
import { ThreadError, type ThreadLimits } from '../foreign/thread.ts';

const job = new URL('../fiscal-content.job.ts', import.meta.url);
/** A batch has five megabytes at most, which take about a second; what is read of it may be some times longer. */
const limits: ThreadLimits = { ms: 20_000, mb: 256, outBytes: 24_000_000 };

/** What is seen in some files, in their order. */
export type LookAtFiles = (
  keys: WorkKeys,
  files: readonly FiscalContent[],
) => Promise<readonly FiscalLook[]>;

/** Looks through files on a thread. It throws AppError `unavailable` where that could not be done. */
export const createFiscalReader =
  (reader: ForeignReader): LookAtFiles =>
  async (keys, files) => {
    if (files.length === 0) return [];
    try {
      return (await reader.read<FiscalContent[], null, FiscalLook>(keys, job, [...files], limits))
        .items;
    } catch (error) {
      throw error instanceof ThreadError ? new AppError('unavailable', { retryAfter: 5 }) : error;
    }
  };
