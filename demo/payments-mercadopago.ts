import { createHmac, randomUUID } from 'node:crypto';
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

type Answer = [status: number, content: object];
const refusal = (status: number, error: string): Answer => [
  status,
  { error, message: error, status },
];

/** The part of Mercado Pago's API that the portal uses. */
export function mercadoPagoApi(books: Books, request: IncomingMessage, body: string): Answer {
  const { method, url = '' } = request;
  const account = request.headers.authorization?.replace('Bearer ', '') ?? '';
  const { pathname, searchParams } = new URL(url, 'http://stand-in');
  const own = [...books.sessions.values()].filter((one) => one.account === account);
  const key = `${account} ${String(request.headers['x-idempotency-key'] ?? newId('none'))}`;
  if (method === 'POST' && pathname === '/checkout/preferences')
    return begun(books, account, key, body);
  if (pathname === '/v1/payments/search') return searched(own, searchParams, books.origin());
  const [, preference] = /^\/checkout\/preferences\/([\w-]+)$/.exec(pathname) ?? [];
  if (preference) {
    const session = own.find(({ id }) => id === preference);
    if (!session) return refusal(404, 'not_found');
    if (method === 'PUT' && session.status === 'open') {
      session.status = 'expired';
      session.expiresAt = seconds();
      books.keep(session);
    }
    return [200, preferenceOf(session, books.origin())];
  }
  const [, payment, refunds] = /^\/v1\/payments\/(\d+)(\/refunds)?$/.exec(pathname) ?? [];
  const session = own.find(({ intent }) => intent?.id === payment);
  if (!session?.intent) return refusal(404, 'not_found');
  if (refunds) return refunded(books, session, key, body);
  if (method === 'PUT') {
    if (session.paid) return refusal(400, 'bad_request');
    session.intent.status = 'canceled';
    books.keep(session);
  }
  return [200, paymentOf(session, books.origin())];
}

type Line = { title: string; unit_price: number; currency_id: string };

function begun(books: Books, account: string, key: string, body: string): Answer {
  const known = books.keys.get(key);
  if (known && known.body !== body) return refusal(400, 'idempotency_error');
  const asked = JSON.parse(body) as {
    items: [Line];
    external_reference: string;
    back_urls: { success: string };
    payment_methods: { excluded_payment_types: { id: string }[] };
  };
  const [line] = asked.items;
  const out = asked.payment_methods.excluded_payment_types.map(({ id }) => id);
  const isMexico = line.currency_id === 'MXN';
  const method = !out.includes('credit_card')
    ? 'card'
    : out.includes('ticket')
      ? isMexico
        ? 'spei'
        : 'pix'
      : isMexico
        ? 'oxxo'
        : 'boleto';
  if (!known && line.unit_price < 1) return refusal(400, 'amount_too_small');
  const session: Session = known
    ? books.sessions.get(known.id)!
    : {
        provider: 'mercadopago',
        id: newId('pref').replace('_', '-'),
        account,
        status: 'open',
        paid: false,
        amount: Math.round(line.unit_price * 100),
        currency: line.currency_id.toLowerCase(),
        method,
        name: line.title,
        locale: isMexico ? 'es' : 'pt',
        reference: asked.external_reference,
        backTo: asked.back_urls.success,
        createdAt: seconds(),
        expiresAt: seconds() + 86_400,
        customer: null,
        balance: 0,
        intent: null,
      };
  if (!known) {
    books.sessions.set(session.id, session);
    books.keep(session);
    books.keys.set(key, { body, id: session.id });
    books.keep({ key, body, id: session.id });
  }
  return [201, preferenceOf(session, books.origin())];
}

const moment = (at: number): string => new Date(at * 1000).toISOString();

const preferenceOf = (session: Session, origin: string): object => ({
  id: session.id,
  init_point: `${origin}/pay/${session.id}`,
  external_reference: session.reference,
  items: [
    {
      title: session.name,
      unit_price: session.amount / 100,
      currency_id: session.currency.toUpperCase(),
    },
  ],
  expires: true,
  expiration_date_to: moment(
    session.status === 'expired' ? Math.min(session.expiresAt, seconds()) : session.expiresAt,
  ),
});

