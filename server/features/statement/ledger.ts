import { daysFrom } from '#contract/days';
import { difference, isZero, negated, sumOf } from '#contract/decimal';
import {
  ageingBuckets,
  debitKinds,
  type AgeingBucket,
  type ItemStatus,
  type OpenItemKind,
} from '#contract/ledger-words';
import type { StatementContent, StatementFigures } from '#contract/statement';
import { breathe } from '../../work/breath.ts';

/** A document of the ledger with all that was cleared of it; amounts have the sign of their side. */
export type LedgerItem = {
  id: string;
  kind: OpenItemKind;
  order: string | null;
  purchaseOrder: string | null;
  invoice: string | null;
  fiscalId: string | null;
  reference: string | null;
  date: string;
  /** From this day on it counts. */
  postingDate: string;
  dueDate: string | null;
  currency: string;
  amount: string;
  clearings: readonly Clearing[];
};
export type Clearing = { date: string; amount: string; reference: string | null };

/** What a customer has agreed with a company: its currency, and its limit in that currency. */
export type Credit = { currency: string; limit: string | null };

export type LedgerSection = StatementContent['sections'][number];
type Item = LedgerSection['items'][number];

/** The sections of a statement: one per currency of an open item, and the customer's own in any case. */
export async function sectionsAt(
  ledger: readonly LedgerItem[],
  cutOff: string,
  credit: Credit,
): Promise<LedgerSection[]> {
  const sections: LedgerSection[] = [];
  for (const [currency, all] of byCurrency(ledger, credit.currency)) {
    const items = await openAt(all, cutOff);
    const isOwn = currency === credit.currency;
    if (isOwn || items.length > 0)
      sections.push(await sectionOf(currency, items, isOwn ? credit.limit : null));
  }
  return sections;
}

/** The ledger parted by currency, the customer's own first and there even where it has none. */
export function byCurrency(
  ledger: readonly LedgerItem[],
  own: string,
): [currency: string, items: LedgerItem[]][] {
  const parts = Map.groupBy(ledger, ({ currency }) => currency);
  const others = [...parts.keys()].filter((currency) => currency !== own).toSorted();
  return [own, ...others].map((currency) => [currency, parts.get(currency) ?? []]);
}

/** What of a document is open at the end of a day. */
export function openOf({ amount, postingDate, clearings }: LedgerItem, day: string): string {
  if (postingDate > day) return '0.00';
  const cleared = clearings.filter(({ date }) => date <= day);
  return difference(amount, sumOf(cleared.map((one) => one.amount)));
}

/** What is open at the end of a day, in the order in which it is shown; others are let run meanwhile. */
async function openAt(ledger: readonly LedgerItem[], cutOff: string): Promise<Item[]> {
  const found: { item: Item; order: string }[] = [];
  for (const one of ledger) {
    const open = openOf(one, cutOff);
    if (!isZero(open)) {
      const item = toItem(one, open, cutOff);
      found.push({ item, order: orderOf(item) });
    }
    await breathe();
  }
  return found.toSorted((a, b) => compareTexts(a.order, b.order)).map(({ item }) => item);
}

function toItem(item: LedgerItem, open: string, cutOff: string): Item {
  const { id, kind, order, purchaseOrder, invoice, fiscalId, date, dueDate } = item;
  const status = statusOf(item, cutOff);
  return {
    id,
    kind,
    order,
    purchaseOrder,
    invoice,
    fiscalId,
    date,
    dueDate,
    daysOverdue: status === 'overdue' ? daysFrom(dueDate!, cutOff) : null,
    amount: sumOf([item.amount]),
    open,
    status,
  };
}

/** What has no due date never is overdue: nobody may guess one (spec S7.14). */
function statusOf({ kind, dueDate }: LedgerItem, cutOff: string): ItemStatus {
  if (!debitKinds.includes(kind)) return 'credit';
  return dueDate !== null && dueDate < cutOff ? 'overdue' : 'to_fall_due';
}

// By due date, what has none behind, credits last: what is to be paid stands first. The id last, so that a statement
// has one order only.
const orderOf = ({ dueDate, date, invoice, id, status }: Item): string =>
  [dueDate ?? '9999-12-31', status === 'credit' ? '1' : '0', date, invoice ?? '', id].join('\0');

const compareTexts = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

async function sectionOf(
  currency: string,
  items: Item[],
  limit: string | null,
): Promise<LedgerSection> {
  await breathe();
  const figures = figuresOf(items, limit);
  await breathe();
  return { currency, figures, ageing: ageingOf(items), items };
}

function figuresOf(items: readonly Item[], limit: string | null): StatementFigures {
  const openWith = (status: ItemStatus) =>
    sumOf(items.filter((item) => item.status === status).map(({ open }) => open));
  const overdue = openWith('overdue');
  const toFallDue = openWith('to_fall_due');
  const unappliedCredit = negated(openWith('credit'));
  const total = difference(sumOf([overdue, toFallDue]), unappliedCredit);
  return {
    limit: limit === null ? null : sumOf([limit]),
    overdue,
    toFallDue,
    unappliedCredit,
    total,
    available: limit === null ? null : difference(limit, total),
  };
}

function ageingOf(items: readonly Item[]): Record<AgeingBucket, string> {
  const parts = Map.groupBy(items, bucketOf);
  const entries = ageingBuckets.map((bucket) => [
    bucket,
    sumOf((parts.get(bucket) ?? []).map(({ open }) => open)),
  ]);
  return Object.fromEntries(entries) as Record<AgeingBucket, string>;
}

function bucketOf({ status, daysOverdue }: Item): AgeingBucket {
  if (status === 'credit') return 'credit';
  if (daysOverdue === null) return 'current';
  if (daysOverdue <= 30) return 'days_1_30';
  if (daysOverdue <= 60) return 'days_31_60';
  return daysOverdue <= 90 ? 'days_61_90' : 'over_90';
}
