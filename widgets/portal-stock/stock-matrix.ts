import { html, nothing, type TemplateResult } from 'lit';
import { csvLine, csvStart, type CsvCell } from '#contract/csv';
import { sumOf } from '#contract/decimal';
import type { Material, StockRow } from '#contract/stock';
import { formatInstant, formatQuantity } from '../core/index.ts';
import { icon } from '../kit/icons.ts';
import type { Column } from '../kit/table.ts';
import { dash, described, type View } from '../records/view.ts';
import type { Reading } from './stock-data.ts';
import { amount, levelLook } from './stock-view.ts';

type Plant = StockRow['plant'];

/** The stock of several materials side by side: a column a plant, what there is in all, and one time for it all. */
export type Matrix = {
  plants: readonly Plant[];
  /** What there is of a material in a plant; undefined where nobody has counted. */
  at: (material: Material, plant: Plant) => StockRow | undefined;
  /** What there is in all plants; undefined where somebody may not see the quantities, or the units differ. */
  total: (material: Material) => string | undefined;
  threshold: string;
  /** When the oldest of it was counted, and whether some of it is not of now. */
  readAt: string;
  stored: boolean;
};

/** @returns undefined where nothing was asked of several */
export function matrixOf(readings: readonly Reading[], view: View): Matrix | undefined {
  const known = readings.filter(({ value }) => value !== undefined);
  const rows = known.flatMap(({ value }) => value?.rows ?? []);
  if (known.length < 2 || rows.length === 0) return undefined;
  const cells = new Map(rows.map((row) => [`${row.material.id} ${row.plant.code}`, row]));
  const plants = new Map(rows.map(({ plant }) => [plant.code, plant]));
  const { compare } = new Intl.Collator(view.format.region, { numeric: true });
  return {
    // As they read here, which is not by their full names.
    plants: [...plants.values()].toSorted((a, b) => compare(a.shortName, b.shortName)),
    at: (material, plant) => cells.get(`${material.id} ${plant.code}`),
    total: (material) => totalOf(rows.filter((row) => row.material.id === material.id)),
    threshold: known[0]?.value?.threshold ?? '0',
    readAt: rows.reduce(
      (oldest, { readAt }) => (readAt < oldest ? readAt : oldest),
      rows[0]!.readAt,
    ),
    stored: rows.some(({ source }) => source === 'stored'),
  };
}

function totalOf(rows: readonly StockRow[]): string | undefined {
  const [first] = rows;
  const alike = rows.every(({ quantity, unit }) => quantity !== null && unit === first?.unit);
  return first && alike ? sumOf(rows.map(({ quantity }) => quantity ?? '0')) : undefined;
}

/** A column a plant, and one of what there is in all. */
export function matrixColumns(matrix: Matrix, view: View): Column<Material>[] {
  const { t, format } = view;
  return [
    { label: t('stock.unit'), kind: 'short', cell: ({ unit }) => unit },
    ...matrix.plants.map((plant): Column<Material> => ({
      label: plant.shortName,
      head: html`<abbr title=${plant.name}>${plant.shortName}</abbr>`,
      kind: 'number',
      cell: (material) => cellOf(material, matrix.at(material, plant), matrix, view),
    })),
    {
      label: t('stock.total'),
      kind: 'number',
      card: 'figure',
      cell: (material) => {
        const total = matrix.total(material);
        return total === undefined ? dash : html`<strong>${formatQuantity(total, format)}</strong>`;
      },
    },
  ];
}

function cellOf(
  material: Material,
  row: StockRow | undefined,
  { threshold }: Matrix,
  view: View,
): TemplateResult | string {
  // No reading is not a zero.
  if (!row) return dash;
  const { tone, sign, words } = levelLook(row, threshold, view);
  return html`<span class="level ${tone}" title=${words}
    >${amount(row, threshold, view)}${row.unit === material.unit ? nothing : html` <small>${row.unit}</small>`}${icon(sign)}<span
      class="visually-hidden"
      >${words}</span
    ></span
  >`;
}

/** When all of it was counted, said once. */
export const matrixTime = ({ readAt, stored }: Matrix, { t, format }: View): string =>
  t(stored ? 'stock.oldest_reading' : 'stock.readings_of', { time: formatInstant(readAt, format) });

/** What is on screen, as a file for spreadsheets. */
export function matrixFile(matrix: Matrix, materials: readonly Material[], view: View): Blob {
  const { t, format } = view;
  const line = (cells: CsvCell[]) => csvLine(cells, format.language);
  const shown = materials.filter((material) =>
    matrix.plants.some((plant) => matrix.at(material, plant)),
  );
  const cell = (row: StockRow | undefined): CsvCell => {
    if (!row) return null;
    return row.quantity === null
      ? amount(row, matrix.threshold, view)
      : { decimal: row.quantity, places: 0 };
  };
  const heads = [
    t('stock.material'),
    t('stock.description'),
    t('stock.unit'),
    ...matrix.plants.map(({ name }) => name),
    t('stock.total'),
    t('stock.oldest'),
  ];
  const lines = shown.map((material) => {
    const total = matrix.total(material);
    return line([
      material.number,
      described(material, view),
      material.unit,
      ...matrix.plants.map((plant) => cell(matrix.at(material, plant))),
      total === undefined ? null : { decimal: total, places: 0 },
      matrix.readAt,
    ]);
  });
  return new Blob([csvStart, line(heads), ...lines], { type: 'text/csv' });
}
