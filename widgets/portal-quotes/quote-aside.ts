import { zoneName } from '#contract/zone-words';
import { html, nothing, type TemplateResult } from 'lit';
import type { QuoteDetail } from '#contract/quotes';
import { openStates } from '#contract/quote-words';
import { formatInstant } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import { day, money, textIn, type View } from '../records/view.ts';
import type { Act } from './quote-detail.ts';
import { leftText } from './quotes-list.ts';

type AsideOptions = {
  view: View;
  act: Act;
  /** The form of what is being done. */
  form: TemplateResult | typeof nothing;
  /** May write messages. */
  asks: boolean;
  downloading: boolean;
  /** Where other records are, if the page has such places. */
  links: { order: string | undefined; shipment: string | undefined };
  onAct: (act: Act) => void;
  onFile: (kind: 'pdf' | 'receipt') => void;
};

/** Beside a quote: until when it holds and what can be done, or what was decided. */
export function aside(quote: QuoteDetail, options: AsideOptions): TemplateResult {
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

/** What a message to the company is called: of one that has expired, what its notice advises. */
export const askLabel = ({ state }: Pick<QuoteDetail, 'state'>) =>
  state === 'expired' ? 'quotes.ask_renewal' : 'quotes.ask';

function validity(quote: QuoteDetail, { view, asks, onAct }: AsideOptions): TemplateResult {
  const { t } = view;
  const { state, actions, text, timeZone } = quote;
  const open = openStates.includes(state);
  const left = leftText(quote, view);
  return html`<p class="card-label">${t('quotes.valid_until')}</p>
    <p class="card-figure figures">${day(text.validUntil, view)}</p>
    ${left ? html`<p class=${quote.daysLeft <= 3 ? 'near' : 'muted'}>${left}</p>` : nothing}
    ${open ? html`<p class="note">${t('quotes.valid_zone', { zone: zoneName(timeZone, view.format) })}</p>` : nothing}
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
      ${asks && state !== 'withdrawn' ? button({ label: t(askLabel(quote)), onClick: () => onAct('ask') }) : nothing}
    </div>
    ${open && actions.length === 0 ? html`<p class="note">${t('quotes.may_not')}</p>` : nothing}`;
}

/** What was decided of a quote, and what the ERP made of it. */
function decision(quote: QuoteDetail, { view, links }: AsideOptions): TemplateResult {
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
