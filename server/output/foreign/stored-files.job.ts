import { checkFile, type FileSource, type FileVerdict } from './stored-file.ts';
import type { ThreadResult } from './thread.ts';

/** Looks at files one after the other; see `checkFile`. */
export default async (sources: FileSource[]): Promise<ThreadResult<null, FileVerdict>> => {
  const items: FileVerdict[] = [];
  for (const source of sources) items.push(await checkFile(source));
  return { head: null, items };
};
