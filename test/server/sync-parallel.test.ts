// Batches side by side: none fails because of another, and people are answered meanwhile.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SyncEntity } from '#contract/permissions';
import { signIn, type Api } from '../support/api.ts';
import { onPostgres } from '../support/database.ts';
import { order } from '../support/fixtures.ts';
import { askStatement, openItem } from '../support/ledger.ts';
import { eventually, guardMs } from '../support/eventually.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { erpApi, sendBatch } from '../support/erp.ts';

let running: TestPortal;
let erp: Api;
before(async () => {
  running = await startPortal();
  erp = await erpApi(running);
});
after(() => running.close());

const send = (entity: SyncEntity, records: unknown[]) => sendBatch(erp, entity, records);
const numbers = Array.from({ length: 40 }, (_, i) => String(7_000 + i));
const shuffled = () => numbers.toSorted(() => Math.random() - 0.5).slice(0, 30);

describe('entities that refer to each other', { skip: !onPostgres && 'needs PostgreSQL' }, () => {
  test('are taken over side by side', async () => {
    const customer = (number: string, name: string) => ({
      number,
      name,
      companies: [{ company: 'SM01' }],
    });
    await send(
      'customers',
      numbers.map((number) => customer(number, 'Uno')),
    );
    const rounds = Array.from({ length: 12 }, (_, round) => round);
    const lines: ((round: number) => Promise<{ status: number; text: string }>)[] = [
      (round) =>
        send(
          'customers',
          shuffled().map((number) => customer(number, `Ronda ${round}`)),
        ),
      (round) =>
        send(
          'open-items',
          shuffled().map((number) =>
            openItem(number, { customer: number, amount: `${round + 1}.00` }),
          ),
        ),
      (round) =>
        send(
          'orders',
          shuffled().map((number) =>
            order(number, {
              customer: number,
              shipTo: null,
              amount: `${round + 1}.00`,
              status: 'AAA',
            }),
          ),
        ),
      (round) =>
        send('status-map', [
          { entity: 'order', code: 'AAA', status: round % 2 ? 'pending' : 'released' },
        ]),
    ];
    await send('status-map', [{ entity: 'order', code: 'AAA', status: 'pending' }]);
    await Promise.all(
      lines.map(async (line) => {
        for (const round of rounds) {
          const { status, text } = await line(round);
          assert.equal(status, 200, text);
        }
      }),
    );
  });

  test('do not wait for each other: a row is updated while others refer to it', async () => {
    const outcome = await running.connection.knex.transaction(async (db) => {
      await db.raw(
        `select set_config('app.tenant_id', (select id::text from tenants where slug = 'norte'), true)`,
      );
      // As the check of a foreign key does, of an order that is being written.
      await db.raw(`select id from customers where number_key = '1002946' for key share`);
      const batch = send('customers', [
        { number: '0001002946', name: 'Otro nombre', companies: [{ company: 'SM01' }] },
      ]);
      const late = new Promise((resolve) => setTimeout(resolve, guardMs, null).unref());
      return Promise.race([batch, late]);
    });
    assert.equal((outcome as { status: number } | null)?.status, 200);
  });

  test('wait without a connection, and turn away whom they cannot serve', async () => {
    // Another server applies orders, and takes its time.
    const done = Promise.withResolvers<void>();
    const holding = Promise.withResolvers<void>();
    const elsewhere = running.connection.knex.transaction(async (db) => {
      await db.raw(
        `select pg_advisory_xact_lock(hashtextextended((select id::text from tenants where slug = 'norte') || 'orders', 0))`,
      );
      holding.resolve();
      await done.promise;
    });
    await holding.promise;
    const batches = Array.from({ length: 14 }, (_, i) => send('orders', [order(`w${i}`)]));
    const refused = await Promise.any(
      batches.map(async (batch) => {
        const answer = await batch;
        return answer.status === 503 ? answer : Promise.reject(new Error('served'));
      }),
    );
    assert.ok(Number(refused.headers.get('retry-after')) > 0);
    // Nobody holds a connection but the other server: everybody else is served.
    assert.equal((await (await signIn(running.url, 'todo'))('GET /orders?limit=1')).status, 200);
    assert.equal(
      (await send('materials', [{ number: 'side', descriptions: { es: 'x' }, unit: 'PZA' }]))
        .status,
      200,
    );
    // Those who wait look now and then; they hold none.
    await eventually(() => (running.connection.knex.client.pool.numUsed() as number) <= 2);
    done.resolve();
    await elsewhere;
    const answers = await Promise.all(batches);
    assert.ok(answers.some(({ status }) => status === 200));
    assert.ok(answers.every(({ status }) => status === 200 || status === 503));
  });
});

