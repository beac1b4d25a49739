import type Stripe from 'stripe';
import { sumOf } from '#contract/decimal';
import type { PaymentMethod } from '#contract/payment-words';
import { fromMinor, toMinor } from './minor.ts';
import {
  ProviderRefusal,
  type Credentials,
  type Hint,
  type ListedMoney,
  type PaymentProvider,
  type ProviderTruth,
  type StartedBy,
  type Voucher,
} from './provider.ts';

/** Where Stripe's API is, where that is not the usual place. */
export type StripeOptions = { apiUrl?: string | undefined };

const timeoutMs = 10_000;
/** Days in which a voucher is paid. */
const voucherDays = 3;
/** What counts two decimals at Stripe although ISO 4217 has none. */
const exceptions = { ISK: 2, UGX: 2 };
/** Payments of one page of a list. */
const listed = 100;
/** Seconds that a signature holds: who replays a hint later is not heard. */
const tolerance = 300;

/** Payments on the pages of Stripe, by its own SDK, which is loaded with the first of them. */
export function createStripe(credentials: Credentials, options: StripeOptions): PaymentProvider {
  let loaded: Promise<Stripe> | undefined;
  const sdk = () => (loaded ??= load(credentials.secretKey, options));
  return {
    start: async (payment) => {
      const stripe = await sdk();
      // A CLABE is a customer's: with one of its own, whatever comes there is of this payment.
      const customer =
        payment.method === 'spei'
          ? await stripe.customers
              .create(
                { name: payment.number, metadata: { id: payment.id } },
                { idempotencyKey: `${payment.id} customer` },
              )
              .catch(refused)
          : null;
      const session = await stripe.checkout.sessions
        .create(sessionOf(payment, customer?.id), { idempotencyKey: payment.id })
        .catch(refused);
      if (!session.url) throw new ProviderRefusal('no_page');
      return {
        sessionId: session.id,
        redirect: session.url,
        expiresAt: new Date(session.expires_at * 1000).toISOString(),
      };
    },
    read: async ({ sessionId }) => {
      const stripe = await sdk();
      const session = await stripe.checkout.sessions.retrieve(sessionId, {
        expand: ['payment_intent.latest_charge.balance_transaction'],
      });
      const truth = truthOf(session);
      const { customer, currency } = session;
      if (!customer || !currency || !session.payment_method_types.includes('customer_balance'))
        return truth;
      const balance = await stripe.customers.retrieveCashBalance(idOf(customer));
      return withBalance(truth, balance.available?.[currency] ?? 0);
    },
    expire: async ({ sessionId }) => {
      const stripe = await sdk();
      const session = await stripe.checkout.sessions.retrieve(sessionId);
      if (session.payment_status === 'paid') return 'already_paid';
      if (session.status === 'open') await stripe.checkout.sessions.expire(sessionId);
      else if (session.status === 'complete' && session.payment_intent)
        await stripe.paymentIntents.cancel(idOf(session.payment_intent));
      else return 'gone';
      return 'expired';
    },
    refund: async ({ id, paymentId, amount, currency }) => {
      const stripe = await sdk();
      await stripe.refunds
        .create(
          {
            payment_intent: paymentId,
            amount: toMinor(amount, currency, exceptions),
            metadata: { refund: id },
          },
          { idempotencyKey: id },
        )
        .catch(refused);
    },
    list: async ({ since, cursor }) => {
      const stripe = await sdk();
      const { data, has_more: more } = await stripe.paymentIntents.list({
        created: { gte: Math.floor(since.getTime() / 1000) },
        limit: listed,
        ...(cursor && { starting_after: cursor }),
        expand: ['data.latest_charge.balance_transaction'],
      });
      return { money: data.flatMap(moneyOf), cursor: more ? (data.at(-1)?.id ?? null) : null };
    },
    hint: async ({ headers, body }) => {
      const signature = headers['stripe-signature'];
      if (typeof signature !== 'string') return 'forged';
      const stripe = await sdk();
      for (const secret of credentials.webhookSecrets) {
        try {
          return hintOf(stripe.webhooks.constructEvent(body, signature, secret, tolerance));
        } catch {
          // Another secret may still hold.
        }
      }
      return 'forged';
    },
  };
}

