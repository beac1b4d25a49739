// Fiscal documents as they are read of their files: whose invoice each is, how it stands, what pays it, what staff loads,
// and what is missing of a month.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import ExcelJS from 'exceljs';
import type { FiscalImport } from '#contract/fiscal-imports';
import type { FiscalSettings } from '#contract/fiscal-settings';
import type { FiscalPack } from '#contract/fiscal-packs';
import type { InvoiceDetail, InvoiceRow } from '#contract/invoices';
import type { SyncInput } from '#contract/sync';
import { createScope } from '../../server/db/scope.ts';
import { catchUp } from '../../server/features/fiscal/catching-up.ts';
import type { AuthorityAnswer, Inquiry } from '../../server/output/fiscal/authority.ts';
import { createFiscalReader } from '../../server/output/fiscal/reader.ts';
import { createForeignReader } from '../../server/output/foreign/reader.ts';
import { refusal, signIn, type Api } from '../support/api.ts';
import { password } from '../support/fixtures.ts';
import {
  cfdiXml,
  eventXml,
  keyOf,
  nfeXml,
  repXml,
  rfcReceiver,
  uuidOf,
} from '../support/fiscal.ts';
import { openItem, send } from '../support/ledger.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';
import { zipOf } from '../support/zip-writer.ts';
import { readZip } from '../support/zip.ts';

/** What the authority was asked, and what it says; an error where it says nothing. */
const inquiries: Inquiry[] = [];
let said: AuthorityAnswer | Error;
const authority = {
  ask: async (inquiry: Inquiry) => {
    inquiries.push(inquiry);
    if (said instanceof Error) throw said;
    return said;
  },
};

let running: TestPortal;
let person: Api;
let neighbour: Api;
let staff: Api;

const invoice = (number: string, more: Partial<SyncInput<'invoices'>> = {}) => ({
  number,
  company: 'SM01',
  customer: '1002945',
  date: '2026-03-02',
  currency: 'MXN',
  net: '1000.00',
  tax: '160.00',
  total: '1160.00',
  items: [],
  ...more,
});
const file = (
  fiscalId: string,
  text: string,
  more: Partial<SyncInput<'fiscal-files'>> = {},
): SyncInput<'fiscal-files'> => ({
  fiscalId,
  kind: 'xml',
  customer: '1002945',
  fileName: `${fiscalId}.xml`,
  content: Buffer.from(text).toString('base64'),
  ...more,
});
const pdf = (fiscalId: string) =>
  file(fiscalId, `%PDF-1.7 ${fiscalId}`, { kind: 'pdf', fileName: `${fiscalId}.pdf` });
const sendFiles = (...files: SyncInput<'fiscal-files'>[]) => send(running, 'fiscal-files', files);

const rowOf = async (number: string, api = person): Promise<InvoiceRow> =>
  (await api<{ items: InvoiceRow[] }>(`GET /invoices?search=${number}`)).body.items.find(
    (row) => row.number === number,
  )!;
const detailOf = async (number: string, api = person): Promise<InvoiceDetail> =>
  (await api<InvoiceDetail>(`GET /invoices/${(await rowOf(number, api)).id}`)).body;
const listed = async (query: string) =>
  (await person<{ items: InvoiceRow[] }>(`GET /invoices?sort=number&${query}`)).body.items.map(
    ({ number }) => number,
  );

before(async () => {
  running = await startPortal({ authority });
  const company = { code: 'SM01', legalName: 'Tanques Norte S.A.', currency: 'MXN' };
  await send(running, 'companies', [
    { ...company, taxId: 'EKU-900317-3C9', timeZone: 'America/Mexico_City' },
  ]);
  await send(running, 'customers', [
    {
      number: '1002945',
      name: 'Ferretería del Centro',
      taxId: rfcReceiver,
      companies: [{ company: 'SM01' }],
    },
  ]);
  person = await signIn(running.url, 'todo');
  neighbour = await signIn(running.url, 'vecino');
  staff = await staffSession(running, 'cobranza', {
    permissions: [
      'invoices.view',
      'invoices.xml',
      'invoices.pdf',
      'invoices.bulk',
      'invoices.manage',
    ],
  });
});
after(() => running.close());

