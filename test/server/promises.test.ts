// What customers say of what they owe: when they pay it, and that it is not right.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { ErpTask } from '#contract/erp-desk';
import { addDays, today } from '#contract/format';
import type { PayableItem } from '#contract/payments';
import type { PortfolioRow } from '#contract/portfolio';
import type { Dispute, PaymentPromise } from '#contract/promises';
import { createApi, refusal, signIn, type Api } from '../support/api.ts';
import { openItem, send } from '../support/ledger.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';
import { pdfOf, upload } from '../support/uploads.ts';

let running: TestPortal;
let payer: Api;
let stranger: Api;
let collector: Api;
let outsider: Api;
let erp: Api;
// Where the company of the fixtures is.
const now = today('America/Mexico_City');
const day = (days: number): string => addDays(now, days);

before(async () => {
  running = await startPortal();
  payer = await signIn(running.url, 'todo');
  stranger = await signIn(running.url, 'vecino');
  collector = await staffSession(running, 'cobranza', {
    permissions: ['payments.view', 'payments.review', 'portfolio.view', 'statement.view'],
  });
  outsider = await staffSession(running, 'otra.cartera', {
    permissions: ['payments.view', 'payments.review'],
    customers: [],
  });
  const secret = await running.portal.admin.createKey('norte', {
    name: 'ERP',
    permissions: ['erp.tasks'],
  });
  erp = createApi(running.url, { 'Portal-Tenant': 'norte', Authorization: `Bearer ${secret}` });
});
after(() => running.close());

const once = () => ({ 'Idempotency-Key': randomUUID() });
let count = 0;
/** Documents of the ledger, as they can be paid. */
async function documents(...amounts: string[]): Promise<PayableItem[]> {
  const records = amounts.map((amount) =>
    openItem(`Q${++count}`, { date: '2026-01-05', dueDate: '2026-01-31', amount }),
  );
  await send(running, 'open-items', records);
  const { items } = (await payer<{ items: PayableItem[] }>('GET /payable-items')).body;
  return records.map(({ id }) => items.find(({ document }) => document === id)!);
}
const say = (items: PayableItem[], date: string, more: object = {}, api = payer) =>
  api<{ items: PaymentPromise[] }>('POST /promises', {
    headers: once(),
    body: {
      company: 'SM01',
      items: items.map(({ id, open }) => ({ id, amount: open })),
      date,
      ...more,
    },
  });
const promised = async (status = '', api = payer) =>
  (
    await api<{ items: PaymentPromise[] }>(
      `GET /promises?limit=100${status && `&status=${status}`}`,
    )
  ).body.items;
const stateOf = async (id: string) =>
  (await promised()).find((promise) => promise.id === id)!.state;
/** As if it had been said for a day before today. */
const backdate = (id: string, days: number) =>
  running.sql(`update payment_promises set promised_on = '${day(-days)}' where id = '${id}'`);
const clear = async ({ document, open }: PayableItem, date: string, amount = open) =>
  send(running, 'open-items', [
    openItem(document!.split(' ').at(-1)!, {
      date: '2026-01-05',
      dueDate: '2026-01-31',
      amount: open,
      clearings: [{ date, amount }],
    }),
  ]);

