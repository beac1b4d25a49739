import { html, type TemplateResult } from 'lit';
import { panel } from '../../kit/notice.ts';
import { table } from '../../kit/table.ts';
import type { Movements, Period } from './more-results.ts';
import { foundOf, matching } from './period-search.ts';
import type { LocalPages } from '../local-pages.ts';
import { dash, day, money, type View } from '../../records/view.ts';
import { figureOf } from '../statement-view.ts';

export type PeriodOptions = {
  view: View;
  pages: LocalPages;
  stale: boolean;
  /** What its rows are searched for. */
  q: string;
  /** The search and the file of it, above the first currency. */
  head: TemplateResult;
};

/** What moved the balance between two dates, with the balance after each. */
export function movements(
  { sections }: Movements,
  period: Period,
  { view, pages, stale, q, head }: PeriodOptions,
): TemplateResult {
  const { t } = view;
  const balance = (label: string, amount: string, currency: string) =>
    html`<div>
      <dt>${label}</dt>
      <dd>${money(amount, currency, view)}</dd>
    </div>`;
  if (sections.length === 0) {
    return panel({
      icon: 'check',
      title: t('statement.movements_none'),
      text: t('statement.period_none'),
    });
  }
  return html`${head}
  ${sections.map(({ currency, opening, closing, items }) => {
    const name = `movements ${currency}`;
    const rows = matching(
      items.map((item, index) => ({ ...item, index: String(index) })),
      q,
      (row) => ({
        words: [t(`statement.kind_${row.kind}`), row.document, row.reference],
        days: [row.date],
        sums: [row.amount, row.balance],
      }),
      { view, currency },
    );
    return html`<section class="period">
      <h3 class="currency">${t('statement.currency')} <strong>${currency}</strong></h3>
      <dl class="sums">
        ${balance(t('statement.opening', { date: day(period.from, view) }), opening, currency)}
        ${balance(t('statement.closing', { date: day(period.to, view) }), closing, currency)}
      </dl>
      <p class="meta">${foundOf('statement.movements', rows.length, items.length, view)}</p>
      ${
        rows.length === 0
          ? html``
          : table({
              caption: `${t('statement.view_movements')} ${currency}`,
              columns: [
                {
                  label: t('statement.date'),
                  kind: 'short',
                  card: 'trail',
                  cell: (row) => html`<span class="figures">${day(row.date, view)}</span>`,
                },
                {
                  label: t('statement.kind'),
                  card: 'heading',
                  cell: (row) => t(`statement.kind_${row.kind}`),
                },
                {
                  label: t('statement.document'),
                  kind: 'wide',
                  cell: (row) => row.document ?? dash,
                },
                {
                  label: t('statement.reference'),
                  kind: 'wide',
                  cell: (row) => row.reference ?? dash,
                },
                {
                  label: `${t('statement.amount')} ${currency}`,
                  kind: 'number',
                  cell: (row) => figureOf(row.amount, currency, view),
                },
                {
                  label: `${t('statement.running')} ${currency}`,
                  kind: 'number',
                  cell: (row) => figureOf(row.balance, currency, view),
                },
              ],
              rows: pages.rows(name, rows),
              key: (row) => row.index,
              wide: 'small',
              stale,
            })
      }
      ${pages.pager(name, rows.length, view)}
    </section>`;
  })}`;
}
