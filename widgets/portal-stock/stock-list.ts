import { html, nothing, type TemplateResult } from 'lit';
import type { Material } from '#contract/stock';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import { columnsOf } from '../records/columns.ts';
import { listing } from '../records/listing.ts';
import { described, type View } from '../records/view.ts';
import type { Reading, StockData } from './stock-data.ts';
import { matrixColumns, matrixFile, matrixOf, matrixTime } from './stock-matrix.ts';
import { stockRows } from './stock-rows.ts';

export type StockListOptions = {
  view: View;
  data: StockData;
  /** What to show instead of the list, where it did not come. */
  fault: TemplateResult | undefined;
  /** Reads the stock of one material, or of all on screen. */
  onRead: (materials: readonly Material[], alone: boolean) => void;
  /** Saves what is on screen. */
  onFile: (file: Blob) => void;
};

/** The materials that were found, each with its stock once that was read. */
export function stockList({ view, data, fault, onRead, onFile }: StockListOptions): TemplateResult {
  const { t } = view;
  const { list, readings } = data;
  const all = list.items.map((row) => readings.get(row));
  const busy = all.every((reading) => reading?.loading);
  // What holds for the whole page is said once, above it.
  const together = all.filter((reading) => reading && !reading.alone);
  const unavailable = together.some((reading) => reading?.value?.erp === 'unavailable');
  const failed = together.find((reading) => reading?.fault)?.fault;
  const c = columnsOf<Material>(view);
  const matrix = matrixOf(
    all.filter((reading) => reading !== undefined),
    view,
  );
  return listing({
    view,
    list,
    fault,
    start: { icon: 'search', title: t('stock.start_title'), text: t('stock.start') },
    empty: { icon: 'search', title: t('stock.empty_title'), text: t('stock.empty') },
    found: (count) => t('stock.found', { count }),
    tools: html`${button({
      kind: 'quiet',
      icon: 'refresh',
      label: t(busy ? 'stock.asking' : 'stock.read_all'),
      off: busy,
      onClick: () => onRead(list.items, false),
    })}
    ${
      matrix
        ? button({
            kind: 'quiet',
            icon: 'download',
            label: t('stock.download'),
            onClick: () => onFile(matrixFile(matrix, list.items, view)),
          })
        : nothing
    }`,
    above: html`
      ${matrix ? html`<p class="read-at">${matrixTime(matrix, view)}</p>` : nothing}
      ${failed ? notice('danger', t(`error.${failed.code}`)) : nothing}
      ${unavailable ? notice('warning', t('stock.unavailable')) : nothing}
    `,
    table: {
      caption: t('stock.materials'),
      columns: [
        c.short('stock.material', ({ number }) => number, { card: 'lead' }),
        c.wide('stock.description', (row) => described(row, view), { card: 'heading' }),
        ...(matrix ? matrixColumns(matrix, view) : []),
        c.action('stock.action', (row) =>
          reader(row.number, readings.get(row), view, () => onRead([row], true)),
        ),
      ],
      key: ({ id }) => id,
      // What is asked for together stands side by side.
      below: (row) => {
        const reading = readings.get(row);
        return matrix && reading?.value?.rows.length && !reading.alone
          ? nothing
          : below(reading, view, matrix ? matrix.plants.length + 5 : 3);
      },
      wide: matrix && matrix.plants.length > 3 ? 'large' : 'small',
    },
  });
}

/** The button of a row. It stays where it is, and so does the focus on it. */
function reader(number: string, reading: Reading | undefined, { t }: View, onClick: () => void) {
  const next = reading?.fault ? 'common.retry' : reading?.value ? 'stock.again' : 'stock.read';
  const loading = reading?.loading ?? false;
  const label = t(loading ? 'stock.asking' : next);
  const name = t('stock.read_named', { label, material: number });
  return button({ kind: 'quiet', label, name, off: loading, onClick });
}

function below(reading: Reading | undefined, view: View, columns: number) {
  if (!reading || (reading.fault && !reading.alone && !reading.value)) return nothing;
  return html`<tr class="lines" role="row">
    <td class="inner" role="cell" colspan=${columns}>${stockRows(reading, view)}</td>
  </tr>`;
}
