import { html, nothing, type TemplateResult } from 'lit';
import type { AuditChange, AuditEntry } from '#contract/audit';
import { personPermissions, type PersonPermission } from '#contract/permissions';
import { formatInstant, type TextKey } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { bones } from '../kit/skeleton.ts';
import { table } from '../kit/table.ts';
import { eventText } from '../records/audit-words.ts';
import { columnsOf } from '../records/columns.ts';
import { listSkeleton } from '../records/listing.ts';
import { dash, type View } from '../records/view.ts';
import { actorText, originText } from './audit-words.ts';

export type EntryOptions = {
  view: View;
  /** Name of the event, as the list has it, until the entry has come. */
  event: string | undefined;
  entry: AuditEntry | undefined;
  fault: TemplateResult | undefined;
  stale: boolean;
  onBack: () => void;
};

/** One thing that was done: who, when, from where and to what, and what it changed. */
export function auditEntry(options: EntryOptions): TemplateResult {
  const { view, entry, fault, stale, onBack } = options;
  const { t } = view;
  const event = entry?.event ?? options.event;
  return html`
    ${button({ kind: 'quiet', label: t('audit.back'), icon: 'back', onClick: onBack })}
    <h2 class="title record-title" part="title" tabindex="-1">
      ${event === undefined ? t(fault ? 'audit.title' : 'common.loading') : eventText(event, t)}
    </h2>
    ${
      fault ??
      (entry
        ? html`<div class="record ${stale ? 'stale' : ''}">
            ${facts(entry, view)}
            <h3 class="subtitle">${t('audit.changes')}</h3>
            ${changes(entry, view)}
          </div>`
        : html`<div class="record" aria-hidden="true">
            <div class="facts">${bones(6, 'control')}</div>
            ${listSkeleton(4)}
          </div>`)
    }
  `;
}

function facts(entry: AuditEntry, { t, format }: View): TemplateResult {
  const fact = (label: TextKey, value: unknown, kind = '') =>
    html`<div class="fact ${kind}">
      <dt>${t(label)}</dt>
      <dd>${value}</dd>
    </div>`;
  const { at, by, behalf, customer, record, requestId } = entry;
  return html`<dl class="facts">
    ${fact('audit.when', formatInstant(at, format), 'figures')}
    ${fact(
      'audit.who',
      by.name === null
        ? actorText(by, t)
        : html`${by.name} <small>${t(`audit.kind_${by.kind}`)}</small>`,
    )}
    ${behalf === null ? nothing : fact('audit.behalf', behalf)}
    ${customer ? fact('audit.customer', html`${customer.name} <small>${customer.number}</small>`) : nothing}
    ${fact('audit.where', originText(entry, t) ?? dash, 'broad')}
    ${
      record
        ? fact(
            'audit.record',
            record.name === null ? record.id : html`${record.name} <small>${record.id}</small>`,
            'broad',
          )
        : nothing
    }
    ${requestId === null ? nothing : fact('audit.request', html`<small>${requestId}</small>`, 'broad')}
  </dl>`;
}

function changes({ changes: all }: AuditEntry, view: View): TemplateResult {
  const { t } = view;
  if (all.length === 0) return html`<p class="quiet-text">${t('audit.no_changes')}</p>`;
  const c = columnsOf<AuditChange>(view);
  const was = all.some(({ before }) => before !== null);
  return table({
    caption: t('audit.changes'),
    columns: [
      c.text('audit.field', ({ field }) => fieldText(field, view), { card: 'heading' }),
      was && c.wide('audit.before', ({ before }) => valueText(before, view)),
      c.wide(was ? 'audit.after' : 'audit.field_value', ({ after }) => valueText(after, view)),
    ],
    rows: all,
    key: ({ field }) => field,
    wide: 'small',
  });
}

type Value = AuditChange['after'];

/** The name of a field; that of one without words stays as the server has it. */
function fieldText(field: string, { t }: View): string {
  const key = `audit.field_${field}`;
  const text = t(key as TextKey);
  return text === key ? field : text;
}

/** A value in words: a list by its parts, a record by its fields, a permission by what it allows. */
function valueText(value: Value, view: View): string {
  const { t } = view;
  if (value === null || value === '') return dash;
  if (typeof value === 'boolean') return t(value ? 'audit.yes' : 'audit.no');
  if (Array.isArray(value)) return value.map((part) => valueText(part, view)).join('; ') || dash;
  if (typeof value === 'object') return partsText(value as Record<string, Value>, view);
  return String(value);
}

function partsText({ permission, scope, ...parts }: Record<string, Value>, view: View): string {
  const { t } = view;
  const right = personPermissions.find((one) => one === permission);
  const named = Object.entries(parts).map(
    ([field, part]) => `${fieldText(field, view)}: ${valueText(part, view)}`,
  );
  // How far most reach needs no words.
  const reach = typeof scope === 'string' && scope !== 'customer' ? [scopeText(scope, view)] : [];
  return (
    [...(right ? [rightText(right, view)] : []), ...reach, ...named].join(', ') || t('common.none')
  );
}

/** A text of the catalogue for contacts, where there is one for a word of the server. */
const worded = (key: string, word: string, { t }: View): string => {
  const text = t(key as TextKey);
  return text === key ? word : text;
};
const rightText = (permission: PersonPermission, view: View): string =>
  worded(`contacts.right_${permission.replace('.', '_')}`, permission, view);
const scopeText = (scope: string, view: View): string =>
  worded(`contacts.scope_${scope}`, scope, view);
