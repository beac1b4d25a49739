import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { brands } from '../../demo/brands.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { isFocused, speak, tabTo } from './keys.ts';
import { theatre } from './theatre.ts';

const { password } = brands[0]!;

test('a host with a Lit and a policy of its own keeps both', async () => {
  const { page, faults } = await visit(theatre.context, `${theatre.stage.sites.pages}/lit`);
  const acts = new Acts(page, 'es');
  await acts.signIn('direccion', password);
  await acts.search();
  await acts.open();
  assert.equal(await page.locator('#own').innerText(), 'Rendered by the host');
  assert.deepEqual(faults, []);
  await page.close();
});

test('another language of the page changes the words and nothing else', async () => {
  const { page, faults } = await visit(theatre.context, `${theatre.stage.sites.aqua}/portal`);
  const spanish = new Acts(page, 'es');
  const portuguese = new Acts(page, 'pt');
  await typeAndSwitch(page, spanish.loginField, portuguese.loginField);
  await speak(page, 'es');
  await spanish.signIn('direccion', password);
  await typeAndSwitch(page, spanish.searchField, portuguese.searchField);
  await portuguese.orders
    .getByRole('button', { name: portuguese.word('orders', 'submit') })
    .waitFor();
  assert.deepEqual(faults, []);
  await page.close();
});

/** Types half a word, switches to Portuguese, and types on without looking. */
async function typeAndSwitch(page: Page, before: Locator, after: Locator): Promise<void> {
  await before.click();
  await page.keyboard.type('dircion');
  for (const _ of 'cion') await page.keyboard.press('ArrowLeft');
  const element = await before.elementHandle();
  await speak(page, 'pt');
  await after.waitFor();
  await page.keyboard.type('ec');
  assert.equal(await after.inputValue(), 'direccion', 'text, focus and caret stay');
  assert.equal(await element?.evaluate((one) => one.isConnected), true, 'the field is the same');
}

test('who is signed in finds no room kept for the form on the pages after the first', async () => {
  const address = `${theatre.stage.sites.zambe}/portal`;
  const { page, faults } = await visit(theatre.context, 'about:blank');
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(address);
  const acts = new Acts(page, 'pt');
  await acts.signIn('diretoria', brands[1]!.password);
  // As in a new tab: nothing is known of the pages before.
  await page.evaluate(() => addEventListener('pagehide', () => sessionStorage.clear()));
  for (const _ of ['the first', 'the second', 'the third']) {
    await page.goto(address);
    await acts.signOutButton.waitFor();
  }
  const [element, card] = await acts.login.evaluate((one: HTMLElement) => [
    one.offsetHeight,
    one.shadowRoot!.querySelector<HTMLElement>('.card')!.offsetHeight,
  ]);
  assert.equal(element, card);
  assert.deepEqual(faults, []);
  await acts.signOut();
  await page.close();
});

test('the address of the page opens an order, and going back closes it', async () => {
  const { page, faults } = await visit(theatre.context, `${theatre.stage.sites.pages}/address`);
  const acts = new Acts(page, 'es');
  await acts.signIn('direccion', password);
  await acts.openers.first().waitFor();
  const id = await acts.openers.first().getAttribute('data-record');
  const number = await acts.open();
  assert.equal(new URL(page.url()).searchParams.get('pedido'), id);
  await page.goBack();
  await acts.openers.first().waitFor();
  assert.equal(new URL(page.url()).search, '');
  await page.goForward();
  assert.equal(await acts.opened(), number);
  await page.goto(`${theatre.stage.sites.pages}/address?pedido=${id}`);
  assert.equal(await acts.opened(), number);
  assert.deepEqual(faults, []);
  await page.close();
});

test('every step by keyboard alone', async () => {
  const { page } = await visit(theatre.context, `${theatre.stage.sites.aqua}/portal`);
  const acts = new Acts(page, 'es');
  const { keyboard } = page;
  await acts.loginField.waitFor();
  await tabTo(page, acts.loginField);
  await keyboard.type('direccion');
  await tabTo(page, acts.passwordField);
  await keyboard.type(password);
  await keyboard.press('Enter');
  await acts.signOutButton.waitFor();
  const date = acts.orders.getByLabel(acts.word('orders', 'date'), { exact: true });
  await tabTo(page, date);
  while ((await date.inputValue()) !== '90d') await keyboard.press('ArrowDown');
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await acts.openers.first().waitFor();
  await tabTo(page, acts.openers.first());
  await keyboard.press('Enter');
  await acts.opened();
  assert.ok(await isFocused(acts.orders.locator('.record-title')), 'the focus follows');
  await tabTo(page, acts.tab('items'));
  await keyboard.press('ArrowRight');
  assert.equal(await acts.tab('invoices').getAttribute('aria-selected'), 'true');
  await tabTo(page, acts.back, 'Shift+Tab');
  await keyboard.press('Enter');
  await acts.openers.first().waitFor();
  assert.ok(await isFocused(acts.openers.first()), 'and finds the way back');
  await page.close();
});

test('without its words an element shows a sign, and tries again', async () => {
  const { page } = await visit(theatre.context, 'about:blank');
  await page.route('**/es.js', (route) => route.abort());
  await page.goto(`${theatre.stage.sites.aqua}/portal`);
  const acts = new Acts(page, 'es');
  await acts.state('error');
  await page.unroute('**/es.js');
  await acts.login.getByRole('button', { name: acts.word('common', 'retry') }).click();
  await acts.loginField.waitFor();
  await page.close();
});

