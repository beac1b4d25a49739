// Payments of open documents, from the choice of documents to the money that the ERP is told of.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { ErpTask } from '#contract/erp-desk';
import type { OfferedMethod, PayableItem, Payment, PaymentRow } from '#contract/payments';
import { createPayDesk, signed, type PayDesk } from '../../demo/payments.ts';
import { createApi, refusal, signIn, type Api } from '../support/api.ts';
import { paymentPage } from '#contract/payment-words';
import { eventually } from '../support/eventually.ts';
import { hostOrigin } from '../support/fixtures.ts';
import { createScope } from '../../server/db/scope.ts';
import { tellExpiring } from '../../server/features/payments/expiring.ts';
import { openItem } from '../support/ledger.ts';
import { overlapping } from '../support/overlapping.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

const secrets = { secretKey: 'sk_test_norte', webhookSecrets: ['whsec_old', 'whsec_norte'] };
const back = `${hostOrigin.norte}/pagos?x=1`;

let running: TestPortal;
let desk: PayDesk;
let payer: Api;
let account: string;
let deskUrl = '';

before(async () => {
  desk = createPayDesk(() => deskUrl);
  await new Promise<void>((done) => desk.server.listen(0, '127.0.0.1', done));
  deskUrl = `http://127.0.0.1:${(desk.server.address() as { port: number }).port}`;
  running = await startPortal({ payments: { stripe: { apiUrl: deskUrl } } });
  account = await running.portal.admin.setPaymentAccount('norte', {
    company: 'SM01',
    provider: 'stripe',
    mode: 'test',
    name: 'Pruebas',
    methods: ['card', 'oxxo', 'pix'],
    min: '10.00',
    max: '100000.00',
    credentials: secrets,
  });
  desk.hintTo(secrets.secretKey, {
    url: `${running.url}/payment-hints/norte/${account}`,
    secret: 'whsec_norte',
  });
  payer = await signIn(running.url, 'todo');
});
after(async () => {
  await running.close();
  desk.server.closeAllConnections();
  desk.server.close();
});

let count = 0;
/** Documents of the ledger. @returns their ids, as they are paid */
async function owed(...items: { amount: string; kind?: 'credit_note'; customer?: string }[]) {
  const records = items.map((item) => openItem(`P${++count}`, { dueDate: '2026-01-31', ...item }));
  await running.portal.sync('norte', 'open-items', records);
  const { items: listed } = (await payer<{ items: PayableItem[] }>('GET /payable-items')).body;
  return records.map(({ id }) => listed.find(({ document }) => document === id)?.id ?? '');
}
const payable = async (id: string) =>
  (await payer<{ items: PayableItem[] }>('GET /payable-items')).body.items.find(
    (item) => item.id === id,
  );
const begin = (items: { id: string; amount: string }[], more: object = {}, api: Api = payer) =>
  api<{ id: string; number: string }>('POST /payments', {
    headers: { 'Idempotency-Key': randomUUID() },
    body: {
      company: 'SM01',
      currency: 'MXN',
      method: 'card',
      items,
      returnTo: back,
      locale: 'es',
      ...more,
    },
  });
const read = async (id: string, api: Api = payer) =>
  (await api<Payment>(`GET /payments/${id}`)).body;
/** A payment whose page is open, and its session there. */
async function started(amount = '100.00', more: object = {}) {
  const [item = ''] = await owed({ amount });
  const { id } = (await begin([{ id: item, amount }], more)).body;
  const payment = await read(id);
  assert.equal(payment.state, 'started');
  return { id, item, session: payment.redirect!.split('/').at(-1)! };
}
const untilIs = (id: string, state: string) =>
  eventually(async () => {
    const [row] = await running.sql<{ state: string }>(
      `select state from payments where id = '${id}'`,
    );
    return row?.state === state;
  });
const heardOf = async (id: string) =>
  (
    await running.sql<{ state: string }>(
      `select state from payment_events where payment_id = '${id}' order by id`,
    )
  ).map(({ state }) => state);

