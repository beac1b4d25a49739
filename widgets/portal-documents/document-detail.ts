import { html, nothing, type TemplateResult } from 'lit';
import type { DocumentDecision } from '#contract/document-words';
import type { DocumentDetail, DocumentType, DocumentVersion } from '#contract/documents';
import { isHandedOut } from '#contract/file-words';
import { formatInstant, type TextKey } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { table } from '../kit/table.ts';
import { columnsOf } from '../records/columns.ts';
import { listSkeleton } from '../records/listing.ts';
import { dash, day, type View } from '../records/view.ts';
import { sizeText } from '../records/uploads.ts';
import { ownerName, scanBadge, stateBadge, titleOf, typeName } from './words.ts';

export type DetailOptions = {
  view: View;
  document: DocumentDetail | undefined;
  types: readonly DocumentType[] | undefined;
  /** Shown instead of the document where it did not come. */
  fault: TemplateResult | undefined;
  /** Why the last change did not come about. */
  refusal: string;
  stale: boolean;
  /** Number of the session's customer; others are named. */
  own: string | undefined;
  /** A file is being fetched, or a change is under way. */
  busy: boolean;
  /** Where a version is added, while one is. */
  panel: TemplateResult | typeof nothing;
  onBack: () => void;
  onDownload: (version: DocumentVersion) => void;
  onAddVersion: () => void;
  onDecide: (decision: DocumentDecision) => void;
  onVisibility: () => void;
  onWithdraw: () => void;
};

/** One document: what is known of it, its versions, and for staff who took them along. */
export function documentDetail(options: DetailOptions): TemplateResult {
  const { view, document, fault, stale, types } = options;
  const { t } = view;
  return html`
    ${button({ kind: 'quiet', label: t('document.back'), icon: 'back', onClick: options.onBack })}
    <h2 class="title record-title" part="title" tabindex="-1">
      ${document ? titleOf(document, types, view) : t(fault ? 'document.title' : 'common.loading')}
    </h2>
    ${
      fault ??
      (document
        ? html`<div class="record ${stale ? 'stale' : ''}">
            ${options.refusal ? notice('danger', options.refusal) : nothing}
            ${document.reason === null ? nothing : notice('danger', html`<strong>${t('document.reason')}:</strong> ${document.reason}`)}
            ${facts(document, options)} ${verbs(document, options)} ${options.panel}
            ${versions(document, options)} ${views(document, view)}
          </div>`
        : html`<div class="record" aria-hidden="true">
            <div class="facts">${bones(5, 'control')}</div>
            ${listSkeleton(3)}
          </div>`)
    }
  `;
}

function facts(document: DocumentDetail, { view, own, types }: DetailOptions): TemplateResult {
  const { t, format } = view;
  const { customer, file, expiresOn, tags } = document;
  const fact = (label: TextKey, value: unknown, kind = '') =>
    html`<div class="fact ${kind}">
      <dt>${t(label)}</dt>
      <dd>${value}</dd>
    </div>`;
  return html`<div class="about">
    ${
      file?.thumbnail
        ? html`<canvas
            class="thumb"
            role="img"
            aria-label=${file.fileName}
            data-id=${file.id}
          ></canvas>`
        : nothing
    }
    <dl class="facts" aria-label=${t('document.details')}>
      ${document.state === null ? nothing : fact('document.state', stateBadge(document.state, t))}
      ${fact('document.type', typeName(document.type, types, view))}
      ${fact('document.owner', ownerName(document.owner, t))}
      ${customer.number === own ? nothing : fact('document.customer', html`${customer.name} <small>${customer.number}</small>`, 'broad')}
      ${fact('document.date', formatInstant(document.at, format), 'figures')}
      ${expiresOn === null ? nothing : fact('document.expires', day(expiresOn, view), 'figures')}
      ${
        document.visibility === 'internal'
          ? fact(
              'document.internal',
              html`${badge('neutral', 'lock', t('document.internal'))}
                <small>${t('document.internal_hint')}</small>`,
              'broad',
            )
          : nothing
      }
      ${tags.length === 0 ? nothing : fact('document.tags', tags.join(', '))}
    </dl>
  </div>`;
}

