import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import ExcelJS from 'exceljs';
import type { Invoice, Order, OrderRow } from '#contract/orders';
import { orderSorts, orderStatuses } from '#contract/order-words';
import { refusal, signIn, type Api } from '../support/api.ts';
import { parseCsv } from '../support/csv.ts';
import { item, order } from '../support/fixtures.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { queriesOfRequests } from '../support/queries.ts';

type Page = { items: OrderRow[]; nextCursor: string | null };

let running: TestPortal;
let person: Api;
before(async () => {
  running = await startPortal();
  person = await signIn(running.url, 'todo');
});
after(() => running.close());

/** All rows of a list, page by page. */
async function everything(api: Api, query: string, limit = 7): Promise<OrderRow[]> {
  const rows: OrderRow[] = [];
  let cursor = '';
  do {
    const { body } = await api<Page>(
      `GET /orders?limit=${limit}&${query}${cursor && `&cursor=${cursor}`}`,
    );
    rows.push(...body.items);
    cursor = body.nextCursor ?? '';
  } while (cursor);
  return rows;
}

const find = async (api: Api, number: string) =>
  (await api<Page>(`GET /orders?by=number&search=${number}`)).body.items.find(
    (row) => row.number === number,
  );

describe('the list', () => {
  // Those with a change that waits alone are sorted by it.
  for (const sort of orderSorts.filter((one) => !one.endsWith('asked'))) {
    test(`sorted by ${sort}: every order once, in order, however it is cut`, async () => {
      const pages = await everything(person, `sort=${sort}`);
      const whole = await everything(person, `sort=${sort}`, 100);
      assert.equal(new Set(pages.map((row) => row.id)).size, 60);
      assert.deepEqual(pages, whole);
      const field = sort.replace('-', '') as
        | 'date'
        | 'number'
        | 'purchase_order'
        | 'amount'
        | 'status';
      const values = pages.map((row) =>
        field === 'purchase_order' ? (row.purchaseOrder ?? '') : row[field]!,
      );
      const compare = (a: string, b: string) =>
        field === 'amount' ? Number(a) - Number(b) : a < b ? -1 : Number(a > b);
      const sorted = values.toSorted(compare);
      if (field !== 'purchase_order')
        assert.deepEqual(values, sort.startsWith('-') ? sorted.toReversed() : sorted);
    });
  }

  test('filters by status and by first and last day, both included', async () => {
    // What was ordered here has no order of the ERP yet.
    for (const status of orderStatuses.filter((one) => one !== 'received')) {
      const rows = await everything(person, `status=${status}`);
      assert.ok(rows.length >= 6 && rows.every((row) => row.status === status), status);
    }
    const rows = await everything(person, 'from=2026-02-08&to=2026-03-09');
    const wanted = (await everything(person, '')).filter(
      (row) => row.date >= '2026-02-08' && row.date <= '2026-03-09',
    );
    assert.ok(
      wanted.some((row) => row.date === '2026-02-08') &&
        wanted.some((row) => row.date === '2026-03-09'),
    );
    assert.deepEqual(rows, wanted);
  });

  test('finds a sales document with and without its zeros, and a purchase order by a part of it', async () => {
    for (const search of ['0084000001', '84000001', '4000001']) {
      const { body } = await person<Page>(`GET /orders?by=number&search=${search}`);
      assert.deepEqual(
        body.items.map((row) => row.number),
        ['0084000001'],
        search,
      );
    }
    const { body } = await person<Page>('GET /orders?search=oc-59');
    assert.deepEqual(
      body.items.map((row) => row.purchaseOrder),
      ['OC-59'],
    );
    // Unless told otherwise, either number is looked at.
    for (const search of ['oc-59', '84000001'])
      assert.equal(
        (await person<Page>(`GET /orders?search=${search}`)).body.items.length,
        1,
        search,
      );
    const numbers = ['4501', '0004502', 'Ñandú-77', 'A%B'];
    await running.portal.sync(
      'norte',
      'orders',
      numbers.map((purchaseOrder, i) =>
        order(`7700000${i}`, { purchaseOrder, date: '2019-01-01' }),
      ),
    );
    const finds = async (search: string) =>
      (
        await person<Page>(
          `GET /orders?by=purchase_order&to=2019-12-31&search=${encodeURIComponent(search)}`,
        )
      ).body.items
        .map((row) => row.purchaseOrder)
        .toSorted();
    for (const search of ['4501', '0004501', '450'])
      assert.ok((await finds(search)).includes('4501'), search);
    for (const search of ['4502', '0004502', '04502', '00004502'])
      assert.deepEqual(await finds(search), ['0004502'], search);
    for (const search of ['nandu', 'Ñandú', 'ÑANDÚ', 'ÑANDÚ'.normalize('NFD'), 'ándu-7'])
      assert.deepEqual(await finds(search), ['Ñandú-77'], search);
    assert.deepEqual(await finds('a%b'), ['A%B']);
    assert.deepEqual(await finds('000'), ['0004502']);
    await running.portal.sync(
      'norte',
      'orders',
      numbers.map((_, i) => ({ number: `7700000${i}`, deleted: true })),
    );
    const wild = await person<Page>('GET /orders?search=%25');
    assert.equal(wild.body.items.length, 0, 'a percent sign is a percent sign');
  });

  test('money is text with its currency, the date a date, the old peso the new one', async () => {
    const row = await find(person, '0084000001');
    assert.equal(row?.amount, '1037.0100');
    assert.equal(row?.currency, 'MXN');
    assert.match(row?.date ?? '', /^\d{4}-\d\d-\d\d$/);
    assert.deepEqual(row?.destination, {
      name: 'Bodega Uno',
      street: 'Calle 5 No. 10',
      place: '64000 Monterrey Centro',
    });
  });
});

