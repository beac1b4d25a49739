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
/** States in which money is here that the ERP has not cleared yet. */
export const moneyStates = ['paid', 'partly_paid', 'late', 'mismatch'] as const;

export const isLive = (state: PaymentState): boolean =>
  (liveStates as readonly string[]).includes(state);

/** Ways to pay. */
export const paymentMethods = ['card', 'oxxo', 'boleto', 'pix'] as const;
export type PaymentMethod = (typeof paymentMethods)[number];

/** Currencies a way to pay takes; those that are not named take any. */
export const methodCurrencies: Partial<Record<PaymentMethod, string>> = {
  oxxo: 'MXN',
  boleto: 'BRL',
  pix: 'BRL',
};

/** Documents of one payment. */
export const mostPaidItems = 200;
/** How a list of payments is narrowed. */
export const paymentFilters = ['live', 'done'] as const;
/** Confirmations of what is asked before it is done. */
export const paymentConfirmations = ['again'] as const;
/** What stands behind `#` when the browser comes back from a provider, before the id of the payment. */
export const returnFragment = 'portal-payment=';
