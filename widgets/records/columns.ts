import { html } from 'lit';
import { formatQuantity, type TextKey } from '../core/index.ts';
import type { Column, SortState } from '../kit/table.ts';
import { dash, day, money, type View } from './view.ts';

type Sort = NonNullable<Column<unknown>['sort']>;
type Settings<F> = Pick<Column<unknown>, 'card' | 'kind' | 'minor'> & {
  sort?: F;
  /** The list says nothing without it: the reader cannot leave it out. */
  essential?: true;
};

/** Places in a card of what names a row. */
const naming: readonly unknown[] = ['heading', 'lead'];

/** How the heads of columns sort: by their field, the other way round when pressed again. */
export function sorting<F extends string>(sort: string, onSort: (sort: F | `-${F}`) => void) {
  return (field: F): Sort => {
    const state: SortState =
      sort === field ? 'ascending' : sort === `-${field}` ? 'descending' : 'none';
    return { state, onSort: () => onSort(state === 'descending' ? field : `-${field}`) };
  };
}

/**
 * Functions that make columns by the kind of their values. Each takes the key of the label and a function that
 * returns the value of a row; null is shown as a dash. The reader may leave out those that neither name the row nor
 * hold its buttons, by the last part of their key.
 */
export function columnsOf<R, F extends string = never>(view: View, sorts?: (field: F) => Sort) {
  const { t, format } = view;
  const column =
    <V>(kind: Column<R>['kind'], show: (value: V) => unknown, card?: Column<R>['card']) =>
    (label: TextKey, of: (row: R) => V | null, settings: Settings<F> = {}): Column<R> => {
      const { sort, essential = kind === 'action', ...rest } = settings;
      const fixed = essential || naming.includes(rest.card ?? card);
      return {
        label: t(label),
        ...(!fixed && { id: label.replace(/.*\./, '') }),
        kind,
        cell: (row) => {
          const value = of(row);
          return value === null ? dash : show(value);
        },
        ...(card && { card }),
        ...rest,
        sort: sort && sorts?.(sort),
      };
    };
  const asIs = (value: unknown) => value;
  return {
    /** An identifier or a word. */
    short: column<unknown>('short', asIs),
    text: column<unknown>('text', asIs),
    /** What a person, a place or a list is called, which wraps. */
    name: column<unknown>('wide', asIs),
    /** Prose, which wraps. */
    wide: column<unknown>('wide', asIs, 'broad'),
    date: column<string>('text', (date) => html`<span class="figures">${day(date, view)}</span>`),
    quantity: column<string>('number', (quantity) => formatQuantity(quantity, format)),
    money: column<readonly [amount: string | null, currency: string]>(
      'number',
      ([amount, currency]) => money(amount, currency, view),
    ),
    number: column<unknown>('number', asIs),
    action: column<unknown>('action', asIs, 'trail'),
  };
}
