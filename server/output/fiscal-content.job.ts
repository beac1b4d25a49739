// Runs on a thread of its own: whole documents are parsed, as many as a batch has.
import type { FiscalReading } from '#contract/fiscal-document';
import { isFiscalContent, type FiscalContent } from './fiscal-content.ts';
import { readFiscalFile } from './fiscal/read.ts';
import type { ThreadResult } from './foreign/thread.ts';

/** What was seen in a file: whether it is what it says and, of XML, what was read of it. */
export type FiscalLook = { isSound: boolean; reading: FiscalReading | null };

export const lookAt = (file: FiscalContent): FiscalLook => {
  const isSound = isFiscalContent(file);
  return { isSound, reading: isSound && file.kind === 'xml' ? readFiscalFile(file.content) : null };
};

export default function read(files: FiscalContent[]): ThreadResult<null, FiscalLook> {
  return { head: null, items: files.map(lookAt) };
}
