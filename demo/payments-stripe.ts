import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import {
  newId,
  newIntent,
  seconds,
  type Books,
  type Happened,
  type HintTarget,
  type Session,
} from './payments-books.ts';
import type { PayLanguage } from './payments-page.ts';

type Answer = [status: number, content: object];

const refusal = (status: number, code: string, type = 'invalid_request_error'): Answer => [
  status,
  { error: { type, code, message: code } },
];

/** The part of Stripe's API that the portal uses. */
export function stripeApi(books: Books, request: IncomingMessage, body: string): Answer {
  const { method, url = '' } = request;
  const account = request.headers.authorization?.replace('Bearer ', '') ?? '';
  const key = `${account} ${String(request.headers['idempotency-key'] ?? newId('none'))}`;
  const form = new URLSearchParams(body);
  const { pathname, searchParams } = new URL(url, 'http://stand-in');
  const [, , kind = '', ...rest] = pathname.split('/');
  const own = [...books.sessions.values()].filter((one) => one.account === account);
  if (method === 'POST' && pathname === '/v1/checkout/sessions')
    return begun(books, { account, key, body, form });
  if (method === 'POST' && pathname === '/v1/refunds') return refunded(books, own, key, form);
  if (kind === 'customers') return customer(own, books, { method, key, body, id: rest[0] });
  if (method === 'GET' && pathname === '/v1/payment_intents')
    return intents(own, searchParams, books.origin());
  if (kind === 'payment_intents') {
    const session = own.find(({ intent }) => intent?.id === rest[0]);
    if (!session?.intent) return refusal(404, 'resource_missing');
    if (session.paid) return refusal(400, 'payment_intent_unexpected_state');
    session.intent.status = 'canceled';
    books.keep(session);
    return [200, { id: session.intent.id, object: 'payment_intent', status: 'canceled' }];
  }
  const [, id, verb] = rest;
  const session = kind === 'checkout' ? own.find((one) => one.id === id) : undefined;
  if (!session) return refusal(404, 'resource_missing');
  if (verb === 'expire') {
    if (session.status !== 'open') return refusal(400, 'checkout_session_not_open');
    session.status = 'expired';
    books.keep(session);
  }
  return [200, shown(session, books.origin())];
}

type Begun = { account: string; key: string; body: string; form: URLSearchParams };

function begun(books: Books, { account, key, body, form }: Begun): Answer {
  const known = books.keys.get(key);
  if (known && known.body !== body) return refusal(400, 'idempotency_error', 'idempotency_error');
  const session = known ? books.sessions.get(known.id)! : sessionOf(account, form);
  if (typeof session === 'string') return refusal(400, session);
  if (!known) {
    books.sessions.set(session.id, session);
    books.keep(session);
    books.keys.set(key, { body, id: session.id });
    books.keep({ key, body, id: session.id });
  }
  return [200, shown(session, books.origin())];
}

/** @returns what Stripe says where it does not take the amount */
function sessionOf(
  account: string,
  form: URLSearchParams,
): Session | 'amount_too_small' | 'amount_too_large' {
  const line = 'line_items[0][price_data]';
  const amount = Number(form.get(`${line}[unit_amount]`));
  const currency = form.get(`${line}[currency]`) ?? '';
  // Stripe takes nothing below half a dollar.
  if (amount < (currency === 'clp' || currency === 'pyg' ? 1 : 1_00)) return 'amount_too_small';
  // Ten digits are the most that it takes of any currency of this region.
  if (amount > 9_999_999_999) return 'amount_too_large';
  return {
    provider: 'stripe',
    id: newId('cs_test'),
    account,
    status: 'open',
    paid: false,
    amount,
    currency,
    method: form.get('allowed_payment_method_types[0]') ?? 'card',
    name: form.get(`${line}[product_data][name]`) ?? '',
    locale: (form.get('locale') ?? 'es').slice(0, 2) as PayLanguage,
    reference: form.get('client_reference_id') ?? '',
    backTo: form.get('success_url') ?? '',
    createdAt: seconds(),
    expiresAt: seconds() + 86_400,
    customer: form.get('customer'),
    balance: 0,
    intent: null,
  };
}

function refunded(books: Books, own: Session[], key: string, form: URLSearchParams): Answer {
  const session = own.find(({ intent }) => intent?.id === form.get('payment_intent'));
  const intent = session?.intent;
  if (!intent) return refusal(404, 'resource_missing');
  const amount = Number(form.get('amount'));
  if (intent.refunds[key] === undefined) {
    if (intent.disputed) return refusal(400, 'charge_disputed');
    if (amount > intent.received - intent.refunded) return refusal(400, 'charge_already_refunded');
    intent.refunds[key] = amount;
    intent.refunded += amount;
    books.keep(session);
    books.changed(session, 'refunded');
  }
  return [200, { id: `re_${intent.id}`, object: 'refund', status: 'succeeded', amount }];
}

type Asked = { method: string | undefined; key: string; body: string; id: string | undefined };

