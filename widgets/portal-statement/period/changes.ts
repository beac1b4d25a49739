import { html, nothing, type TemplateResult } from 'lit';
import { difference, isZero } from '#contract/decimal';
import type { Change } from '#contract/statement';
import { badge } from '../../kit/badge.ts';
import type { IconName } from '../../kit/icons.ts';
import { panel, type Tone } from '../../kit/notice.ts';
import { table, type Column } from '../../kit/table.ts';
import type { Changes, Period } from './more-results.ts';
import { foundOf, matching } from './period-search.ts';
import type { PeriodOptions } from './movements.ts';
import { figureNames, figurePairs } from '../statement/summary.ts';
import { day, type View } from '../../records/view.ts';
import { figureOf } from '../statement-view.ts';

type Section = Changes['sections'][number];

/** What changed between the statements of two dates: the figures side by side, and the documents. */
export function changes(
  { sections }: Changes,
  period: Period,
  options: PeriodOptions,
): TemplateResult {
  const { t } = options.view;
  if (sections.length === 0) {
    return panel({
      icon: 'check',
      title: t('statement.changes_none'),
      text: t('statement.period_none'),
    });
  }
  return html`${options.head}
  ${sections.map((section) => {
    const { currency } = section;
    const items = matching(
      section.items,
      options.q,
      ({ item, what, before, after }) => ({
        words: [
          t(`statement.kind_${item.kind}`),
          t(`statement.what_${what}`),
          item.invoice,
          item.order,
          item.purchaseOrder,
          item.fiscalId,
        ],
        days: [item.dueDate],
        sums: [before, after],
      }),
      { view: options.view, currency },
    );
    const name = `changes ${currency}`;
    return html`<section class="period">
      <h3 class="currency">${t('statement.currency')} <strong>${currency}</strong></h3>
      ${figures(section, period, options)}
      <p class="meta">
        ${foundOf('statement.changes', items.length, section.items.length, options.view)}
      </p>
      ${
        items.length === 0
          ? nothing
          : table({
              caption: `${t('statement.view_changes')} ${currency}`,
              columns: columns(currency, period, options.view),
              rows: options.pages.rows(name, items),
              key: ({ item, what }) => `${item.id} ${what}`,
              wide: 'small',
              stale: options.stale,
            })
      }
      ${options.pages.pager(name, items.length, options.view)}
    </section>`;
  })}`;
}

/** A difference with its sign, which for what grew is a plus. */
const signed = (before: string, after: string, currency: string, view: View): string => {
  const gap = difference(after, before);
  if (isZero(gap)) return '–';
  return `${gap.startsWith('-') ? '' : '+'}${figureOf(gap, currency, view)}`;
};

function figures({ before, after, currency }: Section, period: Period, { view }: PeriodOptions) {
  const { t } = view;
  const old = new Map(figurePairs(before));
  const both = figurePairs(after).flatMap(([name, value]) => {
    const was = old.get(name);
    return was === undefined ? [] : [{ name, was, is: value }];
  });
  type Row = (typeof both)[number];
  const sum = (label: string, of: (row: Row) => string): Column<Row> => ({
    label,
    kind: 'number',
    cell: (row) => figureOf(of(row), currency, view),
  });
  return html`<div class="both">
    ${table({
      caption: `${t('statement.figures')} ${currency}`,
      columns: [
        {
          label: t('statement.figure'),
          card: 'heading',
          cell: ({ name }) =>
            name === 'total'
              ? html`<strong>${t(figureNames[name])}</strong>`
              : t(figureNames[name]),
        },
        sum(day(period.from, view), ({ was }) => was),
        sum(day(period.to, view), ({ is }) => is),
        {
          label: t('statement.difference'),
          kind: 'number',
          card: 'trail',
          cell: ({ was, is }) => signed(was, is, currency, view),
        },
      ],
      rows: both,
      key: ({ name }) => name,
      wide: 'small',
    })}
  </div>`;
}

const looks: Record<Change['what'], [Tone, IconName]> = {
  new: ['info', 'invoice'],
  cleared: ['success', 'check'],
  reduced: ['success', 'down'],
  increased: ['warning', 'up'],
  became_overdue: ['danger', 'alert'],
};

function columns(currency: string, period: Period, view: View): Column<Change>[] {
  const { t } = view;
  return [
    {
      label: t('statement.document'),
      kind: 'wide',
      card: 'heading',
      cell: ({ item }) =>
        html`${t(`statement.kind_${item.kind}`)} <small>${numberOf(item)}</small>`,
    },
    {
      label: t('statement.what'),
      card: 'trail',
      cell: ({ what }) => badge(...looks[what], t(`statement.what_${what}`), `badge-${what}`),
    },
    {
      label: t('statement.due_date'),
      kind: 'short',
      cell: ({ item }) => html`<span class="figures">${day(item.dueDate, view)}</span>`,
    },
    {
      label: `${day(period.from, view)} ${currency}`,
      kind: 'number',
      cell: ({ before }) => figureOf(before, currency, view),
    },
    {
      label: `${day(period.to, view)} ${currency}`,
      kind: 'number',
      cell: ({ after }) => figureOf(after, currency, view),
    },
    {
      label: t('statement.difference'),
      kind: 'number',
      cell: ({ before, after }) => signed(before, after, currency, view),
    },
  ];
}

/** The number people know a document by: the shorter ones first. */
const numberOf = ({ invoice, order, purchaseOrder, fiscalId }: Change['item']): string =>
  invoice ?? order ?? purchaseOrder ?? fiscalId ?? '';
