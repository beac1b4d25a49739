// Statements of banks and providers that are uploaded: what is read of them, what of it agrees, and that no line is booked
// twice.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import ExcelJS from 'exceljs';
import type { Reconciliation, ReconciliationLine } from '#contract/payment-desk';
import type { PaymentFile, ReviewedAccount } from '#contract/payment-files';
import type { PayableItem, Payment } from '#contract/payments';
import { readBankRows } from '../../server/features/payments/bank-rows.ts';
import { refusal, signIn, type Api } from '../support/api.ts';
import { hostOrigin } from '../support/fixtures.ts';
import { openItem, send } from '../support/ledger.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';
import { pdfOf, upload } from '../support/uploads.ts';

const rowsOf = (text: string) =>
  readBankRows(
    text
      .trim()
      .split('\n')
      .map((line, at) => ({ row: at + 1, cells: line.split('\t') })),
  );

describe('The lines of a statement', () => {
  test('are sums as banks write them, and faults where anything would have to be guessed', () => {
    const amounts = (...written: string[]) =>
      rowsOf(`Fecha\tAbonos\n${written.map((one) => `03/02/2026\t${one}`).join('\n')}`)!.map(
        (one) => ('amount' in one ? one.amount : one.what),
      );
    const right: [string, string][] = [
      ['1,234.50', '1234.50'],
      ['$ 1,234.50 MXN', '1234.50'],
      ['MXN 20', '20'],
      ['1234', '1234'],
      ['75.00', '75.00'],
      ['12.5000', '12.50'],
      ['+7.25', '7.25'],
      ['1,000,000.01', '1000000.01'],
    ];
    assert.deepEqual(
      amounts(...right.map(([one]) => one)),
      right.map(([, sum]) => sum),
    );
    const wrong = ['7.5E+01', '1e5', '1.5E+05', '12abc34', '100-200', '12.345', 'abc', '1,23.40'];
    wrong.push('1.5.5', '(5', '5)', '--5', '-5-', '12,34,567.00', '1 peso', 'N/D', '.50', '1,2345');
    assert.deepEqual(amounts('1.10', ...wrong), ['1.10', ...wrong.map(() => 'amount')]);
    // What went out, and nothing, is left alone.
    assert.deepEqual(amounts('1.10', '-5.00', '5.00-', '(5.00)', '-', '—', '0.00', '\u22125.00'), [
      '1.10',
    ]);
    assert.deepEqual(amounts('R$ 1.234,50', '7,5', '1.000'), ['1234.50', '7.5', '1000']);
    // Three digits are thousands where no line has cents.
    assert.deepEqual(amounts('1.234', '12.345.678'), ['1234', '12345678']);
  });

  test('have a day as banks write it, and a fault where the calendar has none', () => {
    const days = (...written: string[]) =>
      rowsOf(`Fecha\tAbonos\n${written.map((one) => `${one}\t5.00`).join('\n')}`)!.map((one) =>
        'day' in one ? one.day : one.what,
      );
    const right: [string, string][] = [
      ['03/02/2026', '2026-02-03'],
      ['3/2/26', '2026-02-03'],
      ['03-02-2026 23:59:59', '2026-02-03'],
      ['03.02.2026', '2026-02-03'],
      ['2026-02-03', '2026-02-03'],
      ['2026-02-03T23:59:59-06:00', '2026-02-03'],
      ['29/02/2028', '2028-02-29'],
      ['03/FEB/2026', '2026-02-03'],
      ['03-feb-26', '2026-02-03'],
      ['3 de febrero de 2026', '2026-02-03'],
      ['03/Ene/2026', '2026-01-03'],
      ['31 dez. 2026', '2026-12-31'],
      ['01 Set 2026', '2026-09-01'],
      ['15-Aug-2026', '2026-08-15'],
    ];
    assert.deepEqual(
      days(...right.map(([one]) => one)),
      right.map(([, day]) => day),
    );
    const wrong = ['29/02/2026', '31/04/2026', '00/01/2026', '2026-13-01', '3/2', '03/FOO/2026'];
    wrong.push('46056', '03/02/20261', 'ayer', '30 feb 2026');
    assert.deepEqual(
      days(...wrong),
      wrong.map(() => 'date'),
    );
    // Months come first where a file has a day that could be no month.
    assert.deepEqual(days('02/03/2026', '02/13/2026'), ['2026-02-03', '2026-02-13']);
    assert.deepEqual(days('02/03/2026', '13/02/2026'), ['2026-03-02', '2026-02-13']);
  });

  test('are found by their heads, in either language, below titles, and money that went out is left alone', () => {
    const mexican = rowsOf(`
Estado de cuenta\tBanco de prueba
Cuenta\t646180110400000007
Fecha\tConcepto\tReferencia\tCargos\tAbonos\tSaldo
03/02/2026\tSPEI RECIBIDO PG-000001\t88112233\t\t1,234.50\t9,000.00
13/02/2026\tPAGO DE LUZ\t1\t500.00\t\t8,500.00
14/02/2026\tDEPOSITO\t2\t\t$ 20.00 MXN\t8,520.00
TOTAL\t\t\t500.00\t1,254.50\t`);
    assert.deepEqual(mexican, [
      {
        row: 4,
        day: '2026-02-03',
        amount: '1234.50',
        currency: null,
        fee: null,
        text: 'SPEI RECIBIDO PG-000001 · 88112233',
      },
      {
        row: 6,
        day: '2026-02-14',
        amount: '20.00',
        currency: null,
        fee: null,
        text: 'DEPOSITO · 2',
      },
      { row: 7, what: 'date' },
    ]);
    const brazilian = rowsOf(`
Data\tHistórico\tValor\tMoeda
2026-02-03\tPIX RECEBIDO PG 000002\t1.234,5\tBRL
04/02/26\tTARIFA\t-12,00\tBRL
05/02/26\tPIX\t7\tBRL
99/02/26\tPIX\t8\tBRL
06/02/26\tPIX\tx9,9,9\tBRL`);
    assert.deepEqual(
      brazilian?.map((one) => ('day' in one ? [one.day, one.amount, one.currency] : one.what)),
      [['2026-02-03', '1234.5', 'BRL'], ['2026-02-05', '7', 'BRL'], 'date', 'amount'],
    );
    const american = rowsOf('Date\tAmount\tFee\n02/13/2026\t10.00\t0.36\n02/03/2026\t(5.00)\t0');
    assert.deepEqual(american, [
      { row: 2, day: '2026-02-13', amount: '10.00', currency: null, fee: '0.36', text: '' },
    ]);
    assert.equal(rowsOf('Nombre\tCorreo\nA\ta@b.example'), null);
  });
});

