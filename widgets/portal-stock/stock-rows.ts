import { html, nothing, type TemplateResult } from 'lit';
import type { StockRow } from '#contract/stock';
import { formatInstant } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { icon } from '../kit/icon.ts';
import { notice } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { table, type Column } from '../kit/table.ts';
import type { Reading } from './stock-data.ts';
import { amount, levelBadge, readingTime, type View } from './stock-view.ts';

/** What there is of a material, plant by plant; or why that is not known. */
export function stockRows(reading: Reading, view: View, onRetry: () => void): TemplateResult {
  const { t } = view;
  const { answer, fault, asking, alone } = reading;
  if (fault) {
    const again = button({ kind: 'quiet', label: t('common.retry'), onClick: onRetry });
    return notice('danger', html`${t(`error.${fault.code}`)} ${again}`);
  }
  if (!answer) return html`<div aria-hidden="true">${bones(2)}</div>`;
  const { rows, erp } = answer;
  const silent = erp === 'unavailable';
  if (rows.length === 0) return nothingRead(silent, view);
  return html`
    ${silent && alone ? notice('warning', t('stock.unavailable')) : nothing}
    ${quantities(reading, rows, answer.threshold, view, asking)}
  `;
}

/** No reading is not a zero, so it is said in words. */
const nothingRead = (silent: boolean, { t }: View): TemplateResult =>
  html`<p class="unread">
    ${icon('info')}<strong>${t('stock.unread')}</strong>
    <span>${t(silent ? 'stock.unread_unavailable' : 'stock.unread_text')}</span>
  </p>`;

function quantities(
  { material }: Reading,
  rows: readonly StockRow[],
  threshold: string,
  view: View,
  stale: boolean,
): TemplateResult {
  const { t, format } = view;
  const columns: Column<StockRow>[] = [
    {
      label: t('stock.plant'),
      cell: ({ plant }) => html`<abbr title=${plant.name}>${plant.shortName}</abbr>`,
    },
    {
      label: t('stock.free'),
      kind: 'number',
      cell: (row) => html`${amount(row, threshold, view)} <small>${row.unit}</small>`,
    },
    { label: t('stock.availability'), cell: (row) => levelBadge(row, threshold, view) },
    {
      label: t('stock.reading'),
      cell: (row) =>
        html`<time
          class=${row.source}
          datetime=${row.readAt}
          title=${formatInstant(row.readAt, format)}
          >${row.source === 'stored' ? icon('clock') : nothing}${readingTime(row, view)}</time
        >`,
    },
  ];
  return table({
    caption: t('stock.of', { material: material.number }),
    columns,
    rows,
    key: ({ plant }) => plant.code,
    wide: 'any',
    stale,
  });
}
