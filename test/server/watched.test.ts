// Who took what, who looked at whom, and who used how much: the audit log, the log, and the allowances.
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { Endpoint } from '#contract/endpoint';
import { endpoints } from '#contract/index';
import { isKeyPermission, staffPermissions } from '#contract/permissions';
import { createTokenBuckets } from '../../server/work/token-bucket.ts';
import { createApi, refusal, signIn, visitor, type Api } from '../support/api.ts';
import { hostOrigin } from '../support/fixtures.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { queriesOfRequests } from '../support/queries.ts';
import { staffSession } from '../support/staff.ts';

const all = Object.entries(endpoints) as [string, Endpoint][];
const token = 'a token of metrics';
let running: TestPortal;
let person: Api;
let staff: Api;
const lines: Record<string, unknown>[] = [];
before(async () => {
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      for (const line of String(chunk).split('\n').filter(Boolean)) lines.push(JSON.parse(line));
      done();
    },
  });
  running = await startPortal({ logger: pino({}, stream), proxies: 1, metricsToken: token });
  person = await signIn(running.url, 'todo');
  staff = await staffSession(running, 'ejecutiva', {
    permissions: [
      ...staffPermissions,
      'orders.view',
      'orders.export',
      'invoices.view',
      'invoices.xml',
      'prices.view',
      'prices.export',
      'statement.view',
      'statement.export',
    ],
    customers: ['1002945', '1002946'],
  });
});
after(() => running.close());

type Row = { event: string; actor: string; record: string | null; once: string | null };
/** What is written down while something is done. */
async function written(work: () => Promise<unknown>): Promise<Row[]> {
  const [before] = await running.sql<{ id: string }>(
    `select coalesce(max(id), 0) as id from audit_events`,
  );
  await work();
  return running.sql<Row>(
    `select event, actor_kind as actor, record, once from audit_events where id > ${before!.id} order by id`,
  );
}

describe('a file that leaves', () => {
  test('is written down and charged, at every endpoint that sends one to whom is known', () => {
    const files = all.filter(
      ([, { response, permission }]) =>
        typeof response === 'object' && 'file' in response && permission !== 'public',
    );
    assert.ok(files.length >= 8);
    for (const [key, { audit, cost }] of files) {
      assert.ok(audit && audit !== 'none', `${key} names no audit event`);
      assert.ok(cost, `${key} names no cost`);
    }
  });

  test('has a row that says whose, what and by whom; one that was refused has none', async () => {
    const [file] = await running.sql<{ id: string }>(
      `select f.id from fiscal_files f join customers k on k.id = f.customer_id
       where k.number = '0001002945' and f.kind = 'xml'`,
    );
    const { body } = await person<{ id: string }>('POST /statements', {
      body: { company: 'SM01' },
    });
    const cases: [string, string, string | null][] = [
      [`GET /fiscal-files/${file!.id}/xml`, 'fiscal_files.downloaded', file!.id],
      [`GET /statements/${body.id}/pdf?locale=es`, 'statement.downloaded', body.id],
      [`GET /statements/${body.id}/xlsx?locale=es`, 'statement.downloaded', body.id],
      ['GET /exports/orders?locale=es', 'orders.exported', null],
      ['GET /exports/orders/xlsx?locale=es', 'orders.exported', null],
      ['GET /exports/prices/csv?locale=es', 'prices.exported', null],
      ['GET /exports/prices/xlsx?locale=es', 'prices.exported', null],
    ];
    for (const [key, event, record] of cases) {
      const rows = await written(() => person(key));
      assert.deepEqual(
        rows.map((row) => [row.event, row.actor, row.record]),
        [[event, 'contact', record]],
        key,
      );
    }
    const neighbour = await signIn(running.url, 'vecino');
    const rows = await written(() => neighbour(`GET /fiscal-files/${file!.id}/xml`));
    assert.deepEqual(rows, []);
  });
});

describe('staff that looks at a customer', () => {
  test('is noted at every reading endpoint that shows what is a customer’s', () => {
    const shows = all.filter(
      ([key, { query, response, permission }]) =>
        key.startsWith('GET ') &&
        ((query && 'customer' in query.shape) ||
          (typeof response === 'object' && 'shape' in response && showsCustomer(response))) &&
        !isKeyPermission(permission) &&
        permission !== 'public' &&
        permission !== 'signed-in',
    );
    assert.ok(shows.length >= 10);
    for (const [key, endpoint] of shows)
      assert.ok('look' in endpoint && endpoint.look, `${key} does not say that it is a look`);
  });

  test('has one row for the person, the customer and the hour', async () => {
    const look = () => staff('GET /statements?customer=0001002945');
    const [first, ...more] = await written(async () => {
      await look();
      await look();
      await staff('GET /movements?customer=1002945&company=SM01&from=2026-01-01&to=2026-02-01');
    });
    assert.deepEqual(
      [first?.event, first?.actor, first?.record, more],
      ['customer.looked_at', 'staff', '1002945', []],
    );
    assert.deepEqual(await written(look), []);
    // As if an hour had gone by.
    await running.sql(
      `update audit_events set once = once || ' before ' || id where once is not null`,
    );
    assert.equal((await written(look)).length, 1);
  });

  test('is noted for each customer of a list, and for the one of a document', async () => {
    await running.sql(
      `update audit_events set once = once || ' before ' || id where once is not null`,
    );
    const rows = await written(() => staff('GET /orders?limit=100'));
    assert.deepEqual(rows.map(({ record }) => record).toSorted(), ['1002945', '1002946']);
    await running.sql(
      `update audit_events set once = once || ' before ' || id where once is not null`,
    );
    const [order] = await running.sql<{ id: string }>(
      `select o.id from orders o join customers k on k.id = o.customer_id where k.number = '0001002946'`,
    );
    const found = await written(() => staff(`GET /orders/${order!.id}/invoices`));
    assert.deepEqual(
      found.map(({ record }) => record),
      ['1002946'],
    );
  });

  test('a contact that looks at its own is not noted, and asks no more of the database for it', async () => {
    const queries = queriesOfRequests(running);
    await person('GET /orders');
    assert.ok(queries.length > 0 && !queries.some((text) => text.includes('audit_events')));
  });
});

