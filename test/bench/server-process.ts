// A server for the benchmark, in a process of its own: ours, or the bare limit, on the same database.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { callbackify } from 'node:util';
import pg from 'pg';
import { SMTPServer } from 'smtp-server';
import { createPortal } from '../../server/index.ts';
import {
  changesStatements,
  inboxStatements,
  invoicesStatements,
  listSql,
  listStatements,
  threadChangesStatements,
  threadsStatements,
} from './list-sql.ts';

const [kind = 'portal', address = '', tenantId = '', customerId = ''] = process.argv.slice(2);
const database = JSON.parse(address) as { url: string };
const server = createServer();
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const statements = (path: string) => {
  if (path.endsWith('/notifications')) return inboxStatements;
  if (path.endsWith('/threads')) return threadsStatements;
  if (path.endsWith('/invoices')) return invoicesStatements;
  if (kind === 'bare-threads') return threadChangesStatements;
  return path.endsWith('/changes') ? changesStatements : listStatements;
};

let mailPort = '';
if (kind === 'portal') {
  const assets = new URL('../../dist/embed', import.meta.url).pathname;
  // Not everything that starts it has built the elements.
  const served = existsSync(assets) && { assets };
  const portal = await createPortal({ database, publicUrl: own, proxies: 1, ...served });
  server.on('request', portal.handler);
} else if (kind === 'portal-inbound') {
  const inbound = { listener: { port: 0, connections: 40 } };
  const portal = await createPortal({ database, publicUrl: own, inbound });
  server.on('request', portal.handler);
  mailPort = ` ${portal.mailPort}`;
} else if (kind === 'bare-inbound') {
  mailPort = ` ${await takeMails(database.url)}`;
} else if (kind === 'bare-hints') {
  const pool = new pg.Pool({ connectionString: database.url, max: 10 });
  server.on('request', async (request, response) => {
    const content = await text(request);
    await pool.query('insert into bench_hints (content) values ($1)', [content]);
    response.setHeader('Content-Type', 'application/json');
    response.end('{"received":true}');
  });
} else {
  const pool = new pg.Pool({ connectionString: database.url, max: 10 });
  server.on('request', async (request, response) => {
    const client = await pool.connect();
    try {
      const rows =
        kind === 'bare-list'
          ? (await client.query(listSql, [tenantId, customerId])).rows
          : await statements(request.url ?? '')(
              client,
              request.headers.authorization ?? '',
              customerId,
            );
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ items: rows, nextCursor: null }));
    } finally {
      client.release();
    }
  });
}
/** Takes mails by SMTP and keeps their bytes, one row and one transaction each. @returns its port */
async function takeMails(connectionString: string): Promise<number> {
  const pool = new pg.Pool({ connectionString, max: 10 });
  const keep = callbackify((content: Buffer) =>
    pool.query('insert into bench_mails (content) values ($1)', [content]),
  );
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        keep(Buffer.concat(parts), (error) => done(error));
      });
    },
  });
  const listening = smtp.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return (listening.address() as AddressInfo).port;
}

console.log(`${own}${mailPort}`);
process.on('SIGTERM', () => process.exit());
