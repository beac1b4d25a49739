import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  digitsOf,
  newIntent,
  seconds,
  type Books,
  type Happened,
  type HintTarget,
  type Session,
} from './payments-books.ts';
import { mercadoPagoApi, mercadoPagoHint } from './payments-mercadopago.ts';
import { cardAction, payPage, type PayAction } from './payments-page.ts';
import { stripeApi, stripeHint } from './payments-stripe.ts';

export type { Session } from './payments-books.ts';
export { signed } from './payments-stripe.ts';

/**
 * A stand-in for providers of payments: the parts of Stripe's and Mercado Pago's APIs that the portal uses, the page
 * people pay on, and hints signed as either signs them. It can be told to misbehave, and to remember what it was told.
 */
export type PayDesk = {
  server: Server;
  sessions: ReadonlyMap<string, Session>;
  /** What it does with hints, and whether its API answers. `hostile` does any of it, as chance will have it. */
  mood: {
    hints: 'sent' | 'dropped' | 'doubled' | 'forged' | 'hostile';
    api: 'up' | 'down' | 'acts, then breaks off' | 'hostile';
  };
  /** Says where hints about the payments of one account go. */
  hintTo(secretKey: string, to: HintTarget): void;
  /** What somebody does on the page of a payment. */
  act(id: string, action: PayAction): Promise<void>;
  refund(id: string, amount: number): Promise<void>;
  dispute(id: string): Promise<void>;
  /** What reached the API and the pages, as it came. */
  seen: string[];
  /** Money that came less what went back, in the smallest unit, by currency. */
  totals(): Map<string, { received: number; refunded: number }>;
};
export type DeskOptions = {
  /** A file in which everything is kept, for one that is killed and goes on. */
  journal?: string;
  /** Where chance begins; the same is the same each time. */
  seed?: number;
};

/** @param origin where its pages are reached; known once it listens */
export function createPayDesk(
  origin: () => string,
  { journal, seed = 1 }: DeskOptions = {},
): PayDesk {
  const targets = new Map<string, HintTarget>();
  const mood: PayDesk['mood'] = { hints: 'sent', api: 'up' };
  const seen: string[] = [];
  const chance = chanceFrom(seed);
  const books: Books = {
    origin,
    sessions: new Map(),
    keys: new Map(),
    keep: (what) => {
      if (journal) appendFileSync(journal, `${JSON.stringify(what)}\n`);
    },
    changed: (session, what) => void hint(session, what),
  };
  if (journal) readJournal(journal, books);

  const hint = async (session: Session, what: Happened): Promise<void> => {
    const to = targets.get(session.account);
    if (!to) return;
    const write = session.provider === 'stripe' ? stripeHint : mercadoPagoHint;
    for (const [delay, forged] of timesOf(mood.hints, chance)) {
      if (delay > 0) await new Promise((done) => setTimeout(done, delay));
      const secret = forged ? 'whsec_of_somebody_else' : to.secret;
      const { url, ...request } = write(session, what, { ...to, secret }, origin());
      await fetch(url, { method: 'POST', ...request }).catch(() => {});
    }
  };

  const change = async (session: Session, what: Happened): Promise<void> => {
    books.keep(session);
    await hint(session, what);
  };
  const act: PayDesk['act'] = async (id, action) => {
    const session = books.sessions.get(id);
    const what = session && applied(session, action);
    if (what) await change(session, what);
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readAll(request);
    seen.push(`${request.method} ${request.url} ${body}`);
    const [, id, action] = /^\/pay\/([\w-]+)(?:\/(\w+))?$/.exec(request.url!) ?? [];
    if (id)
      return servePage(
        response,
        books.sessions.get(id),
        action === 'card' ? cardAction(body) : (action as PayAction | undefined),
        act,
      );
    const luck = mood.api === 'hostile' ? chance(20) : null;
    if (mood.api === 'down' || luck === 0) return void request.socket.destroy();
    const answer =
      request.url!.startsWith('/v1/payments') || request.url!.startsWith('/checkout/')
        ? mercadoPagoApi(books, request, body)
        : stripeApi(books, request, body);
    const [status, content] = luck === 1 ? [503, { error: { message: 'busy' } }] : answer;
    if (mood.api === 'acts, then breaks off' || luck === 2) return void request.socket.destroy();
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(content));
  };
  const server = createServer((request, response) => void serve(request, response));
  return {
    server,
    sessions: books.sessions,
    mood,
    seen,
    hintTo: (secretKey, to) => void targets.set(secretKey, to),
    act,
    refund: async (id, amount) => {
      const session = books.sessions.get(id);
      if (!session?.intent) return;
      session.intent.refunded += amount;
      await change(session, 'refunded');
    },
    dispute: async (id) => {
      const session = books.sessions.get(id);
      if (!session?.intent) return;
      session.intent.disputed = true;
      await change(session, 'disputed');
    },
    totals: () => {
      const totals = new Map<string, { received: number; refunded: number }>();
      for (const { currency, balance, intent } of books.sessions.values()) {
        const sum = totals.get(currency) ?? { received: 0, refunded: 0 };
        sum.received += (intent?.received ?? 0) + balance;
        sum.refunded += intent?.refunded ?? 0;
        totals.set(currency, sum);
      }
      return totals;
    },
  };
}

