import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { brands } from '../../demo/brands.ts';
import { AccessActs } from './access-acts.ts';
import { visit } from './browser.ts';
import { ledger } from './ledger.ts';
import { theatre } from './theatre.ts';

const { password } = brands[0]!;

/** What the example's server signs for its user, as its page gets it. */
async function assertion(): Promise<string> {
  const response = await fetch(
    theatre.stage.example.replace('intranet.localhost', '127.0.0.1') + '/portal-token',
  );
  return ledger.secret('assertion', await response.text());
}

test('a host whose users are signed in shows their orders without a login, and nothing else', async () => {
  const { page, faults } = await visit(theatre.context, theatre.stage.example);
  const acts = new AccessActs(page, 'es');
  await acts.open();
  await page.reload();
  await acts.openers.first().waitFor();
  await page.evaluate(() => {
    const config = document.querySelector('portal-config');
    for (const name of ['login', 'account'])
      config?.append(document.createElement(`portal-${name}`));
  });
  await acts.account.getByText(acts.word('account', 'host_title')).waitFor();
  assert.equal(await acts.account.getAttribute('data-state'), 'forbidden');
  // Whoever signs out is not signed in again unasked, and may come in by a password.
  await acts.signOut();
  await page.evaluate(() => (document.querySelector('portal-login') as Refreshing).refresh());
  await acts.signedOut();
  await acts.signIn('compras.norte', password);
  await acts.account.getByText(acts.word('account', 'profile')).waitFor();
  await acts.search();
  assert.deepEqual(faults, []);
  await page.close();
});

type Refreshing = HTMLElement & { refresh(): Promise<void> };

test('the word of a host is taken in its own site only, and once', async () => {
  const { portalUrl, sites } = theatre.stage;
  const exchange = (page: Page, token: string) =>
    page.evaluate(
      async ([url, body]) => {
        const headers = { 'Content-Type': 'application/json', 'Portal-Tenant': 'aqua' };
        const response = await fetch(url!, { method: 'POST', body: body!, headers });
        return `${response.status} ${(await response.json()).code ?? ''}`.trim();
      },
      [
        `${portalUrl}/api/v1/host-sessions`,
        JSON.stringify({ assertion: token, delivery: 'bearer' }),
      ] as const,
    );
  const { page } = await visit(theatre.context, `${sites.aqua}/portal`);
  const token = await assertion();
  assert.equal(await exchange(page, token), '401 assertion_refused', 'of another site');
  await page.goto(theatre.stage.example);
  await new AccessActs(page, 'es').openers.first().waitFor();
  assert.equal(await exchange(page, token), '201');
  assert.equal(await exchange(page, token), '401 assertion_refused', 'a second time');
  await page.close();
});

test('where the word of a host is refused, the page says so, and the form signs in', async () => {
  const { page } = await visit(theatre.context, `${theatre.stage.sites.pages}/both`);
  const acts = new AccessActs(page.locator('#aqua'), 'es');
  await acts.loginField.waitFor();
  await page.evaluate(
    (token) => {
      const config = document.querySelector('#aqua') as Element & { getSession?: unknown };
      config.getSession = async () => token;
    },
    await assertion(),
  );
  await acts.reads('error', 'assertion_refused');
  await acts.signIn('compras.norte', password);
  await acts.search();
  await page.close();
});
