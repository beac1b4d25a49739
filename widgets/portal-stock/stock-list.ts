import { html, nothing, type TemplateResult } from 'lit';
import type { Material } from '#contract/stock';
import { button } from '../kit/button.ts';
import { notice, panel } from '../kit/notice.ts';
import { pager } from '../kit/pager.ts';
import { bones } from '../kit/skeleton.ts';
import { table } from '../kit/table.ts';
import type { Reading, StockData } from './stock-data.ts';
import { stockRows } from './stock-rows.ts';
import { described, type View } from './stock-view.ts';

export type StockListOptions = {
  view: View;
  data: StockData;
  /** What to show instead of the list, where it did not come. */
  fault: TemplateResult | undefined;
  /** Asks what there is of one material, or of all on screen. */
  onRead: (materials: readonly Material[], alone: boolean) => void;
};

/** What stands below the form: a hint, grey bars, a fault, nothing found, or the materials. */
export function stockList(options: StockListOptions): TemplateResult {
  const { view, data, fault } = options;
  const { t } = view;
  if (!data.asked) {
    return panel({ icon: 'search', title: t('stock.start_title'), text: t('stock.start') });
  }
  if (fault) return fault;
  if (!data.page) return listSkeleton();
  if (data.page.items.length > 0) return found(data.page.items, options);
  return html`<slot name="empty"
    >${panel({ icon: 'search', title: t('stock.empty_title'), text: t('stock.empty') })}</slot
  >`;
}

function found(rows: readonly Material[], { view, data, onRead }: StockListOptions) {
  const { t } = view;
  const readings = rows.map(({ id }) => data.reading(id));
  const busy = readings.every((reading) => reading?.asking);
  // What holds for the whole page is said once, above it.
  const together = readings.filter((reading) => reading && !reading.alone);
  const silent = together.some((reading) => reading?.answer?.erp === 'unavailable');
  const failed = together.find((reading) => reading?.fault)?.fault;
  const whole = data.pageNumber === 1 && !data.onNext;
  const label = t('common.page', { page: data.pageNumber });
  return html`
    <div class="meta">
      <span>${whole ? t('stock.found', { count: rows.length }) : label}</span>
      ${button({
        kind: 'quiet',
        icon: 'refresh',
        label: t(busy ? 'stock.asking' : 'stock.read_all'),
        off: busy,
        onClick: () => onRead(rows, false),
      })}
    </div>
    ${failed ? notice('danger', t(`error.${failed.code}`)) : nothing}
    ${silent ? notice('warning', t('stock.unavailable')) : nothing}
    ${table({
      caption: t('stock.materials'),
      columns: [
        { label: t('stock.material'), kind: 'short', card: 'lead', cell: ({ number }) => number },
        {
          label: t('stock.description'),
          kind: 'wide',
          card: 'heading',
          cell: (row) => described(row, view),
        },
        {
          label: t('stock.action'),
          kind: 'action',
          card: 'trail',
          cell: (row) => reader(row, data, view, () => onRead([row], true)),
        },
      ],
      rows,
      key: ({ id }) => id,
      below: (row) => below(data.reading(row.id), view),
      wide: 'small',
      stale: data.state === 'stale',
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

/** The button of a row. It stays where it is, and so does the focus on it. */
function reader({ id, number }: Material, data: StockData, { t }: View, onClick: () => void) {
  const reading = data.reading(id);
  const label = t(
    reading?.asking
      ? 'stock.asking'
      : reading?.fault
        ? 'common.retry'
        : reading?.answer
          ? 'stock.again'
          : 'stock.read',
  );
  return button({
    kind: 'quiet',
    label,
    name: t('stock.read_named', { label, material: number }),
    off: reading?.asking ?? false,
    onClick,
  });
}

function below(reading: Reading | undefined, view: View) {
  if (!reading || (reading.fault && !reading.alone && !reading.answer)) return nothing;
  return html`<tr class="lines" role="row">
    <td class="inner" role="cell" colspan="3">${stockRows(reading, view)}</td>
  </tr>`;
}

/** Grey bars in place of the rows. */
export const listSkeleton = (): TemplateResult =>
  html`<div class="list-skeleton" aria-hidden="true">${bones(8, 'row')}</div>`;
