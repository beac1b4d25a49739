import { html, nothing, type TemplateResult } from 'lit';
import type { QuoteDetail } from '#contract/quotes';
import { openStates } from '#contract/quote-words';
import { formatInstant } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import { bone, bones } from '../kit/skeleton.ts';
import { tabs } from '../kit/tabs.ts';
import { listSkeleton } from '../records/listing.ts';
import { day, money, textIn, type View } from '../records/view.ts';
import { leftText, stateBadge } from './quotes-list.ts';

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
  act: Act;
  /** What each tab shows; those that are missing may not be seen. */
  panels: Partial<Record<QuoteTab, () => TemplateResult>>;
  /** The form of what is being done. */
  form: TemplateResult | typeof nothing;
  /** May write messages. */
  asks: boolean;
  /** What came of the last act. */
  done: string;
  downloading: boolean;
  /** Where other records are, if the page has such places. */
  links: { order: string | undefined; shipment: string | undefined };
  onBack: () => void;
  onTab: (tab: QuoteTab) => void;
  onAct: (act: Act) => void;
  onFile: (kind: 'pdf' | 'receipt') => void;
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
              <aside class="aside">${aside(quote, options)}</aside>
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

function aside(quote: QuoteDetail, options: DetailOptions): TemplateResult {
  const { view, act, form, downloading, onFile } = options;
  const { t } = view;
  const files = html`<div class="actions">
    ${button({
      kind: 'quiet',
      icon: 'download',
      label: t('quotes.download'),
      off: downloading,
      onClick: () => onFile('pdf'),
    })}
    ${
      quote.decision
        ? button({
            kind: 'quiet',
            icon: 'download',
            label: t('quotes.receipt'),
            off: downloading,
            onClick: () => onFile('receipt'),
          })
        : nothing
    }
  </div>`;
  if (act) return html`<div class="card">${form}</div>`;
  return html`<div class="card">
      ${quote.decision ? decision(quote, options) : validity(quote, options)}
    </div>
    ${files}
    ${
      quote.request
        ? html`<p class="note">${t('quotes.answers_request', { number: quote.request })}</p>`
        : nothing
    }`;
}

function validity(quote: QuoteDetail, { view, asks, onAct }: DetailOptions): TemplateResult {
  const { t } = view;
  const { state, actions, text, timeZone } = quote;
  const open = openStates.includes(state);
  const left = leftText(quote, view);
  return html`<p class="card-label">${t('quotes.valid_until')}</p>
    <p class="card-figure figures">${day(text.validUntil, view)}</p>
    ${left ? html`<p class=${quote.daysLeft <= 3 ? 'near' : 'muted'}>${left}</p>` : nothing}
    ${open ? html`<p class="note">${t('quotes.valid_zone', { zone: timeZone })}</p>` : nothing}
    <div class="acts">
      ${
        actions.includes('decide')
          ? html`${button({ kind: 'primary', label: t('quotes.accept'), onClick: () => onAct('accept') })}
            ${button({ label: t('quotes.reject'), onClick: () => onAct('reject') })}`
          : nothing
      }
      ${
        actions.includes('record')
          ? button({ kind: 'primary', label: t('quotes.record'), onClick: () => onAct('record') })
          : nothing
      }
      ${asks && state !== 'withdrawn' ? button({ label: t('quotes.ask'), onClick: () => onAct('ask') }) : nothing}
    </div>
    ${open && actions.length === 0 ? html`<p class="note">${t('quotes.may_not')}</p>` : nothing}`;
}

function decision(quote: QuoteDetail, { view, links }: DetailOptions): TemplateResult {
  const { t, format } = view;
  const { person, at, total, purchaseOrder, reason, reasonText, way, intact, verifyUrl, erp } =
    quote.decision!;
  const made = quote.decision!.decision;
  const fact = (label: string, value: unknown) =>
    value
      ? html`<div class="fact">
          <dt>${label}</dt>
          <dd>${value}</dd>
        </div>`
      : nothing;
  const { order, shipment } = quote.decision!;
  return html`<p>
      ${t(`quotes.was_${made}`, { person, when: formatInstant(at, format, quote.timeZone) })}
    </p>
    ${intact ? nothing : notice('danger', t('quotes.altered'))}
    <dl class="facts stack">
      ${fact(t('quotes.accepted_total'), total && html`<span class="figures">${money(total, quote.text.currency, view)}</span>`)}
      ${fact(t('quotes.purchase_order'), purchaseOrder)}
      ${fact(t('quotes.reason'), reason && [t(`quotes.reason_${reason}`), reasonText].filter(Boolean).join(': '))}
      ${fact(t('quotes.way'), way && t(`quotes.way_${way}`))}
    </dl>
    ${
      made === 'accepted'
        ? html`<p class="note">
            ${
              erp === null
                ? t('quotes.erp_waiting')
                : erp.state === 'rejected'
                  ? (erp.text && textIn(erp.text, format)) || t('quotes.erp_rejected')
                  : erp.number
                    ? t('quotes.erp_accepted', { number: erp.number })
                    : t('quotes.erp_taken')
            }
          </p>`
        : nothing
    }
    ${link(order && t('quotes.order_link', { number: order.number }), links.order)}
    ${link(shipment && t('quotes.shipment_link', { number: shipment.number }), links.shipment)}
    <p><a href=${verifyUrl} target="_blank" rel="noopener">${t('quotes.verify')}</a></p>`;
}

const link = (words: string | null, href: string | undefined) =>
  words === null ? nothing : html`<p>${href ? html`<a href=${href}>${words}</a>` : words}</p>`;
