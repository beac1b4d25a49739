/** The words of payments. Plain constants: this file may travel to the browser. */

export const paymentStates = [
  'created',
  'started',
  'pending',
  'unknown',
  'paid',
  'partly_paid',
  'failed',
  'expired',
  'cancelled',
  'refunded',
  'partly_refunded',
  'charged_back',
  'mismatch',
  'late',
] as const;
export type PaymentState = (typeof paymentStates)[number];

/** States of which more is to come without anybody's doing. */
export const liveStates = ['created', 'started', 'unknown', 'pending'] as const;
/** States in which what was asked for can still be paid, by a voucher say. */
export const payableStates = [...liveStates, 'partly_paid'] as const;
/** States in which money is here that the ERP has not cleared yet. */
export const moneyStates = ['paid', 'partly_paid', 'partly_refunded', 'late', 'mismatch'] as const;

export const isLive = (state: PaymentState): boolean =>
  (liveStates as readonly string[]).includes(state);

/** States in which a payment has ended without money. */
export const overStates = ['failed', 'expired', 'cancelled'] as const;
export const isOver = (state: PaymentState): boolean =>
  (overStates as readonly string[]).includes(state);

/** Ways to pay. */
export const paymentMethods = ['card', 'oxxo', 'spei', 'boleto', 'pix', 'transfer'] as const;
export type PaymentMethod = (typeof paymentMethods)[number];

/** Currencies a way to pay takes; those that are not named take any. */
export const methodCurrencies: Partial<Record<PaymentMethod, string>> = {
  oxxo: 'MXN',
  spei: 'MXN',
  boleto: 'BRL',
  pix: 'BRL',
};

/** States from which money can go back. */
export const refundableStates = [
  'paid',
  'partly_paid',
  'late',
  'mismatch',
  'partly_refunded',
] as const satisfies readonly PaymentState[];
export const refundStates = ['waiting', 'asked', 'returned', 'declined', 'withheld'] as const;
export type RefundState = (typeof refundStates)[number];
/** What a person makes of money that nobody expected. */
export const paymentSettlements = ['credit', 'applied'] as const;
export type PaymentSettlement = (typeof paymentSettlements)[number];
/** What a reconciliation finds of a payment. */
export const reconciliationLists = [
  'matched',
  'only_here',
  'only_there',
  'amount_differs',
  'state_differs',
] as const;
export type ReconciliationList = (typeof reconciliationLists)[number];

/** Who takes payments: a provider, or the company's people, who look at what its bank says. */
export const paymentProviders = ['stripe', 'mercadopago', 'manual'] as const;
export type PaymentProviderName = (typeof paymentProviders)[number];
/** What a voucher is paid with; of a `link` the provider's page alone knows. */
export const voucherKinds = ['oxxo', 'boleto', 'pix', 'clabe', 'transfer', 'link'] as const;
export type VoucherKind = (typeof voucherKinds)[number];
export const proofStates = ['waiting', 'accepted', 'refused'] as const;
export type ProofState = (typeof proofStates)[number];

/** Lines of a statement of a bank or a provider that is uploaded. */
export const mostBankRows = 5_000;

/** Documents of one payment. */
export const mostPaidItems = 200;
/** How a list of payments is narrowed; `review` are those that wait for a person of the company. */
export const paymentFilters = ['live', 'done', 'review'] as const;
/** Confirmations of what is asked before it is done. */
export const paymentConfirmations = ['again'] as const;
/** Stands for the id of a payment in the address of the page that shows it. */
export const paymentPlace = '{payment}';
const places = /\{payment\}|%7Bpayment%7D/i;
/**
 * The page that shows a payment.
 * @param returnTo where it was begun: with the place of its id, which is taken by it, else a page that holds
 *   `<portal-payments>` or `<portal-app>`, which find the payment behind the `#`
 */
export const paymentPage = (returnTo: string, id: string): string =>
  places.test(returnTo)
    ? returnTo.replace(places, id)
    : `${returnTo.replace(/#.*/, '')}#/payments/${id}`;

/** Documents that a link to paying may name: it stands in an address. */
export const mostLedItems = 60;
const linkStart = 'pay:';
/** What stands for paying documents in place of the id of a payment: the company, then their ids or invoice numbers. */
export const paymentLink = (company: string, names: readonly string[]): string =>
  linkStart + [company, ...names].map(encodeURIComponent).join(',');
/** @returns null where it is no such link */
export function readPaymentLink(link: string): { company: string; names: string[] } | null {
  if (!link.startsWith(linkStart)) return null;
  try {
    const [company = '', ...names] = link
      .slice(linkStart.length)
      .split(',')
      .map(decodeURIComponent);
    return { company, names };
  } catch {
    return { company: '', names: [] };
  }
}
