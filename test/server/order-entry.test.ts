// Orders that customers enter here: from a typed line to the ERP's number.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { ErpTask } from '#contract/erp-desk';
import type { Problem } from '#contract/errors';
import type { Draft, DraftChange, DraftRow, ImportedRow } from '#contract/order-entry';
import type { OrderRow } from '#contract/orders';
import type { SyncEntity } from '#contract/permissions';
import type { SyncInput } from '#contract/sync';
import { createApi, refusal, signIn, type Answer, type Api } from '../support/api.ts';
import { order } from '../support/fixtures.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
let buyer: Api;
let erp: Api;

async function sync<E extends SyncEntity>(entity: E, records: SyncInput<E>[]) {
  const { results } = await running.portal.sync('norte', entity, records);
  assert.deepEqual(
    results.filter(({ status }) => status === 'invalid'),
    [],
  );
}

const material = (number: string, more: Partial<SyncInput<'materials'>> = {}) => ({
  number,
  descriptions: { es: `Tanque ${number}` },
  unit: 'PZA',
  ...more,
});

before(async () => {
  running = await startPortal();
  await sync('materials', [
    material('000000000000000500'),
    material('T-600', { minQuantity: '10', multiple: '5', maxQuantity: '100' }),
    material('T-700', {
      multiple: '12',
      units: [
        { unit: 'CJ', numerator: 12, denominator: 1 },
        { unit: 'KG', numerator: 1, denominator: 3 },
      ],
    }),
    material('T-800', { active: false, successor: '500' }),
    material('T-801', { orderable: false }),
    material('DOBLE'),
  ]);
  await sync('customer-materials', [
    { customer: '1002945', number: '0042', material: '500' },
    { customer: '1002945', number: 'doble', material: 'T-600' },
    { customer: '1002946', number: 'AJENO', material: '500' },
  ]);
  await sync('price-lists', [
    { code: 'PROPIA', currency: 'MXN', assignments: [{ customer: '1002945' }] },
    { code: 'TODOS', currency: 'MXN', assignments: [{}] },
  ]);
  await sync('price-items', [
    {
      list: 'PROPIA',
      material: '500',
      prices: [
        { unit: 'PZA', price: '55.555' },
        { unit: 'PZA', price: '52.10', minQuantity: '100' },
      ],
    },
    { list: 'TODOS', material: 'T-600', prices: [{ unit: 'PZA', price: '10', priceUnit: '3' }] },
    { list: 'TODOS', material: 'T-700', prices: [{ unit: 'PZA', price: '7.25' }] },
  ]);
  buyer = await signIn(running.url, 'todo');
  const secret = await running.portal.admin.createKey('norte', {
    name: 'ERP',
    permissions: ['erp.tasks'],
  });
  erp = createApi(running.url, { 'Portal-Tenant': 'norte', Authorization: `Bearer ${secret}` });
});
after(() => running.close());

const begin = async (api: Api = buyer, body: object = {}) =>
  (await api<Draft>('POST /order-drafts', { body })).body;
const set = (materialName: string, quantity: string, more: object = {}) => ({
  op: 'set',
  id: randomUUID(),
  position: 1000,
  material: materialName,
  quantity,
  ...more,
});
const change = (
  draft: { id: string; version: number },
  lines: object[],
  more: object = {},
  api: Api = buyer,
) =>
  api<DraftChange>(`PATCH /order-drafts/${draft.id}`, {
    body: { version: draft.version, lines, ...more },
  });
/** What one line comes to. */
const lineOf = async (materialName: string, quantity: string, more: object = {}) => {
  const { body } = await change(await begin(), [set(materialName, quantity, more)]);
  return body.lines[0]!;
};
const faults = async (materialName: string, quantity: string, more: object = {}) =>
  (await lineOf(materialName, quantity, more)).faults.map(({ code, values }) =>
    [code, ...values].join(' '),
  );
/** A draft that is ready to be sent. */
const ready = async (quantity = '2', api: Api = buyer, more: object = {}) =>
  (await change(await begin(api, more), [set('500', quantity)], {}, api)).body;
type Sent = { captureNumber: string; heldUntil: string; order: string };
const submit = (draft: DraftChange, more: object = {}, key: string = randomUUID(), api = buyer) =>
  api<Sent>(`POST /order-drafts/${draft.id}/submission`, {
    headers: { 'Idempotency-Key': key },
    body: { version: draft.version, priceHash: draft.priceHash, ...more },
  });