describe('A promise to pay', () => {
  test('stands beside its documents, for the customer and for who looks after it', async () => {
    const [a, b] = await documents('100.00', '250.50');
    const made = await say([a!, b!], day(5), { note: 'Con la quincena' });
    assert.equal(made.status, 201, made.text);
    assert.deepEqual(
      made.body.items.map(({ amount, state, promisedOn, note }) => [
        amount,
        state,
        promisedOn,
        note,
      ]),
      [
        ['100.00', 'open', day(5), 'Con la quincena'],
        ['250.50', 'open', day(5), 'Con la quincena'],
      ],
    );
    const { items } = (await payer<{ items: PayableItem[] }>('GET /payable-items')).body;
    assert.equal(items.find(({ id }) => id === a!.id)!.promise!.promisedOn, day(5));
    const way = await collector<{ promises: { item: string; amount: string }[] }>(
      'GET /payments-on-their-way?company=SM01&customer=1002945',
    );
    assert.equal(way.body.promises.find(({ item }) => item === b!.id)!.amount, '250.50');
    assert.ok((await promised('open', collector)).some(({ item }) => item === a!.id));
    assert.deepEqual(await promised('', outsider), []);
    assert.deepEqual(await promised('', stranger), []);
  });

  test('is of a day from today to half a year on, and of no more than is open', async () => {
    const [a] = await documents('10.00');
    assert.equal(refusal(await say([a!], day(-1))), '422 promise_date');
    assert.equal(refusal(await say([a!], day(184))), '422 promise_date');
    assert.equal(
      refusal(await say([{ ...a!, open: '10.01' }], day(1))),
      '409 payment_items_changed',
    );
    assert.equal(refusal(await say([a!, a!], day(1))), '409 payment_items_changed');
    assert.equal(refusal(await say([a!], day(1), {}, stranger)), '409 payment_items_changed');
    assert.equal((await say([a!], day(0))).status, 201);
    assert.equal((await say([a!], day(183))).status, 201);
  });

  test('gives way to a later word, and can be taken back until its day', async () => {
    const [a] = await documents('80.00');
    const first = (await say([a!], day(3))).body.items[0]!;
    const second = (await say([a!], day(9))).body.items[0]!;
    assert.equal(await stateOf(first.id), 'replaced');
    const take = (id: string, api = payer) =>
      api<PaymentPromise>(`POST /promises/${id}/withdrawal`, { body: {} });
    assert.equal(refusal(await take(first.id)), '409 promise_over');
    assert.equal(refusal(await take(second.id, stranger)), '404 not_found');
    assert.equal((await take(second.id)).body.state, 'withdrawn');
    const third = (await say([a!], day(2))).body.items[0]!;
    await backdate(third.id, 1);
    assert.equal(refusal(await take(third.id)), '409 promise_over');
  });

  test('is kept, late or broken by what the ledger cleared until its day', async () => {
    const items = await documents('30.00', '40.00', '50.00', '60.00');
    const made = (await say(items, day(1))).body.items;
    const [kept, late, broken, part] = items.map(
      ({ id }) => made.find(({ item }) => item === id)!.id,
    );
    for (const { id } of made) await backdate(id, 2);
    await clear(items[0]!, day(-2));
    await clear(items[1]!, day(-1));
    await clear(items[3]!, day(-2), '59.99');
    assert.deepEqual(await Promise.all([kept!, late!, broken!, part!].map(stateOf)), [
      'kept',
      'late',
      'broken',
      'broken',
    ]);
    const ids = (await promised('broken', collector)).map(({ id }) => id);
    assert.deepEqual(
      [kept, late, broken, part].map((id) => ids.includes(id!)),
      [false, false, true, true],
    );
    // What became of it stays, whatever the ledger says later; and a broken one stays broken under a new word.
    await say([items[2]!], day(4));
    assert.equal(await stateOf(broken!), 'broken');
  });

  test('is kept by money that came and that the ERP has not applied yet', async () => {
    const [a] = await documents('70.00');
    const { id } = (await say([a!], day(1))).body.items[0]!;
    await backdate(id, 1);
    assert.equal(await stateOf(id), 'broken');
    await running.sql(
      `with account as (
         insert into payment_accounts (tenant_id, company_id, provider, mode, name, credentials, key_id, methods, enabled)
         select c.tenant_id, c.id, 'stripe', 'test', 'x', '', '1', '{}', false
         from companies c join tenants t on t.id = c.tenant_id where t.slug = 'norte' and c.code = 'SM01' returning *
       ), payment as (
         insert into payments (tenant_id, number, account_id, customer_id, company_id, contact_id, method, amount, currency,
           locale, return_to, return_code, state, received, paid_at)
         select a.tenant_id, 'PG-K', a.id, c.customer_id, a.company_id, c.id, 'card', 70, 'MXN', 'es', '', 'k', 'paid', 70,
           now() - interval '36 hours'
         from account a join contacts c on c.tenant_id = a.tenant_id and c.external_id = 'C-1' returning *
       )
       insert into payment_items (tenant_id, payment_id, item_id, amount, open_at_creation)
       select tenant_id, id, '${a!.id}', 70, 70 from payment`,
    );
    assert.equal(await stateOf(id), 'kept');
  });
});

test('The portfolio says who promised, who did not keep it, and who disputes', async () => {
  const rowsOf = async (show: string) =>
    (
      await collector<{ items: PortfolioRow[] }>(`GET /portfolio?show=${show}&limit=100`)
    ).body.items.filter(({ customer }) => customer.number.endsWith('1002945'));
  const [a, b] = await documents('11.00', '12.00');
  const { id } = (await say([a!], day(1))).body.items[0]!;
  await say([b!], day(30));
  await backdate(id, 40);
  await payer('POST /disputes', {
    headers: once(),
    body: { company: 'SM01', item: b!.id, reason: 'quantity', text: 'Faltan piezas.' },
  });
  for (const show of ['promised', 'broken', 'disputed']) {
    const [row] = await rowsOf(show);
    assert.deepEqual(row!.promise, { date: day(-40), broken: true }, show);
    assert.ok(row!.disputes >= 1);
  }
});

