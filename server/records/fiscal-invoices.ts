import { identifierKey } from '#contract/identifiers';
import type { FiscalDocument } from '#contract/fiscal-document';
import { limits } from '#contract/limits';
import { difference, negated } from '#contract/decimal';
import { insertRows } from '../db/bulk.ts';
import { isOneOf } from '../db/keys.ts';
import { rowsOf } from '../db/rows.ts';
import type { Db } from '../db/scope.ts';

type Source = {
  id: string;
  customerId: string;
  companyId: string;
  kind: 'invoice' | 'credit_note';
  fiscalId: string;
  series: string | null;
  number: string | null;
  issuedOn: string;
  currency: string;
  total: string;
  content: Pick<FiscalDocument, 'lines' | 'instalments' | 'transferred' | 'withheld'>;
};

/** Whether a document `d` is one of an invoice that nobody knows; SQL. */
export const isLonely = `d.kind in ('invoice', 'credit_note') and d.environment = 'production' and d.state = 'valid'
  and d.invoice_id is null and d.proposal_id is null and d.deleted_at is null
  and not exists (select from open_item_versions w where w.tenant_id = d.tenant_id and w.fiscal_key = d.fiscal_key
    and w.superseded_at = 'infinity' and w.invoice_of is not null)`;

/**
 * Makes invoices of documents that belong to none, where the tenant has that: with the lines of the document, due on the
 * day of its last instalment. What the ERP sends under the same number later takes the place of one.
 */
export async function makeInvoices(db: Db, ids: readonly string[]): Promise<void> {
  const sources = await rowsOf<Source>(
    db,
    `select d.id, d.customer_id as "customerId", s.id as "companyId", d.kind, d.fiscal_id as "fiscalId", d.series, d.number,
       d.issued_on as "issuedOn", d.currency, d.total, d.content
     from fiscal_documents d
     cross join lateral (
       select min(c.id::text)::uuid as id from companies c
       where c.deleted_at is null and portico_tax_id(c.tax_id) = d.issuer_tax_id having count(*) = 1
     ) s
     where ${isOneOf('d.id', 'uuid')} and ${isLonely}
       and exists (select from tenants t where t.id = d.tenant_id and t.invoices_from_files)`,
    [ids],
  );
  for (const source of sources) await makeInvoice(db, source);
}

async function makeInvoice(db: Db, source: Source): Promise<void> {
  const { content, kind } = source;
  const own = `${source.series ?? ''}${source.number ?? ''}`;
  const number = own && own.length <= limits.identifier ? own : source.fiscalId;
  // What is taken back counts against what was sold.
  const signed = (amount: string) => (kind === 'credit_note' ? negated(amount) : amount);
  const tax = difference(content.transferred, content.withheld);
  const dueDate =
    content.instalments
      .map((one) => one.dueDate)
      .toSorted()
      .at(-1) ?? null;
  const [made] = await rowsOf<{ id: string }>(
    db,
    `insert into invoices as v (tenant_id, number, number_key, company_id, customer_id, kind, invoice_date, due_date,
       currency, net, tax, total)
     values (current_setting('app.tenant_id')::uuid, :number, :key, :company, :customer, :kind, :date, :due, :currency,
       :net, :tax, :total)
     on conflict (tenant_id, company_id, number_key) do update set deleted_at = null where v.deleted_at is not null
     returning v.id`,
    {
      number,
      key: identifierKey(number),
      company: source.companyId,
      customer: source.customerId,
      kind,
      date: source.issuedOn,
      due: dueDate,
      currency: source.currency,
      net: signed(difference(source.total, tax)),
      tax: signed(tax),
      total: signed(source.total),
    },
  );
  // Another document has that number: people are to say which of the two is right.
  if (!made) return;
  await db('invoice_items').where({ invoice_id: made.id }).delete();
  await insertRows(
    db,
    'invoice_items',
    {
      invoice_id: 'uuid',
      line: 'integer',
      position: 'text',
      material: 'text',
      material_key: 'text',
      descriptions: 'jsonb',
      quantity: 'numeric',
      unit: 'text',
      amount: 'numeric',
      tax: 'numeric',
    },
    content.lines.map((line, at) => ({
      invoice_id: made.id,
      line: at + 1,
      position: String(at + 1),
      material: line.material,
      material_key: line.material && identifierKey(line.material),
      descriptions: { es: line.description, pt: line.description },
      quantity: signed(line.quantity),
      unit: line.unit,
      amount: signed(line.amount),
      tax: signed(line.tax),
    })),
  );
  await db('fiscal_documents')
    .where({ id: source.id })
    .update({ invoice_id: made.id, matched_by: 'file', proposal_id: null });
}
