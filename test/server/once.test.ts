// What a person sends once, however often it arrives: the key of a form, its answer, and whose it is.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import Router from '@koa/router';
import Koa from 'koa';
import pino from 'pino';
import { z } from 'zod';
import { defineEndpoints } from '#contract/endpoint';
import type { Problem } from '#contract/errors';
import { apiBase } from '#contract/limits';
import { createScope } from '../../server/db/scope.ts';
import { AppError } from '../../server/http/app-error.ts';
import { createCursorSeal } from '../../server/http/cursor.ts';
import { createGate } from '../../server/http/gate.ts';
import { sweepIdempotency } from '../../server/http/idempotency.ts';
import { mount } from '../../server/http/mount.ts';
import { door } from '../../server/http/door.ts';
import { problems } from '../../server/http/problems.ts';
import { createApi, refusal, visitor, type Api } from '../support/api.ts';
import { password, type Slug } from '../support/fixtures.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

const response = z.object({ number: z.number(), at: z.string() });
const endpoints = defineEndpoints({
  'POST /once/:id': {
    permission: 'signed-in',
    summary: 'x',
    params: z.object({ id: z.string() }),
    body: z.strictObject({ text: z.string(), refuse: z.boolean().default(false) }),
    response,
    status: 201,
    errors: [],
    once: true,
    audit: 'orders.exported',
  },
  'DELETE /once': {
    permission: 'signed-in',
    summary: 'x',
    response: 'nothing',
    errors: [],
    once: true,
    audit: 'none',
  },
});

