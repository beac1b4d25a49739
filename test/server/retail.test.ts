import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { syncRecords, type SyncInput } from '#contract/sync';
import { sum, toUnits } from '../../demo/data/decimal.ts';
import { differences, totalsOfFile, totalsOfRecords } from '../../demo/retail/check.ts';
import { csvRows } from '../../demo/retail/csv.ts';
import { retailLines } from '../../demo/retail/lines.ts';
import { buyerOf } from '../../demo/retail/people.ts';
import { retailRecords, type RetailRecords } from '../../demo/retail/map.ts';

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID';
const map = (...lines: string[]) => retailRecords(retailLines([header, ...lines, ''].join('\n')));

const cents = (text: string) => toUnits(text, 4);
const total = (list: readonly { amount: string }[]) => sum(list.map(({ amount }) => cents(amount)));

/** What must hold of any mapping, whatever the file. */
function holdsTogether(records: RetailRecords): void {
  const { orders, invoices, customers, materials } = records;
  const known = new Set(customers.map(({ number }) => number));
  const goods = new Set(materials.map(({ number }) => number));
  for (const order of orders) {
    assert.equal(total(order.items), cents(order.amount), `items of ${order.number}`);
    assert.ok(known.has(order.customer));
    const invoice = invoices.find(({ number }) => number === order.number);
    assert.equal(invoice?.total, order.amount, `invoice of ${order.number}`);
    for (const { material } of order.items) assert.ok(goods.has(material ?? ''));
  }
  for (const invoice of invoices) {
    assert.equal(total(invoice.items), cents(invoice.net), `lines of ${invoice.number}`);
    assert.equal(cents(invoice.net) + cents(invoice.tax), cents(invoice.total));
    assert.equal(invoice.kind === 'credit_note', invoice.number.startsWith('C'));
  }
}

const itemCount = ({ items }: { items: readonly unknown[] }) => items.length;

/** Every record passes the schema that the sync API holds it against. */
function fitsContract(records: RetailRecords): void {
  syncRecords.companies.parse(records.company);
  for (const record of records.customers) syncRecords.customers.parse(record);
  for (const record of records.materials) syncRecords.materials.parse(record);
  for (const record of records.statusMap) syncRecords['status-map'].parse(record);
  for (const record of records.orders) syncRecords.orders.parse(record);
  for (const record of records.invoices) syncRecords.invoices.parse(record);
}

const creditOf = (records: RetailRecords, number: string): SyncInput<'invoices'> | undefined =>
  records.invoices.find((invoice) => invoice.number === number);

test('rows keep commas, quotes and line breaks inside quoted fields', () => {
  const rows = [...csvRows('\uFEFFa,"b, ""c""",\r\n\r\n1,"two\nlines",x"y\n"",,"z"')];
  assert.deepEqual(rows, [
    { line: 1, fields: ['a', 'b, "c"', ''] },
    { line: 3, fields: ['1', 'two\nlines', 'x"y'] },
    { line: 5, fields: ['', '', 'z'] },
  ]);
  assert.throws(() => [...csvRows('a,"b')], SyntaxError);
});

test('one invoice number becomes one order with its invoice, repeated goods on their own positions', () => {
  const records = map(
    '700001,10A,PAPER LANTERN ,3,2020-01-05T09:00,0.1,90001',
    '700001,10a,"LANTERN, PAPER",3,2020-01-05T09:00,0.2,90001.0',
    '700001,POST,POSTAGE,1,2020-01-05T09:00,12.345,90001',
    '700001,10A,PAPER LANTERN,1,2020-01-05T09:00,0,90001',
  );
  const [order, ...others] = records.orders;
  assert.equal(others.length, 0);
  assert.equal(order?.amount, '13.245');
  assert.deepEqual(
    order?.items.map(({ position, material, amount }) => [position, material, amount]),
    [
      ['10', '10A', '0.30'],
      ['20', '10A', '0.60'],
      ['30', 'POST', '12.345'],
      ['40', '10A', '0.00'],
    ],
  );
  assert.deepEqual(
    records.materials.map(({ number, descriptions, group }) => [number, descriptions.en, group]),
    [
      ['10A', 'PAPER LANTERN', 'Goods'],
      ['POST', 'POSTAGE', 'Charges'],
    ],
  );
  assert.deepEqual(records.invoices[0]?.orders, ['700001']);
  holdsTogether(records);
  fitsContract(records);
});

test('a material without any description is called by its code', () => {
  const records = map('700001,99Z,  ,3,2020-01-05T09:00,1,90001');
  assert.deepEqual(records.materials[0]?.descriptions, { en: '99Z' });
  assert.deepEqual(records.orders[0]?.items[0]?.descriptions, {});
  fitsContract(records);
});

