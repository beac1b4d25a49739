import { html, nothing, type TemplateResult } from 'lit';
import { currencyOf } from '#contract/currencies';
import { canonical, compareDecimals, difference, isZero, sumOf } from '#contract/decimal';
import { readQuantity } from '#contract/order-quantity';
import type { PayableItem } from '#contract/payments';
import { isLive } from '#contract/payment-words';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import { table } from '../kit/table.ts';
import { columnsOf } from '../records/columns.ts';
import { day, money, type View } from '../records/view.ts';

/** What is chosen: what is to be paid of each document, as it was typed. */
export type Choice = ReadonlyMap<string, string>;
/** What a choice comes to. */
export type Chosen = {
  items: { id: string; amount: string }[];
  /** What is paid for no document; zero where all of it is for documents. */
  onAccount: string;
  currency: string;
  total: string;
  /** Why it cannot be paid; empty where it can. */
  problem: '' | 'not_positive' | 'bad_amount';
  /** Documents whose amounts are not right. */
  wrong: ReadonlySet<string>;
};

const isCredit = ({ open }: PayableItem) => open.startsWith('-');
export const isOverdue = (item: PayableItem): boolean => (item.daysOverdue ?? 0) > 0;
/** Whether it can be chosen: something of it is left, or a person may pay it in spite of what is under way. */
export const isPayable = ({ payable }: PayableItem): boolean => compareDecimals(payable, '0') !== 0;

/** Whether it is chosen where nobody named it: it can be, and nobody says that it is not right. */
export const isProposed = (item: PayableItem): boolean => isPayable(item) && !item.dispute;

/** What was typed as an amount, on the side of its document. */
function amountOf(item: PayableItem, typed: string, point: '.' | ','): string | null {
  const read = readQuantity(isCredit(item) ? typed.replace(/^-/, '') : typed, point)?.quantity;
  if (read === undefined) return null;
  const amount = isCredit(item) ? `-${read}` : read;
  const side = isCredit(item) ? -1 : 1;
  const fits =
    compareDecimals(amount, '0') === side && compareDecimals(amount, item.payable) * side <= 0;
  const cents = canonical(read, 0).split('.')[1] ?? '';
  return fits && cents.length <= currencyOf(item.currency).places ? sumOf([amount]) : null;
}

/** An amount in a currency. */
export type Money = { amount: string; currency: string };

/** @param onAccount what is to be paid for no document */
export function chosenOf(
  items: readonly PayableItem[],
  choice: Choice,
  point: '.' | ',',
  onAccount: Money | null = null,
): Chosen | null {
  const held = items.filter(({ id }) => choice.has(id));
  const currency = held[0]?.currency ?? onAccount?.currency;
  if (currency === undefined) return null;
  const read = held.map((item) => ({ item, amount: amountOf(item, choice.get(item.id)!, point) }));
  const wrong = new Set(read.filter(({ amount }) => amount === null).map(({ item }) => item.id));
  const paid = read.flatMap(({ item, amount }) =>
    amount === null ? [] : [{ id: item.id, amount }],
  );
  const extra = onAccount?.currency === currency ? onAccount.amount : '0';
  const total = sumOf([...paid.map(({ amount }) => amount), extra]);
  const positive = compareDecimals(total, '0') > 0;
  const problem = wrong.size > 0 ? 'bad_amount' : positive ? '' : 'not_positive';
  return { items: paid, onAccount: extra, currency, total, problem, wrong };
}

/**
 * How an amount pays documents, the oldest first: what of each, as it would be typed, and what is left of it.
 * @param items documents, the oldest first
 */
export function spread(
  items: readonly PayableItem[],
  { amount, currency }: Money,
  point: '.' | ',',
): { choice: Choice; left: string } {
  const choice = new Map<string, string>();
  let left = amount;
  for (const item of items) {
    if (item.currency !== currency || isCredit(item) || !isProposed(item)) continue;
    if (compareDecimals(left, '0') <= 0) break;
    const part = compareDecimals(left, item.payable) < 0 ? left : item.payable;
    choice.set(item.id, sumOf([part]).replace('.', point));
    left = difference(left, part);
  }
  return { choice, left: sumOf([left]) };
}