describe('A payment', () => {
  test('goes from documents to the page of the provider, and is paid by what the provider says', async () => {
    const [invoice = '', credit = ''] = await owed(
      { amount: '1500.50' },
      { amount: '-200.25', kind: 'credit_note' },
    );
    const begun = await begin([
      { id: invoice, amount: '1000.00' },
      { id: credit, amount: '-200.25' },
    ]);
    assert.equal(begun.status, 201);
    const payment = await read(begun.body.id);
    assert.equal(payment.amount, '799.75');
    assert.equal(payment.state, 'started');
    assert.ok(payment.redirect!.startsWith(deskUrl));
    const session = payment.redirect!.split('/').at(-1)!;
    assert.equal(desk.sessions.get(session)!.amount, 79_975);
    const item = (await payable(invoice))!;
    assert.equal(item.open, '1500.50');
    assert.equal(item.payable, '500.50');
    assert.equal(item.payment!.id, payment.id);
    await desk.act(session, 'approve');
    await untilIs(payment.id, 'paid');
    const paid = await read(payment.id);
    assert.equal(paid.received, '799.75');
    assert.equal(paid.onItsWay, '799.75');
    assert.equal(paid.redirect, null);
    const way = await payer<{ items: object[] }>('GET /payments-on-their-way?company=SM01');
    assert.deepEqual(way.body.items, [{ currency: 'MXN', amount: '799.75', count: 1 }]);
    // Once the ledger has it, nothing is on its way any more.
    await running.portal.sync('norte', 'open-items', [
      openItem(`P${count - 1}`, {
        dueDate: '2026-01-31',
        amount: '1500.50',
        clearings: [{ date: '2026-02-01', amount: '1000.00' }],
      }),
      openItem(`P${count}`, {
        dueDate: '2026-01-31',
        amount: '-200.25',
        kind: 'credit_note',
        clearings: [{ date: '2026-02-01', amount: '-200.25' }],
      }),
    ]);
    assert.equal((await read(payment.id)).onItsWay, '0.00');
    assert.equal((await payable(invoice))!.payable, '500.50');
  });

  test('is told to the ERP once, however often the provider says so', async () => {
    desk.mood.hints = 'doubled';
    const { id, session, item } = await started('250.00');
    await desk.act(session, 'approve');
    await untilIs(id, 'paid');
    desk.mood.hints = 'sent';
    await Promise.all([read(id), read(id), read(id)]);
    assert.deepEqual(await heardOf(id), ['created', 'unknown', 'started', 'paid']);
    const secret = await running.portal.admin.createKey('norte', {
      name: 'ERP',
      permissions: ['erp.tasks'],
    });
    const erp = createApi(running.url, {
      'Portal-Tenant': 'norte',
      Authorization: `Bearer ${secret}`,
    });
    const { items } = (await erp<{ items: ErpTask[] }>('GET /erp-tasks?kinds=payment&limit=100'))
      .body;
    const { number } = await read(id);
    const told = items.filter(({ payload }) => payload.number === number);
    assert.equal(told.length, 1);
    assert.equal(told[0]!.payload.amount, '250.0000');
    assert.deepEqual(told[0]!.payload.items, [
      { document: (await payable(item))!.document, amount: '250.0000' },
    ]);
    await erp(`POST /erp-tasks/${told[0]!.id}/answer`, {
      body: { result: 'accepted', number: '1400000123' },
    });
    assert.equal((await read(id)).erpNumber, '1400000123');
  });

  test('is found paid although no hint comes', async () => {
    desk.mood.hints = 'dropped';
    const { id, session } = await started();
    await desk.act(session, 'approve');
    desk.mood.hints = 'sent';
    await running.sql(`update payments set asked_at = null where id = '${id}'`);
    assert.equal((await read(id)).state, 'paid');
  });

  test('has one page, although the server never heard of it the first time', async () => {
    const [item = ''] = await owed({ amount: '80.00' });
    const { id } = (await begin([{ id: item, amount: '80.00' }])).body;
    desk.mood.api = 'acts, then breaks off';
    const silent = await read(id);
    assert.equal(silent.state, 'unknown');
    assert.equal(silent.unasked, true);
    desk.mood.api = 'up';
    const payment = await read(id);
    assert.equal(payment.state, 'started');
    const of = [...desk.sessions.values()].filter(({ reference }) => reference === id);
    assert.equal(of.length, 1);
    assert.ok(payment.redirect!.endsWith(of[0]!.id));
  });

  test('is declined for good where the provider will not have it', async () => {
    await running.sql(`update payment_accounts set max_amount = null`);
    const [item = ''] = await owed({ amount: '100000000.00' });
    const { id } = (await begin([{ id: item, amount: '100000000.00' }])).body;
    const payment = await read(id);
    assert.equal(payment.state, 'failed');
    assert.equal(payment.failure, 'amount_too_large');
    await running.sql(`update payment_accounts set max_amount = 100000`);
  });

  test('says that the bank declined a try until another one comes off', async () => {
    const { id, session } = await started('100.00');
    const stands = async () => {
      const { state, failure } = await read(id);
      return [state, failure];
    };
    assert.deepEqual(await stands(), ['started', null]);
    await desk.act(session, 'decline');
    await eventually(async () => (await stands())[1] === 'declined', 'not told', 500);
    assert.equal((await read(id)).state, 'started');
    await desk.act(session, 'approve');
    await untilIs(id, 'paid');
    assert.deepEqual(await stands(), ['paid', null]);
  });

  test('shows its voucher until it is paid', async () => {
    const { id, session } = await started('300.00', { method: 'oxxo' });
    await desk.act(session, 'voucher');
    await untilIs(id, 'pending');
    const waiting = await read(id);
    assert.match(waiting.voucher!.reference!, /^\d{14,}$/);
    await desk.act(session, 'approve');
    await untilIs(id, 'paid');
  });

  test('has lapsed where nobody paid its voucher in time, and is not said to be refused', async () => {
    const { id, session } = await started('100.00', { method: 'oxxo' });
    await desk.act(session, 'voucher');
    await untilIs(id, 'pending');
    await desk.act(session, 'lapse');
    await untilIs(id, 'expired');
    const mails = await running.sql<{ news: string }>(
      `select data ->> 'news' as news from mails where kind = 'payment' and data ->> 'paymentId' = '${id}' order by 1`,
    );
    assert.deepEqual(
      mails.map(({ news }) => news),
      ['expired', 'voucher'],
    );
  });

  test('ends at the provider when it is cancelled', async () => {
    const { id, session } = await started();
    const ended = await payer<Payment>(`POST /payments/${id}/cancellation`, { body: {} });
    assert.equal(ended.body.state, 'cancelled');
    assert.equal(desk.sessions.get(session)!.status, 'expired');
    assert.equal(
      refusal(await payer(`POST /payments/${id}/cancellation`, { body: {} })),
      '409 payment_over',
    );
  });

  test('stays paid where the money came before it was cancelled', async () => {
    desk.mood.hints = 'dropped';
    const { id, session } = await started();
    await desk.act(session, 'approve');
    desk.mood.hints = 'sent';
    const ended = await payer<Payment>(`POST /payments/${id}/cancellation`, { body: {} });
    assert.equal(ended.body.state, 'paid');
  });

  test('ends others of the same documents once it is paid', async () => {
    const first = await started();
    const again = await begin([{ id: first.item, amount: '100.00' }], { confirmations: ['again'] });
    const second = await read(again.body.id);
    await desk.act(second.redirect!.split('/').at(-1)!, 'approve');
    await untilIs(second.id, 'paid');
    await untilIs(first.id, 'cancelled');
    assert.equal(desk.sessions.get(first.session)!.status, 'expired');
  });

  test('ends no other of a document of which there is still enough to pay', async () => {
    const [item = ''] = await owed({ amount: '300.00' });
    const part = (amount: string, more = {}) => begin([{ id: item, amount }], more);
    const first = await read((await part('100.00')).body.id);
    const other = await read((await part('200.00', { confirmations: ['again'] })).body.id);
    const third = await read((await part('150.00', { confirmations: ['again'] })).body.id);
    await desk.act(first.redirect!.split('/').at(-1)!, 'approve');
    await untilIs(first.id, 'paid');
    assert.equal((await read(other.id)).ending, false);
    await desk.act(other.redirect!.split('/').at(-1)!, 'approve');
    await untilIs(other.id, 'paid');
    // Nothing is left for this one.
    await untilIs(third.id, 'cancelled');
  });

  test('that comes after the ledger cleared its document is late', async () => {
    const { id, session } = await started('120.00');
    await running.portal.sync('norte', 'open-items', [
      openItem(`P${count}`, {
        dueDate: '2026-01-31',
        amount: '120.00',
        clearings: [{ date: '2026-02-01', amount: '120.00' }],
      }),
    ]);
    await desk.act(session, 'approve');
    await untilIs(id, 'late');
  });

  test('is told of once, a day before its voucher ends, whichever of two servers looks first', async () => {
    const { id, session } = await started('75.00', { method: 'oxxo' });
    await desk.act(session, 'voucher');
    await untilIs(id, 'pending');
    const [tenant] = await running.sql<{ id: string }>(
      `select id from tenants where slug = 'norte'`,
    );
    const look = () =>
      overlapping(createScope(running.connection), { tenantId: tenant!.id }, tellExpiring);
    const { number } = await read(id);
    const told = () =>
      running.sql(
        `select 1 as told from events
         where kind = 'payment.changed' and data ->> 'number' = '${number}' and data ->> 'state' = 'expiring'`,
      );
    const endsIn = (hours: number) =>
      running.sql(
        `update payments set created_at = created_at - interval '2 days', expires_at = now() + interval '${hours} hours' where id = '${id}'`,
      );
    await endsIn(25);
    await look();
    assert.equal((await told()).length, 0);
    await endsIn(23);
    await look();
    await look();
    assert.equal((await told()).length, 1);
    await running.sql(
      `update payments set created_at = created_at + interval '4 days' where id = '${id}'`,
    );
  });

  test('keeps its account from going live, until it has ended', async () => {
    const { id } = await started();
    const live = () =>
      running.portal.admin.setPaymentAccount('norte', {
        company: 'SM01',
        provider: 'stripe',
        mode: 'live',
        name: 'Real',
        methods: ['card'],
        credentials: { secretKey: 'sk_live_norte', webhookSecrets: ['whsec_live'] },
      });
    await assert.rejects(live(), /under way/);
    const [kept] = await running.sql<{ enabled: boolean }>(
      `select enabled from payment_accounts where id = '${account}'`,
    );
    assert.equal(kept!.enabled, true);
    await payer(`POST /payments/${id}/cancellation`, { body: {} });
    await untilIs(id, 'cancelled');
  });

  test('takes refunds and charge-backs from the provider', async () => {
    const { id, session } = await started();
    await desk.act(session, 'approve');
    await untilIs(id, 'paid');
    await desk.refund(session, 4_000);
    await untilIs(id, 'partly_refunded');
    assert.equal((await read(id)).refunded, '40.00');
    await desk.dispute(session);
    await untilIs(id, 'charged_back');
  });

  test('comes back to the page it began on', async () => {
    const { id, session } = await started();
    const { backTo } = desk.sessions.get(session)!;
    const answer = await fetch(backTo, { redirect: 'manual' });
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get('location'), `${back}#/payments/${id}`);
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
    const other = backTo.replace('/norte/', '/sul/');
    assert.equal((await fetch(other, { redirect: 'manual' })).status, 404);
  });
});

