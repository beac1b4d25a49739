import { compareDecimals, sumOf } from '#contract/decimal';
import { identifierKey } from '#contract/identifiers';
import type { SyncRecord } from '#contract/sync';
import { byKeys, freshen, keyRows } from '../../../db/keys.ts';
import { rowsOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import { entity, identifier, ref } from '../sync.columns.ts';
import type { Parents } from '../sync.entity.ts';
import { linkParties } from '../sync.links.ts';
import type { Resolver } from '../sync.references.ts';
import { insertRows } from '../../../db/bulk.ts';

type Item = SyncRecord<'open-items'>;

export const openItems = entity<Item>('open_items', {
  conflict: ['company_id', 'external_key'],
  identifiers: [identifier('external_id', (r) => r.id, 'external_key')],
  columns: { company_id: ref('company', 'company', (r) => [r.company]) },
  pointers: (r) => [{ kind: 'customer', key: [identifierKey(r.customer)], path: 'customer' }],
  children: addVersions,
  gone: (db, _keys, ids) => endVersions(db, ids),
});

/** Ends what was known of these documents, and notes what is known from now on. */
async function addVersions(
  db: Db,
  records: Item[],
  { idOf, known }: Parents<Item>,
  resolve: Resolver,
): Promise<void> {
  await freshen(db, 'open_item_versions');
  await linkParties(
    db,
    records.map((r) => ({
      customerId: resolve('customer', identifierKey(r.customer))!,
      companyId: resolve('company', identifierKey(r.company))!,
    })),
  );
  await endVersions(db, known);
  const rows = await rowsOf<{ itemId: string; id: string }>(
    db,
    `insert into open_item_versions (tenant_id, item_id, company_id, customer_id, kind, order_number, purchase_order,
       invoice_number, invoice_of, fiscal_id, fiscal_key, reference, document_date, posting_date, due_date, currency, amount,
       cleared_on, has_clearings)
     select current_setting('app.tenant_id')::uuid, r.* from jsonb_to_recordset(?::jsonb) as r(item_id uuid, company_id uuid,
       customer_id uuid, kind text, order_number text, purchase_order text, invoice_number text, invoice_of text, fiscal_id text,
       fiscal_key text, reference text, document_date date, posting_date date, due_date date, currency text,
       amount numeric, cleared_on date, has_clearings boolean)
     returning item_id as "itemId", id`,
    [JSON.stringify(records.map((r) => versionRow(r, idOf(r), resolve)))],
  );
  const versions = new Map(rows.map(({ itemId, id }) => [itemId, id]));
  const clearings = records.flatMap((r) =>
    r.clearings.map(({ date, amount, reference }, line) => ({
      version_id: versions.get(idOf(r)),
      line: line + 1,
      cleared_on: date,
      amount,
      reference,
    })),
  );
  if (clearings.length === 0) return;
  await freshen(db, 'open_item_clearings');
  await insertRows(
    db,
    'open_item_clearings',
    {
      version_id: 'bigint',
      line: 'integer',
      cleared_on: 'date',
      amount: 'numeric',
      reference: 'text',
    },
    clearings,
  );
}

/** From now on, what was known of these documents is no longer. */
async function endVersions(db: Db, itemIds: string[]): Promise<void> {
  if (itemIds.length === 0) return;
  await byKeys(
    db,
    ['open_item_versions'],
    `update open_item_versions v set superseded_at = now() from ${keyRows('uuid')}
     where v.item_id = k.key and v.superseded_at = 'infinity'`,
    [itemIds],
  );
}

function versionRow(r: Item, itemId: string, resolve: Resolver) {
  const company = resolve('company', identifierKey(r.company));
  const customer = resolve('customer', identifierKey(r.customer));
  return {
    item_id: itemId,
    company_id: company,
    customer_id: customer,
    kind: r.kind,
    order_number: r.order,
    purchase_order: r.purchaseOrder,
    invoice_number: r.invoice,
    invoice_of: r.invoice && [customer, company, identifierKey(r.invoice)].join(' '),
    fiscal_id: r.fiscalId,
    fiscal_key: r.fiscalId && identifierKey(r.fiscalId),
    reference: r.reference,
    document_date: r.date,
    posting_date: r.postingDate ?? r.date,
    due_date: r.dueDate,
    currency: r.currency,
    amount: r.amount,
    cleared_on: clearedOn(r),
    has_clearings: r.clearings.length > 0,
  };
}

/** The day from which on a document counts and nothing of it is open. */
function clearedOn({ amount, clearings, date, postingDate }: Item): string {
  const counts = postingDate ?? date;
  const cleared: string[] = [];
  for (const one of clearings.toSorted((a, b) => a.date.localeCompare(b.date))) {
    cleared.push(one.amount);
    if (compareDecimals(sumOf(cleared), amount) === 0) return one.date > counts ? one.date : counts;
  }
  return 'infinity';
}
