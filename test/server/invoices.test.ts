// Invoices as customers see them: what of each is open today, found, sorted, narrowed and taken as a file.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import ExcelJS from 'exceljs';
import type { InvoiceDetail, InvoiceRow } from '#contract/invoices';
import { invoiceSorts } from '#contract/invoice-words';
import type { SyncInput } from '#contract/sync';
import { refusal, signIn, type Api } from '../support/api.ts';
import { fiscalFile, order, password } from '../support/fixtures.ts';
import { openItem, send } from '../support/ledger.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

type Page = { items: InvoiceRow[]; nextCursor: string | null };

let running: TestPortal;
let person: Api;

/** An invoice, whole; what matters to a test is given, the rest is filled in. */
const invoice = (number: string, more: Partial<SyncInput<'invoices'>> = {}) => ({
  number,
  company: 'SM01',
  customer: '1002945',
  date: '2025-05-01',
  currency: 'MXN',
  net: '100.00',
  tax: '16.00',
  total: '116.00',
  items: [
    { position: '1', material: null, quantity: '1', unit: 'PZA', amount: '100.00', tax: '16.00' },
  ],
  ...more,
});

/** A day so many days from today. */
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

// Of each the ledger's documents, by what their invoice is to be: amounts in cents.
const ledger: Record<
  string,
  { state: string; items: { cents: number; due: number; paid: number }[] }
> = {
  '0000100001': { state: 'open', items: [{ cents: 11600, due: 40, paid: 0 }] },
  '0000100002': { state: 'overdue', items: [{ cents: 11600, due: -40, paid: 600 }] },
  '0000100003': { state: 'paid', items: [{ cents: 11600, due: -40, paid: 11600 }] },
  // In two instalments, the first of them paid.
  '0000100004': {
    state: 'open',
    items: [
      { cents: 5800, due: -40, paid: 5800 },
      { cents: 5800, due: 40, paid: 0 },
    ],
  },
  // And one in two instalments of which the first is late.
  '0000100005': {
    state: 'overdue',
    items: [
      { cents: 5800, due: -40, paid: 100 },
      { cents: 5800, due: 40, paid: 0 },
    ],
  },
  '0000100006': { state: 'unknown', items: [] },
};
const cents = (amount: number) => (amount / 100).toFixed(2);

before(async () => {
  running = await startPortal();
  await send(running, 'orders', [order('0084000100', { requestedBy: 'C-4', shipTo: null })]);
  await send(
    running,
    'invoices',
    Object.keys(ledger).map((number, i) =>
      invoice(number, { date: `2025-05-0${i + 1}`, dueDate: i % 2 ? day(-40) : null }),
    ),
  );
  await send(
    running,
    'open-items',
    Object.entries(ledger).flatMap(([number, { items }]) =>
      items.map((item, i) =>
        openItem(`${number} ${i}`, {
          // As another part of the ERP writes it.
          invoice: number.replace(/^0+/, ''),
          fiscalId: `F-${number}`,
          date: '2025-05-01',
          dueDate: day(item.due),
          amount: cents(item.cents),
          clearings: item.paid > 0 ? [{ date: '2025-06-01', amount: cents(item.paid) }] : [],
        }),
      ),
    ),
  );
  await send(running, 'invoices', [
    invoice('NC-1', {
      kind: 'credit_note',
      date: '2025-05-20',
      orders: ['84000100'],
      total: '-58.00',
      net: '-50.00',
      tax: '-8.00',
      items: [
        { position: '1', material: null, quantity: '-1', unit: 'PZA', amount: '-50', tax: '-8' },
      ],
    }),
    invoice('0000100007', { orders: ['84000100'], date: '2025-05-19' }),
    invoice('VECINO', { customer: '1002946' }),
  ]);
  await send(running, 'open-items', [
    openItem('nc', { kind: 'credit_note', invoice: 'nc-1', date: '2025-05-20', amount: '-58.00' }),
    // What paid an invoice names it as well, and is not it.
    openItem('pago', { kind: 'payment', invoice: '100003', date: '2025-06-01', amount: '-10.00' }),
  ]);
  await send(running, 'fiscal-files', [
    fiscalFile('F-0000100001', 'xml'),
    fiscalFile('F-0000100001', 'pdf'),
  ]);
  person = await signIn(running.url, 'todo');
});
after(() => running.close());

const list = async (api: Api, query = '', limit = 100): Promise<InvoiceRow[]> => {
  const rows: InvoiceRow[] = [];
  let cursor = '';
  do {
    const { body } = await api<Page>(
      `GET /invoices?limit=${limit}${query && `&${query}`}${cursor && `&cursor=${cursor}`}`,
    );
    rows.push(...body.items);
    cursor = body.nextCursor ?? '';
  } while (cursor);
  return rows;
};
const numbers = (rows: readonly InvoiceRow[]) => rows.map(({ number }) => number);
const byNumber = async (api: Api, number: string) =>
  (await list(api, `search=${number}`)).find((row) => row.number === number)!;

