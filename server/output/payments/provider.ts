import type { IncomingHttpHeaders } from 'node:http';
import type { PaymentMethod, VoucherKind } from '#contract/payment-words';
import type { Locale } from '#contract/primitives';

/** What a provider needs to begin a payment. Nothing of a card is in it, nor ever comes back. */
export type StartedBy = {
  /** Ours: the same again is the same payment there. */
  id: string;
  number: string;
  /** What its page says that is paid for. */
  description: string;
  amount: string;
  currency: string;
  method: PaymentMethod;
  locale: Locale;
  returnUrl: string;
  /** When it was made: what is asked for again is to be the same. */
  createdAt: string;
};
export type ProviderIds = { sessionId: string; paymentId: string | null };
export type Voucher = {
  kind: VoucherKind;
  reference: string | null;
  content: string | null;
  bank: string | null;
  beneficiary: string | null;
  url: string | null;
  expiresAt?: string | null;
};

/** What a provider says of a payment. */
export type ProviderTruth = {
  status: 'open' | 'pending' | 'paid' | 'failed' | 'expired' | 'cancelled';
  amount: string;
  currency: string;
  received: string;
  refunded: string;
  /** The bank has taken the money back. */
  disputed: boolean;
  /** The last try on its page was refused, as a card may be; the page is open for another one. */
  declined: boolean;
  paymentId: string | null;
  voucher: Voucher | null;
  paidAt: string | null;
  /** What it kept; null where that is not known yet. */
  fee: string | null;
};

/** Money as a provider lists it. */
export type ListedMoney = {
  paymentId: string;
  /** Our id, where it was told. */
  reference: string | null;
  currency: string;
  received: string;
  refunded: string;
  disputed: boolean;
  fee: string | null;
};
export type RefundAsked = {
  /** Ours: the same again goes back once. */
  id: string;
  paymentId: string;
  amount: string;
  currency: string;
};

/** A request of a provider to us, as it came. */
export type HintRequest = {
  headers: IncomingHttpHeaders;
  query: Readonly<Record<string, string>>;
  body: Buffer;
};
export type Hint = { eventId: string; sessionId: string | null; paymentId: string | null };

/** A provider did not do what it was asked for, and will not: its code says why. */
export class ProviderRefusal extends Error {
  readonly code: string;
  constructor(code: string) {
    super(`The provider refused: ${code}`);
    this.code = code;
  }
}

/** Where a company's payments are made. Each call may be repeated, and be made by several servers at once. */
export type PaymentProvider = {
  /** @throws ProviderRefusal; any other Error where nobody knows what happened */
  start(payment: StartedBy): Promise<{ sessionId: string; redirect: string; expiresAt: string }>;
  read(ids: ProviderIds): Promise<ProviderTruth>;
  /** Ends what can still be paid there. @throws Error where that was not said */
  expire(ids: ProviderIds): Promise<'expired' | 'already_paid' | 'gone'>;
  /** Sends money back. @throws ProviderRefusal; any other Error where nobody knows whether it went */
  refund(asked: RefundAsked): Promise<void>;
  /** Money that came since an instant, page by page. */
  list(asked: { since: Date; cursor: string | null }): Promise<{
    money: ListedMoney[];
    cursor: string | null;
  }>;
  /** Our id of a payment that only the provider's is known of, for providers whose hints name nothing else. */
  referenceOf?(paymentId: string): Promise<string | null>;
  /** What a request to us says happened, once its signature holds. */
  hint(request: HintRequest): Promise<Hint | 'forged' | 'not_ours'>;
};

/** What is kept of an account with a provider, sealed. */
export type Credentials = { secretKey: string; webhookSecrets: readonly string[] };
