import { html, nothing, type TemplateResult } from 'lit';
import type { StockRow } from '#contract/stock';
import { formatInstant } from '../core/index.ts';
import { icon } from '../kit/icon.ts';
import { notice } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { table, type Column } from '../kit/table.ts';
import type { Answer, Reading } from './stock-data.ts';
import { amount, levelBadge, readingTime, type View } from './stock-view.ts';

/** What there is of a material, plant by plant; or why that is not known. */
export function stockRows(reading: Reading, view: View): TemplateResult {
  const { t } = view;
  const { answer, fault, alone } = reading;
  if (!answer && !fault) return html`<div aria-hidden="true">${bones(2)}</div>`;
  return html`
    ${fault && alone ? notice('danger', t(`error.${fault.code}`)) : nothing}
    ${answer ? answered(reading, answer, view) : nothing}
  `;
}

function answered(reading: Reading, answer: Answer, view: View): TemplateResult {
  const silent = answer.erp === 'unavailable';
  if (answer.rows.length === 0) return nothingRead(silent, view);
  return html`
    ${silent && reading.alone ? notice('warning', view.t('stock.unavailable')) : nothing}
    ${quantities(reading, answer, view)}
    ${answer.unread.length > 0 ? unreadPlants(answer, view) : nothing}
  `;
}

/** However many there are, it is one line; which they are is told to who asks. */
const unreadPlants = ({ unread }: Answer, { t }: View): TemplateResult =>
  html`<details>
    <summary>${t('stock.unread_in', { count: unread.length })}</summary>
    ${unread.map(({ name }) => name).join(', ')}
  </details>`;

/** No reading is not a zero, so it is said in words. */
const nothingRead = (silent: boolean, { t }: View): TemplateResult =>
  notice(
    'neutral',
    html`<strong>${t('stock.unread')}</strong> ·
      ${t(silent ? 'stock.unread_unavailable' : 'stock.unread_text')}`,
  );

function quantities(
  { material, asking }: Reading,
  { rows, threshold, erp }: Answer,
  view: View,
): TemplateResult {
  const { t, format } = view;
  const { compare } = new Intl.Collator(format.region, { numeric: true });
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
          class=${erp === 'unavailable' ? row.source : ''}
          datetime=${row.readAt}
          title=${formatInstant(row.readAt, format)}
          >${row.source === 'stored' ? icon('clock') : nothing}${readingTime(row, view)}</time
        >`,
    },
  ];
  return table({
    caption: t('stock.of', { material: material.number }),
    columns,
    // As they read here, which is not by their full names.
    rows: rows.toSorted((a, b) => compare(a.plant.shortName, b.plant.shortName)),
    key: ({ plant }) => plant.code,
    wide: 'any',
    stale: asking,
  });
}
