// What the server says of itself to whoever asks from anywhere: its first page, its documentation, the playground's
// page, and what `portico doctor` reads.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Diagnosis } from '#contract/doctor-words';
import { hostOrigin } from '../support/fixtures.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
before(async () => (running = await startPortal({ publicUrl: 'https://portal.example/base' })));
after(() => running?.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${running.url}/base${path}`, { headers });
const diagnose = async (query: string, headers: Record<string, string> = {}) => {
  const response = await get(`/diagnosis.json${query}`, headers);
  return { response, said: (await response.json()) as Diagnosis };
};

describe('the first page', () => {
  test('has the snippet with the own address, the health and the way to the documentation, in each language', async () => {
    for (const [language, word] of [
      ['es', 'Base de datos'],
      ['pt', 'Banco de dados'],
      ['en', 'Database'],
    ] as const) {
      const response = await get('/', { 'Accept-Language': language });
      const text = await response.text();
      assert.equal(response.status, 200);
      assert.match(text, new RegExp(`<html lang="${language}">`));
      assert.ok(text.includes(word), language);
      assert.ok(text.includes('src=&quot;https://portal.example/base/embed.js&quot;'));
      assert.ok(text.includes('script-src https://portal.example;'));
      assert.match(
        response.headers.get('Content-Security-Policy')!,
        /^default-src 'none'; style-src 'sha256-/,
      );
      // Nothing of who is a tenant here.
      assert.doesNotMatch(text, /norte|sul\b/);
      for (const [, path] of text.matchAll(
        /href="https:\/\/portal\.example\/base(\/(?:docs\/[^"]+|llms\.txt))"/g,
      )) {
        const page = await get(path!);
        assert.equal(page.status, 200, path);
        assert.match(page.headers.get('Content-Type')!, /^text\/plain/);
      }
      assert.match(text, /docs\/embedding\.md/);
    }
  });

  test('gives no other file away', async () => {
    for (const path of [
      '/docs/generate.ts',
      '/docs/../package.json',
      '/docs/%2e%2e/package.json',
      '/docs/',
    ])
      assert.equal((await get(path)).status, 404, path);
  });

  test('leads to the playground, a page under a strict policy', async () => {
    const response = await get('/playground');
    assert.match(
      await response.text(),
      /src="https:\/\/portal\.example\/base\/v[\d.]+\/playground\.js"/,
    );
    assert.match(
      response.headers.get('Content-Security-Policy')!,
      /require-trusted-types-for 'script'/,
    );
  });
});

describe('the diagnosis', () => {
  test('tells any page of the tenant, the own origin, the clock and the version', async () => {
    const { response, said } = await diagnose('?tenant=norte', { Origin: hostOrigin.norte });
    assert.deepEqual([said.tenant, said.origin, said.cookie], ['known', 'listed', false]);
    assert.equal(said.address, 'https://portal.example/base');
    assert.ok(Math.abs(Date.parse(said.time) - Date.now()) < 60_000);
    assert.deepEqual(said.sections.orders, ['orders.view']);
    assert.equal(response.headers.get('Access-Control-Allow-Origin'), hostOrigin.norte);
    assert.match(response.headers.get('Vary')!, /Origin/);
    const [cookie] = response.headers.getSetCookie();
    assert.match(cookie!, /^__Host-portal-probe=.*Secure; HttpOnly; SameSite=None; Partitioned/);
    const again = await diagnose('?tenant=norte', { Cookie: cookie!.split(';')[0]! });
    assert.deepEqual([again.said.origin, again.said.cookie], ['none', true]);
  });

  test('lets a page that is not listed read that it is not', async () => {
    for (const [query, tenant] of [
      ['?tenant=norte', 'known'],
      ['?tenant=otra', 'unknown'],
      ['?tenant=%00%27', 'unknown'],
      ['', 'missing'],
      ['?tenant=norte&tenant=sul', 'missing'],
    ] as const) {
      const { response, said } = await diagnose(query, { Origin: hostOrigin.sul });
      assert.deepEqual([said.tenant, said.origin], [tenant, 'unlisted'], query);
      assert.equal(response.headers.get('Access-Control-Allow-Origin'), hostOrigin.sul);
    }
    // A page without an origin of its own gets no credentials with it.
    const { response } = await diagnose('?tenant=norte', { Origin: 'null' });
    assert.equal(response.headers.get('Access-Control-Allow-Origin'), '*');
    assert.equal(response.headers.get('Access-Control-Allow-Credentials'), null);
  });

  test('says nothing of whoever is signed in, nor anything of a tenant but that it is there', async () => {
    const { said } = await diagnose('?tenant=norte');
    assert.deepEqual(Object.keys(said).toSorted(), [
      'address',
      'cookie',
      'origin',
      'sections',
      'tenant',
      'time',
      'version',
    ]);
  });
});