describe('a document that the ERP sends', () => {
  test('is of the invoice with its number, whichever of the two comes first', async () => {
    await send(running, 'invoices', [invoice('A1001')]);
    await sendFiles(file(uuidOf(1), cfdiXml()), pdf(uuidOf(1)));
    const row = await rowOf('A1001');
    assert.deepEqual(
      [row.fiscalId, row.fiscalState, row.complementMissing],
      [uuidOf(1), 'valid', false],
    );
    assert.ok(row.xml && row.pdf);
    await sendFiles(file(uuidOf(2), cfdiXml({ uuid: uuidOf(2), head: { Folio: '1002' } })));
    await send(running, 'invoices', [invoice('A1002')]);
    assert.equal((await rowOf('A1002')).fiscalId, uuidOf(2));
  });

  test('is of the invoice that the ledger says, whatever its own number', async () => {
    await send(running, 'invoices', [invoice('0090000777')]);
    await sendFiles(file(uuidOf(3), cfdiXml({ uuid: uuidOf(3), head: { Folio: '55' } })));
    assert.equal((await rowOf('0090000777')).fiscalState, null, 'an amount alone is not enough');
    await send(running, 'open-items', [
      openItem('777', {
        invoice: '90000777',
        fiscalId: uuidOf(3).toLowerCase(),
        amount: '1160.00',
      }),
    ]);
    assert.equal((await rowOf('0090000777')).fiscalState, 'valid');
  });

  test('is not of an invoice with its number and another amount', async () => {
    await send(running, 'invoices', [invoice('A1003', { total: '1160.01' })]);
    await sendFiles(file(uuidOf(4), cfdiXml({ uuid: uuidOf(4), head: { Folio: '1003' } })));
    assert.equal((await rowOf('A1003')).fiscalState, null);
  });

  test('is nobody else’s: a file of one customer says nothing of an invoice of another', async () => {
    await send(running, 'invoices', [invoice('A1004', { customer: '1002946' })]);
    await sendFiles(file(uuidOf(5), cfdiXml({ uuid: uuidOf(5), head: { Folio: '1004' } })));
    await send(running, 'open-items', [
      openItem('1004', {
        invoice: 'A1004',
        customer: '1002946',
        fiscalId: uuidOf(5),
        amount: '1160.00',
      }),
    ]);
    const row = await rowOf('A1004', neighbour);
    assert.deepEqual([row.fiscalState, row.xml], [null, null]);
    assert.equal((await detailOf('A1004', neighbour)).fiscal, null);
  });

  test('that cannot be read is kept as a file, and says why', async () => {
    await sendFiles(file('X-1', '<otro/>'), file(uuidOf(6), cfdiXml({ uuid: uuidOf(7) })));
    const rows = await running.sql<{ fault: { code: string } }>(
      `select fault from fiscal_files where fiscal_id in ('X-1', '${uuidOf(6)}') order by fiscal_id`,
      'norte',
    );
    assert.deepEqual(
      rows.map(({ fault }) => fault.code),
      ['other_id', 'unknown_kind'],
    );
  });

  test('keeps its own day, before six in the morning too', async () => {
    const night = { Folio: '1006', Fecha: '2026-03-01T00:30:00' };
    await send(running, 'invoices', [invoice('A1006', { date: '2026-03-01' })]);
    await sendFiles(file(uuidOf(8), cfdiXml({ uuid: uuidOf(8), head: night })));
    const { fiscal } = await detailOf('A1006');
    assert.equal(fiscal?.issuedAt, '2026-03-01T00:30:00');
    const { body } = await person<FiscalPack>('GET /fiscal-packs?month=2026-02');
    assert.equal(body.documents, 0, 'it is of March everywhere');
  });
});