function statusOf({ paid, intent }: Session): string {
  if (!intent) return 'pending';
  if (intent.disputed) return 'charged_back';
  if (paid) return intent.refunded >= intent.received ? 'refunded' : 'approved';
  if (intent.status === 'canceled' || intent.lapsed) return 'cancelled';
  return intent.status === 'requires_action' ? 'pending' : 'rejected';
}

function paymentOf(session: Session, origin: string): object {
  const intent = session.intent ?? newIntent(session);
  const page = `${origin}/pay/${session.id}`;
  const isPix = session.method === 'pix';
  return {
    id: Number(intent.id),
    status: statusOf(session),
    status_detail: intent.lapsed ? 'expired' : null,
    // What came to it besides is one payment with it.
    transaction_amount: (session.amount + session.balance) / 100,
    transaction_amount_refunded: intent.refunded / 100,
    currency_id: session.currency.toUpperCase(),
    external_reference: session.reference,
    date_created: moment(session.createdAt),
    date_approved: session.paid ? moment(intent.paidAt) : null,
    date_of_expiration: intent.voucher ? moment(session.createdAt + 3 * 86_400) : null,
    fee_details: session.paid ? [{ amount: Math.round(intent.received * 0.04) / 100 }] : [],
    payment_method_id: session.method === 'boleto' ? 'bolbradesco' : session.method,
    point_of_interaction:
      isPix && intent.voucher
        ? { transaction_data: { qr_code: intent.voucher, ticket_url: page } }
        : {},
    transaction_details:
      !isPix && intent.voucher
        ? {
            external_resource_url: page,
            ...(session.method === 'boleto'
              ? { digitable_line: intent.voucher }
              : { payment_method_reference_id: intent.voucher }),
          }
        : {},
  };
}

function searched(own: Session[], query: URLSearchParams, origin: string): Answer {
  const reference = query.get('external_reference');
  const since = Date.parse(query.get('begin_date') ?? '1970-01-01T00:00:00Z') / 1000;
  const [offset, limit] = [Number(query.get('offset') ?? 0), Number(query.get('limit') ?? 30)];
  const found = own
    .filter(
      ({ intent, ...one }) =>
        intent && (reference ? one.reference === reference : one.createdAt >= since),
    )
    .filter((session) => statusOf(session) !== 'rejected' || session.intent?.declined)
    .toSorted((a, b) => a.createdAt - b.createdAt || a.id.localeCompare(b.id));
  return [
    200,
    {
      results: found.slice(offset, offset + limit).map((one) => paymentOf(one, origin)),
      paging: { total: found.length, offset, limit },
    },
  ];
}

function refunded(books: Books, session: Session, key: string, body: string): Answer {
  const intent = session.intent!;
  const amount = Math.round((JSON.parse(body) as { amount: number }).amount * 100);
  if (intent.refunds[key] === undefined) {
    if (amount > intent.received - intent.refunded) return refusal(400, 'amount_exceeded');
    intent.refunds[key] = amount;
    intent.refunded += amount;
    books.keep(session);
    books.changed(session, 'refunded');
  }
  return [201, { id: 1, status: 'approved', amount: amount / 100 }];
}

/** A notice as Mercado Pago sends it: the id of the payment stands in the query, and is signed there. */
export function mercadoPagoHint(
  session: Session,
  _what: Happened,
  { url, secret }: HintTarget,
): { url: string; headers: Record<string, string>; body: string } {
  const id = session.intent?.id ?? '';
  const requestId = randomUUID();
  const ts = seconds();
  const mac = createHmac('sha256', secret)
    .update(`id:${id};request-id:${requestId};ts:${ts};`)
    .digest('hex');
  return {
    url: `${url}?data.id=${id}&type=payment`,
    headers: {
      'Content-Type': 'application/json',
      'x-request-id': requestId,
      'x-signature': `ts=${ts},v1=${mac}`,
    },
    body: JSON.stringify({
      id: Date.now(),
      type: 'payment',
      action: 'payment.updated',
      data: { id },
    }),
  };
}
