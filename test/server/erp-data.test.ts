// What came of the ERP and what of it was refused, and what its status codes mean.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Intake, Rejection, StatusCode } from '#contract/erp-data';
import type { Problem } from '#contract/errors';
import type { OrderRow } from '#contract/orders';
import { createScope, type InScope } from '../../server/db/scope.ts';
import { stateOf } from '../../server/features/sync/intake.queries.ts';
import { sweep } from '../../server/housekeeping.ts';
import { refusal, signIn, type Api } from '../support/api.ts';
import { erpApi, sendBatch } from '../support/erp.ts';
import { shipment } from '../support/freight.ts';
import { item, order } from '../support/fixtures.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

let running: TestPortal;
let admin: Api;
let erp: Api;
let inScope: InScope;
before(async () => {
  running = await startPortal();
  admin = await staffSession(running, 'datos', { permissions: ['settings.manage'] });
  erp = await erpApi(running);
  inScope = running.inScope ?? createScope(running.connection);
});
after(() => running.close());

const intake = async (entity: string) =>
  (await admin<{ items: Intake[] }>('GET /settings/erp')).body.items.find(
    (one) => one.entity === entity,
  )!;
const rejections = async (entity: string, api = admin) =>
  (await api<{ items: Rejection[] }>(`GET /settings/erp/rejections?entity=${entity}`)).body.items;
const count = async (table: string) =>
  (await running.sql<{ count: number }>(`select count(*)::int as count from ${table}`))[0]!.count;

describe('what came of the ERP', () => {
  test('is counted, with what was refused', async () => {
    const before = await intake('orders');
    await sendBatch(erp, 'orders', [order('7001'), order('7002', { amount: 'x' })]);
    const now = await intake('orders');
    assert.equal(now.records - before.records, 2);
    assert.equal(now.rejected - before.rejected, 1);
    assert.ok(Date.now() - Date.parse(now.lastAt!) < 60_000);
    assert.ok(now.lagSeconds! < 60);
    const never = (await admin<{ items: Intake[] }>('GET /settings/erp')).body.items.filter(
      ({ state }) => state === 'never',
    );
    assert.ok(never.length > 0);
    for (const { lastAt, lagSeconds } of never)
      assert.deepEqual([lastAt, lagSeconds], [null, null]);
  });

  test('leaves of a refused record its key and the rule it broke, and nothing else', async () => {
    await sendBatch(erp, 'contacts', [
      { id: 'C-77', customer: '1002945', name: 'Secreta Persona', email: 'no es un correo' },
      { id: 7, name: 'Otra Secreta' },
    ]);
    const [second, first] = await rejections('contacts');
    assert.deepEqual(
      [first?.key, first?.errors],
      ['C-77', [{ path: 'email', rule: 'mailbox', bounds: {} }]],
    );
    assert.equal(second?.key, null);
    assert.deepEqual(second.errors[0], { path: 'id', rule: 'invalid', bounds: {} });
    const kept = JSON.stringify(await running.sql('select * from sync_rejections'));
    assert.ok(!/secreta|correo/i.test(kept), kept);
  });

  test('is of a batch that was all or none, too, of which nothing was taken over', async () => {
    const before = (await intake('orders')).rejected;
    const batch = [order('7010'), order('7011', { currency: 'pesos' })];
    const answer = await sendBatch(erp, 'orders', batch, 'all', { allOrNone: true });
    assert.equal(answer.status, 422);
    assert.equal((await intake('orders')).rejected, before + 1);
    const [newest] = await rejections('orders');
    assert.deepEqual([newest?.key, newest?.errors[0]?.path], ['7011', 'currency']);
  });

  test('is kept of the last 200 alone, however many come', async () => {
    const bad = (from: number, many: number) =>
      Array.from({ length: many }, (_, i) => order(String(from + i), { amount: 'x' }));
    for (const [from, many] of [
      [20_000, 500],
      [20_500, 500],
      [21_000, 3],
    ] as const)
      await sendBatch(erp, 'orders', bad(from, many));
    const items = await rejections('orders');
    assert.equal(items.length, 200);
    assert.deepEqual([items[0]?.key, items[199]?.key], ['21002', '20803']);
    assert.ok((await count(`sync_rejections where entity = 'orders'`)) <= 200);
  });

  test('is counted by the minute, so that many batches are few rows', async () => {
    const before = await count('sync_activity');
    for (let i = 0; i < 20; i++) await sendBatch(erp, 'orders', [order('7020')]);
    assert.ok((await count('sync_activity')) - before <= 2);
  });

  test('is not counted again where a batch is repeated', async () => {
    await sendBatch(erp, 'orders', [order('7030', { amount: 'x' })], 'twice');
    const { records } = await intake('orders');
    await sendBatch(erp, 'orders', [order('7030', { amount: 'x' })], 'twice');
    assert.equal((await intake('orders')).records, records);
  });

  test('is a file in the reader’s language, which is written down', async () => {
    const {
      text,
      bytes: file,
      headers,
    } = await admin('GET /exports/rejections/csv?entity=contacts&locale=es');
    assert.equal(Buffer.from(file.slice(0, 3)).toString('hex'), 'efbbbf');
    assert.match(text, /^Fecha y hora,Clave del registro,Campo,Regla,Qué significa\r\n/);
    assert.match(text, /,C-77,email,mailbox,“…” no es un correo válido\./);
    assert.match(headers.get('content-disposition') ?? '', /Rechazos Contactos\.csv/);
    const { bytes } = await admin('GET /exports/rejections/xlsx?entity=contacts&locale=pt');
    assert.equal(Buffer.from(bytes.slice(0, 2)).toString(), 'PK');
    const rows = await running.sql(
      `select detail from audit_events where event = 'sync.rejections_downloaded'`,
    );
    assert.equal(rows.length, 2);
  });

  test('is a tenant’s own', async () => {
    const other = await staffSession(running, 'sul', {
      permissions: ['settings.manage'],
      slug: 'sul',
    });
    assert.deepEqual(await rejections('contacts', other), []);
  });

  test('is forgotten in time', async () => {
    await running.sql(`update sync_activity set minute = minute - interval '16 days'`);
    await running.sql(`update sync_rejections set at = at - interval '31 days'`);
    await sweep(inScope);
    assert.equal(await count('sync_activity'), 0);
    assert.equal(await count('sync_rejections'), 0);
  });
});