describe('invoices from files', () => {
  test('are made where the company has that, with the lines of the document, and go with it', async () => {
    const of = (number: number) =>
      file(
        uuidOf(number),
        cfdiXml({
          uuid: uuidOf(number),
          head: { Folio: String(number), Fecha: '2026-04-01T04:00:00' },
        }),
      );
    await sendFiles(of(7001));
    assert.equal(await rowOf('A7001'), undefined);
    await running.portal.admin.setTenant('norte', { invoicesFromFiles: true });
    await sendFiles(of(7002));
    const made = await detailOf('A7002');
    assert.deepEqual(
      [made.date, made.total, made.net, made.tax, made.state, made.fiscalState],
      ['2026-04-01', '1160.0000', '1000.0000', '160.0000', 'unknown', 'valid'],
    );
    assert.deepEqual(
      made.lines.map(({ material, amount }) => [material, amount]),
      [
        ['000123', '500.0000'],
        ['1e5', '500.0000'],
      ],
    );
    await running.portal.admin.setTenant('norte', { invoicesFromFiles: false });
    await send(running, 'fiscal-files', [{ fiscalId: uuidOf(7002), kind: 'xml', deleted: true }]);
    assert.equal(await rowOf('A7002'), undefined);
  });

  test('of what was there before, once staff says so, and what came before files were read', async () => {
    const of = (number: number) =>
      file(
        uuidOf(number),
        cfdiXml({
          uuid: uuidOf(number),
          head: { Folio: String(number), Fecha: '2026-04-02T04:00:00' },
        }),
      );
    await sendFiles(of(7101), of(7102));
    // As files are that came before their content was read.
    await running.sql(
      `with gone as (delete from fiscal_documents where fiscal_id = '${uuidOf(7102)}')
       update fiscal_files set unread = true where fiscal_id = '${uuidOf(7102)}'`,
    );
    const owner = await staffSession(running, 'ajustes', { permissions: ['settings.manage'] });
    const look = async () => (await owner<FiscalSettings>('GET /settings/fiscal')).body;
    const first = await look();
    assert.deepEqual([first.invoicesFromFiles, first.unread], [false, 1]);
    const body = { version: first.version, invoicesFromFiles: true };
    const { body: after } = await owner<FiscalSettings>('PUT /settings/fiscal', { body });
    assert.ok(after.unread >= 2, JSON.stringify(after));
    assert.equal(refusal(await owner('PUT /settings/fiscal', { body })), '409 record_changed');
    await catchUp(createScope(running.connection), createFiscalReader(createForeignReader()));
    for (const number of ['A7101', 'A7102'])
      assert.equal((await detailOf(number)).total, '1160.0000');
    const then = await look();
    assert.deepEqual([then.unread, then.waiting], [0, 0]);
    await owner('PUT /settings/fiscal', {
      body: { version: then.version, invoicesFromFiles: false },
    });
    assert.equal((await detailOf('A7101')).total, '1160.0000');
  });
});

