// Other systems that are told what happens: a real receiver, which checks signatures by the library of the specification.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { Webhook as Verifier } from 'standardwebhooks';
import { webhookKinds, type WebhookKind } from '#contract/webhook-words';
import type { Webhook, WebhookDelivery } from '#contract/webhooks';
import { doDue } from '../../server/housekeeping.ts';
import { createScope } from '../../server/db/scope.ts';
import { signedHeaders } from '../../server/features/webhooks/signature.ts';
import { eventKinds } from '../../server/records/events.ts';
import { createApi, refusal, type Api } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { order } from '../support/fixtures.ts';
import { startMailedPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

type Made = { secret: string; webhook: Webhook };
type Received = { path: string; headers: IncomingHttpHeaders; body: string };
type Told = { type: string; timestamp: string; data: Record<string, unknown> };

let running: Awaited<ReturnType<typeof startMailedPortal>>;
let admin: Api;
let erp: Api;
const received: Received[] = [];
/** What the receiver answers, by path; 204 unless said. */
const answers = new Map<string, number>();
const receiver = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const path = request.url ?? '';
  received.push({ path, headers: request.headers, body: Buffer.concat(chunks).toString() });
  response.writeHead(answers.get(path) ?? 204, { location: `${path}/elsewhere` }).end();
});
const at = (path: string) => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}${path}`;

before(async () => {
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  running = await startMailedPortal({ webhooks: { allowInside: true, everyMs: 50 } });
  admin = await staffSession(running, 'avisos', {
    permissions: ['keys.manage', 'settings.manage'],
  });
  const secret = await running.portal.admin.createKey('norte', {
    name: 'ERP',
    permissions: ['erp.tasks'],
  });
  erp = createApi(running.url, { 'Portal-Tenant': 'norte', Authorization: `Bearer ${secret}` });
});
after(async () => {
  await running.close();
  receiver.closeAllConnections();
  receiver.close();
});

const make = async (path: string, kinds: readonly WebhookKind[] = webhookKinds): Promise<Made> => {
  const answer = await admin<Made>('POST /webhooks', {
    body: { name: `Sistema ${path}`, url: at(path), kinds: [...kinds] },
  });
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
};
const find = async (id: string) =>
  (await admin<{ items: Webhook[] }>('GET /webhooks')).body.items.find((one) => one.id === id)!;
const deliveriesOf = async (id: string) =>
  (await admin<{ items: WebhookDelivery[] }>(`GET /webhooks/${id}/deliveries`)).body.items;
const toldAt = (path: string) => received.filter((one) => one.path === path);
const told = (path: string, count = 1) =>
  eventually(
    () => toldAt(path).length >= count,
    () => `${path} was told ${toldAt(path).length} times`,
  );
const read = ({ body }: Received) => JSON.parse(body) as Told;
/** Of today: what is old is no news. */
const send = (number: string) =>
  running.portal.sync('norte', 'orders', [
    order(number, { date: new Date().toISOString().slice(0, 10) }),
  ]);
/** Lets what waits for a retry be due at once. */
const hurry = async () => {
  await running.sql(`update webhook_deliveries set due_at = now() where state = 'waiting'`);
  await running.sql(
    `insert into webhook_due (tenant_id) select id from tenants where slug = 'norte'`,
  );
};
/** A task that the ERP is to do. */
const addTask = async (key: string): Promise<string> => {
  const [task] = await running.sql<{ id: string }>(
    `with t as (insert into erp_tasks (tenant_id, kind, customer_id, key, payload, state, due_at)
       select k.tenant_id, 'order', k.id, '${key}', '{"lines": []}', 'held', now() from customers k
       where k.number = '0001002945' and k.tenant_id = current_setting('app.tenant_id')::uuid returning *)
     select id from t`,
  );
  await running.sql(
    `insert into webhook_due (tenant_id) select id from tenants where slug = 'norte'`,
  );
  return task!.id;
};

describe('the signature', () => {
  test('is that of the specification’s own example', () => {
    const headers = signedHeaders(
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      1_614_265_330,
      '{"test": 2432232314}',
      ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    );
    assert.equal(headers['webhook-signature'], 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });
});

test('every event is told of, but what people do with their own accounts', () => {
  const told = eventKinds.filter((kind) => !kind.startsWith('account.'));
  assert.deepEqual(
    told.filter((kind) => !(webhookKinds as readonly string[]).includes(kind)),
    [],
  );
  assert.ok(told.length > 10);
});

describe('a webhook', () => {
  test('is told of what happens from then on, signed, and of nothing else', async () => {
    await send('7001');
    const { secret, webhook } = await make('/pedidos', ['order.created']);
    assert.match(secret, /^whsec_[\w+/]{43}=$/);
    assert.equal(webhook.createdBy, 'avisos');
    await send('7002');
    await told('/pedidos');
    const [one] = toldAt('/pedidos');
    const body = new Verifier(secret).verify(one!.body, one!.headers as Record<string, string>);
    assert.deepEqual(body, read(one!));
    const { type, data, timestamp } = read(one!);
    assert.equal(type, 'order.created');
    assert.equal(data.customer, '0001002945');
    assert.ok(Math.abs(Date.parse(timestamp) - Date.now()) < 60_000);
    assert.throws(() =>
      new Verifier(secret).verify(
        one!.body.replace('order', 'Order'),
        one!.headers as Record<string, string>,
      ),
    );
    const [delivery] = await deliveriesOf(webhook.id);
    await eventually(async () => (await deliveriesOf(webhook.id))[0]?.state === 'delivered');
    assert.equal(delivery!.body, one!.body);
    assert.equal(delivery!.id, one!.headers['webhook-id']);
    assert.equal(toldAt('/pedidos').length, 1);
    const list = JSON.stringify((await admin('GET /webhooks')).body);
    assert.ok(!list.includes(secret));
  });

  test('is tried again after a failure, with the same id, and a redirect is one', async () => {
    answers.set('/cae', 503);
    answers.set('/otro', 302);
    const [falls, leads] = [
      await make('/cae', ['order.created']),
      await make('/otro', ['order.created']),
    ];
    await send('7003');
    await told('/cae');
    await told('/otro');
    // It waits before it was sent as well.
    for (const [{ webhook }, status] of [
      [falls, 503],
      [leads, 302],
    ] as const)
      await eventually(async () => (await deliveriesOf(webhook.id))[0]!.status === status);
    assert.equal((await find(falls.webhook.id)).waiting, 1);
    const [waits] = await deliveriesOf(falls.webhook.id);
    assert.deepEqual([waits!.status, waits!.attempts], [503, 1]);
    assert.ok(Date.parse(waits!.nextAt!) > Date.now());
    answers.delete('/cae');
    await hurry();
    await told('/cae', 2);
    assert.equal(
      toldAt('/cae')[0]!.headers['webhook-id'],
      toldAt('/cae')[1]!.headers['webhook-id'],
    );
    await eventually(async () => (await find(falls.webhook.id)).waiting === 0);
    assert.equal((await deliveriesOf(leads.webhook.id))[0]!.status, 302);
    assert.equal(received.filter(({ path }) => path === '/otro/elsewhere').length, 0);
  });

  test('is given up after the last attempt, and sent once more by hand', async () => {
    answers.set('/nunca', 500);
    const { webhook } = await make('/nunca', ['order.created']);
    await send('7004');
    for (let attempt = 1; attempt <= 9; attempt++) {
      await told('/nunca', attempt);
      await eventually(async () => (await deliveriesOf(webhook.id))[0]!.attempts === attempt);
      await eventually(
        async () =>
          (await deliveriesOf(webhook.id))[0]!.state === (attempt === 9 ? 'failed' : 'waiting') &&
          (await deliveriesOf(webhook.id))[0]!.status === 500,
      );
      await hurry();
    }
    const [failed] = await deliveriesOf(webhook.id);
    assert.equal(failed!.nextAt, null);
    assert.equal((await find(webhook.id)).failed, 1);
    answers.delete('/nunca');
    const again = await admin<WebhookDelivery>(`POST /webhook-deliveries/${failed!.id}/retry`);
    assert.equal(again.body.state, 'waiting');
    await told('/nunca', 10);
    await eventually(async () => (await find(webhook.id)).failed === 0);
  });

  test('is turned off by 410, is told nothing while it is off, and of nothing from meanwhile', async () => {
    answers.set('/fin', 410);
    const { webhook } = await make('/fin', ['order.created']);
    await send('7005');
    await eventually(async () => (await find(webhook.id)).state === 'gone');
    await send('7006');
    answers.delete('/fin');
    const { version } = await find(webhook.id);
    const body = { version, state: 'on' };
    const on = await admin<Webhook>(`PATCH /webhooks/${webhook.id}`, { body });
    assert.equal(on.body.state, 'on');
    assert.equal((await admin(`PATCH /webhooks/${webhook.id}`, { body })).status, 409);
    const before = toldAt('/fin').length;
    await send('7007');
    await told('/fin', before + 1);
    const numbers = toldAt('/fin')
      .slice(before)
      .map((one) => read(one).data.number);
    assert.ok(!numbers.includes('7006'), String(numbers));
  });

  test('signs with both secrets for a day after a new one was made', async () => {
    const { secret, webhook } = await make('/llave', ['order.created']);
    const { body } = await admin<Made>(`POST /webhooks/${webhook.id}/rotation`);
    assert.notEqual(body.secret, secret);
    assert.ok(body.webhook.formerUntil);
    await admin(`POST /webhooks/${webhook.id}/tests`);
    await told('/llave');
    const [one] = toldAt('/llave');
    for (const good of [secret, body.secret])
      assert.ok(new Verifier(good).verify(one!.body, one!.headers as Record<string, string>));
    assert.equal(read(one!).type, 'portal.test');
  });

  test('never stands where it should not, and takes no secrets along in its address', async () => {
    for (const url of [
      'ftp://a.example/x',
      'https://u:p@a.example/',
      'a.example',
      `https://a.example/${'x'.repeat(2000)}`,
    ])
      assert.match(
        refusal(
          await admin('POST /webhooks', { body: { name: 'X', url, kinds: ['order.created'] } }),
        ),
        /^400 invalid_input body\.url/,
        url,
      );
    const { webhook } = await make('/afuera', ['order.created']);
    await running.sql(
      `update webhook_endpoints set url = 'http://no-such-name.invalid/' where id = '${webhook.id}'`,
    );
    await admin(`POST /webhooks/${webhook.id}/tests`);
    await eventually(async () => (await deliveriesOf(webhook.id))[0]?.fault === 'address');
    assert.equal((await admin(`DELETE /webhooks/${webhook.id}`)).status, 204);
    assert.equal(await find(webhook.id), undefined);
  });
});

