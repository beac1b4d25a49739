// How a transaction travels to a PostgreSQL, seen from between the two.
import { AsyncLocalStorage } from 'node:async_hooks';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  connect as connectTo,
  createServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';
import { after, before, describe, test } from 'node:test';
import { connect, type Connection } from '../../server/db/connect.ts';
import { createScope, type InScope } from '../../server/db/scope.ts';
import type { Draft, DraftChange } from '#contract/order-entry';
import { signIn } from '../support/api.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { createTestDatabase, onPostgres, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let connection: Connection;
let inScope: InScope;
let between: Server;
/** Ways to cut the connections. */
let cuts: (() => void)[];

/** A go-between that can break off. */
function listen(host: string, port: number): Promise<Server> {
  const server = createServer({ noDelay: true }, (near: Socket) => {
    const far = connectTo({ host, port, noDelay: true });
    const cut = () => void (near.destroy(), far.destroy());
    cuts.push(cut);
    near.pipe(far);
    far.pipe(near);
    for (const socket of [near, far]) socket.on('error', cut).on('close', cut);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

describe('a transaction on PostgreSQL', { skip: !onPostgres && 'needs PostgreSQL' }, () => {
  before(async () => {
    cuts = [];
    database = await createTestDatabase();
    const url = new URL((database.address as { url: string }).url);
    between = await listen(url.hostname, Number(url.port));
    url.port = String((between.address() as AddressInfo).port);
    connection = await connect({ url: url.href, poolSize: 1 });
    inScope = createScope(connection);
  });

  after(async () => {
    await connection?.close();
    between?.close();
    await database?.drop();
  });

  const tenants = () => inScope({ tenantId: null }, (db) => db('tenants').select('id'));

  /** How often the only connection writes to its socket. */
  async function writesOf(work: () => Promise<unknown>): Promise<number> {
    const raw = await connection.knex.client.acquireConnection();
    const { stream } = raw.connection as { stream: Socket };
    let writes = 0;
    for (const way of ['_write', '_writev'] as const) {
      const write = stream[way]!.bind(stream) as (...args: unknown[]) => void;
      stream[way] = (...args: unknown[]) => {
        writes += 1;
        write(...args);
      };
    }
    connection.knex.client.releaseConnection(raw);
    await work();
    return writes;
  }

  test('of one statement goes in two pieces: all there is to ask, and the end', async () => {
    await tenants();
    assert.equal(await writesOf(tenants), 2);
  });

  test('that fails is rolled back, and the next one is well', async () => {
    await assert.rejects(
      inScope({ tenantId: null }, (db) => db.raw('select 1 / 0')),
      /division by zero/,
    );
    assert.deepEqual(await tenants(), []);
  });

  test('that cannot begin fails, and nothing of it is done', async () => {
    await tenants();
    let worked = false;
    cuts.at(-1)!();
    await assert.rejects(
      inScope({ tenantId: null }, async (db) => {
        await db('tenants').select('id');
        worked = true;
      }),
    );
    assert.equal(worked, false);
    assert.deepEqual(await tenants(), []);
  });
});

/** What a request asks the database, by how often it waited for an answer before it asked on. */
function roundsOfRequests({ server, connection }: TestPortal): string[][] {
  const ofRequest = new AsyncLocalStorage<true>();
  const rounds: string[][] = [];
  let answered = true;
  server.prependListener('request', () => ofRequest.enterWith(true));
  connection.knex.on('query', ({ sql }: { sql: string }) => {
    if (!ofRequest.getStore()) return;
    if (answered) rounds.push([]);
    answered = false;
    rounds.at(-1)!.push(sql);
  });
  connection.knex.on('query-response', () => {
    if (ofRequest.getStore()) answered = true;
  });
  return rounds;
}

describe('a line of an order that is saved', () => {
  let running: TestPortal;
  before(async () => {
    running = await startPortal();
    await running.portal.sync('norte', 'materials', [
      { number: 'T-1', descriptions: { es: 'Tanque' }, unit: 'PZA' },
    ]);
    await running.portal.sync('norte', 'price-lists', [
      { code: 'TODOS', currency: 'MXN', assignments: [{}] },
    ]);
    await running.portal.sync('norte', 'price-items', [
      { list: 'TODOS', material: 'T-1', prices: [{ unit: 'PZA', price: '10.25' }] },
    ]);
  });
  after(() => running?.close());

  test('asks the database in few statements, most of them together', async () => {
    const buyer = await signIn(running.url, 'todo');
    const { body: draft } = await buyer<Draft>('POST /order-drafts', { body: {} });
    const line = { op: 'set', id: randomUUID(), position: 1, material: 'T-1', quantity: '1' };
    const save = (version: number, quantity: string) =>
      buyer<DraftChange>(`PATCH /order-drafts/${draft.id}`, {
        body: { version, lines: [{ ...line, quantity }] },
      });
    const first = await save(draft.version, '1');
    const rounds = roundsOfRequests(running);
    const { body } = await save(first.body.version, '3');
    assert.equal(body.total, '30.75');
    const statements = rounds.flat();
    // Twice as whom, before the body and behind it; then the draft and what is named, prices and stock, what is
    // written, and the end.
    assert.ok(statements.length <= 22, `${statements.length} statements`);
    if (onPostgres) assert.ok(rounds.length <= 6, `${rounds.length} rounds`);
  });
});
