// npm run bench -- freight: shipments and what carriers say of them as they come in, and
// the sweeps that tell of free days and news, each beside bare statements over the same rows in the same run.
import { createScope, type Db } from '../../server/db/scope.ts';
import { rowsOf } from '../../server/db/rows.ts';
import { tenantsWithEvents } from '../../server/records/events.ts';
import { applyRules } from '../../server/features/notifications/rules.ts';
import { tellDeadlines, tellFreeDays } from '../../server/features/shipments/telling.ts';
import { signIn } from '../support/api.ts';
import { freightEvent, shipment } from '../support/freight.ts';
import { startPortal } from '../support/portal.ts';
import { show, type Finding } from './compare.ts';

const [shipments, eventsOfEach, portion] = [1_000, 20, 500];
const names = Array.from({ length: shipments }, (_, n) => `B-${n}`);

const running = await startPortal();
const inScope = running.inScope ?? createScope(running.connection);
// Whoever has been here has an inbox.
for (const login of ['todo', 'propios', 'grupo'])
  await (
    await signIn(running.url, login)
  )('GET /changes');
const [tenant] = await running.sql<{ id: string }>(`select id from tenants where slug = 'norte'`);
const tenantId = tenant!.id;
const within = <T>(work: (db: Db) => Promise<T>) => inScope({ tenantId }, work);
const owner = running.owner();
await owner.raw('create table bench_rows (id bigserial primary key, content jsonb not null)');
await owner.raw('grant all on bench_rows, bench_rows_id_seq to public');

const findings: Finding[] = [];

/** Milliseconds that some work takes. */
async function msOf(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** Hands records over in portions, and keeps the same as rows of a table. */
async function compareIntake(
  what: string,
  entity: 'shipments' | 'shipment-events',
  records: unknown[],
  least: number,
): Promise<void> {
  const portions = Array.from({ length: Math.ceil(records.length / portion) }, (_, at) =>
    records.slice(at * portion, (at + 1) * portion),
  );
  const ours = await msOf(async () => {
    for (const some of portions) {
      const { results } = await running.portal.sync('norte', entity, some);
      const bad = results.find(({ status }) => status !== 'created');
      if (bad) throw new Error(JSON.stringify(bad));
    }
  });
  const bare = await msOf(async () => {
    for (const some of portions)
      await within((db) =>
        rowsOf(
          db,
          'insert into bench_rows (content) select value from jsonb_array_elements(cast(? as jsonb))',
          [JSON.stringify(some)],
        ),
      );
  });
  const rate = (ms: number) => (records.length / ms) * 1_000;
  findings.push({
    what,
    value: `${rate(ours).toFixed(0)}/s`,
    limit: `${rate(bare).toFixed(0)}/s`,
    ratio: bare / ours,
    budget: `${least}/s`,
    holds: rate(ours) >= least,
  });
}

/** A sweep beside bare statements over the same rows. */
async function compareSweep(
  what: string,
  sweep: () => Promise<unknown>,
  bareWork: (db: Db) => Promise<unknown>,
  most: number,
): Promise<void> {
  const ours = await msOf(sweep);
  const bare = await msOf(() => within(bareWork));
  findings.push({
    what,
    value: `${ours.toFixed(0)} ms`,
    limit: `${bare.toFixed(0)} ms`,
    ratio: bare / ours,
    budget: `${most} ms`,
    holds: ours <= most,
  });
}

await compareIntake(
  'shipments',
  'shipments',
  names.map((number) => shipment(number)),
  500,
);
const events = names.flatMap((number) =>
  Array.from({ length: eventsOfEach }, (_, n) => {
    const day = String(1 + n).padStart(2, '0');
    return freightEvent({ shipment: number, at: `2026-01-${day}T08:00:00Z` });
  }),
);
await compareIntake('events of carriers', 'shipment-events', events, 2_000);
await owner.raw('analyze shipments, shipment_events, events');

const sweepAll = async () => {
  await within(tellFreeDays);
  await within(tellDeadlines);
};
const bareLook = (db: Db) =>
  db.raw('select count(*) from shipments where deleted_at is null and free_until is not null');
await sweepAll();
await compareSweep('sweep of clocks, nothing due', sweepAll, bareLook, 50);
await running.sql(`update shipments set free_until = current_date + 1 where number like 'B-%'`);
await compareSweep(
  `sweep of clocks, ${shipments} due`,
  sweepAll,
  (db) =>
    db.raw(`with told as (update shipments set told = coalesce(told, '{}') || '{"bare": true}'
      where number like 'B-%' returning to_jsonb(number) as content)
      insert into bench_rows (content) select content from told`),
  2_000,
);
// The server's own clock does the same now and then, and may have it in hand.
const rules = async () => {
  for (let left = true; left;) {
    await within((db) => applyRules(db, tenantId, 0));
    left =
      (await inScope({ tenantId: null }, (db) => tenantsWithEvents(db, 'notifications'))).length >
      0;
  }
};
await compareSweep(
  'notices of what happened',
  rules,
  async (db) => {
    await db.raw(`insert into bench_rows (content) select to_jsonb(e) from events e`);
    await db.raw(`insert into bench_rows (content) select to_jsonb(n) from notifications n`);
  },
  20_000,
);
const [told] = await running.sql<{ events: string; notices: string }>(
  `select (select count(*) from events) as events, (select count(*) from notifications) as notices`,
);
await running.close();
show(`Freight (${told!.events} events happened, ${told!.notices} notices)`, findings);
if (findings.some(({ holds }) => !holds)) process.exitCode = 1;
