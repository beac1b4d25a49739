import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Connection, type DatabaseAddress } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { databaseImage } from './database-image.ts';

/** A database of one test file: where the server connects, and where its owner does. */
export type TestDatabase = {
  address: DatabaseAddress;
  ownerConnection(): Promise<Connection | null>;
  drop(): Promise<void>;
};

const ownerUrl = process.env.TEST_DATABASE_OWNER_URL;
const serverUrl = process.env.TEST_DATABASE_URL;

/** Whether this run is on a real PostgreSQL; what needs concurrency is tested only there. */
export const onPostgres = Boolean(ownerUrl && serverUrl);

let count = 0;

/**
 * An empty, migrated database: on PostgreSQL one of its own, made by its owner, to which the server
 * logs in with no rights but its role's; else an embedded one in memory.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  if (!ownerUrl || !serverUrl) {
    return {
      address: { memory: true, image: await databaseImage() },
      ownerConnection: async () => null,
      drop: async () => {},
    };
  }
  const name = `portico_test_${process.pid}_${Date.now().toString(36)}_${count++}`;
  const named = (url: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  await asOwner(ownerUrl, (connection) => connection.knex.raw(`create database ${name}`));
  const owner = await connect({ url: named(ownerUrl), poolSize: 2 });
  await migrate(owner);
  return {
    address: { url: named(serverUrl) },
    ownerConnection: async () => owner,
    drop: async () => {
      await owner.close();
      await asOwner(ownerUrl, (connection) => dropDatabase(connection, name));
    },
  };
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
