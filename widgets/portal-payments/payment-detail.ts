import { html, nothing, type TemplateResult } from 'lit';
import { difference, isZero } from '#contract/decimal';
import { isLive, isOver, moneyStates } from '#contract/payment-words';
import type { Payment } from '#contract/payments';
import { formatInstant, formatMoney, type TextKey } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { icon } from '../kit/icons.ts';
import { notice } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { table } from '../kit/table.ts';
import { columnsOf } from '../records/columns.ts';
import { timeUntil } from '../records/time.ts';
import { money, type View } from '../records/view.ts';
import { stateBadge, toneOf } from './words.ts';

export type DetailOptions = {
  view: View;
  payment: Payment | undefined;
  fault: TemplateResult | undefined;
  refusal: string;
  /** Whether the reader may pay, and so end what was begun. */
  pays: boolean;
  busy: boolean;
  /** Nobody looks any more by itself. */
  rests: boolean;
  /** What of it is left to do outside the provider's page, and what staff can do with it. */
  ways: unknown;
  desk: unknown;
  /** The receipt is being fetched. */
  saving: boolean;
  onBack: () => void;
  onLeave: (address: string) => void;
  onCancel: () => void;
  /** Chooses the documents of one that has ended without money for another payment. */
  onAgain: () => void;
  /** Hands out its receipt. */
  onFile: () => void;
};

/** One payment: how it stands, what can be done, and what it is made of. */
export function paymentDetail(options: DetailOptions): TemplateResult {
  const { view, payment, fault } = options;
  const { t } = view;
  return html`
    ${button({ kind: 'quiet', label: t(payment && !payment.desk ? 'payments.to_list' : 'payments.to_all'), icon: 'back', onClick: options.onBack })}
    <h2 class="title record-title" part="title" tabindex="-1">
      ${payment?.number ?? t(fault ? 'payments.title' : 'common.loading')}
    </h2>
    ${
      fault ??
      (payment
        ? html`<div class="record">
            ${options.refusal ? notice('danger', options.refusal) : nothing}
            ${standing(payment, options)} ${verbs(payment, options)} ${facts(payment, options)}
            ${options.ways ?? nothing} ${documents(payment, view)} ${options.desk ?? nothing}
            ${history(payment, view)}
          </div>`
        : html`<div class="record" aria-hidden="true">${bones(6)}</div>`)
    }
  `;
}

/** How it stands, in a sentence; never paid before that is known. */
function standing(payment: Payment, { view, rests }: DetailOptions): TemplateResult {
  const { t } = view;
  const { state, desk } = payment;
  // Whose proof is looked at has paid already.
  const word =
    sayingOf(payment) === 'reviewed' ? 'proof_state_waiting' : (`state_${state}` as const);
  return html`<div part="state">
    ${notice(sayingOf(payment) === 'declined' ? 'warning' : toneOf(state), html`<strong>${t(`payments.${word}`)}.</strong> ${textOf(payment, view)}`)}
    ${payment.unasked ? notice('warning', t('payments.unasked')) : nothing}
    ${payment.test ? notice('neutral', t('payments.test')) : nothing}
    ${isLive(state) && rests ? html`<p class="quiet-line">${t(desk ? 'payments.staff_told_later' : 'payments.told_later')}</p>` : nothing}
  </div>`;
}

/** What is said of how it stands: to the one who pays, or of it to the company's people. */
function textOf(payment: Payment, { t, format }: View): string {
  const how = sayingOf(payment);
  const left = difference(payment.amount, payment.received);
  const words = { left: formatMoney(left, payment.currency, format) };
  // These two speak to nobody.
  return payment.desk && how !== 'mismatch' && how !== 'late'
    ? t(`payments.staff_${how}`, words)
    : t(`payments.text_${how}`, words);
}

function sayingOf(payment: Payment) {
  const { state, ending, onItsWay, onAccount, method, voucher, proofs } = payment;
  if (state === 'paid' && isZero(onItsWay)) return isZero(onAccount) ? 'applied' : 'credited';
  if (ending) return 'ending';
  if (state === 'started' && payment.failure === 'declined') return 'declined';
  if (state !== 'pending') return state;
  if (method === 'transfer')
    return proofs.some((proof) => proof.state === 'waiting') ? 'reviewed' : 'transfer';
  return voucher && voucher.kind !== 'link' ? 'voucher' : 'pending';
}