describe('the list', () => {
  test('says of each what is open today, however it stands in the ledger', async () => {
    const rows = new Map((await list(person)).map((row) => [row.number, row]));
    for (const [number, { state, items }] of Object.entries(ledger)) {
      const open = items.reduce((sum, item) => sum + item.cents - item.paid, 0);
      const { balance, state: said, fiscalId } = rows.get(number)!;
      assert.equal(said, state, number);
      assert.equal(balance === null ? null : Number(balance), items.length ? open / 100 : null);
      assert.equal(fiscalId, items.length ? `F-${number}` : null);
    }
    assert.equal(rows.get('0000100003')!.balance, '0.0000', 'a payment is not the invoice');
    const credit = rows.get('NC-1')!;
    assert.deepEqual(
      [credit.kind, credit.state, credit.balance],
      ['credit_note', 'open', '-58.0000'],
    );
    assert.ok(!rows.has('VECINO'));
  });

  for (const sort of invoiceSorts)
    test(`sorted by ${sort}: every invoice once, in order, however it is cut`, async () => {
      const whole = await list(person, `sort=${sort}`);
      assert.equal(whole.length, 9);
      assert.deepEqual(await list(person, `sort=${sort}`, 2), whole);
      const valueOf = {
        date: (row: InvoiceRow) => row.date,
        number: (row: InvoiceRow) => row.number.replace(/^0+/, ''),
        due_date: (row: InvoiceRow) => row.dueDate ?? '9999',
        total: (row: InvoiceRow) => Number(row.total),
      }[sort.replace('-', '') as 'date'];
      const values = whole.map(valueOf);
      const sorted = values.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
      assert.deepEqual(values, sort.startsWith('-') ? sorted.toReversed() : sorted);
    });

  test('is narrowed by state, kind, date, company, number and fiscal id', async () => {
    const of = async (query: string) => numbers(await list(person, `sort=number&${query}`));
    const known = (...states: string[]) =>
      Object.entries(ledger).flatMap(([number, { state }]) =>
        states.includes(state) ? number : [],
      );
    assert.deepEqual(await of('status=overdue'), known('overdue'));
    assert.deepEqual(await of('status=open'), [...known('open', 'overdue'), 'NC-1']);
    assert.deepEqual(await of('status=paid'), known('paid'));
    assert.deepEqual(await of('kind=credit_note'), ['NC-1']);
    assert.deepEqual(await of('from=2025-05-19&to=2025-05-20'), ['0000100007', 'NC-1']);
    assert.deepEqual(await of('company=NADA'), []);
    assert.deepEqual(await of('search=100002'), ['0000100002']);
    assert.deepEqual(await of('search=f-0000100002'), ['0000100002']);
    await running.sql(
      `update open_item_versions set fiscal_id = '7AE8C86C-2A86-4A13-974D-2EAD6F6D5700',
         fiscal_key = '7AE8C86C-2A86-4A13-974D-2EAD6F6D5700'
       where fiscal_key = 'F-0000100002' and superseded_at = 'infinity'`,
    );
    for (const beginning of [
      '7ae8',
      '7AE8C86C',
      '7ae8c86c-2a86-',
      '7AE8C86C-2A86-4A13-974D-2EAD6F6D5700',
    ])
      assert.deepEqual(await of(`search=${beginning}`), ['0000100002'], beginning);
    for (const none of ['7AE', 'AE8C86C', '7AE8C86D', '7AE9'])
      assert.deepEqual(await of(`search=${none}`), [], none);
    await running.sql(
      `update open_item_versions set fiscal_id = 'F-0000100002', fiscal_key = 'F-0000100002'
       where fiscal_key like '7AE8%'`,
    );
    assert.equal(
      refusal(await person('GET /invoices?status=unknown')),
      '400 invalid_input query.status: not_allowed',
    );
  });

  test('is right whichever of its filters are set together, one after the other', async () => {
    const all =
      'sort=-due_date&kind=invoice&company=SM01&customer=1002945&from=2020-01-01&to=2030-01-01&search=00';
    for (const status of ['open', 'paid', 'overdue', 'open'])
      for (const more of ['', '&limit=1'])
        assert.equal((await person(`GET /invoices?${all}&status=${status}${more}`)).status, 200);
    assert.ok((await list(person, all, 2)).length > 3);
  });

  test('gives files to whom they may go', async () => {
    const { xml, pdf } = await byNumber(person, '0000100001');
    assert.equal((await person(`GET /fiscal-files/${xml}/xml`)).status, 200);
    assert.equal((await person(`GET /fiscal-files/${pdf}/pdf`)).status, 200);
    const { admin } = running.portal;
    const contact = await admin.addContact('norte', {
      customer: '1002945',
      name: 'Sin archivos',
      email: 'sinarchivos@cliente.example',
    });
    await admin.createLogin('norte', {
      contact,
      logins: ['sinarchivos'],
      password,
      grants: [{ permission: 'invoices.view', scope: 'customer' }],
    });
    const without = await signIn(running.url, 'sinarchivos');
    const row = await byNumber(without, '0000100001');
    assert.deepEqual([row.xml, row.pdf, row.state], [null, null, 'open']);
    assert.equal(refusal(await without('GET /exports/invoices?locale=es')), '403 forbidden');
  });

  test('of whoever sees own orders alone is of these', async () => {
    const own = await signIn(running.url, 'propios');
    assert.deepEqual(numbers(await list(own, 'sort=date')), ['0000100007', 'NC-1']);
    const hidden = await byNumber(person, '0000100001');
    assert.equal((await own(`GET /invoices/${hidden.id}`)).status, 404);
  });

  test('of staff is of the portfolio, and of one customer where asked', async () => {
    const staff = await staffSession(running, 'cartera', {
      permissions: ['invoices.view'],
      customers: 'all',
    });
    assert.ok(numbers(await list(staff)).includes('VECINO'));
    const neighbours = numbers(await list(staff, 'sort=number&customer=0001002946'));
    assert.deepEqual(neighbours, ['0090000002', 'VECINO']);
    const [row] = await list(staff, 'customer=1002946');
    assert.deepEqual(row!.customer, { number: '0001002946', name: 'Vecino Comercial' });
  });
});

