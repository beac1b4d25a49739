// The invoices of fiscal documents are found without holding each document against each invoice of its customer's day.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createScope, type Db } from '../../server/db/scope.ts';
import { findMatches, type Matchable } from '../../server/records/fiscal-matching.ts';
import { workIn } from '../support/plans.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

/** Invoices of one customer, of one day and one amount; and documents whose invoices are looked for. */
const [many, documents] = [1_000, 60];
let running: TestPortal;
let ids: { tenant: string; customer: string };

before(async () => {
  running = await startPortal();
  await running.sql(`update companies set tax_id = 'EKU9003173C9' where code = 'SM01'`);
  await running.sql(`insert into invoices (tenant_id, number, number_key, company_id, customer_id, invoice_date, currency, net,
      tax, total, kind)
    select c.tenant_id, 'A' || n, 'A' || n, c.id, k.id, '2026-05-02', 'MXN', 1000, 160, 1160, 'invoice'
    from customers k join companies c using (tenant_id), generate_series(1, ${many}) n
    where k.number = '0001002945' and c.code = 'SM01'`);
  const [row] = await running.sql<{ tenant: string; customer: string }>(
    `select tenant_id as tenant, customer_id as customer from invoices where number = 'A1'`,
  );
  ids = row!;
});
after(() => running.close());

const documentsOf = (numbers: (n: number) => string[]): Matchable[] =>
  Array.from({ length: documents }, (_, n) => ({
    key: `K${n}`,
    kind: 'invoice',
    issuer: 'EKU9003173C9',
    receiver: null,
    numbers: numbers(n),
    currency: 'MXN',
    total: '1160.00',
    issuedOn: '2026-05-02',
    customer: ids.customer,
  }));

describe('the invoices of many documents of one day', () => {
  const find = (some: Matchable[]) =>
    createScope(running.connection)({ tenantId: ids.tenant }, (db: Db) =>
      workIn(db, () => findMatches(db, some)),
    );

  test('are found by their numbers', async () => {
    const { work, result } = await find(documentsOf((n) => [`A${n + 1}`]));
    assert.equal(result.size, documents);
    assert.ok([...result.values()].every(({ how }) => how === 'number'));
    assert.ok(work < (documents * many) / 4, `${work} rows`);
  });

  test('are no proposal where many have the amount, and only two of them are looked at', async () => {
    const { work, result } = await find(documentsOf((n) => [`B${n + 1}`]));
    assert.equal(result.size, 0);
    assert.ok(work < (documents * many) / 4, `${work} rows`);
  });
});
