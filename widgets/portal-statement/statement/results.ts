import { html, nothing, type TemplateResult } from 'lit';
import { itemStatuses } from '#contract/ledger-words';
import { limits } from '#contract/limits';
import type { Statement, StatementSection } from '#contract/statement';
import { formatQuantity, type ClientError } from '../../core/index.ts';
import { button } from '../../kit/button.ts';
import { textField } from '../../kit/field.ts';
import { notice, panel } from '../../kit/notice.ts';
import type { LocalPages } from '../local-pages.ts';
import type { Found, RowsView, Rows } from './rows.ts';
import type { Company } from '../statement-data.ts';
import { otherBalances, statementHead, summary } from './summary.ts';
import { itemsTable, type ItemsTableOptions } from './items-table.ts';
import { day, money } from '../../records/view.ts';
import { madeAt } from '../statement-view.ts';

export type Format = 'xlsx' | 'pdf';

export type ResultsOptions = Pick<
  ItemsTableOptions,
  | 'view'
  | 'stale'
  | 'picked'
  | 'pays'
  | 'underWay'
  | 'files'
  | 'downloading'
  | 'onSort'
  | 'onPick'
  | 'onFile'
  | 'copyButton'
> & {
  statement: Statement;
  /** It was made before, and is shown as it was. */
  earlier: boolean;
  /** Whether the files of what is ticked come together. */
  bulk: boolean;
  /** All companies of the customer, and whether it is the reader's own customer. */
  companies: readonly Company[];
  own: boolean;
  look: RowsView;
  rowsOf: (section: StatementSection) => Rows;
  pages: LocalPages;
  /** Why the last file did not come, and whether it was one of the documents' files. */
  fault: ClientError | undefined;
  ofDocuments: boolean;
  /** Undefined where the caller may not have the statement as a file. */
  onExport: ((format: Format) => void) | undefined;
  onArchive: (files: readonly string[]) => void;
  /** What of a currency is on its way, and the way to pay what is ticked. */
  onTheirWay: (currency: string) => unknown;
  payButton: (ids: ReadonlySet<string>) => unknown;
  onLook: (look: Partial<RowsView>) => void;
};

/** The name of a file of the statement, without its ending. */
export const fileName = ({ customer, cutOff }: Statement): string =>
  // As the file that is mailed is called: without the zeros in front.
  `${customer.number.replace(/^0+(?=\d)/, '')}_${cutOff.replaceAll('-', '')}`;

/** A statement: whose it is, its figures, and its documents. */
export function results(options: ResultsOptions): TemplateResult {
  const { view, statement, earlier, ofDocuments } = options;
  const { t } = view;
  const { sections } = statement;
  const some = sections.some(({ items }) => items.length > 0);
  return html`
    ${earlier ? notice('info', t('statement.as_made', { when: madeAt(statement, view) }), 'clock') : nothing}
    ${statementHead(statement, exports(options), view)}
    ${ofDocuments ? nothing : faultNotice(options)}
    ${sections.map((section) => summary(section, view, options.onTheirWay(section.currency)))}
    ${earlier ? nothing : otherBalances(statement, options.companies, options.own, view)}
    ${
      some
        ? documents(options)
        : html`<slot name="empty">
            ${panel({
              icon: 'check',
              title: t('statement.empty_title'),
              text: t('statement.empty', { date: day(statement.cutOff, view) }),
            })}
          </slot>`
    }
  `;
}

const faultNotice = ({ view: { t }, fault }: ResultsOptions) =>
  fault ? notice('danger', t(`error.${fault.code}`)) : nothing;

function exports({ view: { t }, statement, downloading, onExport }: ResultsOptions) {
  if (!onExport) return nothing;
  const formats = [
    ['xlsx', 'XLS'],
    ['pdf', 'PDF'],
  ] as const;
  return html`<div class="exports no-print">
    ${formats.map(([format, label]) =>
      button({
        icon: 'download',
        label:
          downloading === `${fileName(statement)}.${format}`
            ? t('statement.preparing', { format: label })
            : t('statement.download', { format: label }),
        off: downloading !== '',
        onClick: () => onExport(format),
      }),
    )}
  </div>`;
}

