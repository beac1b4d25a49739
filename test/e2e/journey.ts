import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import { brands } from '../../demo/brands.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { nothing, readable } from './readable.ts';
import { openThirdParty } from './stage.ts';
import { theatre } from './theatre.ts';

const [aqua, zambe] = brands as [(typeof brands)[0], (typeof brands)[0]];

/** What a third party in a page gets back of the cookie it has just set. */
async function thirdPartyCookie(context: BrowserContext): Promise<string> {
  const control = await openThirdParty();
  const { page } = await visit(context, control.url);
  const party = control.url.replace('page.', 'party.');
  const ask = () =>
    page.evaluate(
      async (url) => (await fetch(url, { credentials: 'include' })).text(),
      `${party}cookie`,
    );
  await ask();
  const answer = await ask();
  await page.close();
  await control.close();
  return answer;
}

test('third-party cookies are blocked in the browser of these tests', async () => {
  assert.equal(await thirdPartyCookie(theatre.context), '');
  assert.equal(await thirdPartyCookie(await theatre.profile(false)), '');
});

for (const [brand, language, login] of [
  [aqua, 'es', 'direccion'],
  [zambe, 'pt', 'diretoria'],
] as const) {
  test(`${brand.slug}, ${language}: from signing in to signing out in a foreign page`, async () => {
    const site = theatre.stage.sites[brand.slug];
    const context = await theatre.profile(false);
    const { page, faults, origins } = await visit(context, `${site}/portal`);
    const acts = new Acts(page, language);
    await acts.state('signed-out');

    await acts.signIn(login, brand.password);
    await acts.search();
    const listed = await acts.openers.first().getAttribute('data-record');
    await page.reload();
    await acts.signOutButton.waitFor();
    await acts.search();
    assert.equal(await acts.openers.first().getAttribute('data-record'), listed);

    const number = await acts.open(acts.openerOf('concluded'));
    await acts.tab('invoices').click();
    const expander = acts.orders.locator('[aria-expanded]').first();
    await expander.click();
    assert.equal(await expander.getAttribute('aria-expanded'), 'true');
    await acts.orders.locator('[id^="lines-"] table').waitFor();
    await acts.tab('items').click();
    assert.equal(await acts.tab('items').getAttribute('aria-selected'), 'true');

    await acts.back.click();
    await acts.orders.getByText(number, { exact: true }).waitFor();
    assert.deepEqual(await readable(page), nothing);
    await acts.signOut();
    await page.reload();
    await acts.signedOut();

    assert.deepEqual([...origins].toSorted(), [site, theatre.stage.portalUrl].toSorted());
    assert.deepEqual(faults, []);
    await page.close();
  });
}

test('a wrong password is told without a word about which part was wrong', async () => {
  const { page } = await visit(theatre.context, `${theatre.stage.sites.aqua}/portal`);
  const acts = new Acts(page, 'es');
  for (const login of ['direccion', 'nobody-at-all']) {
    await acts.loginField.fill(login);
    await acts.passwordField.fill('not the password');
    await acts.login.getByRole('button', { name: acts.word('login', 'submit') }).click();
    await acts.login
      .locator('[part="notice"]')
      .getByText(acts.word('error', 'wrong_credentials'))
      .waitFor();
    assert.equal(await acts.loginField.inputValue(), login, 'what was typed stays');
  }
  await page.close();
});

test('who has no permission is told so, and can sign out', async () => {
  const { page, faults } = await visit(theatre.context, `${theatre.stage.sites.zambe}/portal`);
  const acts = new Acts(page, 'pt');
  await acts.signIn('sem.permissao', zambe.password);
  await acts.state('forbidden');
  await acts.orders.getByText(acts.word('common', 'forbidden_title')).waitFor();
  await acts.signOut();
  assert.deepEqual(faults, []);
  await page.close();
});

test('a browser that allows third-party cookies signs in and out just the same', async () => {
  const context = await theatre.profile(true);
  const control = await thirdPartyCookie(context);
  assert.equal(control, 'control=1', 'the control means something');
  const { page, faults } = await visit(context, `${theatre.stage.sites.zambe}/portal`);
  const acts = new Acts(page, 'pt');
  await acts.signIn('diretoria', zambe.password);
  await page.reload();
  await acts.signOutButton.waitFor();
  await acts.signOut();
  assert.deepEqual(faults, []);
  await page.close();
});
