import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { payPage, type PayAction, type PayLanguage } from './payments-page.ts';

/**
 * A stand-in for the provider of payments: the part of Stripe's API that the portal uses, the page people pay on, and
 * hints signed as Stripe signs them. It keeps what it is told in memory, and can be told to misbehave.
 */
export type PayDesk = {
  server: Server;
  sessions: ReadonlyMap<string, Session>;
  /** What it does with hints, and whether its API answers. */
  mood: {
    hints: 'sent' | 'dropped' | 'doubled' | 'forged';
    api: 'up' | 'down' | 'acts, then breaks off';
  };
  /** Says where hints about the payments of one account go. */
  hintTo(secretKey: string, to: { url: string; secret: string }): void;
  /** What somebody does on the page of a payment. */
  act(id: string, action: PayAction): Promise<void>;
  refund(id: string, amount: number): Promise<void>;
  dispute(id: string): Promise<void>;
  /** What reached the API and the pages, as it came. */
  seen: string[];
};

export type Session = {
  id: string;
  account: string;
  status: 'open' | 'complete' | 'expired';
  paid: boolean;
  amount: number;
  currency: string;
  method: string;
  name: string;
  locale: PayLanguage;
  reference: string;
  backTo: string;
  createdAt: number;
  expiresAt: number;
  intent: {
    id: string;
    status: string;
    received: number;
    refunded: number;
    disputed: boolean;
    voucher: string | null;
  } | null;
};

const seconds = () => Math.floor(Date.now() / 1000);
const newId = (prefix: string) => `${prefix}_${randomBytes(12).toString('hex')}`;

/** @param origin where its pages are reached; known once it listens */
export function createPayDesk(origin: () => string): PayDesk {
  const sessions = new Map<string, Session>();
  const keys = new Map<string, { body: string; id: string }>();
  const targets = new Map<string, { url: string; secret: string }>();
  const mood: PayDesk['mood'] = { hints: 'sent', api: 'up' };
  const seen: string[] = [];

  const hint = (session: Session, type: string, object: object): Promise<void> =>
    sendHint(targets.get(session.account), mood.hints, { type, object });
  const change = (session: Session, type: string) =>
    hint(session, `checkout.session.${type}`, shown(session, origin()));

  const act: PayDesk['act'] = async (id, action) => {
    const session = sessions.get(id);
    if (!session) return;
    const event = applied(session, action);
    if (event) await change(session, event);
  };

  const api = (request: IncomingMessage, body: string): [number, object] => {
    const account = request.headers.authorization?.replace('Bearer ', '') ?? '';
    const [, id, verb] = /^\/v1\/checkout\/sessions\/(\w+)(?:\/(\w+))?/.exec(request.url!) ?? [];
    if (request.method === 'POST' && request.url === '/v1/checkout/sessions')
      return begun(account, String(request.headers['idempotency-key'] ?? newId('none')), body);
    const [, intentId] = /^\/v1\/payment_intents\/(\w+)\/cancel/.exec(request.url!) ?? [];
    const session =
      sessions.get(id ?? '') ?? [...sessions.values()].find((one) => one.intent?.id === intentId);
    if (!session || session.account !== account) return refusal(404, 'resource_missing');
    if (intentId && session.intent) {
      if (session.paid) return refusal(400, 'payment_intent_unexpected_state');
      session.intent.status = 'canceled';
    } else if (verb === 'expire') {
      if (session.status !== 'open') return refusal(400, 'checkout_session_not_open');
      session.status = 'expired';
    }
    return [200, intentId ? { id: intentId, object: 'payment_intent' } : shown(session, origin())];
  };

  const begun = (account: string, key: string, body: string): [number, object] => {
    const known = keys.get(`${account} ${key}`);
    if (known && known.body !== body) return refusal(400, 'idempotency_error', 'idempotency_error');
    const session = known ? sessions.get(known.id)! : sessionOf(account, new URLSearchParams(body));
    if (!session) return refusal(400, 'amount_too_small');
    sessions.set(session.id, session);
    keys.set(`${account} ${key}`, { body, id: session.id });
    return [200, shown(session, origin())];
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readAll(request);
    seen.push(`${request.method} ${request.url} ${body}`);
    const [, id, action] = /^\/pay\/(\w+)(?:\/(\w+))?$/.exec(request.url!) ?? [];
    if (id) return servePage(response, sessions.get(id), action as PayAction | undefined, act);
    const [status, answer] = mood.api === 'down' ? [0, {}] : api(request, body);
    if (mood.api !== 'up') return void request.socket.destroy();
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(answer));
  };
  const server = createServer((request, response) => void serve(request, response));
  return {
    server,
    sessions,
    mood,
    seen,
    hintTo: (secretKey, to) => void targets.set(secretKey, to),
    act,
    refund: async (id, amount) => {
      const session = sessions.get(id);
      if (!session?.intent) return;
      session.intent.refunded += amount;
      await hint(session, 'charge.refunded', { id: 'ch', payment_intent: session.intent.id });
    },
    dispute: async (id) => {
      const session = sessions.get(id);
      if (!session?.intent) return;
      session.intent.disputed = true;
      await hint(session, 'charge.dispute.created', {
        id: 'dp',
        payment_intent: session.intent.id,
      });
    },
  };
}