/** The documents: what is sought among them, and a table a currency. */
function documents(options: ResultsOptions): TemplateResult {
  const { view, statement, look, rowsOf, onLook } = options;
  const { t } = view;
  const found = statement.sections
    .filter(({ items }) => items.length > 0)
    .map((section) => ({ section, found: rowsOf(section).find(look) }));
  const none = found.every(({ found: { items } }) => items.length === 0);
  return html`
    ${toolbar(
      found.map((one) => one.found),
      options,
    )}
    ${options.ofDocuments ? faultNotice(options) : nothing}
    ${
      none
        ? panel({
            icon: 'search',
            title: t('statement.none_title'),
            text: t('statement.none'),
            action: button({
              label: t('statement.all'),
              onClick: () => onLook({ q: '', filter: '' }),
            }),
          })
        : found.map((one) => documentsOf(one, options))
    }
  `;
}

function toolbar(found: readonly Found[], options: ResultsOptions): TemplateResult {
  const { view, statement, look, rowsOf, onLook } = options;
  const { t } = view;
  const chosen = itemStatuses.find((one) => one === look.filter) ?? 'all';
  return html`<div class="look no-print">
    ${textField({
      id: 'q',
      type: 'search',
      label: t('statement.search'),
      placeholder: t('statement.search_hint'),
      maxLength: limits.search,
      value: look.q,
      onFocus: () => statement.sections.forEach((section) => rowsOf(section).prepare()),
      onInput: (q) => onLook({ q }),
    })}
    <div class="chips" role="group" aria-label=${t('statement.filter')}>
      ${(['all', ...itemStatuses] as const).map((filter) => {
        const count = found.reduce((sum, { counts }) => sum + counts[filter], 0);
        return html`<button
          class="chip"
          part="filter"
          type="button"
          aria-pressed=${filter === chosen ? 'true' : 'false'}
          @click=${() => onLook({ filter: filter === 'all' ? '' : filter })}
        >
          ${t(`statement.filter_${filter}`)}
          <span class="figures">${formatQuantity(String(count), view.format)}</span>
        </button>`;
      })}
    </div>
    ${archive(options)}
  </div>`;
}

/** What can be done with what is ticked, if anything is: to pay it, and to have its files. */
function archive(options: ResultsOptions) {
  const { view, statement, picked, downloading, onArchive, payButton } = options;
  if (!picked?.size) return nothing;
  const { t } = view;
  const items = statement.sections.flatMap((section) => section.items);
  const files = options.bulk
    ? items
        .filter(({ id }) => picked.has(id))
        .flatMap(({ xml, pdf }) => [xml, pdf])
        .filter((id) => id !== null)
    : [];
  const tooMany = files.length > limits.archiveFiles;
  return html`<div class="archive">
    ${payButton(picked)}
    ${
      files.length > 0
        ? button({
            icon: 'download',
            label:
              downloading === `${fileName(statement)}.zip`
                ? t('statement.preparing', { format: 'ZIP' })
                : t('statement.archive', { count: files.length }),
            off: downloading !== '' || tooMany,
            onClick: () => tooMany || onArchive(files),
          })
        : nothing
    }
    ${tooMany ? notice('warning', t('statement.archive_most', { most: limits.archiveFiles })) : nothing}
  </div>`;
}

type Part = { section: StatementSection; found: Found };

function documentsOf(
  { section, found }: Part,
  options: ResultsOptions,
): TemplateResult | typeof nothing {
  const { view, look, pages } = options;
  const { t } = view;
  const { currency } = section;
  const { items } = found;
  if (items.length === 0) return nothing;
  const total = (label: string, amount: string) =>
    html`<span>${label} <strong class="figures">${money(amount, currency, view)}</strong></span>`;
  return html`
    <div class="meta totals">
      <span>${t('statement.found', { count: items.length })}</span>
      ${total(t('statement.amount'), found.amount)} ${total(t('statement.open'), found.open)}
    </div>
    ${itemsTable({
      ...options,
      currency,
      rows: pages.rows(currency, items),
      found: items,
      sort: look.sort,
    })}
    ${pages.pager(currency, items.length, view)}
  `;
}
