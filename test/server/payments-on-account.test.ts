// Money that is paid for no document: who takes it, how it is told of, and when it is no longer on its way.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { ErpTask } from '#contract/erp-desk';
import type { OfferedMethod, PayableItem, Payment, PaymentRow } from '#contract/payments';
import type { PaymentAccount } from '#contract/payment-settings';
import { createPayDesk, type PayDesk } from '../../demo/payments.ts';
import { createApi, refusal, signIn, type Answer, type Api } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { hostOrigin } from '../support/fixtures.ts';
import { openItem } from '../support/ledger.ts';
import { elements, readPdf } from '../support/pdf-reader.ts';
import { staffSession } from '../support/staff.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

type Payable = { items: PayableItem[]; company: string | null; onAccount: string | null };
type Begun = { id: string; number: string };

let running: TestPortal;
let desk: PayDesk;
let payer: Api;
let erp: Api;
let account: string;
const secretKey = 'sk_test_on_account';

before(async () => {
  let url = '';
  desk = createPayDesk(() => url);
  await new Promise<void>((done) => desk.server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(desk.server.address() as { port: number }).port}`;
  running = await startPortal({ payments: { stripe: { apiUrl: url } } });
  const { admin } = running.portal;
  account = await admin.setPaymentAccount('norte', {
    company: 'SM01',
    provider: 'stripe',
    mode: 'test',
    name: 'Pruebas',
    methods: ['card'],
    min: '10.00',
    credentials: { secretKey, webhookSecrets: ['whsec_on_account'] },
  });
  await admin.setPaymentAccount('norte', {
    company: 'SM01',
    provider: 'manual',
    mode: 'test',
    name: 'Transferencia',
    methods: ['transfer'],
    details: { bank: 'STP', beneficiary: 'Norte', account: '646180110400000007' },
  });
  desk.hintTo(secretKey, {
    url: `${running.url}/payment-hints/norte/${account}`,
    secret: 'whsec_on_account',
  });
  payer = await signIn(running.url, 'todo');
  const key = await admin.createKey('norte', { name: 'ERP', permissions: ['erp.tasks'] });
  erp = createApi(running.url, { 'Portal-Tenant': 'norte', Authorization: `Bearer ${key}` });
});
after(async () => {
  await running.close();
  desk.server.closeAllConnections();
  desk.server.close();
});

const payable = async () => (await payer<Payable>('GET /payable-items?company=SM01')).body;
const begin = (more: object): Promise<Answer<Begun>> =>
  payer<Begun>('POST /payments', {
    headers: { 'Idempotency-Key': randomUUID() },
    body: {
      company: 'SM01',
      currency: 'MXN',
      method: 'card',
      items: [],
      returnTo: `${hostOrigin.norte}/pagos`,
      locale: 'es',
      ...more,
    },
  });
const read = async (id: string) => (await payer<Payment>(`GET /payments/${id}`)).body;
const onTheirWay = async () =>
  (await payer<{ items: object[] }>('GET /payments-on-their-way?company=SM01')).body.items;
async function pay(id: string): Promise<void> {
  const { redirect } = await read(id);
  await desk.act(redirect!.split('/').at(-1)!, 'approve');
  await eventually(async () => (await read(id)).state === 'paid');
}
const taskOf = async (number: string) =>
  (await erp<{ items: ErpTask[] }>('GET /erp-tasks?kinds=payment&limit=100')).body.items.find(
    ({ payload }) => payload.number === number,
  )!;

describe('Money for no document', () => {
  test('is taken by no account unless its company says so', async () => {
    assert.equal((await payable()).onAccount, null);
    assert.equal(refusal(await begin({ onAccount: '100.00' })), '409 payment_on_account');
    assert.equal(refusal(await begin({})), '422 payment_amount');
  });

  test('is taken by the accounts of which an administrator says so, and in their company’s currency', async () => {
    const admin = await staffSession(running, 'ajustes.pagos', {
      permissions: ['settings.manage'],
    });
    const { items } = (await admin<{ items: PaymentAccount[] }>('GET /settings/payments')).body;
    const { id, version, onAccount } = items.find((one) => one.id === account)!;
    assert.equal(onAccount, false);
    const saved = await admin<PaymentAccount>(`PATCH /settings/payments/${id}`, {
      body: { version, onAccount: true },
    });
    assert.equal(saved.body.onAccount, true);
    assert.equal((await payable()).onAccount, 'MXN');
    const methods = async (more = '') =>
      (
        await payer<{ items: OfferedMethod[] }>(
          `GET /payment-methods?company=SM01&currency=MXN&amount=50.00${more}`,
        )
      ).body.items.map(({ method }) => method);
    assert.deepEqual(await methods(), ['card', 'transfer']);
    assert.deepEqual(await methods('&onAccount=true'), ['card']);
    for (const [more, refused] of [
      [{ onAccount: '50.00', currency: 'USD' }, '409 payment_on_account'],
      [{ onAccount: '50.00', method: 'transfer' }, '422 payment_method'],
      [{ onAccount: '9.99' }, '422 payment_amount'],
      [{ onAccount: '50.001' }, '422 payment_amount'],
      [{ onAccount: '-50.00' }, '400 invalid_input body.onAccount: negative'],
    ] as const)
      assert.equal(refusal(await begin(more)), refused);
  });

  test('goes with documents in one payment, and is on its way until the ERP has its number', async () => {
    await running.portal.sync('norte', 'open-items', [
      openItem('A1', { dueDate: '2026-01-31', amount: '300.00' }),
      openItem('A2', { dueDate: '2026-01-31', amount: '-400.00', kind: 'credit_note' }),
    ]);
    const { items } = await payable();
    const [invoice, credit] = ['A1', 'A2'].map(
      (name) => items.find(({ document }) => document?.endsWith(name))?.id,
    );
    assert.ok(invoice && credit, JSON.stringify(items));
    const refused = await begin({
      onAccount: '500.00',
      items: [{ id: credit, amount: '-400.00' }],
    });
    assert.equal(refusal(refused), '422 payment_amount');

    const made = await begin({ onAccount: '200.50', items: [{ id: invoice, amount: '300.00' }] });
    assert.equal(made.status, 201, made.text);
    const { id, number } = made.body;
    const begun = await read(id);
    assert.deepEqual(
      [begun.amount, begun.onAccount, begun.onItsWay, begun.items.length],
      ['500.50', '200.50', '500.50', 1],
    );
    assert.deepEqual(await onTheirWay(), [{ currency: 'MXN', amount: '500.50', count: 1 }]);
    await pay(id);
    assert.equal((await read(id)).onItsWay, '500.50');
    const task = await taskOf(number);
    assert.equal(task.payload.onAccount, '200.5000');
    assert.deepEqual(task.payload.items, [{ document: openItem('A1').id, amount: '300.0000' }]);
    await erp(`POST /erp-tasks/${task.id}/answer`, {
      body: { result: 'accepted', number: '1400000777' },
    });
    // The document stays on its way until the ledger has it.
    assert.equal((await read(id)).onItsWay, '300.00');
  });

  test('is paid alone, not twice by accident, and stands on its receipt', async () => {
    const first = (await begin({ onAccount: '80.00' })).body;
    const { body, ...second } = await begin({ onAccount: '80.00' });
    assert.equal(refusal({ body, ...second }), '409 payment_under_way');
    assert.equal((body as { current?: { payment: Begun } }).current!.payment.number, first.number);
    const again = await begin({ onAccount: '80.00', confirmations: ['again'] });
    assert.equal(again.status, 201);
    const { body: live } = await payer<{ items: PaymentRow[] }>('GET /payments?status=live');
    assert.deepEqual(
      live.items.map(({ onAccount, documents }) => [onAccount, documents]),
      [
        ['80.00', []],
        ['80.00', []],
      ],
    );
    await pay(first.id);
    // The other one is for no document either: nothing says that it was meant only once.
    assert.equal((await read(again.body.id)).state, 'started');
    const task = await taskOf(first.number);
    assert.deepEqual(task.payload.items, []);
    const receipt = await payer(`GET /payments/${first.id}/receipt?locale=es`);
    const rows = elements(await readPdf(receipt.bytes), 'TR').map(({ text }) => text);
    assert.ok(
      rows.some((row) => /A cuenta \(sin documento\)\s*80\.00/.test(row)),
      rows.join(),
    );
    // What went back is no credit.
    const { onItsWay } = await read(first.id);
    assert.equal(onItsWay, '80.00');
    await running.sql(`update payments set refunded = 30 where id = '${first.id}'`);
    assert.equal((await read(first.id)).onItsWay, '50.00');
    // The ERP takes it without a number of its own.
    await erp(`POST /erp-tasks/${task.id}/answer`, { body: { result: 'accepted' } });
    assert.equal((await read(first.id)).onItsWay, '0.00');
  });
});
