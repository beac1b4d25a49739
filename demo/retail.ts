import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { SyncEntity } from '#contract/permissions';
import { createPortal, type Portal } from '../server/index.ts';
import { buildWidgets } from '../widgets/build.ts';
import {
  differences,
  pounds,
  totalsOfFile,
  totalsOfRecords,
  type Difference,
  type Totals,
} from './retail/check.ts';
import { retailLines } from './retail/lines.ts';
import { retailRecords, type RetailRecords } from './retail/map.ts';
import { auditor, buyerOf, createSignIns, tenant } from './retail/people.ts';
import { readBack } from './retail/read-back.ts';
import { addressesOf, serve } from './retail/serve.ts';
import { portOr, runUntilStopped } from './servers.ts';
import { applyRecords, faultsOf, type Counts } from './seed.ts';

/**
 * Brings a real file into a portal: the "Online Retail" data set of the UCI Machine Learning
 * Repository (D. Chen, 2015, CC BY 4.0) as comma-separated text.
 *
 *     node demo/retail.ts [--file online-retail.csv]      into a database of its own, .portico/retail
 *     node demo/retail.ts --file … --out <folder>         as files for `portico import`
 *     node demo/retail.ts --serve                         opens what was brought in, in a page
 *
 * How lines become documents is told at `retailRecords`. A second run finds everything unchanged.
 */

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const { values: options } = parseArgs({
  options: {
    file: { type: 'string', default: here('../../shared/data/online-retail.csv') },
    out: { type: 'string' },
    data: { type: 'string', default: here('../.portico/retail') },
    serve: { type: 'boolean', default: false },
  },
});
const port = portOr(4410);

async function run(text: string): Promise<void> {
  const begin = performance.now();
  const records = retailRecords(retailLines(text));
  console.log(`Mapped in ${seconds(begin)} s`);
  await mkdir(options.out ?? dirname(options.data), { recursive: true });
  await writeRejects(
    `${options.out ? join(options.out, 'lines') : options.data}.rejected.ndjson`,
    records,
  );
  if (options.out) await writeRecords(options.out, records);
  report(text, records);
  if (!options.out) await importRecords(records, text);
}

/** The records in the order in which they refer to each other. */
function batches(records: RetailRecords): [SyncEntity, readonly object[]][] {
  return [
    ['companies', [records.company]],
    ['customers', records.customers],
    ['contacts', [buyerOf(records)]],
    ['materials', records.materials],
    ['status-map', records.statusMap],
    ['orders', records.orders],
    ['invoices', records.invoices],
  ];
}

