// What the company's people do with payments: proofs, money back, money that nobody expected, and reconciliation.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Reconciliation, ReconciliationLine } from '#contract/payment-desk';
import type { PayableItem, Payment, PaymentRow, Slip } from '#contract/payments';
import type { PersonPermission } from '#contract/permissions';
import { createPayDesk, type PayDesk } from '../../demo/payments.ts';
import { createScope } from '../../server/db/scope.ts';
import {
  createPaymentMails,
  type PaymentNews,
} from '../../server/features/payments/payments.mails.ts';
import { createPaymentRenderer } from '../../server/features/payments/paper.renderer.ts';
import type { Composer } from '../../server/output/mail.ts';
import { loadTexts } from '../../server/output/texts.ts';
import { refusal, signIn, visitor, type Api } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { hostOrigin } from '../support/fixtures.ts';
import { openItem, send } from '../support/ledger.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';
import { pdfOf, upload } from '../support/uploads.ts';

const secrets = { secretKey: 'sk_desk', webhookSecrets: ['whsec_desk'] };
const permissions: PersonPermission[] = ['payments.view', 'payments.review', 'payments.refund'];
let running: TestPortal;
let desk: PayDesk;
let payer: Api;
let one: Api;
let two: Api;
let url = '';
before(async () => {
  desk = createPayDesk(() => url);
  await new Promise<void>((done) => desk.server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(desk.server.address() as { port: number }).port}`;
  running = await startPortal({ payments: { stripe: { apiUrl: url } } });
  const { admin } = running.portal;
  const common = { company: 'SM01', mode: 'test', name: 'Pruebas', secondAbove: '100.00' } as const;
  const account = await admin.setPaymentAccount('norte', {
    ...common,
    provider: 'stripe',
    methods: ['card', 'spei'],
    credentials: secrets,
  });
  await admin.setPaymentAccount('norte', {
    ...common,
    provider: 'manual',
    methods: ['transfer'],
    details: { bank: 'STP', beneficiary: 'Norte', account: '646180110400000007' },
  });
  desk.hintTo('sk_desk', {
    url: `${running.url}/payment-hints/norte/${account}`,
    secret: 'whsec_desk',
  });
  payer = await signIn(running.url, 'todo');
  one = await staffSession(running, 'cobranza.uno', { permissions });
  two = await staffSession(running, 'cobranza.dos', { permissions });
});
after(async () => {
  await running.close();
  desk.server.closeAllConnections();
  desk.server.close();
});

let count = 0;
const once = () => ({ 'Idempotency-Key': randomUUID() });
async function begin(amount: string, method = 'card'): Promise<Payment> {
  const record = openItem(`D${++count}`, { dueDate: '2026-01-31', amount });
  await send(running, 'open-items', [record]);
  const { items } = (await payer<{ items: PayableItem[] }>('GET /payable-items')).body;
  const item = items.find(({ document }) => document === record.id)!;
  const begun = await payer<{ id: string }>('POST /payments', {
    headers: once(),
    body: {
      company: 'SM01',
      currency: 'MXN',
      method,
      items: [{ id: item.id, amount }],
      returnTo: `${hostOrigin.norte}/pagos`,
      locale: 'es',
    },
  });
  assert.equal(begun.status, 201, begun.text);
  return read(begun.body.id);
}
const read = async (id: string, api: Api = payer) =>
  (await api<Payment>(`GET /payments/${id}`)).body;
const sessionOf = ({ redirect }: Payment) => redirect!.split('/').at(-1)!;
const untilIs = (id: string, ...states: string[]) =>
  eventually(async () => {
    const [row] = await running.sql<{ state: string }>(
      `select state from payments where id = '${id}'`,
    );
    return states.includes(row!.state);
  });
async function paid(amount: string): Promise<Payment> {
  const payment = await begin(amount);
  await desk.act(sessionOf(payment), 'approve');
  await untilIs(payment.id, 'paid');
  return payment;
}
const mailsOf = async (id: string) =>
  (
    await running.sql<{ news: string }>(
      `select data ->> 'news' as news from mails where kind = 'payment' and data ->> 'paymentId' = '${id}' order by 1`,
    )
  ).map(({ news }) => news);

describe('A receipt', () => {
  test('is there once money came, is mailed once, and can be checked by anybody', async () => {
    const { id } = await paid('250.00');
    const file = await payer(`GET /payments/${id}/receipt?locale=es`);
    assert.equal(file.status, 200);
    assert.ok(file.text.startsWith('%PDF'));
    const [{ code }] = (await running.sql<{ code: string }>(
      `select receipt_code as code from payments where id = '${id}'`,
    )) as [{ code: string }];
    const page = await (await fetch(`${running.url}/v/norte/${code}`)).text();
    assert.match(page, /250\.00/);
    assert.deepEqual(await mailsOf(id), ['paid']);
    const open = await begin('10.00');
    assert.equal(
      refusal(await payer(`GET /payments/${open.id}/receipt?locale=es`)),
      '404 not_found',
    );
    await visitor(running.url, 'norte');
  });
});

describe('Money back', () => {
  const ask = (id: string, amount: string, api = one) =>
    api<Payment>(`POST /payments/${id}/refunds`, {
      headers: once(),
      body: { amount, reason: 'Pagó dos veces' },
    });

  test('goes at once up to the limit, and above it with a second person', async () => {
    const { id } = await paid('400.00');
    assert.equal((await ask(id, '100.00')).status, 201);
    await untilIs(id, 'partly_refunded');
    // The rest is still money that the ledger does not know of.
    assert.equal((await read(id)).onItsWay, '300.00');
    assert.equal((await ask(id, '300.01')).status, 422);
    assert.equal(refusal(await ask(id, '0.001')), '422 payment_refund_amount');
    const asked = await ask(id, '300.00');
    const refund = asked.body.desk!.refunds.find(({ state }) => state === 'waiting')!;
    assert.equal(refund.own, true);
    assert.equal(asked.body.desk!.refundable, '0.00');
    const decide = (api: Api, decision: string) =>
      api(`POST /payment-refunds/${refund.id}/decision`, { body: { decision } });
    assert.equal(refusal(await decide(one, 'confirmed')), '403 own_request');
    assert.equal((await decide(two, 'confirmed')).status, 200);
    assert.equal(refusal(await decide(two, 'withheld')), '409 request_over');
    await untilIs(id, 'refunded');
    const payment = await read(id);
    assert.equal(payment.refunded, '400.00');
    assert.equal(payment.onItsWay, '0.00');
    assert.equal(payment.desk, null);
    assert.equal(refusal(await ask(id, '1.00')), '409 payment_not_refundable');
    assert.deepEqual(await mailsOf(id), ['paid', 'partly_refunded', 'refunded']);
    // The ERP hears of what came, and of how much went back by then.
    const told = await running.sql<{ key: string }>(
      `select key from erp_tasks where kind = 'payment' and key like '${payment.number}%' order by number`,
    );
    assert.deepEqual(
      told.map(({ key }) => key.replace(payment.number, '').trim()),
      ['', 'refunded 100.00', 'refunded 400.00'],
    );
  });

  test('is asked for again where the provider was silent, and goes back once', async () => {
    const { id } = await paid('90.00');
    desk.mood.api = 'acts, then breaks off';
    await ask(id, '40.00');
    await eventually(() => desk.seen.filter((line) => line.includes('/v1/refunds')).length > 2);
    desk.mood.api = 'up';
    await running.sql(`update payments set due_at = now() where id = '${id}'`);
    await running.sql(
      `insert into payment_due (tenant_id) select id from tenants where slug = 'norte'`,
    );
    await untilIs(id, 'partly_refunded');
    assert.equal((await read(id)).refunded, '40.00');
  });
});

describe('A transfer', () => {
  const prove = async (payment: string, amount: string, valueDate = '2026-02-01') => {
    const file = (await upload(payer, 'comprobante.pdf', pdfOf(500), 'proof')).body.id;
    return payer<Payment>('POST /payment-proofs', {
      headers: once(),
      body: { payment, file, amount, valueDate, bankReference: 'R-1' },
    });
  };
  const decide = (proof: string, body: object, api = one) =>
    api<Payment>(`POST /payment-proofs/${proof}/decision`, { body });

  test('is paid by its accepted proofs, in parts, to the cent', async () => {
    const payment = await begin('1000.00', 'transfer');
    assert.equal(payment.state, 'pending');
    assert.equal(payment.voucher!.content, '646180110400000007');
    assert.equal(payment.voucher!.reference, payment.number);
    assert.equal(refusal(await prove(payment.id, '999.999')), '422 payment_amount');
    assert.match(
      refusal(await prove(payment.id, '1.00', '2999-01-01')),
      /^400 invalid_input body\.valueDate: day_range/,
    );
    const first = (await prove(payment.id, '1000.00')).body.proofs[0]!;
    assert.equal(
      refusal(await decide(first.id, { decision: 'accepted', received: '999.999' })),
      '422 payment_amount',
    );
    const review = await one<{ items: PaymentRow[] }>('GET /payments?status=review&limit=100');
    assert.ok(review.body.items.some(({ id }) => id === payment.id));
    const part = await decide(first.id, { decision: 'accepted', received: '999.99' });
    assert.equal(part.body.state, 'partly_paid');
    assert.equal(part.body.onItsWay, '999.99');
    // It came on the day that the proof says, not when somebody looked at it.
    assert.match(part.body.paidAt!, /^2026-02-01T/);
    assert.equal(
      refusal(await decide(first.id, { decision: 'accepted' })),
      '409 nothing_to_decide',
    );
    const second = (await prove(payment.id, '0.01')).body.proofs[1]!;
    const whole = await decide(second.id, { decision: 'accepted' });
    assert.equal(whole.body.state, 'paid');
    assert.equal(whole.body.received, '1000.00');
    assert.equal(whole.body.desk!.refundable, '0.00');
    assert.deepEqual(await mailsOf(payment.id), ['paid', 'partly_paid', 'voucher']);
  });

  test('hears why its proof is refused, and may show another', async () => {
    const payment = await begin('50.00', 'transfer');
    const proof = (await prove(payment.id, '50.00')).body.proofs[0]!;
    assert.equal(
      refusal(await decide(proof.id, { decision: 'refused' })),
      '400 invalid_input body.reason: required',
    );
    await decide(proof.id, { decision: 'refused', reason: 'No llegó' });
    const again = await read(payment.id);
    assert.equal(again.state, 'pending');
    assert.equal(again.proofs[0]!.reason, 'No llegó');
    const neighbour = await signIn(running.url, 'vecino');
    assert.equal(refusal(await neighbour(`GET /payment-proofs/${proof.id}/file`)), '404 not_found');
    assert.equal((await payer(`GET /payment-proofs/${proof.id}/file`)).status, 200);
  });

  test('is not cancelled while a proof waits, and too much of it is for a person', async () => {
    const payment = await begin('60.00', 'transfer');
    const proof = (await prove(payment.id, '60.00')).body.proofs[0]!;
    await payer(`POST /payments/${payment.id}/cancellation`, { body: {} });
    assert.equal((await read(payment.id)).state, 'pending');
    const decided = await decide(proof.id, { decision: 'accepted', received: '75.00' });
    assert.equal(decided.body.state, 'mismatch');
    const settle = (decision: string) =>
      one<Payment>(`POST /payments/${payment.id}/resolution`, {
        body: { decision, note: 'Sobra' },
      });
    assert.equal((await settle('credit')).body.settled, 'credit');
    assert.equal(refusal(await settle('applied')), '409 payment_settled');
    assert.equal((await read(payment.id)).onItsWay, '0.00');
  });
});

test('A CLABE takes parts, and what is too much', async () => {
  const payment = await begin('100.00', 'spei');
  const session = sessionOf(payment);
  await desk.act(session, 'voucher');
  await untilIs(payment.id, 'pending');
  assert.equal((await read(payment.id)).voucher!.kind, 'clabe');
  await desk.act(session, 'underpay');
  await untilIs(payment.id, 'partly_paid');
  const half = await read(payment.id);
  assert.deepEqual([half.received, half.onItsWay], ['50.00', '50.00']);
  const waits = async () => {
    const { body } = await one<{ items: PaymentRow[] }>('GET /payments?status=review&limit=100');
    return body.items.some(({ id }) => id === payment.id);
  };
  assert.equal(await waits(), false);
  // The rest will not come any more by itself.
  await running.sql(
    `update payments set expires_at = now() - interval '1 minute' where id = '${payment.id}'`,
  );
  assert.equal(await waits(), true);
  const other = await begin('100.00', 'spei');
  await desk.act(sessionOf(other), 'voucher');
  await untilIs(other.id, 'pending');
  await desk.act(sessionOf(other), 'overpay');
  await untilIs(other.id, 'mismatch');
  assert.equal((await read(other.id)).received, '200.00');
});

describe('A reconciliation', () => {
  const reconcile = async () => {
    const made = await one<{ items: Reconciliation[] }>('POST /payment-reconciliations', {
      body: {},
    });
    const { id } = made.body.items[0]!;
    return (
      await one<Reconciliation & { lines: ReconciliationLine[] }>(
        `GET /payment-reconciliations/${id}`,
      )
    ).body;
  };

  test('finds what either side does not know, and what differs', async () => {
    const lost = await paid('33.00');
    const changed = await paid('44.00');
    await running.sql(
      `update payments set received = 0, state = 'started' where id = '${lost.id}'`,
    );
    await running.sql(`update payments set received = 43.99 where id = '${changed.id}'`);
    const [ghost] = await running.sql<{ id: string }>(
      `insert into payments (tenant_id, number, account_id, customer_id, company_id, contact_id, method, amount, currency,
         received, state, locale, return_to, return_code, provider_payment_id, due_at)
       select tenant_id, 'PG-X', account_id, customer_id, company_id, contact_id, method, 5, currency, 5, 'paid', locale,
         return_to, 'x', 'pi_ghost', null from payments where id = '${lost.id}' returning id`,
    );
    const session = desk.sessions.get(sessionOf(await begin('22.00')))!;
    await running.sql(`delete from payment_items where payment_id = '${ghost!.id}'`);
    await desk.act(session.id, 'approve');
    await untilIs(session.reference, 'paid');
    await running.sql(
      `update payments set provider_payment_id = 'pi_else', account_id = (select id from payment_accounts where provider = 'manual'
         and tenant_id = payments.tenant_id) where id = '${session.reference}'`,
    );
    const { counts, lines } = await reconcile();
    assert.equal(counts.only_here, 1);
    assert.equal(counts.only_there, 1);
    assert.ok(counts.amount_differs >= 1);
    assert.ok(counts.state_differs >= 1);
    assert.ok(counts.matched >= 2);
    assert.equal(lines[0]!.list === 'matched', false, 'what differs comes first');
    // What differed was asked for again.
    await untilIs(lost.id, 'paid');
    await eventually(async () => (await read(changed.id)).received === '44.00');
    const again = await reconcile();
    assert.equal(again.counts.amount_differs + again.counts.state_differs, 1, 'the overpaid one');
  });

  test('is kept, with a file, for those who see all customers', async () => {
    const { body } = await one<{ items: Reconciliation[] }>('GET /payment-reconciliations');
    const { id } = body.items[0]!;
    const csv = await one(`GET /payment-reconciliations/${id}/csv?locale=es`);
    assert.match(csv.text, /Solo con el proveedor/);
    const few = await staffSession(running, 'cobranza.tres', {
      permissions,
      customers: ['1002945'],
    });
    assert.deepEqual(
      (await few<{ items: object[] }>('GET /payment-reconciliations')).body.items,
      [],
    );
    assert.equal(refusal(await few(`GET /payment-reconciliations/${id}`)), '404 not_found');
  });
});

test('Slips of the ERP are shown as long as their documents are open, and none whose digits do not hold', async () => {
  const record = openItem('SLIP', { dueDate: '2026-12-31', amount: '77.00' });
  await send(running, 'open-items', [record]);
  const slip = {
    company: 'SM01',
    id: 'S-1',
    item: record.id,
    kind: 'clabe' as const,
    content: '646180110400000007',
    amount: '77.00',
    currency: 'MXN',
  };
  const { results } = await running.portal.sync('norte', 'payment-slips', [
    slip,
    { ...slip, id: 'S-2', content: '646180110400000008' },
  ]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['created', 'invalid'],
  );
  const shown = async (api = payer) =>
    (await api<{ items: Slip[] }>('GET /payment-slips')).body.items;
  assert.deepEqual(
    (await shown()).map(({ content, open }) => [content, open]),
    [['646180110400000007', '77.00']],
  );
  assert.deepEqual(await shown(await signIn(running.url, 'vecino')), []);
  await send(running, 'open-items', [
    { ...record, clearings: [{ date: '2026-02-01', amount: '77.00' }] },
  ]);
  assert.deepEqual(await shown(), []);
});

test('An account offers the ways to pay that take the company’s currency, and keeps those it offers already', async () => {
  type Account = { id: string; version: number; provider: string; methods: string[] };
  type Offers = Account & { offerable: string[] };
  const admin = await staffSession(running, 'ajustes.pagos', { permissions: ['settings.manage'] });
  const find = async (provider: string) =>
    (await admin<{ items: Offers[] }>('GET /settings/payments')).body.items.find(
      (account) => account.provider === provider,
    )!;
  const card = await find('stripe');
  assert.deepEqual(card.offerable, ['card', 'oxxo', 'spei']);
  assert.deepEqual((await find('manual')).offerable, ['transfer']);
  const change = async (methods: string[]) => {
    const { version } = await find('stripe');
    return admin<Account & { code?: string }>(`PATCH /settings/payments/${card.id}`, {
      body: { version, methods },
    });
  };
  assert.equal((await change(['card', 'pix'])).body.code, 'payment_method');
  await running.sql(
    `update payment_accounts set methods = '{card,spei,pix}' where id = '${card.id}'`,
  );
  assert.equal((await change(['card', 'pix'])).status, 200);
  assert.deepEqual((await find('stripe')).methods, ['card', 'pix']);
  assert.equal((await change(['card', 'spei'])).status, 200);
});

describe('Mails of payments', () => {
  test('come as whoever paid chose, and always where money moved', async () => {
    const choose = (mail: string) =>
      payer('PUT /me/notification-preferences', {
        body: { items: [{ type: 'payment_status', mail, inbox: true }] },
      });
    const paymentPdfs = createPaymentRenderer();
    const { payment: compose } = createPaymentMails({
      inScope: running.inScope ?? createScope(running.connection),
      texts: loadTexts(),
      publicUrl: new URL(running.url),
      defaultFrom: 'portal@norte.example',
      paymentPdfs,
    });
    const [tenant] = await running.sql<{ id: string }>(
      `select id from tenants where slug = 'norte'`,
    );
    const { id } = await begin('10.00');
    const comes = async (news: PaymentNews) => {
      const data = { paymentId: id, news };
      const mail = await compose!({ tenantId: tenant!.id, data } as Parameters<Composer>[0]);
      return mail !== null;
    };
    assert.ok(await comes('failed'));
    await choose('off');
    assert.equal(await comes('failed'), false);
    assert.equal(await comes('expiring'), false);
    assert.ok(await comes('voucher'), 'it is needed to pay');
    assert.ok(await comes('refunded'), 'money moved');
    await choose('now');
    assert.ok(await comes('expiring'));
    await paymentPdfs.close();
  });
});
