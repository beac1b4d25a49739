import { z } from 'zod';
import { isSoundCode, slipKinds } from '../payment-code-words.ts';
import * as p from '../primitives.ts';
import { optional, versioned, word } from './fields.ts';

/** Characters of a Pix code. */
const mostSigns = 512;

/** What the ERP had registered to pay a document with. */
export const paymentSlips = {
  key: ['company', 'id'],
  record: p.ruled(
    z.strictObject({
      company: p.identifier,
      /** The ERP's own key of it. */
      id: p.identifier,
      /** The document of the ledger, by its `id` in `open-items`; it may come later. */
      item: p.identifier,
      kind: z.enum(slipKinds),
      /** The 47 digits of a boleto, a Pix code, a CLABE, or what else is to be named. */
      content: p.line(mostSigns).transform(bare),
      bank: word,
      beneficiary: word,
      amount: p.notNegative(p.money),
      currency: p.currency,
      /** The last day it can be paid. */
      expires: optional(p.date),
      ...versioned,
    }),
    ({ kind, content }) => isSoundCode(kind, content),
    { path: ['content'], error: 'check_digits' },
  ),
} as const;

/** Digits are often parted by blanks, dots and dashes. */
function bare(content: string): string {
  return /^[\d\s.-]+$/.test(content) ? content.replaceAll(/\D/g, '') : content;
}