describe('what was acknowledged can be seen', () => {
  const statementOf = async (customer: string) => {
    const staff = await signIn(running.url, 'grupo');
    return askStatement(staff, { customer, company: 'SM02' });
  };

  test('documents of a company that the customer’s record does not list, or lists no longer', async () => {
    await send('companies', [
      { code: 'SM02', legalName: 'Dos', currency: 'MXN', timeZone: 'America/Mexico_City' },
    ]);
    const whole = { number: '0001002945', name: 'Ferretería del Centro' };
    assert.equal((await statementOf('1002945')).status, 404);
    await send('open-items', [
      openItem('dos', { company: 'SM02', date: '2026-01-01', dueDate: '2026-02-01' }),
    ]);
    assert.equal((await statementOf('1002945')).body.sections[0]?.figures.total, '100.00');
    const listed = { company: 'SM02', creditLimit: '500' };
    await send('customers', [{ ...whole, companies: [listed] }]);
    assert.equal((await statementOf('1002945')).body.sections[0]?.figures.limit, '500.00');
    await send('customers', [{ ...whole, companies: [] }]);
    const { sections } = (await statementOf('1002945')).body;
    assert.deepEqual([sections[0]?.figures.total, sections[0]?.figures.limit], ['100.00', null]);
  });

  test('and a batch of nothing but dangling references makes nothing newer', async () => {
    await running.sql(`delete from sync_state where entity = 'addresses'`);
    const { body } = await send('addresses', [{ customer: 'nobody', code: 'A' }]);
    assert.equal(body.results[0]?.status, 'invalid');
    assert.deepEqual(await running.sql(`select 1 from sync_state where entity = 'addresses'`), []);
  });

  test('a code of ours that was mapped to another means itself again without the map', async () => {
    await send('status-map', [{ entity: 'order', code: 'released', status: 'completed' }]);
    await send('orders', [order('mapped', { status: 'released' })]);
    const status = async () =>
      (
        await running.sql<{ status: string }>(
          `select status from orders where number_key = 'MAPPED'`,
        )
      )[0]?.status;
    assert.equal(await status(), 'completed');
    await send('status-map', [{ entity: 'order', code: 'released', deleted: true }]);
    assert.equal(await status(), 'released');
  });

  test('materials by numbers with other leading zeros', async () => {
    await send('materials', [
      { number: '91827364', descriptions: { es: 'Bisagra 007' }, unit: 'PZA' },
      { number: '000000000081726354', descriptions: { es: 'Ñandú de acero' }, unit: 'PZA' },
    ]);
    const api = await signIn(running.url, 'todo');
    const found = async (search: string) =>
      (
        await api<{ items: { number: string }[] }>(
          `GET /materials?search=${encodeURIComponent(search)}`,
        )
      ).body.items.map(({ number }) => number);
    for (const search of ['091827364', '000000000091827364', '91827364', '007', '7 bisagra'])
      assert.deepEqual(await found(search), ['91827364'], search);
    for (const search of ['0081726354', '81726354', 'nandu', 'ÑANDÚ'.normalize('NFD')])
      assert.deepEqual(await found(search), ['000000000081726354'], search);
  });

  test('fiscal documents with ids as long as they are', async () => {
    const fiscalId = 'a1'.repeat(48);
    const { body } = await send('open-items', [openItem('cufe', { fiscalId })]);
    assert.equal(body.results[0]?.status, 'created');
  });
});
