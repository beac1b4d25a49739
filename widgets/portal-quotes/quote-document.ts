import { html, nothing, type TemplateResult } from 'lit';
import type { QuoteDetail, QuoteLine, QuoteText } from '#contract/quotes';
import { groupsOf, isChoice, lineTotal, totalWith } from '#contract/quote-sums';
import { formatQuantity, type TextKey } from '../core/index.ts';
import { richText } from '../kit/rich-text.ts';
import { table } from '../kit/table.ts';
import { isTicked, ticked } from '../records/change.ts';
import { columnsOf } from '../records/columns.ts';
import { day, described, money, type View } from '../records/view.ts';

export type DocumentOptions = {
  view: View;
  quote: QuoteDetail;
  /** Positions of the lines that are chosen. */
  chosen: readonly string[];
  /** Changes what is chosen by now; without it nothing can be chosen. */
  onChoose: ((change: (now: readonly string[]) => string[]) => void) | undefined;
  /** The terms are shown among the steps of an acceptance instead. */
  withoutTerms: boolean;
};

/** A quote as a document: whose it is, its lines by section, what they come to, and the terms. */
export function quoteDocument(options: DocumentOptions): TemplateResult {
  const { view, quote, chosen } = options;
  const { t } = view;
  const { text } = quote;
  const sections = [...Map.groupBy(text.lines, ({ section }) => section ?? '')];
  const amount = (value: string) => money(value, text.currency, view);
  return html`<div class="paper" part="document">
    ${heads(text, view)} ${freightFacts(text, view)}
    ${sections.map(
      ([section, lines]) =>
        html`${section ? html`<h3 class="subtitle">${section}</h3>` : nothing}
        ${linesTable(section, lines, options)}`,
    )}
    <dl class="sums figures" part="total">
      ${sum(t('quotes.net'), amount(text.net))} ${sum(t('quotes.tax'), amount(text.tax))}
      ${
        text.lines.some(isChoice)
          ? html`${sum(t('quotes.subtotal_firm'), amount(text.total))}
            ${sum(t('quotes.total_with'), amount(totalWith(text.total, text.lines, chosen)), 'strong')}`
          : sum(t('quotes.total'), amount(text.total), 'strong')
      }
    </dl>
    ${text.note ? html`<p class="prose">${text.note}</p>` : nothing}
    ${
      text.terms.length > 0 && !options.withoutTerms
        ? html`<section aria-labelledby="terms">
            <h3 class="subtitle" id="terms">
              ${text.termsVersion ? t('quotes.terms_version', { version: text.termsVersion }) : t('quotes.terms')}
            </h3>
            ${richText(text.terms)}
          </section>`
        : nothing
    }
  </div>`;
}

const sum = (label: string, value: string, kind = '') =>
  html`<div class=${kind}>
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`;

type Fact = readonly [label: TextKey, value: string | null, kind?: string];

/** Labels and values; what is not known is left out. */
export const factList = (pairs: readonly Fact[], { t }: View): TemplateResult =>
  html`<dl class="facts">
    ${pairs.map(([key, value, kind = '']) =>
      value
        ? html`<div class="fact ${kind}">
            <dt>${t(key)}</dt>
            <dd>${value}</dd>
          </div>`
        : nothing,
    )}
  </dl>`;

const heads = (text: QuoteText, view: View): TemplateResult =>
  factList(
    [
      ['quotes.customer', `${text.customer.name} ${text.customer.number}`, 'broad'],
      ['quotes.company', text.company.name, 'broad'],
      ['quotes.contact', text.contact],
      ['quotes.issued', day(text.issued, view), 'figures'],
      ['quotes.valid_until', day(text.validUntil, view), 'figures'],
    ],
    view,
  );