async function load(secretKey: string, { apiUrl }: StripeOptions): Promise<Stripe> {
  const { default: StripeSdk } = await import('stripe');
  const at = apiUrl === undefined ? undefined : new URL(apiUrl);
  return new StripeSdk(secretKey, {
    timeout: timeoutMs,
    maxNetworkRetries: 2,
    telemetry: false,
    ...(at && {
      host: at.hostname,
      port: at.port,
      protocol: at.protocol === 'http:' ? 'http' : 'https',
    }),
  });
}

/** What Stripe says no to for good; whatever else goes wrong may have gone right there. */
function refused(error: unknown): never {
  const { type, code, statusCode } = error as Partial<Stripe.errors.StripeError>;
  const isFinal = type === 'StripeInvalidRequestError' || type === 'StripePermissionError';
  if (isFinal && statusCode !== 409) throw new ProviderRefusal(code ?? 'refused');
  throw error;
}

/** The name of a way to pay at Stripe, where that is another. */
const names: Partial<Record<PaymentMethod, string>> = { spei: 'customer_balance' };
const options: Partial<Record<PaymentMethod, object>> = {
  oxxo: { oxxo: { expires_after_days: voucherDays } },
  boleto: { boleto: { expires_after_days: voucherDays } },
  spei: {
    customer_balance: {
      funding_type: 'bank_transfer',
      bank_transfer: { type: 'mx_bank_transfer' },
    },
  },
};
const languages = { es: 'es-419', pt: 'pt-BR', en: 'en' } as const;

function sessionOf(
  payment: StartedBy,
  customer: string | undefined,
): Stripe.Checkout.SessionCreateParams {
  const { method } = payment;
  return {
    mode: 'payment',
    client_reference_id: payment.id,
    allowed_payment_method_types: [(names[method] ?? method) as 'card'],
    ...(customer && { customer }),
    locale: languages[payment.locale],
    // One line: credits that are taken along cannot be lines there.
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: payment.currency.toLowerCase(),
          unit_amount: toMinor(payment.amount, payment.currency, exceptions),
          product_data: { name: payment.description },
        },
      },
    ],
    success_url: payment.returnUrl,
    cancel_url: payment.returnUrl,
    metadata: { payment: payment.number },
    payment_intent_data: { metadata: { payment: payment.number, id: payment.id } },
    ...(options[method] && { payment_method_options: options[method] }),
  };
}

/** Adds what came to a CLABE and is not taken: too little so far, or more than was asked for. */
function withBalance(truth: ProviderTruth, units: number): ProviderTruth {
  if (units === 0) return truth;
  const left = fromMinor(units, truth.currency, exceptions);
  return { ...truth, status: 'paid', received: sumOf([truth.received, left]) };
}

const idOf = (ref: string | { id: string }): string => (typeof ref === 'string' ? ref : ref.id);

function truthOf(session: Stripe.Checkout.Session): ProviderTruth {
  const currency = (session.currency ?? '').toUpperCase();
  const money = (units: number) => fromMinor(units, currency, exceptions);
  const { payment_intent: intent } = session;
  const known = typeof intent === 'object' ? intent : null;
  const charge = typeof known?.latest_charge === 'object' ? known.latest_charge : null;
  const paid = session.payment_status === 'paid';
  return {
    status: statusOf(session, known),
    amount: money(session.amount_total ?? 0),
    currency,
    received: money(paid ? (known?.amount_received ?? session.amount_total ?? 0) : 0),
    refunded: money(charge?.amount_refunded ?? 0),
    fee: feeOf(charge),
    disputed: charge?.disputed ?? false,
    declined: session.status === 'open' && (known?.last_payment_error ?? null) !== null,
    paymentId: intent ? idOf(intent) : null,
    voucher: voucherOf(known),
    paidAt: paid && charge ? new Date(charge.created * 1000).toISOString() : null,
  };
}

