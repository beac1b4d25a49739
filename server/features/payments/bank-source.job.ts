// Runs on a thread of its own.
import { mostBankRows } from '#contract/payment-words';
import {
  readSheetSource,
  type SheetSource,
  type SourceHead,
} from '../../output/foreign/sheet-source.ts';
import type { ThreadResult } from '../../output/foreign/thread.ts';
import { readBankRows, type BankRead } from './bank-rows.ts';

/** `headless`: no head says which columns hold days and money. */
export type BankLook = BankRead | { headless: true };

export default function read(input: SheetSource): Promise<ThreadResult<SourceHead, BankLook>> {
  return readSheetSource<BankLook>(input, (rows) => {
    const items = readBankRows(rows);
    if (items === null) return { items: [{ headless: true }], tooMany: false };
    return { items, tooMany: items.length > mostBankRows };
  });
}