describe('permissions', () => {
  test('without orders.amounts no amount leaves, in list, detail, file or by sorting', async () => {
    const without = await signIn(running.url, 'sinmontos');
    const rows = await everything(without, '');
    assert.ok(rows.length === 60 && rows.every((row) => row.amount === null));
    const { body } = await without<Order>(`GET /orders/${rows[0]!.id}`);
    assert.equal(body.amount, null);
    assert.ok(body.items.every((line) => line.amount === null && line.unitPrice === null));
    assert.equal(refusal(await without('GET /orders?sort=amount')), '403 forbidden');
    const { text } = await without('GET /exports/orders?locale=es');
    assert.doesNotMatch(text, /\d+\.\d\d/);
    assert.equal(refusal(await without(`GET /orders/${rows[0]!.id}/invoices`)), '403 forbidden');
  });

  test('own sees what the contact asked for, hierarchy the subsidiaries too', async () => {
    const own = await everything(await signIn(running.url, 'propios'), '');
    assert.equal(own.length, 6);
    const group = await everything(await signIn(running.url, 'grupo'), '');
    assert.equal(group.length, 61);
    const below = group.find((row) => row.number === '0099000002');
    assert.deepEqual(below?.customer, { number: '0001002947', name: 'Sucursal del Centro' });
    assert.ok(!group.some((row) => row.number === '0099000001'), 'the neighbour stays out');
  });

  test('staff see their portfolio; an empty one sees nobody', async () => {
    const staff = (login: string, customers: string[] | 'all') =>
      running.portal.admin.createStaff('norte', {
        name: login,
        logins: [login],
        password: 'una clave larga 1',
        permissions: ['orders.view'],
        customers,
      });
    await staff('ejecutivo.mx', ['1002946']);
    await staff('vacio.mx', []);
    await staff('todo.mx', 'all');
    const count = async (login: string) =>
      (await everything(await signIn(running.url, login), '')).length;
    assert.deepEqual(
      [await count('ejecutivo.mx'), await count('vacio.mx'), await count('todo.mx')],
      [1, 0, 62],
    );
  });
});