test('nothing in the host page moves, from loading to the list', async () => {
  const { page } = await visit(theatre.context, 'about:blank');
  const loader = `${theatre.stage.portalUrl}/embed.js`;
  await page.route(loader, (route) => route.abort());
  await page.goto(`${theatre.stage.sites.aqua}/portal`);
  const bare = await geometry(page);
  await page.unroute(loader);
  await page.goto(`${theatre.stage.sites.aqua}/portal`);
  const acts = new Acts(page, 'es');
  await acts.signedOut();
  assert.deepEqual(await geometry(page), bare);
  await held(page, 'until the form stands');
  await acts.signIn('direccion', password);
  // Whoever signs in makes the form go, and on a slow machine later than a browser ascribes to the press.
  await page.evaluate(() => ((globalThis as unknown as Shifting).layoutShift = 0));
  await acts.search();
  assert.deepEqual(await geometry(page), bare);
  await held(page, 'from signing in to the list');
  await page.close();
});

async function held(page: Page, when: string): Promise<void> {
  const shift = await page.evaluate(() => (globalThis as unknown as Shifting).layoutShift);
  assert.ok(shift <= 0.01, `layout shift ${when} is ${shift}`);
}
type Shifting = { layoutShift: number };

/** Where the host's own things stand, above and beside the elements. */
function geometry(page: Page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('header, header *, main h1, main h1 + p')].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return [element.localName, x, y + scrollY, width, height];
    }),
  );
}

test('a phone shows cards, and nothing wider than itself', async () => {
  const { page, faults } = await visit(theatre.context, 'about:blank');
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${theatre.stage.sites.zambe}/portal`);
  const acts = new Acts(page, 'pt');
  await acts.signIn('diretoria', brands[1]!.password);
  await acts.search();
  const row = acts.orders.locator('tbody tr').first();
  assert.notEqual(await row.evaluate((one) => getComputedStyle(one).display), 'table-row');
  await fits(page, acts);
  await acts.open(acts.openerOf('concluded'));
  await fits(page, acts);
  await acts.tab('invoices').click();
  await acts.orders.locator('[aria-expanded]').first().click();
  await acts.orders.locator('[id^="lines-"] table').waitFor();
  await fits(page, acts);
  assert.deepEqual(faults, []);
  await page.close();
});

/** Neither the page nor a table scrolls sideways. */
async function fits(page: Page, acts: Acts): Promise<void> {
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  const tables = await acts.orders
    .locator('.scroll')
    .evaluateAll((all) => all.map((one) => one.scrollWidth - one.clientWidth));
  assert.deepEqual(
    tables,
    tables.map(() => 0),
  );
}

test('on paper nothing is cut, dark or to be pressed', async () => {
  const { page, faults } = await visit(theatre.context, `${theatre.stage.sites.aqua}/portal`);
  const acts = new Acts(page, 'es');
  await acts.signIn('direccion', password);
  await acts.search();
  await acts.orders.evaluate((one) => one.style.setProperty('--portal-color-background', '#001'));
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  for (const [width, shape] of [
    // A4 without its margins, upright and lying; inches have 96 pixels.
    [718, 'flex'],
    [1047, 'table-row'],
  ] as const) {
    await page.setViewportSize({ width, height: 1000 });
    const row = acts.orders.locator('tbody tr').first();
    assert.equal(await row.evaluate((one) => getComputedStyle(one).display), shape);
    assert.deepEqual(await cutOff(acts.orders), []);
    const pressed = acts.orders.locator('form, .button, .sort .icon, nav');
    assert.equal(await pressed.filter({ visible: true }).count(), 0);
  }
  await page.locator('portal-nav').waitFor({ state: 'hidden' });
  const [paper, ink] = await acts.orders.evaluate((one) => [
    getComputedStyle(one).backgroundColor,
    getComputedStyle(one.shadowRoot!.querySelector('.root')!).colorScheme,
  ]);
  assert.deepEqual([paper, ink], ['rgb(255, 255, 255)', 'light']);
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 900 });
  await acts.signOut();
  assert.deepEqual(faults, []);
  await page.close();
});

/** What clips or scrolls, and holds more than it shows. */
function cutOff(element: Locator): Promise<string[]> {
  return element.evaluate((host) =>
    [...host.shadowRoot!.querySelectorAll('.root *:not(.visually-hidden, thead *)')]
      .filter((one) => one.checkVisibility() && getComputedStyle(one).overflow !== 'visible')
      .filter((one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight)
      .map((one) => `${one.localName}.${one.className}`),
  );
}

test('in forced colours the step reached and the open tab are told from the others', async () => {
  const { page, faults } = await visit(theatre.context, `${theatre.stage.sites.aqua}/portal`);
  const acts = new Acts(page, 'es');
  await acts.signIn('direccion', password);
  await acts.search();
  await acts.open(acts.openerOf('concluded'));
  await page.emulateMedia({ forcedColors: 'active' });
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 900 });
    const ground = (which: string) =>
      acts.orders
        .locator(`.stepper ${which} .dot`)
        .first()
        .evaluate((dot) => getComputedStyle(dot).backgroundColor);
    const ahead = await ground('li:not(.done, .here)');
    assert.notEqual(await ground('.done'), ahead);
    assert.notEqual(await ground('.here'), ahead);
    const lines = acts.orders
      .getByRole('tab')
      .evaluateAll((tabs) => tabs.map((tab) => getComputedStyle(tab).borderBottomColor));
    const [open, other] = await lines;
    assert.notEqual(open, other);
    assert.equal(other, 'rgb(255, 255, 255)', 'the line of a tab not open is seen');
  }
  await page.emulateMedia({ forcedColors: 'none' });
  await page.setViewportSize({ width: 1280, height: 900 });
  await acts.signOut();
  assert.deepEqual(faults, []);
  await page.close();
});
