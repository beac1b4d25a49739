import { html, nothing, type TemplateResult } from 'lit';
import type { StockRow } from '#contract/stock';
import { formatInstant } from '../core/index.ts';
import { icon } from '../kit/icons.ts';
import { notice } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { table } from '../kit/table.ts';
import { columnsOf } from '../records/columns.ts';
import type { View } from '../records/view.ts';
import type { Answer, Reading } from './stock-data.ts';
import { amount, levelBadge, readingTime } from './stock-view.ts';

/** The stock of a material, plant by plant; or why it is not known. */
export function stockRows(reading: Reading, view: View): TemplateResult {
  const { t } = view;
  const { value, fault, alone } = reading;
  if (!value && !fault) return html`<div aria-hidden="true">${bones(2)}</div>`;
  return html`
    ${fault && alone ? notice('danger', t(`error.${fault.code}`)) : nothing}
    ${value ? answered(reading, value, view) : nothing}
  `;
}

function answered(reading: Reading, answer: Answer, view: View): TemplateResult {
  const { t } = view;
  const { rows, unread } = answer;
  const unavailable = answer.erp === 'unavailable';
  if (rows.length === 0) {
    // No reading is not a zero, so it is said in words.
    const why = t(unavailable ? 'stock.unread_unavailable' : 'stock.unread_text');
    return notice('neutral', html`<strong>${t('stock.unread')}</strong> · ${why}`);
  }
  return html`
    ${unavailable && reading.alone ? notice('warning', t('stock.unavailable')) : nothing}
    ${quantities(reading, answer, view)}
    ${
      unread.length > 0
        ? html`<details>
            <summary>
              ${icon('chevron')}<span>${t('stock.unread_in', { count: unread.length })}</span>
            </summary>
            ${unread.map(({ name }) => name).join(', ')}
          </details>`
        : nothing
    }
  `;
}

function quantities(
  { row: material, loading }: Reading,
  { rows, threshold, erp }: Answer,
  view: View,
): TemplateResult {
  const { t, format } = view;
  const { compare } = new Intl.Collator(format.region, { numeric: true });
  const c = columnsOf<StockRow>(view);
  const reading = (row: StockRow) =>
    html`<time
      class=${erp === 'unavailable' ? row.source : ''}
      datetime=${row.readAt}
      title=${formatInstant(row.readAt, format)}
      >${row.source === 'stored' ? icon('clock') : nothing}${readingTime(row, view)}</time
    >`;
  return table({
    caption: t('stock.of', { material: material.number }),
    columns: [
      c.text(
        'stock.plant',
        ({ plant }) => html`<abbr title=${plant.name}>${plant.shortName}</abbr>`,
      ),
      c.number(
        'stock.free',
        (row) => html`${amount(row, threshold, view)} <small>${row.unit}</small>`,
      ),
      c.text('stock.availability', (row) => levelBadge(row, threshold, view)),
      c.text('stock.reading', reading),
    ],
    // As they read here, which is not by their full names.
    rows: rows.toSorted((a, b) => compare(a.plant.shortName, b.plant.shortName)),
    key: ({ plant }) => plant.code,
    wide: 'any',
    stale: loading,
  });
}