function ndjson(records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

async function writeRejects(file: string, { rejected }: RetailRecords): Promise<void> {
  await writeFile(file, ndjson(rejected));
  const reasons = Object.entries(Object.groupBy(rejected, ({ reason }) => reason));
  console.log(`Rejected ${rejected.length} lines, listed in ${relative('.', file)}`);
  for (const [reason, lines] of reasons)
    console.log(`  ${String(lines.length).padStart(6)}  ${reason}`);
}

async function writeRecords(folder: string, records: RetailRecords): Promise<void> {
  console.log('Send the files with:');
  for (const [entity, list] of batches(records)) {
    const file = join(folder, `${entity}.ndjson`);
    await writeFile(file, ndjson(list));
    console.log(`  node server/cli.ts import ${entity} ${file} --url … --tenant … --key …`);
  }
}

async function openPortal(): Promise<Portal> {
  const { portal: publicUrl, site } = addressesOf(port);
  const portal = await createPortal({
    database: { folder: options.data },
    publicUrl,
    environment: 'demo',
    assets: options.serve ? here('../dist/embed') : undefined,
  });
  const theme: unknown = JSON.parse(await readFile(here('../themes/base.json'), 'utf8'));
  if (await portal.admin.findTenant(tenant)) await portal.admin.addOrigins(tenant, [site]);
  else
    await portal.admin.createTenant({
      slug: tenant,
      name: 'Online Retail',
      locale: 'en',
      formats: { en: 'en-GB', es: 'es-MX', pt: 'pt-BR' },
      timeZone: 'Europe/London',
      origins: [site],
      theme,
    });
  return portal;
}

async function importRecords(records: RetailRecords, text: string): Promise<void> {
  const portal = await openPortal();
  try {
    for (const [entity, list] of batches(records)) await importBatch(portal, entity, list);
    await createSignIns(portal, buyerOf(records).id);
    await compareReadBack(portal, records, text);
  } finally {
    await portal.close();
  }
}

async function importBatch(
  portal: Portal,
  entity: SyncEntity,
  list: readonly object[],
): Promise<void> {
  const counts: Counts = {};
  const begin = performance.now();
  const invalid = await applyRecords(portal, tenant, entity, list, counts);
  const rate = Math.round((list.length / (performance.now() - begin)) * 1000);
  const outcome = Object.entries(counts).map(([status, count]) => `${count} ${status}`);
  console.log(
    `  ${entity.padEnd(10)} ${String(list.length).padStart(6)} in ${seconds(begin)} s, ${rate}/s: ${outcome.join(', ')}`,
  );
  for (const result of invalid) console.error(`    ${faultsOf(result)}`);
}

/** Holds what the API answers against the file, and its credit notes against what was sent. */
async function compareReadBack(
  portal: Portal,
  records: RetailRecords,
  text: string,
): Promise<void> {
  const begin = performance.now();
  const linked = records.invoices.filter(
    ({ kind, orders }) => kind === 'credit_note' && orders?.length,
  );
  const found = await readBack(
    portal.handler,
    { tenant, ...auditor },
    new Map(records.orders.map(({ number, customer }) => [number, customer])),
    new Set(linked.flatMap(({ orders }) => orders ?? [])),
  );
  console.log(
    `Read ${found.orderCount} orders and ${found.creditCount} credit notes back through the API in ${seconds(begin)} s`,
    '(it does not show credit notes without an order)',
  );
  const sales = totalsOfFile(text, 'sales');
  compare('orders read back', differences(sales, found.orders), sales);
  const sent = totalsOfRecords({ orders: [], invoices: linked });
  compare('credit notes read back', differences(sent, found.credits), sent);
}

/** Holds the totals of every customer against the file, reckoned another way. */
function report(text: string, records: RetailRecords): void {
  const { orders, invoices, rejected } = records;
  const credits = invoices.filter(({ kind }) => kind === 'credit_note');
  const linked = credits.filter((credit) => credit.orders?.length).length;
  const items = [...orders, ...credits].reduce((count, { items }) => count + items.length, 0);
  console.log(
    `${items} lines in documents and ${rejected.length} rejected: ${items + rejected.length}`,
  );
  console.log(
    `${orders.length} orders, ${credits.length} credit notes (${linked} with their order)`,
  );

  const file = totalsOfFile(text);
  compare('documents', differences(file, totalsOfRecords(records)), file);
}

/** Tells whether two sets of totals are the same. */
function compare(what: string, wrong: readonly Difference[], totals: Totals): void {
  const total = [...totals.values()].reduce((sum, amount) => sum + amount, 0);
  for (const { customer, file, records } of wrong) {
    console.error(`  Customer ${customer}: ${file} expected, ${records} found`);
  }
  console.log(
    wrong.length === 0
      ? `Totals of all ${totals.size} customers tie out (${what}): ${pounds(total)} GBP`
      : `${wrong.length} of ${totals.size} customers do not tie out (${what})`,
  );
  if (wrong.length > 0) process.exitCode = 1;
}

function seconds(begin: number): string {
  return ((performance.now() - begin) / 1000).toFixed(1);
}

if (options.serve) {
  await runUntilStopped(async () => {
    await buildWidgets();
    await serve(openPortal, port);
  });
} else {
  const text = await readFile(options.file, 'utf8').catch(() => null);
  if (text !== null) await run(text);
  else {
    console.error(`There is no file ${options.file}. Name it with --file.`);
    process.exitCode = 1;
  }
}
