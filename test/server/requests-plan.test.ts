// Requests of a rare category, status or priority, and those with a rare word, are found among themselves, however many
// others there are.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createScope, type Db } from '../../server/db/scope.ts';
import { fewAsked, requestRecords } from '../../server/features/service/requests.records.ts';
import type { Reach } from '../../server/http/caller.ts';
import { workIn } from '../support/plans.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

const [many, rare, limit] = [40_000, 40, 25];
let running: TestPortal;
let ids: { tenant: string; customer: string };

before(async () => {
  running = await startPortal();
  const norte = `(select id from tenants where slug = 'norte')`;
  await running.sql(`
    insert into service_categories (tenant_id, code, labels, icon, priority)
      select ${norte}, code, '{"es": "Clase"}', 'box', 'normal' from unnest(array['usual', 'rare']) code`);
  await running.sql(`
    insert into service_category_versions (tenant_id, category_id, version, fields)
      select tenant_id, id, 1, '[]' from service_categories where code in ('usual', 'rare')`);
  await running.sql(`
    insert into service_requests (tenant_id, number, number_key, customer_id, category_id, form_category_id,
        form_version, priority, subject, status, opened_at, last_at, search_text)
      select k.tenant_id, 'W' || n, 'W' || n, k.id, c.id, c.id, 1, case n % ${many / rare} when 1 then 'high' else 'normal' end, 'Asunto',
        case n % ${many / rare} when 2 then 'cancelled' else 'new' end,
        now() - n * interval '1 minute', now() - n * interval '1 minute', ' w' || n || case n % ${many / rare} when 3 then ' zarzamora bomba ' else ' bomba ' end
      from customers k
        join generate_series(1, ${many}) n on true
        join service_categories c on c.tenant_id = k.tenant_id
          and c.code = case when n % ${many / rare} = 0 then 'rare' else 'usual' end
      where k.number = '0001002945' and k.tenant_id = ${norte}`);
  const [row] = await running.sql<{ tenant: string; customer: string }>(
    `select tenant_id as tenant, customer_id as customer from service_requests where number = 'W1'`,
  );
  ids = row!;
});
after(() => running.close());

const filters = [
  { category: 'rare' },
  { priority: 'high' },
  { status: 'cancelled' as const },
  { q: 'bomba zarza' },
];

/** Rows that a page looks at. */
const pageOf = (reach: Reach, filter: (typeof filters)[number], cursor?: string) =>
  createScope(running.connection)({ tenantId: ids.tenant }, (db: Db) =>
    workIn(db, async () =>
      requestRecords.page(
        db,
        reach,
        {
          ...filter,
          ids: await fewAsked(db, filter),
          sort: '-at',
          limit,
          ...(cursor && { cursor }),
        },
        (row) => row,
      ),
    ),
  );

for (const known of ['nothing is known of the tables', 'the tables are analysed'])
  describe(`few requests among many, where ${known}`, () => {
    before(async () => {
      if (known.endsWith('analysed'))
        await running.owner().raw('analyze service_requests, service_request_words');
    });
    const reaches: [string, () => Reach][] = [
      ['of all', () => ({ customerIds: 'all' })],
      ['of one customer', () => ({ customerIds: [ids.customer] })],
      ['of a portfolio', () => ({ customerIds: [ids.customer, ids.tenant] })],
    ];
    for (const filter of filters)
      for (const [whose, reach] of reaches)
        test(`${JSON.stringify(filter)}, ${whose}: the others are passed over, on the next page as well`, async () => {
          const first = await pageOf(reach(), filter);
          assert.equal(first.result.items.length, limit);
          assert.ok(first.work < many / 3, `${first.work} rows`);
          const next = await pageOf(reach(), filter, first.result.nextCursor!);
          assert.equal(next.result.items.length, rare - limit);
          assert.ok(next.work < many / 3, `${next.work} rows`);
        });
  });
