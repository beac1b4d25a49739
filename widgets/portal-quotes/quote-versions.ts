import { html, nothing, type TemplateResult } from 'lit';
import type { QuoteDetail, QuoteDifferences, QuoteLine } from '#contract/quotes';
import { formatQuantity } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { bones } from '../kit/skeleton.ts';
import { table } from '../kit/table.ts';
import { columnsOf } from '../records/columns.ts';
import { dash, day, described, money, type View } from '../records/view.ts';
import { stateBadge } from './quotes-list.ts';

export type VersionsOptions = {
  view: View;
  quote: QuoteDetail;
  /** The version it is compared with. */
  compared: string;
  differences: QuoteDifferences | undefined;
  fault: TemplateResult | undefined;
  onOpen: (id: string, event: MouseEvent) => void;
  onCompare: (id: string) => void;
};

type Version = QuoteDetail['versions'][number];

/** All versions of a quote, and what the open one changes of another. */
export function quoteVersions(options: VersionsOptions): TemplateResult {
  const { view, quote, compared, onOpen, onCompare } = options;
  const { t } = view;
  const c = columnsOf<Version>(view);
  const { currency } = quote.text;
  return html`<div class="parts">
    ${table<Version>({
      caption: t('quotes.tab_versions'),
      columns: [
        c.text(
          'quotes.version_column',
          ({ id, version }) =>
            html`v${version}
            ${id === quote.id ? html`<small>${t('quotes.version_this')}</small>` : nothing}`,
          { card: 'heading' },
        ),
        c.date('quotes.issued', ({ issued }) => issued),
        c.money('quotes.total', ({ total }) => [total, currency]),
        c.text('quotes.state', ({ state }) => stateBadge(state, view), { card: 'trail' }),
        c.action('quotes.compare', ({ id, version }) =>
          id === quote.id
            ? nothing
            : html`${button({
                kind: 'quiet',
                label: t('quotes.compare'),
                name: `${t('quotes.compare')}, ${t('quotes.version', { version })}`,
                onClick: () => onCompare(id),
              })}
              ${button({
                kind: 'quiet',
                label: t('quotes.view'),
                name: t('quotes.open_newest', { version }),
                onClick: (event) => onOpen(id, event as MouseEvent),
              })}`,
        ),
      ],
      rows: quote.versions,
      key: ({ id }) => id,
      wide: 'small',
    })}
    ${compared ? compare(options) : nothing}
  </div>`;
}

type Change = QuoteDifferences['lines'][number];
const looks = {
  added: ['success', 'check'],
  removed: ['danger', 'cross'],
  changed: ['info', 'sort'],
} as const;

function compare({ view, differences, fault }: VersionsOptions): TemplateResult {
  const { t } = view;
  if (!differences) return fault ?? html`<div aria-hidden="true">${bones(5)}</div>`;
  const { before, after, total, validUntil, currency, lines } = differences;
  const c = columnsOf<Change>(view);
  const side = (line: QuoteLine | null, of: 'before' | 'after') =>
    line &&
    html`<span class="stacked"
      ><span>${formatQuantity(line.quantity, view.format)} ${line.unit}</span
      ><span class="figures">${money(line.amount, currency[of], view)}</span></span
    >`;
  const notes = (['terms', 'freight', 'note'] as const).filter((name) => differences[name]);
  const changed = (label: string, was: string, is: string) =>
    was === is
      ? nothing
      : html`<div class="fact">
          <dt>${label}</dt>
          <dd class="figures"><s>${was}</s> ${is}</dd>
        </div>`;
  return html`<section class="parts" aria-labelledby="compare">
    <h3 class="subtitle" id="compare" tabindex="-1">
      ${t('quotes.compare_title', { before, after })}
    </h3>
    <dl class="facts">
      ${changed(t('quotes.total'), money(total.before, currency.before, view), money(total.after, currency.after, view))}
      ${changed(t('quotes.valid_until'), day(validUntil.before, view), day(validUntil.after, view))}
    </dl>
    ${notes.map((name) => html`<p class="prose">${t(`quotes.${name}_changed`)}</p>`)}
    ${
      lines.length === 0
        ? html`<p class="prose muted">${t('quotes.compare_none')}</p>`
        : table<Change>({
            caption: t('quotes.compare_title', { before, after }),
            columns: [
              c.wide(
                'quotes.description',
                (one) => {
                  const line = (one.after ?? one.before)!;
                  const name = described(line, view);
                  return name === dash ? (line.material ?? line.position) : name;
                },
                { card: 'heading' },
              ),
              c.text(
                'quotes.change',
                ({ change }) => {
                  const [tone, name] = looks[change];
                  return badge(tone, name, t(`quotes.change_${change}`));
                },
                { card: 'trail' },
              ),
              c.text('quotes.before', (one) => side(one.before, 'before'), { kind: 'number' }),
              c.text('quotes.after', (one) => side(one.after, 'after'), { kind: 'number' }),
            ],
            rows: lines,
            key: ({ before: was, after: is }) => (is ?? was)!.position,
            wide: 'small',
          })
    }
  </section>`;
}