/** What somebody does with a payment. @returns the event that follows; null where nothing does */
function applied(session: Session, action: PayAction): string | null {
  const intent = (session.intent ??= {
    id: newId('pi'),
    status: 'requires_payment_method',
    received: 0,
    refunded: 0,
    disputed: false,
    voucher: null,
  });
  const waits = session.status === 'complete' && !session.paid && intent.status !== 'canceled';
  if (action === 'decline' || action === 'leave') return null;
  if (action === 'lapse') {
    if (waits) intent.status = 'requires_payment_method';
    else if (session.status === 'open') session.status = 'expired';
    else return null;
    return waits ? 'async_payment_failed' : 'expired';
  }
  if (session.status === 'open' && action === 'voucher') {
    session.status = 'complete';
    intent.status = 'requires_action';
    intent.voucher = randomBytes(7).readUIntBE(0, 6).toString().padStart(14, '9');
    return 'completed';
  }
  if (session.status !== 'open' && !waits) return null;
  session.status = 'complete';
  session.paid = true;
  intent.status = 'succeeded';
  intent.received = session.amount;
  return waits ? 'async_payment_succeeded' : 'completed';
}

const refusal = (status: number, code: string, type = 'invalid_request_error') =>
  [status, { error: { type, code, message: code } }] as [number, object];

function sessionOf(account: string, form: URLSearchParams): Session | null {
  const line = 'line_items[0][price_data]';
  const amount = Number(form.get(`${line}[unit_amount]`));
  const currency = form.get(`${line}[currency]`) ?? '';
  // Stripe takes nothing below half a dollar.
  if (amount < (currency === 'clp' || currency === 'pyg' ? 1 : 1_00)) return null;
  return {
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
    intent: null,
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
    amount_total: amount,
    currency,
    client_reference_id: reference,
    url: status === 'open' ? `${origin}/pay/${id}` : null,
    expires_at: session.expiresAt,
    payment_intent: intent && {
      id: intent.id,
      object: 'payment_intent',
      status: intent.status,
      amount_received: intent.received,
      next_action:
        intent.voucher && !paid
          ? {
              type: `${session.method}_display_details`,
              [`${session.method}_display_details`]: {
                number: intent.voucher,
                hosted_voucher_url: `${origin}/pay/${id}`,
              },
            }
          : null,
      latest_charge: paid
        ? {
            id: `ch_${intent.id}`,
            object: 'charge',
            created: session.createdAt,
            amount_refunded: intent.refunded,
            disputed: intent.disputed,
          }
        : null,
    },
  };
}

async function sendHint(
  to: { url: string; secret: string } | undefined,
  mood: PayDesk['mood']['hints'],
  event: { type: string; object: object },
): Promise<void> {
  if (!to || mood === 'dropped') return;
  const body = JSON.stringify({
    id: newId('evt'),
    object: 'event',
    type: event.type,
    data: { object: event.object },
  });
  const secret = mood === 'forged' ? 'whsec_of_somebody_else' : to.secret;
  for (let times = mood === 'doubled' ? 2 : 1; times > 0; times--)
    await fetch(to.url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Stripe-Signature': signed(body, secret) },
      body,
    }).catch(() => {});
}

/** A body's signature, as Stripe writes it. @param at seconds */
export function signed(body: string, secret: string, at: number = seconds()): string {
  const mac = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
  return `t=${at},v1=${mac}`;
}

async function servePage(
  response: ServerResponse,
  session: Session | undefined,
  action: PayAction | undefined,
  act: PayDesk['act'],
): Promise<void> {
  if (!session) {
    response.writeHead(404).end();
    return;
  }
  if (action) {
    await act(session.id, action);
    const stays = action === 'decline' || action === 'voucher';
    response.writeHead(303, { Location: stays ? `/pay/${session.id}` : session.backTo }).end();
    return;
  }
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
  });
  response.end(payPage(session));
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
