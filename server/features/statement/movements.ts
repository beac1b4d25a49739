import { isZero, negated, sumOf } from '#contract/decimal';
import type { Movement } from '#contract/statement';
import { byCurrency, type Clearing, type LedgerItem } from './ledger.ts';

type MovementSection = {
  currency: string;
  opening: string;
  closing: string;
  items: Movement[];
};
type Step = { movement: Omit<Movement, 'balance'>; order: string };

/**
 * What moved the balance from the morning of one day to the evening of another.
 * @param ledger all documents that counted before the end and were not wholly cleared before the beginning
 */
export function movementsBetween(
  ledger: readonly LedgerItem[],
  from: string,
  to: string,
  ownCurrency: string,
): MovementSection[] {
  return byCurrency(ledger, ownCurrency)
    .map(([currency, items]) => sectionOf(currency, items, from, to))
    .filter(
      ({ currency, opening, items }) =>
        currency === ownCurrency || items.length > 0 || !isZero(opening),
    );
}

function sectionOf(
  currency: string,
  items: LedgerItem[],
  from: string,
  to: string,
): MovementSection {
  const steps = [...items.map(postingOf), ...clearingsOf(items)]
    .toSorted((a, b) => (a.order < b.order ? -1 : Number(a.order > b.order)))
    .map(({ movement }) => movement)
    .filter(({ date }) => date <= to);
  const opening = sumOf(steps.filter(({ date }) => date < from).map(({ amount }) => amount));
  let balance = opening;
  const movements = steps
    .filter(({ date }) => date >= from)
    .map((step): Movement => {
      balance = sumOf([balance, step.amount]);
      return { ...step, balance };
    });
  return { currency, opening, closing: balance, items: movements };
}

function postingOf(item: LedgerItem): Step {
  const { id, kind, reference, amount, postingDate: date } = item;
  const document = documentOf(item);
  return {
    movement: { date, kind, document, reference, amount: sumOf([amount]) },
    order: [date, 0, document ?? '', id].join('\0'),
  };
}

const documentOf = ({ invoice, fiscalId }: LedgerItem): string | null => invoice ?? fiscalId;

type Cleared = Clearing & { item: LedgerItem };

/**
 * What was cleared and stands in no document: of a payment that the ERP sends, both sides are cleared alike
 * and nothing is left; of one that it does not send, only the invoices are.
 */
function clearingsOf(items: LedgerItem[]): Step[] {
  const cleared = items.flatMap((item) =>
    item.clearings.map((one): Cleared => ({ ...one, item, date: effectOf(one, item) })),
  );
  const groups = Map.groupBy(cleared, ({ date, reference }) => `${date}\0${reference ?? ''}`);
  return [...groups.values()].flatMap((group) => {
    const sum = sumOf(group.map(({ amount }) => amount));
    if (isZero(sum)) return [];
    const { date, reference, item } = group[0]!;
    const document = group.every((one) => one.item === item) ? documentOf(item) : null;
    return {
      movement: { date, kind: 'clearing', document, reference, amount: negated(sum) },
      order: [date, 1, reference ?? ''].join('\0'),
    };
  });
}

/** Nothing is cleared of a document before it counts. */
const effectOf = ({ date }: Clearing, { postingDate }: LedgerItem): string =>
  date > postingDate ? date : postingDate;