const listed = async (search: string, api: Api = buyer) =>
  (await api<{ items: OrderRow[] }>(`GET /orders?by=number&search=${encodeURIComponent(search)}`))
    .body.items;
/** Lets the time to undo pass. */
const letGo = () =>
  running.sql(`update erp_tasks set due_at = now() - interval '1 second' where state = 'held'`);
const tasks = async (query = '') =>
  (await erp<{ items: ErpTask[] }>(`GET /erp-tasks${query}`)).body.items;
/** The ERP's task of an order. */
const taskOf = async (captureNumber: string) => {
  await letGo();
  for (;;) {
    const some = await tasks('?limit=100');
    const found = some.find(({ payload }) => payload.captureNumber === captureNumber);
    if (found) return found;
    assert.ok(some.length > 0, `no task for ${captureNumber}`);
  }
};
const answer = (id: string, body: object) => erp(`POST /erp-tasks/${id}/answer`, { body });

describe('a line', () => {
  test('is found by the company’s number, with zeros and without, and by the customer’s own', async () => {
    for (const typed of ['500', '000500', ' 000000000000000500 ', '42', '0042']) {
      const { found, faults: wrong } = await lineOf(typed, '1');
      assert.deepEqual([found?.number, found?.customerNumber], ['000000000000000500', '0042']);
      assert.deepEqual(wrong, []);
    }
    assert.deepEqual(await faults('AJENO', '1'), ['material_unknown']);
    assert.deepEqual(await faults('', '1'), ['material_missing']);
  });

  test('with a number that is two materials’ is asked about, and answered by the material itself', async () => {
    assert.deepEqual(await faults('doble', '10'), ['material_ambiguous DOBLE T-600']);
    const { found } = await lineOf('T-600', '10');
    const picked = await lineOf('doble', '10', { materialId: found!.id });
    assert.deepEqual([picked.found?.number, picked.faults], ['T-600', []]);
  });

  test('of a material that is not to be had says what takes its place', async () => {
    assert.deepEqual(await faults('T-800', '1'), ['material_inactive 000000000000000500']);
    assert.deepEqual(await faults('T-801', '1'), ['material_blocked']);
  });

  test('keeps the rules of its material, with the nearest quantities that would do', async () => {
    assert.deepEqual(await faults('T-600', '3'), ['below_minimum 10']);
    assert.deepEqual(await faults('T-600', '12'), ['not_multiple 10 15']);
    assert.deepEqual(await faults('T-600', '101'), ['above_maximum 100']);
    assert.deepEqual(await faults('T-600', '15'), []);
    assert.deepEqual(await faults('T-700', '2', { unit: 'cj' }), []);
    assert.deepEqual(await faults('T-700', '2.5', { unit: 'CJ' }), ['not_multiple 2 3']);
    // A third of a piece: no six digits write 12 / (1 / 3) wrongly.
    assert.deepEqual(await faults('T-700', '35', { unit: 'KG' }), ['not_multiple 36']);
    assert.deepEqual(await faults('T-700', '12', { unit: 'L' }), ['unit_unknown PZA CJ KG']);
  });

  test('takes a quantity as a plain decimal and nothing else', async () => {
    for (const typed of ['1e3', '１２', '-1', '0', '0.3333333', '999999999999999999', 'diez'])
      assert.deepEqual(await faults('500', typed), ['quantity_invalid'], typed);
    assert.deepEqual(await faults('500', ''), ['quantity_missing']);
    assert.deepEqual(await faults('500', '0.333333'), []);
  });

  test('costs what the first list says, from its quantity on, rounded half up', async () => {
    const one = await lineOf('500', '1');
    assert.deepEqual(
      [one.amount, one.price?.price, one.price?.list, one.price?.next],
      ['55.56', '55.555000', 'PROPIA', { from: '100.000000', price: '52.100000' }],
    );
    const many = await lineOf('500', '100');
    assert.deepEqual([many.amount, many.price?.next], ['5210.00', null]);
    assert.equal((await lineOf('T-600', '10')).amount, '33.33');
    assert.equal((await lineOf('T-700', '2', { unit: 'CJ' })).amount, '174.00');
    const none = await lineOf('DOBLE', '1', {
      materialId: (
        await running.sql<{ id: string }>(`select id from materials where number = 'DOBLE'`)
      )[0]!.id,
    });
    assert.deepEqual([none.price, none.amount, none.faults], [null, null, []]);
  });

  test('of a day that is over is refused', async () => {
    const [fault = ''] = await faults('500', '1', { requestedDate: '2020-01-01' });
    assert.match(fault, /^date_past \d{4}-/);
  });
});

