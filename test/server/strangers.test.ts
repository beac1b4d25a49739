// No text of a stranger is the key of something that lives.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { visitor } from '../support/api.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { queriesOfRequests } from '../support/queries.ts';
import { heldMegabytes, sendStrangers, strangers } from '../support/strangers.ts';

let running: TestPortal;
before(async () => {
  running = await startPortal({ proxies: 1 });
});
after(() => running.close());

test('the heap stays flat whatever strangers put into headers, cookies, paths, parameters and fields', async () => {
  // What is loaded and compiled with the first of each kind is not theirs.
  await sendStrangers(running.url, 'norte', { each: 4 });
  const start = heldMegabytes();
  let before = start;
  const grown: [kind: string, megabytes: number][] = [];
  await sendStrangers(running.url, 'norte', { each: 50 }, (kind, statuses) => {
    assert.ok(
      statuses.every((status) => status >= 200 && status < 500),
      `${kind}: ${[...new Set(statuses)]}`,
    );
    const now = heldMegabytes();
    if (now - before > 1) grown.push([kind, now - before]);
    before = now;
  });
  assert.ok(Object.keys(strangers).length >= 30);
  assert.ok(
    before - start < 3,
    `${(before - start).toFixed(1)} MB, of them ${JSON.stringify(grown)}`,
  );
});

test('a text that cannot be a tenant is none, and nothing is asked of the database', async () => {
  const queries = queriesOfRequests(running);
  for (const slug of [
    'Norte',
    'no rte',
    `n${'o'.repeat(60)}`,
    '-norte',
    '__proto__',
    'norte\u00e9',
  ]) {
    const { status, body } = await visitor(running.url)<{ code: string }>('GET /portal', {
      headers: { 'Portal-Tenant': slug },
    });
    assert.deepEqual([status, body.code], [400, 'unknown_tenant'], slug);
  }
  assert.deepEqual(queries, []);
  await visitor(running.url)('GET /portal', { headers: { 'Portal-Tenant': 'nowhere' } });
  assert.ok(queries.length > 0, 'what a request asks is seen');
});
