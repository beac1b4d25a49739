import { html, type TemplateResult } from 'lit';
import { compareDecimals } from '#contract/decimal';
import { readQuantity } from '#contract/order-quantity';
import { button } from '../kit/button.ts';
import { textField } from '../kit/field.ts';
import type { View } from '../records/view.ts';

/** An amount as it was typed; null where it is none that can be paid. */
export function readAmount(typed: string, point: '.' | ','): string | null {
  const read = readQuantity(typed, point)?.quantity;
  const isAmount = read !== undefined && /^\d{1,13}(\.\d{1,2})?$/.test(read);
  return isAmount && compareDecimals(read, '0') > 0 ? read : null;
}

export type OnAccountOptions = {
  view: View;
  /** In which the company takes it. */
  currency: string;
  typed: string;
  /** Whether what was typed is no amount. */
  wrong: boolean;
  /** Whether documents are open that it would pay. */
  open: boolean;
  onType: (text: string) => void;
  onSpread: () => void;
};

/** The form to pay an amount rather than documents: it is proposed which ones it pays, the oldest first. */
export function onAccountForm(options: OnAccountOptions): TemplateResult {
  const { view, currency, typed, wrong, open, onType, onSpread } = options;
  const { t } = view;
  return html`<form
    class="on-account no-print"
    data-of="on-account ${currency}"
    novalidate
    @submit=${(event: Event) => {
      event.preventDefault();
      onSpread();
    }}
  >
    ${textField({
      id: 'on-account',
      label: t('payments.pay_sum', { currency }),
      value: typed,
      error: wrong ? t('payments.bad_sum') : undefined,
      maxLength: 24,
      autocomplete: 'off',
      onInput: onType,
    })}
    ${button({ type: 'submit', label: t(open ? 'payments.spread' : 'payments.pay_on_account') })}
    <p class="quiet-line">${t(open ? 'payments.spread_help' : 'payments.on_account_help')}</p>
  </form>`;
}
