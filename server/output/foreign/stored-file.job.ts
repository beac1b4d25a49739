import { checkFile, type FileSource, type FileVerdict } from './stored-file.ts';
import type { ThreadResult } from './thread.ts';

/** Looks at one file; see `checkFile`. */
export default async (source: FileSource): Promise<ThreadResult<FileVerdict, never>> => ({
  head: await checkFile(source),
  items: [],
});
