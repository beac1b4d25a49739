import { toMillionths, toText } from '#contract/decimal';
import { itemStatuses, type ItemStatus } from '#contract/ledger-words';
import type { StatementItem } from '#contract/statement';
import { day, type View } from '../../records/view.ts';

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
export type RowsView = { q: string; filter: string; sort: string };

export type Found = {
  items: readonly StatementItem[];
  /** How many the text finds, in all and by status. */
  counts: Record<ItemStatus | 'all', number>;
  amount: string;
  open: string;
};

/** A document, and what is reckoned with at each key press. */
type Row = { item: StatementItem; amount: bigint; open: bigint; text: string };
type Key = string | number | bigint | null;

/** A text without case and accents. */
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

const withoutZeros = (text: string): string => text.replace(/^0+(?=\d)/, '');

/** What a function answers, worked out once for each word it is asked. */
function remember<W>(answer: (word: W) => string): (word: W) => string {
  const known = new Map<W, string>();
  return (word) => {
    const text = known.get(word) ?? answer(word);
    known.set(word, text);
    return text;
  };
}

/**
 * The rows of one currency, ready to be searched and sorted at each key press: their texts are put
 * together once, and each order is found once.
 */
export class Rows {
  readonly #view: View;
  readonly #rows: readonly Row[];
  readonly #orders = new Map<string, readonly Row[]>();
  readonly #points: readonly [group: string, decimal: string];
  #prepared = false;
  #look = '';
  #found: Found | undefined;

  constructor(items: readonly StatementItem[], view: View) {
    this.#view = view;
    this.#rows = items.map((item) => ({
      item,
      amount: toMillionths(item.amount),
      open: toMillionths(item.open),
      text: '',
    }));
    const parts = new Intl.NumberFormat(view.format.region, { useGrouping: true }).formatToParts(
      1e6 + 0.5,
    );
    const sign = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
    this.#points = [sign('group'), sign('decimal')];
  }

  find({ q, filter, sort }: RowsView): Found {
    const look = JSON.stringify([q, filter, sort]);
    if (!this.#found || look !== this.#look) this.#found = this.#find(q, filter, sort);
    this.#look = look;
    return this.#found;
  }

  /** Puts the texts together, as soon as the reader is about to search. */
  prepare(): void {
    if (this.#prepared) return;
    this.#prepared = true;
    const { t } = this.#view;
    const date = remember((one: string) => fold(day(one, this.#view)));
    const kind = remember((one: StatementItem['kind']) => fold(t(`statement.kind_${one}`)));
    const status = remember((one: ItemStatus) => fold(t(`statement.status_${one}`)));
    for (const row of this.#rows) {
      const { item } = row;
      const numbers = [item.order, item.purchaseOrder, item.invoice, item.fiscalId];
      const ids = numbers
        .filter((one) => one !== null)
        .join('\n')
        .toLowerCase();
      // A line a column, numbers also without their zeros. Sums are plain figures; a search for one is too.
      row.text = `\n${kind(item.kind)}\n${ids}\n${ids.replace(/^0+(?=\d)/gm, '')}\n${date(item.date)}
${item.dueDate ? date(item.dueDate) : ''}\n${item.daysOverdue ?? ''}\n${status(item.status)}
${item.amount}\n${item.open}`;
    }
  }

  #find(q: string, filter: string, sort: string): Found {
    const words = fold(q).split(/\s+/).filter(Boolean);
    const sorted = this.#sorted(sort);
    const said = words.length > 0 ? this.#saying(sorted, words) : sorted;
    const counts = { all: said.length, overdue: 0, to_fall_due: 0, credit: 0 };
    for (const { item } of said) counts[item.status] += 1;
    const status = itemStatuses.find((one) => one === filter);
    const rows = status ? said.filter(({ item }) => item.status === status) : said;
    let [amount, open] = [0n, 0n];
    for (const row of rows) {
      amount += row.amount;
      open += row.open;
    }
    return {
      items: rows.map(({ item }) => item),
      counts,
      amount: toText(amount),
      open: toText(open),
    };
  }

  /** The rows in which each word stands somewhere. */
  #saying(rows: readonly Row[], words: readonly string[]): Row[] {
    this.prepare();
    const forms = words.map((word) => this.#forms(word));
    return rows.filter(({ text }) => forms.every((one) => one.some((form) => text.includes(form))));
  }

  /** What a word may stand for: itself, a sum in plain figures, the beginning of a number without its zeros. */
  #forms(word: string): string[] {
    const [group, decimal] = this.#points;
    const sum = word.replaceAll(group, '').replace(decimal, '.');
    return [
      word,
      ...(/^-?\d[\d.,]*$/.test(word) ? [sum] : []),
      ...(/^0+\d{3}/.test(word) ? [`\n${withoutZeros(word)}`] : []),
    ];
  }

  #sorted(sort: string): readonly Row[] {
    const by = sorts.find((one) => one === sort.replace('-', ''));
    if (!by) return this.#rows;
    const known = this.#orders.get(sort);
    if (known) return known;
    const sign = sort.startsWith('-') ? -1 : 1;
    const keyed = this.#rows.map((row): [Key, Row] => [keyOf[by](row, this.#view), row]);
    keyed.sort(([a], [b]) => {
      // Rows without it come last, whichever way round.
      if (a === null || b === null) return Number(a === null) - Number(b === null);
      return sign * compare(a, b);
    });
    const order = keyed.map(([, row]) => row);
    this.#orders.set(sort, order);
    return order;
  }
}

const collator = new Intl.Collator('es', { numeric: true, sensitivity: 'base' });

function compare(a: NonNullable<Key>, b: NonNullable<Key>): number {
  if (typeof a === 'string' && typeof b === 'string') return collator.compare(a, b);
  return a < b ? -1 : Number(a > b);
}

const dateKey = (date: string | null): number | null =>
  date === null ? null : Number(date.replaceAll('-', ''));

/** What is compared. */
const keyOf: Record<Sort, (row: Row, view: View) => Key> = {
  kind: ({ item }, { t }) => t(`statement.kind_${item.kind}`),
  order: ({ item }) => item.order,
  purchase_order: ({ item }) => item.purchaseOrder,
  invoice: ({ item }) => item.invoice,
  fiscal_id: ({ item }) => item.fiscalId,
  date: ({ item }) => dateKey(item.date),
  due_date: ({ item }) => dateKey(item.dueDate),
  days: ({ item }) => item.daysOverdue,
  amount: ({ amount }) => amount,
  open: ({ open }) => open,
  status: ({ item }) => itemStatuses.indexOf(item.status),
};
