import type { FiscalDocument, FiscalReading } from '#contract/fiscal-document';
import { identifierKey } from '#contract/identifiers';
import { insertRows, naturalKey, upsertRows, type Row } from '../db/bulk.ts';
import { byKeys, keyRows } from '../db/keys.ts';
import type { Db } from '../db/scope.ts';
import { makeInvoices } from './fiscal-invoices.ts';
import { matchDocuments } from './fiscal-matching.ts';

/** A file of a customer as it was read. */
export type ReadFile = { customerId: string; fiscalId: string; reading: FiscalReading };

const documentColumns = {
  customer_id: 'uuid',
  file_key: 'text',
  fiscal_id: 'text',
  fiscal_key: 'text',
  country: 'text',
  kind: 'text',
  version: 'text',
  series: 'text',
  number: 'text',
  issuer_tax_id: 'text',
  receiver_tax_id: 'text',
  issued_at: 'text',
  issued_on: 'date',
  currency: 'text',
  total: 'numeric',
  method: 'text',
  environment: 'text',
  file_state: 'text',
  state: 'text',
  warnings: 'jsonb',
  content: 'jsonb',
};
const relationColumns = {
  document_id: 'uuid',
  line: 'integer',
  kind: 'text',
  to_id: 'text',
  to_key: 'text',
  paid_at: 'text',
  form: 'text',
  operation: 'text',
  currency: 'text',
  amount: 'numeric',
  document_currency: 'text',
  equivalence: 'text',
  instalment: 'integer',
  previous: 'numeric',
  paid: 'numeric',
  remaining: 'numeric',
};

/** Documents that say what befell another one: they are stored under whatever name the ERP has for them. */
const events: readonly string[] = ['cancellation', 'correction', 'event'];

/**
 * Why a file is not kept as the document it holds: it cannot be read, or it is another one than what it was sent as.
 * Null where it is kept.
 */
export function faultOf({ fiscalId, reading }: Pick<ReadFile, 'fiscalId' | 'reading'>) {
  if ('fault' in reading) return reading.fault;
  const { document } = reading;
  return events.includes(document.kind) ||
    identifierKey(document.fiscalId) === identifierKey(fiscalId)
    ? null
    : { code: 'other_id' as const, at: document.fiscalId };
}

/**
 * Keeps what files say, finds the invoices they are of, and lets each document have the state that follows from all
 * that is known. What was made of these files before goes.
 */
export async function storeFiscalDocuments(db: Db, files: readonly ReadFile[]): Promise<void> {
  const sound = new Map<string, { row: Row; document: FiscalDocument }>();
  for (const file of files)
    if ('document' in file.reading && faultOf(file) === null) {
      const { document } = file.reading;
      sound.set(identifierKey(document.fiscalId), { row: rowOf(file, document), document });
    }
  await dropFiscalDocuments(
    db,
    files.map(({ fiscalId }) => identifierKey(fiscalId)),
    [...sound.keys()],
  );
  if (sound.size === 0) return;
  const all = [...sound.values()];
  const ids = await upsertRows(
    db,
    { table: 'fiscal_documents', columns: documentColumns, conflict: ['fiscal_key'] },
    all.map(({ row }) => row),
  );
  const idOf = (row: Row) => ids.get(naturalKey(row, ['fiscal_key']))!;
  await byKeys(
    db,
    ['fiscal_relations'],
    `delete from fiscal_relations r using ${keyRows('uuid')} where r.document_id = k.key`,
    [[...ids.values()]],
  );
  await insertRows(db, 'fiscal_relations', relationColumns, relationRows(all, idOf));
  const targets = all.flatMap(({ document }) =>
    document.kind === 'cancellation' ? document.relations.map(({ to }) => identifierKey(to)) : [],
  );
  await settleStates(db, [...new Set([...sound.keys(), ...targets])]);
  await matchDocuments(db, [...ids.values()]);
  await makeInvoices(db, [...ids.values()]);
}