describe('what becomes of a document', () => {
  test('a payment settles it, its complement shows, and without one it is missing', async () => {
    await send(running, 'open-items', [
      openItem('1001', {
        invoice: 'A1001',
        date: '2026-03-02',
        fiscalId: uuidOf(1),
        amount: '1160.00',
        clearings: [{ date: '2026-03-20', amount: '500.00' }],
      }),
    ]);
    assert.equal((await rowOf('A1001')).complementMissing, true);
    assert.deepEqual(await listed('status=missing'), ['A1001']);
    const rep = repXml({ paidAt: '2026-03-20T00:10:00' }, [
      { uuid: uuidOf(1), instalment: 1, previous: '1160.00', paid: '500.00', remaining: '660.00' },
    ]);
    const { fiscal: before } = await detailOf('A1001');
    assert.equal(before?.missing, '500.0000');
    await sendFiles(file(uuidOf(900), rep));
    const { fiscal } = await detailOf('A1001');
    assert.equal(fiscal?.missing, null);
    assert.partialDeepStrictEqual(fiscal?.payments, [
      {
        fiscalId: uuidOf(900),
        instalment: 1,
        paid: '500.0000',
        remaining: '660.0000',
        paidAt: '2026-03-20T00:10:00',
        number: 'P7',
      },
    ]);
    assert.deepEqual(await listed('status=missing'), []);
  });

  test('an event cancels it, and no longer once the event is gone', async () => {
    const key = keyOf({ number: 500 });
    const event = `ID110111${key}01`;
    await send(running, 'invoices', [invoice('NF-500', { currency: 'BRL', total: '110.00' })]);
    await send(running, 'open-items', [
      openItem('500', { invoice: 'NF-500', fiscalId: key, currency: 'BRL', amount: '110.00' }),
    ]);
    await sendFiles(file(event, eventXml(key, '110111')));
    await sendFiles(file(key, nfeXml({ number: 500 })));
    assert.equal((await rowOf('NF-500')).fiscalState, 'cancelled');
    assert.deepEqual(await listed('status=cancelled'), ['NF-500']);
    const { fiscal } = await detailOf('NF-500');
    assert.partialDeepStrictEqual(fiscal?.relations, [{ kind: 'cancels', isIncoming: true }]);
    await send(running, 'fiscal-files', [{ fiscalId: event, kind: 'xml', deleted: true }]);
    assert.equal((await rowOf('NF-500')).fiscalState, 'valid');
    await sendFiles(file(event, eventXml(key, '110111', { code: '573' })));
    assert.equal((await rowOf('NF-500')).fiscalState, 'valid', 'a refused event cancels nothing');
  });

  test('the authority is asked, ten times a minute, and what it says holds from then on', async () => {
    const { id } = await rowOf('A1002');
    const check = (api = person) => api(`POST /invoices/${id}/fiscal-check`);
    said = new Error('away');
    assert.equal(refusal(await check()), '503 unavailable');
    said = {
      state: 'cancelled',
      cancellable: null,
      cancellation: 'Cancelado sin aceptación',
      efos: '200',
    };
    assert.equal((await check()).status, 200);
    assert.deepEqual(inquiries.at(-1), {
      fiscalId: uuidOf(2),
      issuer: 'EKU9003173C9',
      receiver: rfcReceiver,
      total: '1160.0000',
      sealEnd: 'ZGVm12==',
    });
    const row = await detailOf('A1002');
    assert.deepEqual([row.fiscalState, row.fiscal?.answer?.state], ['cancelled', 'cancelled']);
    // Its file says the same as ever, and is not right by that.
    await sendFiles(
      file(uuidOf(2), cfdiXml({ uuid: uuidOf(2), head: { Folio: '1002' } }), {
        fileName: 'otra.xml',
      }),
    );
    assert.equal((await rowOf('A1002')).fiscalState, 'cancelled');
    said = { ...said, state: 'valid' };
    await check();
    assert.equal((await rowOf('A1002')).fiscalState, 'valid');
    assert.equal((await check(neighbour)).status, 404);
    // A machine that is busy takes longer than a minute for ten.
    let last = await check();
    for (let more = 0; more < 100 && last.status === 200; more++) last = await check();
    assert.equal(refusal(last), '429 too_many_requests');
  });

  test('a note of the test environment is marked, and counts nowhere', async () => {
    const key = keyOf({ number: 501 });
    await send(running, 'invoices', [invoice('NF-501', { currency: 'BRL', total: '110.00' })]);
    await send(running, 'open-items', [
      openItem('501', { invoice: 'NF-501', fiscalId: key, currency: 'BRL', amount: '110.00' }),
    ]);
    await sendFiles(file(key, nfeXml({ number: 501, test: true })));
    assert.equal((await rowOf('NF-501')).fiscalState, 'test');
  });
});

