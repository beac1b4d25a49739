import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { brands, type Brand } from '../../demo/brands.ts';
import { Acts } from './acts.ts';
import { follow, linkOf } from './access-acts.ts';
import { visit } from './browser.ts';
import { theatre } from './theatre.ts';

const [aqua, zambe] = brands as [Brand, Brand];

class ContactsActs extends Acts {
  readonly element: Locator;

  constructor(page: Page, language: 'es' | 'pt') {
    super(page, language);
    this.element = page.locator('portal-contacts');
  }

  button(key: string): Locator {
    return this.element.getByRole('button', { name: this.word('contacts', key), exact: true });
  }
  /** Chooses how much of an area is granted. */
  async step(area: string, step: 'none' | 'view' | 'all'): Promise<void> {
    const group = this.element.getByRole('radiogroup', {
      name: this.word('contacts', `area_${area}`),
    });
    await group.getByRole('radio', { name: this.word('contacts', `step_${step}`) }).check();
  }
}

describe('contacts', () => {
  for (const [brand, language, administrator, path, stock, width, password] of [
    [aqua, 'es', 'nilo.cantera', '/contactos', '/existencias', 1280, 'musgo bajo la pila 48'],
    [zambe, 'pt', 'orvalho.serrano', '/contatos', '/estoque', 360, 'seringa26'],
  ] as const) {
    test(`${brand.slug}, ${language}, ${width} px: invited, limited to statement and stock, in by the mailed link, and out of stock while looking`, async () => {
      const slug = brand.slug as 'aqua' | 'zambe';
      const site = theatre.stage.sites[slug];
      const context = await theatre.newcomer();
      const { page, faults } = await visit(context, 'about:blank');
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${site}${path}`);
      const acts = new ContactsActs(page, language);
      await acts.signIn(administrator, brand.password);
      await acts.element
        .getByRole('combobox', { name: acts.word('contacts', 'access'), exact: true })
        .selectOption('none');
      await acts.button('submit').click();
      await page.waitForURL(/\.state=none/);
      await acts.element.locator('[data-record]').first().click();
      await acts.element.getByRole('radiogroup').first().waitFor();
      const mailbox = await acts.element.locator('.facts dd').first().innerText();
      await acts.step('statement', 'view');
      await acts.step('stock', 'view');
      await acts.button('save_access').click();
      await acts.button('undo').waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      const mirror = acts.element.locator('portal-home');
      await mirror.getByText(acts.word('sections', 'stock')).waitFor();
      assert.equal(await mirror.locator('.card').count(), 2);
      await acts.button('act_invite').click();
      await acts.button('act_invite_again').waitFor();

      const theirs = await theatre.newcomer();
      const link = linkOf(await theatre.stage.box.next(mailbox.trim()), slug);
      const entered = await follow(link, language, theirs);
      await entered.page.setViewportSize({ width, height: 800 });
      await entered.acts.newField.waitFor();
      await entered.acts.define(password);
      await entered.acts.press('login', 'enter');
      await entered.acts.signIn(mailbox.trim(), password);
      await entered.page.goto(`${site}${brand.site.places.home}`);
      const home = entered.page.locator('portal-home');
      await home.locator('.card').first().waitFor();
      assert.deepEqual(await home.locator('.card .go').allInnerTexts(), [
        acts.word('sections', 'stock'),
        acts.word('sections', 'statement'),
      ]);
      await entered.page.goto(`${site}${stock}`);
      const shown = entered.page.locator('portal-stock');
      await entered.page.locator('portal-stock[data-state="ready"]').waitFor();

      // A right that is taken away is gone from the open page with the next request.
      await acts.step('stock', 'none');
      await acts.button('save_access').click();
      await acts.button('undo').waitFor();
      await shown.locator('form button[type="submit"]').first().click();
      await entered.page.locator('portal-stock[data-state="forbidden"]').waitFor();
      assert.deepEqual(faults, []);
      await theirs.close();
      await context.close();
    });
  }
});