function rowOf({ customerId, fiscalId }: ReadFile, document: FiscalDocument): Row {
  const { issuer, receiver, warnings, relations: _, ...rest } = document;
  const { country, kind, version, series, number, issuedAt, currency, total, method } = rest;
  return {
    customer_id: customerId,
    file_key: identifierKey(fiscalId),
    fiscal_id: document.fiscalId,
    fiscal_key: identifierKey(document.fiscalId),
    country,
    kind,
    version,
    series,
    number,
    currency,
    total,
    method,
    warnings,
    issuer_tax_id: issuer.taxId,
    receiver_tax_id: receiver.taxId,
    issued_at: issuedAt,
    issued_on: issuedAt.slice(0, 10),
    environment: document.environment,
    file_state: document.state,
    state: document.state,
    content: { issuer, receiver, ...rest },
  };
}

function* relationRows(
  all: readonly { row: Row; document: FiscalDocument }[],
  idOf: (row: Row) => string,
): Generator<Row> {
  for (const { row, document } of all)
    for (const [index, { kind, to, payment }] of document.relations.entries())
      yield {
        document_id: idOf(row),
        line: index + 1,
        kind,
        to_id: to,
        to_key: identifierKey(to),
        paid_at: payment?.paidAt,
        form: payment?.form,
        operation: payment?.operation,
        currency: payment?.currency,
        amount: payment?.amount,
        document_currency: payment?.documentCurrency,
        equivalence: payment?.equivalence,
        instalment: payment?.instalment,
        previous: payment?.previous,
        paid: payment?.paid,
        remaining: payment?.remaining,
      };
}

/**
 * Forgets what was made of files.
 * @param fileKeys what the files were stored under
 * @param kept keys of documents that stay, since they are written anew
 */
export async function dropFiscalDocuments(
  db: Db,
  fileKeys: readonly string[],
  kept: readonly string[] = [],
): Promise<void> {
  if (fileKeys.length === 0) return;
  const gone = await byKeys<{ id: string }>(
    db,
    ['fiscal_documents'],
    `with gone as (
       select d.id, case when d.matched_by = 'file' then d.invoice_id end as made
       from ${keyRows('text')} join fiscal_documents d on d.file_key = k.key
       where d.deleted_at is null and d.fiscal_key <> all (?::text[])
     ), unmade as (
       update invoices v set deleted_at = now() from gone where v.id = gone.made
     )
     update fiscal_documents d set deleted_at = now(), invoice_id = null, matched_by = null, proposal_id = null
     from gone where d.id = gone.id
     returning d.id`,
    [[...new Set(fileKeys)], [...kept]],
  );
  if (gone.length === 0) return;
  const targets = await byKeys<{ key: string }>(
    db,
    ['fiscal_relations'],
    `select distinct r.to_key as key from ${keyRows('uuid')} join fiscal_relations r on r.document_id = k.key
     where r.kind = 'cancels'`,
    [gone.map(({ id }) => id)],
  );
  await settleStates(
    db,
    targets.map(({ key }) => key),
  );
}

/** Lets documents have the state that follows from their file, from events and from what the authority answered. */
export async function settleStates(db: Db, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await byKeys(
    db,
    ['fiscal_documents', 'fiscal_relations'],
    `with settled as (
       select d.id, case when d.file_state = 'denied' then 'denied'
         when d.answer ->> 'state' = 'cancelled' or exists (
           select from fiscal_relations r
           join fiscal_documents e on e.tenant_id = r.tenant_id and e.id = r.document_id
           where r.tenant_id = d.tenant_id and r.to_key = d.fiscal_key and r.kind = 'cancels'
             and e.kind = 'cancellation' and e.state = 'valid' and e.deleted_at is null
             and e.environment = d.environment and (e.issuer_tax_id is null or e.issuer_tax_id = d.issuer_tax_id)
         ) then 'cancelled' else d.file_state end as state
       from ${keyRows('text')} join fiscal_documents d on d.fiscal_key = k.key
     )
     update fiscal_documents d set state = s.state from settled s where d.id = s.id and d.state <> s.state`,
    [[...keys]],
  );
}
