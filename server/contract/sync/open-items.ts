import { z } from 'zod';
import { compareDecimals, isZero, sumOf } from '../decimal.ts';
import { debitKinds, openItemKinds, type OpenItemKind } from '../ledger-words.ts';
import { limits } from '../limits.ts';
import * as p from '../primitives.ts';
import { optional, word, reference, versioned } from './fields.ts';

export const openItems = {
  key: ['company', 'id'],
  record: p.ruled(
    p.ruled(
      z.strictObject({
        company: p.identifier,
        /** The ERP's own key of the ledger's line, as company code, number, year and line in one. */
        id: p.identifier,
        customer: p.identifier,
        kind: z.enum(openItemKinds),
        order: reference,
        purchaseOrder: reference,
        invoice: reference,
        fiscalId: optional(p.line(limits.fiscalId)),
        reference: word,
        date: p.date,
        /** From this day on it counts; the date of the document unless given. */
        postingDate: optional(p.date),
        /** From the ERP, never worked out from terms of payment (spec S7.14). */
        dueDate: optional(p.date),
        currency: p.currency,
        /** Debits positive, credits negative. */
        amount: p.money,
        /** What of it was cleared, in whole or in part, with its own sign. */
        clearings: z
          .array(z.strictObject({ date: p.date, amount: p.money, reference: word }))
          .max(limits.clearings)
          .default([]),
        ...versioned,
      }),
      ({ kind, amount }) => hasSideOf(kind, amount),
      { path: ['amount'], error: 'sign' },
    ),
    ({ amount, clearings }) => withinAmount(amount, clearings),
    { path: ['clearings'], error: 'clearings' },
  ),
} as const;

/** Whether an amount has the sign of its kind; nothing, as of a document that is settled, has none. */
const hasSideOf = (kind: OpenItemKind, amount: string): boolean =>
  isZero(amount) || debitKinds.includes(kind) !== amount.startsWith('-');

/** Whether what was cleared has the sign of the amount and is not more than it. */
function withinAmount(amount: string, clearings: { amount: string }[]): boolean {
  const negative = amount.startsWith('-');
  const other = ({ amount: cleared }: { amount: string }) =>
    !isZero(cleared) && cleared.startsWith('-') !== negative;
  if (clearings.some(other)) return false;
  const left = compareDecimals(amount, sumOf(clearings.map((one) => one.amount)));
  return negative ? left <= 0 : left >= 0;
}
