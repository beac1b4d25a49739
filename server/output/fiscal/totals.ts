import type { FiscalDocument, FiscalWarning } from '#contract/fiscal-document';
import { toMillionths, toText } from '#contract/decimal';
import type { FiscalWarningCode } from '#contract/fiscal-words';

const cent = 10_000n;
const sum = (values: readonly string[]): bigint =>
  values.reduce((all, value) => all + toMillionths(value), 0n);

/** Sums of a document that do not hold, each with what is left over. Every line may be rounded by a cent. */
export function judgeTotals(document: FiscalDocument): FiscalWarning[] {
  const { lines, lineCount, relations } = document;
  const rounding = cent * BigInt(Math.max(1, lineCount));
  const warn = (code: FiscalWarningCode, gap: bigint, most: bigint, at?: string) =>
    gap <= most && -gap <= most ? [] : [{ code, by: toText(gap), ...(at && { at }) }];
  const isSold = document.kind === 'invoice' || document.kind === 'credit_note';
  if (!isSold) return judgePayments(relations, warn);
  const subtotal = toMillionths(document.subtotal);
  const total =
    subtotal +
    toMillionths(document.transferred) -
    toMillionths(document.discount) -
    toMillionths(document.withheld);
  const gap = toMillionths(document.total) - total;
  // ICMS a note is relieved of is taken off its total, or shown alone: both are right.
  const relieved = document.country === 'BR' && gap === toMillionths(document.withheld);
  return [
    ...(lines.length === lineCount
      ? warn('lines_sum', sum(lines.map(({ amount }) => amount)) - subtotal, rounding)
      : []),
    ...(relieved ? [] : warn('total', gap, rounding)),
    ...(document.instalments.length > 0
      ? warn(
          'instalments',
          sum(document.instalments.map(({ amount }) => amount)) - toMillionths(document.total),
          rounding,
        )
      : []),
  ];
}

type Warn = (code: FiscalWarningCode, gap: bigint, most: bigint, at?: string) => FiscalWarning[];

/** What remains of each document is what was open less what is paid. */
const judgePayments = (relations: FiscalDocument['relations'], warn: Warn): FiscalWarning[] =>
  relations.flatMap(({ to, payment }) =>
    payment?.previous == null || payment.remaining === null
      ? []
      : warn(
          'payment_balance',
          toMillionths(payment.previous) - sum([payment.paid, payment.remaining]),
          0n,
          to,
        ),
  );
