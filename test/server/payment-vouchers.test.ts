// What is paid with outside of the portal, to take along: as PDF, and by mail.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { PayableItem, Payment } from '#contract/payments';
import { createPayDesk, type PayDesk } from '../../demo/payments.ts';
import type { VoucherPaper } from '../../server/features/payments/paper.document.ts';
import { renderPaper } from '../../server/features/payments/paper.pdf.ts';
import { refusal, signIn, visitor, type Api } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { hostOrigin } from '../support/fixtures.ts';
import { openItem } from '../support/ledger.ts';
import { elements, readPdf, within } from '../support/pdf-reader.ts';
import type { ReadMail } from '../support/mailbox.ts';
import { startMailedPortal } from '../support/portal.ts';

let running: Awaited<ReturnType<typeof startMailedPortal>>;
let desk: PayDesk;
let payer: Api;
const address = 'c-1@norte.example';

before(async () => {
  let deskUrl = '';
  desk = createPayDesk(() => deskUrl);
  await new Promise<void>((done) => desk.server.listen(0, '127.0.0.1', done));
  deskUrl = `http://127.0.0.1:${(desk.server.address() as { port: number }).port}`;
  running = await startMailedPortal({ payments: { stripe: { apiUrl: deskUrl } } });
  await running.portal.admin.setPaymentAccount('norte', {
    company: 'SM01',
    provider: 'stripe',
    mode: 'test',
    name: 'Pruebas',
    methods: ['card', 'oxxo'],
    credentials: { secretKey: 'sk_vouchers', webhookSecrets: ['whsec_vouchers'] },
  });
  payer = await signIn(running.url, 'todo');
});
after(async () => {
  await running.close();
  desk.server.closeAllConnections();
  desk.server.close();
});

/** Of whoever pays in this file. */
const contactOf = `select id from contacts where external_id = 'C-1'`;

let count = 0;
/** A payment with a voucher of OXXO. */
async function withVoucher(): Promise<{ payment: Payment; session: string }> {
  const amount = '1250.50';
  const record = openItem(`V${++count}`, { dueDate: '2026-01-31', amount });
  await running.portal.sync('norte', 'open-items', [record]);
  const { items } = (await payer<{ items: PayableItem[] }>('GET /payable-items')).body;
  const { id: item } = items.find(({ document }) => document === record.id)!;
  const { body } = await payer<{ id: string }>('POST /payments', {
    headers: { 'Idempotency-Key': randomUUID() },
    body: {
      company: 'SM01',
      currency: 'MXN',
      method: 'oxxo',
      items: [{ id: item, amount }],
      returnTo: `${hostOrigin.norte}/pagos`,
      locale: 'es',
    },
  });
  const read = async () => (await payer<Payment>(`GET /payments/${body.id}`)).body;
  const session = (await read()).redirect!.split('/').at(-1)!;
  await desk.act(session, 'voucher');
  let payment = await read();
  await eventually(async () => (payment = await read()).voucher !== null);
  return { payment, session };
}
const fileOf = (id: string, api = payer) => api(`GET /payments/${id}/voucher?locale=es`);
const grouped = (code: string) => code.replaceAll(/(.{5})(?=.)/g, '$1 ');

test('A mail that asks for money is not sent once the payment is made', async () => {
  const { payment, session } = await withVoucher();
  const waiting = [
    { news: 'voucher' },
    { news: 'expiring' },
    { news: 'voucher', contactId: (await running.sql<{ id: string }>(contactOf))[0]!.id },
  ];
  for (const data of waiting)
    await running.sql(
      `insert into mails (tenant_id, kind, data, due_at, give_up_at)
       select id, 'payment', '${JSON.stringify({ paymentId: payment.id, ...data })}',
         now() + interval '1 hour', now() + interval '1 day'
       from tenants where slug = 'norte'`,
    );
  const mine = `kind = 'payment' and data ->> 'paymentId' = '${payment.id}'`;
  await desk.act(session, 'approve');
  await eventually(
    async () => (await payer<Payment>(`GET /payments/${payment.id}`)).body.state === 'paid',
  );
  await running.sql(`update mails set due_at = now() where ${mine} and state = 'queued'`);
  // Another mail wakes whoever sends them.
  await visitor(running.url)('POST /password-resets', { body: { login: 'todo' } });
  const states = () =>
    running.sql<{ news: string; state: string }>(
      `select data ->> 'news' as news, state from mails where ${mine} order by created_at, state`,
    );
  await eventually(async () => (await states()).every(({ state }) => state !== 'queued'));
  await eventually(async () =>
    (await states()).every(({ state }) => ['accepted', 'cancelled'].includes(state)),
  );
  const ended = (await states()).map(({ news, state }) => `${news} ${state}`).toSorted();
  assert.deepEqual(ended, [
    'expiring cancelled',
    'paid accepted',
    'voucher accepted',
    'voucher cancelled',
    'voucher cancelled',
  ]);
});