describe('the rhythm of an entity', () => {
  const minutes = 60;
  const hours = 3_600;
  const days = 86_400;

  test('says whether the silence is as usual', () => {
    const steady = { usual: 15 * minutes, longest: 20 * minutes, gaps: 100 };
    const nightly = { usual: days, longest: 3 * days, gaps: 9 };
    const rows: [Parameters<typeof stateOf>[0], string][] = [
      [{ ...steady, lag: 10 * minutes }, 'ok'],
      [{ ...steady, lag: 23 * minutes }, 'ok'],
      [{ ...steady, lag: 25 * minutes }, 'late'],
      [{ ...steady, lag: 61 * minutes }, 'mute'],
      [{ ...nightly, lag: 30 * hours }, 'ok'],
      [{ ...nightly, lag: 40 * hours }, 'late'],
      // Over a weekend it is late, and not silent: there were pauses as long.
      [{ ...nightly, lag: 3 * days }, 'late'],
      [{ ...nightly, lag: 5 * days }, 'mute'],
      [{ usual: 60, longest: 120, gaps: 9_000, lag: 90 }, 'ok'],
      [{ usual: 60, longest: 120, gaps: 9_000, lag: 200 }, 'late'],
      [{ usual: 60, longest: 120, gaps: 9_000, lag: 10 * minutes }, 'mute'],
      [{ usual: 60, longest: 60, gaps: 2, lag: 10 }, 'new'],
      [{ usual: null, longest: null, gaps: 0, lag: 10 }, 'new'],
      [{ usual: null, longest: null, gaps: 0, lag: 15 * days }, 'mute'],
    ];
    for (const [row, expected] of rows) assert.equal(stateOf(row), expected, JSON.stringify(row));
  });

  test('is the median of the gaps of fourteen days', async () => {
    const put = (at: string, entity = 'plants') =>
      `((select id from tenants where slug = 'norte'), '${entity}', date_trunc('minute', now() - interval '${at}'), 1, 5, 0)`;
    // Every 30 minutes, with one pause of a day.
    const times = [60, 90, 120, 150, 180, 1_620, 1_650].map((ago) => `${ago} minutes`);
    await running.sql(
      `insert into sync_activity (tenant_id, entity, minute, batches, records, rejected) values ${times.map((at) => put(at)).join(', ')}`,
    );
    await running.sql(
      `insert into sync_intake (tenant_id, entity, last_at)
       select id, 'plants', now() - interval '60 minutes' from tenants where slug = 'norte'
       on conflict (tenant_id, entity) do update set last_at = excluded.last_at`,
    );
    const { usualSeconds, state, records } = await intake('plants');
    assert.equal(usualSeconds, 30 * minutes);
    assert.equal(state, 'late');
    assert.equal(records, 25);
  });
});

