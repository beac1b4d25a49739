// The attacks of the siege. Each is bounded in time, in connections, and in the number of its requests.
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiBase } from '#contract/limits';
import { hostOrigin, order, password } from '../support/fixtures.ts';
import { openItem } from '../support/ledger.ts';
import { stringsBomb } from './siege-bombs.ts';

/** What an attacker may hold: keys and sign-ins of the tenant `sitio`, of which nobody is honest. */
export type Arms = { syncKey: string; bounceKey: string; tokens: Record<string, string> };

/** Where an attack goes, and for how long. */
export type Aim = Arms & { url: string; seconds: number };

type Shot = { method?: string; path: string; headers?: Record<string, string>; body?: unknown };

/** Requests of one attack at the most. */
const most = 50_000;

const signIn = (login: string, more: Record<string, string> = {}): Shot => ({
  method: 'POST',
  path: '/sessions',
  body: { login, password: 'no es esta' },
  headers: more,
});
const anyNetwork = (i: number) => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;
const text = (bytes: number) => randomBytes(bytes).toString('hex');

const key = (value: string) => ({ Authorization: `Bearer ${value}`, Origin: '' });

/** Every attack by its name, and how their requests were answered so far. */
export function arm({ url, seconds, syncKey, bounceKey, tokens }: Aim) {
  const end = performance.now() + seconds * 1_000;
  const outcomes: Record<string, number> = {};
  let sent = 0;

  async function fire({ method = 'GET', path, headers, body }: Shot): Promise<Response | null> {
    const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
    try {
      const response = await fetch(url + apiBase + path, {
        method,
        headers: {
          'Portal-Tenant': 'sitio',
          Origin: 'http://sitio.localhost:9003',
          'X-Forwarded-For': '192.0.2.66',
          ...(text !== undefined && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        body: text,
        signal: AbortSignal.timeout(30_000),
      });
      outcomes[response.status] = (outcomes[response.status] ?? 0) + 1;
      return response;
    } catch {
      outcomes.broken = (outcomes.broken ?? 0) + 1;
      await sleep(100);
      return null;
    }
  }

  /** So many connections that fire again and again. */
  async function storm(connections: number, shot: (i: number) => Shot): Promise<void> {
    const lane = async () => {
      while (performance.now() < end && sent < most) {
        const answer = await fire(shot(sent++));
        await answer?.arrayBuffer().catch(() => {});
      }
    };
    await Promise.all(Array.from({ length: connections }, lane));
  }

  /** Somebody of the attacked tenant's own, who signed in before the attacks began. */
  const enter = (login: string) => ({ Authorization: `Bearer ${tokens[login]}` });

  /** Connections that promise a body and send one byte of it. */
  async function slowBodies(count: number): Promise<void> {
    const { hostname, port, host } = new URL(url);
    const open = async () => {
      while (performance.now() < end) {
        const socket = connect(Number(port), hostname);
        socket.on('error', () => {});
        socket.write(
          `POST ${apiBase}/sessions HTTP/1.1\r\nHost: ${host}\r\nPortal-Tenant: sitio\r\nOrigin: http://sitio.localhost:9003\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n{`,
        );
        await Promise.race([
          new Promise((resolve) => socket.once('close', resolve)),
          sleep(Math.max(0, end - performance.now())),
        ]);
        socket.destroy();
        outcomes.closed = (outcomes.closed ?? 0) + 1;
        await sleep(50);
      }
    };
    await Promise.all(Array.from({ length: count }, open));
  }

  const attacks: Record<string, () => Promise<void>> = {
    'random names': () =>
      storm(8, () => ({
        path: '/portal',
        headers: { 'Portal-Tenant': text(3_500), Cookie: `${text(20)}=${text(200)}` },
      })),
    'random everything': () =>
      storm(8, (i) => ({
        path: `/${i % 2 ? `orders/${text(8)}` : text(20)}?${text(6)}=${text(30)}`,
        headers: {
          'Portal-Tenant': i % 3 ? 'sitio' : text(8),
          'Portal-Customer': text(20),
          'Accept-Language': text(10),
          'User-Agent': text(60),
          Authorization: `Bearer ${text(40)}`,
          [`X-${text(6)}`]: text(40),
          Cookie: `__Host-portal-sitio=${text(32)}; ${text(8)}=${text(8)}`,
        },
      })),
    'slow bodies': () => slowBodies(60),
    'a rush of sign-ins': () => storm(40, (i) => signIn(`prisa-${i}`)),
    'a rush from many networks': () =>
      storm(40, (i) => signIn(`prisa-${i}`, { 'X-Forwarded-For': anyNetwork(i) })),
    'an owner guessed at': () =>
      storm(8, (i) =>
        signIn('grupo', {
          'Portal-Tenant': i % 2 ? 'norte' : 'sul',
          Origin: i % 2 ? hostOrigin.norte : hostOrigin.sul,
        }),
      ),
    'an owner guessed at from many networks': () =>
      storm(8, (i) =>
        signIn('grupo', {
          'Portal-Tenant': i % 2 ? 'norte' : 'sul',
          Origin: i % 2 ? hostOrigin.norte : hostOrigin.sul,
          'X-Forwarded-For': anyNetwork(i),
        }),
      ),
    'host sessions of nobody': () =>
      storm(16, () => ({
        method: 'POST',
        path: '/host-sessions',
        body: {
          assertion: ['{"alg":"HS256"}', '{"iss":"a\\u0000b"}', 'x']
            .map((part) => Buffer.from(part).toString('base64url'))
            .join('.'),
        },
      })),
    'unknown fields': () => {
      const fields = Array.from({ length: 9_000 }, (_, i) => `"k${i}":1`).join(',');
      return storm(8, () => ({ method: 'POST', path: '/sessions', body: `{${fields}}` }));
    },
    'one PDF 250 times at once': async () => {
      const headers = enter('todo');
      const made = await fire({
        method: 'POST',
        path: '/statements',
        body: { company: 'SM01' },
        headers,
      });
      const { id } = (made ? await made.json() : {}) as { id?: string };
      await storm(250, () => ({ path: `/statements/${id}/pdf?locale=es`, headers }));
    },
    'statements of every day': async () => {
      const headers = enter('todo');
      await storm(8, (i) => ({
        method: 'POST',
        path: '/statements',
        body: {
          company: 'SM01',
          cutOff: new Date(Date.UTC(2001, 0, 1 + (i % 9_000))).toISOString().slice(0, 10),
        },
        headers,
      }));
    },
    'exports without end': async () => {
      const headers = enter('todo');
      await storm(20, (i) => ({
        path: i % 2 ? '/exports/orders?locale=es' : '/exports/prices/xlsx?locale=es',
        headers,
      }));
    },
    'passwords that are hard to judge': async () => {
      const headers = enter('grupo');
      await storm(8, () => ({
        method: 'PUT',
        path: '/me/password',
        body: { current: password, password: '4@8({[</3691!|71$5+7%2'.repeat(5) },
        headers,
      }));
    },
    'spreadsheets that swell': async () => {
      const headers = enter('cobranza');
      const content = (await stringsBomb(300)).toString('base64');
      await storm(8, () => ({
        method: 'POST',
        path: '/mailing-list-imports',
        body: { file: { name: 'listas.xlsx', content } },
        headers,
      }));
    },
    'a row of commas': async () => {
      const headers = enter('cobranza');
      const body = JSON.stringify({ text: ','.repeat(3_900_000) });
      await storm(4, () => ({ method: 'POST', path: '/mailing-list-imports', body, headers }));
    },
    'runs prepared without end': async () => {
      const headers = enter('cobranza');
      const mailboxes = 'pagos@sitio.example';
      const list = { company: 'SM01', customer: '1002945', mailboxes, mode: 'replace' };
      await fire({ method: 'PUT', path: '/mailing-lists', body: list, headers });
      await storm(8, () => ({
        method: 'POST',
        path: '/mass-sends',
        body: { company: 'SM01' },
        headers,
      }));
    },
    'a notice of 20,000 recipients': () => {
      const message = `X-Failed-Recipients: ${'a,'.repeat(20_000)}\r\n\r\n${'ñ'.repeat(99_000)}`;
      return storm(2, () => ({
        method: 'POST',
        path: '/bounces',
        body: { message },
        headers: key(bounceKey),
      }));
    },
    'a busy ERP': () =>
      storm(14, (i) => ({
        method: 'POST',
        path: '/sync/orders',
        body: {
          records: Array.from({ length: 500 }, (_, n) =>
            order(String(1_000_000 + ((i * 500 + n) % 5_000)), {
              customer: '0001002945',
              shipTo: null,
              amount: `${i}.00`,
            }),
          ),
        },
        headers: { ...key(syncKey), 'Idempotency-Key': `sitio-${process.pid}-${i}` },
      })),
    'two entities of an ERP at once': () =>
      storm(6, (i) => ({
        method: 'POST',
        path: i % 2 ? '/sync/customers' : '/sync/open-items',
        body: {
          records: Array.from({ length: 40 }, (_, n) =>
            i % 2
              ? { number: String(5_000_000 + n), name: `Cliente ${i}`, companies: [] }
              : openItem(`s${i}-${n}`, { customer: String(5_000_000 + n) }),
          ),
        },
        headers: { ...key(syncKey), 'Idempotency-Key': `dos-${process.pid}-${i}` },
      })),
    'a record of 400,000 fields': () => {
      const fields = Array.from({ length: 300_000 }, (_, i) => `"k${i}":1`).join(',');
      const body = `{"records":[{"number":"X",${fields}}]}`;
      return storm(2, (i) => ({
        method: 'POST',
        path: '/sync/customers',
        body,
        headers: { ...key(syncKey), 'Idempotency-Key': `campos-${process.pid}-${i}` },
      }));
    },
  };
  return { attacks, outcomes };
}

/** Names of every attack, in the order of the siege. */
export const attackNames = Object.keys(
  arm({ url: '', seconds: 0, syncKey: '', bounceKey: '', tokens: {} }).attacks,
);
