import { html, nothing, type TemplateResult } from 'lit';
import type { Slip } from '#contract/payments';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import type { Copier } from '../records/copier.ts';
import { day, money, type View } from '../records/view.ts';
import { codeView } from './voucher.ts';

export type SlipsOptions = {
  view: View;
  copier: Copier;
  slips: readonly Slip[];
  more: boolean;
  /** Ids of those whose codes are shown. */
  shown: ReadonlySet<string>;
  onShow: (id: string) => void;
};

/** What the ERP had registered to pay documents with, one after the other. */
export function slipsList({ view, slips, more, shown, ...options }: SlipsOptions): TemplateResult {
  const { t } = view;
  return html`<p class="quiet-line">${t('payments.slips_text')}</p>
    ${more ? notice('info', t('payments.slips_more')) : nothing}
    ${slips.map((slip) => {
      const { id, kind, document, amount, currency, expiresOn, expired } = slip;
      const isShown = shown.has(id) && !expired;
      return html`<div class="slip" part="slip">
        <div class="slip-head">
          <strong>${t(`payments.slip_kind_${kind}`)}</strong>
          <span>${document}</span>
          ${expiresOn ? html`<small>${t('payments.expires')} <span class="figures">${day(expiresOn, view)}</span></small>` : nothing}
          <strong class="figures">${money(amount, currency, view)}</strong>
        </div>
        ${
          expired
            ? notice('warning', t('payments.slip_expired'))
            : html`<div class="no-print">
                ${button({
                  label: t(isShown ? 'payments.slip_hide' : 'payments.slip_show'),
                  name: `${t(isShown ? 'payments.slip_hide' : 'payments.slip_show')}, ${t(`payments.slip_kind_${kind}`)} ${document ?? ''}`,
                  onClick: () => options.onShow(id),
                })}
              </div>`
        }
        ${isShown ? codeView({ ...slip, reference: null }, view, options.copier) : nothing}
      </div>`;
    })}`;
}