describe('the log', () => {
  /** The line of the request that was sent last. */
  async function lineOf(work: () => Promise<{ headers: Headers }>) {
    const { headers } = await work();
    const line = lines.find(
      (one) => one.requestId === headers.get('portal-request-id') && one.msg === 'request',
    );
    assert.ok(line);
    return line;
  }

  test('says whose request it was, who asked, and from which network', async () => {
    const from = { 'X-Forwarded-For': '198.51.100.77' };
    const line = await lineOf(() => person('GET /orders?search=secreto', { headers: from }));
    assert.deepEqual(
      [line.tenant, line.actor, line.from, line.status, line.path],
      ['norte', 'contact', '198.51.100.0/24', 200, '/api/v1/orders'],
    );
    assert.match(String(line.actorId), /^[0-9a-f-]{36}$/);
    const refused = await lineOf(() =>
      visitor(running.url)('POST /sessions', {
        body: { login: 'nadie', password: 'mi secreto' },
        headers: { 'X-Forwarded-For': '2001:db8:1:2::3' },
      }),
    );
    assert.deepEqual(
      [refused.tenant, refused.actor, refused.from, refused.status],
      ['norte', 'public', '2001:db8:1::/48', 401],
    );
    assert.doesNotMatch(JSON.stringify(lines), /secreto|198\.51\.100\.77/);
  });

  test('names no tenant that nobody has', async () => {
    for (const slug of ['nadie', 'x'.repeat(5_000)]) {
      const line = await lineOf(() =>
        createApi(running.url, { 'Portal-Tenant': slug })('GET /portal'),
      );
      assert.equal(line.tenant, undefined);
      assert.ok(JSON.stringify(line).length < 600);
    }
    const long = await lineOf(() => person(`GET /orders/${'a'.repeat(5_000)}`));
    assert.ok(JSON.stringify(long).length < 700);
  });
});

describe('an allowance', () => {
  test('is a reserve that flows back, and is forgotten when it is full again', () => {
    let at = 0;
    const buckets = createTokenBuckets({ burst: 3, perSecond: 0.5, now: () => at });
    const takes = (count: number, ...keys: string[]) =>
      Array.from({ length: count }, () => buckets.take(...keys));
    assert.deepEqual(takes(5, 'a'), [0, 0, 0, 2, 2]);
    assert.deepEqual(takes(1, 'b'), [0]);
    assert.deepEqual(takes(1, 'b', 'a'), [2], 'of every key or of none');
    assert.deepEqual(takes(3, 'b'), [0, 0, 2]);
    at += 2_000;
    assert.deepEqual(takes(2, 'a'), [0, 2]);
    for (let i = 0; i < 1_000; i++) buckets.take(`k${i}`);
    assert.equal(buckets.size(), 1_002);
    at += 60_000;
    buckets.take('c');
    assert.equal(buckets.size(), 1);
  });

  test('that one person has used up is told of, and is nobody else’s', async () => {
    const path = `GET /fiscal-files/00000000-0000-4000-8000-000000000000/xml`;
    const grupo = await signIn(running.url, 'grupo');
    const again = await signIn(running.url, 'grupo');
    // At once: one flows back each second.
    const answers = await Promise.all(
      Array.from({ length: 150 }, (_, i) => (i % 2 ? grupo : again)(path)),
    );
    const last = answers.findLast(({ status }) => status === 429);
    assert.ok(last, 'sessions of one person share');
    assert.equal(refusal(last), '429 too_many_requests');
    assert.ok(Number(last.headers.get('retry-after')) >= 1);
    assert.equal(refusal(await person(path)), '404 not_found');
    assert.equal((await grupo('GET /orders')).status, 200, 'what costs little stays open');
  });
});

test('/metrics tells how long the loop was held since it was last asked', async () => {
  const read = async () => {
    const answer = await fetch(`${running.url}/metrics`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    const text = await answer.text();
    const figure = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
    return {
      max: figure('nodejs_eventloop_lag_max_seconds'),
      p99: figure('nodejs_eventloop_lag_p99_seconds'),
      heap: figure('nodejs_heap_size_used_bytes'),
    };
  };
  await read();
  // The monitor counts from its second look on.
  await sleep(100);
  const until = performance.now() + 700;
  while (performance.now() < until);
  const held = await read();
  assert.ok(held.max >= 0.6, String(held.max));
  assert.ok(held.p99 > 0 && held.heap > 10_000_000);
});

test('the API document says what the API is', async () => {
  const { body } = await visitor(running.url)<{ info: { title: string; description: string } }>(
    'GET /openapi.json',
    { headers: { Origin: hostOrigin.norte } },
  );
  assert.equal(body.info.title, 'Pórtico');
  for (const part of ['orders', 'stock', 'prices', 'statements', 'mass sends', 'ERP'])
    assert.ok(body.info.description.includes(part), part);
});

/** Whether an answer, or one of its items, has a customer. */
function showsCustomer(response: Endpoint['response']): boolean {
  const { shape } = response as unknown as {
    shape: Record<string, { element?: { shape?: object } }>;
  };
  return 'customer' in shape || 'customer' in (shape.items?.element?.shape ?? {});
}