let running: TestPortal;
let url: string;
let acted = 0;
let server: ReturnType<typeof createServer>;
before(async () => {
  running = await startPortal();
  const router = new Router({ prefix: apiBase });
  const inScope = createScope(running.connection);
  const gate = createGate(inScope, running.url, createCursorSeal(Buffer.alloc(32)));
  mount(
    router,
    endpoints,
    {
      'POST /once/:id': async ({ db, body, audit }) => {
        acted++;
        await audit(db, { record: body.text });
        if (body.refuse) throw new AppError('not_found');
        return { number: acted, at: new Date().toISOString() };
      },
      'DELETE /once': async () => void acted++,
    },
    gate,
  );
  const app = new Koa()
    .use(
      problems(
        pino({ level: 'silent' }),
        () => {},
        async () => {},
      ),
    )
    .use(door)
    .use(router.routes());
  server = createServer(app.callback()).listen(0);
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(async () => {
  server.close();
  await running.close();
});

/** Somebody who is signed in, as the endpoints of this file see it. */
async function person(login: string, slug: Slug = 'norte'): Promise<Api> {
  const { status, body } = await visitor(running.url, slug)<{ token: string }>('POST /sessions', {
    body: { login, password, delivery: 'bearer' },
  });
  assert.equal(status, 201);
  return createApi(url, { 'Portal-Tenant': slug, Authorization: `Bearer ${body.token}` });
}

type Made = z.output<typeof response>;
const send = (api: Api, key: string, text = 'a', more = {}) =>
  api<Made>('POST /once/1', { headers: { 'Idempotency-Key': key }, body: { text, ...more } });
const audits = async (record: string) =>
  (
    await running.sql<{ count: number }>(
      `select count(*)::int as count from audit_events where record = '${record}'`,
    )
  )[0]!.count;

describe('what counts once', () => {
  test('wants a key, a UUID, and says so before the body is looked at', async () => {
    const ana = await person('todo');
    for (const [key, rule] of [
      ['', 'required'],
      ['one', 'format'],
    ] as const)
      assert.equal(
        refusal(await send(ana, key)),
        `400 invalid_input headers.idempotency-key: ${rule}`,
      );
  });

  test('is answered the second time as the first, and acts and is written down once', async () => {
    const ana = await person('todo');
    const key = randomUUID();
    const first = await send(ana, key, 'first');
    assert.equal(first.status, 201);
    const before = acted;
    const again = await send(ana, key, 'first');
    assert.deepEqual([again.status, again.body], [201, first.body]);
    assert.equal(acted, before);
    assert.equal(await audits('first'), 1);
  });

  test('goes by what is asked, not by the order of its names', async () => {
    const ana = await person('todo');
    const key = randomUUID();
    const first = await send(ana, key, 'b');
    const turned = await ana<Made>('POST /once/1', {
      headers: { 'Idempotency-Key': key },
      body: { refuse: false, text: 'b' },
    });
    assert.deepEqual(turned.body, first.body);
    assert.equal(refusal(await send(ana, key, 'c')), '422 idempotency_mismatch');
    const elsewhere = await ana('POST /once/2', {
      headers: { 'Idempotency-Key': key },
      body: { text: 'b' },
    });
    assert.equal(refusal(elsewhere), '422 idempotency_mismatch');
    const other = await ana('DELETE /once', { headers: { 'Idempotency-Key': key } });
    assert.equal(refusal(other), '422 idempotency_mismatch');
  });

  test('acts once when it arrives 30 times at the same moment, with a body and without', async () => {
    const ana = await person('todo');
    const before = acted;
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 30 }, () => send(ana, key, 'rush')));
    assert.deepEqual(
      new Set(answers.map(({ status, body }) => `${status} ${body.number} ${body.at}`)).size,
      1,
    );
    assert.equal(answers[0]!.status, 201);
    assert.equal(await audits('rush'), 1);
    const without = { headers: { 'Idempotency-Key': randomUUID() } };
    const gone = await Promise.all(Array.from({ length: 30 }, () => ana('DELETE /once', without)));
    assert.deepEqual(new Set(gone.map(({ status }) => status)), new Set([204]));
    const [kept] = await running.sql<{ count: number }>(
      `select count(*)::int as count from idempotency_keys where key = '${without.headers['Idempotency-Key']}'`,
    );
    assert.equal(kept!.count, 1);
    // What gave its transaction up acted and left nothing; no more than that.
    assert.ok(acted >= before + 2);
  });

  test('leaves its key free where it was refused', async () => {
    const ana = await person('todo');
    const key = randomUUID();
    assert.equal(refusal(await send(ana, key, 'd', { refuse: true })), '404 not_found');
    assert.equal((await send(ana, key, 'd, put right')).status, 201);
  });

  test('is kept beyond the session, for the same person of the same customer alone', async () => {
    const key = randomUUID();
    const first = await send(await person('todo'), key, 'e');
    assert.deepEqual((await send(await person('todo'), key, 'e')).body, first.body);
    for (const other of [await person('vecino'), await person('todo', 'sul')]) {
      const { status, body } = await send(other, key, 'e');
      assert.equal(status, 201);
      assert.notEqual(body.number, first.body.number);
    }
  });

  test('is not read by whoever was moved to another customer', async () => {
    const key = randomUUID();
    await send(await person('vecino'), key, 'f');
    const whose = `id in (select owner_id from idempotency_keys where key = '${key}')`;
    const [contact] = await running.sql<{ id: string; customer: string }>(
      `select id, customer_id as customer from contacts where ${whose}`,
    );
    const move = (to: string) =>
      running.sql(`update contacts set customer_id = (${to}) where id = '${contact!.id}'`);
    await move(`select id from customers where id <> '${contact!.customer}' limit 1`);
    try {
      const { status, body } = await send(await person('vecino'), key, 'f');
      assert.deepEqual([status, (body as unknown as Problem).code], [422, 'idempotency_mismatch']);
    } finally {
      await move(`'${contact!.customer}'`);
    }
  });

  test('is kept for seven days', async () => {
    const ana = await person('todo');
    const key = randomUUID();
    const first = await send(ana, key, 'g');
    const age = (days: string) =>
      running.sql(
        `update idempotency_keys set kept_until = kept_until - interval '${days}' where key = '${key}'`,
      );
    const sweepNow = async () => {
      const inScope = createScope(running.connection);
      const [tenant] = await running.sql<{ id: string }>(
        `select id from tenants where slug = 'norte'`,
      );
      await inScope({ tenantId: tenant!.id }, sweepIdempotency);
    };
    await age('6 days 23 hours');
    await sweepNow();
    assert.deepEqual((await send(ana, key, 'g')).body, first.body);
    await age('2 hours');
    assert.notDeepEqual((await send(ana, key, 'g')).body, first.body);
    await age('8 days');
    await sweepNow();
    const left = await running.sql(`select 1 from idempotency_keys where key = '${key}'`);
    assert.deepEqual(left, []);
  });
});
