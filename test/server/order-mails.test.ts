// What the author of an order is told of it by mail: that it was taken down, and what the ERP made of it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { ErpTask } from '#contract/erp-desk';
import type { Notification, NotificationPreferences } from '#contract/notifications';
import type { Draft, DraftChange } from '#contract/order-entry';
import { createScope, type InScope } from '../../server/db/scope.ts';
import { doDue } from '../../server/housekeeping.ts';
import { createApi, signIn, type Api } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { Mailbox, ReadMail } from '../support/mailbox.ts';
import { elements, readPdf } from '../support/pdf-reader.ts';
import { startMailedPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal & { mailbox: Mailbox };
let inScope: InScope;
let buyer: Api;
let erp: Api;
let address: string;

before(async () => {
  running = await startMailedPortal();
  inScope = createScope(running.connection);
  for (const [entity, records] of [
    [
      'materials',
      [{ number: '500', descriptions: { es: 'Tanque de 500 L', pt: 'Tanque' }, unit: 'PZA' }],
    ],
    ['price-lists', [{ code: 'TODOS', currency: 'MXN', assignments: [{}] }]],
    [
      'price-items',
      [{ list: 'TODOS', material: '500', prices: [{ unit: 'PZA', price: '55.50' }] }],
    ],
  ] as const)
    await running.portal.sync('norte', entity, records as never);
  buyer = await signIn(running.url, 'todo');
  // Inboxes are filled for those who use theirs.
  await buyer('GET /changes');
  const secret = await running.portal.admin.createKey('norte', {
    name: 'ERP',
    permissions: ['erp.tasks'],
  });
  erp = createApi(running.url, { 'Portal-Tenant': 'norte', Authorization: `Bearer ${secret}` });
  const [contact] = await running.sql<{ address: string }>(
    `select coalesce(i.email, c.email) as address from contacts c
     join identities i on i.tenant_id = c.tenant_id and i.id = c.identity_id
     join login_names l on l.tenant_id = i.tenant_id and l.identity_id = i.id where l.name = 'todo'`,
  );
  address = contact!.address;
});
after(() => running.close());

const submit = async () => {
  const { body: draft } = await buyer<Draft>('POST /order-drafts', { body: {} });
  const { body: ready } = await buyer<DraftChange>(`PATCH /order-drafts/${draft.id}`, {
    body: {
      version: draft.version,
      purchaseOrder: `OC-${randomUUID().slice(0, 8)}`,
      lines: [{ op: 'set', id: randomUUID(), position: 1000, material: '500', quantity: '3' }],
    },
  });
  const answer = await buyer<{ captureNumber: string }>(
    `POST /order-drafts/${draft.id}/submission`,
    {
      headers: { 'Idempotency-Key': randomUUID() },
      body: { version: ready.version, priceHash: ready.priceHash, confirmations: [] },
    },
  );
  assert.equal(answer.status, 200, answer.text);
  return { id: draft.id, number: answer.body.captureNumber };
};
/** The time in which they can be undone is over. */
const letGo = async () => {
  await running.sql(
    `update erp_tasks set due_at = now() - interval '1 second' where state = 'held'`,
  );
  await running.owner().raw(`update event_due set due_at = now() where reader = 'captured_orders'`);
  await due();
};
const due = () =>
  doDue(inScope, (error) => {
    throw error;
  });
const settled = (count: () => Promise<boolean>) =>
  eventually(async () => {
    await due();
    return count();
  }, 'nothing came of it');
const events = (kind: string, number: string) =>
  running.sql<{ id: string }>(
    `select id from events where kind = '${kind}' and data ->> 'number' = '${number}'`,
  );
/** Tasks that were fetched, by capture number: nobody else gets them meanwhile. */
const fetched = new Map<unknown, ErpTask>();
const answer = async (number: string, body: object) => {
  const { body: found } = await erp<{ items: ErpTask[] }>('GET /erp-tasks?limit=100');
  for (const one of found.items) fetched.set(one.payload.captureNumber, one);
  const task = fetched.get(number);
  assert.ok(task, number);
  const said = await erp(`POST /erp-tasks/${task.id}/answer`, { body });
  assert.equal(said.status, 200, said.text);
  await due();
};
const inbox = async () =>
  (await buyer<{ items: Notification[] }>('GET /notifications?limit=50')).body.items.map(
    ({ type, params }) => `${type} ${params.number}`,
  );
const mail = async (): Promise<ReadMail> => {
  await due();
  return running.mailbox.next(address);
};

describe('an order that was sent', () => {
  test('is confirmed to its author with the order as PDF, once it cannot be undone', async () => {
    const { number } = await submit();
    await due();
    assert.deepEqual(await events('order.captured', number), [], 'it can still be undone');
    await letGo();
    await settled(async () => (await events('order.captured', number)).length === 1);
    const { subject, text, attachments, headers } = await mail();
    assert.equal(subject, `Recibimos su pedido ${number}`);
    assert.match(text, /166\.50/);
    assert.ok(headers.some(({ key }) => key === 'list-unsubscribe'));
    assert.deepEqual(
      attachments.map(({ filename, mimeType }) => [filename, mimeType]),
      [[`pedido-${number}.pdf`, 'application/pdf']],
    );
    const pdf = await readPdf(new Uint8Array(attachments[0]!.content as ArrayBuffer));
    const cells = elements(pdf, 'TD').map((cell) => cell.text);
    assert.ok(elements(pdf, 'H1')[0]?.text.includes(number));
    assert.ok(
      cells.some((cell) => cell.includes('Tanque de 500 L')),
      cells.join('|'),
    );
    assert.ok(
      cells.some((cell) => cell.includes('166.50')),
      cells.join('|'),
    );
    assert.ok((await inbox()).includes(`order_captured ${number}`));
    // Told once, whoever looks again.
    await running
      .owner()
      .raw(`insert into event_due (tenant_id, reader) select id, 'captured_orders' from tenants`);
    await due();
    assert.equal((await events('order.captured', number)).length, 1);
  });

  test('and was undone is not told of', async () => {
    const { id, number } = await submit();
    assert.equal((await buyer(`DELETE /order-drafts/${id}/submission`)).status, 200);
    await letGo();
    assert.deepEqual(await events('order.captured', number), []);
  });

  test('that the ERP accepts is told with its number, and one that it refuses with the reason', async () => {
    const one = await submit();
    const other = await submit();
    await letGo();
    for (const { number } of [one, other]) {
      await settled(async () => (await events('order.captured', number)).length === 1);
    }
    await answer(one.number, { result: 'accepted', number: '8800123' });
    await answer(other.number, {
      result: 'rejected',
      code: 'credit',
      text: { es: 'Línea de crédito excedida', en: 'Credit line exceeded' },
    });
    const mails: ReadMail[] = [];
    while (!mails.some(({ subject }) => subject.includes('no fue aceptado')))
      mails.push(await mail());
    while (
      !mails.some(({ subject }) => subject.includes('fue aceptado') && !subject.includes('no fue'))
    )
      mails.push(await mail());
    const accepted = mails.find(
      ({ subject }) => subject === `Su pedido ${one.number} fue aceptado`,
    );
    assert.match(accepted!.text, /8800123/);
    const rejected = mails.find(
      ({ subject }) => subject === `Su pedido ${other.number} no fue aceptado`,
    );
    assert.match(rejected!.text, /Línea de crédito excedida/);
    const seen = await inbox();
    assert.ok(seen.includes(`order_accepted ${one.number}`), seen.join());
    assert.ok(seen.includes(`order_rejected ${other.number}`), seen.join());
  });

  test('is not mailed of to whoever chose so', async () => {
    const chosen = await buyer<NotificationPreferences>('PUT /me/notification-preferences', {
      body: { items: [{ type: 'order_captured', mail: 'off' }] },
    });
    assert.equal(chosen.status, 200, chosen.text);
    const before = running.mailbox.all().length;
    const { number } = await submit();
    await letGo();
    await settled(async () => (await inbox()).includes(`order_captured ${number}`));
    const waiting = await running.sql(
      `select id from mails where kind = 'notification' and state in ('queued', 'sending', 'handing', 'deferred')`,
    );
    assert.deepEqual(waiting, []);
    assert.equal(running.mailbox.all().length, before);
  });
});
