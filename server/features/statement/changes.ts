import { compareDecimals } from '#contract/decimal';
import type { Change, StatementFigures } from '#contract/statement';
import type { LedgerSection } from './ledger.ts';

type Item = LedgerSection['items'][number];
type ItemChange = Omit<Change, 'item'> & { item: Item };
type ChangeSection = {
  currency: string;
  before: StatementFigures;
  after: StatementFigures;
  items: ItemChange[];
};

/** What became of a customer's documents between two statements, by currency. */
export function changesBetween(
  before: readonly LedgerSection[],
  after: readonly LedgerSection[],
): ChangeSection[] {
  const currencies = new Set([...after, ...before].map(({ currency }) => currency));
  return [...currencies].map((currency) => {
    const first = sectionIn(before, currency);
    const second = sectionIn(after, currency);
    return {
      currency,
      before: first.figures,
      after: second.figures,
      items: changedItems(first.items, second.items),
    };
  });
}

const nothing: StatementFigures = {
  limit: null,
  overdue: '0.00',
  toFallDue: '0.00',
  unappliedCredit: '0.00',
  total: '0.00',
  available: null,
};

const sectionIn = (sections: readonly LedgerSection[], currency: string) =>
  sections.find((section) => section.currency === currency) ?? { figures: nothing, items: [] };

function changedItems(before: readonly Item[], after: readonly Item[]): ItemChange[] {
  const earlier = new Map(before.map((item) => [item.id, item]));
  const later = new Set(after.map(({ id }) => id));
  const gone = before.filter(({ id }) => !later.has(id));
  return [
    ...after.flatMap((item) => changeOf(earlier.get(item.id), item) ?? []),
    ...gone.map((item) => ({ item, what: 'cleared' as const, before: item.open, after: '0.00' })),
  ];
}

function changeOf(earlier: Item | undefined, item: Item): ItemChange | null {
  if (!earlier) return { item, what: 'new', before: '0.00', after: item.open };
  const what = whatOf(earlier, item);
  return what && { item, what, before: earlier.open, after: item.open };
}

function whatOf(earlier: Item, item: Item): Change['what'] | null {
  const more = compareDecimals(sizeOf(item), sizeOf(earlier));
  if (more !== 0) return more > 0 ? 'increased' : 'reduced';
  return item.status === 'overdue' && earlier.status !== 'overdue' ? 'became_overdue' : null;
}

const sizeOf = ({ open }: Item): string => open.replace('-', '');
