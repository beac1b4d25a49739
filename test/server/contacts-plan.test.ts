// Many contacts are listed by indexes. What is held is the work, not the time: how many rows a page looks at.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Reach } from '../../server/http/caller.ts';
import { createScope, type Db } from '../../server/db/scope.ts';
import {
  contactRecords,
  type ContactFilter,
} from '../../server/features/access/contacts/contacts.records.ts';
import { workIn } from '../support/plans.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

const many = 20_000;
const limit = 25;
let running: TestPortal;
let tenantId: string;
let customerId: string;

before(async () => {
  running = await startPortal();
  await running.sql(`
    insert into customers (tenant_id, number, number_key, name, search_text)
      select id, n::text, n::text, 'Cliente ' || n, ' cliente ' || n || ' ' || n
      from tenants, generate_series(1, 4000) n where slug = 'norte'`);
  await running.sql(`
    insert into contacts (tenant_id, external_id, external_key, customer_id, name, email, erp_active)
      select k.tenant_id, 'X' || k.number || '-' || i, 'X' || k.number || '-' || i, k.id,
        'Persona ' || md5(k.number || i), 'p' || k.number || '-' || i || '@cliente.example', true
      from customers k, generate_series(1, ${many / 4000}) i where k.name like 'Cliente %'`);
  await running.sql(`
    insert into contact_grants (tenant_id, contact_id, permission, scope)
      select tenant_id, id, 'orders.view', 'customer' from contacts where external_id like 'X%'`);
  for (const table of ['customers', 'contacts', 'contact_grants', 'identities', 'access_links'])
    await running.owner().raw(`analyze ${table}`);
  const [row] = await running.sql<{ tenant_id: string; id: string }>(
    `select tenant_id, id from customers where number = '77'`,
  );
  tenantId = row!.tenant_id;
  customerId = row!.id;
});
after(() => running.close());

/** Rows that a page looks at, in all of its statements. */
async function workFor(reach: Reach, asked: ContactFilter, cursor?: string) {
  const inScope = createScope(running.connection);
  return inScope({ tenantId }, async (db: Db) => {
    const { work, result: page } = await workIn(db, () =>
      contactRecords.page(db, reach, { ...asked, limit, cursor }, (row) => row),
    );
    return { work, page };
  });
}

describe(`a page of ${many} contacts`, () => {
  const everybody: Reach = { customerIds: 'all' };
  const cases: [string, Reach, ContactFilter][] = [
    ['by name', everybody, { sort: 'name' }],
    ['by name, backwards', everybody, { sort: '-name' }],
    ['by customer', everybody, { sort: 'customer' }],
    ['of one customer', everybody, { sort: 'name', customer: '77' }],
  ];
  for (const [name, reach, asked] of cases)
    test(`${name} looks at few of them, the next one as well`, async () => {
      const first = await workFor(reach, asked);
      assert.ok(first.page.items.length > 0);
      assert.ok(first.work < 60 * limit, `${first.work} rows`);
      if (!first.page.nextCursor) return;
      const next = await workFor(reach, asked, first.page.nextCursor);
      assert.ok(next.work < 60 * limit, `${next.work} rows`);
    });

  test("of a customer's own administrator looks at the customer's alone", async () => {
    const { work, page } = await workFor({ customerIds: [customerId] }, { sort: 'name' });
    assert.equal(page.items.length, 5);
    assert.ok(work < 60 * limit, `${work} rows`);
  });

  test('that is searched looks at each contact a few times at most', async () => {
    const { work, page } = await workFor(everybody, { sort: 'name', q: 'p3999-1@cliente.example' });
    assert.equal(page.items.length, 1);
    assert.ok(work < 5 * many, `${work} rows`);
  });
});
