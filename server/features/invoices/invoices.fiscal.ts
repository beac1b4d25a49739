import type { FiscalWarning, FiscalParty } from '#contract/fiscal-document';
import type { FiscalKind, FiscalRelationKind, FiscalState } from '#contract/fiscal-words';
import type { FiscalAnswer, InvoiceDetail, InvoiceFiscal } from '#contract/invoices';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { qrRows } from '../../output/qr.ts';
import { missingOf } from '../../records/fiscal-gaps.ts';

/**
 * SQL: the fiscal document `d` of a row `p` of an invoice, whose document of the ledger is `l`: what the ledger says,
 * else what was found by number or by people. It is of the invoice's customer, or it is not shown.
 */
export const documentOf = `
  select d.id as document, d.fiscal_id, d.fiscal_key, d.state, d.environment,
    ${missingOf({ document: 'd', invoiceOf: 'p.invoice_of', today: 'p.today' })} as missing
  from fiscal_documents d
  where d.tenant_id = p.tenant_id and d.customer_id = p."customerId" and d.kind in ('invoice', 'credit_note')
    and d.deleted_at is null and (d.fiscal_key = l.fiscal_key or d.invoice_id = p.id)
  order by (d.fiscal_key = l.fiscal_key) desc nulls last, (d.state = 'valid') desc, d.issued_on desc, d.id
  limit 1`;

/** What is selected of it for a row of the list. */
export const documentColumns = `d.document as "documentId", d.missing is not null as "complementMissing",
  case when d.environment = 'test' then 'test' else d.state end as "fiscalState"`;

type Head = {
  key: string;
  customerId: string;
  country: InvoiceFiscal['country'];
  kind: FiscalKind;
  fiscalId: string;
  series: string | null;
  number: string | null;
  issuedAt: string;
  method: string | null;
  total: string;
  state: FiscalState;
  environment: 'production' | 'test';
  answer: (Omit<FiscalAnswer, 'checkedAt'> & { checkedAt?: string }) | null;
  checkedAt: string | null;
  warnings: FiscalWarning[];
  issuer: FiscalParty;
  receiver: FiscalParty;
  stamp: { at: string; sealEnd: string } | null;
};

/** The fiscal document of an invoice, with what other documents of its customer say of it, and it of them. */
export async function fiscalOf(
  db: Db,
  { documentId, missing }: { documentId: string | null; missing: string | null },
): Promise<InvoiceDetail['fiscal']> {
  if (documentId === null) return null;
  const [head] = await rowsOf<Head>(
    db,
    `select d.fiscal_key as key, d.customer_id as "customerId", d.country, d.kind, d.fiscal_id as "fiscalId", d.series,
       d.number, d.issued_at as "issuedAt", d.method, d.total, d.state, d.environment, d.answer, d.checked_at as "checkedAt",
       d.warnings, d.content -> 'issuer' as issuer, d.content -> 'receiver' as receiver, d.content -> 'stamp' as stamp
     from fiscal_documents d where d.id = ?`,
    [documentId],
  );
  if (!head) return null;
  const relations = await relationsOf(db, documentId, head);
  const link = linkOf(head);
  const { key: _, customerId: __, stamp, warnings, answer, checkedAt, ...shown } = head;
  return {
    ...shown,
    answer: answer && checkedAt ? { ...answer, checkedAt } : null,
    mayCheck: head.country === 'MX' && stamp !== null,
    issuer: party(head.issuer),
    receiver: party(head.receiver),
    stampedAt: stamp?.at ?? null,
    link,
    qr: qrRows(link),
    missing,
    warnings: warnings.map(({ code, at = null, by = null }) => ({ code, at, by })),
    payments: relations.flatMap(({ kind, isIncoming, payment, ...one }) =>
      kind === 'pays' && isIncoming && payment ? [{ ...one, ...payment }] : [],
    ),
    relations: relations.flatMap(({ payment: _payment, ...one }) =>
      one.kind === 'pays' && one.isIncoming ? [] : [one],
    ),
  };
}

const party = ({ taxId, name }: FiscalParty) => ({ taxId, name });

type Related = Omit<InvoiceFiscal['relations'][number], 'kind'> & {
  kind: FiscalRelationKind;
  payment: Pick<
    InvoiceFiscal['payments'][number],
    'paidAt' | 'instalment' | 'paid' | 'remaining' | 'currency'
  > | null;
};

const relationsOf = (db: Db, documentId: string, { key, customerId }: Head): Promise<Related[]> =>
  rowsOf<Related>(
    db,
    `with related as (
       select r.kind, true as incoming, e.fiscal_key as key, e.fiscal_id as id, r.line, r.paid_at, r.instalment, r.paid,
         r.remaining, r.document_currency
       from fiscal_relations r join fiscal_documents e on e.id = r.document_id
       where r.to_key = :key and e.customer_id = :customer and e.deleted_at is null
       union all
       select r.kind, false, r.to_key, r.to_id, r.line, null, null, null, null, null
       from fiscal_relations r where r.document_id = :document
     )
     select r.kind, r.incoming as "isIncoming", r.id as "fiscalId", e.kind as "documentKind", e.state,
       concat_ws('', e.series, e.number) as number, e.issued_on as date, e.currency as "documentCurrency", e.total,
       case when e.kind in ('cancellation', 'correction') then e.content ->> 'nature' end as text,
       coalesce(e.invoice_id, (
         select y.id from open_item_versions w
         join invoices y on y.company_id = w.company_id and y.number_key = substr(w.invoice_of, 75)
         where w.fiscal_key = r.key and w.customer_id = :customer and w.superseded_at = 'infinity'
           and w.invoice_of is not null and y.customer_id = :customer and y.deleted_at is null limit 1)) as "invoiceId",
       (select f.id from fiscal_files f where f.fiscal_key = e.file_key and f.kind = 'xml' and f.customer_id = :customer
         and f.deleted_at is null) as xml,
       (select f.id from fiscal_files f where f.fiscal_key = e.file_key and f.kind = 'pdf' and f.customer_id = :customer
         and f.deleted_at is null) as pdf,
       case when r.paid is not null then json_build_object('paidAt', r.paid_at, 'instalment', r.instalment,
         'paid', r.paid::text, 'remaining', r.remaining::text, 'currency', r.document_currency) end as payment
     from related r
     left join fiscal_documents e on e.fiscal_key = r.key and e.customer_id = :customer and e.deleted_at is null
     order by e.issued_at nulls last, r.paid_at, r.id, r.line
     limit 200`,
    { key, customer: customerId, document: documentId },
  );

/** The page where the authority says what it knows of the document; anybody may ask it there. */
function linkOf({ country, fiscalId, issuer, receiver, total, stamp }: Head): string {
  if (country === 'BR')
    return `https://www.nfe.fazenda.gov.br/portal/consultaRecaptcha.aspx?tipoConsulta=resumo&nfe=${encodeURIComponent(fiscalId)}`;
  const query = new URLSearchParams({
    id: fiscalId,
    re: issuer.taxId ?? '',
    rr: receiver.taxId ?? '',
    tt: total.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, ''),
    fe: stamp?.sealEnd ?? '',
  });
  return `https://verificacfdi.facturaelectronica.sat.gob.mx/default.aspx?${query.toString()}`;
}
