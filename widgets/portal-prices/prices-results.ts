import { html, nothing, type TemplateResult } from 'lit';
import type { ClientError } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { notice, panel } from '../kit/notice.ts';
import { pager } from '../kit/pager.ts';
import { bone, bones } from '../kit/skeleton.ts';
import type { PricesData } from './prices-data.ts';
import { priceLists } from './prices-lists.ts';
import { pricesTable } from './prices-table.ts';
import type { View } from './prices-view.ts';

export const exportFormats = ['xlsx', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export type PricesResultsOptions = {
  view: View;
  data: PricesData;
  /** What to show instead of the prices, where they did not come. */
  fault: TemplateResult | undefined;
  /** The session is of no customer, as those of staff. */
  staff: boolean;
  /** Undefined where the caller may not export. */
  onExport: ((format: ExportFormat) => void) | undefined;
  /** Name of the file that is under way. */
  exporting: string;
  exportFault: ClientError | undefined;
  onAll: () => void;
};

/** What stands below the form: a fault, grey bars, nothing found, or the prices. */
export function pricesResults(options: PricesResultsOptions): TemplateResult {
  const { data, fault } = options;
  if (fault) return fault;
  if (data.noCustomer) return html``;
  if (!data.page || !data.lists) return listSkeleton();
  return data.page.items.length === 0 ? nothingFound(options) : found(options);
}

function nothingFound({ view: { t }, data, staff, onAll }: PricesResultsOptions): TemplateResult {
  const { search, group } = data.query;
  const what = [search && t('prices.quoted', { text: search }), group].filter(Boolean).join(', ');
  const none = data.lists?.items.length ? 'prices.none' : 'prices.no_list';
  const sought = what && none === 'prices.none';
  return html`<slot name="empty">
    ${
      sought
        ? panel({
            icon: 'search',
            title: t('prices.empty_title'),
            text: t('prices.empty', { what }),
            action: button({ label: t('prices.all'), onClick: onAll }),
          })
        : panel({
            icon: 'invoice',
            title: t('prices.none_title'),
            text: t(staff ? 'prices.none_staff' : none),
          })
    }
  </slot>`;
}

function found(options: PricesResultsOptions): TemplateResult {
  const { view, data, exportFault } = options;
  const { t } = view;
  const rows = data.page?.items ?? [];
  const lists = data.lists?.items ?? [];
  const whole = data.pageNumber === 1 && !data.onNext;
  const label = t('common.page', { page: data.pageNumber });
  return html`
    ${priceLists(lists, view)}
    <div class="meta">
      <span>${whole ? t('prices.found', { count: rows.length }) : label}</span>
      ${exports(options)}
    </div>
    ${exportFault ? notice('danger', t(`error.${exportFault.code}`)) : nothing}
    ${pricesTable({ view, rows, lists, stale: data.state === 'stale' })}
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

function exports({ view: { t }, exporting, onExport }: PricesResultsOptions) {
  if (!onExport) return nothing;
  return html`<span class="exports">
    ${exportFormats.map((format) =>
      button({
        kind: 'quiet',
        icon: 'download',
        label: exporting.endsWith(format)
          ? t('prices.downloading')
          : t('prices.download', { format: format.toUpperCase() }),
        off: exporting !== '',
        onClick: () => onExport(format),
      }),
    )}
  </span>`;
}

/** Grey bars in place of the rows. */
export const listSkeleton = (): TemplateResult =>
  html`<div class="list-skeleton" aria-hidden="true">${bone()}${bones(12, 'row')}</div>`;
