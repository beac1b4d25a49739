import { css, html, nothing, type TemplateResult } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from './icon.ts';

export type SortState = 'ascending' | 'descending' | 'none';

export type Column<R> = {
  label: string;
  /** Names the column where the reader may leave it out. */
  id?: string;
  /** What stands in the head instead of the label, as a box that ticks all rows. */
  head?: unknown;
  cell: (row: R) => unknown;
  /** `short` is an identifier or a word and stays on its line; `number` stands right; `wide` is prose. */
  kind?: 'text' | 'short' | 'number' | 'wide' | 'action';
  /**
   * Its place in a card: `heading`, `lead` and `trail` are its head, without labels; `figure` is a figure that
   * matters most, right below; `small` has room for little, `broad` for much. Else it is one of the pairs of label
   * and value.
   */
  card?: 'heading' | 'lead' | 'trail' | 'figure' | 'small' | 'broad';
  /** Left out of a narrow table on screen, but neither of a card nor on paper. */
  minor?: boolean;
  /** Holds nothing that paper can. */
  screenOnly?: boolean;
  sort?: { state: SortState; onSort: () => void } | undefined;
  /** What stands below the first value of a cell, and sorts by itself. */
  second?: Pick<Column<R>, 'label' | 'sort'>;
};

export type TableOptions<R> = {
  /** Names the table for screen readers. */
  caption: string;
  /** Those that are false are left out. */
  columns: readonly (Column<R> | false)[];
  rows: readonly R[];
  key: (row: R) => string;
  /** A second row below one, as wide as the table: `<tr class="lines">`. */
  below?: (row: R) => TemplateResult | typeof nothing;
  /**
   * Container width from which rows are lines rather than cards: `compact` 38em, `small` 40em, `medium` 54em, `large`
   * 64em. Those of `any` are never cards.
   */
  wide?: 'small' | 'compact' | 'medium' | 'large' | 'any';
  /** Called when the reader presses a row beside its controls. */
  onRow?: ((row: R, event: MouseEvent) => void) | undefined;
  stale?: boolean;
};

/**
 * A table of records. In a narrow element each row becomes a card; the roles are spelled out because
 * browsers forget them as soon as the display changes.
 */
export function table<R>(options: TableOptions<R>): TemplateResult {
  const { caption, rows, key, below, wide = 'medium', stale, onRow } = options;
  const columns = options.columns.filter((column) => column !== false);
  return html`
    <div class="scroll ${stale ? 'stale' : ''}" role="group" aria-label=${caption} ${reachable()}>
      <table class="table ${wide}" part="table" role="table" aria-label=${caption}>
        <thead role="rowgroup">
          <tr part="head" role="row">
            ${columns.map(head)}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${repeat(
            rows,
            key,
            (row) => html`
              <tr
                class=${onRow ? 'pressable' : ''}
                part="row"
                role="row"
                @click=${onRow && ((event: MouseEvent) => isBeside(event) && onRow(row, event))}
              >
                ${columns.map((column) => cell(column, row))}
              </tr>
              ${below?.(row) ?? nothing}
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}