export type PayableOptions = {
  view: View;
  items: readonly PayableItem[];
  more: boolean;
  choice: Choice;
  chosen: Chosen | null;
  /** Whether the reader may pay; else the documents are only listed. */
  pays: boolean;
  /** Whether the reader may say that a document is not right. */
  disputes: boolean;
  link: (id: string, label: string) => TemplateResult;
  onPromise: () => void;
  /** Takes the promise of an id back. */
  onWithdraw: (id: string) => void;
  onDispute: (item: PayableItem) => void;
  /** Shows the dispute of an id. */
  onDisputed: (id: string) => void;
  onChoose: (item: PayableItem, on: boolean) => void;
  onAmount: (item: PayableItem, typed: string) => void;
  onOverdue: () => void;
  /** No money is paid for no document, after all. */
  onDocumentsAlone: () => void;
  onPay: () => void;
};

/** The open documents, one a row, with what of each is to be paid; below the bar that says what it comes to. */
export function payableList(options: PayableOptions): TemplateResult {
  const { view, items, pays } = options;
  const { t } = view;
  const c = columnsOf<PayableItem>(view);
  return html`
    ${options.more ? notice('info', t('payments.more')) : nothing}
    ${
      pays && items.some((item) => isOverdue(item) && isProposed(item))
        ? html`<div class="actions no-print">
            ${button({ label: t('payments.pay_overdue'), icon: 'checks', onClick: options.onOverdue })}
          </div>`
        : nothing
    }
    ${table({
      caption: t('payments.open_items'),
      columns: [
        c.text('payments.document', (item) => named(item, options), { card: 'heading' }),
        c.text('payments.due', ({ dueDate, daysOverdue }) => due(dueDate, daysOverdue, view)),
        c.money('payments.open', ({ open, currency }) => [open, currency], { card: 'figure' }),
        pays && c.number('payments.amount', (item) => amount(item, options), { card: 'broad' }),
        options.disputes && c.action('payments.dispute', (item) => disputing(item, options)),
      ],
      rows: items,
      key: ({ id }) => id,
    })}
    ${payBar(options)}
  `;
}

function named(item: PayableItem, { view, chosen, ...options }: PayableOptions): TemplateResult {
  const { id, document, payment } = item;
  const { t } = view;
  const name = document ?? '';
  const other = chosen !== null && chosen.currency !== item.currency;
  const about = html`${isCredit(item) ? html`<small>${t('payments.credit')}</small>` : nothing}
  ${payment ? html`<small>${options.link(payment.id, t('payments.see_payment', { number: payment.number }))}</small>` : nothing}
  ${item.promise ? promised(item, item.promise, { view, ...options }) : nothing}
  ${item.dispute ? disputed(item, item.dispute, { view, ...options }) : nothing}`;
  if (!options.pays || !isPayable(item))
    return html`<span class="identity">${name} ${about}</span>`;
  return html`<span class="identity">
    <label
      class="pick"
      title=${other ? t('payments.mixed', { currency: chosen.currency }) : nothing}
    >
      <input
        type="checkbox"
        data-item=${id}
        .checked=${options.choice.has(id)}
        ?disabled=${other}
        aria-label=${t('payments.choose', { document: name })}
        @change=${(event: Event) => options.onChoose(item, (event.target as HTMLInputElement).checked)}
      />
      <span>${name}</span>
    </label>
    ${about}
  </span>`;
}

/** When it was said that it is paid, and the way to take that back as long as its day is not over. */
function promised(
  { document }: PayableItem,
  { id, promisedOn, state }: NonNullable<PayableItem['promise']>,
  { view, pays, onWithdraw }: Pick<PayableOptions, 'view' | 'pays' | 'onWithdraw'>,
): TemplateResult {
  const { t } = view;
  const text =
    state === 'open'
      ? 'payments.promised'
      : state === 'broken'
        ? 'payments.promise_missed'
        : 'payments.promise_kept_by';
  return html`<small class=${state === 'broken' ? 'overdue' : ''}
      >${t(text, { date: day(promisedOn, view) })}</small
    >
    ${
      pays && state === 'open'
        ? button({
            kind: 'quiet',
            label: t('payments.promise_withdraw'),
            name: t('payments.promise_withdraw_of', { document: document ?? '' }),
            onClick: () => onWithdraw(id),
          })
        : nothing
    }`;
}