test('lines that are no customer order are rejected one by one, each with its reason', () => {
  const { rejected, orders } = map(
    '700001,10A,LANTERN,3,2020-01-05T09:00,0.1,',
    '700002,10A,LANTERN,3,2020-01-05T09:00,0.1,90001',
    '700002,10B,?,-3,2020-01-05T09:00,0.1,90001',
    'A70003,B,Adjustment,1,2020-01-05T09:00,5,90001',
    'C70004,10A,LANTERN,1,2020-01-05T09:00,0.1,90001',
    '700002,10C,LANTERN,1,2020-01-05T09:00,0.1,90002',
    '700002,10D,LANTERN,1.5,2020-01-05T09:00,0.1,90001',
    '700002,10D,LANTERN,1,05/01/2020,0.1,90001',
    '700002,10D,LANTERN,1,2020-01-05T09:00,-0.1,90001',
    '700002, ,LANTERN,1,2020-01-05T09:00,0.1,90001',
    '700002,10E,LANTERN,2,2020-01-05T09:00,0.1,90001',
  );
  assert.deepEqual(
    rejected.map(({ line, reason }) => [line, reason]),
    [
      [2, 'no_customer'],
      [4, 'sale_without_positive_quantity'],
      [5, 'no_invoice_number'],
      [6, 'credit_without_negative_quantity'],
      [7, 'other_customer_than_its_invoice'],
      [8, 'unreadable_quantity'],
      [9, 'unreadable_date'],
      [10, 'unreadable_price'],
      [11, 'no_stock_code'],
    ],
  );
  assert.deepEqual(
    orders[0]?.items.map(({ position }) => position),
    ['10', '80'],
    'what is rejected leaves a gap and moves nothing',
  );
});

test('a credit note is linked to the latest earlier order that can have sold it, and stays negative', () => {
  const records = map(
    'C70009,10A,LANTERN,-1,2020-01-01T09:00,2.5,90001',
    '700001,10A,LANTERN,6,2020-01-05T09:00,2.5,90001',
    '700002,10A,LANTERN,2,2020-01-06T09:00,2.5,90001',
    '700003,10A,LANTERN,9,2020-01-07T09:00,2.4,90001',
    '700004,10A,LANTERN,9,2020-01-07T09:00,2.5,90002',
    'C70005,10A,LANTERN,-2,2020-01-08T09:00,2.5,90001',
    'C70006,10A,LANTERN,-2,2020-01-09T09:00,2.5,90001',
    'C70007,10A,LANTERN,-5,2020-01-09T09:00,2.5,90001',
    'C70008,D,Discount,-1,2020-01-09T09:00,1,90001',
  );
  assert.deepEqual(creditOf(records, 'C70009')?.orders, [], 'before any sale');
  assert.deepEqual(creditOf(records, 'C70005')?.orders, ['700002']);
  assert.deepEqual(creditOf(records, 'C70006')?.orders, ['700001'], 'the later one has none left');
  assert.deepEqual(creditOf(records, 'C70007')?.orders, [], 'more than any order has left');
  assert.deepEqual(creditOf(records, 'C70008')?.orders, [], 'a discount gives nothing back');
  assert.equal(creditOf(records, 'C70005')?.total, '-5.00');
  assert.equal(records.orders.length, 4, 'nobody ordered a credit note');
  holdsTogether(records);
  fitsContract(records);
});

test('the totals of the sales alone leave credit notes out; the buyer is who ordered most', () => {
  const text = [
    header,
    '700001,10A,LANTERN,2,2020-01-05T09:00,2.5,90001',
    '700002,10A,LANTERN,1,2020-01-06T09:00,2.5,90002',
    '700003,10A,LANTERN,4,2020-01-07T09:00,2.5,90002',
    'C70004,10A,LANTERN,-1,2020-01-08T09:00,2.5,90002',
  ].join('\n');
  const records = retailRecords(retailLines(text));
  assert.deepEqual([...totalsOfFile(text, 'sales').values()], [50_000, 125_000]);
  assert.deepEqual([...totalsOfFile(text).values()], [50_000, 100_000]);
  assert.equal(buyerOf(records).customer, '90002');
});

test('another file than the expected one is refused as a whole', () => {
  assert.throws(() => [...retailLines('a,b,c\n1,2,3\n')], /first line/);
});

test('the real file ties out with totals reckoned another way', async (t) => {
  const path = new URL('../../../shared/data/online-retail.csv', import.meta.url);
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return t.skip('../shared/data/online-retail.csv is not here');
  const records = retailRecords(retailLines(text));
  const totals = totalsOfFile(text);
  assert.ok(totals.size > 1000);
  assert.deepEqual(differences(totals, totalsOfRecords(records)), []);
  const credits = records.invoices.filter(({ kind }) => kind === 'credit_note');
  const items = [...records.orders.map(itemCount), ...credits.map(itemCount)];
  const lines = items.reduce((all, count) => all + count, 0);
  assert.equal(lines + records.rejected.length, text.trimEnd().split('\n').length - 1);
  holdsTogether({ ...records, orders: records.orders.slice(0, 200) });
  fitsContract(records);
});
