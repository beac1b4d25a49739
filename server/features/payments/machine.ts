import { isOver, type PaymentState } from '#contract/payment-words';
import { compareDecimals, isZero } from '#contract/decimal';
import type { ProviderTruth } from '../../output/payments/provider.ts';

/** What the provider was asked for. */
export type Expected = { amount: string; currency: string };

/** The states each may be followed by. What is not in here never happens, whatever is heard and in whatever order. */
const legal: Record<PaymentState, readonly PaymentState[]> = {
  created: ['started', 'unknown', 'cancelled', 'failed'],
  unknown: [
    'started',
    'pending',
    'paid',
    'partly_paid',
    'failed',
    'expired',
    'cancelled',
    'mismatch',
    'late',
    'refunded',
    'partly_refunded',
    'charged_back',
  ],
  started: [
    'pending',
    'paid',
    'partly_paid',
    'failed',
    'expired',
    'cancelled',
    'mismatch',
    'late',
    'refunded',
    'partly_refunded',
    'charged_back',
  ],
  pending: [
    'paid',
    'partly_paid',
    'failed',
    'expired',
    'cancelled',
    'mismatch',
    'late',
    'refunded',
    'partly_refunded',
    'charged_back',
  ],
  partly_paid: ['paid', 'late', 'mismatch', 'refunded', 'partly_refunded', 'charged_back'],
  paid: ['refunded', 'partly_refunded', 'charged_back', 'mismatch'],
  // Money may still come.
  failed: ['late', 'mismatch', 'refunded', 'partly_refunded', 'charged_back'],
  expired: ['late', 'mismatch', 'refunded', 'partly_refunded', 'charged_back'],
  cancelled: ['late', 'mismatch', 'refunded', 'partly_refunded', 'charged_back'],
  late: ['refunded', 'partly_refunded', 'charged_back', 'mismatch'],
  mismatch: ['refunded', 'partly_refunded', 'charged_back'],
  partly_refunded: ['refunded', 'charged_back'],
  // A charge-back that was won is the money come back.
  charged_back: ['paid', 'partly_paid', 'late', 'mismatch', 'refunded', 'partly_refunded'],
  refunded: ['charged_back', 'partly_refunded'],
};

export const mayFollow = (state: PaymentState, next: PaymentState): boolean =>
  legal[state].includes(next);

/** Where a payment stands by what the provider says, whatever it was before. */
export function stateOf(
  { status, amount, currency, received, refunded, disputed }: ProviderTruth,
  expected: Expected,
): PaymentState {
  if (isZero(received))
    return status === 'paid' ? 'mismatch' : status === 'open' ? 'started' : status;
  if (disputed) return 'charged_back';
  if (compareDecimals(refunded, received) >= 0) return 'refunded';
  if (!isZero(refunded)) return 'partly_refunded';
  const asked = currency === expected.currency && compareDecimals(amount, expected.amount) === 0;
  if (!asked || compareDecimals(received, expected.amount) > 0) return 'mismatch';
  return compareDecimals(received, expected.amount) === 0 ? 'paid' : 'partly_paid';
}

/**
 * The state that follows from what the provider says.
 * @param cleared whether the ledger has what is paid for cleared otherwise
 * @returns the state itself where nothing follows; what an answer that is older than what is known says changes nothing
 */
export function next(
  state: PaymentState,
  truth: ProviderTruth,
  expected: Expected,
  cleared = false,
): PaymentState {
  const stands = stateOf(truth, expected);
  const isMoney = stands === 'paid' || stands === 'partly_paid';
  // Money for what was given up, or has been settled otherwise, is for a person to decide about.
  const wanted = isMoney && (state === 'late' || isOver(state) || cleared) ? 'late' : stands;
  return mayFollow(state, wanted) ? wanted : state;
}
