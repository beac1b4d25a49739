import { html, type TemplateResult } from 'lit';
import { actorKinds, auditAreas } from '#contract/audit-events';
import type { AuditRow } from '#contract/audit';
import { limits } from '#contract/limits';
import { formatInstant, type TextKey } from '../core/index.ts';
import type { periodProblem } from '../kit/day-field.ts';
import { filterForm, type FilterField } from '../kit/filter.ts';
import { eventText } from '../records/audit-words.ts';
import { columnsOf } from '../records/columns.ts';
import type { ListTable } from '../records/listing.ts';
import { dayTexts, type View } from '../records/view.ts';
import type { Filter } from './audit-data.ts';
import { actorText, originText } from './audit-words.ts';

export type FormOptions = {
  view: View;
  draft: Filter;
  problem: ReturnType<typeof periodProblem>;
  onChange: (change: Partial<Filter>) => void;
  onSubmit: () => void;
};

export const periodText = ({ what }: NonNullable<FormOptions['problem']>): TextKey =>
  what === 'date' ? 'rule.date' : 'audit.period_order';

/** The form: what was done, who by, whom it is about, when, and a name. */
export function auditForm(options: FormOptions): TemplateResult {
  const { draft, problem, onChange, onSubmit } = options;
  const { t } = options.view;
  const day = (id: 'from' | 'to'): FilterField => ({
    kind: 'day',
    id,
    label: t(`audit.${id}`),
    texts: dayTexts(options.view),
    value: draft[id],
    error: problem?.field === id ? t(periodText(problem)) : undefined,
  });
  const words = (id: 'customer' | 'record', label: TextKey, hint: TextKey): FilterField => ({
    kind: 'text',
    id,
    label: t(label),
    placeholder: t(hint),
    value: draft[id],
    maxLength: id === 'customer' ? limits.identifier : limits.name,
  });
  return filterForm<Filter>({
    fields: [
      {
        kind: 'select',
        id: 'what',
        label: t('audit.what'),
        value: draft.what,
        options: [
          ['', t('audit.what_all')],
          ...auditAreas.map((area) => [area, t(`audit.area_${area}`)] as const),
        ],
      },
      {
        kind: 'select',
        id: 'kind',
        label: t('audit.kind'),
        value: draft.kind,
        options: [
          ['', t('audit.kind_all')],
          ...actorKinds.map((kind) => [kind, t(`audit.kind_${kind}`)] as const),
        ],
      },
      day('from'),
      day('to'),
      words('customer', 'audit.customer_number', 'audit.optional'),
      words('record', 'audit.record', 'audit.record_hint'),
    ],
    search: {
      label: t('audit.search'),
      placeholder: t('audit.search_hint'),
      submit: t('audit.submit'),
      value: draft.q,
      maxLength: limits.search,
    },
    onChange,
    onSubmit,
  });
}

export type TableOptions = {
  view: View;
  link: (row: AuditRow, label: string) => TemplateResult;
  opener: (row: AuditRow) => TemplateResult;
  onOpen: (row: AuditRow, event: MouseEvent) => void;
};

/** What was found, one a row. */
export function auditTable({ view, link, opener, onOpen }: TableOptions): ListTable<AuditRow> {
  const { t, format } = view;
  const c = columnsOf<AuditRow>(view);
  return {
    caption: t('audit.title'),
    columns: [
      c.text(
        'audit.when',
        ({ at }) => html`<span class="figures">${formatInstant(at, format)}</span>`,
        { card: 'trail' },
      ),
      c.wide('audit.what', (row) => link(row, eventText(row.event, t)), { card: 'heading' }),
      c.wide('audit.who', ({ by }) => actorText(by, t)),
      c.wide(
        'audit.customer',
        ({ customer }) => customer && html`${customer.name} <small>${customer.number}</small>`,
      ),
      c.wide('audit.where', (row) => originText(row, t), { minor: true }),
      c.action('audit.view', opener),
    ],
    key: ({ id }) => id,
    wide: 'medium',
    onRow: onOpen,
  };
}