describe('files that staff loads', () => {
  const sent = (name: string, content: string | Buffer) => ({
    name,
    content: Buffer.from(content).toString('base64'),
  });
  const begin = async (files: { name: string; content: string }[], api = staff) =>
    api<{ id: string }>('POST /fiscal-imports', { body: { files } });
  const preview = async (id: string, api = staff) =>
    (await api<FiscalImport>(`GET /fiscal-imports/${id}`)).body.rows;
  const outcome = (rows: FiscalImport['rows']) =>
    Object.fromEntries(rows.map((row) => [row.fileName, row.fault ?? row.doubt ?? row.state]));

  test('are shown with what would become of each, and why', async () => {
    await send(running, 'invoices', [
      invoice('A2001'),
      invoice('A2002', { total: '999.00', date: '2026-03-03' }),
    ]);
    const doc = (number: number, more = {}) =>
      cfdiXml({
        uuid: uuidOf(number),
        head: { Folio: String(number), Fecha: '2026-03-05T01:00:00' },
        ...more,
      });
    const archive = zipOf([
      ['marzo/sin-factura.xml', doc(2003)],
      ['marzo/__MACOSX/._x.xml', 'basura'],
      ['marzo/sin-factura.pdf', '%PDF-1.7 x'],
    ]);
    const { body, status } = await begin([
      sent('con.xml', doc(2001)),
      sent('otro-monto.xml', doc(2002)),
      sent('repetido.xml', doc(2001)),
      sent('ajeno.xml', doc(2004, { issuer: { Rfc: 'AAA010101AAA' } })),
      sent('sin-cliente.xml', doc(2005, { receiver: { Rfc: 'XEXX010101000' } })),
      sent('roto.xml', doc(2006).slice(0, 500)),
      sent('entidad.xml', `<!DOCTYPE a><a/>`),
      sent(`${uuidOf(2001)}.pdf`, '%PDF-1.7 y'),
      sent('suelto.pdf', '%PDF-1.7 z'),
      sent('ya.xml', cfdiXml()),
    ]);
    assert.equal(status, 201);
    await staff(`POST /fiscal-imports/${body.id}/files`, {
      body: { files: [sent('m.zip', archive)] },
    });
    const rows = await preview(body.id);
    assert.deepEqual(outcome(rows), {
      'con.xml': 'matched',
      'otro-monto.xml': 'amount_differs',
      'repetido.xml': 'duplicate',
      'ajeno.xml': 'issuer_unknown',
      'sin-cliente.xml': 'customer_unknown',
      'roto.xml': 'malformed',
      'entidad.xml': 'doctype',
      [`${uuidOf(2001)}.pdf`]: 'matched',
      'suelto.pdf': 'no_pair',
      'ya.xml': 'same',
      'sin-factura.xml': 'new',
      'sin-factura.pdf': 'new',
    });
    const doubtful = rows.find(({ fileName }) => fileName === 'otro-monto.xml')!;
    const apply = () =>
      staff<{ taken: number; left: number }>(`POST /fiscal-imports/${body.id}/application`, {
        body: { accepted: [{ row: doubtful.row }] },
      });
    assert.deepEqual((await apply()).body, { taken: 5, left: 6 });
    assert.deepEqual(refusal(await apply()), '404 not_found');
    const [matched, decided] = [await rowOf('A2001'), await rowOf('A2002')];
    assert.ok(matched.xml && matched.pdf);
    assert.equal(decided.fiscalId, uuidOf(2002), 'somebody said so');
    // And it stays so, whatever the ERP sends of it again.
    await sendFiles(file(uuidOf(2002), doc(2002)));
    assert.equal((await rowOf('A2002')).fiscalId, uuidOf(2002));
  });

  test('are whoever’s chose them, and of customers within reach alone', async () => {
    const { body } = await begin([sent('a.xml', cfdiXml({ uuid: uuidOf(2101) }))]);
    const other = await staffSession(running, 'otra', {
      permissions: ['invoices.manage'],
      customers: ['1002946'],
    });
    assert.equal((await other(`GET /fiscal-imports/${body.id}`)).status, 404);
    assert.equal(
      (await other(`POST /fiscal-imports/${body.id}/application`, { body: { accepted: [] } }))
        .status,
      404,
    );
    const mine = await begin(
      [sent('a.xml', cfdiXml({ uuid: uuidOf(2101) })), sent('b.xml', cfdiXml())],
      other,
    );
    assert.deepEqual(outcome(await preview(mine.body.id, other)), {
      'a.xml': 'customer_unknown',
      'b.xml': 'customer_unknown',
    });
    assert.equal(
      (await person('POST /fiscal-imports', { body: { files: [sent('a.xml', 'x')] } })).status,
      403,
    );
  });

  test('several customers with one tax id are told apart by whoever loads', async () => {
    await send(running, 'customers', [
      { number: '3001', name: 'Uno', taxId: 'AAA010101AAA', companies: [] },
      { number: '3002', name: 'Dos', taxId: 'AAA010101AAA', companies: [] },
    ]);
    const both = cfdiXml({ uuid: uuidOf(2201), receiver: { Rfc: 'AAA010101AAA' } });
    const { body } = await begin([sent('a.xml', both)]);
    const [row] = await preview(body.id);
    assert.deepEqual(
      [row?.doubt, row?.customers.map(({ number }) => number)],
      ['customers', ['3001', '3002']],
    );
    const accepted = [{ row: 1, customer: '3002' }];
    await staff(`POST /fiscal-imports/${body.id}/application`, { body: { accepted } });
    const [kept] = await running.sql<{ number: string }>(
      `select k.number from fiscal_documents d join customers k on k.id = d.customer_id where d.fiscal_id = '${uuidOf(2201)}'`,
      'norte',
    );
    assert.equal(kept?.number, '3002');
  });

  test('an empty file is the fault of that file alone', async () => {
    const files = [sent('vacio.xml', ''), sent('vacio.pdf', ''), sent('otro.xml', cfdiXml())];
    const { status, body } = await begin(files);
    assert.equal(status, 201);
    const seen = outcome(await preview(body.id));
    assert.deepEqual([seen['vacio.xml'], seen['vacio.pdf']], ['malformed', 'malformed']);
    assert.ok(seen['otro.xml']);
  });

  test('an archive that is none, or unpacks to too much, is refused as a whole', async () => {
    const bomb = zipOf([['a.xml', Buffer.alloc(30_000_000, 32)]]);
    for (const content of [bomb, Buffer.from('PK\x03\x04 nada')])
      assert.equal((await begin([sent('x.zip', content)])).status, 422);
  });
});

