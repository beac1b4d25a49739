// The bare limit of the search for materials, in a process of its own: node:http and pg, and the same SQL.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { searchWords } from '#contract/identifiers';
import { searchMaterials } from '../../server/db/material-search.ts';
import type { Db } from '../../server/db/scope.ts';

const pool = new pg.Pool({ connectionString: process.argv[2], max: 10 });

/** As much of Knex as these searches use, and nothing of its cost. */
function bareDb(client: pg.PoolClient): Db {
  const raw = (sql: string, values: unknown[]) => {
    let count = 0;
    const text = sql.replaceAll('?', () => `$${++count}`);
    return { options: ({ name }: { name: string }) => client.query({ name, text, values }) };
  };
  return { raw } as unknown as Db;
}

async function search(client: pg.PoolClient, url: string, authorization: string) {
  const token = authorization.slice('Bearer '.length);
  await client.query('begin');
  await client.query({
    name: 'scope',
    text: `select set_config('app.tenant_id', (select id::text from tenants where slug = $1), true)`,
    values: ['existencias'],
  });
  const { rows } = await client.query({
    name: 'session',
    text: `select u.permissions from sessions s join staff_users u on u.tenant_id = s.tenant_id and u.identity_id = s.identity_id
      where s.token_hash = $1 and s.expires_at > now()`,
    values: [createHash('sha256').update(token).digest('hex')],
  });
  if (rows.length === 0) throw new Error('nobody is signed in');
  const words = searchWords(new URL(url, 'http://bare.invalid').searchParams.get('search') ?? '');
  const items = await searchMaterials(bareDb(client), { words, after: null, limit: 26 });
  await client.query('commit');
  return items.slice(0, 25);
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
