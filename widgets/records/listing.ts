import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../kit/button.ts';
import { select } from '../kit/field.ts';
import { notice, panel, type PanelOptions } from '../kit/notice.ts';
import { pager } from '../kit/pager.ts';
import { bones } from '../kit/skeleton.ts';
import { table, type TableOptions } from '../kit/table.ts';
import { columnMenu, isShown, type ColumnChoice } from './column-choice.ts';
import type { Download } from './download.ts';
import { pageSizes, type List } from './resource.ts';
import type { View } from './view.ts';

/** The table of a list, without the rows. */
export type ListTable<R> = Omit<TableOptions<R>, 'rows' | 'stale'>;

export type ListingOptions<R> = {
  view: View;
  list: List<object, R>;
  /** Shown instead of the list where loading it failed. */
  fault: TemplateResult | undefined;
  /** Shown before anything was searched for. */
  start?: PanelOptions;
  /** Shown where nothing was found. */
  empty: PanelOptions;
  /** How many were found, in words. */
  found: (count: number) => string;
  /** Beside the number that was found. */
  tools?: unknown;
  /** Above the number that was found, and between it and the table. */
  before?: unknown;
  above?: unknown;
  /** Which columns the reader left out; without it there is no such choice. */
  choice?: ColumnChoice;
  table: ListTable<R>;
};

/** Skeleton of the rows. */
export const listSkeleton = (rows = 8): TemplateResult =>
  html`<div class="list-skeleton" aria-hidden="true">${bones(rows, 'row')}</div>`;

/** What stands below a form: dimmed, with a sentence that says why, while the form no longer matches it. */
export const results = (content: unknown, outdated: boolean, { t }: View): TemplateResult =>
  html`<div class="results ${outdated ? 'outdated' : ''}">
    ${outdated ? notice('neutral', t('list.outdated')) : nothing}${content}
  </div>`;

/** What stands below a form that searches: a hint, a skeleton, an error, nothing found, or the rows and their pages. */
export function listing<R>(options: ListingOptions<R>): TemplateResult {
  const { list, fault, start, empty, choice, view } = options;
  const { columns } = options.table;
  if (!list.asked && start) return panel(start);
  if (fault) return fault;
  if (!list.page) return listSkeleton();
  if (list.page.items.length === 0) return html`<slot name="empty">${panel(empty)}</slot>`;
  return html`
    ${options.before ?? nothing}
    <div class="meta">
      <span>${foundText(options)}</span>
      ${choice ? columnMenu(columns, choice, view) : nothing} ${options.tools ?? nothing}
    </div>
    ${options.above ?? nothing}
    ${table({
      ...options.table,
      columns: choice ? columns.filter((column) => column && isShown(column, choice)) : columns,
      rows: list.page.items,
      stale: list.state === 'stale',
    })}
    ${listPager(list, view)}
  `;
}

/** Back and forward; nothing where all rows are on screen. */
export function listPager(
  list: List<object, unknown>,
  { t }: View,
): TemplateResult | typeof nothing {
  if (list.whole && !list.size) return nothing;
  return pager({
    label: t('common.page', { page: list.pages.number }),
    previous: t('common.previous'),
    next: t('common.next'),
    onPrevious: list.onPrevious,
    onNext: list.onNext,
    more: list.sizes
      ? pageSize({
          value: list.size,
          usual: list.usual,
          others: pageSizes,
          onSize: (size) => list.resize(size),
          t,
        })
      : nothing,
  });
}

export type PageSizeOptions = {
  /** Of the control; one of several lists on screen needs its own. */
  id?: string;
  /** Rows of a page; empty is as many as usual. */
  value: string;
  usual: number;
  others: readonly number[];
  onSize: (size: string) => void;
  t: View['t'];
};

/** How many rows a page has. */
export const pageSize = (options: PageSizeOptions): TemplateResult => {
  const { id = 'page-size', value, usual, others, onSize, t } = options;
  const sizes = [...new Set([usual, ...others])].toSorted((a, b) => a - b);
  return html`<label class="page-size"
    >${t('list.page_size')}
    ${select({
      id,
      name: 'page-size',
      value,
      options: sizes.map((size) => [size === usual ? '' : `${size}`, `${size}`] as const),
      onChange: onSize,
    })}</label
  >`;
};

/** How many were found; without a total, as far as the pages that were turned say. */
export function foundText<R>({
  view: { t },
  list,
  found,
  total,
}: Pick<ListingOptions<R>, 'view' | 'list' | 'found'> & { total?: number | undefined }): string {
  const { pages, page } = list;
  const count = total ?? list.count;
  const label = t('common.page', { page: pages.number });
  if (count === undefined) return label;
  const text =
    page?.nextCursor && total === undefined
      ? t('list.more_than', { found: found(count) })
      : found(count);
  return pages.number === 1 ? text : `${label} · ${text}`;
}

/** A button for each file format of a list; nothing where files are not allowed. */
export function exportButtons<F extends string>(
  download: Download,
  files: readonly { format: F; label: string; busy: string }[],
  onExport: ((format: F) => void) | undefined,
): TemplateResult | typeof nothing {
  if (!onExport) return nothing;
  return html`<span class="exports">
    ${files.map(({ format, label, busy }) =>
      button({
        kind: 'quiet',
        icon: 'download',
        label: download.busy.endsWith(format) ? busy : label,
        off: download.busy !== '',
        onClick: () => onExport(format),
      }),
    )}
  </span>`;
}

/** Why a download failed. */
export const exportFault = ({ fault }: Download, { t }: View): TemplateResult | typeof nothing =>
  fault ? notice('danger', t(`error.${fault.code}`)) : nothing;
