import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import type { QuoteRow } from '#contract/quotes';
import {
  expiringDays,
  openStates,
  quoteKinds,
  type QuoteSort,
  type QuoteSortField,
  type QuoteState,
} from '#contract/quote-words';
import { badge } from '../kit/badge.ts';
import { filterForm } from '../kit/filter.ts';
import type { IconName } from '../kit/icons.ts';
import type { Tone } from '../kit/notice.ts';
import { columnsOf, sorting } from '../records/columns.ts';
import type { ListTable } from '../records/listing.ts';
import { day, money, type View } from '../records/view.ts';
import type { Filter } from './quotes-data.ts';

const looks: Record<QuoteState, [Tone, IconName]> = {
  issued: ['info', 'dot'],
  viewed: ['info', 'clock'],
  accepted: ['success', 'check'],
  rejected: ['neutral', 'cross'],
  expired: ['warning', 'clock'],
  superseded: ['neutral', 'copy'],
  withdrawn: ['neutral', 'back'],
};

/** A state as icon, word and colour. */
export function stateBadge(state: QuoteState, { t }: View): TemplateResult {
  const [tone, icon] = looks[state];
  return badge(tone, icon, t(`quotes.state_${state}`), `badge-${state}`);
}

/** How long a quote holds, in words; empty where that is of no interest. */
export function leftText(
  { state, daysLeft }: Pick<QuoteRow, 'state' | 'daysLeft'>,
  { t }: View,
): string {
  if (!openStates.includes(state)) return '';
  if (daysLeft === 0) return t('quotes.valid_today');
  return daysLeft === 1 ? t('quotes.valid_tomorrow') : t('quotes.valid_left', { count: daysLeft });
}

export type QuotesTableOptions = {
  view: View;
  sort: string;
  /** Show the customer column. */
  customers: boolean;
  rows: readonly QuoteRow[];
  link: (row: QuoteRow) => TemplateResult;
  opener: (row: QuoteRow) => TemplateResult;
  onOpen: (row: QuoteRow, event: MouseEvent) => void;
  onSort: (sort: QuoteSort) => void;
};

/** The quotes that were found, one a row. */
export function quotesTable(options: QuotesTableOptions): ListTable<QuoteRow> {
  const { view, link } = options;
  const { t } = view;
  const c = columnsOf<QuoteRow, QuoteSortField>(
    view,
    sorting<QuoteSortField>(options.sort, options.onSort),
  );
  return {
    caption: t('quotes.title'),
    columns: [
      c.short('quotes.number', (row) => html`${link(row)} <small>v${row.version}</small>`, {
        card: 'heading',
        sort: 'number',
      }),
      options.customers &&
        c.wide(
          'quotes.customer',
          ({ customer }) => html`${customer.name} <small>${customer.number}</small>`,
        ),
      c.wide('quotes.subject', ({ subject, kind }) => subject ?? t(`quotes.kind_${kind}`)),
      c.date('quotes.issued', (row) => row.issued, { sort: 'issued', minor: true }),
      c.text(
        'quotes.valid_until',
        (row) => {
          const left = leftText(row, view);
          const near = row.daysLeft <= expiringDays;
          return html`<span class="stacked figures"
            >${day(row.validUntil, view)}${
              left ? html`<small class=${near ? 'near' : ''}>${left}</small>` : nothing
            }</span
          >`;
        },
        { card: 'figure', sort: 'valid_until' },
      ),
      c.number(
        'quotes.total',
        ({ total, currency, hasOptions }) => {
          const amount = money(total, currency, view);
          return hasOptions ? t('quotes.from', { amount }) : amount;
        },
        { card: 'figure', sort: 'total' },
      ),
      c.text('quotes.state', ({ state }) => stateBadge(state, view), { card: 'trail' }),
      c.action('quotes.view', options.opener),
    ],
    key: (row) => row.id,
    wide: 'large',
    onRow: options.onOpen,
  };
}

/** States that are searched for. */
const asked = ['open', 'accepted', 'rejected', 'expired', 'withdrawn'] as const;

/** The form: state, kind, and a number or words. */
export function quotesForm(options: {
  view: View;
  draft: Filter;
  onChange: (change: Partial<Filter>) => void;
  onSubmit: () => void;
}): TemplateResult {
  const { draft, view, onChange, onSubmit } = options;
  const { t } = view;
  return filterForm<Filter>({
    fields: [
      {
        kind: 'select',
        id: 'status',
        label: t('quotes.state'),
        value: draft.status,
        options: [
          ['', t('quotes.kind_all')],
          ...asked.map((state) => [state, t(`quotes.state_${state}`)] as const),
        ],
      },
      {
        kind: 'select',
        id: 'kind',
        label: t('quotes.kind'),
        value: draft.kind,
        options: [
          ['', t('quotes.kind_all')],
          ...quoteKinds.map((kind) => [kind, t(`quotes.kind_${kind}`)] as const),
        ],
      },
    ],
    search: {
      label: t('quotes.search'),
      placeholder: t('quotes.search_hint'),
      submit: t('quotes.submit'),
      value: draft.q,
      maxLength: limits.search,
    },
    onChange,
    onSubmit,
  });
}