describe('status codes', () => {
  const codes = async () =>
    (await admin<{ items: StatusCode[] }>('GET /settings/statuses')).body.items;
  const find = async (kind: string, code: string) =>
    (await codes()).find((one) => one.kind === kind && one.code === code);
  const save = (code: string, status: string, was: string | null, kind = 'order') =>
    admin<Problem & { items: StatusCode[] }>('PUT /settings/statuses', {
      body: { kind, code, status, was },
    });
  const shown = async (number: string) => {
    const api = await signIn(running.url, 'todo');
    const { body } = await api<{ items: OrderRow[] }>(`GET /orders?by=number&search=${number}`);
    return body.items[0]?.status;
  };

  test('that mean nothing stand on top, until they do', async () => {
    await sendBatch(erp, 'orders', [
      order('8001', { status: 'zz9' }),
      order('8002', { status: 'ZZ9', items: [item('10', { status: 'yy8' })] }),
    ]);
    const [first] = await codes();
    assert.equal(first?.status, null);
    const unmapped = await find('order', 'ZZ9');
    assert.equal(unmapped?.refused?.times, 2);
    assert.equal((await find('item', 'YY8'))?.refused?.times, 1);
    assert.equal((await save('zz9', 'released', null)).status, 200);
    assert.equal((await find('order', 'zz9'))?.status, 'released');
    assert.equal(await find('order', 'ZZ9'), undefined);
    // The ERP sends it again, and it is taken over.
    await sendBatch(erp, 'orders', [order('8001', { status: 'zz9' })]);
    assert.equal(await shown('8001'), 'released');
    assert.deepEqual((await find('order', 'zz9'))?.orders, { count: 1, more: false });
  });

  test('change what customers read of the orders that carry them', async () => {
    assert.equal((await save('zz9', 'on_hold', 'released')).status, 200);
    assert.equal(await shown('8001'), 'on_hold');
    const [row] = await running.sql<{ detail: object; actor_kind: string }>(
      `select detail, actor_kind from audit_events where event = 'status_code.saved' order by id desc limit 1`,
    );
    assert.deepEqual(row?.detail, { before: 'released', after: 'on_hold' });
    assert.equal(row.actor_kind, 'staff');
  });

  test('are changed by who knows what they mean now', async () => {
    const late = await save('zz9', 'cancelled', 'released');
    assert.equal(late.body.code, 'record_changed');
    assert.ok((late.body.current as { items: StatusCode[] }).items.length > 0);
    assert.equal(await shown('8001'), 'on_hold');
  });

  test('lose their meaning, and orders keep theirs', async () => {
    const remove = (code: string, was: string) =>
      admin('POST /settings/status-removals', { body: { kind: 'order', code, was } });
    assert.equal(refusal(await remove('nope', 'on_hold')), '404 not_found');
    assert.equal((await remove('zz9', 'on_hold')).status, 200);
    assert.equal(await shown('8001'), 'on_hold');
    const { body } = await sendBatch(erp, 'orders', [order('8003', { status: 'zz9' })]);
    assert.equal(body.results[0]?.status, 'invalid');
    assert.equal((await find('order', 'ZZ9'))?.status, null);
  });

  test('are of shipments as well, whose words are their own', async () => {
    const sent = async () =>
      (await sendBatch(erp, 'shipments', [shipment('EX-8001', { status: 'mx7' })])).body.results[0];
    assert.equal((await sent())?.status, 'invalid');
    assert.equal((await find('shipment', 'MX7'))?.refused?.times, 1);
    assert.equal(
      refusal(await save('mx7', 'in_process', null, 'shipment')),
      '400 invalid_input body.status: not_allowed',
    );
    assert.equal(
      refusal(await save('mx7', 'in_customs', null, 'order')),
      '400 invalid_input body.status: not_allowed',
    );
    assert.equal((await save('mx7', 'in_customs', null, 'shipment')).status, 200);
    assert.equal((await sent())?.status, 'created');
    assert.deepEqual((await find('shipment', 'mx7'))?.orders, { count: 1, more: false });
    const shown = async () =>
      (
        await running.sql<{ status: string }>(
          `select status from shipments where number = 'EX-8001'`,
        )
      )[0]?.status;
    assert.equal(await shown(), 'in_customs');
    assert.equal((await save('mx7', 'released', 'in_customs', 'shipment')).status, 200);
    assert.equal(await shown(), 'released');
  });

  test('that are made here are no news of the ERP', async () => {
    assert.equal((await intake('status-map')).records, 0);
  });

  test('without a meaning have a bound as well', async () => {
    for (const from of [0, 150]) {
      const records = Array.from({ length: 150 }, (_, i) =>
        order(String(9_000 + from + i), { status: `Q${from + i}` }),
      );
      await sendBatch(erp, 'orders', records);
    }
    assert.equal(await count('unmapped_codes'), 200);
    const before = (await find('order', 'ZZ9'))!.refused!.times;
    await sendBatch(erp, 'orders', [order('8003', { status: 'zz9' })]);
    assert.equal((await find('order', 'ZZ9'))!.refused!.times, before + 1);
  });
});
