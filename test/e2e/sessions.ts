import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiBase } from '#contract/limits';
import { brands } from '../../demo/brands.ts';
import { eventually } from '../support/eventually.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { nothing, readable } from './readable.ts';
import { theatre } from './theatre.ts';

const [aqua, zambe] = brands as [(typeof brands)[0], (typeof brands)[0]];

const browsers = [
  ['blocks', false],
  ['allows', true],
] as const;

for (const [does, kept] of browsers) {
  test(`a browser that ${does} third-party cookies: the session outlives a reload, in a cookie no script reads`, async () => {
    const context = await theatre.profile(kept);
    const { page, faults } = await visit(context, `${theatre.stage.sites.aqua}/portal`);
    const acts = new Acts(page, 'es');
    await acts.signIn('direccion', aqua.password);
    const cookies = await context.cookies();
    assert.ok(cookies.length > 0);
    for (const { name, httpOnly, secure, sameSite } of cookies)
      assert.deepEqual([httpOnly, secure, sameSite], [true, true, 'None'], name);
    for (let times = 0; times < 2; times += 1) {
      await page.reload();
      await acts.signOutButton.waitFor();
    }
    await acts.search();
    assert.deepEqual(await readable(page), nothing);
    assert.deepEqual(faults, []);
    await page.close();
  });

  test(`a browser that ${does} third-party cookies: where ours is dropped, the session lives in memory and ends with the page`, async () => {
    const context = await theatre.profile(kept);
    const { page, faults } = await visit(context, `${theatre.stage.sites.aqua}/portal`);
    const acts = new Acts(page, 'es');
    theatre.stage.dropCookies = true;
    try {
      await acts.signIn('direccion', aqua.password);
    } finally {
      theatre.stage.dropCookies = false;
    }
    assert.deepEqual(await context.cookies(), []);
    await acts.search();
    await acts.open();
    assert.deepEqual(await readable(page), nothing);
    await page.reload();
    await acts.signedOut();
    assert.deepEqual(faults, []);
    await page.close();
  });

  test(`a browser that ${does} third-party cookies: signing out in one tab signs the other out`, async () => {
    const address = `${theatre.stage.sites.aqua}/portal`;
    const context = await theatre.profile(kept);
    const first = await visit(context, address);
    const one = new Acts(first.page, 'es');
    await one.signIn('direccion', aqua.password);
    const second = await visit(context, address);
    const other = new Acts(second.page, 'es');
    await other.search();
    await one.signOut();
    await other.signedOut();
    assert.equal(await other.openers.count(), 0);
    await first.page.close();
    await second.page.close();
  });
}

test('a session that is closed elsewhere is signed in to over the list, which then finds what was typed', async () => {
  const { page, faults } = await visit(theatre.context, `${theatre.stage.sites.aqua}/portal`);
  const acts = new Acts(page, 'es');
  await acts.signIn('direccion', aqua.password);
  await acts.search();
  await acts.searchField.fill('no hay tal pedido');
  const submit = acts.orders.getByRole('button', { name: acts.word('orders', 'submit') });
  await closeElsewhere();
  await submit.click();
  const dialog = page.getByRole('dialog', { name: acts.word('session', 'title') });
  await dialog.getByText(acts.word('session', 'ended')).waitFor();
  const password = dialog.getByLabel(acts.word('login', 'password'), { exact: true });
  assert.equal(await dialog.getByRole('textbox').first().inputValue(), 'direccion');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await acts.searchField.inputValue(), 'no hay tal pedido');
  await submit.click();
  await password.fill(aqua.password);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await acts.state('empty');
  assert.equal(await acts.searchField.inputValue(), 'no hay tal pedido');
  assert.deepEqual(
    faults.filter((fault) => !fault.includes('401')),
    [],
  );
  await page.close();
});

