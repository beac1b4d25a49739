import type Stripe from 'stripe';
import type { PaymentMethod } from '#contract/payment-words';
import { fromMinor, toMinor } from './minor.ts';
import {
  ProviderRefusal,
  type Credentials,
  type Hint,
  type PaymentProvider,
  type ProviderTruth,
  type StartedBy,
} from './provider.ts';

/** Where Stripe's API is, where that is not the usual place. */
export type StripeOptions = { apiUrl?: string | undefined };

const timeoutMs = 10_000;
/** Days in which a voucher is paid. */
const voucherDays = 3;
/** What counts two decimals at Stripe although ISO 4217 has none. */
const exceptions = { ISK: 2, UGX: 2 };
/** Seconds that a signature holds: who replays a hint later is not heard. */
const tolerance = 300;

/** Payments on the pages of Stripe, by its own SDK, which is loaded with the first of them. */
export function createStripe(credentials: Credentials, options: StripeOptions): PaymentProvider {
  let loaded: Promise<Stripe> | undefined;
  const sdk = () => (loaded ??= load(credentials.secretKey, options));
  return {
    start: async (payment) => {
      const stripe = await sdk();
      const session = await stripe.checkout.sessions
        .create(sessionOf(payment), { idempotencyKey: payment.id })
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
      return truthOf(
        await stripe.checkout.sessions.retrieve(sessionId, {
          expand: ['payment_intent.latest_charge'],
        }),
      );
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
    hint: async (headers, body) => {
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

const options: Partial<Record<PaymentMethod, object>> = {
  oxxo: { oxxo: { expires_after_days: voucherDays } },
  boleto: { boleto: { expires_after_days: voucherDays } },
};
const languages = { es: 'es-419', pt: 'pt-BR', en: 'en' } as const;

function sessionOf(payment: StartedBy): Stripe.Checkout.SessionCreateParams {
  const { method } = payment;
  return {
    mode: 'payment',
    client_reference_id: payment.id,
    allowed_payment_method_types: [method],
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
    payment_intent_data: { metadata: { payment: payment.number } },
    ...(options[method] && { payment_method_options: options[method] }),
  };
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
    disputed: charge?.disputed ?? false,
    paymentId: intent ? idOf(intent) : null,
    voucher: voucherOf(known),
    paidAt: paid && charge ? new Date(charge.created * 1000).toISOString() : null,
  };
}

function statusOf(
  { status, payment_status: payment }: Stripe.Checkout.Session,
  intent: Stripe.PaymentIntent | null,
): ProviderTruth['status'] {
  if (payment === 'paid') return 'paid';
  if (status === 'expired') return 'expired';
  if (status !== 'complete') return 'open';
  if (intent?.status === 'canceled') return 'cancelled';
  // Bank and voucher end here; a card's page stays open for another try.
  return intent?.status === 'requires_payment_method' ? 'failed' : 'pending';
}

function voucherOf(intent: Stripe.PaymentIntent | null): ProviderTruth['voucher'] {
  const action = intent?.next_action;
  const { oxxo_display_details: oxxo, boleto_display_details: boleto } = action ?? {};
  const url = oxxo?.hosted_voucher_url ?? boleto?.hosted_voucher_url;
  return url ? { url, reference: oxxo?.number ?? boleto?.number ?? null } : null;
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
