import { html, nothing, type TemplateResult } from 'lit';
import type { Payment, Proof } from '#contract/payments';
import { isLive } from '#contract/payment-words';
import { adopt } from '../core/lazy.ts';
import { newFormKey } from '../core/once.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { dayStyles } from '../kit/day-field.ts';
import type { IconName } from '../kit/icons.ts';
import { notice, panel, type Tone } from '../kit/notice.ts';
import { Copier, copierStyles } from '../records/copier.ts';
import { Deed } from '../records/deed.ts';
import { Download } from '../records/download.ts';
import { filePickerStyles } from '../records/file-picker.ts';
import { listSkeleton } from '../records/listing.ts';
import { day, money } from '../records/view.ts';
import type { PaymentsData } from './payments-data.ts';
import { ProofForm, type ProofDesk } from './proof.ts';
import { slipsList } from './slips.ts';
import { codeView, voucherStyles } from './voucher.ts';

export type WaysDesk = ProofDesk & {
  data: () => PaymentsData;
  pays: () => boolean;
};

const marks: Record<Proof['state'], readonly [Tone, IconName]> = {
  waiting: ['info', 'clock'],
  accepted: ['success', 'check'],
  refused: ['danger', 'cross'],
};

/** What is paid outside of the provider's page: vouchers, transfers with their proofs, and slips of the ERP. */
export class Ways {
  readonly #desk: WaysDesk;
  readonly #copier: Copier;
  readonly #proof: ProofForm;
  readonly #download: Download;
  readonly #mailing: Deed;
  /** The payment whose voucher is mailed, the key of each try, and whether it went. */
  #mail = { of: '', key: newFormKey(), sent: false };
  #shown: ReadonlySet<string> = new Set();

  constructor(desk: WaysDesk) {
    this.#desk = desk;
    const { host, portal, view, announce, report } = desk;
    this.#copier = new Copier(host, {
      view,
      onCopied: () => announce(view().t('payments.copied')),
      // Then it can at least be heard as a whole.
      onRefused: announce,
    });
    this.#proof = new ProofForm(desk);
    this.#mailing = new Deed(desk);
    this.#download = new Download(host, { portal, onDone: () => {}, onFault: report });
    adopt(host, copierStyles, dayStyles, filePickerStyles, voucherStyles);
  }

  /** What of a payment is left to do outside, and what was shown of it. */
  payment(payment: Payment): TemplateResult | typeof nothing {
    const { voucher, state, method, proofs } = payment;
    const view = this.#desk.view();
    const isOpen = isLive(state) || state === 'partly_paid';
    return html`
      ${
        voucher && voucher.kind !== 'link' && isOpen && !payment.desk
          ? html`<section part="voucher">
              <h3 class="subtitle">${view.t('payments.pay_with')}</h3>
              ${codeView(voucher, view, this.#copier)} ${this.#renderTaking(payment)}
            </section>`
          : nothing
      }
      ${proofs.length > 0 ? this.#renderProofs(payment) : nothing}
      ${method === 'transfer' && isOpen && this.#desk.pays() ? this.#proof.render(payment) : nothing}
    `;
  }

  /** Forgets what became of another payment's mail. */
  #beginMail(of: string): void {
    this.#mailing.clear();
    this.#mail = { of, key: newFormKey(), sent: false };
  }

  /** The voucher to take along: as a file, and by mail. */
  #renderTaking({ id, number }: Payment): TemplateResult {
    if (this.#mail.of !== id) this.#beginMail(id);
    const { view, portal, pays, announce } = this.#desk;
    const { t, format } = view();
    const file = `${t('payments.voucher_file')}-${number}.pdf`;
    const download = () =>
      void this.#download.save(file, () =>
        portal().client.call('GET /payments/:id/voucher', {
          params: { id },
          query: { locale: format.language },
        }),
      );
    const mail = () =>
      void this.#mailing.run(
        (client) =>
          client.call('POST /payments/:id/voucher-mails', {
            params: { id },
            body: {},
            once: this.#mail.key,
          }),
        () => {
          if (this.#mail.of === id) this.#mail = { of: id, key: newFormKey(), sent: true };
          announce(t('payments.voucher_mailed'));
        },
      );
    const { fault, busy } = this.#mailing;
    return html`<div class="actions no-print">
        ${button({ icon: 'download', label: t('payments.voucher'), off: this.#download.busy !== '', onClick: download })}
        ${pays() ? button({ label: t('payments.voucher_mail'), off: busy, onClick: mail }) : nothing}
      </div>
      ${fault ? notice('danger', t(`error.${fault.code}`)) : nothing}
      ${!fault && this.#mail.sent ? notice('success', t('payments.voucher_mailed')) : nothing}`;
  }

  #renderProofs({ proofs, currency }: Payment): TemplateResult {
    const view = this.#desk.view();
    const { t } = view;
    return html`<section>
      <h3 class="subtitle">${t('payments.proofs')}</h3>
      ${proofs.map(
        ({ id, file, amount, valueDate, bankReference, state, reason }) => html`
          <div class="slip">
            <div class="slip-head">
              ${badge(...marks[state], t(`payments.proof_state_${state}`))}
              <span class="figures">${day(valueDate, view)}</span>
              ${bankReference ? html`<span>${bankReference}</span>` : nothing}
              <strong class="figures">${money(amount, currency, view)}</strong>
            </div>
            ${reason ? html`<span>${reason}</span>` : nothing}
            <div class="no-print">
              ${button({
                kind: 'quiet',
                icon: 'download',
                label: t('payments.proof_open', { file }),
                off: this.#download.busy !== '',
                onClick: () =>
                  void this.#download.save(file, () =>
                    this.#desk
                      .portal()
                      .client.call('GET /payment-proofs/:id/file', { params: { id } }),
                  ),
              })}
            </div>
          </div>
        `,
      )}
    </section>`;
  }

  slips(fault: TemplateResult | undefined): TemplateResult {
    const { data, view } = this.#desk;
    const { slips } = data();
    const { t } = view();
    if (fault) return fault;
    if (!slips.last) return listSkeleton();
    if (slips.last.items.length === 0)
      return panel({
        icon: 'check',
        title: t('payments.nothing_title'),
        text: t('payments.nothing'),
      });
    return slipsList({
      view: view(),
      copier: this.#copier,
      slips: slips.last.items,
      more: slips.last.more,
      shown: this.#shown,
      onShow: (id) => {
        const shown = new Set(this.#shown);
        if (!shown.delete(id)) shown.add(id);
        this.#shown = shown;
        this.#desk.host.requestUpdate();
      },
    });
  }
}
