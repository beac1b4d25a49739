// How a transaction travels to a PostgreSQL, seen from between the two.
import assert from 'node:assert/strict';
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
import { createTestDatabase, onPostgres, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let connection: Connection;
let inScope: InScope;
let between: Server;
/** Pieces that came from the portal, by connection, and the way to cut it. */
let links: { pieces: number; cut(): void }[];

/** A go-between that counts what comes in one piece. */
function listen(host: string, port: number): Promise<Server> {
  const server = createServer({ noDelay: true }, (near: Socket) => {
    const far = connectTo({ host, port, noDelay: true });
    const link = { pieces: 0, cut: () => void (near.destroy(), far.destroy()) };
    links.push(link);
    near.on('data', (piece) => {
      link.pieces += 1;
      far.write(piece);
    });
    far.pipe(near);
    for (const socket of [near, far]) socket.on('error', link.cut).on('close', link.cut);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

describe('a transaction on PostgreSQL', { skip: !onPostgres && 'needs PostgreSQL' }, () => {
  before(async () => {
    links = [];
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
  const link = () => links.at(-1)!;

  test('of one statement goes in two pieces: all there is to ask, and the end', async () => {
    await tenants();
    const before = link().pieces;
    for (let i = 0; i < 20; i++) await tenants();
    assert.ok(link().pieces - before <= 2 * 20, `${link().pieces - before} pieces`);
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
    link().cut();
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
