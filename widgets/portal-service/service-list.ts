import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import type { ServiceCategory, ServiceRequest } from '#contract/service';
import { requestStatuses } from '#contract/service-words';
import { formatInstant } from '../core/index.ts';
import { filterForm } from '../kit/filter.ts';
import { icon } from '../kit/icons.ts';
import { columnsOf } from '../records/columns.ts';
import type { ListTable } from '../records/listing.ts';
import type { View } from '../records/view.ts';
import type { Filter } from './service-data.ts';
import { categoryName, promiseText, recordName, statusBadge, statusName } from './words.ts';

export type RequestsTableOptions = {
  view: View;
  staff: boolean;
  /** Show the customer column. */
  customers: boolean;
  link: (id: string, label: string) => TemplateResult;
  opener: (id: string, number: string) => TemplateResult;
  onOpen: (id: string, event: MouseEvent) => void;
};

/** The requests that were found, one a row. */
export function requestsTable(options: RequestsTableOptions): ListTable<ServiceRequest> {
  const { view, staff } = options;
  const { t, format } = view;
  const c = columnsOf<ServiceRequest>(view);
  return {
    caption: t('service.title'),
    columns: [
      c.wide('service.subject', (row) => identity(row, options), { card: 'heading' }),
      options.customers &&
        c.wide(
          'service.customer',
          ({ customer }) => html`${customer.name} <small>${customer.number}</small>`,
        ),
      c.text('service.record', ({ record }) => record && recordName(record, t)),
      c.text('service.status', ({ status }) => statusBadge(status, view, staff), { card: 'trail' }),
      c.wide('service.promise', (row) => promise(row, view)),
      c.text('service.last', ({ last }) => {
        const who =
          last.side === 'company'
            ? t('service.last_company')
            : t(staff ? 'service.last_customer' : 'service.last_you');
        return html`${who}<br /><small class="figures">${formatInstant(last.at, format)}</small>`;
      }),
      c.action('service.view', ({ id, number }) => options.opener(id, number)),
    ],
    key: ({ id }) => id,
    wide: 'large',
    onRow: ({ id }, event) => options.onOpen(id, event),
  };
}

/** What is promised; late ones stand out. */
export const promise = (row: ServiceRequest, view: View): TemplateResult | null => {
  const text = promiseText(row, view);
  return text
    ? html`<span class="promise ${row.promise.late ? 'late' : ''}" part="promise">${text}</span>`
    : null;
};

/** Subject, and below it number and category; a dot where something is unread. */
function identity(row: ServiceRequest, { view, link }: RequestsTableOptions): TemplateResult {
  const { number, category, subject, unread } = row;
  return html`<span class="identity">
    ${icon(category.icon)}
    <span
      >${link(row.id, subject)}${
        unread
          ? html` <span
              class="unread-dot"
              role="img"
              aria-label=${view.t('service.unread')}
            ></span>`
          : nothing
      } <small>${number} · ${categoryName(category, view)}</small></span
    >
  </span>`;
}

/** The form: status, category, and words. */
export function requestsForm({
  view,
  staff,
  draft,
  categories,
  onChange,
  onSubmit,
}: {
  view: View;
  staff: boolean;
  draft: Filter;
  categories: readonly ServiceCategory[] | undefined;
  onChange: (change: Partial<Filter>) => void;
  onSubmit: () => void;
}): TemplateResult {
  const { t } = view;
  return filterForm<Filter>({
    fields: [
      {
        kind: 'select',
        id: 'status',
        label: t('service.status'),
        value: draft.status,
        options: [
          ['', t('service.status_all')],
          ['open', t('service.status_open')],
          ['over', t('service.status_over')],
          ...requestStatuses.map((status) => [status, statusName(status, t, staff)] as const),
        ],
      },
      {
        kind: 'select',
        id: 'category',
        label: t('service.category'),
        value: draft.category,
        options: [
          ['', t('service.category_all')],
          ...(categories ?? []).map((one) => [one.code, categoryName(one, view)] as const),
        ],
      },
    ],
    search: {
      label: t('service.search'),
      placeholder: t('service.search_hint'),
      submit: t('service.submit'),
      value: draft.q,
      maxLength: limits.search,
    },
    onChange,
    onSubmit,
  });
}
