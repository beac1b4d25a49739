import { toUnits } from '../data/decimal.ts';
import { csvRows } from './csv.ts';

/** One line of the file as it stands there. */
export type RetailLine = {
  /** Line of the file, counted from 1. */
  line: number;
  invoice: string;
  stockCode: string;
  description: string;
  quantity: string;
  date: string;
  price: string;
  customer: string;
};

/** Why a line cannot be part of a customer's document. */
export type Reason =
  | 'no_invoice_number'
  | 'no_customer'
  | 'no_stock_code'
  | 'unreadable_date'
  | 'unreadable_quantity'
  | 'unreadable_price'
  | 'sale_without_positive_quantity'
  | 'credit_without_negative_quantity'
  | 'other_customer_than_its_invoice';

/** A line that was read and found good. */
export type SoundLine = {
  line: number;
  invoice: string;
  isCredit: boolean;
  stockCode: string;
  description: string;
  quantity: bigint;
  /** `yyyy-mm-ddThh:mm`, local time of the seller. */
  time: string;
  /** In units of the fourth decimal. */
  price: bigint;
  customer: string;
};

/** All sound lines of one `InvoiceNo`. */
export type Document = {
  number: string;
  customer: string;
  isCredit: boolean;
  time: string;
  lines: (SoundLine & { position: string })[];
};

/** Decimals of prices and amounts: a whole quantity times a price never needs more, so nothing is rounded. */
export const pricePlaces = 4;

const columns = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID';

/** Reads the file's text. A file with other columns is refused as a whole. */
export function* retailLines(text: string): Generator<RetailLine> {
  const rows = csvRows(text);
  const header = rows.next();
  if (header.done || header.value.fields.join(',') !== columns) {
    throw new Error(`The first line must be ${columns}`);
  }
  for (const { line, fields } of rows) {
    const [invoice = '', stockCode = '', description = '', quantity = ''] = fields;
    const [date = '', price = '', customer = ''] = fields.slice(4);
    yield { line, invoice, stockCode, description, quantity, date, price, customer };
  }
}

/** Reads one line, or says why it cannot be used. */
export function soundLine(raw: RetailLine): SoundLine | Reason {
  const invoice = raw.invoice.trim().toUpperCase();
  const isCredit = invoice.startsWith('C');
  if (!/^C?\d+$/.test(invoice)) return 'no_invoice_number';
  // Spreadsheets like to turn an identifier into a number with a decimal.
  const customer = raw.customer.trim().replace(/\.0$/, '');
  if (customer === '') return 'no_customer';
  const stockCode = oneLine(raw.stockCode);
  if (stockCode === '') return 'no_stock_code';
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(raw.date)) return 'unreadable_date';
  if (!/^-?\d{1,12}$/.test(raw.quantity)) return 'unreadable_quantity';
  if (!/^\d{1,12}(\.\d{1,4})?$/.test(raw.price)) return 'unreadable_price';
  const quantity = BigInt(raw.quantity);
  if (isCredit && quantity >= 0n) return 'credit_without_negative_quantity';
  if (!isCredit && quantity <= 0n) return 'sale_without_positive_quantity';
  return {
    line: raw.line,
    invoice,
    isCredit,
    stockCode,
    description: oneLine(raw.description),
    quantity,
    time: raw.date.slice(0, 16),
    price: toUnits(raw.price, pricePlaces),
    customer,
  };
}

const oneLine = (text: string) => text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
