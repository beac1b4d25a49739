import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { brands, type Brand } from '../../demo/brands.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { isFocused, tabTo } from './keys.ts';
import { theatre } from './theatre.ts';

const [aqua, zambe] = brands as [Brand, Brand];

/** A portal in one tag, and what a reader of one language does with it. */
class AppActs extends Acts {
  readonly app: Locator;

  constructor(app: Locator, language: 'es' | 'pt') {
    super(app, language);
    this.app = app;
  }

  /** What leads to a section. */
  place(name: 'home' | 'orders' | 'stock' | 'prices' | 'account'): Locator {
    const own = name === 'home' || name === 'account';
    const label = own ? this.words.places[name] : this.words.sections[name];
    return this.app.getByRole('navigation').getByRole('link', { name: label, exact: true });
  }
  /** The section that is open. */
  room(name: string): Locator {
    return this.app.locator(`portal-${name}:not([hidden])`);
  }
  /** Stands before everything until the terms of use are accepted. */
  get accept(): Locator {
    return this.app.getByRole('button', { name: this.words.app.terms_accept });
  }
  get leave(): Locator {
    return this.app.getByRole('button', { name: this.words.app.sign_out_of!.split('{{')[0]! });
  }

  /** Signs in and accepts the terms by keyboard alone, from the top of the page. */
  async enterByKeys(page: Page, login: string, password: string): Promise<void> {
    await this.loginField.waitFor();
    await tabTo(page, this.loginField);
    await page.keyboard.type(login);
    await tabTo(page, this.passwordField);
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    // There is no way past them.
    await this.accept.waitFor();
    assert.equal(await this.place('home').count(), 0);
    await tabTo(page, this.accept);
    await page.keyboard.press('Enter');
    await this.place('home').waitFor();
    await this.room('home').waitFor();
  }

  async enter(login: string, password: string): Promise<void> {
    await this.loginField.fill(login);
    await this.passwordField.fill(password);
    await this.press('login', 'submit');
    await this.place('home').waitFor();
  }

  /** Goes to a section by keyboard alone. */
  async goByKeys(page: Page, name: Parameters<AppActs['place']>[0]): Promise<void> {
    await tabTo(page, this.place(name), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await this.room(name).waitFor();
  }
}

const appOf = (page: Page, language: 'es' | 'pt', tenant = '') =>
  new AppActs(page.locator(`portal-app${tenant && `[tenant=${tenant}]`}`), language);

/** Whether anything on the page is wider than the window. */
const isTooWide = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);

/** Files of the elements that only staff and administrators work with, and of their texts. */
const ofStaff =
  /(?:portal-(?:audit|branding|settings|staff|contacts|portfolio|mass-send|mailing-lists)|[a-z]{2}-(?:administration|settings|branding|staff))\b[\w.-]*\.js$/;

const pathOf = (page: Page) => {
  const { pathname, hash } = new URL(page.url());
  return pathname + hash;
};