describe('A voucher', () => {
  test('is a PDF with its code, its amount and its end, as long as it can be paid', async () => {
    const { payment, session } = await withVoucher();
    const code = payment.voucher!.content ?? payment.voucher!.reference!;
    const answer = await fileOf(payment.id);
    assert.equal(answer.status, 200);
    const pdf = await readPdf(answer.bytes);
    const said = pdf.pages.flatMap(({ runs }) => runs.map(({ text }) => text)).join(' ');
    assert.ok(said.includes(payment.number), said);
    assert.ok(said.includes(grouped(code)), said);
    assert.match(said, /\$1,250\.50/);
    assert.match(said, /Vence/);
    assert.match(said, new RegExp(`V${count}`));
    const neighbour = await signIn(running.url, 'vecino');
    assert.equal(refusal(await fileOf(payment.id, neighbour)), '404 not_found');
    await desk.act(session, 'approve');
    await eventually(
      async () => (await payer<Payment>(`GET /payments/${payment.id}`)).body.state === 'paid',
    );
    assert.equal(refusal(await fileOf(payment.id)), '404 not_found');
  });

  test('comes by mail by itself, and once more to whoever asks', async () => {
    const { payment } = await withVoucher();
    const key = randomUUID();
    const ask = () =>
      payer(`POST /payments/${payment.id}/voucher-mails`, {
        headers: { 'Idempotency-Key': key },
        body: {},
      });
    const ofPayment = async (): Promise<ReadMail> => {
      const mail = await running.mailbox.next(address);
      return mail.subject.includes(payment.number) ? mail : ofPayment();
    };
    const first = await ofPayment();
    assert.equal((await ask()).status, 204);
    assert.equal((await ask()).status, 204);
    const second = await ofPayment();
    // What is paid with stands in the mail itself, too: many read no attachment.
    const code = payment.voucher!.content ?? payment.voucher!.reference!;
    for (const { text, html } of [first, second])
      for (const said of [text, html]) assert.ok(said?.includes(code), String(said));
    for (const { attachments } of [first, second]) {
      assert.deepEqual(
        attachments.map(({ filename, mimeType }) => [filename, mimeType]),
        [[`ficha-de-pago-${payment.number}.pdf`, 'application/pdf']],
      );
    }
    const queued = await running.sql(
      `select id from mails where kind = 'payment' and data ->> 'paymentId' = '${payment.id}'`,
    );
    assert.equal(queued.length, 2);
    await running.sql('update identities set email = null');
    await running.sql('update contacts set email = null');
    const nowhere = await payer(`POST /payments/${payment.id}/voucher-mails`, {
      headers: { 'Idempotency-Key': randomUUID() },
      body: {},
    });
    assert.equal(refusal(nowhere), '409 own_mailbox_missing');
  });
});

describe('On paper', () => {
  const paper: VoucherPaper = {
    kind: 'voucher',
    number: 'PG-000007',
    company: { name: 'Caixas do Litoral Ltda.', taxId: null },
    customer: { number: '1', name: 'Comércio', taxId: null },
    method: 'boleto',
    amount: '1234.56',
    currency: 'BRL',
    createdAt: '2026-11-20T12:00:00Z',
    expiresAt: '2026-12-10T23:59:59Z',
    timeZone: 'America/Sao_Paulo',
    test: true,
    items: [{ document: '1001', amount: '1234.56' }],
    onAccount: '0.00',
    voucher: {
      kind: 'boleto',
      content: '00190000090123456789701234567897316560000123456',
      reference: null,
      bank: 'Banco do Brasil',
      beneficiary: 'Caixas do Litoral Ltda.',
      url: null,
      expiresAt: null,
    },
    locale: 'pt',
    region: 'pt-BR',
    tenantName: 'Litoral',
    theme: {},
    logo: null,
    strings: {},
  };
  const pix =
    '00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D';

  test('a boleto has its bars, a Pix code its QR, each with words for who cannot see it', async () => {
    const alts = async (one: VoucherPaper) =>
      elements(await readPdf(await renderPaper(one)), 'Figure').map(({ alt }) => alt);
    assert.deepEqual(await alts(paper), ['Código de barras deste boleto']);
    const voucher = { ...paper.voucher, kind: 'pix' as const, content: pix };
    assert.deepEqual(await alts({ ...paper, method: 'pix', voucher }), [
      'Código QR deste pagamento',
    ]);
  });

  test('its code does not leave the page, and 200 documents go on over pages', async () => {
    const voucher = { ...paper.voucher, kind: 'pix' as const, content: pix };
    const items = Array.from({ length: 200 }, (_, i) => ({ document: `D${i}`, amount: '1.00' }));
    const pdf = await readPdf(await renderPaper({ ...paper, voucher, items }));
    assert.ok(pdf.pages.length > 5);
    for (const { runs, width } of pdf.pages)
      for (const run of runs) assert.ok(run.x + run.width <= width - 30, run.text);
    const rows = elements(pdf, 'Table')
      .flatMap((table) => within(table, 'TR'))
      .map(({ text }) => text);
    assert.ok(rows.length >= 202, String(rows.length));
  });
});