/** What the ERP was told of a document, the oldest first. */
const toldErp = async ({ document }: PayableItem) =>
  (
    await running.sql<{ payload: Record<string, unknown> }>(
      `select payload from erp_tasks where kind in ('promise', 'dispute') and payload::text like '%"${document}"%'
       order by number`,
    )
  ).map(({ payload }) => payload);

test('The ERP is told of each word, and nobody waits for it', async () => {
  const [a, b] = await documents('31.00', '32.50');
  const { items } = (await say([a!, b!], day(3), { note: 'Viernes' })).body;
  await payer(`POST /promises/${items[0]!.id}/withdrawal`, { body: {} });
  const [said, withdrawn, ...others] = await toldErp(a!);
  assert.deepEqual(others, []);
  const { reference: _, promisedBy, ...rest } = said!;
  assert.ok(promisedBy);
  assert.deepEqual(rest, {
    company: 'SM01',
    customer: '0001002945',
    date: day(3),
    note: 'Viernes',
    items: [
      { document: b!.document, amount: '32.5000', currency: 'MXN' },
      { document: a!.document, amount: '31.0000', currency: 'MXN' },
    ],
  });
  assert.equal(withdrawn!.date, null);
  assert.deepEqual(
    (withdrawn!.items as { document: string }[]).map(({ document }) => document),
    [a!.document],
  );
  const { items: tasks } = (
    await erp<{ items: ErpTask[] }>('GET /erp-tasks?kinds=promise&limit=100')
  ).body;
  for (const { id } of tasks)
    assert.equal(
      (await erp(`POST /erp-tasks/${id}/answer`, { body: { result: 'accepted' } })).status,
      200,
    );
  assert.ok(tasks.length >= 2);
  assert.deepEqual(await running.sql(`select 1 from event_due where reader = 'late_tasks'`), []);
});

