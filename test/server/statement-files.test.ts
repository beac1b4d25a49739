// Files of statements, read back, and the public page that tells whether one was issued.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import ExcelJS from 'exceljs';
import type { Statement } from '#contract/statement';
import { refusal, signIn, visitor, type Api } from '../support/api.ts';
import { password } from '../support/fixtures.ts';
import { askStatement, openItem, sampleDay, sampleItems, send } from '../support/ledger.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
let person: Api;
let made: Statement;
before(async () => {
  running = await startPortal({ proxies: 1 });
  await send(running, 'open-items', [
    ...sampleItems,
    openItem('7', {
      invoice: '=1+1',
      date: '2018-03-01',
      dueDate: '2018-03-31',
      currency: 'CLP',
      amount: '12345.00',
    }),
  ]);
  person = await signIn(running.url, 'todo');
  made = (await askStatement(person, { cutOff: sampleDay })).body;
});
after(() => running.close());

/** A file as it comes. */
async function download(path: string, login = 'todo'): Promise<Buffer> {
  const { body } = await visitor(running.url)<{ token: string }>('POST /sessions', {
    body: { login, password, delivery: 'bearer' },
  });
  const response = await fetch(`${running.url}/api/v1${path}`, {
    headers: { 'Portal-Tenant': 'norte', Authorization: `Bearer ${body.token}` },
  });
  assert.equal(response.status, 200, path);
  assert.match(response.headers.get('content-disposition') ?? '', /^attachment/);
  return Buffer.from(await response.arrayBuffer());
}
async function sheetsOf(file: Buffer): Promise<ExcelJS.Worksheet[]> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(file as unknown as ExcelJS.Buffer);
  assert.equal(book.creator, 'Tanques Norte');
  return book.worksheets;
}
/** The values of all cells, null where there is none. */
const rowsOf = (sheet: ExcelJS.Worksheet): unknown[][] =>
  Array.from({ length: sheet.rowCount }, (_, i) =>
    Array.from((sheet.getRow(i + 1).values as unknown[]).slice(1), (value) => value ?? null),
  );
const files = () =>
  running.sql<{ kind: string; locale: string; sha256: string; bytes: number }>(
    `select kind, locale, sha256, bytes from statement_files where statement_id = '${made.id}' order by made_at desc`,
  );

