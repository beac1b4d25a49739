// npm run bench [-- full] [-- PART …]: what things weigh and how long they take, against bare limits of the same
// run; all of it, or the named parts. `full` also fills a table with 10 million orders, which takes several
// minutes and some 5 GB, and makes the others longer.
import { spawnSync } from 'node:child_process';
import { buildWidgets } from '../../widgets/build.ts';
import { startPostgres, type TemporaryPostgres } from '../support/postgres.ts';
import { benchAccess } from './access.ts';
import { show, type Finding } from './compare.ts';
import { benchFaults } from './faults.ts';
import { benchImport } from './import.ts';
import { benchInvoiceList } from './invoice-list.ts';
import { benchInvoices } from './invoices.ts';
import { benchList } from './list.ts';
import { benchNotifications } from './notifications.ts';
import { benchOrdering } from './ordering.ts';
import { benchPayments } from './payments.ts';
import { benchPdf } from './pdf.ts';
import { benchLoop } from './loop.ts';
import { benchMassSend } from './mass-send.ts';
import { benchMassSendFaults } from './mass-send-faults.ts';
import { benchPhone } from './phone.ts';
import { benchPortfolio } from './portfolio.ts';
import { benchPrices } from './prices.ts';
import { benchRequests } from './requests.ts';
import { benchSearch } from './search.ts';
import { benchSiege } from './siege.ts';
import { benchSoak } from './soak.ts';
import { benchStatement } from './statement.ts';
import { benchStock } from './stock.ts';
import { benchThreads } from './threads.ts';
import { weighAll } from './sizes.ts';

const full = process.argv.includes('full');
const named = process.argv.slice(2).filter((word) => word !== 'full');

type Part = [title: string, run: (postgres: TemporaryPostgres) => Promise<Finding[]>];
type FreePart = [title: string, run: () => Promise<Finding[]> | Finding[]];

const free: Record<string, FreePart> = {
  sizes: ['What a page downloads (brotli)', weighAll],
  phone: ['A slow phone: 1.6 Mbit/s, 150 ms, 4× slower processor', benchPhone],
  pdf: ['Statements as PDF', benchPdf],
  soak: ['Strangers’ texts in every place', () => benchSoak(full ? 5_000 : 500)],
  // Servers that are killed over and over: some ten minutes, so only where asked for.
  ...((full || named.includes('faults')) && {
    faults: ['What dies or is broken', () => benchFaults(full)] as FreePart,
  }),
};
const onPostgres: Record<string, Part> = {
  access: ['Signing in', benchAccess],
  stock: ['Stock', benchStock],
  invoices: ['Invoices', benchInvoices],
  'invoice-list': ['Invoices list', (postgres) => benchInvoiceList(postgres, [10_000, 1_000_000])],
  search: ['The search box', benchSearch],
  portfolio: ['The portfolio of an executive', benchPortfolio],
  notifications: ['Notifications', benchNotifications],
  threads: ['Conversations', benchThreads],
  requests: ['Service requests', benchRequests],
  ordering: ['Entering orders', benchOrdering],
  payments: ['Payments', benchPayments],
  prices: ['Prices', benchPrices],
  statement: ['Statement of account', benchStatement],
  import: ['Import', benchImport],
  loop: ['How long the event loop is held', benchLoop],
  'mass-send': ['Mass send', (postgres) => benchMassSend(postgres, full ? 5_000 : 500)],
  // In real time: a minute goes by for the grey list alone.
  ...(full && {
    'mass-send-faults': [
      'Mass send, relay fails',
      (postgres: TemporaryPostgres) => benchMassSendFaults(postgres, 1_000, 20),
    ] as Part,
  }),
  // An attack a minute, and a minute of all together: some 25 minutes, so only where asked for.
  ...((full || named.includes('siege')) && {
    siege: ['Siege', (postgres: TemporaryPostgres) => benchSiege(postgres)] as Part,
  }),
  list: [
    'Orders list',
    (postgres) => benchList(postgres, full ? [10_000, 1_000_000, 10_000_000] : [10_000, 1_000_000]),
  ],
};

/** Programs of their own, each beside a PostgreSQL of its own; only where asked for. */
const programs: Record<string, string[]> = {
  freight: ['test/support/postgres.ts', process.execPath, 'test/bench/freight.ts'],
  inbound: ['test/support/postgres.ts', process.execPath, 'test/bench/inbound.ts'],
  uploads: ['test/support/postgres.ts', process.execPath, 'test/bench/uploads.ts'],
  fiscal: ['test/one.ts', '--postgres', 'test/bench/fiscal.ts'],
};

const parts = { ...free, ...onPostgres, ...programs };
const unknown = named.filter((name) => !(name in parts));
if (unknown.length > 0)
  throw new Error(
    `There is no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`,
  );
const wanted = <P>(parts: Record<string, P>): P[] =>
  Object.entries(parts).flatMap(([name, part]) =>
    named.length === 0 || named.includes(name) ? [part] : [],
  );

const first = wanted(free);
if (first.length > 0) await buildWidgets();
for (const [title, run] of first) show(title, await run());
const later = wanted(onPostgres);
// The siege starts the server as it is served, with the elements.
if (later.length > 0 && first.length === 0) await buildWidgets();
for (const [title, run] of later) {
  // A server of its own for each: what one leaves behind is nothing to the next.
  const postgres = await startPostgres();
  try {
    show(title, await run(postgres));
  } finally {
    postgres.stop();
  }
}
for (const [name, program] of Object.entries(programs)) {
  if (!full && !named.includes(name)) continue;
  const { status } = spawnSync(process.execPath, program, { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