/** What Stripe kept, in the currency of the account: where that is another one, it is no part of these sums. */
function feeOf(charge: Stripe.Charge | null): string | null {
  const balance = charge?.balance_transaction;
  if (!balance || typeof balance === 'string') return null;
  const currency = balance.currency.toUpperCase();
  return balance.currency === charge.currency ? fromMinor(balance.fee, currency, exceptions) : null;
}

/** A payment there as a list has it; none where no money came. */
function moneyOf(intent: Stripe.PaymentIntent): ListedMoney[] {
  if (intent.amount_received === 0) return [];
  const currency = intent.currency.toUpperCase();
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  return [
    {
      paymentId: intent.id,
      reference: intent.metadata['id'] ?? null,
      currency,
      received: fromMinor(intent.amount_received, currency, exceptions),
      refunded: fromMinor(charge?.amount_refunded ?? 0, currency, exceptions),
      disputed: charge?.disputed ?? false,
      fee: feeOf(charge),
    },
  ];
}

/** What Stripe says of a voucher that nobody paid in time (https://docs.stripe.com/error-codes). */
const attemptExpired = 'payment_intent_payment_attempt_expired';

function statusOf(
  { status, payment_status: payment }: Stripe.Checkout.Session,
  intent: Stripe.PaymentIntent | null,
): ProviderTruth['status'] {
  if (payment === 'paid') return 'paid';
  if (status === 'expired') return 'expired';
  if (status !== 'complete') return 'open';
  if (intent?.status === 'canceled') return 'cancelled';
  // Bank and voucher end here; a card's page stays open for another try.
  if (intent?.status !== 'requires_payment_method') return 'pending';
  return intent.last_payment_error?.code === attemptExpired ? 'expired' : 'failed';
}

/** A second as Stripe counts them, as an instant. */
const momentOf = (seconds: number | null | undefined): string | null =>
  seconds ? new Date(seconds * 1000).toISOString() : null;

function voucherOf(intent: Stripe.PaymentIntent | null): Voucher | null {
  const {
    oxxo_display_details: oxxo,
    boleto_display_details: boleto,
    pix_display_qr_code: pix,
    display_bank_transfer_instructions: transfer,
  } = intent?.next_action ?? {};
  const none = { reference: null, content: null, bank: null, beneficiary: null, url: null };
  if (oxxo)
    return {
      ...none,
      kind: 'oxxo',
      reference: oxxo.number,
      url: oxxo.hosted_voucher_url,
      expiresAt: momentOf(oxxo.expires_after),
    };
  if (boleto)
    return {
      ...none,
      kind: 'boleto',
      content: boleto.number?.replaceAll(/\D/g, '') ?? null,
      url: boleto.hosted_voucher_url,
      expiresAt: momentOf(boleto.expires_at),
    };
  if (pix)
    return {
      ...none,
      kind: 'pix',
      content: pix.data ?? null,
      url: pix.hosted_instructions_url ?? null,
      expiresAt: momentOf(pix.expires_at),
    };
  const spei = transfer?.financial_addresses?.find((one) => one.spei)?.spei;
  if (!spei) return null;
  return {
    ...none,
    kind: 'clabe',
    reference: transfer?.reference ?? null,
    content: spei.clabe,
    bank: spei.bank_name,
    beneficiary: spei.account_holder_name,
    url: transfer?.hosted_instructions_url ?? null,
  };
}

function hintOf({ id, type, data }: Stripe.Event): Hint | 'not_ours' {
  const object = data.object as { id?: string; payment_intent?: string | { id: string } | null };
  const paymentId = object.payment_intent ? idOf(object.payment_intent) : null;
  if (type.startsWith('checkout.session.'))
    return { eventId: id, sessionId: object.id ?? null, paymentId };
  return type.startsWith('charge.') && paymentId
    ? { eventId: id, sessionId: null, paymentId }
    : 'not_ours';
}
