// Runs on a thread of its own: whole documents are parsed, as many as a batch has.
import type { FiscalReading } from '#contract/fiscal-document';
import { isFiscalContent, type FiscalContent } from './fiscal-content.ts';
import { lookThrough } from './fiscal/read.ts';
import type { ThreadResult } from './foreign/thread.ts';

/** What was seen in a file: whether it is what it says and, of XML, what was read of it. */
export type FiscalLook = { isSound: boolean; reading: FiscalReading | null };

export const lookAt = (file: FiscalContent): FiscalLook => {
  if (file.kind === 'pdf') return { isSound: isFiscalContent(file), reading: null };
  const { reading, isSound } = lookThrough(file.content);
  // What cannot be read as a fiscal document may be kept all the same.
  const isKept = isSound ?? isFiscalContent(file);
  return { isSound: isKept, reading: isKept ? reading : null };
};

export default function read(files: FiscalContent[]): ThreadResult<null, FiscalLook> {
  return { head: null, items: files.map(lookAt) };
}