/** Numbers that look like chance, below a bound. */
function chanceFrom(seed: number): (below: number) => number {
  let x = (seed * 2_654_435_761 + 1) | 0;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return Math.abs(x) % below;
  };
}

/** When a hint goes out, and whether it is signed by somebody else; none where it is lost. */
function timesOf(
  mood: PayDesk['mood']['hints'],
  chance: (below: number) => number,
): [delayMs: number, forged: boolean][] {
  if (mood === 'dropped') return [];
  if (mood !== 'hostile')
    return mood === 'doubled'
      ? [
          [0, false],
          [0, false],
        ]
      : [[0, mood === 'forged']];
  switch (chance(6)) {
    case 0:
      return [];
    case 1:
      return [
        [0, false],
        [0, false],
        [chance(300), false],
      ];
    case 2:
      // Behind others that happened later.
      return [[200 + chance(1_500), false]];
    case 3:
      return [[0, true]];
    default:
      return [[0, false]];
  }
}

function readJournal(journal: string, { sessions, keys }: Books): void {
  if (!existsSync(journal)) return;
  for (const line of readFileSync(journal, 'utf8').split('\n')) {
    let kept: Session | { key: string; body: string; id: string };
    try {
      kept = JSON.parse(line) as typeof kept;
    } catch {
      // Half a line: it was killed as it wrote, and answered nobody.
      continue;
    }
    if ('key' in kept) keys.set(kept.key, kept);
    else sessions.set(kept.id, kept);
  }
}

/** What somebody does with a payment. @returns what happened; null where nothing did */
function applied(session: Session, action: PayAction): Happened | null {
  const intent = (session.intent ??= newIntent(session));
  const waits = session.status === 'complete' && !session.paid && intent.status !== 'canceled';
  if (action === 'decline' && session.status === 'open') intent.declined = true;
  if (action === 'decline' || action === 'leave') return null;
  if (action === 'dispute') {
    if (!session.paid) return null;
    intent.disputed = true;
    return 'disputed';
  }
  if (action === 'lapse') {
    // Its page has ended by then as well.
    if (waits) {
      Object.assign(intent, { status: 'requires_payment_method', lapsed: true });
      session.expiresAt = Math.min(session.expiresAt, seconds());
    } else if (session.status === 'open') session.status = 'expired';
    else return null;
    return waits ? 'failed' : 'expired';
  }
  if (session.status === 'open' && action === 'voucher') {
    session.status = 'complete';
    intent.status = 'requires_action';
    intent.voucher = voucherOf(session);
    return 'completed';
  }
  if (session.status !== 'open' && !waits) return null;
  if (action === 'underpay') {
    session.balance += Math.max(1, Math.floor(session.amount / 2));
    if (session.balance < session.amount) return 'completed';
  }
  const came = action === 'overpay' ? session.amount * 2 : session.amount;
  session.balance =
    action === 'underpay' ? session.balance - session.amount : came - session.amount;
  session.status = 'complete';
  session.paid = true;
  Object.assign(intent, { status: 'succeeded', received: session.amount, paidAt: seconds() });
  intent.declined = false;
  return waits ? 'paid' : 'completed';
}

/** A code such as each voucher has; each is sound by its check digits. */
function voucherOf({ method, amount, id }: Session): string {
  if (method === 'pix') return pixCode(id, amount);
  if (method === 'boleto') return '00190000090123456789701234567897316560000123456';
  if (method === 'spei' || method === 'customer_balance') return '646180110400000007';
  return digitsOf(14);
}

function pixCode(id: string, amount: number): string {
  const tag = (name: string, value: string) =>
    `${name}${String(value.length).padStart(2, '0')}${value}`;
  const key = tag('00', 'br.gov.bcb.pix') + tag('01', 'demo@payments.example');
  const body =
    tag('00', '01') +
    tag('26', key) +
    '52040000' +
    '5303986' +
    tag('54', (amount / 100).toFixed(2)) +
    '5802BR' +
    tag('59', 'DEMONSTRACAO') +
    tag('60', 'SAO PAULO') +
    tag('62', tag('05', id.slice(-20))) +
    '6304';
  let crc = 0xffff;
  for (const byte of Buffer.from(body)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++)
      crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return body + crc.toString(16).toUpperCase().padStart(4, '0');
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
    const stays = ['decline', 'voucher', 'underpay'].includes(action);
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
