import { html, nothing, type TemplateResult } from 'lit';
import type { QuoteDetail } from '#contract/quotes';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import { bone, bones } from '../kit/skeleton.ts';
import { tabs } from '../kit/tabs.ts';
import { listSkeleton } from '../records/listing.ts';
import { day, type View } from '../records/view.ts';
import { stateBadge } from './quotes-list.ts';

export const quoteTabs = ['quote', 'versions', 'messages', 'documents'] as const;
export type QuoteTab = (typeof quoteTabs)[number];

/** What is being done with the open quote. */
export type Act = '' | 'accept' | 'reject' | 'ask' | 'record';

export type DetailOptions = {
  view: View;
  /** What the list already knows, until the quote has come. */
  number: string | undefined;
  quote: QuoteDetail | undefined;
  fault: TemplateResult | undefined;
  stale: boolean;
  tab: QuoteTab;
  /** What each tab shows; those that are missing may not be seen. */
  panels: Partial<Record<QuoteTab, () => TemplateResult>>;
  /** What came of the last act. */
  done: string;
  /** What stands beside the document, which is fetched late. */
  aside: (quote: QuoteDetail) => TemplateResult;
  onBack: () => void;
  onTab: (tab: QuoteTab) => void;
  onOpen: (id: string, event: MouseEvent) => void;
};

/** One quote: the document, and beside it until when it holds and what can be done. */
export function quoteDetail(options: DetailOptions): TemplateResult {
  const { view, quote, fault, stale, onBack } = options;
  const { t } = view;
  const number = quote?.number ?? options.number;
  return html`
    ${button({ kind: 'quiet', label: t('quotes.back'), icon: 'back', onClick: onBack })}
    <div class="record-head">
      <h2 class="title record-title" part="title" tabindex="-1">
        ${
          quote
            ? t('quotes.heading', { number: quote.number, version: quote.version })
            : (number ?? t(fault ? 'quotes.title' : 'common.loading'))
        }
      </h2>
      ${quote ? stateBadge(quote.state, view) : nothing}
    </div>
    ${
      fault ??
      (quote
        ? html`<div class="record ${stale ? 'stale' : ''}">
            ${quote.text.subject ? html`<p class="lead">${quote.text.subject}</p>` : nothing}
            ${outcome(quote, options)}
            <div class="columns">
              <div class="main">${panels(options)}</div>
              <aside class="aside">${options.aside(quote)}</aside>
            </div>
          </div>`
        : html`<div class="record" aria-hidden="true">
            ${bone('control')}
            <div class="facts">${bones(4, 'control')}</div>
            ${listSkeleton(5)}
          </div>`)
    }
  `;
}

function panels({ view, tab, panels: all, onTab }: DetailOptions): TemplateResult {
  const { t } = view;
  const offered = quoteTabs.filter((one) => all[one]);
  const selected = offered.includes(tab) ? tab : 'quote';
  return html`
    ${tabs({
      label: t('quotes.tab_quote'),
      tabs: offered.map((id) => [id, t(`quotes.tab_${id}`)] as const),
      selected,
      onSelect: onTab,
    })}
    <div
      class="tab-panel"
      role="tabpanel"
      id="panel"
      aria-labelledby="tab-${selected}"
      tabindex="0"
    >
      ${all[selected]?.()}
    </div>
  `;
}

/** What became of it, or why it can no longer be decided. */
function outcome(quote: QuoteDetail, { view, done, onOpen }: DetailOptions) {
  const { t } = view;
  const [newest] = quote.versions;
  const newer =
    newest && newest.version > quote.version
      ? button({
          kind: 'quiet',
          label: t('quotes.open_newest', { version: newest.version }),
          onClick: (event) => onOpen(newest.id, event as MouseEvent),
        })
      : nothing;
  const said =
    quote.state === 'expired'
      ? notice('warning', t('quotes.is_expired', { date: day(quote.text.validUntil, view) }))
      : quote.state === 'withdrawn'
        ? notice('neutral', t('quotes.is_withdrawn'))
        : newer === nothing
          ? nothing
          : notice('info', html`${t('quotes.is_superseded')} ${newer}`);
  return html`${done ? notice('success', done) : nothing}${said}`;
}