describe('open orders', () => {
  test('are those in which something is still to be done, as many as the home page counts', async () => {
    for (const login of ['todo', 'propios', 'grupo']) {
      const api = await signIn(running.url, login);
      const open = await everything(api, 'status=open');
      const finished = new Set(['concluded', 'completed', 'cancelled']);
      assert.deepEqual(
        open,
        (await everything(api, '')).filter(({ status }) => !finished.has(status)),
      );
      const { body } = await api<{ sections: { section: string; count: number }[] }>('GET /home');
      assert.equal(body.sections.find(({ section }) => section === 'orders')?.count, open.length);
    }
  });
});

test('a request asks for the look of its tenant only where something is drawn', async () => {
  const looks = async (path: string) => {
    const queries = queriesOfRequests(running);
    const { status } = await person(path);
    assert.equal(status, 200);
    return queries.filter((sql) => /\b(theme|strings|manuals|terms_url)\b/.test(sql)).length;
  };
  assert.deepEqual([await looks('GET /orders'), await looks('GET /portal')], [0, 1]);
});

describe('one order', () => {
  test('and its invoices come each out of one statement, lines included', async () => {
    const row = await find(person, '0084000001');
    const queries = queriesOfRequests(running);
    await person(`GET /orders/${row!.id}`);
    await person(`GET /orders/${row!.id}/invoices`);
    const reading = (table: string) =>
      queries.filter((sql) => new RegExp(`\\b${table}\\b`).test(sql));
    const [items, lines] = [reading('order_items'), reading('invoice_items')];
    assert.ok(items.length > 0 && lines.length > 0);
    for (const sql of items) assert.match(sql, /from "orders" as "o"/);
    for (const sql of lines) assert.match(sql, /join "invoices" as "v"/);
  });

  test('shows its items; words come from the material where the line has none', async () => {
    await running.portal.sync('norte', 'orders', [
      order('0084999999', {
        items: [
          item('000010'),
          item('000020', {
            descriptions: { pt: 'Só em português' },
            priceUnit: '1000',
            unitPrice: '0.123456',
          }),
          item('000030', {
            material: 'DESCONOCIDO',
            descriptions: { es: 'Flete' },
            deliveryDate: null,
          }),
        ],
      }),
    ]);
    const row = await find(person, '0084999999');
    const { body } = await person<Order>(`GET /orders/${row!.id}`);
    assert.deepEqual(
      body.items.map((line) => line.position),
      ['000010', '000020', '000030'],
    );
    assert.deepEqual(body.items[0]!.descriptions, {
      es: 'Tanque de 500 litros',
      pt: 'Caixa de 500 litros',
    });
    assert.equal(body.items[1]!.descriptions.pt, 'Só em português');
    assert.equal(body.items[1]!.unitPrice, '0.123456');
    assert.equal(body.items[2]!.material, 'DESCONOCIDO');
    assert.deepEqual(body.company.code, 'SM01');
    await running.portal.sync('norte', 'orders', [{ number: '84999999', deleted: true }]);
    assert.equal((await person(`GET /orders/${row!.id}`)).status, 404, 'a deleted order is gone');
  });

  test('shows its invoices with their lines', async () => {
    const row = await find(person, '0084000001');
    const { body } = await person<{ items: Invoice[] }>(`GET /orders/${row!.id}/invoices`);
    assert.equal(body.items.length, 1);
    const { net, tax, total, lines, dueDate } = body.items[0]!;
    assert.deepEqual(
      [net, tax, total, dueDate],
      ['626.6800', '100.2700', '726.9500', '2026-04-01'],
    );
    assert.deepEqual(
      lines.map((line) => line.descriptions.es),
      ['Tanque de 500 litros'],
    );
    const none = await find(person, '0084000002');
    assert.deepEqual((await person(`GET /orders/${none!.id}/invoices`)).body, { items: [] });
  });

  test('shows no invoice of it that was made out to another customer', async () => {
    const row = await find(person, '0084000002');
    const { results } = await running.portal.sync('norte', 'invoices', [
      {
        number: 'F-AJENA',
        company: 'SM01',
        customer: '1002946',
        date: '2026-03-02',
        currency: 'MXN',
        net: '1.00',
        tax: '0.16',
        total: '1.16',
        items: [],
        orders: [row!.number],
      },
    ]);
    assert.equal(results[0]!.status, 'created', JSON.stringify(results));
    const [linked] = await running.sql<{ count: number }>(
      `select count(*)::int as count from invoice_orders where order_id = '${row!.id}'`,
    );
    assert.equal(linked!.count, 1);
    assert.deepEqual((await person(`GET /orders/${row!.id}/invoices`)).body, { items: [] });
  });
});

