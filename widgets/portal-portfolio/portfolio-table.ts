import { html, nothing, type TemplateResult } from 'lit';
import type { PortfolioBalance, PortfolioRow } from '#contract/portfolio';
import { portfolioSorts, type PortfolioSort } from '#contract/portfolio-words';
import { formatInstant, formatQuantity } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import type { Column } from '../kit/table.ts';
import type { ListTable } from '../records/listing.ts';
import { columnsOf } from '../records/columns.ts';
import { pickColumn } from '../records/pick-column.ts';
import { recipientBadge } from '../records/recipient-state.ts';
import { dash, day, money, type View } from '../records/view.ts';
import type { Picked } from './picked.ts';

export type Sort = PortfolioSort | `-${PortfolioSort}`;
export const sorts: readonly Sort[] = portfolioSorts.flatMap((sort) => [sort, `-${sort}`] as const);

export type PortfolioTableOptions = {
  view: View;
  rows: readonly PortfolioRow[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  /** The name of a customer, as the way to its statement. */
  link: (row: PortfolioRow) => unknown;
  /** Undefined where the caller may not send. */
  sends:
    | {
        picked: Picked;
        busy: boolean;
        onPick: (rows: readonly PortfolioRow[], on: boolean) => void;
        onSend: (row: PortfolioRow) => void;
        onRun: (run: string) => void;
      }
    | undefined;
};

/** Sorts that begin with the greatest. */
const greatestFirst: readonly PortfolioSort[] = ['overdue', 'to_fall_due', 'total'];

const sortOf =
  (sort: Sort, onSort: PortfolioTableOptions['onSort']) =>
  (field: PortfolioSort): NonNullable<Column<unknown>['sort']> => {
    const [ascending, descending] = [field, `-${field}`] as const;
    // What stands there are days since the oldest date: they fall as it rises.
    const [rising, falling] =
      field === 'oldest' ? [descending, ascending] : [ascending, descending];
    const state = sort === rising ? 'ascending' : sort === falling ? 'descending' : 'none';
    const first = greatestFirst.includes(field) ? descending : ascending;
    const other = first === ascending ? descending : ascending;
    return { state, onSort: () => onSort(sort === first ? other : first) };
  };

/** The accounts of a portfolio: what each owes, what it paid last, and what it was mailed. */
export function portfolioTable(options: PortfolioTableOptions): ListTable<PortfolioRow> {
  const { view, sort, onSort, link, sends } = options;
  const { t } = view;
  const c = columnsOf<PortfolioRow, PortfolioSort>(view, sortOf(sort, onSort));
  const amounts =
    (of: (balance: PortfolioBalance) => string) =>
    ({ balances }: PortfolioRow) =>
      balances.length === 0
        ? null
        : balances.map((one) => html`<div>${money(of(one), one.currency, view)}</div>`);
  return {
    caption: t('portfolio.title'),
    columns: [
      sends &&
        pickColumn({
          label: t('portfolio.pick'),
          all: t('portfolio.pick_page'),
          name: ({ customer }) => t('portfolio.pick_named', { name: customer.name }),
          rows: options.rows,
          pickable: (row) => sends.picked.takes(row),
          has: (row) => sends.picked.has(row),
          onPick: sends.onPick,
        }),
      c.wide('portfolio.customer', (row) => named(row, link), { card: 'heading', sort: 'name' }),
      c.number(
        'portfolio.overdue',
        amounts(({ overdue }) => overdue),
        {
          sort: 'overdue',
          card: 'figure',
        },
      ),
      c.number(
        'portfolio.to_fall_due',
        amounts(({ toFallDue }) => toFallDue),
        {
          sort: 'to_fall_due',
          minor: true,
        },
      ),
      c.number(
        'portfolio.total',
        amounts(({ total }) => total),
        { sort: 'total' },
      ),
      c.text('portfolio.oldest', (row) => oldest(row, view), { sort: 'oldest' }),
      c.text('portfolio.payment', (row) => payment(row, view), { sort: 'payment' }),
      c.text('portfolio.said', (row) => said(row, view), { minor: true }),
      c.text('portfolio.sent', (row) => sent(row, view, sends?.onRun)),
      c.text('portfolio.mailboxes', (row) => mailboxes(row, view)),
      sends && c.action('portfolio.actions', (row) => action(row, view, sends)),
    ].filter((column) => column !== undefined),
    key: ({ customer, company }) => `${company.code} ${customer.number}`,
    wide: 'large',
  };
}

const named = (row: PortfolioRow, link: PortfolioTableOptions['link']): TemplateResult =>
  html`<div>${link(row)}</div>
    <small class="quiet-text"
      >${row.customer.number} · <abbr title=${row.company.name}>${row.company.code}</abbr></small
    >`;

function oldest({ oldest: of }: PortfolioRow, view: View): TemplateResult | null {
  if (!of) return null;
  const { t, format } = view;
  const days = formatQuantity(String(of.days), format);
  return html`<div class=${of.days > 60 ? 'whole late' : 'whole'}>
      ${t('portfolio.days_late', { count: of.days, days })}
    </div>
    <small class="quiet-text figures">${day(of.dueDate, view)}</small>`;
}

const payment = ({ lastPayment }: PortfolioRow, view: View): TemplateResult | null =>
  lastPayment &&
  html`<div class="figures">${day(lastPayment.date, view)}</div>
    <small class="quiet-text">${money(lastPayment.amount, lastPayment.currency, view)}</small>`;

/** When the customer said it pays, and how many documents it says are not right. */
function said({ promise, disputes }: PortfolioRow, view: View): TemplateResult | null {
  if (!promise && disputes === 0) return null;
  const { t } = view;
  return html`${
    promise
      ? html`<div>
          ${badge(
            promise.broken ? 'danger' : 'info',
            'calendar',
            t(promise.broken ? 'portfolio.promise_broken' : 'portfolio.promised_on', {
              date: day(promise.date, view),
            }),
          )}
        </div>`
      : nothing
  }
  ${
    disputes > 0 ? badge('warning', 'alert', t('portfolio.disputes', { count: disputes })) : nothing
  }`;
}

/** What became of the last statement by mail; it leads to the run where the reader may look at it. */
function sent(
  { lastSend, customer }: PortfolioRow,
  view: View,
  onRun: ((run: string) => void) | undefined,
): TemplateResult | null {
  if (!lastSend) return null;
  const { run, at, state } = lastSend;
  const when = formatInstant(at, view.format);
  return html`<div>${recipientBadge(state, view)}</div>
    ${
      run && onRun
        ? html`<button
            class="link"
            type="button"
            aria-label=${view.t('portfolio.run_named', { at: when, name: customer.name })}
            @click=${() => onRun(run)}
          >
            ${when}
          </button>`
        : html`<small class="quiet-text">${when}</small>`
    }`;
}

function mailboxes({ list }: PortfolioRow, { t, format }: View): TemplateResult | string {
  if (!list || list.mailboxes === 0) return badge('warning', 'mail', t('portfolio.mailboxes_none'));
  const number = formatQuantity(String(list.mailboxes), format);
  const count = t('portfolio.mailboxes_count', { count: list.mailboxes, number });
  if (list.bounced === 0) return html`<span class="whole">${count}</span>`;
  const bounced = formatQuantity(String(list.bounced), format);
  return badge('danger', 'alert', t('portfolio.mailboxes_bounced', { bounced, number }));
}

const action = (
  row: PortfolioRow,
  { t }: View,
  { busy, onSend }: NonNullable<PortfolioTableOptions['sends']>,
): unknown =>
  row.list
    ? button({
        kind: 'quiet',
        icon: 'mail',
        label: t('portfolio.send'),
        name: t('portfolio.send_named', { name: row.customer.name }),
        off: busy,
        onClick: () => onSend(row),
      })
    : html`<span class="quiet-text">${dash}</span>`;

/** What all that match come to, in each currency; nothing is converted. */
export const portfolioTotals = (
  totals: readonly PortfolioBalance[],
  view: View,
): TemplateResult | typeof nothing =>
  totals.length === 0
    ? nothing
    : html`<ul class="totals">
        ${totals.map(
          ({ currency, overdue, toFallDue, unappliedCredit, total }) =>
            html`<li class="total" part="summary">
              <dl>
                ${(
                  [
                    ['portfolio.overdue', overdue],
                    ['portfolio.to_fall_due', toFallDue],
                    ['portfolio.credit', unappliedCredit],
                    ['portfolio.total', total],
                  ] as const
                ).map(
                  ([label, amount]) =>
                    html`<div>
                      <dt>${view.t(label)}</dt>
                      <dd class="figures">${money(amount, currency, view)}</dd>
                    </div>`,
                )}
              </dl>
            </li>`,
        )}
      </ul>`;
