import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { brands, type Brand } from '../../demo/brands.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { theatre } from './theatre.ts';

const [aqua, zambe] = brands as [Brand, Brand];

/** The bar that says that somebody looks as another; there is one on a page. */
const barOf = (page: Page): Locator => page.locator('.viewing');

describe('looking at the portal as a contact', () => {
  for (const [brand, language, viewer, contacts, orders, width] of [
    [aqua, 'es', 'nilo.cantera', '/contactos', '/portal', 1280],
    [zambe, 'pt', 'orvalho.serrano', '/contatos', '/portal', 360],
  ] as const) {
    test(`${brand.slug}, ${language}, ${width} px: with a reason, with a bar on every page, changing nothing, and back`, async () => {
      const slug = brand.slug as 'aqua' | 'zambe';
      const site = theatre.stage.sites[slug];
      const context = await theatre.newcomer();
      const { page, faults } = await visit(context, 'about:blank');
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${site}${contacts}`);
      const acts = new Acts(page, language);
      await acts.signIn(viewer, brand.password);
      const element = page.locator('portal-contacts');
      const word = (key: string) => acts.word('contacts', key);
      await element
        .getByRole('combobox', { name: word('access'), exact: true })
        .selectOption('active');
      await element.getByRole('button', { name: word('submit'), exact: true }).click();
      await page.waitForURL(/\.state=active/);
      await element.locator('[data-record]').first().click();
      const name = await element.locator('.person-head .record-title').innerText();
      await element.locator('.menu > summary').click();
      await element.getByRole('button', { name: word('act_impersonate') }).click();
      await element.locator('#reason').fill('4711');
      await element.locator('dialog .primary').click();
      await barOf(page).waitFor();

      // Another page of the same browser says it too, once, and shows the portal of the contact.
      const second = await context.newPage();
      await second.setViewportSize({ width, height: 800 });
      await second.goto(`${site}${brand.site.places.home}`);
      await barOf(second).waitFor();
      assert.equal(await barOf(second).count(), 1);
      const words = await barOf(second).innerText();
      const [staff] = brand.staff.filter(({ logins }) => logins.includes(viewer));
      assert.ok(words.includes(name) && words.includes(staff!.name), words);
      assert.equal(await second.evaluate(() => document.documentElement.scrollWidth), width);
      await second.goto(`${site}${orders}`);
      await second.locator('portal-orders[data-state]').waitFor();
      await barOf(second).waitFor();

      // What would change something is refused by the server, whatever a page shows.
      const refused = await second.evaluate(
        async ([api, tenant]) => {
          const answer = await fetch(`${api}/api/v1/me/sessions`, {
            method: 'DELETE',
            credentials: 'include',
            headers: { 'Portal-Tenant': tenant! },
          });
          return [answer.status, ((await answer.json()) as { code: string }).code];
        },
        [theatre.stage.portalUrl, slug] as const,
      );
      assert.deepEqual(refused, [403, 'read_only']);

      await barOf(second).getByRole('button').click();
      await barOf(second).waitFor({ state: 'detached' });
      // The first page hears of it, and is back at the contact it was at.
      await barOf(page).waitFor({ state: 'detached' });
      await page.locator('portal-contacts[data-state="ready"]').waitFor();
      assert.deepEqual(
        faults.filter((fault) => !fault.includes('403')),
        [],
      );
      await context.close();
    });
  }
});
