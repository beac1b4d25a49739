import { html, nothing, type TemplateResult } from 'lit';
import type { Section } from '#contract/sections';
import type { RunFigure, SectionFigure, StatementFigure } from '#contract/home';
import {
  formatInstant,
  formatMoney,
  formatQuantity,
  type FormatContext,
  type TextKey,
  type Translate,
} from '../core/index.ts';
import { sectionLooks } from '../core/sections.ts';
import { icon } from '../kit/icons.ts';

export type SectionCardOptions = {
  t: Translate;
  format: FormatContext;
  figure: SectionFigure;
  /** How old figures are that is said below all cards. */
  common: string | undefined;
  /** Whether the reader looks after customers, instead of being one. */
  staff: boolean;
  /** Where it leads; without an address it is a button. */
  href: string | null;
  onGo: (event: MouseEvent) => void;
  /** Where the changes lead that wait for an answer. */
  asked: Pick<SectionCardOptions, 'href' | 'onGo'>;
};

/** What a section is for those who look after customers, where that is another thing. */
const staffTexts: Partial<Record<Section, TextKey>> = {
  orders: 'home.orders_staff',
  quotes: 'home.quotes_staff',
  invoices: 'home.invoices_staff',
  shipments: 'home.shipments_staff',
  statement: 'home.statement_staff',
  payments: 'home.payments_staff',
  documents: 'home.documents_staff',
  messages: 'home.messages_staff',
  service: 'home.service_staff',
};

/** A section as a card: its name is the link, and the whole card is the name's to press. */
export function sectionCard(options: SectionCardOptions): TemplateResult {
  const { t, format, figure, common, staff } = options;
  const { section, asOf, asked } = figure;
  const looks = sectionLooks[section];
  const text = (staff && staffTexts[section]) || looks.text;
  const { words, lines = [] } = figureInWords(options);
  const time = asOf && formatInstant(asOf, format);
  const name = t(looks.title);
  const described = `about-${section}`;
  return html`<li class="card" part="card">
    <h3 class="name">${icon(looks.icon)} ${goTo('go', name, options, described)}</h3>
    <div class="about" id=${described}>
      <p class="text">${t(text)}</p>
      ${words ? html`<p class="figure">${words}</p>` : nothing}
      ${asked?.count ? html`<p>${goTo('asked', askedInWords(asked, t, format), options.asked)}</p>` : nothing}
      ${
        lines.length > 0
          ? html`<ul class="lines">
              ${lines.map((line) => html`<li>${line}</li>`)}
            </ul>`
          : nothing
      }
      ${time && time !== common ? html`<p class="as-of">${t('home.as_of', { time })}</p>` : nothing}
    </div>
  </li>`;
}

/** A link, or a button where there is no address. */
const goTo = (
  kind: 'go' | 'asked',
  words: string,
  { href, onGo }: SectionCardOptions['asked'],
  described?: string,
): TemplateResult =>
  href === null
    ? html`<button
        class=${kind}
        part="card-link"
        type="button"
        aria-describedby=${described ?? nothing}
        @click=${onGo}
      >
        ${words}
      </button>`
    : html`<a
        class=${kind}
        part="card-link"
        href=${href}
        aria-describedby=${described ?? nothing}
        @click=${onGo}
        >${words}</a
      >`;

const askedInWords = (
  { count, more }: NonNullable<SectionFigure['asked']>,
  t: Translate,
  format: FormatContext,
): string => {
  const number = numberOf(count, format);
  return t('home.changes_asked', { count, number: more ? t('home.more', { number }) : number });
};

/** A figure as people say it, and what it is made of; empty where nothing is known. */
type Said = { words: string; lines?: string[] };

function figureInWords(options: SectionCardOptions): Said {
  const { figure, t, format } = options;
  const { section, count, more, overdue, run } = figure;
  if (section === 'statement' || section === 'portfolio')
    return overdue ? overdueInWords(overdue, options) : { words: '' };
  if (section === 'mass-send') return run ? runInWords(run, t, format) : { words: '' };
  const key = sectionLooks[section].count;
  if (count === null || !key) return { words: '' };
  const number = numberOf(count, format);
  return { words: t(key, { count, number: more ? t('home.more', { number }) : number }) };
}

function overdueInWords(
  { amounts, companies, customers, debtors }: StatementFigure,
  { t, format }: SectionCardOptions,
): Said {
  if (amounts.length === 0) return { words: t('home.nothing_overdue') };
  const money = (all: StatementFigure['amounts']) =>
    all.map(({ amount, currency }) => formatMoney(amount, currency, format)).join(' · ');
  const whole = t('home.overdue', { amounts: money(amounts) });
  // Each statement is of one customer and one company: what it will say stands here.
  const owed = companies.filter((company) => company.amounts.length > 0);
  const parts = debtors.length > 0 ? debtors : companies.length > 1 ? owed : [];
  return {
    words:
      customers === null
        ? whole
        : `${whole} · ${t('home.customers', { count: customers, number: numberOf(customers, format) })}`,
    lines: parts.map((one) => `${one.name}: ${money(one.amounts)}`),
  };
}

function runInWords(run: RunFigure, t: Translate, format: FormatContext): Said {
  const { sent, failed, unknown, waiting, state } = run;
  const settled = sent + failed + unknown;
  const when = formatInstant(run.startedAt, format);
  const number = (count: number) => numberOf(count, format);
  const far = { done: number(settled), all: number(settled + waiting) };
  if (state === 'running') return { words: t('home.run_running', far) };
  if (state === 'paused') return { words: t('home.run_paused', far) };
  const lines = [
    t('home.run_sent', { count: sent, number: number(sent) }),
    ...(failed > 0 ? [t('home.run_failed', { number: number(failed) })] : []),
    ...(unknown > 0 ? [t('home.run_unknown', { number: number(unknown) })] : []),
  ];
  return { words: t('home.run_last', { when, company: run.company }), lines };
}

const numberOf = (count: number, format: FormatContext): string =>
  formatQuantity(String(count), format);