/** What is too wide can be scrolled by keyboard, and what is not stops nobody on the way. */
function place(entries: readonly ResizeObserverEntry[]): void {
  for (const { target } of entries) {
    const box = target.closest<HTMLElement>('.scroll');
    if (box && box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box?.removeAttribute('tabindex');
  }
}

// Where there is no page yet, there is nothing that watches it.
let widths: ResizeObserver | undefined;

/** Gives the box of a table a place for the focus while the table is wider. */
const reachable = directive(
  class extends Directive {
    #watched = false;

    override update({ element }: ElementPart): void {
      if (this.#watched) return;
      this.#watched = true;
      widths ??= new ResizeObserver(place);
      for (const one of [element, element.querySelector('table')]) if (one) widths.observe(one);
    }

    render(): void {}
  },
);

/** Whether a press was on none of the controls of a row, and selected no text. */
const isBeside = (event: MouseEvent): boolean =>
  !(event.target as Element).closest('a, button, input, label, summary') &&
  (getSelection()?.isCollapsed ?? true);

/** Classes of a cell and its head. */
const classOf = <R>({ kind = 'text', minor, screenOnly }: Column<R>): string =>
  `${kind}${minor ? ' minor' : ''}${screenOnly ? ' no-print' : ''}`;

/** Part of the cells and the head of a column that has a name. */
const partOf = <R>({ id }: Column<R>): string => (id ? `column-${id.replaceAll('_', '-')}` : '');

function head<R>(column: Column<R>): TemplateResult {
  const { label, head, kind, sort } = column;
  if (!sort) {
    return html`<th
      class=${classOf(column)}
      part="column-head ${partOf(column)}"
      role="columnheader"
      scope="col"
    >
      ${head ?? html`<span class=${kind === 'action' ? 'visually-hidden' : ''}>${label}</span>`}
    </th>`;
  }
  const { second } = column;
  const state = sort.state === 'none' ? (second?.sort?.state ?? 'none') : sort.state;
  return html`<th
    class="${classOf(column)} sortable"
    part="column-head ${partOf(column)}"
    role="columnheader"
    scope="col"
    aria-sort=${state}
  >
    ${sortButton(label, sort)}${second?.sort ? sortButton(second.label, second.sort) : nothing}
  </th>`;
}

const sortButton = (
  label: string,
  { state, onSort }: { state: SortState; onSort: () => void },
): TemplateResult => {
  const arrow = state === 'none' ? 'sort' : state === 'ascending' ? 'up' : 'down';
  return html`<button class="sort ${state}" part="sort" type="button" @click=${onSort}>
    ${label}${icon(arrow)}
  </button>`;
};

/** One cell, as for a further row below one. */
export const cell = <R>(column: Column<R>, row: R): TemplateResult =>
  html`<td
    class="${classOf(column)} ${column.card ?? ''}"
    part="cell ${partOf(column)}"
    role="cell"
    data-label=${column.label}
  >
    ${column.cell(row)}
  </td>`;

export const tableStyles = css`
  .scroll {
    overflow-x: auto;
    margin-inline: calc(var(--p-space) * -2);
    padding-inline: calc(var(--p-space) * 2);
    transition: filter var(--p-duration);
  }
  .scroll:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: -2px;
  }
  .scroll.stale {
    color: var(--p-color-muted);
    filter: grayscale(1);
  }
  .table {
    inline-size: 100%;
    border-collapse: collapse;
    text-align: start;
  }
  .table th {
    padding: calc(var(--p-space) * 1.5) calc(var(--p-space) * 3) calc(var(--p-space) * 1.5) 0;
    border-block-end: var(--p-border-width) solid var(--p-color-border);
    color: var(--p-color-muted);
    font-size: 0.9286em;
    font-weight: var(--p-font-weight-medium);
    text-align: start;
    vertical-align: bottom;
  }
  .table th:not(.sortable) {
    padding-block-end: calc(var(--p-space) * 2);
  }
  .table td {
    padding: calc(var(--p-space) * 2.5) calc(var(--p-space) * 3) calc(var(--p-space) * 2.5) 0;
    border-block-end: var(--p-border-width) solid var(--p-color-border);
    vertical-align: top;
  }
  .table th:last-child,
  .table td:last-child {
    padding-inline-end: 0;
  }
  .table .number {
    text-align: end;
  }
  .table :is(th, td):where(.number + :not(.number)) {
    padding-inline-start: calc(var(--p-space) * 3);
  }
  .table td.number,
  .figures {
    font-family: var(--p-font-family-figures);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .table .short.heading {
    font-weight: var(--p-font-weight-medium);
  }
  .table .wide {
    min-inline-size: 9em;
    overflow-wrap: anywhere;
  }
  .table .action {
    inline-size: 1px;
    text-align: end;
    white-space: nowrap;
  }
  .table td.short {
    white-space: nowrap;
  }
  .table td.action .button {
    margin-block: calc((1lh - 28px) / 2);
  }
  .sort {
    all: unset;
    display: inline-flex;
    align-items: center;
    gap: var(--p-space);
    min-block-size: 24px;
    border-radius: var(--p-radius-small);
    cursor: pointer;
  }
  .sort:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: 2px;
  }
  .sort:hover,
  .sort.ascending,
  .sort.descending {
    color: var(--p-color-text);
  }
  .sort .icon {
    font-size: 0.85em;
  }
  .sort.none .icon {
    opacity: 0.45;
  }
  @media (hover: hover) {
    .table tbody tr:hover > td {
      background: var(--p-color-hover);
    }
    .table tbody tr:hover > td:first-child {
      box-shadow: calc(var(--p-space) * -2) 0 var(--p-color-hover);
    }
    .table tbody tr:hover > td:last-child {
      box-shadow: calc(var(--p-space) * 2) 0 var(--p-color-hover);
    }
  }
  .table .pressable {
    cursor: pointer;
  }
  .table td a:not(.button) {
    color: var(--p-color-link);
    text-decoration: none;
  }
  .table td a:not(.button):hover {
    text-decoration: underline;
  }
  .table tbody tr.lines:hover > td {
    background: none;
    box-shadow: none;
  }
  .table tr:has(+ .lines) > td {
    border-block-end-color: transparent;
  }
  @media screen {
    @container (38em < width <= 52em) {
      .table.compact .minor {
        display: none;
      }
    }
    @container (54em < width <= 62em) {
      .table.medium .minor {
        display: none;
      }
    }
  }
  @container (38em < width <= 47em) {
    .table.compact {
      font-size: 0.9286em;
    }
    .table.compact .action .button {
      padding-inline: 0;
    }
  }
  @container (38em < width <= 60em) {
    .table.compact .wide {
      min-inline-size: 6em;
    }
    .table.compact :is(th, td):not(:last-child) {
      padding-inline-end: calc(var(--p-space) * 2);
    }
  }
  @container (64em < width <= 76em) {
    .table.large :is(th, td):not(:last-child) {
      padding-inline-end: calc(var(--p-space) * 2);
    }
  }
  /* A phone with large letters: rather an amount on two lines than one that is cut. */
  @container (max-width: 14em) {
    .figures {
      white-space: normal;
    }
  }
  @media print {
    .sort .icon {
      display: none;
    }
  }
`;
