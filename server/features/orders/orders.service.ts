import type { SectionFigure } from '#contract/home';
import type { Invoice, Order, OrderItem, OrderRow } from '#contract/orders';
import type { Locale } from '#contract/primitives';
import type { Db } from '../../db/scope.ts';
import { limits } from '#contract/limits';
import { AppError } from '../../http/app-error.ts';
import { covers, reachOf, reaches, type PersonCaller, type Reach } from '../../http/caller.ts';
import type { InTenant } from '../../http/mount.ts';
import { tableFiles, type TableColumn, type TableFormat } from '../../output/table-file.ts';
import type { Texts } from '../../output/texts.ts';
import { ownTexts } from '../../records/branding.ts';
import { changesOf } from './changes.ts';
import {
  createOrderQueries,
  findOrder,
  type InvoiceRecord,
  orderRecords,
  type OrderFilter,
  type OrderRecord,
} from './orders.queries.ts';

/** Counting further would take its time and say no more. */
const figureMax = 1_000;

/** Orders and their invoices, as a caller may see them. */
export function createOrderService(texts: Texts) {
  return {
    list,
    find,
    invoices,
    exportFile: (format: TableFormat, ...args: ExportArguments) =>
      exportFile(texts, format, ...args),
  };
}

async function list(
  db: Db,
  caller: PersonCaller,
  asked: OrderFilter & { limit: number; cursor?: string },
) {
  const view = viewOf(caller);
  refuseSort(view, asked);
  return orderRecords.page(db, view.reach, asked, (row) => toRow(row, view));
}

async function find(db: Db, caller: PersonCaller, id: string): Promise<Order> {
  const view = viewOf(caller);
  const row = await findOrder(db, view.reach, id);
  if (!row) throw new AppError('not_found');
  const amounts = seesAmounts(view, row);
  return {
    changes: await changesOf(db, id),
    ...toRow(row, view),
    company: { code: row.companyCode, name: row.companyName },
    items: row.items.map((item) => ({
      ...item,
      amount: amounts ? item.amount : null,
      unitPrice: amounts ? item.unitPrice : null,
    })) as unknown as OrderItem[],
  };
}

/** @returns the invoices, and whose they are, which is noted and not sent */
async function invoices(db: Db, caller: PersonCaller, orderId: string) {
  const reach = reachOf(caller, 'invoices.view');
  const [order, found] = await Promise.all([
    orderRecords.find(db, reach, orderId),
    createOrderQueries(db).invoices(reach, orderId),
  ]);
  if (!order) throw new AppError('not_found');
  return {
    customer: { number: order.customerNumber },
    items: found.map(invoiceFor(caller)),
  };
}

/** What an invoice of an order says; files of the fiscal document only to whom they may go. */
function invoiceFor(caller: PersonCaller): (row: InvoiceRecord) => Invoice {
  const [xml, pdf] = [reachOf(caller, 'invoices.xml'), reachOf(caller, 'invoices.pdf')];
  return ({ customerId, companyId, ...row }) => {
    // A fiscal document names no contact: its files reach as far as the customer.
    const whose = { customerId, companyId, contactId: null };
    const may = ({ customerIds, companyIds }: Reach) => reaches({ customerIds, companyIds }, whose);
    return {
      ...(row as unknown as Invoice),
      xml: may(xml) ? row.xml : null,
      pdf: may(pdf) ? row.pdf : null,
    };
  };
}

/** How many orders within reach are still to be done, and of how many somebody who answers has a change to answer. */
export async function ordersFigure(
  db: Db,
  caller: PersonCaller,
): Promise<Pick<SectionFigure, 'count' | 'more' | 'asked'>> {
  const [open, asked] = await Promise.all([
    createOrderQueries(db).countOpen(reachOf(caller, 'orders.view'), figureMax),
    caller.grants.has('orders.manage')
      ? orderRecords.count(
          db,
          reachOf(caller, 'orders.manage'),
          { status: 'change_asked', by: 'any', sort: 'asked' },
          figureMax,
        )
      : null,
  ]);
  return { ...open, asked };
}

type ExportArguments = [
  inTenant: InTenant,
  caller: PersonCaller,
  filter: OrderFilter,
  locale: Locale,
];

/**
 * The whole filtered list as a file, page by page: no transaction stays open while the reader is slow.
 * @throws AppError `forbidden`, before anything of the file is sent
 */
async function exportFile(
  texts: Texts,
  format: TableFormat,
  ...[inTenant, caller, filter, locale]: ExportArguments
): Promise<AsyncIterable<string | Uint8Array>> {
  const view = viewOf(caller, 'orders.export');
  refuseSort(view, filter);
  const { tenant } = caller;
  const own = await inTenant((db) => ownTexts(db, tenant.id, locale));
  return tableFiles[format](
    { title: 'orders.title', columns, chunks: rowsOf(view, inTenant, filter) },
    { t: texts(locale, own), locale, author: tenant.name },
  );
}

async function* rowsOf(
  view: OrderScope,
  inTenant: InTenant,
  filter: OrderFilter,
): AsyncGenerator<OrderRow[]> {
  for await (const rows of orderRecords.chunks(inTenant, view.reach, filter, limits.exportRows))
    yield rows.map((row) => toRow(row, view));
}

const columns: TableColumn<OrderRow>[] = [
  { key: 'orders.number', width: 16, kind: 'text', cell: ({ number }) => number },
  {
    key: 'orders.purchase_order',
    width: 20,
    kind: 'text',
    cell: ({ purchaseOrder }) => purchaseOrder,
  },
  {
    key: 'orders.amount',
    width: 16,
    kind: 'decimal',
    places: 2,
    cell: ({ amount }) => amount,
  },
  { key: 'documents.currency', width: 10, kind: 'text', cell: ({ currency }) => currency },
  { key: 'orders.created', width: 13, kind: 'date', cell: ({ date }) => date },
  {
    key: 'orders.status',
    width: 18,
    kind: 'text',
    cell: ({ status }, { t }) => t(`status.${status}`),
  },
  {
    key: 'orders.destination',
    width: 48,
    kind: 'text',
    cell: ({ destination }) =>
      destination &&
      [destination.name, destination.street, destination.place].filter(Boolean).join(' / '),
  },
];

/** Which orders a caller sees, and of which the amounts too. */
type OrderScope = { reach: Reach; amounts: Reach };

function viewOf(
  caller: PersonCaller,
  permission: 'orders.view' | 'orders.export' = 'orders.view',
): OrderScope {
  return { reach: reachOf(caller, permission), amounts: reachOf(caller, 'orders.amounts') };
}

function seesAmounts({ amounts }: OrderScope, row: OrderRecord): boolean {
  return reaches(amounts, row);
}

/**
 * @throws AppError `forbidden` where the order of rows would tell what the amounts are, `invalid_input` where it is by
 *   what only those have of which a change was asked for
 */
function refuseSort({ reach, amounts }: OrderScope, { sort, status }: OrderFilter): void {
  if (sort.endsWith('amount') && !covers(amounts, reach)) throw new AppError('forbidden');
  if (sort.endsWith('asked') && status !== 'change_asked')
    throw new AppError('invalid_input', { errors: [{ path: 'query.sort', rule: 'invalid' }] });
}

function toRow(row: OrderRecord, view: OrderScope): OrderRow {
  const destination = {
    name: row.destinationName,
    street: row.destinationStreet,
    place: row.destinationPlace,
  };
  return {
    ...(row as unknown as OrderRow),
    customer: { number: row.customerNumber!, name: row.customerName! },
    amount: seesAmounts(view, row) ? row.amount : null,
    destination: row.addressId ? destination : null,
  };
}
