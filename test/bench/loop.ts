// How long the event loop of the production server is held, at the longest, by whatever somebody sends or asks for.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiBase, limits } from '#contract/limits';
import { createPortal } from '../../server/index.ts';
import { item, order, password } from '../support/fixtures.ts';
import { openItem } from '../support/ledger.ts';
import { bookOf, rowsOf } from '../support/workbook.ts';
import type { TemporaryPostgres } from '../support/postgres.ts';
import type { Finding } from './compare.ts';
import { stringsBomb } from './siege-bombs.ts';
import { prepareSiege, started, startServer, type ServerState } from './siege-server.ts';

/** Milliseconds that nothing may hold the loop for. */
const budget = 100;
const documents = 10_000;
const recipients = 1_000;

const customer = (n: number) => String(6_000_000 + n);
const inputs = new URL('../../../shared/findings/inputs/xlsx/', import.meta.url);

type Shot = { method?: string; path: string; body?: object | string; headers?: object };
type Act = [what: string, act: () => Promise<unknown>];

/** Each act is done twice; what is printed is the longer of the holds. */
export async function benchLoop(
  postgres: TemporaryPostgres,
  only = /./,
  around: (what: string, act: () => Promise<unknown>) => Promise<unknown> = (_, act) => act(),
  flags: string[] = [],
): Promise<Finding[]> {
  const keys = await prepareSiege(postgres);
  await addRecords(postgres);
  const relay = await started('mass-send-sink.ts');
  const server = await startServer(postgres, relay.told, flags);
  try {
    const fire = caller(server.url);
    const acts = await actsOf(fire, keys);
    const findings: Finding[] = [];
    for (const [what, act] of acts) {
      if (!only.test(what)) continue;
      await sleep(500);
      await server.look();
      const looks: ServerState[] = [];
      const outcomes: unknown[] = [];
      for (let round = 0; round < 2; round++) {
        outcomes.push(await around(what, act));
        await sleep(100);
        looks.push(await server.look());
      }
      const ms = Math.max(...looks.map(({ loopMs }) => loopMs));
      console.log(`  ${what}: ${ms} ms (${outcomes.join(', ')})`);
      findings.push({ what, value: `${ms} ms`, budget: `${budget} ms`, holds: ms <= budget });
    }
    return findings;
  } finally {
    server.stop();
    relay.child.kill();
  }
}

/** Documents of one customer, and customers with a mailing list each. */
async function addRecords(postgres: TemporaryPostgres): Promise<void> {
  const { sync, close } = await createPortal({
    database: { url: postgres.serverUrl },
    publicUrl: 'http://127.0.0.1',
  });
  const send = async (entity: 'customers' | 'open-items' | 'orders', records: object[]) => {
    for (let at = 0; at < records.length; at += limits.batchRecords)
      await sync('sitio', entity, records.slice(at, at + limits.batchRecords));
  };
  const count = (n: number) => Array.from({ length: n }, (_, i) => i);
  await send(
    'customers',
    count(recipients).map((n) => ({
      number: customer(n),
      name: `Cliente ${n}`,
      companies: [{ company: 'SM01' }],
    })),
  );
  const dueDate = '2018-03-09';
  await send('open-items', [
    ...count(documents).map((n) => openItem(`largo ${n}`, { dueDate, amount: `${n + 1}.25` })),
    ...count(recipients).map((n) => openItem(`de ${n}`, { dueDate, customer: customer(n) })),
  ]);
  await send(
    'orders',
    count(documents).map((n) => orderOf(n)),
  );
  await close();
}

const orderOf = (n: number, more: object = {}) =>
  order(String(2_000_000 + n), { customer: '0001002945', shipTo: null, ...more });

type Fire = (shot: Shot) => Promise<{ status: number; value: unknown }>;