/** What the reader may do with it: one thing before all others. */
function verbs(document: DocumentDetail, options: DetailOptions): TemplateResult | typeof nothing {
  const { view, busy } = options;
  const { t } = view;
  const { actions, file, state, visibility } = document;
  const may = (action: DocumentDetail['actions'][number]) => actions.includes(action);
  const decides = may('decide');
  const verb = (
    label: TextKey,
    onClick: () => void,
    more: Partial<Parameters<typeof button>[0]> = {},
  ) => button({ label: t(label), off: busy, onClick, ...more });
  return html`<div class="actions no-print">
    ${
      file && isHandedOut(file.scan)
        ? verb('document.download', () => options.onDownload(file), {
            icon: 'download',
            ...(!decides && { kind: 'primary' }),
          })
        : nothing
    }
    ${decides && state !== 'accepted' ? verb('document.decide_accept', () => options.onDecide('accept'), { kind: 'primary', icon: 'check' }) : nothing}
    ${decides && state !== 'rejected' ? verb('document.decide_reject', () => options.onDecide('reject'), { icon: 'cross' }) : nothing}
    ${decides && state === 'received' ? verb('document.decide_review', () => options.onDecide('review'), { icon: 'eye' }) : nothing}
    ${may('add_version') ? verb('document.upload_version', options.onAddVersion, { icon: 'up' }) : nothing}
    ${
      may('change')
        ? verb(
            visibility === 'internal' ? 'document.make_shared' : 'document.make_internal',
            options.onVisibility,
            { kind: 'quiet' },
          )
        : nothing
    }
    ${may('withdraw') ? verb('document.withdraw', options.onWithdraw, { kind: 'quiet' }) : nothing}
  </div>`;
}

function versions(document: DocumentDetail, options: DetailOptions): TemplateResult {
  const { view, busy, onDownload } = options;
  const { t, format } = view;
  const c = columnsOf<DocumentVersion>(view);
  return html`<h3 class="subtitle">${t('document.versions')}</h3>
    ${
      document.versions.length === 0
        ? html`<p class="quiet-text">${t('document.no_file')}</p>`
        : table({
            caption: t('document.versions'),
            columns: [
              c.short('document.version', ({ number }) => number, { card: 'lead' }),
              c.wide('document.file', (one) => html`${one.fileName} ${scanBadge(one, t)}`, {
                card: 'heading',
              }),
              c.number('document.size', ({ bytes }) => sizeText(bytes, format)),
              c.text('document.date', ({ at }) => formatInstant(at, format)),
              c.name('document.by', ({ by }) => byText(by, view)),
              document.versions.some(({ note }) => note !== null) &&
                c.wide('document.note', ({ note }) => note),
              c.action('document.download', (one) =>
                isHandedOut(one.scan)
                  ? button({
                      kind: 'quiet',
                      icon: 'download',
                      label: t('document.download'),
                      name: t('document.download_version', { number: one.number }),
                      off: busy,
                      onClick: () => onDownload(one),
                    })
                  : dash,
              ),
            ],
            rows: document.versions,
            key: ({ id }) => id,
            wide: 'medium',
          })
    }`;
}

const byText = ({ kind, name }: DocumentVersion['by'], { t }: View): string =>
  name ?? (kind === 'key' ? t('document.by_key') : dash);

function views({ views: seen }: DocumentDetail, view: View): TemplateResult | typeof nothing {
  if (seen === null) return nothing;
  const { t, format } = view;
  const c = columnsOf<(typeof seen)[number]>(view);
  return html`<h3 class="subtitle">${t('document.views')}</h3>
    ${
      seen.length === 0
        ? html`<p class="quiet-text">${t('document.views_none')}</p>`
        : table({
            caption: t('document.views'),
            columns: [
              c.name('document.by', ({ by }) => byText(by, view), { card: 'heading' }),
              c.short('document.version', ({ version }) => version),
              c.text('document.date', ({ at }) => formatInstant(at, format)),
            ],
            rows: seen,
            key: (one) => JSON.stringify(one),
            wide: 'small',
          })
    }`;
}