describe('The page that shows a payment', () => {
  for (const [began, shows] of [
    ['https://site.example/pagos', 'https://site.example/pagos#/payments/7'],
    ['https://site.example/pagos?a=1#x', 'https://site.example/pagos?a=1#/payments/7'],
    ['https://site.example/p?pago=%7Bpayment%7D&a=1', 'https://site.example/p?pago=7&a=1'],
    ['https://site.example/p#/payments/%7Bpayment%7D', 'https://site.example/p#/payments/7'],
    ['https://site.example/p/payments/{payment}', 'https://site.example/p/payments/7'],
  ] as const)
    test(`of ${began}`, () => assert.equal(paymentPage(began, '7'), shows));
});

describe('What is not taken', () => {
  test('documents of others, more than is open, and what is under way', async () => {
    const [item = ''] = await owed({ amount: '100.00' });
    assert.equal(
      refusal(await begin([{ id: item, amount: '100.01' }])),
      '409 payment_items_changed',
    );
    assert.equal(
      refusal(await begin([{ id: item, amount: '-1.00' }])),
      '409 payment_items_changed',
    );
    assert.equal(
      refusal(await begin([{ id: randomUUID(), amount: '1.00' }])),
      '409 payment_items_changed',
    );
    const twice = { id: item, amount: '50.00' };
    assert.equal(refusal(await begin([twice, twice])), '409 payment_items_changed');
    assert.equal(refusal(await begin([twice], { currency: 'USD' })), '409 payment_items_changed');
    assert.equal(refusal(await begin([{ id: item, amount: '9.99' }])), '422 payment_amount');
    assert.equal(refusal(await begin([{ id: item, amount: '10.001' }])), '422 payment_amount');
    assert.equal(refusal(await begin([twice], { method: 'pix' })), '422 payment_method');
    assert.equal(
      refusal(await begin([twice], { returnTo: 'https://evil.example/' })),
      '422 payment_return',
    );
    const neighbour = await signIn(running.url, 'vecino');
    assert.equal(refusal(await begin([twice], {}, neighbour)), '409 payment_items_changed');
    const { body } = await begin([twice]);
    assert.equal(refusal(await begin([twice])), '409 payment_under_way');
    assert.equal(refusal(await neighbour(`GET /payments/${body.id}`)), '404 not_found');
    assert.equal(
      refusal(await neighbour(`POST /payments/${body.id}/cancellation`, { body: {} })),
      '404 not_found',
    );
    const none = await signIn(running.url, 'nada');
    assert.equal(refusal(await none('GET /payments')), '403 forbidden');
  });

  test('two payments of the same document at the same moment', async () => {
    const [item = ''] = await owed({ amount: '100.00' });
    const tries = await Promise.all([1, 2, 3].map(() => begin([{ id: item, amount: '100.00' }])));
    assert.deepEqual(tries.map(({ status }) => status).sort(), [201, 409, 409]);
  });

  test('hints that are forged, old, changed or for another account', async () => {
    const url = `${running.url}/payment-hints/norte/${account}`;
    const body = JSON.stringify({
      id: 'evt_1',
      object: 'event',
      type: 'customer.created',
      data: { object: { id: 'cus_1' } },
    });
    const hint = async (signature: string, text = body, to = url) =>
      (
        await fetch(to, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'Stripe-Signature': signature },
          body: text,
        })
      ).status;
    const now = Math.floor(Date.now() / 1000);
    assert.equal(await hint(signed(body, 'whsec_norte')), 200);
    assert.equal(await hint(signed(body, 'whsec_old')), 200);
    const forged = 400;
    assert.equal(await hint(signed(body, 'whsec_wrong')), forged);
    assert.equal(await hint(signed(body, 'whsec_norte', now - 301)), forged);
    assert.equal(await hint(signed(body, 'whsec_norte'), `${body} `), forged);
    assert.equal(
      await hint(signed(body, 'whsec_norte'), body, url.replace('/norte/', '/sul/')),
      forged,
    );
    assert.equal(await hint(''), forged);
    // Each of a crowd has its own answer, whoever it is taken together with.
    const crowd = Array.from({ length: 60 }, (_, at) => (at % 3 === 0 ? 'wrong' : 'norte'));
    assert.deepEqual(
      await Promise.all(
        crowd.map((secret, at) => {
          const text = body.replace('evt_1', `evt_${at % 7}`);
          return hint(signed(text, `whsec_${secret}`), text);
        }),
      ),
      crowd.map((secret) => (secret === 'wrong' ? forged : 200)),
    );
  });
});