describe('one invoice', () => {
  test('has its lines, its orders, what belongs to it and what was paid of it', async () => {
    const { id } = await byNumber(person, '0000100007');
    const { body } = await person<InvoiceDetail>(`GET /invoices/${id}`);
    assert.deepEqual(
      body.orders.map(({ number }) => number),
      ['0084000100'],
    );
    assert.deepEqual(
      body.related.map(({ number, kind }) => [number, kind]),
      [['NC-1', 'credit_note']],
    );
    assert.deepEqual(
      body.lines.map(({ amount, tax }) => [amount, tax]),
      [['100.0000', '16.0000']],
    );
    assert.deepEqual(body.clearings, []);
    const late = await byNumber(person, '0000100002');
    const paid = (await person<InvoiceDetail>(`GET /invoices/${late.id}`)).body;
    assert.deepEqual(paid.clearings, [{ date: '2025-06-01', amount: '6.0000', reference: null }]);
  });

  test('of whoever sees own orders alone names no invoice of others', async () => {
    await send(running, 'orders', [order('0084000101', { shipTo: null })]);
    await send(running, 'invoices', [
      invoice('PROPIA', { orders: ['84000100', '84000101'] }),
      invoice('AJENA', { orders: ['84000101'] }),
    ]);
    const own = await signIn(running.url, 'propios');
    const { id } = await byNumber(own, 'PROPIA');
    const { body } = await own<InvoiceDetail>(`GET /invoices/${id}`);
    assert.deepEqual(body.related.map(({ number }) => number).toSorted(), ['0000100007', 'NC-1']);
    await running.portal.sync('norte', 'invoices', [
      { company: 'SM01', number: 'PROPIA', deleted: true },
      { company: 'SM01', number: 'AJENA', deleted: true },
    ]);
  });

  test('takes nothing from the ledger that is in another currency', async () => {
    await send(running, 'invoices', [invoice('USD-1', { currency: 'USD' }), invoice('MXP-1')]);
    await send(running, 'open-items', [
      openItem('usd', { invoice: 'USD-1', amount: '2088.00', date: '2025-05-01' }),
      openItem('mxp', { invoice: 'mxp-1', currency: 'MXP', amount: '116.00', date: '2025-05-01' }),
    ]);
    const said = async (number: string) => {
      const { balance, state } = await byNumber(person, number);
      return [balance, state];
    };
    assert.deepEqual(await said('USD-1'), [null, 'unknown']);
    assert.deepEqual(await said('MXP-1'), ['116.0000', 'open']);
    await running.portal.sync('norte', 'invoices', [
      { company: 'SM01', number: 'USD-1', deleted: true },
      { company: 'SM01', number: 'MXP-1', deleted: true },
    ]);
  });

  test('shows orders only as far as the caller sees them', async () => {
    const staff = await staffSession(running, 'sinpedidos', {
      permissions: ['invoices.view'],
      customers: 'all',
    });
    const { id } = await byNumber(staff, '0000100007');
    assert.deepEqual((await staff<InvoiceDetail>(`GET /invoices/${id}`)).body.orders, []);
  });
});

test('the file holds the whole filtered list, amounts as numbers of their currency', async () => {
  const { status, bytes } = await person('GET /exports/invoices?locale=pt&sort=number&status=open');
  assert.equal(status, 200);
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(bytes as unknown as ExcelJS.Buffer);
  const rows = book.worksheets[0]!.getSheetValues().slice(1) as unknown[][];
  assert.deepEqual(rows[0]!.slice(1, 4), ['Nota fiscal', 'Tipo', 'Chave de acesso']);
  assert.deepEqual(
    rows.slice(1).map((cells) => [cells[1], cells[7], cells[9]]),
    [
      ['0000100001', 116, 'A vencer'],
      ['0000100002', 110, 'Vencida'],
      ['0000100004', 58, 'A vencer'],
      ['0000100005', 115, 'Vencida'],
      ['NC-1', -58, 'A aplicar'],
    ],
  );
});