describe('a draft', () => {
  test('adds up its lines, and says what lacks', async () => {
    const draft = await begin();
    const { body } = await change(draft, [set('500', '1'), set('500', '1'), set('nada', '1')]);
    assert.deepEqual(
      [body.total, body.count, body.unpriced, body.faulty, body.version],
      ['111.12', 3, 1, 1, 2],
    );
    const { body: again } = await buyer<Draft>(`GET /order-drafts/${draft.id}`);
    assert.deepEqual([again.total, again.priceHash], [body.total, body.priceHash]);
    assert.equal(again.lines.length, 3);
  });

  test('merges what two change on different lines, and refuses the same line', async () => {
    const draft = await begin();
    const [a, b] = [set('500', '1'), set('500', '2')];
    const first = (await change(draft, [a, b])).body;
    assert.equal((await change(first, [{ ...a, quantity: '7' }])).status, 200);
    const merged = await change(first, [{ ...b, quantity: '8' }]);
    assert.equal(merged.status, 200);
    const clash = await change(first, [{ ...a, quantity: '9' }]);
    assert.equal(refusal(clash), '409 record_changed');
    const now = (clash.body as unknown as Problem).current as Draft;
    assert.deepEqual(now.lines.map(({ quantity }) => quantity).toSorted(), ['7', '8']);
    assert.equal(refusal(await change(first, [], { note: 'x' })).slice(0, 3), '200');
    assert.equal(refusal(await change(first, [], { note: 'y' })), '409 record_changed');
  });

  test('knows a line however its id is written, and which of its words is the last', async () => {
    const draft = await begin();
    const line = set('500', '1');
    const first = (await change(draft, [line])).body;
    const loud = { ...line, id: line.id.toUpperCase() };
    const second = (await change(first, [{ ...loud, quantity: '2' }])).body;
    assert.deepEqual([second.count, second.lines[0]!.id], [1, line.id]);
    assert.equal(refusal(await change(first, [loud])), '409 record_changed');
    const kept = await change(second, [
      { op: 'remove', id: line.id },
      { ...loud, quantity: '3' },
    ]);
    assert.deepEqual([kept.body.count, kept.body.total], [1, '166.67']);
    const other = set('500', '1', { position: 5 });
    const both = (await change(kept.body, [other])).body;
    const { body: shown } = await buyer<Draft>(`GET /order-drafts/${draft.id}`);
    assert.deepEqual(
      [shown.priceHash, shown.total, shown.updatedAt, shown.lines.map(({ id }) => id)],
      [both.priceHash, both.total, both.updatedAt, [other.id, line.id]],
    );
    const gone = await change(both, [
      { ...loud, quantity: '4' },
      { op: 'remove', id: line.id },
    ]);
    assert.deepEqual([gone.body.count, gone.body.lines], [1, []]);
  });

  test('goes to an address of the customer, and to no other', async () => {
    const draft = await begin();
    assert.equal((await change(draft, [], { shipTo: 'a1' })).body.shipTo, 'A1');
    const [theirs] = await running.sql<{ code: string }>(
      `select a.code from addresses a join customers k on k.tenant_id = a.tenant_id and k.id = a.customer_id
       where k.number <> '0001002945' limit 1`,
    );
    const other = await change(await begin(), [], { shipTo: theirs?.code ?? 'ZZ' });
    assert.equal(refusal(other), '404 not_found');
  });

  test('is its author’s where the permission reaches no further, and its colleagues’ where it does', async () => {
    const own = await signIn(running.url, 'propios');
    const theirs = await begin();
    assert.equal(refusal(await own(`GET /order-drafts/${theirs.id}`)), '404 not_found');
    const mine = await begin(own);
    assert.equal((await buyer(`GET /order-drafts/${mine.id}`)).status, 200);
    const { body } = await own<{ items: DraftRow[] }>('GET /order-drafts?limit=100');
    assert.deepEqual(
      body.items.map(({ id }) => id),
      [mine.id],
    );
  });

  test('is listed page by page without losing or repeating one', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const path: string = `GET /order-drafts?limit=3${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
      const { body }: Answer<{ items: DraftRow[]; nextCursor: string | null }> = await buyer(path);
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor;
    }
    const [row] = await running.sql<{ count: number }>(
      `select count(*)::int as count from order_drafts d join customers k on k.tenant_id = d.tenant_id and k.id = d.customer_id
       where k.number = '0001002945' and d.state <> 'discarded'`,
    );
    assert.deepEqual([seen.length, new Set(seen).size], [row!.count, row!.count]);
  });

  test('tells nothing of prices and stock to whoever may not see them', async () => {
    const contact = await running.portal.admin.addContact('norte', {
      customer: '1002945',
      name: 'Solo captura',
      email: 'captura@cliente.example',
    });
    const password = 'lluvia-sobre-tinacos';
    await running.portal.admin.createLogin('norte', {
      contact,
      logins: ['captura'],
      password,
      grants: [{ permission: 'orders.create', scope: 'customer' }],
    });
    const blind = await signIn(running.url, 'captura', 'norte', password);
    const draft = await ready('2', blind);
    const [line] = draft.lines;
    assert.deepEqual(
      [draft.total, line!.price, line!.amount, line!.stock],
      [null, null, null, null],
    );
    assert.equal((await submit(draft, {}, randomUUID(), blind)).status, 200);
  });
});

describe('an order that is sent', () => {
  test('has its capture number in the answer, and is among the orders from the first moment', async () => {
    const { status, body } = await submit(await ready());
    assert.equal(status, 200);
    assert.match(body.captureNumber, /^P-\d{6}$/);
    const [row] = await listed(body.captureNumber);
    assert.deepEqual(
      [row?.id, row?.status, row?.number, row?.amount],
      [body.order, 'received', body.captureNumber, '111.1100'],
    );
  });

  test('is one, however often it is sent', async () => {
    const draft = await ready();
    const key = randomUUID();
    const answers = await Promise.all([
      ...Array.from({ length: 50 }, () => submit(draft, {}, key)),
      ...Array.from({ length: 50 }, () => submit(draft)),
    ]);
    const numbers = new Set(
      answers.map(({ status, body }) =>
        status === 200
          ? body.captureNumber
          : ((body as unknown as Problem).current as Sent | undefined)?.captureNumber,
      ),
    );
    assert.equal(numbers.size, 1);
    const [number] = numbers;
    const [row] = await running.sql<{ count: number }>(
      `select count(*)::int as count from erp_tasks where key = '${number}' or payload ->> 'captureNumber' = '${number}'`,
    );
    assert.equal(row!.count, 1);
  });

  test('is sent at the prices that were shown, or says which are others', async () => {
    const draft = await ready();
    const priced = (price: string) =>
      sync('price-items', [{ list: 'PROPIA', material: '500', prices: [{ unit: 'PZA', price }] }]);
    await priced('60');
    const refused = await submit(draft);
    assert.equal(refusal(refused), '409 prices_changed');
    const { priceHash, differences } = (refused.body as unknown as Problem).current as {
      priceHash: string;
      differences: object[];
    };
    assert.deepEqual(differences, [
      {
        line: draft.lines[0]!.id,
        material: '000000000000000500',
        before: '55.555000',
        after: '60.000000',
        why: 'price',
      },
    ]);
    assert.equal((await submit(draft, { priceHash })).status, 200);
    await priced('55.555');
  });

  test('has lines, and none with a fault', async () => {
    const empty = await change(await begin(), []);
    assert.equal(refusal(await submit(empty.body)), '422 order_incomplete');
    const faulty = await change(await begin(), [set('500', '1'), set('nada', '1')]);
    assert.equal(refusal(await submit(faulty.body)), '422 order_incomplete');
  });

  test('has the purchase order its customer asks for, and not the same twice unasked', async () => {
    const customer = (more: object) =>
      sync('customers', [
        {
          number: '0001002945',
          name: 'Ferretería del Centro',
          companies: [{ company: 'SM01', currency: 'MXN' }],
          ...more,
        },
      ]);
    await customer({ purchaseOrderRequired: true });
    assert.equal(refusal(await submit(await ready())), '422 purchase_order_required');
    const draft = await ready('2', buyer, { purchaseOrder: 'OC 77' });
    assert.equal((await submit(draft)).status, 200);
    const twin = await ready('2', buyer, { purchaseOrder: 'oc 77' });
    assert.equal(refusal(await submit(twin)), '409 same_purchase_order');
    assert.equal((await submit(twin, { confirmations: ['same_purchase_order'] })).status, 200);
    const late = await ready();
    await customer({ orderBlocked: true });
    assert.equal(refusal(await submit(late)), '422 customer_blocked');
    assert.equal(refusal(await buyer('POST /order-drafts', { body: {} })), '422 customer_blocked');
    await customer({});
  });

  test('is of a company that sells to its customer still, and that its contact may order from', async () => {
    const customer = (company: string) =>
      sync('customers', [
        {
          number: '0001002945',
          name: 'Ferretería del Centro',
          companies: [{ company, currency: 'MXN' }],
        },
      ]);
    const other = { code: 'ZZ8', legalName: 'Otra', currency: 'MXN', timeZone: 'America/Lima' };
    await sync('companies', [other]);
    const draft = await ready();
    await customer('ZZ8');
    assert.equal(refusal(await submit(draft)), '422 customer_blocked');
    await customer('SM01');
    const limit = (code: string) => `insert into contact_grant_companies
      (tenant_id, contact_id, permission, company_id)
      select g.tenant_id, g.contact_id, g.permission, c.id from contact_grants g
      join contacts p on p.tenant_id = g.tenant_id and p.id = g.contact_id
      join companies c on c.tenant_id = g.tenant_id and c.code = '${code}'
      where g.permission = 'orders.create' and p.name = '${draft.author}'`;
    await running.sql(limit('ZZ8'));
    assert.equal(refusal(await buyer(`GET /order-drafts/${draft.id}`)), '404 not_found');
    assert.equal(refusal(await submit(draft)), '404 not_found');
    assert.deepEqual((await buyer<{ items: DraftRow[] }>('GET /order-drafts')).body.items, []);
    await running.sql(limit('SM01'));
    assert.equal((await submit(draft)).status, 200);
    await running.sql('delete from contact_grant_companies');
  });

  test('can be taken back while it is held, and not afterwards', async () => {
    const draft = await ready();
    const { body: sent } = await submit(draft);
    const undo = await buyer<Draft>(`DELETE /order-drafts/${draft.id}/submission`);
    assert.deepEqual([undo.status, undo.body.state, undo.body.captureNumber], [200, 'draft', null]);
    assert.deepEqual(await listed(sent.captureNumber), []);
    await letGo();
    assert.ok(
      (await tasks('?limit=100')).every(
        ({ payload }) => payload.captureNumber !== sent.captureNumber,
      ),
    );
    const again = await submit({ ...draft, version: undo.body.version });
    assert.equal(again.status, 200);
    assert.notEqual(again.body.captureNumber, sent.captureNumber);
    await letGo();
    assert.equal(
      refusal(await buyer(`DELETE /order-drafts/${draft.id}/submission`)),
      '409 undo_over',
    );
  });
});

describe('the ERP', () => {
  test('is handed a task once, not before it can be undone no more, and again when its lease is over', async () => {
    const { body: sent } = await submit(await ready());
    assert.ok(
      (await tasks('?limit=100')).every(
        ({ payload }) => payload.captureNumber !== sent.captureNumber,
      ),
    );
    const task = await taskOf(sent.captureNumber);
    assert.deepEqual(
      [task.kind, task.customer, task.attempts, task.payload.reference],
      ['order', '0001002945', 1, task.id],
    );
    assert.deepEqual(task.payload.lines, [
      {
        position: '10',
        material: '000000000000000500',
        customerMaterial: '0042',
        quantity: '2',
        unit: 'PZA',
        unitPrice: '55.555000',
        priceUnit: '1.000',
        amount: '111.11',
        priceList: 'PROPIA',
        requestedDate: null,
        note: null,
      },
    ]);
    assert.ok((await tasks()).every(({ id }) => id !== task.id));
    await running.sql(`update erp_tasks set due_at = now() where id = '${task.id}'`);
    const [again] = await tasks();
    assert.deepEqual([again?.id, again?.attempts], [task.id, 2]);
  });

  test('accepts: the order has its number, the same answer again is the same, another is refused', async () => {
    const draft = await ready();
    const { body: sent } = await submit(draft);
    const task = await taskOf(sent.captureNumber);
    assert.equal(
      refusal(await answer(task.id, { result: 'accepted' })),
      '400 invalid_input body.number: required',
    );
    const accepted = { result: 'accepted', number: '0000770001' };
    assert.deepEqual((await answer(task.id, accepted)).body, { id: task.id, state: 'accepted' });
    assert.deepEqual((await answer(task.id, accepted)).body, { id: task.id, state: 'accepted' });
    assert.equal(
      refusal(await answer(task.id, { result: 'accepted', number: '1' })),
      '409 task_answered',
    );
    assert.equal(refusal(await answer(task.id, { result: 'rejected' })), '409 task_answered');
    const [row] = await listed(sent.captureNumber);
    assert.deepEqual(
      [row?.id, row?.number, row?.captureNumber],
      [sent.order, '0000770001', sent.captureNumber],
    );
    const { body: now } = await buyer<Draft>(`GET /order-drafts/${draft.id}`);
    assert.deepEqual(
      [now.state, now.order, now.orderNumber],
      ['accepted', sent.order, '0000770001'],
    );
    // Its record finds the row that stands for it, lines and all.
    await sync('orders', [order('770001', { amount: '120.00', status: 'released' })]);
    const [synced] = await listed('770001');
    assert.deepEqual(
      [synced?.id, synced?.status, synced?.amount],
      [sent.order, 'released', '120.0000'],
    );
    assert.equal((await listed(sent.captureNumber)).length, 1);
  });

  test('sends the record before its answer, with the reference or without: there is one order all the same', async () => {
    for (const portalReference of [true, false]) {
      const { body: sent } = await submit(await ready());
      const task = await taskOf(sent.captureNumber);
      const number = portalReference ? '770010' : '770011';
      await sync('orders', [
        order(number, { ...(portalReference && { portalReference: sent.captureNumber }) }),
      ]);
      assert.equal((await answer(task.id, { result: 'accepted', number })).status, 200);
      const rows = await listed(sent.captureNumber);
      assert.deepEqual(
        rows.map((row) => row.number),
        [number],
      );
      assert.equal((await listed(number)).length, 1);
    }
  });

  test('keeps an order its author’s, whose scope reaches no further', async () => {
    const own = await signIn(running.url, 'propios');
    const { body: sent } = await submit(await ready('2', own), {}, randomUUID(), own);
    const task = await taskOf(sent.captureNumber);
    await answer(task.id, { result: 'accepted', number: '770020' });
    await sync('orders', [order('770020', { requestedBy: null })]);
    assert.equal((await listed('770020', own)).length, 1);
  });

  test('rejects with its reason, and the order is cancelled', async () => {
    const draft = await ready();
    const { body: sent } = await submit(draft);
    const task = await taskOf(sent.captureNumber);
    const text = { es: 'Sin cupo este mes', pt: 'Sem cota neste mês' };
    await answer(task.id, { result: 'rejected', code: 'Q1', text });
    const { body: now } = await buyer<Draft>(`GET /order-drafts/${draft.id}`);
    assert.deepEqual([now.state, now.rejection], ['rejected', { code: 'Q1', text }]);
    assert.equal((await listed(sent.captureNumber))[0]?.status, 'cancelled');
  });

  test('puts a task off, and cannot answer one that was taken back', async () => {
    const { body: sent } = await submit(await ready());
    const task = await taskOf(sent.captureNumber);
    assert.deepEqual((await answer(task.id, { result: 'retry' })).body, {
      id: task.id,
      state: 'waiting',
    });
    assert.ok((await tasks()).every(({ id }) => id !== task.id));
    const draft = await ready();
    const { body: other } = await submit(draft);
    const [held] = await running.sql<{ id: string }>(
      `select id from erp_tasks where key = '${other.captureNumber}'`,
    );
    await buyer(`DELETE /order-drafts/${draft.id}/submission`);
    assert.equal(
      refusal(await answer(held!.id, { result: 'accepted', number: '5' })),
      '409 task_cancelled',
    );
  });

  test('is waited for no longer than the tenant thinks it should without people being told', async () => {
    const draft = await ready();
    await submit(draft);
    const waits = async () =>
      (await buyer<Draft>(`GET /order-drafts/${draft.id}`)).body.waitingSince;
    assert.equal(await waits(), null);
    await running.sql(`update erp_tasks set created_at = now() - interval '16 minutes'
      where id = (select task_id from order_drafts where id = '${draft.id}')`);
    assert.match((await waits())!, /^\d{4}-/);
  });

  test('knows its kinds', async () => {
    assert.equal(
      refusal(await erp('GET /erp-tasks?kinds=order,nothing')),
      '400 invalid_input query.kinds: not_allowed',
    );
    assert.equal((await erp('GET /erp-tasks?kinds=order')).status, 200);
  });
});

describe('lines that are pasted', () => {
  const rowsOf = async (text: string, locale = 'es') => {
    const draft = await begin();
    const { body } = await buyer<{ rows: ImportedRow[] }>(
      `POST /order-drafts/${draft.id}/lines-import`,
      { body: { text, locale } },
    );
    return body.rows;
  };
  const read = async (text: string, locale = 'es') =>
    (await rowsOf(text, locale)).map(({ material: typed, quantity, ambiguous, faults: wrong }) =>
      [typed, quantity, ambiguous && '?', ...wrong.map(({ code }) => code)]
        .filter(Boolean)
        .join(' '),
    );

  test('are read however people write them', async () => {
    const wanted = ['500 10', 'T-600 15'];
    for (const text of [
      'Material\tDescripción\tCantidad\tPrecio\n500\tTanque\t10\t55.56\nT-600\tTapa\t15\t3.3',
      'Cantidad;Clave\n10;500\n15;T-600',
      '500  10 pzas\nT-600  15 pzas',
      '500 x10\nT-600 15x',
      '10x 500\n15 de T-600',
      '500, 10\nT-600, 15',
    ])
      assert.deepEqual(await read(text), wanted, text);
  });

  test('say what may have been meant otherwise, and what is wrong', async () => {
    assert.deepEqual(await read('500\t1,500\n42\t1.500,5\nnada\t3\n500\tdiez'), [
      '500 1500 ?',
      '42 1500.5',
      'nada 3 material_unknown',
      '500 diez quantity_invalid',
    ]);
    assert.deepEqual(await read('500\t1.500', 'pt'), ['500 1500 ?']);
    assert.deepEqual(await read('500\t½\n500\t1 1/2'), ['500 0.5', '500 1.5']);
  });

  test('that name a material again are summed, unless one of them has a fault', async () => {
    const rows = await rowsOf('500 2\n0042 1.5\nT-600 3\nT-600 10\n500 3');
    assert.deepEqual(
      rows.map(({ repeats, sum }) => [repeats, sum]),
      [
        [null, '6.5'],
        [1, null],
        [null, null],
        [null, null],
        [1, null],
      ],
    );
  });

  test('are refused as a whole where they are too many', async () => {
    const draft = await begin();
    const rows = (count: number) => Array.from({ length: count }, () => '500\t1').join('\n');
    const send = (count: number) =>
      buyer<{ rows: ImportedRow[] }>(`POST /order-drafts/${draft.id}/lines-import`, {
        body: { text: rows(count), locale: 'es' },
      });
    assert.equal((await send(2000)).body.rows.length, 2000);
    assert.equal(refusal(await send(2001)), '400 invalid_input body.text: too_many');
  });
});

describe('an earlier order', () => {
  test('becomes a draft at the prices of today', async () => {
    await sync('orders', [
      order('880001', {
        items: [
          {
            position: '10',
            material: '500',
            quantity: '3.000000',
            unit: 'PZA',
            unitPrice: '1',
            amount: '3',
            status: 'completed',
          },
        ],
      }),
    ]);
    const [row] = await listed('880001');
    const { status, body } = await buyer<Draft>(`POST /orders/${row!.id}/drafts`, { body: {} });
    assert.equal(status, 201);
    assert.deepEqual(
      body.lines.map(({ quantity, amount }) => [quantity, amount]),
      [['3', '166.67']],
    );
    const some = (positions: string[]) =>
      buyer<Draft>(`POST /orders/${row!.id}/drafts`, { body: { positions } });
    assert.equal((await some(['20'])).body.lines.length, 0);
    assert.equal((await some(['10', '20'])).body.lines.length, 1);
    const change1 = { ...body, lines: body.lines } as DraftChange;
    assert.equal((await submit(change1)).status, 200);
    const { body: usual } = await buyer<{ items: { material: { number: string } }[] }>(
      'GET /usual-materials',
    );
    assert.ok(usual.items.some(({ material: { number } }) => number === '000000000000000500'));
  });
});