describe('the portal in one tag', () => {
  for (const [brand, language, login, base] of [
    [aqua, 'es', 'compras.norte', '/clientes/'],
    [zambe, 'pt', 'compras.litoral', '/clientes#/'],
  ] as const) {
    test(`${brand.slug}, ${language}: from signing in to a stock figure and a price, by keyboard alone on a phone`, async () => {
      const { page, faults } = await visit(theatre.context, 'about:blank');
      const files: string[] = [];
      page.on('request', (request) => files.push(new URL(request.url()).pathname));
      await page.setViewportSize({ width: 360, height: 740 });
      const site = theatre.stage.sites[brand.slug];
      await theatre.stage.holdTerms(brand.slug, brand.terms.version);
      await page.goto(`${site}/clientes`);
      const acts = appOf(page, language);
      await acts.enterByKeys(page, login, brand.password);
      await theatre.stage.holdTerms(brand.slug, null);
      assert.equal(await isTooWide(page), false);

      await acts.goByKeys(page, 'stock');
      assert.equal(pathOf(page), `${base}stock`);
      const stock = acts.room('stock');
      const search = stock.getByRole('searchbox');
      await search.waitFor();
      await tabTo(page, search);
      await page.keyboard.press('Enter');
      const ask = stock.getByRole('row').getByRole('button').first();
      await ask.waitFor();
      await tabTo(page, ask);
      await page.keyboard.press('Enter');
      const figure = stock.locator('.inner tbody tr').first();
      await figure.waitFor();
      assert.match(await figure.innerText(), /\d/);
      assert.equal(await isTooWide(page), false);

      await acts.goByKeys(page, 'prices');
      assert.equal(pathOf(page), `${base}prices`);
      const price = acts.room('prices').locator('table tbody tr').first();
      await price.waitFor();
      const currency = brand === aqua ? /\$[\d,.]+\s(MXN|USD)/ : /R\$\s?[\d,.]+/;
      assert.match(await acts.room('prices').locator('table').first().innerText(), currency);
      assert.equal(await isTooWide(page), false);

      await page.goBack();
      await stock.waitFor();
      assert.ok(await figure.isVisible(), 'the figure is still there');
      assert.ok(files.some((file) => file.endsWith('portal-stock.js')));
      const unused = files.filter((file) => ofStaff.test(file));
      assert.deepEqual(unused, [], 'a customer loads nothing of administration');
      assert.deepEqual(faults, []);
      await page.close();
    });
  }

  test('addresses below a path survive a reload, open an order, and lead to what is not permitted', async () => {
    const { page, faults } = await visit(
      theatre.context,
      `${theatre.stage.sites.aqua}/clientes/orders`,
    );
    const acts = appOf(page, 'es');
    await acts.enter('direccion', aqua.password);
    await acts.search();
    const number = await acts.open();
    const address = pathOf(page);
    assert.match(address, /^\/clientes\/orders\/[\w-]{36}$/);
    await page.reload();
    assert.equal(await acts.opened(), number);
    assert.equal(pathOf(page), address);
    await acts.place('home').click();
    assert.equal(pathOf(page), '/clientes');
    await acts.room('home').getByRole('link', { name: acts.words.sections.orders! }).click();
    assert.equal(pathOf(page), '/clientes/orders');
    await acts.leave.click();
    await acts.login.locator('p', { hasText: acts.word('login', 'signed_out') }).waitFor();
    await acts.press('login', 'start_again');
    await acts.enter('sin.permiso', aqua.password);
    await acts.room('orders').getByText(acts.words.common.forbidden_title!).waitFor();
    assert.equal(await acts.place('orders').count(), 0);
    assert.deepEqual(faults, []);
    await page.close();
  });

  test('addresses at the root', async () => {
    const { page, faults } = await visit(theatre.context, `${theatre.stage.sites.root}/stock`);
    const acts = appOf(page, 'es');
    await acts.enter('direccion', aqua.password);
    await acts.room('stock').waitFor();
    await acts.place('account').click();
    assert.equal(pathOf(page), '/account');
    await acts.room('account').waitFor();
    await page.goBack();
    await acts.room('stock').waitFor();
    await acts.place('home').click();
    assert.equal(pathOf(page), '/');
    assert.deepEqual(faults, []);
    await page.close();
  });

  test('two for two tenants on one page, each with its own look, person and address', async () => {
    const { page, faults } = await visit(theatre.context, `${theatre.stage.sites.pages}/two-apps`);
    const one = appOf(page, 'es', 'aqua');
    const two = appOf(page, 'pt', 'zambe');
    await one.enter('direccion', aqua.password);
    await two.loginField.waitFor();
    await two.enter('diretoria', zambe.password);
    await one.place('stock').click();
    await two.place('prices').click();
    assert.equal(new URL(page.url()).hash, '#zambe=/prices&/stock');
    await page.reload();
    await one.room('stock').waitFor();
    await two.room('prices').locator('tbody tr').first().waitFor();
    const colour = (acts: AppActs) =>
      acts
        .room(acts === one ? 'stock' : 'prices')
        .evaluate((element) => getComputedStyle(element).getPropertyValue('--p-color-primary'));
    assert.notEqual(await colour(one), await colour(two));
    await two.leave.click();
    await two.loginField.or(two.login.getByRole('button')).first().waitFor();
    assert.ok(await one.place('home').isVisible(), 'the other stays signed in');
    assert.deepEqual(faults, []);
    await page.close();
  });

  test('the logo is drawn, though the page allows no images but its own and those of the portal', async () => {
    const picture = await readFile(new URL('../../demo/aqua/logo.svg', import.meta.url));
    await theatre.stage.admin.setLogo('aqua', { light: picture });
    const { page, faults } = await visit(theatre.context, `${theatre.stage.sites.aqua}/clientes`);
    const logo = appOf(page, 'es').app.getByRole('img', { name: aqua.name });
    await logo.waitFor();
    await page.waitForFunction(() => {
      const canvas = document
        .querySelector('portal-app')
        ?.shadowRoot?.querySelector<HTMLCanvasElement>('canvas');
      if (!canvas?.width) return false;
      // Looked at in a copy that is made to be read again and again.
      const copy = new OffscreenCanvas(canvas.width, canvas.height);
      const context = copy.getContext('2d', { willReadFrequently: true })!;
      context.drawImage(canvas, 0, 0);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value) => value > 0);
    });
    assert.deepEqual(faults, []);
    await page.close();
  });

  test('the page’s language follows the switch in the portal', async () => {
    const { page, faults } = await visit(theatre.context, `${theatre.stage.sites.aqua}/clientes`);
    const acts = appOf(page, 'es');
    await acts.loginField.waitFor();
    await acts.loginField.fill('direccion');
    await acts.app.getByRole('button', { name: 'Português' }).click();
    const portuguese = appOf(page, 'pt');
    await portuguese.loginField.waitFor();
    assert.equal(await portuguese.loginField.inputValue(), 'direccion');
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'pt');
    await acts.app.getByRole('button', { name: 'Español' }).click();
    await acts.loginField.waitFor();
    assert.ok(await isFocused(acts.app.getByRole('button', { name: 'Español' })));
    assert.deepEqual(faults, []);
    await page.close();
  });
});
