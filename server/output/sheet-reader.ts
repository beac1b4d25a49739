import { Worker } from 'node:worker_threads';
import { limits as shared } from '#contract/limits';

/** A row of a sheet: its number, from 1 on, and its cells as text. */
export type SheetRow = { row: number; cells: string[] };

export type SheetReaderLimits = {
  /** Rows and cells of one row; a sheet with more rows is told apart, cells further right are not read. */
  rows: number;
  columns: number;
  /** Bytes and entries of the archive, unpacked. */
  bytes: number;
  entries: number;
  /** Milliseconds, and megabytes of objects. */
  timeoutMs: number;
  heapMb: number;
};

export const sheetLimits: SheetReaderLimits = {
  rows: shared.importRows,
  columns: 30,
  bytes: 40_000_000,
  entries: 500,
  timeoutMs: 20_000,
  heapMb: 512,
};

export type SheetRequest = { bytes: Uint8Array; limits: SheetReaderLimits };
export type SheetReply = { rows: SheetRow[] } | 'too_many_rows';

/**
 * Reads the first sheet of an XLSX file that holds anything, on a thread of its own: a file made to hurt
 * ends that thread, and nothing waits for it.
 * @returns rows that are not empty, or that there are too many
 * @throws Error where it is no such file, is damaged, or needs more than the limits
 */
export async function readSheet(
  bytes: Uint8Array,
  limits: SheetReaderLimits = sheetLimits,
): Promise<SheetReply> {
  const worker = new Worker(new URL('sheet-reader.worker.ts', import.meta.url), {
    workerData: { bytes, limits } satisfies SheetRequest,
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMb },
    // What a library has to say of a bad file is nobody's business.
    stdout: true,
    stderr: true,
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<SheetReply>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('The reader ended')));
      timer = setTimeout(() => reject(new Error('The file takes too long')), limits.timeoutMs);
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