test('What a provider is signed in with never leaves the database in clear', async () => {
  const [row] = await running.sql<{ credentials: Buffer }>(
    'select credentials from payment_accounts',
  );
  assert.equal(Buffer.from(row!.credentials).includes('sk_test'), false);
});

test('Payments are listed, the newest first, page by page', async () => {
  const { body } = await payer<{ items: PaymentRow[]; nextCursor: string | null }>(
    'GET /payments?limit=3',
  );
  assert.equal(body.items.length, 3);
  const next = await payer<{ items: PaymentRow[] }>(
    `GET /payments?limit=100&cursor=${encodeURIComponent(body.nextCursor!)}`,
  );
  const all = [...body.items, ...next.body.items].map(({ number }) => number);
  assert.deepEqual(all, [...new Set(all)].sort().toReversed());
  const live = await payer<{ items: PaymentRow[] }>('GET /payments?status=live&limit=100');
  assert.ok(
    live.body.items.every(({ state }) =>
      ['created', 'started', 'pending', 'unknown'].includes(state),
    ),
  );
});

test('Ways to pay are those of the currency, and say what is too little', async () => {
  const { body } = await payer<{ items: OfferedMethod[] }>(
    'GET /payment-methods?company=SM01&currency=MXN&amount=5.00',
  );
  assert.deepEqual(
    body.items.map(({ method, refusal: why }) => [method, why]),
    [
      ['card', 'below_min'],
      ['oxxo', 'below_min'],
    ],
  );
  const above = await payer<{ items: OfferedMethod[] }>(
    'GET /payment-methods?company=SM01&currency=MXN&amount=10000.01',
  );
  assert.deepEqual(
    above.body.items.map(({ method, min, max, refusal: why }) => [method, min, max, why]),
    [
      ['card', '10.00', '100000.00', null],
      // A shop takes no more in cash, whatever the account says.
      ['oxxo', '10.00', '10000.00', 'above_max'],
    ],
  );
});

test('Nothing that was sent to the provider or came from it has room for a card', () => {
  for (const request of desk.seen) {
    assert.doesNotMatch(request, /card\[|number\]=|cvc|4242/);
  }
});