describe('the CSV file', () => {
  test('holds the whole filtered list in the words and numbers of its language', async () => {
    const es = await person('GET /exports/orders?locale=es&sort=number');
    assert.match(es.headers.get('content-type') ?? '', /^text\/csv; charset=utf-8/);
    assert.match(es.headers.get('content-disposition') ?? '', /^attachment/);
    const lines = es.text.trimEnd().split('\r\n');
    assert.equal(lines.length, 61);
    assert.match(lines[2]!, /^0084000001,OC-1,1037\.01,MXN,2026-02-02,/);
    const pt = await person('GET /exports/orders?locale=pt&status=cancelled&sort=number');
    assert.equal(pt.text.trimEnd().split('\r\n').length, 7);
    assert.match(pt.text, /^\uFEFF?[^\r]*;[^\r]*\r\n0084000008;OC-8;"1296,08";MXN;/);
  });

  test('is the same as a workbook, with numbers and dates in its cells', async () => {
    const { status, bytes } = await person('GET /exports/orders/xlsx?locale=es&sort=number');
    assert.equal(status, 200);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(bytes as unknown as ExcelJS.Buffer);
    const sheet = book.worksheets[0]!;
    assert.equal(sheet.name, 'Listado de pedidos');
    const rows = sheet.getSheetValues().slice(1) as unknown[][];
    const csv = parseCsv(
      (await person('GET /exports/orders?locale=es&sort=number')).text.trimEnd(),
    );
    assert.equal(rows.length, 61);
    for (const [at, cells] of rows.entries()) {
      const [number, order, amount, currency, date, ...rest] = cells.slice(1);
      const day = date instanceof Date ? date.toISOString().slice(0, 10) : date;
      const said = [number, order, amount, currency, day, ...rest].map((cell) => cell ?? '');
      if (at > 0) said[2] = amount == null ? '' : (amount as number).toFixed(2);
      assert.deepEqual(said.concat(Array(csv[at]!.length - said.length).fill('')), csv[at]);
    }
    assert.ok(rows[2]![5] instanceof Date && typeof rows[2]![3] === 'number');
    assert.equal(
      refusal(await (await signIn(running.url, 'nada'))('GET /exports/orders/xlsx?locale=es')),
      '403 forbidden',
    );
  });

  test('runs no formula in the reader’s spreadsheet', async () => {
    const evil = [
      '=HYPERLINK("http://evil.example")',
      '+1+1',
      '-2',
      '@SUM(A1)',
      'a"b',
      'with,comma',
    ];
    await running.portal.sync(
      'norte',
      'orders',
      evil.map((purchaseOrder, i) => order(`7${i}`, { purchaseOrder, date: '2020-01-01' })),
    );
    const { text } = await person('GET /exports/orders?locale=es&to=2020-01-01&sort=number');
    for (const safe of [
      `"'=HYPERLINK(""http://evil.example"")"`,
      `'+1+1`,
      `'-2`,
      `'@SUM(A1)`,
      '"a""b"',
      '"with,comma"',
    ]) {
      assert.ok(text.includes(`,${safe},`), safe);
    }
  });
});
