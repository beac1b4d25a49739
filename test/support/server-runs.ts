import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { batchedTests } from './runs.ts';

/** What a test file calls that works on the database of its run (test/support/database.ts). */
const asks =
  /start(Mailed)?Portal|createTestDatabase|createBareDatabase|openOutboxes|onPostgres|embedded: false/;

/** These find a server on the database and look at colours, bodies of requests or drawings: no database changes them. */
const indifferent = ['palette', 'bodies', 'statement-pdf'];

/**
 * Run on the embedded database as well, when the others are run on PostgreSQL: where the two databases can differ
 * (roles and row-level security, migrations, search and sorting, cursors, the outbox, batches, seals, large answers).
 */
const onBoth = [
  'audit-seals',
  'cursors',
  'isolation',
  'mail',
  'orders',
  'round-trips',
  'scope',
  'serve',
  'sessions',
  'statement',
  'stock-search',
  'sync',
  'upgrade',
];

const postgres = fileURLToPath(new URL('./postgres.ts', import.meta.url));

/**
 * How the server's tests are run.
 * @param both whether there is a PostgreSQL: then each file that works on a database runs on it, and few on the
 *   embedded one besides; else all run on the embedded one
 * @returns parts with the command of each
 */
export function serverRuns(both: boolean): [name: string, command: string[]][] {
  const files = globSync('test/server/*.test.ts').toSorted();
  if (!both) return [['server', batchedTests(files, 2)]];
  const named = (names: readonly string[]) => (file: string) =>
    names.some((name) => file.endsWith(`/${name}.test.ts`));
  const onServer = files.filter(
    (file) => asks.test(readFileSync(file, 'utf8')) && !named(indifferent)(file),
  );
  const embedded = files.filter((file) => !onServer.includes(file) || named(onBoth)(file));
  return [
    ['server', batchedTests(embedded, 2)],
    // Tests wait for the database and for time to pass, while another batch works.
    ['server on PostgreSQL', [process.execPath, postgres, ...batchedTests(onServer, 3)]],
  ];
}
