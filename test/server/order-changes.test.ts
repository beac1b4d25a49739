// What customers ask to be changed of their orders: by themselves, answered by the ERP or by people.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { ErpTask } from '#contract/erp-desk';
import type { ThreadDetail } from '#contract/messages';
import type { SectionFigure } from '#contract/home';
import type { OrderChange } from '#contract/order-changes';
import type { Order, OrderRow } from '#contract/orders';
import { createScope } from '../../server/db/scope.ts';
import { applyRules } from '../../server/features/notifications/rules.ts';
import { createApi, refusal, signIn, type Api } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { item, order } from '../support/fixtures.ts';
import { startMailedPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

let running: Awaited<ReturnType<typeof startMailedPortal>>;
let buyer: Api;
let seller: Api;
let stranger: Api;
let erp: Api;
let orders = 7_100_000;

before(async () => {
  running = await startMailedPortal();
  buyer = await signIn(running.url, 'todo');
  const permissions = [
    'orders.view' as const,
    'orders.manage' as const,
    'messages.manage' as const,
  ];
  seller = await staffSession(running, 'vendedora', { permissions, customers: ['1002945'] });
  stranger = await staffSession(running, 'ajena', { permissions, customers: ['1002946'] });
  const secret = await running.portal.admin.createKey('norte', {
    name: 'ERP',
    permissions: ['erp.tasks'],
  });
  erp = createApi(running.url, { 'Portal-Tenant': 'norte', Authorization: `Bearer ${secret}` });
});
after(() => running.close());

/** An order of the customer with two items. */
async function placed(more: Parameters<typeof order>[1] = {}): Promise<string> {
  const number = String(++orders);
  await running.portal.sync('norte', 'orders', [
    order(number, { items: [item('10'), item('20')], ...more }),
  ]);
  const { body } = await buyer<{ items: OrderRow[] }>(`GET /orders?by=number&search=${number}`);
  return body.items[0]!.id;
}
const ask = (id: string, body: object, api: Api = buyer, key: string = randomUUID()) =>
  api<OrderChange>(`POST /orders/${id}/change-requests`, {
    headers: { 'Idempotency-Key': key },
    body: { locale: 'es', ...body },
  });
const seen = async (id: string, api: Api = buyer) =>
  (await api<Order>(`GET /orders/${id}`)).body.changes;
const tasks = async () =>
  (await erp<{ items: ErpTask[] }>('GET /erp-tasks?kinds=order_change&limit=100')).body.items;
const say = (id: string, body: object) => erp(`POST /erp-tasks/${id}/answer`, { body });
const settle = (id: string, body: object, api: Api = seller) =>
  api<OrderChange>(`POST /order-changes/${id}/answer`, { body });

describe('a change', () => {
  test('is one however often it is sent, a task of the ERP, and a conversation on the order', async () => {
    const id = await placed();
    const key = randomUUID();
    const asked = {
      kind: 'quantity',
      lines: [{ position: '20', quantity: '12.5' }],
      text: 'Menos, por favor',
    };
    const made = await ask(id, asked, buyer, key);
    assert.equal(made.status, 201, made.text);
    assert.equal((await ask(id, asked, buyer, key)).text, made.text);
    assert.equal(made.body.state, 'asked');
    assert.deepEqual(await seen(id), [made.body]);
    const mine = (await tasks()).filter(({ payload }) => payload.order === String(orders));
    assert.equal(mine.length, 1);
    assert.deepEqual(mine[0]!.payload.lines, [{ position: '20', quantity: '12.5' }]);
    assert.equal(mine[0]!.payload.kind, 'quantity');
    const { body } = await seller<{ items: { id: string; subject: string }[] }>('GET /threads');
    const thread = body.items.find(({ subject }) => subject.includes(String(orders)));
    assert.equal(thread?.subject, `Cambio de cantidades del pedido ${orders}`);
    const { messages } = (await seller<ThreadDetail>(`GET /threads/${thread.id}`)).body;
    assert.match(messages[0]!.text!, /Partida 20: 12\.5\n\nMenos, por favor$/);
  });

  test('of an order that was entered here goes on where the ERP’s record came before its answer', async () => {
    const { body: draft } = await buyer<{ id: string }>('POST /order-drafts', { body: {} });
    const line = { op: 'set', id: randomUUID(), position: 1, material: '123', quantity: '1' };
    const { body: ready } = await buyer<{ version: number; priceHash: string }>(
      `PATCH /order-drafts/${draft.id}`,
      { body: { version: 1, lines: [line] } },
    );
    const { body: sent } = await buyer<{ order: string; captureNumber: string }>(
      `POST /order-drafts/${draft.id}/submission`,
      {
        headers: { 'Idempotency-Key': randomUUID() },
        body: { version: ready.version, priceHash: ready.priceHash },
      },
    );
    const { body: change } = await ask(sent.order, { kind: 'cancel' });
    await running.sql(`update erp_tasks set due_at = now() where state = 'held'`);
    const { items } = (await erp<{ items: ErpTask[] }>('GET /erp-tasks?kinds=order')).body;
    const number = String(++orders);
    await running.portal.sync('norte', 'orders', [order(number)]);
    await say(items.find(({ payload }) => payload.captureNumber === sent.captureNumber)!.id, {
      result: 'accepted',
      number,
    });
    const { body } = await buyer<{ items: OrderRow[] }>(`GET /orders?by=number&search=${number}`);
    assert.notEqual(body.items[0]!.id, sent.order);
    assert.deepEqual(
      (await seen(body.items[0]!.id)).map(({ id, kind }) => [id, kind]),
      [[change.id, 'cancel']],
    );
    const { body: threads } = await seller<{ items: { subject: string; owner?: unknown }[] }>(
      `GET /threads?owner=order:${body.items[0]!.id}`,
    );
    assert.deepEqual(
      threads.items.map(({ subject }) => subject),
      [`Cancelación del pedido ${sent.captureNumber}`],
    );
  });

  test('names positions there are, and says all that its kind needs', async () => {
    const id = await placed();
    const faults: [object, string][] = [
      [{ kind: 'quantity' }, 'body.lines required'],
      [{ kind: 'quantity', lines: [{ position: '10' }] }, 'body.lines.0.quantity required'],
      [
        { kind: 'quantity', lines: [{ position: '30', quantity: '1' }] },
        'body.lines.0.position unknown_reference',
      ],
      [{ kind: 'cancel', lines: [{ position: '10' }, { position: '10' }] }, 'body.lines repeated'],
      [{ kind: 'date' }, 'body.date required'],
      [{ kind: 'date', date: '2020-01-01' }, 'body.date past'],
      [{ kind: 'address' }, 'body.text required'],
      [{ kind: 'other', text: '  ' }, 'body.text required'],
    ];
    for (const [body, wanted] of faults) {
      const answer = await ask(id, body);
      assert.equal(answer.status, 400, JSON.stringify(body));
      const [{ path, rule }] = (
        answer.body as unknown as { errors: [{ path: string; rule: string }] }
      ).errors;
      assert.equal(`${path} ${rule}`, wanted);
    }
    assert.deepEqual(await seen(id), []);
  });

  test('waits once of its kind, and is asked for of no order that is closed', async () => {
    const id = await placed();
    const both = await Promise.all([ask(id, { kind: 'cancel' }), ask(id, { kind: 'cancel' })]);
    assert.deepEqual(both.map(({ status }) => status).sort(), [201, 409]);
    assert.equal(refusal(await ask(id, { kind: 'cancel' })), '409 change_waiting');
    assert.equal((await ask(id, { kind: 'other', text: 'Otra cosa' })).status, 201);
    const closed = await placed({ status: 'concluded' });
    assert.equal(refusal(await ask(closed, { kind: 'cancel' })), '409 order_closed');
  });

  test('is for whoever may ask for some, of its own customer', async () => {
    const id = await placed();
    const other = await signIn(running.url, 'vecino');
    assert.equal(refusal(await ask(id, { kind: 'cancel' }, other)), '404 not_found');
    assert.equal(refusal(await ask(id, { kind: 'cancel' }, seller)), '403 forbidden');
  });
});

describe('the answer', () => {
  test('of the ERP is shown, told and mailed to whoever may ask', async () => {
    const id = await placed();
    await buyer('GET /changes');
    await ask(id, { kind: 'cancel', text: 'Ya no lo necesitamos' });
    const [task] = (await tasks()).filter(({ payload }) => payload.order === String(orders));
    const text = { es: 'Ya salió del almacén.' };
    assert.equal((await say(task!.id, { result: 'rejected', text })).status, 200);
    assert.equal((await say(task!.id, { result: 'rejected', text })).status, 200);
    const [change] = await seen(id);
    assert.deepEqual([change!.state, change!.answer], ['rejected', text]);
    const [tenant] = await running.sql<{ id: string }>(
      `select id from tenants where slug = 'norte'`,
    );
    const inScope = running.inScope ?? createScope(running.connection);
    await eventually(
      async () => {
        await inScope({ tenantId: tenant!.id }, (db) => applyRules(db, tenant!.id, 0));
        const { body } = await buyer<{ items: { type: string; params: Record<string, string> }[] }>(
          'GET /notifications',
        );
        return body.items.some(
          ({ type, params }) =>
            type === 'order_change' &&
            params.number === String(orders) &&
            params.answer === 'rejected',
        );
      },
      () => 'Nobody is told',
      20,
    );
    // Answered, the same can be asked for again.
    assert.equal((await ask(id, { kind: 'cancel' })).status, 201);
  });

  test('of people takes the ERP’s task back, and is given once', async () => {
    const id = await placed();
    const { body: change } = await ask(id, { kind: 'date', date: '2099-05-04' });
    const [task] = (await tasks()).filter(({ payload }) => payload.order === String(orders));
    const answer = { answer: 'accepted', text: { es: 'Sale el lunes.' } };
    assert.equal(refusal(await settle(change.id, answer, stranger)), '404 not_found');
    const done = await settle(change.id, answer);
    assert.equal(done.status, 200, done.text);
    assert.deepEqual([done.body.state, done.body.answer], ['accepted', { es: 'Sale el lunes.' }]);
    assert.equal(refusal(await settle(change.id, answer)), '409 change_answered');
    assert.equal(refusal(await say(task!.id, { result: 'rejected' })), '409 task_cancelled');
    assert.equal((await seen(id, seller))[0]!.state, 'accepted');
  });
});

describe('changes that wait', () => {
  type Found = { items: OrderRow[]; nextCursor: string | null };
  const query = 'GET /orders?status=change_asked&sort=asked';
  const numbers = async (api: Api) =>
    (await api<Found>(`${query}&limit=100`)).body.items.map(({ number }) => number);
  const figureOf = async (api: Api) =>
    (await api<{ sections: SectionFigure[] }>('GET /home')).body.sections.find(
      ({ section }) => section === 'orders',
    )?.asked;

  test('are found by whoever answers them, the one that waits longest first, and counted as listed', async () => {
    const before = (await numbers(seller)).length;
    const [first, second] = [await placed(), await placed({ status: 'concluded' })];
    const [older, newer] = [String(orders - 1), String(orders)];
    await running.portal.sync('norte', 'orders', [
      order(newer, { items: [item('10')], status: 'in_process' }),
    ]);
    const made = await ask(second, { kind: 'cancel' });
    assert.equal(made.status, 201, made.text);
    const [later, one] = [
      await ask(first, { kind: 'cancel' }),
      await ask(first, { kind: 'other', text: 'Otra cosa' }),
    ];
    // What was asked first of an order says since when it waits.
    await running.sql(
      `update order_changes set at = now() - interval '2 days' where id = '${one.body.id}'`,
    );
    assert.deepEqual(
      (await numbers(seller)).filter((number) => number >= older),
      [older, newer],
    );
    assert.equal((await numbers(seller)).length, before + 2);
    assert.deepEqual(await figureOf(seller), { count: before + 2, more: false });

    const { body } = await seller<{ items: OrderRow[] }>(`GET /orders?by=number&search=${older}`);
    const asked = Date.parse(body.items[0]!.changeAskedAt!);
    assert.ok(Math.abs(Date.now() - 2 * 864e5 - asked) < 60_000, String(asked));

    // Answered, all of them, it is among the others.
    await settle(one.body.id, { answer: 'rejected' });
    assert.ok((await numbers(seller)).includes(older), 'one of two is answered');
    await settle(later.body.id, { answer: 'accepted' });
    assert.ok(!(await numbers(seller)).includes(older));
    assert.deepEqual(await figureOf(seller), { count: before + 1, more: false });
    await settle(made.body.id, { answer: 'accepted' });
  });

  test('are of the portfolio, counted for nobody else, and paged', async () => {
    const ids = [await placed(), await placed(), await placed()];
    for (const id of ids) assert.equal((await ask(id, { kind: 'cancel' })).status, 201);
    assert.deepEqual(await numbers(stranger), []);
    assert.deepEqual(await figureOf(stranger), { count: 0, more: false });
    assert.equal(await figureOf(buyer), null, 'a customer asks, and answers nothing');
    assert.deepEqual(await numbers(buyer), await numbers(seller));
    const looker = await staffSession(running, 'mirona', {
      permissions: ['orders.view'],
      customers: ['1002945'],
    });
    assert.equal(await figureOf(looker), null);
    const paged: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const next: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await seller<Found>(`${query}&limit=2${next}`);
      paged.push(...body.items.map(({ number }) => number));
      cursor = body.nextCursor;
    }
    assert.deepEqual(paged, await numbers(seller));
  });

  test('alone are sorted by since when they wait', async () => {
    assert.equal(
      refusal(await seller('GET /orders?sort=asked')),
      '400 invalid_input query.sort: invalid',
    );
    assert.equal(
      refusal(await seller('GET /orders?sort=-asked&status=open')),
      '400 invalid_input query.sort: invalid',
    );
  });
});