describe('the pack of a month', () => {
  test('holds every file with its hash, and names the complements that were left out', async () => {
    const numbers = [4001, 4002, 4003, 4004];
    const paid = (date: string) => [{ date, amount: '1160.00' }];
    await send(
      running,
      'invoices',
      numbers.map((n) => invoice(`A${n}`, { date: '2026-05-02' })),
    );
    await send(
      running,
      'open-items',
      numbers.map((n) =>
        openItem(String(n), {
          invoice: `A${n}`,
          date: '2026-05-02',
          amount: '1160.00',
          clearings: paid('2026-05-20'),
        }),
      ),
    );
    const at = { Fecha: '2026-05-02T05:00:00' };
    await sendFiles(
      ...numbers.flatMap((n) => [
        file(uuidOf(n), cfdiXml({ uuid: uuidOf(n), head: { ...at, Folio: String(n) } })),
        pdf(uuidOf(n)),
      ]),
      file(
        uuidOf(4900),
        repXml({ uuid: uuidOf(4900) }, [
          {
            uuid: uuidOf(4001),
            instalment: 1,
            previous: '1160.00',
            paid: '1160.00',
            remaining: '0.00',
          },
        ]).replace('2026-03-21T', '2026-05-21T'),
      ),
    );
    const { body } = await person<FiscalPack>('GET /fiscal-packs?month=2026-05');
    assert.deepEqual([body.documents, body.files], [5, 9]);
    assert.deepEqual(
      body.gaps.map(({ gap, number, amount }) => [gap, number, amount]),
      [
        ...[4002, 4003, 4004].map((n) => ['complement', `A${n}`, '1160.0000']),
        ['pdf', 'P7', '0.0000'],
      ],
    );
    assert.deepEqual(
      body.sums.map(({ kind, count, total }) => [kind, count, total]),
      [
        ['invoice', 4, '4640.00'],
        ['payment', 1, '0.00'],
      ],
    );
    const answer = await person('POST /fiscal-packs', { body: { month: '2026-05', locale: 'es' } });
    assert.equal(answer.status, 200);
    const entries = readZip(answer.bytes);
    assert.equal(entries.size, 10);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(new Uint8Array(entries.get('index.xlsx')!).buffer);
    const [index, gaps] = book.worksheets;
    assert.deepEqual([index?.rowCount, gaps?.rowCount], [6, 5]);
    assert.deepEqual(gaps?.getColumn(3).values.slice(2, 5), ['A4002', 'A4003', 'A4004']);
    assert.equal(
      index
        ?.getColumn(7)
        .values.slice(2, 6)
        .reduce((sum: number, one) => sum + Number(one), 0),
      4640,
    );
  });

  test('is of nobody else', async () => {
    const { body } = await neighbour<FiscalPack>(
      'GET /fiscal-packs?month=2026-05&customer=1002945',
    );
    assert.deepEqual([body.documents, body.gaps.length], [0, 0]);
    const answer = await neighbour('POST /fiscal-packs', {
      body: { month: '2026-05', locale: 'es' },
    });
    assert.equal(answer.status, 404);
    await running.portal.admin.createLogin('norte', {
      contact: 'C-3',
      logins: ['sinpdf'],
      password,
      grants: [
        { permission: 'invoices.bulk', scope: 'customer' },
        { permission: 'invoices.xml', scope: 'customer' },
      ],
    });
    const onlyXml = await signIn(running.url, 'sinpdf');
    const { body: xml } = await onlyXml<FiscalPack>('GET /fiscal-packs?month=2026-05');
    assert.deepEqual([xml.documents, xml.files, xml.gaps.length], [5, 5, 0]);
  });
});
