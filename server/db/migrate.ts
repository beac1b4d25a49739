import { readdir, readFile } from 'node:fs/promises';
import type { Knex } from 'knex';
import type { Connection } from './connect.ts';

const folder = new URL('./migrations/', import.meta.url);

/** Plain SQL files, numbered, each in a transaction of its own, never edited once they landed. */
const migrationsUntil = (last = '~'): Knex.MigrationSource<string> => ({
  getMigrations: async () =>
    (await readdir(folder))
      .filter((name) => /^\d{4}.*\.sql$/.test(name) && name <= `${last}.sql`)
      .toSorted(),
  // Without the ending, so that no build could ever make Knex believe a migration is a new one.
  getMigrationName: (file) => file.replace(/\.sql$/, ''),
  getMigration: async (file) => ({
    up: async (db: Knex) => runScript(db, await readFile(new URL(file, folder), 'utf8')),
    down: () => Promise.reject(new Error('Migrations go forward only')),
  }),
});
const migrationSource = migrationsUntil();

type ScriptConnection = {
  exec?(sql: string): Promise<unknown>;
  query(sql: string): Promise<unknown>;
};

/** Several statements at once; PGlite takes them by another door than single ones. */
async function runScript(db: Knex, sql: string): Promise<void> {
  const connection = (await db.client.acquireConnection()) as ScriptConnection;
  await (connection.exec ? connection.exec(sql) : connection.query(sql));
}

const tableName = 'portico_migrations';

/**
 * Brings the schema up to date, as its owner.
 * @param last name of the migration to stop at; the newest unless given
 * @returns the names of what was applied
 */
export async function migrate(connection: Connection, last?: string): Promise<string[]> {
  const config = { migrationSource: migrationsUntil(last), tableName };
  const [, applied] = (await connection.knex.migrate.latest(config)) as [number, string[]];
  await connection.knex.raw('grant select on portico_migrations to portico_app');
  return applied;
}

/**
 * Holds the server's login against what design 5 asks of it.
 * @returns what is wrong, in words; empty when all is well
 */
export async function checkRole({ knex, embedded }: Connection): Promise<string[]> {
  if (embedded) return [];
  type Rights = { bypasses: boolean; member: boolean; owner: boolean };
  const { rows } = await knex.raw<{ rows: [Rights] }>(
    `select rolsuper or rolbypassrls as bypasses, pg_has_role('portico_app', 'member') as member,
       exists (select from pg_class where relname = 'tenants' and pg_has_role(relowner, 'member')) as owner
     from pg_roles where rolname = current_user`,
  );
  const [{ bypasses, member, owner }] = rows;
  return [
    bypasses && 'the database login ignores row-level security (superuser or BYPASSRLS)',
    owner && 'the database login owns the tables; the server needs a login of its own',
    !member && 'the database login is not a member of the role portico_app',
  ].filter((fault) => fault !== false);
}

/** Names of migrations that this version brings and the database lacks. */
export async function pendingMigrations({ knex }: Connection): Promise<string[]> {
  const files = await migrationSource.getMigrations([]);
  const done = new Set(await knex('portico_migrations').pluck<string[]>('name'));
  return files
    .map((file) => migrationSource.getMigrationName(file))
    .filter((name) => !done.has(name));
}
