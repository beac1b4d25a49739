// Runs on a thread of its own.
import { limits } from '#contract/limits';
import {
  readSheetSource,
  type SheetSource,
  type SourceHead,
} from '../../../output/foreign/sheet-source.ts';
import type { ThreadResult } from '../../../output/foreign/thread.ts';
import { readContacts, type ReadContact } from './contact-rows.ts';

const read = (input: SheetSource): Promise<ThreadResult<SourceHead, ReadContact>> =>
  readSheetSource(input, (rows) => {
    const items = readContacts(rows);
    return { items, tooMany: items.length > limits.contactRows };
  });
export default read;
