import { html, nothing, type TemplateResult } from 'lit';
import {
  documentStates,
  type DocumentSort,
  type DocumentSortField,
} from '#contract/document-words';
import type { ChecklistLine, DocumentType, PortalDocument } from '#contract/documents';
import { limits } from '#contract/limits';
import { formatInstant } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { filterForm } from '../kit/filter.ts';
import { icon } from '../kit/icons.ts';
import { columnsOf, sorting } from '../records/columns.ts';
import type { ListTable } from '../records/listing.ts';
import { day, type View } from '../records/view.ts';
import type { Filter } from './documents-data.ts';
import { sizeText } from '../records/uploads.ts';
import { ownerName, scanBadge, stateBadge, titleOf, typeName } from './words.ts';

export type DocumentsTableOptions = {
  view: View;
  sort: string;
  rows: readonly PortalDocument[];
  types: readonly DocumentType[] | undefined;
  /** Show the customer column. */
  customers: boolean;
  link: (id: string, title: string) => TemplateResult;
  opener: (id: string, title: string) => TemplateResult;
  onOpen: (id: string, event: MouseEvent) => void;
  onSort: (sort: DocumentSort) => void;
};

/** The documents that were found, one a row. */
export function documentsTable(options: DocumentsTableOptions): ListTable<PortalDocument> {
  const { view, types } = options;
  const { t, format } = view;
  const c = columnsOf<PortalDocument, DocumentSortField>(
    view,
    sorting<DocumentSortField>(options.sort, options.onSort),
  );
  const title = (row: PortalDocument) => titleOf(row, types, view);
  return {
    caption: t('document.title'),
    columns: [
      c.wide('document.name', (row) => identity(row, options), { card: 'heading', sort: 'title' }),
      options.customers &&
        c.wide(
          'document.customer',
          ({ customer }) => html`${customer.name} <small>${customer.number}</small>`,
        ),
      c.name('document.owner', ({ owner }) => ownerName(owner, t)),
      c.text(
        'document.date',
        ({ at }) => html`<span class="figures">${formatInstant(at, format)}</span>`,
        { sort: 'at' },
      ),
      c.number('document.size', ({ file }) => file && sizeText(file.bytes, format)),
      c.date('document.expires', ({ expiresOn }) => expiresOn, { sort: 'expires' }),
      c.text('document.state', ({ state }) => (state === null ? null : stateBadge(state, t)), {
        card: 'trail',
      }),
      c.action('document.view', (row) => options.opener(row.id, title(row))),
    ],
    key: ({ id }) => id,
    wide: 'large',
    onRow: ({ id }, event) => options.onOpen(id, event),
  };
}

/** Icon and title, and below what it is: its type, a version beyond the first, whether it is internal. */
function identity(row: PortalDocument, { view, types, link }: DocumentsTableOptions) {
  const { t } = view;
  const { file, visibility } = row;
  const isPicture = file?.mediaType.startsWith('image/') ?? false;
  const about = [
    typeName(row.type, types, view),
    file && file.number > 1 && `${t('document.version')} ${file.number}`,
  ];
  return html`<span class="identity">
    ${icon(isPicture ? 'camera' : 'paper')}
    <span>
      ${link(row.id, titleOf(row, types, view))}
      <small>${about.filter(Boolean).join(' · ')}</small>
      ${visibility === 'internal' ? badge('neutral', 'lock', t('document.internal')) : nothing}
      ${file ? scanBadge(file, t) : nothing}
    </span>
  </span>`;
}

/** The form: type, state, and words. */
export function documentsForm({
  view,
  draft,
  types,
  onChange,
  onSubmit,
}: {
  view: View;
  draft: Filter;
  types: readonly DocumentType[] | undefined;
  onChange: (change: Partial<Filter>) => void;
  onSubmit: () => void;
}): TemplateResult {
  const { t } = view;
  return filterForm<Filter>({
    fields: [
      {
        kind: 'select',
        id: 'type',
        label: t('document.type'),
        value: draft.type,
        options: [['', t('document.type_all')], ...typeOptions(types, view)],
      },
      {
        kind: 'select',
        id: 'status',
        label: t('document.state'),
        value: draft.status,
        options: [
          ['', t('document.state_all')],
          ...(['owed', 'undecided', ...documentStates] as const).map(
            (state) => [state, t(`document.state_${state}`)] as const,
          ),
        ],
      },
    ],
    search: {
      label: t('document.search'),
      placeholder: t('document.search_hint'),
      submit: t('document.submit'),
      value: draft.q,
      maxLength: limits.search,
    },
    onChange,
    onSubmit,
  });
}

/** Types that are offered, by name. */
export const typeOptions = (
  types: readonly DocumentType[] | undefined,
  view: View,
): (readonly [string, string])[] =>
  (types ?? [])
    .filter(({ hidden }) => !hidden)
    .map(({ code }) => [code, typeName(code, types, view)] as const);

/** What a record has to have, a line each; those that are owed can be handed in right there. */
export function documentsChecklist({
  view,
  lines,
  types,
  onHandIn,
}: {
  view: View;
  lines: readonly ChecklistLine[];
  types: readonly DocumentType[] | undefined;
  onHandIn: ((line: ChecklistLine) => void) | undefined;
}): TemplateResult | typeof nothing {
  const { t } = view;
  if (lines.length === 0) return nothing;
  return html`<section class="required" aria-labelledby="required">
    <h3 class="subtitle" id="required">${t('document.checklist')}</h3>
    <ul class="lines">
      ${lines.map((line) => {
        const name = typeName(line.type, types, view);
        const owed = ['missing', 'rejected', 'expired'].includes(line.state);
        return html`<li class="line">
          <span class="line-name">${name}</span>
          ${stateBadge(line.state, t)}
          <small
            >${line.reason ?? (line.expiresOn === null ? nothing : `${t('document.expires')} ${day(line.expiresOn, view)}`)}</small
          >
          ${
            owed && onHandIn
              ? button({
                  label: t('document.hand_in'),
                  name: t('document.hand_in_type', { type: name }),
                  icon: 'up',
                  onClick: () => onHandIn(line),
                })
              : nothing
          }
        </li>`;
      })}
    </ul>
  </section>`;
}
