import { currencyOf } from '#contract/currencies';
import { stateWord } from '#contract/invoice-words';
import type { InvoiceDetail, InvoiceFiscal, InvoiceRow } from '#contract/invoices';
import { limits } from '#contract/limits';
import type { Locale } from '#contract/primitives';
import type { Db } from '../../db/scope.ts';
import { ownTexts } from '../../records/branding.ts';
import { AppError } from '../../http/app-error.ts';
import { reaches, reachOf, type PersonCaller, type Reach } from '../../http/caller.ts';
import type { InTenant } from '../../http/mount.ts';
import { writeSheet, type SheetColumn, type TitleCell } from '../../output/sheet.ts';
import type { Texts } from '../../output/texts.ts';
import { fiscalOf } from './invoices.fiscal.ts';
import {
  findInvoice,
  invoiceRecords,
  ordersOf,
  relatedTo,
  type InvoiceAsk,
  type InvoiceRecord,
} from './invoices.queries.ts';

/** Counting further would take its time and say no more. */
const figureMax = 1_000;

/** How many invoices within reach are not paid yet. */
export const invoicesFigure = (db: Db, caller: PersonCaller) =>
  invoiceRecords.count(
    db,
    reachOf(caller, 'invoices.view'),
    { status: 'open', kind: 'invoice', sort: '-date' },
    figureMax,
  );

/** Invoices, as a caller may see them. */
export const createInvoiceService = (texts: Texts) => ({
  list: (db: Db, caller: PersonCaller, asked: InvoiceAsk & { limit: number; cursor?: string }) =>
    invoiceRecords.page(db, reachOf(caller, 'invoices.view'), asked, rowFor(caller)),

  find: async (db: Db, caller: PersonCaller, id: string): Promise<InvoiceDetail> => {
    const reach = reachOf(caller, 'invoices.view');
    const [found, orders, related] = await Promise.all([
      findInvoice(db, reach, id),
      ordersOf(db, reachOf(caller, 'orders.view'), id),
      relatedTo(db, reach, id),
    ]);
    if (!found) throw new AppError('not_found');
    const fiscal = await fiscalOf(db, found);
    const row = rowFor(caller)(found);
    return { ...found, ...row, orders, related, fiscal: fiscal && shown(caller, found, fiscal) };
  },

  /** The filtered list as XLSX, row by row. */
  exportXlsx: async (
    inTenant: InTenant,
    caller: PersonCaller,
    { locale, ...asked }: InvoiceAsk & { locale: Locale },
  ) => {
    const own = await inTenant((db) => ownTexts(db, caller.tenant.id, locale));
    const t = texts(locale, own);
    const chunks = invoiceRecords.chunks(
      inTenant,
      reachOf(caller, 'invoices.export'),
      asked,
      limits.exportRows,
    );
    return writeSheet({
      name: t('invoices.title'),
      author: caller.tenant.name,
      columns: columns.map((column): SheetColumn => ({ ...column, header: t(column.key) })),
      rows: rowsOf(chunks, t),
    });
  },
});

async function* rowsOf(chunks: AsyncIterable<InvoiceRecord[]>, t: (key: string) => string) {
  for await (const chunk of chunks)
    for (const row of chunk) yield columns.map(({ cell }) => cell(row, t));
}

type Cell = string | null | TitleCell;
type Column = { key: string; width: number; kind: 'text' | 'date' } & {
  cell: (row: InvoiceRecord, t: (key: string) => string) => Cell;
};

const money = (value: string | null, currency: string): TitleCell => ({
  kind: 'decimal',
  places: currencyOf(currency).places,
  value,
});

const columns: Column[] = [
  { key: 'invoices.number', kind: 'text', width: 18, cell: ({ number }) => number },
  {
    key: 'invoices.kind',
    kind: 'text',
    width: 18,
    cell: ({ kind }, t) => t(`invoices.kind_${kind}`),
  },
  { key: 'invoices.fiscal_id', kind: 'text', width: 38, cell: ({ fiscalId }) => fiscalId },
  { key: 'invoices.date', kind: 'date', width: 12, cell: ({ date }) => date },
  { key: 'invoices.due_date', kind: 'date', width: 12, cell: ({ dueDate }) => dueDate },
  {
    key: 'invoices.total',
    kind: 'text',
    width: 16,
    cell: ({ total, currency }) => money(total, currency),
  },
  {
    key: 'invoices.balance',
    kind: 'text',
    width: 16,
    cell: ({ balance, currency }) => money(balance, currency),
  },
  { key: 'documents.currency', kind: 'text', width: 10, cell: ({ currency }) => currency },
  {
    key: 'invoices.state',
    kind: 'text',
    width: 14,
    cell: ({ kind, state }, t) => t(`invoices.${stateWord(kind, state)}`),
  },
  { key: 'invoices.customer', kind: 'text', width: 14, cell: (row) => row.customerNumber },
  { key: 'invoices.customer_name', kind: 'text', width: 36, cell: (row) => row.customerName },
  { key: 'invoices.company', kind: 'text', width: 24, cell: (row) => row.companyName },
];

/** Whether the files of a row's fiscal document may go to a caller: it names no contact, so they reach as far as the customer. */
function filesFor(caller: PersonCaller) {
  const [xml, pdf] = [reachOf(caller, 'invoices.xml'), reachOf(caller, 'invoices.pdf')];
  return ({ customerId, companyId }: Pick<InvoiceRecord, 'customerId' | 'companyId'>) => {
    const may = ({ customerIds, companyIds }: Reach) =>
      reaches({ customerIds, companyIds }, { customerId, companyId, contactId: null });
    return { xml: may(xml), pdf: may(pdf) };
  };
}

/** What of a fiscal document a caller is shown: files where they may go, and what is odd about them to staff. */
function shown(caller: PersonCaller, of: InvoiceRecord, fiscal: InvoiceFiscal): InvoiceFiscal {
  const may = filesFor(caller)(of);
  const files = <T extends { xml: string | null; pdf: string | null }>(one: T): T => ({
    ...one,
    xml: may.xml ? one.xml : null,
    pdf: may.pdf ? one.pdf : null,
  });
  return {
    ...fiscal,
    warnings: caller.kind === 'staff' ? fiscal.warnings : [],
    payments: fiscal.payments.map(files),
    relations: fiscal.relations.map(files),
  };
}

/** What a row says; files of the fiscal document only to whom they may go. */
function rowFor(caller: PersonCaller): (row: InvoiceRecord) => InvoiceRow {
  const mayFor = filesFor(caller);
  return (record) => {
    const {
      customerId,
      customerNumber,
      customerName,
      companyId,
      companyCode,
      companyName,
      ...row
    } = record;
    const may = mayFor({ customerId, companyId });
    return {
      ...row,
      company: { code: companyCode, name: companyName },
      customer: { number: customerNumber, name: customerName },
      xml: may.xml ? row.xml : null,
      pdf: may.pdf ? row.pdf : null,
    };
  };
}
