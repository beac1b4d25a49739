// The list of invoices of a customer who has many, among customers who have few: in every order, and narrowed.
import { apiBase, limits } from '#contract/limits';
import { createPortal } from '../../server/index.ts';
import { password } from '../support/fixtures.ts';
import { openItem } from '../support/ledger.ts';
import type { TemporaryPostgres } from '../support/postgres.ts';
import type { Finding } from './compare.ts';
import { prepareSiege, startServer } from './siege-server.ts';

const many = 20_000;
const few = 40;
/** Milliseconds that a page may take. */
const budget = 1_000;

const queries = [
  '',
  'sort=number',
  'sort=total',
  'sort=-due_date',
  'status=open',
  'status=overdue&sort=total',
  'status=paid',
  'search=L199',
  'search=FID19999',
  'search=zzz&status=paid',
];

/** Each query is asked three times; what is printed is the slowest. */
export async function benchInvoices(postgres: TemporaryPostgres): Promise<Finding[]> {
  await prepareSiege(postgres);
  await fill(postgres);
  const server = await startServer(postgres, 'smtp://127.0.0.1:1');
  try {
    const ask = async (method: string, path: string, headers: object, body?: object) =>
      fetch(server.url + apiBase + path, {
        method,
        headers: {
          'Portal-Tenant': 'sitio',
          Origin: 'http://sitio.localhost:9003',
          ...(body && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body && { body: JSON.stringify(body) }),
      });
    const signedIn = await ask(
      'POST',
      '/sessions',
      {},
      { login: 'todo', password, delivery: 'bearer' },
    );
    const { token } = (await signedIn.json()) as { token: string };
    const findings: Finding[] = [];
    for (const path of [...queries.map((query) => `/invoices?${query}`), '/home']) {
      let most = 0;
      for (let round = 0; round < 3; round++) {
        const begin = performance.now();
        const response = await ask('GET', path, { Authorization: `Bearer ${token}` });
        await response.arrayBuffer();
        if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
        most = Math.max(most, performance.now() - begin);
      }
      findings.push({
        what: `GET ${path}`,
        value: `${most.toFixed(0)} ms`,
        budget: `${budget} ms`,
        holds: most <= budget,
      });
    }
    return findings;
  } finally {
    server.stop();
  }
}

async function fill(postgres: TemporaryPostgres): Promise<void> {
  const { sync, close } = await createPortal({
    database: { url: postgres.serverUrl },
    publicUrl: 'http://127.0.0.1',
  });
  const send = async (entity: 'customers' | 'invoices' | 'open-items', records: object[]) => {
    for (let at = 0; at < records.length; at += limits.batchRecords) {
      const { results } = await sync('sitio', entity, records.slice(at, at + limits.batchRecords));
      const bad = results.find(({ status }) => status === 'invalid');
      if (bad) throw new Error(JSON.stringify(bad));
    }
  };
  const count = (n: number) => Array.from({ length: n }, (_, i) => i);
  const amounts = { currency: 'MXN', net: '100', tax: '16', total: '116', items: [] };
  await send(
    'customers',
    count(few).map((i) => ({
      number: `P${i}`,
      name: `Pocos ${i}`,
      companies: [{ company: 'SM01' }],
    })),
  );
  await send(
    'open-items',
    count(few * 3).map((i) => openItem(`p${i}`, { customer: `P${i % few}`, invoice: `P${i}` })),
  );
  await send(
    'invoices',
    count(many).map((i) => ({
      number: `L${i}`,
      company: 'SM01',
      customer: '1002945',
      date: '2025-03-01',
      dueDate: i % 2 ? '2025-04-01' : null,
      ...amounts,
    })),
  );
  await send(
    'open-items',
    count(many).map((i) =>
      openItem(`L${i}`, {
        invoice: `L${i}`,
        date: '2025-03-01',
        dueDate: '2025-04-01',
        amount: '116',
        fiscalId: `FID${i}`,
        clearings: i % 10 ? [{ date: '2025-03-20', amount: '116' }] : [],
      }),
    ),
  );
  await close();
}