describe('A dispute', () => {
  const open = ({ id }: PayableItem, more: object = {}, api = payer) =>
    api<Dispute>('POST /disputes', {
      headers: once(),
      body: { company: 'SM01', item: id, reason: 'price', text: 'Se acordó otro precio.', ...more },
    });
  const decide = (id: string, decision: string, api = collector) =>
    api<Dispute>(`POST /disputes/${id}/decision`, {
      body: { decision, answer: 'Se hará una nota de crédito.' },
    });

  test('is answered once, by who looks after the customer, and the customer is told', async () => {
    const [a] = await documents('500.00');
    const made = await open(a!, { amount: '120.00' });
    assert.equal(made.status, 201, made.text);
    assert.deepEqual(
      [made.body.amount, made.body.state, made.body.open, made.body.document],
      ['120.00', 'open', '500.00', a!.document],
    );
    assert.equal(refusal(await open(a!)), '409 dispute_open');
    const { id } = made.body;
    const look = (api: Api) => api<Dispute>(`GET /disputes/${id}`);
    for (const api of [payer, collector]) assert.deepEqual((await look(api)).body, made.body);
    assert.equal(refusal(await look(outsider)), '404 not_found');
    assert.equal(refusal(await decide(id, 'accepted', outsider)), '404 not_found');
    const answered = await decide(id, 'accepted');
    assert.deepEqual(
      [answered.body.state, answered.body.answer],
      ['accepted', 'Se hará una nota de crédito.'],
    );
    assert.equal(refusal(await decide(id, 'refused')), '409 dispute_over');
    const seen = (await payer<{ items: Dispute[] }>('GET /disputes?status=done')).body.items;
    assert.equal(seen.find((one) => one.id === id)!.answer, 'Se hará una nota de crédito.');
    const told = await running.sql<{ kind: string; data: { number: string } }>(
      `select kind, data from events where kind like 'payment.disp%' and data ->> 'number' = '${a!.document}' order by id`,
    );
    assert.deepEqual(
      told.map(({ kind, data }) => [kind, data.number]),
      [
        ['payment.disputed', a!.document],
        ['payment.dispute_decided', a!.document],
      ],
    );
    // It may be disputed again, and the ledger never moved.
    assert.equal((await open(a!, { reason: 'another' })).body.open, '500.00');
  });

  test('takes files along, as its answer does, for whoever may see it', async () => {
    const [a] = await documents('75.00');
    const [mine, other] = await Promise.all(
      ['acuse.pdf', 'contrato.pdf'].map((name, at) =>
        upload(at === 0 ? payer : collector, name, pdfOf(2_000), 'dispute'),
      ),
    );
    const strangers = await upload(stranger, 'b.pdf', pdfOf(900), 'dispute');
    const message = await upload(payer, 'c.pdf', pdfOf(900), 'message');
    for (const { body } of [strangers, message])
      assert.equal(refusal(await open(a!, { files: [body.id] })), '404 not_found');
    const { id, files } = (await open(a!, { files: [mine!.body.id] })).body;
    assert.deepEqual(
      files.map(({ name, side, bytes }) => [name, side, bytes]),
      [['acuse.pdf', 'customer', 2_000]],
    );
    const decided = await collector<Dispute>(`POST /disputes/${id}/decision`, {
      body: { decision: 'refused', answer: 'Vea el contrato.', files: [other!.body.id] },
    });
    assert.deepEqual(
      decided.body.files.map(({ name, side }) => [name, side]),
      [
        ['acuse.pdf', 'customer'],
        ['contrato.pdf', 'company'],
      ],
    );
    for (const file of decided.body.files) {
      const path = `GET /dispute-files/${file.id}/content`;
      for (const api of [payer, collector]) {
        const { status, bytes } = await api(path);
        assert.equal(status, 200);
        assert.equal(bytes.length, 2_000);
      }
      for (const api of [stranger, outsider])
        assert.equal(refusal(await api(path)), '404 not_found');
    }
    // What the scanner found later is no longer handed out.
    await running.sql(`update files set scan = 'infected' where id = '${mine!.body.id}'`);
    const [first] = decided.body.files;
    assert.equal(
      refusal(await payer(`GET /dispute-files/${first!.id}/content`)),
      '409 file_infected',
    );
  });

  test('is told to the ERP as it stands, whose number is shown', async () => {
    const [a] = await documents('64.00');
    const { id } = (await open(a!, { amount: '4.00' })).body;
    const { items } = (await erp<{ items: ErpTask[] }>('GET /erp-tasks?kinds=dispute&limit=100'))
      .body;
    const task = items.find(({ payload }) => payload.dispute === id)!;
    const { state, document, amount, reason, files } = task.payload;
    assert.deepEqual(
      { state, document, amount, reason, files },
      { state: 'open', document: a!.document, amount: '4.0000', reason: 'price', files: 0 },
    );
    await erp(`POST /erp-tasks/${task.id}/answer`, {
      body: { result: 'accepted', number: 'D-77' },
    });
    assert.equal((await payer<Dispute>(`GET /disputes/${id}`)).body.erpNumber, 'D-77');
    await decide(id, 'accepted');
    const told = await toldErp(a!);
    assert.deepEqual(
      told.map((one) => [one.state, one.number, one.answer]),
      [
        ['open', null, null],
        ['accepted', 'D-77', 'Se hará una nota de crédito.'],
      ],
    );
  });

  test('of a document of one’s own, and of no more than is open', async () => {
    const [a] = await documents('20.00');
    assert.equal(refusal(await open(a!, {}, stranger)), '409 payment_items_changed');
    assert.equal(refusal(await open(a!, { amount: '20.01' })), '409 payment_items_changed');
    assert.equal(
      refusal(await open(a!, { text: ' \n ' })),
      '400 invalid_input body.text: required',
    );
    const { id } = (await open(a!)).body;
    const take = (api: Api) => api<Dispute>(`POST /disputes/${id}/withdrawal`, { body: {} });
    assert.equal(refusal(await take(stranger)), '404 not_found');
    assert.equal((await take(payer)).body.state, 'withdrawn');
    assert.equal(refusal(await take(payer)), '409 dispute_over');
    assert.equal(refusal(await decide(id, 'refused')), '409 dispute_over');
  });

  test('goes page by page', async () => {
    const items = await documents('1.00', '2.00', '3.00');
    for (const item of items) await open(item);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body }: { body: { items: Dispute[]; nextCursor: string | null } } = await payer(
        `GET /disputes?status=open&limit=1${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor;
    }
    assert.equal(new Set(seen).size, seen.length);
    assert.ok(seen.length >= 3);
  });
});
