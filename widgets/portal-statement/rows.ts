import { compareDecimals, sumOf } from '#contract/decimal';
import { itemStatuses, type ItemStatus } from '#contract/ledger-words';
import type { StatementItem, StatementSection } from '#contract/statement';
import { day, figureOf, type View } from './statement-view.ts';

/** What can be sorted by. */
export const sorts = [
  'kind',
  'order',
  'purchase_order',
  'invoice',
  'fiscal_id',
  'date',
  'due_date',
  'days',
  'amount',
  'open',
  'status',
] as const;
export type Sort = (typeof sorts)[number];

/** What the reader looks for among the rows, as the attributes say it. */
export type Look = { q: string; filter: string; sort: string };

export type Found = {
  items: readonly StatementItem[];
  /** How many the text finds, in all and by status. */
  counts: Record<ItemStatus | 'all', number>;
  amount: string;
  open: string;
};

type Key = string | number | null;

/** A text without case, accents and different kinds of spaces. */
const fold = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replace(/\s+/g, ' ').toLowerCase();

const withoutZeros = (text: string): string => text.replace(/^0+(?=\d)/, '');

/**
 * The rows of one currency, ready to be searched and sorted at each key press: their texts are put
 * together once, and each order is found once.
 */
export class Rows {
  readonly #section: StatementSection;
  readonly #view: View;
  #texts: Map<StatementItem, string> | undefined;
  readonly #orders = new Map<string, readonly StatementItem[]>();
  #look = '';
  #found: Found | undefined;

  constructor(section: StatementSection, view: View) {
    this.#section = section;
    this.#view = view;
  }

  find({ q, filter, sort }: Look): Found {
    const look = JSON.stringify([q, filter, sort]);
    if (!this.#found || look !== this.#look) this.#found = this.#find(q, filter, sort);
    this.#look = look;
    return this.#found;
  }

  #find(q: string, filter: string, sort: string): Found {
    const words = fold(q).split(' ').filter(Boolean);
    const sorted = this.#sorted(sort);
    const said = words.length > 0 ? sorted.filter((item) => this.#says(item, words)) : sorted;
    const counts = { all: said.length, overdue: 0, to_fall_due: 0, credit: 0 };
    for (const { status } of said) counts[status] += 1;
    const status = itemStatuses.find((one) => one === filter);
    const items = status ? said.filter((item) => item.status === status) : said;
    const amount = sumOf(items.map((item) => item.amount));
    return { items, counts, amount, open: sumOf(items.map((item) => item.open)) };
  }

  /** Whether each word stands somewhere in a row; a number also begins one without its zeros. */
  #says(item: StatementItem, words: readonly string[]): boolean {
    this.#texts ??= new Map(this.#section.items.map((one) => [one, this.#textOf(one)]));
    const text = this.#texts.get(item) ?? '';
    return words.every(
      (word) =>
        text.includes(word) || (/^0+\d{3}/.test(word) && text.includes(`\n${withoutZeros(word)}`)),
    );
  }

  /** What a row shows, a line a column; numbers without their zeros, and sums as plain figures as well. */
  #textOf(item: StatementItem): string {
    const { currency } = this.#section;
    const { t } = this.#view;
    const numbers = [item.order, item.purchaseOrder, item.invoice, item.fiscalId];
    const shown = [
      t(`statement.kind_${item.kind}`),
      ...numbers,
      day(item.date, this.#view),
      day(item.dueDate, this.#view),
      item.daysOverdue === null ? '' : String(item.daysOverdue),
      figureOf(item.amount, currency, this.#view),
      figureOf(item.open, currency, this.#view),
      t(`statement.status_${item.status}`),
      item.amount,
      item.open,
    ];
    const bare = numbers.flatMap((number) => (number ? [withoutZeros(number)] : []));
    return ['', ...shown, ...bare].map((one) => fold(one ?? '')).join('\n');
  }

  #sorted(sort: string): readonly StatementItem[] {
    const by = sorts.find((one) => one === sort.replace('-', ''));
    if (!by) return this.#section.items;
    const known = this.#orders.get(sort);
    if (known) return known;
    const sign = sort.startsWith('-') ? -1 : 1;
    const keyed = this.#section.items.map((item): [Key, StatementItem] => [
      keyOf[by](item, this.#view),
      item,
    ]);
    const exact = by === 'amount' || by === 'open' ? by : undefined;
    keyed.sort(([a, one], [b, other]) => {
      // Rows without it come last, whichever way round.
      if (a === null || b === null) return Number(a === null) - Number(b === null);
      const order = a === b && exact ? compareDecimals(one[exact], other[exact]) : compare(a, b);
      return sign * order;
    });
    const order = keyed.map(([, item]) => item);
    this.#orders.set(sort, order);
    return order;
  }
}

const collator = new Intl.Collator('es', { numeric: true, sensitivity: 'base' });

const compare = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));

const dateKey = (date: string | null): number | null =>
  date === null ? null : Number(date.replaceAll('-', ''));

/** What is compared. A sum as a float only tells which is greater; where two are the same, their digits decide. */
const keyOf: Record<Sort, (item: StatementItem, view: View) => Key> = {
  kind: ({ kind }, { t }) => t(`statement.kind_${kind}`),
  order: ({ order }) => order,
  purchase_order: ({ purchaseOrder }) => purchaseOrder,
  invoice: ({ invoice }) => invoice,
  fiscal_id: ({ fiscalId }) => fiscalId,
  date: ({ date }) => dateKey(date),
  due_date: ({ dueDate }) => dateKey(dueDate),
  days: ({ daysOverdue }) => daysOverdue,
  amount: ({ amount }) => Number(amount),
  open: ({ open }) => Number(open),
  status: ({ status }) => itemStatuses.indexOf(status),
};
