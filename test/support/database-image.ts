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
import { connect } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';

const root = new URL('../../', import.meta.url);
const cache = new URL('node_modules/.cache/portico/', root);
const migrations = new URL('server/db/migrations/', root);

/**
 * A dump of a migrated embedded database: loading one takes a fifth of what creating and migrating one does.
 * The first test that asks for it after a migration or the database changed makes it; others find the file.
 */
export async function databaseImage(): Promise<Blob> {
  const file = fileURLToPath(new URL(`database-${fingerprint()}.tar`, cache));
  if (!existsSync(file)) {
    mkdirSync(cache, { recursive: true });
    for (const name of readdirSync(cache))
      if (/^database-.*\.tar$/.test(name)) rmSync(new URL(name, cache), { force: true });
    // Several test files may make one at the same moment; whoever renames last wins with an equal one.
    const draft = `${file}.${randomUUID()}`;
    writeFileSync(draft, await createImage());
    renameSync(draft, file);
  }
  return new Blob([readFileSync(file)]);
}

async function createImage(): Promise<Buffer> {
  const connection = await connect({ memory: true });
  try {
    await migrate(connection);
    const { client } = connection.knex;
    const pglite = (await client.acquireConnection()) as PGlite;
    const dump = await pglite.dumpDataDir('none');
    await client.releaseConnection(pglite);
    return Buffer.from(await dump.arrayBuffer());
  } finally {
    await connection.close();
  }
}

/** Changes with every migration, and with the version of the database. */
function fingerprint(): string {
  const hash = createHash('sha256');
  const lock = new URL('node_modules/@electric-sql/pglite/package.json', root);
  hash.update((JSON.parse(readFileSync(lock, 'utf8')) as { version: string }).version);
  for (const name of readdirSync(migrations).toSorted())
    hash.update(name).update(readFileSync(new URL(name, migrations)));
  return hash.digest('hex').slice(0, 16);
}
