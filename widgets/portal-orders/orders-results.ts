import { html, nothing, type TemplateResult } from 'lit';
import type { OrderSort } from '#contract/order-words';
import type { ClientError } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { notice, panel } from '../kit/notice.ts';
import { pager } from '../kit/pager.ts';
import { listSkeleton, ordersList } from './orders-list.ts';
import type { OrdersData } from './orders-data.ts';
import type { View } from './orders-view.ts';

export type ResultsOptions = {
  view: View;
  data: OrdersData;
  /** What to show instead of the list, where it did not come. */
  fault: TemplateResult | undefined;
  sort: string;
  amounts: boolean;
  /** The session is of no customer, as those of staff. */
  staff: boolean;
  /** Undefined where the caller may not export. */
  onExport: (() => void) | undefined;
  exporting: boolean;
  exportFault: ClientError | undefined;
  /** Wider ranges of dates to offer where nothing was found. */
  widerDates: readonly ('90d' | 'all')[];
  onDates: (date: '90d' | 'all') => void;
  href: (id: string) => string | null;
  onOpen: (id: string, event: MouseEvent) => void;
  onSort: (sort: OrderSort) => void;
};

/** What stands below the filter bar: a hint, grey bars, a fault, nothing found, or the list. */
export function ordersResults(options: ResultsOptions): TemplateResult {
  const { view, data, fault } = options;
  const { t } = view;
  if (!data.asked) {
    return panel({ icon: 'search', title: t('orders.start_title'), text: t('orders.start') });
  }
  if (fault) return fault;
  if (!data.page) return listSkeleton();
  return data.page.items.length === 0 ? nothingFound(options) : found(options);
}

function nothingFound({ view: { t }, widerDates, onDates }: ResultsOptions): TemplateResult {
  return html`<slot name="empty">
    ${panel({
      icon: 'search',
      title: t('orders.empty_title'),
      text: t('orders.empty'),
      action: html`${widerDates.map((date) =>
        button({ label: t(`orders.date_${date}`), onClick: () => onDates(date) }),
      )}`,
    })}
  </slot>`;
}

function found(options: ResultsOptions): TemplateResult {
  const { view, data, sort, amounts, exportFault, href, onOpen, onSort } = options;
  const { t } = view;
  const rows = data.page?.items ?? [];
  const several = rows.some(({ customer }) => customer.number !== rows[0]?.customer.number);
  const whole = data.pageNumber === 1 && !data.onNext;
  const label = t('common.page', { page: data.pageNumber });
  return html`
    <div class="meta">
      <span>${whole ? t('orders.found', { count: rows.length }) : label}</span>
      ${exportButton(options)}
    </div>
    ${exportFault ? notice('danger', t(`error.${exportFault.code}`)) : nothing}
    ${ordersList({
      view,
      rows,
      sort,
      amounts,
      customers: options.staff || several,
      stale: data.listState === 'stale',
      href,
      onOpen,
      onSort,
    })}
    ${
      whole
        ? nothing
        : pager({
            label,
            previous: t('common.previous'),
            next: t('common.next'),
            onPrevious: data.onPrevious,
            onNext: data.onNext,
          })
    }
  `;
}

const exportButton = ({ view: { t }, exporting, onExport }: ResultsOptions) =>
  onExport
    ? button({
        kind: 'quiet',
        icon: 'download',
        label: t(exporting ? 'orders.exporting' : 'orders.export'),
        off: exporting,
        onClick: onExport,
      })
    : nothing;
