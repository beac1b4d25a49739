import { html, nothing, type TemplateResult } from 'lit';
import type { SectionFigure } from '#contract/home';
import type { Section } from '#contract/sections';
import {
  formatInstant,
  formatMoney,
  formatQuantity,
  type FormatContext,
  type TextKey,
  type Translate,
} from '../core/index.ts';
import { sectionLooks } from '../core/sections.ts';
import { icon } from '../kit/icon.ts';

/** What the count of a section is a count of. */
const counted: Record<Exclude<Section, 'mass-send'>, TextKey> = {
  orders: 'home.orders',
  stock: 'home.stock',
  prices: 'home.prices',
  statement: 'home.overdue',
};

export type SectionCardOptions = {
  t: Translate;
  format: FormatContext;
  figure: SectionFigure;
  /** Where it leads; without an address it is a button. */
  href: string | null;
  onGo: (event: MouseEvent) => void;
};

/** A section as a card: its name is the link, and the whole card is the name's to press. */
export function sectionCard({ t, format, figure, href, onGo }: SectionCardOptions): TemplateResult {
  const { section, asOf } = figure;
  const looks = sectionLooks[section];
  const words = figureInWords(figure, t, format);
  const name = t(looks.title);
  const described = `about-${section}`;
  return html`<li class="card" part="card">
    <h3 class="name">
      ${icon(looks.icon)}
      ${
        href === null
          ? html`<button
              class="go"
              part="card-link"
              type="button"
              aria-describedby=${described}
              @click=${onGo}
            >
              ${name}
            </button>`
          : html`<a
              class="go"
              part="card-link"
              href=${href}
              aria-describedby=${described}
              @click=${onGo}
              >${name}</a
            >`
      }
    </h3>
    <div class="about" id=${described}>
      <p class="text">${t(looks.text)}</p>
      ${words ? html`<p class="figure">${words}</p>` : nothing}
      ${
        asOf
          ? html`<p class="as-of">${t('home.as_of', { time: formatInstant(asOf, format) })}</p>`
          : nothing
      }
    </div>
  </li>`;
}

/** A figure as people say it; empty where there is none. */
function figureInWords(
  { section, count, more, amounts }: SectionFigure,
  t: Translate,
  format: FormatContext,
): string {
  if (section === 'statement') {
    const owed = amounts.filter(({ amount }) => !/^[0.]*$/.test(amount));
    if (owed.length === 0) return t('home.nothing_overdue');
    const texts = owed.map(({ amount, currency }) => formatMoney(amount, currency, format));
    return t(counted[section], { amounts: texts.join(' · ') });
  }
  if (count === null || section === 'mass-send') return '';
  const figures = formatQuantity(String(count), format);
  const number = more ? t('home.more', { number: figures }) : figures;
  return t(counted[section], { count, number });
}