test('two minutes before the end the page warns, and the session goes on where the reader says so', async () => {
  const { page, faults } = await visit(theatre.context, `${theatre.stage.sites.aqua}/portal`);
  await page.clock.install();
  const acts = new Acts(page, 'es');
  await page.reload();
  await acts.signIn('direccion', aqua.password);
  await acts.search();
  const warning = page.getByRole('region', { name: acts.word('session', 'ending') });
  await page.clock.fastForward('26:30');
  assert.equal(await warning.count(), 0);
  await page.clock.fastForward('00:45');
  await page.clock.runFor(1_000);
  await warning.waitFor();
  assert.equal(await warning.count(), 1, 'one for all elements of the page');
  await warning.getByRole('button', { name: acts.word('session', 'stay') }).click();
  await warning.waitFor({ state: 'detached' });
  await acts.search();
  assert.deepEqual(faults, []);
  await page.close();
});

/** Somebody with the same password closes all other sessions of the person. */
async function closeElsewhere(): Promise<void> {
  const context = await theatre.newcomer();
  const { page } = await visit(context, `${theatre.stage.sites.aqua}/portal`);
  const credentials = { login: 'direccion', password: aqua.password, delivery: 'bearer' };
  const status = await page.evaluate(
    async ([api, body]) => {
      const headers = { 'Portal-Tenant': 'aqua', 'Content-Type': 'application/json' };
      const opened = await fetch(`${api}/sessions`, { method: 'POST', headers, body });
      const { token } = (await opened.json()) as { token: string };
      const all = { ...headers, Authorization: `Bearer ${token}` };
      return (await fetch(`${api}/me/sessions`, { method: 'DELETE', headers: all })).status;
    },
    [theatre.stage.portalUrl + apiBase, JSON.stringify(credentials)] as const,
  );
  assert.equal(status, 204);
  await context.close();
}

test('two tenants in one page neither share a session nor end each other’s', async () => {
  const { page, faults } = await visit(theatre.context, `${theatre.stage.sites.pages}/both`);
  const water = new Acts(page.locator('#aqua'), 'es');
  const market = new Acts(page.locator('#zambe'), 'pt');
  await water.signIn('direccion', aqua.password);
  await market.state('signed-out');
  await market.signIn('diretoria', zambe.password);
  await water.search();
  await market.search();
  const background = (acts: Acts) =>
    acts.login
      .getByRole('button')
      .first()
      .evaluate((element) => getComputedStyle(element).fontFamily);
  assert.notEqual(await background(water), await background(market), 'each in its own look');
  await water.signOut();
  await page.reload();
  await water.signedOut();
  await market.search();
  assert.deepEqual(faults, []);
  await page.close();
});

test('while the server is away an error offers another try, which works once it is back', async () => {
  const { page } = await visit(theatre.context, `${theatre.stage.sites.aqua}/portal`);
  const acts = new Acts(page, 'es');
  const retry = acts.orders.getByRole('button', { name: acts.word('common', 'retry') });
  await acts.signIn('direccion', aqua.password);
  await acts.search();
  await theatre.stage.stop();
  try {
    await acts.orders.getByRole('button', { name: acts.word('orders', 'submit') }).click();
    await acts.state('error');
    await acts.orders.getByText(acts.word('error', 'offline')).waitFor();
    let failed = 0;
    page.on('requestfailed', (request) => {
      if (new URL(request.url()).pathname.endsWith('/orders')) failed++;
    });
    await retry.click();
    // What is read is asked for once more by itself: the second must not reach the server that is back.
    await eventually(() => failed >= 2, 'The try was not given up');
    await acts.state('error');
  } finally {
    await theatre.stage.resume();
  }
  await retry.click();
  await acts.openers.first().waitFor();
  await acts.state('ready');
  await page.close();
});

test('a page opened while the server is away recovers by itself after a press', async () => {
  // The scripts come from the browser's cache, as they do for somebody who was here before.
  const { page } = await visit(theatre.context, `${theatre.stage.sites.aqua}/portal`);
  const acts = new Acts(page, 'es');
  await acts.signedOut();
  await page.route(`${theatre.stage.portalUrl}/api/**`, (route) =>
    route.abort('connectionrefused'),
  );
  await page.reload();
  const retry = acts.login.getByRole('button', { name: acts.word('common', 'retry') });
  await retry.waitFor();
  await acts.state('error');
  await page.unroute(`${theatre.stage.portalUrl}/api/**`);
  await retry.click();
  await acts.signedOut();
  await page.close();
});
