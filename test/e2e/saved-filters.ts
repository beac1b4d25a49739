import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { brands, type Brand } from '../../demo/brands.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { theatre } from './theatre.ts';

const [aqua, zambe] = brands as [Brand, Brand];

describe('filters that a person keeps', () => {
  for (const [brand, language, login] of [
    [aqua, 'es', 'direccion'],
    [zambe, 'pt', 'diretoria'],
  ] as const) {
    test(`${brand.slug}, ${language}: one is kept, renamed, removed, taken back and applied by keys alone`, async () => {
      const { page, faults } = await visit(
        theatre.context,
        `${theatre.stage.sites[brand.slug]}${brand.site.places.orders}`,
      );
      const acts = new Acts(page, language);
      const word = (key: string, name = '') =>
        acts.word('filters', key).replace('{{name}}', () => name);
      const button = (name: string) => acts.orders.getByRole('button', { name, exact: true });
      await acts.signIn(login, brand.password);
      const press = async (name: string, pressed = 'Enter') => {
        await button(name).focus();
        await page.keyboard.press(pressed);
      };
      const holdsFocus = (name: string) =>
        button(name).and(acts.orders.locator(':focus')).waitFor();
      const retype = async (name: string) => {
        await acts.orders.locator('#filter-name:focus').waitFor();
        await page.keyboard.press('Control+A');
        await page.keyboard.type(name);
        await page.keyboard.press('Enter');
      };
      const { places } = brand.site;

      await acts.orders.locator('#date').selectOption('90d');
      await press(acts.word('orders', 'submit'));
      await acts.openers.first().waitFor();
      const typed = page.url();
      await press(acts.word('list', 'saved'));
      await button(word('save')).waitFor();
      await press(word('save'));
      await retype('Trimestre');
      await holdsFocus('Trimestre');
      await press(word('rename_named', 'Trimestre'));
      await retype('90');
      await holdsFocus('90');
      await press(word('drop_named', '90'));
      await holdsFocus(word('undo'));
      await page.keyboard.press('Enter');
      await holdsFocus('90');

      await page.goto(`${theatre.stage.sites[brand.slug]}${places.orders}`);
      await press(acts.word('list', 'saved'), ' ');
      await button('90').waitFor();
      await press('90');
      await acts.openers.first().waitFor();
      assert.equal(page.url(), typed);
      assert.equal(await button('90').getAttribute('aria-pressed'), 'true');
      assert.deepEqual(faults, []);
      await page.close();
    });
  }
});
