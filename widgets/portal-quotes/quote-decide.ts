import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import type { QuoteDetail } from '#contract/quotes';
import { isChoice, totalWith } from '#contract/quote-sums';
import { quoteLimits, rejectReasons, type RejectReason } from '#contract/quote-words';
import { button } from '../kit/button.ts';
import { selectField, textAreaField, textField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { richText } from '../kit/rich-text.ts';
import { described, money, type View } from '../records/view.ts';
import { askLabel } from './quote-aside.ts';
import { missingGroups } from './quote-document.ts';

/** What was typed and ticked on the way to a decision. */
export type Typed = {
  /** The terms were read to their end, and accepted. */
  read: boolean;
  agreed: boolean;
  purchaseOrder: string;
  /** Empty until one is chosen. */
  reason: RejectReason | '';
  text: string;
  /** What is missing was pointed out. */
  tried: boolean;
};
export const untyped: Typed = {
  read: false,
  agreed: false,
  purchaseOrder: '',
  reason: '',
  text: '',
  tried: false,
};

export type DecideOptions = {
  view: View;
  quote: QuoteDetail;
  chosen: readonly string[];
  typed: Typed;
  /** In whose name it is decided. */
  person: string;
  busy: boolean;
  /** Why it did not succeed. */
  fault: TemplateResult | undefined;
  onType: (change: Partial<Typed>) => void;
  onSubmit: () => void;
  onCancel: () => void;
};

/** Whether a box was scrolled to its end. */
export const isAtEnd = (box: HTMLElement): boolean =>
  box.scrollTop + box.clientHeight >= box.scrollHeight - 4;

const sheet = (
  { fault, quote, onSubmit }: DecideOptions,
  title: string,
  content: unknown,
): TemplateResult => {
  const submit = (event: Event) => {
    event.preventDefault();
    onSubmit();
  };
  return html`<form
    class="form decide"
    part="decision"
    data-of="decision ${quote.id}"
    novalidate
    @submit=${submit}
  >
    <h3 class="subtitle act-title" tabindex="-1">${title}</h3>
    ${content} ${fault ?? nothing}
  </form>`;
};

const buttons = ({ view, busy, onCancel }: DecideOptions, label: string): TemplateResult =>
  html`<div class="actions">
    ${button({ kind: 'primary', type: 'submit', label, off: busy })}
    ${button({ label: view.t('quotes.cancel'), onClick: onCancel })}
  </div>`;

/** The three steps of an acceptance on one page: options and total, terms, and the sentence that counts. */
export function acceptForm(options: DecideOptions): TemplateResult {
  const { view, quote, chosen, typed, person, onType } = options;
  const { t } = view;
  const { text, number, version } = quote;
  const total = money(totalWith(text.total, text.lines, chosen), text.currency, view);
  const missing = missingGroups(text, chosen);
  return sheet(
    options,
    t('quotes.accept_title', { number, version }),
    html`<section>
        <h4>
          ${t(text.lines.some(isChoice) ? 'quotes.step_options' : 'quotes.step_options_none')}
        </h4>
        ${
          chosen.length > 0
            ? html`<ul class="picked">
                ${text.lines
                  .filter(({ position }) => chosen.includes(position))
                  .map((line) => html`<li>${described(line, view)}</li>`)}
              </ul>`
            : nothing
        }
        ${missing.map((group) => notice(typed.tried ? 'danger' : 'warning', t('quotes.choose_from', { group })))}
        <p class="grand figures">${total}</p>
      </section>
      <section>
        <h4>${t('quotes.step_terms')}</h4>
        ${text.terms.length > 0 ? termsBox(options) : html`<p class="muted">${t('quotes.terms_none')}</p>`}
      </section>
      <section class="form">
        <h4>${t('quotes.step_accept')}</h4>
        ${textField({
          id: 'purchase-order',
          label: t('quotes.purchase_order'),
          hint: t('quotes.purchase_order_hint'),
          value: typed.purchaseOrder,
          maxLength: limits.identifier,
          onInput: (purchaseOrder) => onType({ purchaseOrder }),
        })}
        <p class="note">${t('quotes.as_person', { name: person })}</p>
        ${buttons(options, t('quotes.i_accept', { number, version, total }))}
      </section>`,
  );
}

/** Terms that are ticked only once they were read to their end. */
function termsBox({ view, quote, typed, onType }: DecideOptions): TemplateResult {
  const { t } = view;
  const { terms, termsVersion } = quote.text;
  const title = termsVersion
    ? t('quotes.terms_version', { version: termsVersion })
    : t('quotes.terms');
  const onScroll = ({ currentTarget }: Event) => {
    const box = currentTarget as HTMLElement;
    if (isAtEnd(box)) onType({ read: true });
  };
  return html`<div
      class="terms"
      part="terms"
      role="region"
      aria-label=${title}
      tabindex="0"
      @scroll=${typed.read ? nothing : onScroll}
    >
      ${richText(terms)}
    </div>
    <label class="choice"
      ><input
        type="checkbox"
        id="agreed"
        aria-invalid=${typed.tried && !typed.agreed ? 'true' : nothing}
        .checked=${typed.agreed}
        ?disabled=${!typed.read}
        @change=${(event: Event) => onType({ agreed: (event.target as HTMLInputElement).checked })}
      />${t('quotes.terms_read')}</label
    >
    ${typed.read ? nothing : html`<p class="note">${t('quotes.terms_scroll')}</p>`}
    ${typed.tried && !typed.agreed ? notice('danger', t('quotes.terms_missing')) : nothing}`;
}

/** A text of several lines. */
const longText = (id: string, label: string, { typed, onType }: DecideOptions): TemplateResult =>
  textAreaField({
    id,
    label,
    value: typed.text,
    rows: 4,
    maxLength: quoteLimits.text,
    onInput: (text) => onType({ text }),
  });

/** Why an offer is not wanted, none of them chosen ahead. */
export const reasonOptions = ({ t }: View): (readonly [string, string])[] => [
  ['', t('quotes.reason_choose')],
  ...rejectReasons.map((reason) => [reason, t(`quotes.reason_${reason}`)] as const),
];

/** Why it is not wanted. */
export function rejectForm(options: DecideOptions): TemplateResult {
  const { view, quote, typed, onType } = options;
  const { t } = view;
  const { number, version } = quote;
  return sheet(
    options,
    t('quotes.reject_title', { number, version }),
    html`${selectField({
        id: 'reason',
        label: t('quotes.reason'),
        value: typed.reason,
        error: typed.tried && typed.reason === '' ? t('rule.required') : undefined,
        options: reasonOptions(view),
        onChange: (reason) => onType({ reason: reason as Typed['reason'] }),
      })}
      ${longText('reject-text', t('quotes.reason_text'), options)}
      <p class="note">${t('quotes.as_person', { name: options.person })}</p>
      ${buttons(options, t('quotes.reject'))}`,
  );
}

/** A message instead of a rejection. */
export function askForm(options: DecideOptions): TemplateResult {
  const { t } = options.view;
  return sheet(
    options,
    t(askLabel(options.quote)),
    html`${options.quote.state === 'expired' ? nothing : html`<p class="note">${t('quotes.ask_text')}</p>`}
    ${longText('ask-text', t('quotes.ask_label'), options)}
    ${buttons(options, t('quotes.ask_send'))}`,
  );
}