function freightFacts({ freight }: QuoteText, view: View): TemplateResult | typeof nothing {
  if (!freight) return nothing;
  const { t, format } = view;
  const measure = (value: string | null, unit: string) =>
    value && [formatQuantity(value, format), unit].filter(Boolean).join(' ');
  const boxes = freight.containers.map(({ type, count }) => `${count} × ${type}`).join(', ');
  return html`<h3 class="subtitle">${t('quotes.freight')}</h3>
    ${factList(
      [
        ['quotes.operation', t(`quotes.operation_${freight.operation}`)],
        ['quotes.mode', t(`quotes.mode_${freight.mode}`)],
        ['quotes.incoterm', freight.incoterm],
        ['quotes.origin', freight.origin],
        ['quotes.destination', freight.destination],
        ['quotes.ready_on', freight.readyOn && day(freight.readyOn, view)],
        ['quotes.containers', boxes],
        ['quotes.weight', measure(freight.weight, 'kg')],
        ['quotes.volume', measure(freight.volume, 'm³')],
        ['quotes.packages', measure(freight.packages, '')],
        ['quotes.goods', freight.goods, 'broad'],
      ],
      view,
    )}`;
}

function linesTable(
  section: string,
  lines: readonly QuoteLine[],
  options: DocumentOptions,
): TemplateResult {
  const { view, quote } = options;
  const { t, format } = view;
  const { currency } = quote.text;
  const c = columnsOf<QuoteLine>(view);
  return table<QuoteLine>({
    caption: section || t('quotes.description'),
    columns: [
      c.wide('quotes.description', (line) => lineName(line, options), { card: 'heading' }),
      c.text(
        'quotes.quantity',
        ({ quantity, unit }) => `${formatQuantity(quantity, format)} ${unit}`,
        {
          kind: 'number',
        },
      ),
      c.text(
        'quotes.unit_price',
        ({ unitPrice, priceUnit, unit }) =>
          Number(priceUnit) === 1
            ? money(unitPrice, currency, view)
            : html`${money(unitPrice, currency, view)}
                <small>/ ${formatQuantity(priceUnit, format)} ${unit}</small>`,
        { kind: 'number' },
      ),
      c.money('quotes.amount', ({ amount }) => [amount, currency]),
      c.money('quotes.tax', ({ tax }) => [tax, currency]),
    ],
    rows: lines,
    key: ({ position }) => position,
    wide: 'medium',
  });
}

/** What a line is, with the box or the button that chooses it. */
function lineName(line: QuoteLine, options: DocumentOptions): TemplateResult {
  const { view, quote, chosen, onChoose } = options;
  const { t } = view;
  const { position, group, material, note } = line;
  const named = Object.keys(line.descriptions).length > 0;
  const name = named ? described(line, view) : (material ?? position);
  const small = [named ? material : null, group ?? (line.optional ? t('quotes.optional') : null)]
    .filter(Boolean)
    .join(' · ');
  const words = html`<span class="stacked"
    ><span>${name}</span>${small ? html`<small>${small}</small>` : nothing}${
      note ? html`<small>${note}</small>` : nothing
    }</span
  >`;
  if (!isChoice(line)) return words;
  const siblings = quote.text.lines.filter((one) => group !== null && one.group === group);
  const take = (on: boolean) =>
    onChoose?.((now) =>
      ticked(
        now.filter((one) => !on || !siblings.some((line) => line.position === one)),
        position,
        on,
      ),
    );
  return html`<label class="choice"
    ><input
      type=${group === null ? 'checkbox' : 'radio'}
      name=${group === null ? `option-${position}` : `group-${group}`}
      .checked=${chosen.includes(position)}
      ?disabled=${!onChoose}
      aria-label=${t(group === null ? 'quotes.add' : 'quotes.take', {
        name: `${name}, ${money(lineTotal(line), quote.text.currency, view)}`,
      })}
      @change=${(event: Event) => take(isTicked(event))}
    />${words}</label
  >`;
}

/** Groups of which nothing is chosen yet. */
export const missingGroups = ({ lines }: QuoteText, chosen: readonly string[]): string[] =>
  groupsOf(lines).filter(
    (group) => !lines.some((line) => line.group === group && chosen.includes(line.position)),
  );

/** Selector of the first choice of the first group of which nothing is chosen yet. */
export const missingChoice = (text: QuoteText, chosen: readonly string[]): string =>
  `[name="${CSS.escape(`group-${missingGroups(text, chosen)[0]}`)}"]`;