describe('a task for the ERP', () => {
  test('is pushed once it may be, is the ERP’s then, and comes again where it says "retry"', async () => {
    const { webhook } = await make('/erp', ['erp.task']);
    const id = await addTask('P-1');
    await told('/erp');
    const { type, data } = read(toldAt('/erp')[0]!);
    assert.equal(type, 'erp.task');
    assert.deepEqual(
      [data.id, data.kind, data.customer, data.payload],
      [id, 'order', '0001002945', { lines: [] }],
    );
    const state = async () =>
      (await running.sql<{ state: string }>(`select state from erp_tasks where id = '${id}'`))[0]!
        .state;
    await eventually(async () => (await state()) === 'taken');
    const pulled = await erp<{ items: { id: string }[] }>('GET /erp-tasks');
    assert.ok(!pulled.body.items.some((one) => one.id === id));
    await erp(`POST /erp-tasks/${id}/answer`, { body: { result: 'retry' } });
    assert.equal(await state(), 'waiting');
    await hurry();
    await told('/erp', 2);
    await running.sql(`update erp_tasks set state = 'cancelled' where id = '${id}'`);
    await admin(`DELETE /webhooks/${webhook.id}`);
  });

  test('that was fetched meanwhile is told to nobody', async () => {
    const { webhook } = await make('/tarde', ['erp.task']);
    await running.sql(`update webhook_endpoints set state = 'off' where id = '${webhook.id}'`);
    const id = await addTask('P-2');
    await running.sql(
      `insert into webhook_deliveries (tenant_id, endpoint_id, kind, key, task_id, body)
       select tenant_id, '${webhook.id}', 'erp.task', id::text, id, '{}' from erp_tasks where id = '${id}'`,
    );
    await erp('GET /erp-tasks');
    await running.sql(`update webhook_endpoints set state = 'on' where id = '${webhook.id}'`);
    await hurry();
    await eventually(async () => (await deliveriesOf(webhook.id))[0]!.state === 'dropped');
    assert.equal(toldAt('/tarde').length, 0);
    await admin(`DELETE /webhooks/${webhook.id}`);
  });

  test('that waits too long is told to whoever looks after the settings, once', async () => {
    await running.sql(`update identities set email = 'avisos@norte.example' where name = 'avisos'`);
    await addTask('P-3');
    await running.sql(
      `update erp_tasks set created_at = now() - interval '20 minutes', state = 'waiting' where key = 'P-3'`,
    );
    const round = async () => {
      await running.sql(
        `insert into event_due (tenant_id, reader) select id, 'late_tasks' from tenants where slug = 'norte'`,
      );
      await doDue(running.inScope ?? createScope(running.connection), (error) => {
        throw error;
      });
    };
    await round();
    const { subject, text } = await running.mailbox.next('avisos@norte.example');
    assert.match(subject ?? '', /espera/);
    assert.match(text ?? '', /Pedidos/);
    await round();
    const mails = await running.sql(`select id from mails where kind = 'erp_tasks_late'`);
    assert.equal(mails.length, 1);
  });
});
