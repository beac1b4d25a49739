import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Connection, type DatabaseAddress } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { databaseImage, fingerprint, tablesAlone, type Content } from './database-image.ts';

/** A database of one test file: where the server connects, and where its owner does. */
export type TestDatabase = {
  address: DatabaseAddress;
  /** On PostgreSQL alone. */
  ownerAddress?: { url: string };
  ownerConnection(): Promise<Connection | null>;
  drop(): Promise<void>;
};

const ownerUrl = process.env.TEST_DATABASE_OWNER_URL;
const serverUrl = process.env.TEST_DATABASE_URL;

/** Whether this run is on a real PostgreSQL; what needs concurrency is tested only there. */
export const onPostgres = Boolean(ownerUrl && serverUrl);

let count = 0;

/**
 * A migrated database of its own: on PostgreSQL made by its owner, the server logging in to it with no rights but
 * its role's; else an embedded one in memory. Either is a copy of one that was made before.
 * @param content what is in it; unless given, nothing
 */
export async function createTestDatabase(content = tablesAlone): Promise<TestDatabase> {
  if (!ownerUrl || !serverUrl) {
    return {
      address: { memory: true, image: await databaseImage(content) },
      ownerConnection: async () => null,
      drop: async () => {},
    };
  }
  const name = `portico_test_${process.pid}_${Date.now().toString(36)}_${count++}`;
  await asOwner(ownerUrl, async (connection) => {
    const model = await modelOf(connection, content);
    await connection.knex.raw(`create database ${name} template ${model} strategy file_copy`);
  });
  const ownerAddress = { url: named(ownerUrl, name) };
  const owner = await connect({ ...ownerAddress, poolSize: 2 });
  return {
    address: { url: named(serverUrl, name) },
    ownerAddress,
    ownerConnection: async () => owner,
    drop: async () => {
      await owner.close();
      await asOwner(ownerUrl, (connection) => dropDatabase(connection, name));
    },
  };
}

/** An empty database, as its owner is connected to it: on PostgreSQL row-level security holds for the owner as well. */
export async function createBareDatabase(): Promise<{ owner: Connection; drop(): Promise<void> }> {
  if (!ownerUrl) {
    const owner = await connect({ memory: true });
    return { owner, drop: () => owner.close() };
  }
  const name = `portico_bare_${process.pid}_${count++}`;
  await asOwner(ownerUrl, ({ knex }) => knex.raw(`create database ${name}`));
  const owner = await connect({ url: named(ownerUrl, name), poolSize: 1 });
  return {
    owner,
    drop: async () => {
      await owner.close();
      await asOwner(ownerUrl, (connection) => dropDatabase(connection, name));
    },
  };
}

const named = (url: string, name: string) =>
  Object.assign(new URL(url), { pathname: `/${name}` }).href;

/** The database that those with this content are copies of; made by the first test that asks for it. */
async function modelOf({ knex }: Connection, { name: kind, from, fill }: Content): Promise<string> {
  const name = `portico_model_${kind}_${fingerprint(from)}`;
  await knex.transaction(async (db) => {
    // One makes it, and the others wait until it is there.
    await db.raw(`select pg_advisory_xact_lock(hashtextextended('${name}', 0))`);
    const { rows } = await db.raw(`select datallowconn from pg_database where datname = '${name}'`);
    if (rows[0]?.datallowconn === false) return;
    await asOwner(ownerUrl!, async (maker) => {
      // What somebody left half made.
      if (rows.length > 0) await dropDatabase(maker, name);
      await maker.knex.raw(`create database ${name}`);
      const owner = await connect({ url: named(ownerUrl!, name), poolSize: 2 });
      const server = await connect({ url: named(serverUrl!, name), poolSize: 2 });
      try {
        await migrate(owner);
        await fill(server, owner);
      } finally {
        await server.close();
        await owner.close();
      }
      // Nobody may be in it while it is copied, autovacuum included.
      await maker.knex.raw(`alter database ${name} allow_connections false`);
    });
  });
  return name;
}

/** Autovacuum may be at work in it, which an owner cannot end; it is through in a moment. */
async function dropDatabase({ knex }: Connection, name: string, tries = 20): Promise<void> {
  try {
    await knex.raw(`drop database ${name} with (force)`);
  } catch (error) {
    if (tries === 0) throw error;
    await sleep(500);
    await dropDatabase({ knex } as Connection, name, tries - 1);
  }
}

async function asOwner(
  url: string,
  work: (connection: Connection) => Promise<unknown>,
): Promise<void> {
  const connection = await connect({ url, poolSize: 1 });
  try {
    await work(connection);
  } finally {
    await connection.close();
  }
}
