import { setFlagsFromString } from 'node:v8';
import knex, { type Knex } from 'knex';
import pg from 'pg';
import { lockFolder } from './folder-lock.ts';
import { readInstant } from './instants.ts';
import { beginAtOnce, writeTogether } from './round-trips.ts';

type FolderAddress = { folder: string };
/** @property image a dump of an embedded database to begin with; empty unless given */
type MemoryAddress = { memory: true; image?: Blob };
/** Where the data lives: a PostgreSQL server, a folder of the embedded one, or memory (tests). */
export type DatabaseAddress = { url: string; poolSize?: number } | FolderAddress | MemoryAddress;

/** A connection nobody should query but through `inScope`, `migrate` or the owner's command line. */
export type Connection = {
  knex: Knex;
  embedded: boolean;
  /** How many transactions may run at the same time. */
  lanes: number;
  close(): Promise<void>;
};

// Both databases hand over the same values: dates as text, decimals and big integers as text, instants as ISO.
const types = pg.types.builtins;
const asText = (value: string) => value;
const parsers: Record<number, (value: string) => unknown> = {
  [types.DATE]: asText,
  [types.NUMERIC]: asText,
  [types.INT8]: asText,
  [types.TIMESTAMPTZ]: readInstant,
  [types.TIMESTAMP]: asText,
  [types.INTERVAL]: asText,
};

/**
 * Opens the database.
 * @throws Error when another process holds the folder, or the server cannot be reached.
 */
export async function connect(address: DatabaseAddress): Promise<Connection> {
  return 'url' in address ? connectServer(address) : connectEmbedded(address);
}

async function connectServer({
  url,
  poolSize = 10,
}: {
  url: string;
  poolSize?: number;
}): Promise<Connection> {
  const db = knex({
    client: 'pg',
    // With `pipeline`, statements that need no earlier answer leave in one round trip.
    connection: {
      connectionString: url,
      pipeline: true,
      types: {
        getTypeParser: (oid: number, format: 'text') =>
          parsers[oid] ?? pg.types.getTypeParser(oid, format),
      },
    } as Knex.PgConnectionConfig,
    pool: {
      min: 0,
      max: poolSize,
      afterCreate: (
        connection: Parameters<typeof writeTogether>[0],
        done: (error: Error | null, connection: unknown) => void,
      ) => {
        writeTogether(connection);
        done(null, connection);
      },
    },
  });
  beginAtOnce(db);
  await db.raw('select 1').catch(async (error: Error) => {
    await db.destroy();
    throw new Error(`The database does not answer: ${error.message}`, { cause: error });
  });
  return { knex: db, embedded: false, lanes: poolSize, close: () => db.destroy() };
}

/**
 * Keeps V8 from freeing single functions of WebAssembly while their module lives. It frees those of the database that
 * it compiled better meanwhile, and now and then ends the process doing so ("allocations_.erase(addr) == 1",
 * nodejs/node#64500). Costs some megabytes; a closed database is freed whole, as before.
 */
const keepCompiledCode = () => setFlagsFromString('--no-wasm-code-gc');

async function connectEmbedded(address: FolderAddress | MemoryAddress): Promise<Connection> {
  keepCompiledCode();
  const { PGlite } = await import('@electric-sql/pglite');
  const { default: ClientPglite } = await import('knex-pglite');
  // PGlite takes no lock of its own, and two processes in one folder destroy it.
  const unlock = 'folder' in address ? await lockFolder(address.folder) : () => {};
  const pglite = await PGlite.create({
    ...('folder' in address ? { dataDir: address.folder } : { loadDataDir: address.image }),
    parsers,
  });
  const connection = (() => ({ pglite })) as unknown as Knex.StaticConnectionConfig;
  const db = knex({ client: ClientPglite, dialect: 'postgres', connection });
  const close = async () => {
    await db.destroy();
    if (!pglite.closed) await pglite.close();
    unlock();
  };
  return { knex: db, embedded: true, lanes: 1, close };
}