describe('A statement', () => {
  let running: TestPortal;
  let payer: Api;
  let staff: Api;
  let account: ReviewedAccount;
  before(async () => {
    running = await startPortal();
    await running.portal.admin.setPaymentAccount('norte', {
      company: 'SM01',
      mode: 'test',
      name: 'Banco',
      provider: 'manual',
      methods: ['transfer'],
      details: { bank: 'STP', beneficiary: 'Norte', account: '646180110400000007' },
    });
    payer = await signIn(running.url, 'todo');
    staff = await staffSession(running, 'cobranza', {
      permissions: ['payments.view', 'payments.review'],
    });
    account = (await staff<{ items: ReviewedAccount[] }>('GET /payment-accounts')).body.items[0]!;
  });
  after(() => running.close());

  let count = 0;
  async function transfer(amount: string): Promise<Payment> {
    const record = openItem(`B${++count}`, { dueDate: '2026-01-31', amount });
    await send(running, 'open-items', [record]);
    const { items } = (await payer<{ items: PayableItem[] }>('GET /payable-items')).body;
    const begun = await payer<{ id: string }>('POST /payments', {
      body: {
        company: 'SM01',
        currency: 'MXN',
        method: 'transfer',
        items: [{ id: items.find(({ document }) => document === record.id)!.id, amount }],
        returnTo: `${hostOrigin.norte}/pagos`,
        locale: 'es',
      },
    });
    return stateOf(begun.body.id);
  }
  const stateOf = async (id: string) => (await payer<Payment>(`GET /payments/${id}`)).body;
  /** The company's day, which ends hours after that of Greenwich. */
  const today = () => new Date().toLocaleDateString('sv-SE', { timeZone: 'America/Mexico_City' });
  const csvOf = (...lines: [text: string, amount: string][]) =>
    Buffer.from(
      [
        'Fecha;Concepto;Abono',
        ...lines.map(([text, amount]) => `${today()};${text};${amount}`),
      ].join('\n'),
    );
  const read = (content: Uint8Array, name = 'banco.csv', api = staff) =>
    api<PaymentFile>('POST /payment-files', {
      body: {
        account: account.id,
        file: { name, content: Buffer.from(content).toString('base64') },
      },
    });
  const apply = (id: string, api = staff) =>
    api<Reconciliation>(`POST /payment-files/${id}/application`, { body: {} });
  const listsOf = ({ counts }: Pick<PaymentFile, 'counts'>) =>
    Object.entries(counts).filter(([, number]) => number > 0);

  test('books the transfers it names once, however often it comes, and says what belongs to none', async () => {
    const [a, b] = [await transfer('100.00'), await transfer('250.50')];
    const proven = await transfer('70.00');
    const file = await upload(payer, 'a.pdf', pdfOf(900), 'proof');
    await payer('POST /payment-proofs', {
      body: {
        payment: proven.id,
        file: file.body.id,
        amount: '70.00',
        valueDate: today(),
        bankReference: 'RASTREO77001',
      },
    });
    const content = csvOf(
      [`SPEI ${a.number.replace('-', ' ')}`, '100.00'],
      [`Transferencia ${b.number}`, '200.00'],
      ['SPEI RASTREO77001', '70.00'],
      ['Depósito en efectivo', '9.99'],
    );
    const seen = await read(content);
    assert.equal(seen.status, 201, seen.text);
    assert.deepEqual(listsOf(seen.body), [
      ['only_there', 1],
      ['state_differs', 3],
    ]);
    assert.deepEqual(seen.body.books, [{ currency: 'MXN', count: 3, amount: '370.00' }]);
    assert.deepEqual([seen.body.rows, seen.body.known], [4, 0]);
    assert.equal((await stateOf(a.id)).state, 'pending', 'a preview does nothing');
    const applied = await apply(seen.body.id);
    assert.equal(applied.status, 200, applied.text);
    assert.equal(applied.body.file, 'banco.csv');
    const states = async () =>
      Promise.all(
        [a, b, proven].map(async ({ id }) => {
          const { state, received } = await stateOf(id);
          return [state, received];
        }),
      );
    const after = [
      ['paid', '100.00'],
      ['partly_paid', '200.00'],
      ['paid', '70.00'],
    ];
    assert.deepEqual(await states(), after);
    assert.equal(refusal(await apply(seen.body.id)), '404 not_found');
    // The same file again, and one that has its lines among others.
    const again = await read(content, 'otra-vez.csv');
    assert.equal(again.body.known, 4);
    assert.deepEqual(again.body.books, []);
    assert.deepEqual(listsOf(again.body), [
      ['matched', 3],
      ['only_there', 1],
    ]);
    await apply(again.body.id);
    assert.deepEqual(await states(), after);
    const next = await read(
      csvOf(
        [`Transferencia ${b.number}`, '200.00'],
        [`Resto ${b.number}`, '50.50'],
        ['Otro', '1.00'],
      ),
    );
    assert.deepEqual(next.body.books, [{ currency: 'MXN', count: 1, amount: '50.50' }]);
    await apply(next.body.id);
    assert.deepEqual((await states())[1], ['paid', '250.50']);
    const [kept] = (
      await staff<{ items: Reconciliation[] }>('GET /payment-reconciliations?limit=1')
    ).body.items;
    const { lines } = (
      await staff<{ lines: ReconciliationLine[] }>(`GET /payment-reconciliations/${kept!.id}`)
    ).body;
    assert.deepEqual(
      lines.map(({ list }) => list).toSorted(),
      ['amount_differs', 'only_here', 'only_here', 'only_there'].toSorted(),
    );
    const csv = await staff(`GET /payment-reconciliations/${kept!.id}/csv?locale=es`);
    assert.match(csv.text, /Recibido según el banco.*Reembolsado según el banco/);
    assert.match(csv.text, /Solo en el archivo del banco/);
    assert.doesNotMatch(csv.text, /proveedor/i);
  });

  test('books what a person took by its proof no second time', async () => {
    const payment = await transfer('33.00');
    const file = await upload(payer, 'b.pdf', pdfOf(900), 'proof');
    const { body } = await payer<Payment>('POST /payment-proofs', {
      body: { payment: payment.id, file: file.body.id, amount: '33.00', valueDate: today() },
    });
    await staff(`POST /payment-proofs/${body.proofs[0]!.id}/decision`, {
      body: { decision: 'accepted' },
    });
    const seen = await read(csvOf([`SPEI ${payment.number}`, '33.00']));
    assert.deepEqual(seen.body.books, []);
    await apply(seen.body.id);
    assert.equal((await stateOf(payment.id)).received, '33.00');
  });

  test('is applied once by two who press at the same time, and so are two files of the same lines', async () => {
    const payment = await transfer('41.00');
    const content = csvOf([`SPEI ${payment.number}`, '41.00']);
    const [first, second] = [await read(content), await read(content, 'b.csv')];
    const answers = await Promise.all([first, first, second].map(({ body }) => apply(body.id)));
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 200, 404]);
    assert.equal((await stateOf(payment.id)).received, '41.00');
    const [{ count: lines }] = (await running.sql<{ count: number }>(
      `select count(*)::int as count from payment_bank_lines where payment_id = '${payment.id}'`,
    )) as [{ count: number }];
    assert.equal(lines, 1);
  });

  test('is read from a workbook, and refused where nothing tells its columns', async () => {
    const payment = await transfer('12.00');
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('Movimientos');
    sheet.addRows([
      ['Banco de prueba'],
      ['Fecha', 'Concepto', 'Abono'],
      [new Date(`${today()}T00:00:00Z`), payment.number, 12],
    ]);
    const seen = await read(new Uint8Array(await book.xlsx.writeBuffer()), 'banco.xlsx');
    assert.deepEqual(seen.body.books, [{ currency: 'MXN', count: 1, amount: '12.00' }]);
    const odd = await read(Buffer.from('Nombre;Correo\nA;a@b.example'));
    assert.match(refusal(odd), /^422 file_unreadable body\.file: file_heads/);
    assert.match(refusal(await read(Buffer.from('%PDF-1.7 x'))), /^422 file_unreadable/);
    const few = await staffSession(running, 'una.cartera', {
      permissions: ['payments.view', 'payments.review'],
      customers: ['1002945'],
    });
    assert.equal(refusal(await read(csvOf(['x', '1.00']), 'x.csv', few)), '404 not_found');
    const other = await staffSession(running, 'otra.persona', {
      permissions: ['payments.view', 'payments.review'],
    });
    assert.equal(refusal(await apply(seen.body.id, other)), '404 not_found');
    assert.equal(refusal(await apply(randomUUID())), '404 not_found');
  });
});