/** A customer is nothing but the CLABE it has, and what lies there. */
function customer(own: Session[], books: Books, { method, key, body, id }: Asked): Answer {
  if (method === 'POST') {
    const known = books.keys.get(key) ?? { body, id: newId('cus') };
    books.keys.set(key, known);
    books.keep({ key, ...known });
    return [200, { id: known.id, object: 'customer' }];
  }
  const some = own.filter((one) => one.customer === id);
  const available = Object.fromEntries(some.map(({ currency, balance }) => [currency, balance]));
  return [200, { object: 'cash_balance', customer: id, available }];
}

function intents(own: Session[], query: URLSearchParams, origin: string): Answer {
  const since = Number(query.get('created[gte]') ?? 0);
  const limit = Number(query.get('limit') ?? 10);
  const all = own
    .filter(({ intent, createdAt }) => intent && createdAt >= since)
    .toSorted((a, b) => b.createdAt - a.createdAt || a.id.localeCompare(b.id));
  const after = query.get('starting_after');
  const from = after ? all.findIndex(({ intent }) => intent!.id === after) + 1 : 0;
  const data = all.slice(from, from + limit).map((one) => intentOf(one, origin));
  return [200, { object: 'list', data, has_more: from + limit < all.length }];
}

/** What Stripe keeps: 3.6 % and three of the whole unit. */
const feeOf = (units: number): number => Math.round(units * 0.036) + 300;

function chargeOf({ intent, currency }: Session): object | null {
  if (!intent || intent.received === 0) return null;
  return {
    id: `ch_${intent.id}`,
    object: 'charge',
    created: intent.paidAt,
    currency,
    amount_refunded: intent.refunded,
    disputed: intent.disputed,
    balance_transaction: {
      id: `txn_${intent.id}`,
      object: 'balance_transaction',
      currency,
      fee: feeOf(intent.received),
    },
  };
}

function intentOf(session: Session, origin: string): object {
  const intent = session.intent ?? newIntent(session);
  return {
    id: intent.id,
    object: 'payment_intent',
    status: intent.status,
    currency: session.currency,
    amount_received: intent.received,
    metadata: { id: session.reference },
    next_action: nextAction(session, origin),
    latest_charge: chargeOf(session),
    last_payment_error: intent.lapsed
      ? { code: 'payment_intent_payment_attempt_expired' }
      : intent.declined
        ? { code: 'card_declined' }
        : null,
  };
}

/** A session as the API shows it. */
function shown(session: Session, origin: string): object {
  const { id, status, paid, amount, currency, reference, intent } = session;
  return {
    id,
    object: 'checkout.session',
    status,
    payment_status: paid ? 'paid' : 'unpaid',
    payment_method_types: [session.method],
    customer: session.customer,
    amount_total: amount,
    currency,
    client_reference_id: reference,
    url: status === 'open' ? `${origin}/pay/${id}` : null,
    expires_at: session.expiresAt,
    payment_intent: intent && intentOf(session, origin),
  };
}

/** What is left to be done with a voucher. */
function nextAction({ id, method, paid, intent }: Session, origin: string): object | null {
  if (!intent?.voucher || paid) return null;
  const page = `${origin}/pay/${id}`;
  const until = seconds() + 3 * 86_400;
  const number = intent.voucher;
  switch (method) {
    case 'boleto':
      return { boleto_display_details: { number, expires_at: until, hosted_voucher_url: page } };
    case 'pix':
      return {
        pix_display_qr_code: { data: number, expires_at: until, hosted_instructions_url: page },
      };
    case 'customer_balance':
      return {
        display_bank_transfer_instructions: {
          reference: number.slice(-7),
          hosted_instructions_url: page,
          financial_addresses: [
            {
              type: 'spei',
              spei: { clabe: number, bank_name: 'STP', account_holder_name: 'Demostración' },
            },
          ],
        },
      };
    default:
      return { oxxo_display_details: { number, expires_after: until, hosted_voucher_url: page } };
  }
}

const events: Record<Happened, string> = {
  completed: 'checkout.session.completed',
  paid: 'checkout.session.async_payment_succeeded',
  failed: 'checkout.session.async_payment_failed',
  expired: 'checkout.session.expired',
  refunded: 'charge.refunded',
  disputed: 'charge.dispute.created',
};

/** A hint as Stripe sends it. */
export function stripeHint(
  session: Session,
  what: Happened,
  { url, secret }: HintTarget,
  origin: string,
): { url: string; headers: Record<string, string>; body: string } {
  const type = events[what];
  const object = type.startsWith('charge.')
    ? { id: 'ch', payment_intent: session.intent?.id }
    : shown(session, origin);
  const body = JSON.stringify({ id: newId('evt'), object: 'event', type, data: { object } });
  return {
    url,
    headers: { 'Content-Type': 'application/json', 'Stripe-Signature': signed(body, secret) },
    body,
  };
}

/** A body's signature, as Stripe writes it. @param at seconds */
export function signed(body: string, secret: string, at: number = seconds()): string {
  const mac = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
  return `t=${at},v1=${mac}`;
}
