import { execFileSync } from 'node:child_process';
import type { PGlite } from '@electric-sql/pglite';
import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { fileURLToPath } from 'node:url';
import { connect, type Connection } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { alone } from '../../widgets/build-lock.ts';

const root = new URL('../../', import.meta.url);
const cache = new URL('node_modules/.cache/portico/', root);

/** What a test's database begins with: the tables alone, or more. */
export type Content = {
  name: string;
  /** Folders it is made of, besides those of every content. */
  from?: readonly string[];
  /** Fills the migrated tables; `connection` is the server's, `owner` that of the owner of the tables. */
  fill(connection: Connection, owner: Connection): Promise<void>;
};
export const tablesAlone: Content = { name: 'tables', fill: async () => {} };

/**
 * A dump of an embedded database with this content: loading one takes a fraction of what making one does. The
 * first test that asks for it after anything changed that it is made of makes it; others find the file.
 */
export async function databaseImage(content: Content): Promise<Blob> {
  const file = fileURLToPath(new URL(`${content.name}-${fingerprint(content.from)}.tar`, cache));
  mkdirSync(cache, { recursive: true });
  await alone(`${file}.lock`, async () => {
    if (existsSync(file)) return;
    for (const name of readdirSync(cache))
      if (name.startsWith(`${content.name}-`) && name.endsWith('.tar'))
        rmSync(new URL(name, cache), { force: true });
    const draft = `${file}.${randomUUID()}`;
    writeFileSync(draft, await createImage(content));
    renameSync(draft, file);
  });
  return new Image(readFileSync(file));
}

/** Makes a folder of an embedded database with this content. */
export async function unpackDatabase(content: Content, folder: string): Promise<void> {
  mkdirSync(folder, { mode: 0o700 });
  const input = new Uint8Array(await (await databaseImage(content)).arrayBuffer());
  execFileSync('tar', ['-xf', '-', '-C', folder], { input, stdio: ['pipe', 'ignore', 'ignore'] });
}

/** Bytes as they are: a Blob would hand them out in small pieces. */
class Image extends Blob {
  readonly #bytes: Buffer<ArrayBuffer>;

  constructor(bytes: Buffer<ArrayBuffer>) {
    super();
    this.#bytes = bytes;
  }

  override arrayBuffer = async (): Promise<ArrayBuffer> => this.#bytes.buffer;
}

async function createImage({ fill }: Content): Promise<Buffer> {
  const connection = await connect({ memory: true });
  try {
    await migrate(connection);
    await fill(connection, connection);
    const { client } = connection.knex;
    const pglite = (await client.acquireConnection()) as PGlite;
    // Memory that is cleared at each start, and that no test needs.
    await pglite.exec(`alter system set shared_buffers = '16MB'`);
    // Else whoever opens it has to do again what was done to make it.
    await pglite.exec('checkpoint');
    const dump = await pglite.dumpDataDir('none');
    await client.releaseConnection(pglite);
    return Buffer.from(await dump.arrayBuffer());
  } finally {
    await connection.close();
  }
}

/**
 * Changes with all that content is made of: the server with its migrations, the fixtures, the database. And with
 * the day, as some of it is of today.
 */
export function fingerprint(from: readonly string[] = []): string {
  const hash = createHash('sha256').update(new Date().toISOString().slice(0, 10));
  const lock = new URL('node_modules/@electric-sql/pglite/package.json', root);
  hash.update((JSON.parse(readFileSync(lock, 'utf8')) as { version: string }).version);
  for (const folder of ['server/', 'test/support/', ...from])
    for (const name of readdirSync(new URL(folder, root), { recursive: true }).toSorted())
      if (/\.(ts|sql|json)$/.test(String(name)))
        hash.update(String(name)).update(readFileSync(new URL(`${folder}${String(name)}`, root)));
  return hash.digest('hex').slice(0, 16);
}
