import { html, nothing, type TemplateResult } from 'lit';
import { isZero } from '#contract/decimal';
import type { OfferedMethod } from '#contract/payments';
import type { PaymentMethod } from '#contract/payment-words';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { money, type View } from '../records/view.ts';
import type { Chosen } from './payable.ts';
import '../kit/icons.ts';

export type MethodOptions = {
  view: View;
  chosen: Chosen;
  methods: readonly OfferedMethod[] | undefined;
  method: PaymentMethod | '';
  busy: boolean;
  refusal: string;
  /** Shown where the ways to pay did not come. */
  fault: TemplateResult | undefined;
  onMethod: (method: PaymentMethod) => void;
  onBack: () => void;
  onPay: () => void;
};

/** The ways to pay, one a card, and what follows. */
export function methodPage(options: MethodOptions): TemplateResult {
  const { view, chosen, methods, method, busy, fault } = options;
  const { t } = view;
  const sum = money(chosen.total, chosen.currency, view);
  return html`
    ${button({ kind: 'quiet', label: t('payments.back'), icon: 'back', onClick: options.onBack })}
    <h3 class="subtitle record-title" tabindex="-1">${t('payments.method')}</h3>
    <p class="total">
      <span
        >${chosen.items.length > 0 ? t('payments.chosen', { count: chosen.items.length }) : t('payments.on_account')}${
          chosen.items.length > 0 && !isZero(chosen.onAccount)
            ? html` ·
              ${t('payments.with_on_account', { amount: money(chosen.onAccount, chosen.currency, view) })}`
            : nothing
        }</span
      >
      <strong class="figures">${sum}</strong>
    </p>
    ${options.refusal ? notice('danger', options.refusal) : nothing} ${fault ?? nothing}
    ${fault || methods ? nothing : bones(2, 'control')}
    ${methods?.length === 0 ? notice('info', t('payments.no_method')) : nothing}
    ${methods?.some(({ test }) => test) ? notice('neutral', t('payments.test')) : nothing}
    <div class="methods" role="radiogroup" aria-label=${t('payments.method')}>
      ${methods?.map((one) => methodCard(one, options))}
    </div>
    ${method ? html`<p class="quiet-line">${t(method === 'transfer' ? 'payments.stays' : 'payments.leaves')}</p>` : nothing}
    <div class="actions">
      ${button({ kind: 'primary', label: busy ? t('payments.leaving') : t('payments.pay_amount', { amount: sum }), off: busy, onClick: options.onPay })}
    </div>
  `;
}

function methodCard(
  one: OfferedMethod,
  { view, chosen, method, onMethod }: MethodOptions,
): TemplateResult {
  const { t } = view;
  const { refusal, min, max } = one;
  const limit = refusal === 'below_min' ? min : max;
  return html`<label class="method ${refusal ? 'off' : ''}" part="method">
    <input
      type="radio"
      name="method"
      .value=${one.method}
      .checked=${method === one.method}
      ?disabled=${refusal !== null}
      @change=${() => onMethod(one.method)}
    />
    <span>
      <strong>${t(`payments.method_${one.method}`)}</strong>
      <small
        >${refusal ? t(`payments.${refusal}`, { amount: money(limit, chosen.currency, view) }) : t(`payments.time_${one.method}`)}</small
      >
    </span>
  </label>`;
}