function verbs(payment: Payment, options: DetailOptions): TemplateResult | typeof nothing {
  const { view, pays, busy, saving } = options;
  const { t } = view;
  const { redirect, voucher, state, receipt } = payment;
  const leads = (voucher?.url ?? redirect) && pays && isLive(state);
  return html`<div class="actions no-print">
    ${
      leads
        ? button({
            // Where what is paid with stands below, the provider's page is one way among others.
            kind: voucher && voucher.kind !== 'link' ? 'plain' : 'primary',
            icon: 'arrow',
            label: t(
              voucher
                ? voucher.kind === 'link'
                  ? 'payments.voucher_open'
                  : 'payments.page'
                : 'payments.go_on',
            ),
            off: busy,
            onClick: () => options.onLeave((voucher?.url ?? redirect)!),
          })
        : nothing
    }
    ${pays && isOver(state) && payment.items.length > 0 ? button({ kind: 'primary', icon: 'checks', label: t('payments.pay_anew'), onClick: options.onAgain }) : nothing}
    ${receipt ? button({ icon: 'download', label: t(saving ? 'payments.receipt_busy' : 'payments.receipt'), off: saving, onClick: options.onFile }) : nothing}
    ${pays && isLive(state) && !payment.ending ? button({ icon: 'cross', label: t('payments.cancel'), off: busy, onClick: options.onCancel }) : nothing}
  </div>`;
}

function facts(payment: Payment, { view }: DetailOptions): TemplateResult {
  const { t, format } = view;
  const { currency, expiresAt, erpNumber, state } = payment;
  const fact = (label: TextKey, value: unknown, kind = '') =>
    html`<div class="fact ${kind}">
      <dt>${t(label)}</dt>
      <dd>${value}</dd>
    </div>`;
  const sum = (amount: string) => money(amount, currency, view);
  const isMoney = (moneyStates as readonly string[]).includes(state);
  return html`<dl class="facts">
    ${fact('payments.amount_short', sum(payment.amount), 'figures')}
    ${isMoney ? fact('payments.received', sum(payment.received), 'figures') : nothing}
    ${isZero(payment.refunded) ? nothing : fact('payments.refunded', sum(payment.refunded), 'figures')}
    ${payment.desk ? fact('payments.customer', `${payment.customer.name} · ${payment.customer.number}`, 'broad') : nothing}
    ${fact('payments.method', t(`payments.method_${payment.method}`))}
    ${fact('payments.company', payment.company.name, 'broad')}
    ${expiresAt && isLive(state) ? fact('payments.expires', html`${formatInstant(expiresAt, format)} <small>${timeUntil(expiresAt, format)}</small>`, 'figures') : nothing}
    ${erpNumber === null ? nothing : fact('payments.erp_number', erpNumber)}
  </dl>`;
}

function documents(payment: Payment, view: View): TemplateResult {
  const { t } = view;
  const c = columnsOf<{ id: string; document: string | null; amount: string }>(view);
  const { items, onAccount } = payment;
  const rest = { id: 'on-account', document: t('payments.on_account'), amount: onAccount };
  return html`<h3 class="subtitle">${t('payments.documents')}</h3>
    ${table({
      caption: t('payments.documents'),
      columns: [
        c.text('payments.document', ({ document }) => document, { card: 'heading' }),
        c.money('payments.amount_short', ({ amount }) => [amount, payment.currency], {
          card: 'trail',
        }),
      ],
      rows: isZero(onAccount) ? items : [...items, rest],
      key: ({ id }) => id,
      wide: 'any',
    })}`;
}

/** What happened, but for the moments at which the provider was asked: those are no step of the payment's. */
const history = ({ history: steps }: Payment, { t, format }: View): TemplateResult =>
  html`<details class="history">
    <summary>${icon('chevron')}<span>${t('payments.history')}</span></summary>
    <ol>
      ${steps.filter(({ state }, i) => state !== 'unknown' || i === steps.length - 1).map(({ state, at }) => html`<li>${stateBadge(state, t)} <small class="figures">${formatInstant(at, format)}</small></li>`)}
    </ol>
  </details>`;
