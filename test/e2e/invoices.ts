import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { brands, type Brand } from '../../demo/brands.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { tabTo } from './keys.ts';
import { theatre } from './theatre.ts';

const [aqua, zambe] = brands as [Brand, Brand];

describe('invoices', () => {
  for (const [brand, language, login, path] of [
    [aqua, 'es', 'direccion', '/facturas'],
    [zambe, 'pt', 'diretoria', '/faturas'],
  ] as const) {
    test(`${brand.slug}, ${language}: one found on a phone by keyboard alone, whose address anybody may open`, async () => {
      const site = theatre.stage.sites[brand.slug];
      const { page, faults } = await visit(theatre.context, 'about:blank');
      await page.setViewportSize({ width: 360, height: 740 });
      await page.goto(`${site}${path}`);
      const acts = new Acts(page, language);
      const element = page.locator('portal-invoices');
      const word = (key: string) => acts.word('invoices', key);
      await acts.loginField.waitFor();
      await tabTo(page, acts.loginField);
      await page.keyboard.type(login);
      await tabTo(page, acts.passwordField);
      await page.keyboard.type(brand.password);
      await page.keyboard.press('Enter');
      const status = element.getByRole('combobox', { name: word('state'), exact: true });
      await status.waitFor();
      await tabTo(page, status);
      await status.selectOption('overdue');
      await tabTo(page, element.getByRole('button', { name: word('submit') }));
      await page.keyboard.press('Enter');
      await page.waitForURL(/\.status=overdue/);
      const opener = element.locator('[data-record]').first();
      await opener.waitFor();
      // The rows of before stay until those of the filter have come.
      const others = element.locator('tbody tr').filter({ hasNotText: word('state_overdue') });
      await others.first().waitFor({ state: 'detached' });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
      for (const row of await element.locator('tbody tr').allTextContents())
        assert.match(row, new RegExp(word('state_overdue')));
      const number = /[\d/-]{4,}/.exec((await opener.getAttribute('aria-label'))!)![0];
      await tabTo(page, opener);
      await page.keyboard.press('Enter');
      const title = element.getByRole('heading', { name: number });
      await title.waitFor();
      const address = page.url();

      await page.reload();
      await title.waitFor();
      const tab = await visit(theatre.context, address);
      await tab.page.locator('portal-invoices').getByRole('heading', { name: number }).waitFor();
      await tab.page.close();
      await page.goBack();
      await opener.waitFor();
      assert.equal(await status.inputValue(), 'overdue');
      await page.goForward();
      await title.waitFor();
      assert.equal(page.url(), address);
      assert.deepEqual(faults, []);
      await acts.signOutButton.click();
      await acts.signOutButton.waitFor({ state: 'hidden' });
      await page.close();
    });
  }
});