function caller(url: string): Fire {
  return async ({ method = 'GET', path, body, headers }) => {
    const content = typeof body === 'object' ? JSON.stringify(body) : body;
    const response = await fetch(url + apiBase + path, {
      method,
      headers: {
        'Portal-Tenant': 'sitio',
        Origin: 'http://sitio.localhost:9003',
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(content !== undefined && { body: content }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, value: isJson ? JSON.parse(bytes.toString()) : null };
  };
}

async function actsOf(fire: Fire, keys: { syncKey: string; bounceKey: string }): Promise<Act[]> {
  const enter = async (login: string) => {
    const body = { login, password, delivery: 'bearer' };
    const { value } = await fire({ method: 'POST', path: '/sessions', body });
    return { Authorization: `Bearer ${(value as { token: string }).token}` };
  };
  const [staff, contact] = [await enter('cobranza'), await enter('todo')];
  const key = (value: string) => ({ Authorization: `Bearer ${value}`, Origin: '' });
  const shoot = async (shot: Shot) => (await fire(shot)).status;
  const idOf = async (shot: Shot) => ((await fire(shot)).value as { id: string }).id;

  const importPath = '/mailing-list-imports';
  const bring = (body: object | string): Shot => ({
    method: 'POST',
    path: importPath,
    body,
    headers: staff,
  });
  const rows = (count: number) =>
    Array.from({ length: count }, (_, n) => [
      'SM01',
      customer(n),
      `pagos@cliente${n}.example; cobros@cliente${n}.example`,
    ]);
  const text = (count: number) =>
    rows(count)
      .map((cells) => cells.join('\t'))
      .join('\n');
  const file = (name: string, bytes: Buffer) => ({
    file: { name, content: bytes.toString('base64') },
  });
  const big = text(limits.importRows);
  const book = bookOf({ sheets: [{ rows: rowsOf(rows(limits.importRows)) }] });
  const bomb = await stringsBomb(300);
  let batch = '';
  const imports: Act[] = [
    ['20,000 rows pasted', async () => (batch = await idOf(bring({ text: big })))],
    [
      'corrections of 20,000 rows',
      () =>
        shoot({
          method: 'POST',
          path: `${importPath}/${batch}/corrections`,
          body: {
            rows: [{ row: 2, company: 'SM01', customer: customer(1), mailboxes: 'a@b.example' }],
          },
          headers: staff,
        }),
    ],
    [
      'their errors',
      () => shoot({ path: `${importPath}/${batch}/errors?locale=es`, headers: staff }),
    ],
    [
      'their application',
      () =>
        shoot({
          method: 'POST',
          path: `${importPath}/${batch}/application`,
          body: {},
          headers: staff,
        }),
    ],
    ['20,000 rows of a spreadsheet', () => shoot(bring(file('listas.xlsx', book)))],
    ['a row of commas', () => shoot(bring({ text: ','.repeat(3_900_000) }))],
    ['lines of commas', () => shoot(bring({ text: ',,,,\n'.repeat(780_000) }))],
    ['one word of 3.9 million letters', () => shoot(bring({ text: 'á'.repeat(1_900_000) }))],
    ['a spreadsheet that swells', () => shoot(bring(file('listas.xlsx', bomb)))],
    ...inputFiles().map((name): Act => [
      `the spreadsheet ${name}`,
      () => shoot(bring(file(name, readFileSync(new URL(name, inputs))))),
    ]),
  ];

  let run = 0;
  const sync = (entity: string, body: object | string): Shot => ({
    method: 'POST',
    path: `/sync/${entity}`,
    body,
    headers: { ...key(keys.syncKey), 'Idempotency-Key': `lazo-${process.pid}-${run++}` },
  });
  const fields = Array.from({ length: 300_000 }, (_, i) => `"k${i}":1`).join(',');
  const batches: Act[] = [
    [
      'a batch of 500 orders, 4.9 MB',
      () =>
        shoot(
          sync('orders', {
            records: Array.from({ length: 500 }, (_, n) => wideOrder(n)),
          }),
        ),
    ],
    [
      'a batch of 500 orders, the same again',
      () => shoot(sync('orders', { records: Array.from({ length: 500 }, (_, n) => wideOrder(n)) })),
    ],
    [
      'a record of 300,000 fields',
      () => shoot(sync('customers', `{"records":[{"number":"X",${fields}}]}`)),
    ],
    [
      'a batch of 4.9 MB of brackets',
      () => shoot(sync('customers', `{"records":${'['.repeat(4_900_000)}`)),
    ],
    [
      'a batch of 4.9 MB of small arrays',
      () => shoot(sync('customers', `{"records":[${'[],'.repeat(1_600_000)}[]]}`)),
    ],
    [
      'a price list of 10,000 customers',
      () =>
        shoot(
          sync('price-lists', {
            records: [
              {
                code: 'MUCHOS',
                name: 'De muchos',
                currency: 'MXN',
                assignments: Array.from({ length: 10_000 }, (_, n) => ({
                  customer: customer(n % recipients),
                })),
              },
            ],
          }),
        ),
    ],
  ];

  const [statement, xlsx] = ['/statements', '/xlsx?locale=es'];
  const company = { company: 'SM01' };
  let made = '';
  const looks: Act[] = [
    [
      `a statement of ${documents} documents`,
      async () =>
        (made = await idOf({ method: 'POST', path: statement, body: company, headers: contact })),
    ],
    ['that statement again', () => shoot({ path: `${statement}/${made}`, headers: contact })],
    ['its XLSX', () => shoot({ path: `${statement}/${made}${xlsx}`, headers: contact })],
    ['its PDF', () => shoot({ path: `${statement}/${made}/pdf?locale=es`, headers: contact })],
    ['orders as CSV', () => shoot({ path: '/exports/orders?locale=es', headers: contact })],
    ['prices as XLSX', () => shoot({ path: '/exports/prices/xlsx?locale=es', headers: contact })],
  ];

  const long = { method: 'PUT', path: '/me/password', headers: contact };
  const passwords: Act[] = [
    '4@8({[</3691!|71$5+7%2'.repeat(5),
    'contraseña'.repeat(12),
    'aB3$'.repeat(32),
  ].map((word) => [
    `the password ${word.slice(0, 12)}…`,
    () => shoot({ ...long, body: { current: password, password: word.slice(0, 128) } }),
  ]);

  const notice = `X-Failed-Recipients: ${'a,'.repeat(20_000)}\r\n\r\n${'ñ'.repeat(99_000)}`;
  let sent = '';
  const mails: Act[] = [
    [
      'a notice of 20,000 recipients',
      () =>
        shoot({
          method: 'POST',
          path: '/bounces',
          body: { message: notice.slice(0, 90_000) },
          headers: key(keys.bounceKey),
        }),
    ],
    [
      `a run for ${recipients} prepared`,
      async () =>
        (sent = await idOf({ method: 'POST', path: '/mass-sends', body: company, headers: staff })),
    ],
    [
      'and mailed',
      async () => {
        const path = `/mass-sends/${sent}`;
        const body = { confirmed: recipients, alreadySent: 'send', reason: 'Otra vez' };
        await fire({ method: 'POST', path: `${path}/start`, body, headers: staff });
        for (;;) {
          const { value } = await fire({ path, headers: staff });
          const { state } = value as { state: string };
          if (state !== 'running') return state;
          await sleep(500);
        }
      },
    ],
    ['its log', () => shoot({ path: `/mass-sends/${sent}/log?locale=es`, headers: staff })],
    [
      'its recipients',
      () => shoot({ path: `/mass-sends/${sent}/recipients?limit=100`, headers: staff }),
    ],
  ];
  return [...imports, ...batches, ...looks, ...passwords, ...mails];
}

/** An order of some 10 kB. */
const wideOrder = (n: number) =>
  orderOf(n, {
    amount: `${Math.floor(Math.random() * 1e6)}.00`,
    items: Array.from({ length: 24 }, (_, line) =>
      item(String(line + 1), {
        status: 'released',
        descriptions: { es: `Renglón ${line} ${'x'.repeat(60)}` },
      }),
    ),
  });

function inputFiles(): string[] {
  try {
    return readdirSync(inputs);
  } catch {
    console.log('  skipped: the spreadsheets that failed are not here');
    return [];
  }
}