describe('the XLSX', () => {
  test('holds every cell of the statement: dates as dates, amounts as numbers, identifiers as text', async () => {
    const [pesos, others, ...rest] = await sheetsOf(
      await download(`/statements/${made.id}/xlsx?locale=es`),
    );
    assert.deepEqual(
      [pesos!.name, others!.name, rest.length],
      ['Estado de cuenta MXN', 'Estado de cuenta CLP', 0],
    );
    const rows = rowsOf(pesos!);
    assert.deepEqual(rows.slice(0, 4), [
      ['Estado de cuenta'],
      ['Empresa', 'SM01', 'Tanques norte S.A.'],
      ['Cliente', '0001002945', 'Ferretería del Centro'],
      ['Fecha de corte', new Date('2018-05-06T00:00:00Z')],
    ]);
    assert.match(String(rows[4]![1]), /^\d\d-\w{3}-\d{4}, \d\d:\d\d.*\(hora estándar central\)$/u);
    assert.match(String(rows[5]![1]), /\/v\/norte\/[0-9A-Z]{26}$/);
    assert.deepEqual(rows.slice(6, 10), [
      [
        'Moneda',
        'Límite de crédito',
        'Saldo vencido',
        'A vencer',
        'Saldo a favor sin aplicar',
        'Saldo total',
        'Crédito disponible',
      ],
      ['MXN', 8000000, 3621320.46, 1536372.14, -417056.58, 4740636.02, 3259363.98],
      [
        'A vencer',
        'Vencido 1–30 días',
        'Vencido 31–60 días',
        'Vencido 61–90 días',
        'Vencido +90 días',
        'Saldo a favor sin aplicar',
      ],
      [1536372.14, 3621320.46, 0, 0, 0, -417056.58],
    ]);
    assert.deepEqual(rows.slice(10, 13), [
      [],
      [
        'Tipo documento',
        'No. pedido',
        'Orden de compra',
        'Factura',
        'Folio fiscal',
        'Fecha',
        'Vencimiento',
        'Días mora',
        'Importe',
        'Saldo',
        'Estatus',
      ],
      [
        'Factura',
        null,
        null,
        null,
        null,
        new Date('2018-02-09T00:00:00Z'),
        new Date('2018-04-11T00:00:00Z'),
        25,
        2121320,
        2121320,
        'Vencido',
      ],
    ]);
    const second = rows[13]!;
    assert.deepEqual(
      [second[1], second[2], second[4]],
      ['0084000907', 'OC-1', '1C248DF2-0000-4000-8000-000000000001'],
    );
    assert.equal(rows.length, 12 + 6 + 1);
    // The total stands below what is filtered, and is what the balances above it come to.
    const total = rows.at(-1)!;
    const balances = rows.slice(12, -1).map((row) => row[9] as number);
    const cents = balances.reduce((sum, balance) => sum + Math.round(balance * 100), 0);
    assert.deepEqual([total[0], total[9]], ['Saldo total', cents / 100]);
    const isBold = (row: number) => pesos!.getRow(row).getCell(10).font?.bold ?? false;
    assert.deepEqual([isBold(rows.length), isBold(rows.length - 1)], [true, false]);
    const { orientation, fitToPage, fitToWidth, fitToHeight } = pesos!.pageSetup;
    assert.deepEqual([orientation, fitToPage, fitToWidth, fitToHeight], ['landscape', true, 1, 0]);
    for (const [row, column, format] of [
      [8, 2, '#,##0.00'],
      [4, 2, 'mm-dd-yy'],
      [13, 6, 'mm-dd-yy'],
      [13, 8, '#,##0'],
      [13, 9, '#,##0.00'],
    ] as const)
      assert.equal(pesos!.getRow(row).getCell(column).numFmt, format, `${row} ${column}`);
    assert.deepEqual(pesos!.views[0], { ...pesos!.views[0], state: 'frozen', ySplit: 12 });
    assert.deepEqual(pesos!.autoFilter, 'A12:K18');
    // Pesos of Chile have no cents; a formula is a text; no limit in another currency.
    const clp = rowsOf(others!);
    assert.deepEqual(clp[7]!.slice(0, 2), ['CLP', null]);
    assert.equal(others!.getRow(13).getCell(9).numFmt, '#,##0');
    assert.deepEqual([clp[12]![3], clp[12]![8]], ['=1+1', 12345]);
    assert.equal(others!.getRow(13).getCell(4).type, ExcelJS.ValueType.String);
  });

  test('speaks the language asked for, and tells no credit to whom it is closed', async () => {
    await send(running, 'contacts', [{ id: 'C-8', customer: '1002945', name: 'Ocho' }]);
    await running.portal.admin.createLogin('norte', {
      contact: 'C-8',
      logins: ['ocho'],
      password,
      grants: (['statement.view', 'statement.export'] as const).map((permission) => ({
        permission,
        scope: 'own' as const,
      })),
    });
    const [sheet] = await sheetsOf(await download(`/statements/${made.id}/xlsx?locale=pt`, 'ocho'));
    assert.deepEqual(rowsOf(sheet!).slice(6, 8), [
      ['Moeda', 'Saldo vencido', 'A vencer', 'Crédito não aplicado', 'Saldo total'],
      ['MXN', 3621320.46, 1536372.14, -417056.58, 4740636.02],
    ]);
  });

  test('and the PDF are noted with their hashes, once they were taken whole', async () => {
    for (const kind of ['xlsx', 'pdf'] as const) {
      const file = await download(`/statements/${made.id}/${kind}?locale=en`);
      const [noted] = await files();
      assert.deepEqual(noted, {
        kind,
        locale: 'en',
        sha256: createHash('sha256').update(file).digest('hex'),
        bytes: file.length,
      });
      if (kind === 'pdf') assert.equal(file.subarray(0, 5).toString(), '%PDF-');
    }
  });

  test('and the PDF are for whom they are open, and of nobody else', async () => {
    const neighbour = await signIn(running.url, 'vecino');
    for (const kind of ['xlsx', 'pdf']) {
      const path = `GET /statements/${made.id}/${kind}?locale=es`;
      assert.equal(refusal(await neighbour(path)), '404 not_found');
      assert.equal(refusal(await (await signIn(running.url, 'sinmontos'))(path)), '403 forbidden');
      assert.equal(
        refusal(await person(`GET /statements/${crypto.randomUUID()}/${kind}?locale=es`)),
        '404 not_found',
      );
    }
  });
});

