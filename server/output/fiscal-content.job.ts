// Runs on a thread of its own: whole documents are parsed, as many as a batch has.
import { isFiscalContent, type FiscalContent } from './fiscal-content.ts';
import type { ThreadResult } from './foreign/thread.ts';

export default function read(files: FiscalContent[]): ThreadResult<null, boolean> {
  return { head: null, items: files.map(isFiscalContent) };
}
