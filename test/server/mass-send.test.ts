// Mass sends of statements, from preparing them to the log, against a real SMTP server.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import PostalMime from 'postal-mime';
import { formatAmount, formatMoney } from '#contract/format';
import type { MassSend } from '#contract/mass-send';
import { refusal, type Api } from '../support/api.ts';
import type { Mailbox } from '../support/mailbox.ts';
import {
  act,
  addCustomers,
  collector,
  customerNumber,
  mailboxOf,
  owed,
  prepare,
  recipientsOf,
  setList,
  until,
} from '../support/mass-send.ts';
import { readPdf } from '../support/pdf-reader.ts';
import { startMailedPortal } from '../support/portal.ts';

let running: Awaited<ReturnType<typeof startMailedPortal>>;
let mailbox: Mailbox;
let staff: Api;
const customers = 60;
const numbers = Array.from({ length: customers }, (_, i) => i + 1);
const format = { language: 'es', region: 'es-MX' } as const;

before(async () => {
  running = await startMailedPortal();
  mailbox = running.mailbox;
  await addCustomers(running, customers);
  for (const n of numbers)
    await setList(running, customerNumber(n), [
      mailboxOf(n),
      ...(n % 3 === 0 ? [mailboxOf(n, 'copia'), mailboxOf(n, 'gerencia')] : []),
    ]);
  await running.portal.admin.setDepartments('norte', [
    {
      company: 'SM01',
      kind: 'receivables',
      phone: '81 5550 0199',
      extension: '2',
      mailbox: 'cobranzas.mx@tanques.example',
    },
  ]);
  staff = await collector(running, 'cobranza');
});
after(() => running.close());

/** A mail off the wire, with its one attachment. */
async function opened({ raw, to }: { raw: string; to: string[] }) {
  const mail = await PostalMime.parse(raw);
  const [file] = mail.attachments;
  return { ...mail, envelope: to, file: file!, bytes: Buffer.from(file!.content as ArrayBuffer) };
}
const textOf = async (bytes: Uint8Array) =>
  (await readPdf(bytes)).pages.flatMap(({ runs }) => runs.map(({ text }) => text)).join(' ');
const statementsTo = (part: string) => mailbox.all().filter(({ to }) => to[0]!.includes(part));

