// The bare limit of searching materials and prices, in a process of its own: node:http and pg, and the same SQL.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { searchWords } from '#contract/identifiers';
import { searchMaterials } from '../../server/records/material-search.ts';
import type { Db } from '../../server/db/scope.ts';
import { createPriceQueries, offered } from '../../server/features/prices/prices.queries.ts';
import { readKeyCursor } from '../../server/http/cursor.ts';

const pool = new pg.Pool({ connectionString: process.argv[2], max: 10 });

const numbered = (sql: string) => {
  let count = 0;
  return sql.replaceAll('?', () => `$${++count}`);
};

/** As much of Knex as these searches use, and nothing of its cost: with statements that have a name, */
function named(client: pg.PoolClient): Db {
  const raw = (sql: string, values: unknown[]) => ({
    options: ({ name }: { name: string }) => client.query({ name, text: numbered(sql), values }),
  });
  return { raw } as unknown as Db;
}

/** … and without. */
function nameless(client: pg.PoolClient): Db {
  const raw = (sql: string, values: unknown[]) => client.query(numbered(sql), values);
  return { raw } as unknown as Db;
}

async function search(client: pg.PoolClient, address: string, authorization: string) {
  const { pathname, searchParams } = new URL(address, 'http://bare.invalid');
  const token = authorization.slice('Bearer '.length);
  await client.query('begin');
  await client.query({
    name: 'scope',
    text: `select set_config('app.tenant_id', (select id::text from tenants where slug = $1), true)`,
    values: [pathname === '/prices' ? 'precios' : 'existencias'],
  });
  const { rows } = await client.query({
    name: 'session',
    text: `select i.name from sessions s join identities i on i.tenant_id = s.tenant_id and i.id = s.identity_id
      where s.token_hash = $1 and s.expires_at > now()`,
    values: [createHash('sha256').update(token).digest('hex')],
  });
  if (rows.length === 0) throw new Error('nobody is signed in');
  const words = searchWords(searchParams.get('search') ?? '');
  const items =
    pathname === '/prices'
      ? await pricesOf(client, words, searchParams)
      : await searchMaterials(named(client), { words, after: null, limit: 26 });
  await client.query('commit');
  return items.slice(0, 25);
}

async function pricesOf(
  client: pg.PoolClient,
  words: string[],
  asked: URLSearchParams,
): Promise<object[]> {
  const queries = createPriceQueries(nameless(client));
  const today = new Date().toISOString().slice(0, 10);
  const lists = (await queries.lists(process.argv[3] ?? null, today)).map(({ id }) => id);
  const found = await searchMaterials(named(client), {
    words,
    after: asked.has('cursor') ? readKeyCursor(asked.get('cursor')!) : null,
    limit: 26,
    within: offered(lists, today, asked.get('group') ?? undefined),
  });
  const ids = found.map(({ id }) => id);
  return [...found, ...(await queries.prices(lists, ids, today))];
}

const server = createServer(async (request, response) => {
  const client = await pool.connect();
  try {
    const items = await search(client, request.url ?? '', request.headers.authorization ?? '');
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ items }));
  } finally {
    client.release();
  }
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
process.on('SIGTERM', () => process.exit());
