import { html, type TemplateResult } from 'lit';
import { isZero } from '#contract/decimal';
import type { PaymentRow } from '#contract/payments';
import { formatInstant } from '../core/index.ts';
import { columnsOf } from '../records/columns.ts';
import type { ListTable } from '../records/listing.ts';
import type { View } from '../records/view.ts';
import { stateBadge } from './words.ts';

type Options = {
  view: View;
  rows: readonly PaymentRow[];
  /** Show the customer column. */
  customers: boolean;
  link: (id: string, number: string) => TemplateResult;
  opener: (id: string, number: string) => TemplateResult;
  onOpen: (id: string, event: MouseEvent) => void;
};

/** Documents that are named; of more, how many there are. */
const named = 3;

export function documentsText(documents: readonly string[]): string {
  const more = documents.length - named;
  return documents.slice(0, named).join(', ') + (more > 0 ? ` +${more}` : '');
}

/** The payments, one a row. */
export function paymentsTable({ view, link, opener, ...options }: Options): ListTable<PaymentRow> {
  const { t, format } = view;
  const c = columnsOf<PaymentRow>(view);
  return {
    caption: t(options.customers ? 'payments.view_all' : 'payments.view_list'),
    columns: [
      c.short('payments.number', ({ id, number }) => link(id, number), { card: 'heading' }),
      options.customers &&
        c.wide(
          'payments.customer',
          ({ customer }) => html`${customer.name} <small>${customer.number}</small>`,
        ),
      c.wide('payments.documents', ({ documents, onAccount }) =>
        documentsText(isZero(onAccount) ? documents : [...documents, t('payments.on_account')]),
      ),
      c.text('payments.method', ({ method }) => t(`payments.method_${method}`)),
      c.money('payments.amount_short', ({ amount, currency }) => [amount, currency], {
        card: 'figure',
      }),
      c.text('payments.state', ({ state }) => stateBadge(state, t), { card: 'trail' }),
      c.text(
        'payments.date',
        ({ createdAt }) => html`<span class="figures">${formatInstant(createdAt, format)}</span>`,
      ),
      c.action('payments.see', ({ id, number }) => opener(id, number)),
    ],
    key: ({ id }) => id,
    onRow: ({ id }, event) => options.onOpen(id, event),
  };
}