describe('a run of sixty customers', () => {
  let run: MassSend;
  test('is prepared with what each owes, and sends nothing yet', async () => {
    run = await prepare(staff);
    assert.equal(run.state, 'draft');
    assert.equal(run.counts.waiting, customers);
    const sum = numbers.reduce((total, n) => total + n * 100_000 + 25, 0);
    assert.deepEqual(run.totals, [
      { currency: 'MXN', amount: `${Math.floor(sum / 100)}.${String(sum % 100).padStart(2, '0')}` },
    ]);
    const all = await recipientsOf(staff, run.id);
    assert.equal(all.length, customers);
    assert.deepEqual(all[2]!.customer, { number: customerNumber(3), name: 'Cliente Número 3' });
    assert.deepEqual(all[2]!.totals, [{ currency: 'MXN', amount: owed(3) }]);
    assert.match(all[2]!.attachment, /^7000003_\d{8}\.pdf$/);
    assert.equal(mailbox.all().length, 0);
  });

  test('shows the file that somebody would get', async () => {
    const [one] = await recipientsOf(staff, run.id);
    const answer = await staff(`GET /mass-sends/${run.id}/recipients/${one!.id}/pdf`);
    assert.equal(answer.status, 200);
    const text = await textOf(answer.bytes);
    assert.ok(text.includes(customerNumber(1)) && text.includes('1,000.25'), text);
    assert.deepEqual(await running.sql('select id from statements'), []);
  });

  test('reaches every mailbox once, with its own statement', async () => {
    const answer = await act(staff, run.id, 'start');
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.body.state, 'running');
    const done = await until(staff, run.id, 'done');
    assert.equal(done.counts.sent, customers);
    const mails = statementsTo('@cliente');
    assert.equal(mails.length, 60 + 40);
    const reached = mails.map(({ to }) => to);
    assert.ok(reached.every((to) => to.length === 1));
    assert.equal(new Set(reached.flat()).size, 100);
    const rows = await running.sql<{
      number: string;
      content: { sections: { figures: { total: string } }[] };
    }>(
      `select k.number, s.content from mass_send_recipients r join statements s on s.id = r.statement_id
       join customers k on k.id = r.customer_id where r.run_id = '${run.id}'`,
    );
    const totals = new Map(
      rows.map(({ number, content }) => [number, content.sections[0]!.figures.total]),
    );
    assert.equal(totals.size, customers);
    for (const mail of mails) {
      const n = Number(/cliente(\d+)\.example$/.exec(mail.to[0]!)![1]);
      const { file, bytes, subject, to, cc = [] } = await opened(mail);
      const text = await textOf(bytes);
      const total = totals.get(customerNumber(n))!;
      assert.equal(total, owed(n));
      assert.ok(text.includes(customerNumber(n)), `${mail.to[0]} got another customer's`);
      assert.ok(text.includes(formatAmount(total, 'MXN', format)), text);
      assert.match(file.filename!, new RegExp(`^${7_000_000 + n}_\\d{8}\\.pdf$`));
      assert.equal(file.mimeType, 'application/pdf');
      assert.equal(subject, 'Estado de Cuenta Tanques norte S.A.');
      assert.deepEqual(
        to!.map(({ address }) => address),
        [mailboxOf(n)],
      );
      assert.deepEqual(
        cc.map(({ address }) => address),
        n % 3 === 0 ? [mailboxOf(n, 'copia'), mailboxOf(n, 'gerencia')] : [],
      );
    }
  });

  test('writes as the manual does', async () => {
    const { text = '', html = '' } = await opened(statementsTo('pagos@cliente7.')[0]!);
    for (const words of [
      'Portal de Clientes Tanques Norte',
      'Estimado Cliente: CLIENTE NÚMERO 7',
      'Anexamos su estado de cuenta',
      'departamento de Cuentas por Cobrar al 81 5550 0199 ext. 2',
      'Saludos cordiales.',
      'Cuentas por Cobrar Clientes Tanques Norte',
      'cobranzas.mx@tanques.example',
      'no responder a este mensaje',
    ]) {
      assert.ok(text.includes(words), words);
      assert.ok(html.replaceAll(/<\/?a\b[^>]*>/g, '').includes(words), `${words} (HTML)`);
    }
    for (const link of ['tel:8155500199;ext=2', 'mailto:cobranzas.mx@tanques.example'])
      assert.ok(html.includes(`href="${link}"`), link);
  });

  test('says what the statement comes to, and leads to it', async () => {
    const { text = '', html = '' } = await opened(statementsTo('pagos@cliente7.')[0]!);
    const money = (amount: string, currency: string) =>
      formatMoney(amount, currency, format).replaceAll('\u00a0', ' ');
    const all = await recipientsOf(staff, run.id);
    const { totals } = all.find(({ customer }) => customer.number === customerNumber(7))!;
    assert.ok(totals.length > 0);
    assert.match(text, /Fecha de corte: \d\d-[a-z]{3}-\d{4}/);
    for (const { amount, currency } of totals)
      assert.ok(text.includes(`Saldo total: ${money(amount, currency)}`), text);
    assert.match(text, /Saldo vencido: .*\d\.\d\d/);
    assert.match(text, /Ver en el portal:\nhttps?:\S+SM01/);
    assert.match(html, /<a class="button" href="https?:[^"]+SM01[^"]*"[^>]*>Ver en el portal<\/a>/);
  });

  test('binds each file to its recipient by its hash', async () => {
    const { bytes } = await opened(statementsTo('gerencia@cliente6.')[0]!);
    const [row] = await running.sql<{ sha: string }>(
      `select r.document_sha256 as sha from mass_send_recipients r join customers k on k.id = r.customer_id
       where k.number = '${customerNumber(6)}'`,
    );
    assert.equal(createHash('sha256').update(bytes).digest('hex'), row!.sha);
    const all = await recipientsOf(staff, run.id);
    const six = all.find(({ customer }) => customer.number === customerNumber(6))!;
    const sample = await staff(`GET /mass-sends/${run.id}/recipients/${six.id}/pdf`);
    assert.deepEqual(Buffer.from(sample.bytes), bytes);
  });

  test('mails its log once, with a line for every mailbox', async () => {
    const log = await mailbox.next('cobranza@tanques.example');
    assert.match(log.subject, /Bitácora/);
    const [file] = log.attachments;
    assert.match(file!.filename!, /^bitacora_SM01_\d{8}\.txt$/);
    const text = Buffer.from(file!.content as ArrayBuffer).toString();
    const lines = text.split('\r\n').filter((line) => line.includes('@cliente'));
    assert.equal(lines.length, 100);
    const cells = lines.find((line) => line.includes('copia@cliente9.'))!.split('\t');
    assert.match(cells[0]!, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    assert.deepEqual(cells.slice(1, 6), [
      'SM01',
      customerNumber(9),
      'Cliente Número 9',
      'copia@cliente9.example',
      'Enviado',
    ]);
    assert.match(cells[6]!, /^250/);
    assert.match(cells[7]!, /^7000009_\d{8}\.pdf$/);
    const wire = statementsTo('copia@cliente9.')[0]!;
    assert.ok(wire.raw.includes(`Message-ID: ${cells[8]}`), cells[8]);
    const kept = await staff(`GET /mass-sends/${run.id}/log?locale=es`);
    assert.equal(kept.text, text);
    assert.equal(statementsTo('cobranza@tanques').length, 1);
  });

  test('does not start twice, and not again within the window without a reason', async () => {
    assert.equal(refusal(await act(staff, run.id, 'start')), '409 run_state');
    const again = await prepare(staff, { customer: '7000001' });
    assert.equal(again.counts.waiting, 1);
    assert.equal(again.alreadySent?.customers, 1);
    assert.equal(refusal(await act(staff, again.id, 'start')), '409 run_repeated');
    const started = await act(staff, again.id, 'start', {
      alreadySent: 'send',
      reason: 'Se corrigió un pago',
    });
    assert.equal(started.status, 200);
    assert.equal((await until(staff, again.id, 'done')).forcedReason, 'Se corrigió un pago');
    const otherDay = await prepare(staff, { customer: '7000001', cutOff: '2018-03-01' });
    assert.equal(otherDay.alreadySent, null);
    const [event] = await running.sql<{ detail: object }>(
      `select detail from audit_events where event = 'mass_send.started' order by id limit 1`,
    );
    assert.deepEqual((event!.detail as { counts: object }).counts, { waiting: customers });
  });
});
