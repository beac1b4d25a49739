import type { SyncInput } from '#contract/sync';
import { fromUnits, shortest, sum } from '../data/decimal.ts';
import { originsOf } from './credits.ts';
import {
  pricePlaces,
  soundLine,
  type Document,
  type Reason,
  type RetailLine,
  type SoundLine,
} from './lines.ts';

/** A line that did not become part of a document, and why. */
export type Rejected = RetailLine & { reason: Reason };

export type RetailRecords = {
  company: SyncInput<'companies'>;
  customers: SyncInput<'customers'>[];
  materials: SyncInput<'materials'>[];
  statusMap: SyncInput<'status-map'>[];
  orders: SyncInput<'orders'>[];
  invoices: SyncInput<'invoices'>[];
  rejected: Rejected[];
};

const company: SyncInput<'companies'> = {
  code: 'UK01',
  legalName: 'Gift wholesaler (UCI Online Retail)',
  country: 'GB',
  currency: 'GBP',
  timeZone: 'Europe/London',
};

/** The one state that the file knows: what is in it was sold, sent and invoiced. */
const statusCode = 'SOLD';

/** Codes of the file that are no goods: postage, discounts, fees, manual entries. */
const charges = new Set(['POST', 'DOT', 'C2', 'M', 'D', 'S', 'CRUK', 'AMAZONFEE', 'BANK CHARGES']);

/**
 * Maps the lines of the UCI "Online Retail" file (D. Chen, 2015, CC BY 4.0) to sync records.
 *
 * - One `InvoiceNo` becomes one order and, under the same number, its invoice. The file has no
 *   orders of its own, and what it holds was sold and sent: every order is concluded.
 * - A `C…` number becomes a credit note and nothing else. It takes back goods and asks for none, so
 *   an order in a customer's list would be one nobody placed. Its quantities and amounts stay
 *   negative, as in the file: a customer's documents simply add up.
 * - The file does not say what a credit note cancels. It is linked to the customer's latest earlier
 *   order that sold the same goods at the same price and has enough left; without one it stands alone.
 * - A line's position is its place in its invoice, so repeated stock codes stay apart and a rejected
 *   line leaves a gap instead of moving the others.
 * - Stock codes differ in case at times; the first spelling stands for all. A material is described
 *   by the commonest text of its sound lines (people typed notes into the others), or else its code.
 * - Postage, discounts, fees and manual entries (`POST`, `D`, `BANK CHARGES`, `M` …) count towards
 *   the invoice, so they stay lines of it, as materials of the group "Charges".
 * - A price of zero is a free article and stays. Prices are taken as net, tax as zero: the file has none.
 * - Rejected one by one: lines without a customer, and those whose sign, number or date cannot be.
 */
export function retailRecords(lines: Iterable<RetailLine>): RetailRecords {
  const { documents, rejected } = gather(lines);
  const sales = documents.filter((document) => !document.isCredit);
  const origins = originsOf(documents);
  const materials = materialsOf(documents);
  const nameOf = (code: string) => materials.get(code.toUpperCase())?.number ?? code;
  return {
    company,
    customers: [...new Set(documents.map(({ customer }) => customer))].map((number) => ({
      number,
      name: `Customer ${number}`,
      companies: [{ company: company.code }],
    })),
    materials: [...materials.values()],
    statusMap: (['order', 'item'] as const).map((entity) => ({
      entity,
      code: statusCode,
      status: 'concluded',
    })),
    orders: sales.map((document) => order(document, nameOf)),
    invoices: documents.map((document) =>
      invoice(document, origins.get(document.number) ?? [], nameOf),
    ),
    rejected,
  };
}

/** Brings the lines of each invoice together; the first sound line of an invoice names its customer. */
function gather(lines: Iterable<RetailLine>): { documents: Document[]; rejected: Rejected[] } {
  const documents = new Map<string, Document>();
  const rejected: Rejected[] = [];
  const places = new Map<string, number>();
  for (const raw of lines) {
    const place = (places.get(raw.invoice) ?? 0) + 1;
    places.set(raw.invoice, place);
    const line = soundLine(raw);
    if (typeof line === 'string') {
      rejected.push({ ...raw, reason: line });
      continue;
    }
    const document = documents.get(line.invoice) ?? {
      number: line.invoice,
      customer: line.customer,
      isCredit: line.isCredit,
      time: line.time,
      lines: [],
    };
    if (document.customer !== line.customer) {
      rejected.push({ ...raw, reason: 'other_customer_than_its_invoice' });
      continue;
    }
    documents.set(line.invoice, document);
    document.lines.push({ ...line, position: String(place * 10) });
  }
  return { documents: [...documents.values()], rejected };
}

function materialsOf(documents: readonly Document[]): Map<string, SyncInput<'materials'>> {
  const texts = new Map<string, { number: string; counts: Map<string, number> }>();
  for (const { stockCode, description } of documents.flatMap(({ lines }) => lines)) {
    const key = stockCode.toUpperCase();
    const entry = texts.get(key) ?? { number: stockCode, counts: new Map<string, number>() };
    texts.set(key, entry);
    if (description !== '') entry.counts.set(description, (entry.counts.get(description) ?? 0) + 1);
  }
  const materials = [...texts].map(([key, { number, counts }]) => {
    const [commonest] = [...counts].toSorted((a, b) => b[1] - a[1]);
    const group = charges.has(key) ? 'Charges' : 'Goods';
    const descriptions = { en: commonest?.[0] ?? number };
    return [key, { number, descriptions, unit: 'EA', group }] as const;
  });
  return new Map(materials);
}

type NameOf = (stockCode: string) => string;
type Line = Document['lines'][number];

const amountOf = (line: SoundLine) => line.quantity * line.price;
const totalOf = (document: Document) => money(sum(document.lines.map(amountOf)));

/** Two decimals, more only where they are needed. */
function money(units: bigint): string {
  const text = shortest(units, pricePlaces);
  return /\.\d\d/.test(text) ? text : fromUnits(units / 100n, pricePlaces - 2);
}

const what = (line: Line, nameOf: NameOf) => ({
  position: line.position,
  material: nameOf(line.stockCode),
  descriptions: line.description === '' ? {} : { en: line.description },
  quantity: String(line.quantity),
  unit: 'EA',
  amount: money(amountOf(line)),
});

function order(document: Document, nameOf: NameOf): SyncInput<'orders'> {
  const date = document.time.slice(0, 10);
  return {
    number: document.number,
    company: company.code,
    customer: document.customer,
    date,
    currency: company.currency,
    amount: totalOf(document),
    status: statusCode,
    items: document.lines.map((line) => ({
      ...what(line, nameOf),
      delivered: String(line.quantity),
      unitPrice: shortest(line.price, pricePlaces),
      deliveryDate: date,
      status: statusCode,
    })),
  };
}

function invoice(
  document: Document,
  origins: readonly string[],
  nameOf: NameOf,
): SyncInput<'invoices'> {
  const total = totalOf(document);
  return {
    number: document.number,
    company: company.code,
    customer: document.customer,
    kind: document.isCredit ? 'credit_note' : 'invoice',
    date: document.time.slice(0, 10),
    currency: company.currency,
    net: total,
    tax: '0.00',
    total,
    orders: document.isCredit ? [...origins] : [document.number],
    items: document.lines.map((line) => ({ ...what(line, nameOf), tax: '0.00' })),
  };
}
