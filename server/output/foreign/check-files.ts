import type { WorkKeys } from '../../work/fair-queue.ts';
import type { ForeignReader } from './reader.ts';
import { checkFile, isPdf, type FileSource, type FileVerdict } from './stored-file.ts';
import { ThreadError, type ThreadLimits } from './thread.ts';

const oneJob = new URL('stored-file.job.ts', import.meta.url);
const manyJob = new URL('stored-files.job.ts', import.meta.url);
/** A picture of a hundred million pixels takes some seconds. */
const limits: ThreadLimits = { ms: 20_000, mb: 128, outBytes: 1_000_000 };
/** Small pictures of as many files as a batch has. */
const manyLimits: ThreadLimits = { ...limits, outBytes: 24_000_000 };

/**
 * Has one file looked at on a thread; what takes too much of it is refused. A PDF is known by its edges: to look at
 * those is quicker than a thread begins, and takes none of its memory.
 * @param file the file, or what fetches it once it is its turn
 */
export async function checkOne(
  reader: ForeignReader,
  keys: WorkKeys,
  file: FileSource | (() => Promise<FileSource>),
): Promise<FileVerdict> {
  try {
    return await reader.inTurn(keys, async (read) => {
      const source = typeof file === 'function' ? await file() : file;
      if (isPdf(source.head)) return checkFile(source);
      return (await read<FileSource, FileVerdict, never>(oneJob, source, limits)).head;
    });
  } catch (error) {
    if (!(error instanceof ThreadError)) throw error;
    return { refusal: error.why === 'failed' ? 'file_damaged' : 'file_heavy' };
  }
}

/** What files are that came whole, in their order. */
export type CheckFiles = (
  keys: WorkKeys,
  files: readonly { name: string; content: Uint8Array }[],
) => Promise<readonly FileVerdict[]>;

/** Looks at files on one thread together, and at each by itself where one of them takes too much. */
export const createFileCheck =
  (reader: ForeignReader): CheckFiles =>
  async (keys, files) => {
    if (files.length === 0) return [];
    const sources = files.map(({ name, content }): FileSource => ({
      name,
      bytes: content.length,
      head: content,
      tail: content,
    }));
    try {
      return (
        await reader.read<FileSource[], null, FileVerdict>(keys, manyJob, sources, manyLimits)
      ).items;
    } catch (error) {
      if (!(error instanceof ThreadError)) throw error;
      const verdicts: FileVerdict[] = [];
      for (const source of sources) verdicts.push(await checkOne(reader, keys, source));
      return verdicts;
    }
  };