/** That it was said not to be right, which leads to what was said. */
const disputed = (
  { document }: PayableItem,
  { id }: NonNullable<PayableItem['dispute']>,
  { view: { t }, onDisputed }: Pick<PayableOptions, 'view' | 'onDisputed'>,
): TemplateResult =>
  button({
    kind: 'quiet',
    label: t('payments.disputed'),
    name: `${t('payments.disputed')}, ${document ?? ''}`,
    onClick: () => onDisputed(id),
  });

const disputing = (item: PayableItem, { view: { t }, onDispute }: PayableOptions): unknown =>
  isCredit(item) || item.dispute
    ? html`<span class="none"></span>`
    : button({
        kind: 'quiet',
        label: t('payments.dispute'),
        name: t('payments.dispute_of', { document: item.document ?? '' }),
        onClick: () => onDispute(item),
      });

function due(date: string | null, overdue: number | null, view: View): TemplateResult | string {
  const { t } = view;
  if (date === null) return t('payments.no_due');
  return html`<span class="figures">${day(date, view)}</span>
    ${overdue ? html`<small class="overdue">${t('payments.overdue_days', { count: overdue })}</small>` : nothing}`;
}

function amount(item: PayableItem, { view, choice, chosen, ...options }: PayableOptions): unknown {
  const typed = choice.get(item.id);
  if (typed === undefined) return html`<span class="none"></span>`;
  const wrong = chosen?.wrong.has(item.id) ?? false;
  const { t } = view;
  const note = `note-${item.id}`;
  return html`<input
      class="input amount"
      part="input"
      inputmode="decimal"
      autocomplete="off"
      maxlength="24"
      .value=${typed}
      aria-label=${t('payments.amount_of', { document: item.document ?? '' })}
      aria-invalid=${wrong ? 'true' : nothing}
      aria-describedby=${wrong ? note : nothing}
      @input=${(event: Event) => options.onAmount(item, (event.target as HTMLInputElement).value)}
    />${wrong ? html`<small class="wrong" id=${note}>${t('payments.bad_amount', { from: money('0.01', item.currency, view), to: money(item.payable.replace('-', ''), item.currency, view) })}</small>` : nothing}`;
}

/** The bar with what is chosen, where something is. */
export const payBar = (options: PayableOptions): TemplateResult | typeof nothing =>
  options.pays && options.chosen ? bar(options, options.chosen) : nothing;

function bar(options: PayableOptions, chosen: Chosen): TemplateResult {
  const { view, items, choice, onPay, onPromise, onDocumentsAlone } = options;
  const { t } = view;
  const { problem, onAccount } = chosen;
  const isMixed = items.some((item) => isPayable(item) && item.currency !== chosen.currency);
  return html`<div
    class="bar no-print"
    part="selection"
    role="group"
    aria-label=${t('payments.pay')}
  >
    <span class="sum" aria-live="polite">
      <span
        >${choice.size > 0 ? t('payments.chosen', { count: choice.size }) : t('payments.on_account')}</span
      >
      <strong class="figures"
        >${problem ? nothing : money(chosen.total, chosen.currency, view)}</strong
      >
      ${problem === 'not_positive' ? html`<small class="wrong">${t('payments.not_positive')}</small>` : nothing}
      ${
        !isZero(onAccount) && choice.size > 0
          ? html`<small
              >${t('payments.with_on_account', { amount: money(onAccount, chosen.currency, view) })}</small
            >`
          : nothing
      }
      ${choice.size > 0 && isMixed ? html`<small>${t('payments.mixed', { currency: chosen.currency })}</small>` : nothing}
    </span>
    <span class="verbs">
      ${isZero(onAccount) ? nothing : button({ icon: 'cross', label: t('payments.documents_alone'), onClick: onDocumentsAlone })}
      ${choice.size > 0 ? button({ icon: 'calendar', label: t('payments.promise'), off: problem !== '', onClick: onPromise }) : nothing}
      ${button({ kind: 'primary', label: t('payments.pay'), off: problem !== '', onClick: onPay })}
    </span>
  </div>`;
}

/** The payment that is under way for one of the documents that are chosen. */
export const underWay = (items: readonly PayableItem[], choice: Choice) =>
  items.find(({ id, payment }) => choice.has(id) && payment && isLive(payment.state))?.payment;