describe('the page of an address on paper', () => {
  const codeOf = async (id: string): Promise<string> =>
    (await running.sql<{ code: string }>(`select code from statements where id = '${id}'`))[0]!
      .code;
  const look = (path: string, init: RequestInit = {}) =>
    fetch(`${running.url}/v/${path}`, {
      ...init,
      headers: { 'Accept-Language': 'es', ...init.headers },
    });

  test('says who issued it, of which company and day, when, and whether there is a newer one; nobody’s name and no amount', async () => {
    const mine = (await askStatement(person, { cutOff: '2018-05-01' })).body;
    const code = await codeOf(mine.id);
    const page = await look(`norte/${code}`);
    const text = await page.text();
    assert.equal(page.status, 200);
    assert.match(text, /fue emitido por Tanques Norte\./);
    assert.match(text, /Se generó el .*\(hora estándar central\)/);
    assert.match(text, /Es el más reciente/);
    assert.match(text, /<dd>Tanques norte S\.A\.<\/dd>/);
    assert.match(text, /<dd>01-may-2018<\/dd>/);
    assert.match(text, /<dd>F•••.* · •••945<\/dd>/);
    assert.doesNotMatch(text, /Ferreter|1002945|SM01|[\d,]{5,}\.\d\d|MXN|<script/);
    assert.equal(page.headers.get('cache-control'), 'no-store, private');
    assert.match(
      page.headers.get('content-security-policy') ?? '',
      /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
    const style = /<style>(.*)<\/style>/s.exec(text)![1]!;
    const hash = createHash('sha256').update(style).digest('base64');
    assert.ok(page.headers.get('content-security-policy')!.includes(`'sha256-${hash}'`));

    await askStatement(person, { cutOff: '2018-05-02' });
    assert.match(
      await (await look(`norte/${code}`)).text(),
      /Hay un estado de cuenta más reciente/,
    );
    // Of another customer of the company, a newer one is none.
    const neighbour = await signIn(running.url, 'vecino');
    const theirs = await codeOf((await askStatement(neighbour)).body.id);
    await askStatement(person, { cutOff: '2018-05-03' });
    assert.match(await (await look(`norte/${theirs}`)).text(), /Es el más reciente/);
  });

  test('holds a file against those that were made of it, in the browser alone', async () => {
    const mine = (await askStatement(person, { cutOff: '2018-05-04' })).body;
    const { bytes } = await person(`GET /statements/${mine.id}/pdf?locale=es`);
    const page = await look(`norte/${await codeOf(mine.id)}`);
    const text = await page.text();
    const [, given = ''] = /data-texts="([^"]*)"/.exec(text) ?? [];
    const texts = JSON.parse(given.replaceAll('&quot;', '"')) as { hashes: string };
    assert.equal(texts.hashes, createHash('sha256').update(bytes).digest('hex'));
    const script = /<script type="module">(.*)<\/script>/s.exec(text)![1]!;
    const hash = createHash('sha256').update(script).digest('base64');
    const policy = page.headers.get('content-security-policy') ?? '';
    assert.match(policy, /^default-src 'none'; script-src 'sha256-/);
    assert.ok(policy.includes(`script-src 'sha256-${hash}'`), policy);
    assert.doesNotMatch(policy, /connect-src/);
  });

  test('takes the code as people type it, and asks by HEAD too', async () => {
    const code = await codeOf(made.id);
    const typed = code
      .toLowerCase()
      .replace(/(.{5})/g, '$1-')
      .replaceAll('0', 'o')
      .replaceAll('1', 'l');
    const whole = await look(`norte/${typed}`);
    assert.equal(whole.status, 200);
    const head = await look(`norte/${code}`, { method: 'HEAD' });
    assert.deepEqual(
      [head.status, head.headers.get('content-length'), await head.text()],
      [200, whole.headers.get('content-length'), ''],
    );
    assert.equal((await look(`norte/${code}`, { method: 'POST' })).status, 404);
  });

  test('speaks the first language of the reader there is, else the tenant’s', async () => {
    const code = await codeOf(made.id);
    const language = async (accept: string, slug = 'norte') => {
      const page = await look(`${slug}/${code}`, { headers: { 'Accept-Language': accept } });
      return /<html lang="(\w+)">/.exec(await page.text())![1];
    };
    assert.equal(await language('pt-BR,pt;q=0.9,en;q=0.8'), 'pt');
    assert.equal(await language('de, en;q=0.5'), 'en');
    assert.equal(await language('de'), 'es');
    assert.equal(await language('*', 'sul'), 'pt');
  });

  test('of a code, a tenant or an address nobody has says that, in as many bytes', async () => {
    const code = await codeOf(made.id);
    const known = (await (await look(`norte/${code}`)).arrayBuffer()).byteLength;
    for (const path of [
      `norte/${'0'.repeat(26)}`,
      `sul/${code}`,
      `nadie/${code}`,
      `norte/${code.slice(0, -1)}`,
      'norte/x',
    ]) {
      const page = await look(path);
      const text = await page.text();
      assert.equal(page.status, 404, path);
      assert.match(text, /no fue emitido aquí/, path);
      assert.doesNotMatch(text, /fue emitido por|Se generó/);
      assert.equal(Buffer.byteLength(text), known, path);
    }
    for (const path of ['norte', `norte/${code}/x`, `NORTE/${code}`, `norte/%00`])
      assert.match((await look(path)).headers.get('content-type') ?? '', /problem\+json/, path);
  });

  test('in the colours of the tenant, whose name is text', async () => {
    await running.portal.admin.createTenant({
      slug: 'raro',
      name: '<b>Raro</b> & Co',
      locale: 'es',
      timeZone: 'UTC',
      origins: [],
    });
    const text = await (await look('raro/x')).text();
    assert.match(text, /&lt;b&gt;Raro&lt;\/b&gt; &amp; Co/);
    assert.doesNotMatch(text, /<b>/);
  });

  test('is looked at by one network so often, and then no more for a while', async () => {
    let page = await look('norte/x');
    for (let i = 0; i < 200 && page.status !== 429; i++) page = await look('norte/x');
    assert.equal(page.status, 429);
    assert.ok(Number(page.headers.get('retry-after')) > 0);
    assert.match(await page.text(), /<html lang="es">/);
    for (const path of ['sul/x', 'nadie/x']) assert.equal((await look(path)).status, 429);
    const elsewhere = { headers: { 'X-Forwarded-For': '192.0.2.7' } };
    assert.equal((await look('norte/x', elsewhere)).status, 404);
  });
});
