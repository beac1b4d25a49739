// An invoice is found by how its fiscal id begins: an index has the few documents that begin so, however many there are.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createScope, type Db } from '../../server/db/scope.ts';
import { invoiceRecords } from '../../server/features/invoices/invoices.queries.ts';
import { workIn } from '../support/plans.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

/** Documents of the ledger, few of which are of an invoice of the list. */
const [many, most] = [9_000, 1_000];
const norte = `(select id from tenants where slug = 'norte')`;
/** As the hundredth of them has it. */
const beginning = '7AE8C86C-0100';

let running: TestPortal;
let tenantId: string;

before(async () => {
  running = await startPortal();
  const [row] = await running.sql<{ tenant: string }>(`select ${norte} as tenant`);
  tenantId = row!.tenant;
  const account = `customers k
        join companies c on c.tenant_id = k.tenant_id and c.code = 'SM01'
        join generate_series(1, ${many}) n on true
      where k.number = '0001002945' and k.tenant_id = ${norte}`;
  // Of one that is gone: what a row of the list looks up besides is not what is measured here.
  await running.sql(`
    update invoices set deleted_at = now()
    where id = (select id from invoices where tenant_id = ${norte} order by number limit 1)`);
  const fiscal = `'7AE8C86C-' || lpad(n::text, 4, '0') || '-4A13-974D-2EAD6F6D5700'`;
  await running.sql(`
    insert into open_items (tenant_id, company_id, external_id, external_key)
      select k.tenant_id, c.id, 'PLAN-' || n, 'PLAN-' || n from ${account}`);
  await running.sql(`
    insert into open_item_versions (tenant_id, item_id, company_id, customer_id, kind, invoice_number, invoice_of,
        fiscal_id, fiscal_key, document_date, posting_date, currency, amount)
      select k.tenant_id, i.id, c.id, k.id, 'invoice', 'PLAN-' || n, concat_ws(' ', k.id, c.id, 'PLAN-' || n),
        ${fiscal}, ${fiscal}, '2026-01-02', '2026-01-02', 'MXN', 100
      from customers k
        join companies c on c.tenant_id = k.tenant_id and c.code = 'SM01'
        join generate_series(1, ${many}) n on true
        join open_items i on i.tenant_id = k.tenant_id and i.company_id = c.id and i.external_key = 'PLAN-' || n
      where k.number = '0001002945' and k.tenant_id = ${norte}`);
  await running.sql(`
    insert into fiscal_documents (tenant_id, customer_id, file_key, fiscal_id, fiscal_key, country, kind, version,
        issued_at, issued_on, currency, total, environment, file_state, state, invoice_id, matched_by, warnings, content)
      select k.tenant_id, k.id, ${fiscal}, ${fiscal}, ${fiscal}, 'MX', 'invoice', '4.0', '2026-01-02T12:00:00',
        '2026-01-02', 'MXN', 100, 'production', 'valid', 'valid',
        (select id from invoices where tenant_id = k.tenant_id and deleted_at is not null), 'number', '[]', '{}' from ${account}`);
});
after(() => running?.close());

for (const known of ['nothing is known of the tables', 'the tables are analysed'])
  describe(`among ${many} documents, where ${known}`, () => {
    before(async () => {
      if (known.endsWith('analysed'))
        await running.owner().raw('analyze open_item_versions, fiscal_documents, invoices');
    });
    for (const search of [beginning, beginning.slice(0, 12), 'FFFF'])
      test(`${search} looks at few of them`, async () => {
        const { work } = await createScope(running.connection)({ tenantId }, (db: Db) =>
          workIn(db, () =>
            invoiceRecords.page(
              db,
              { customerIds: 'all' },
              { search, sort: '-date', limit: 25 },
              (row) => row,
            ),
          ),
        );
        assert.ok(work < most, `${work} rows`);
      });
  });
