import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { brands, type Brand } from '../../demo/brands.ts';
import { createApi, refusal } from '../support/api.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { ledger } from './ledger.ts';
import { theatre } from './theatre.ts';

const [aqua, zambe] = brands as [Brand, Brand];

class SettingsActs extends Acts {
  readonly element: Locator;

  constructor(page: Page, language: 'es' | 'pt') {
    super(page, language);
    this.element = page.locator('portal-settings');
  }

  button(key: string): Locator {
    return this.element.getByRole('button', { name: this.word('settings', key), exact: true });
  }
  /** Opens a card; where there is little room the list comes first. */
  async card(name: string): Promise<void> {
    const back = this.button('back');
    if (await back.isVisible()) await back.click();
    await this.element.locator(`[data-card="${name}"]`).click();
    await this.element.locator('.card form, .card table, .card .primary').first().waitFor();
  }
  /** Waits until a text is on screen. */
  async says(text: string): Promise<void> {
    await this.element.getByText(text).first().waitFor();
  }
}

describe('settings', () => {
  for (const [brand, language, login, path, width] of [
    [aqua, 'es', 'bruma.salina', '/configuracion', 1280],
    [zambe, 'pt', 'igarape.brisa', '/configuracao', 360],
  ] as const) {
    test(`${brand.slug}, ${language}, ${width} px: a site added, a key made, used, seen at work and revoked`, async () => {
      const { stage } = theatre;
      const slug = brand.slug as 'aqua' | 'zambe';
      // Names below localhost are the browser's.
      const server = stage.portalUrl.replace('portal.localhost', '127.0.0.1');
      const context = await theatre.newcomer();
      const { page, faults } = await visit(context, 'about:blank');
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${stage.sites[slug]}${path}`);
      const acts = new SettingsActs(page, language);
      await acts.signIn(login, brand.password);
      const fits = async () =>
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);

      // The site may embed the portal from then on.
      const site = `https://www.${slug}-nueva.example`;
      const asks = () =>
        fetch(`${server}/api/v1/portal`, { method: 'OPTIONS', headers: { Origin: site } });
      assert.equal((await asks()).status, 403);
      await acts.card('sites');
      await acts.element.locator('#site').fill(`${site}/`);
      await acts.button('site_add').click();
      await acts.element.locator('.entry').filter({ hasText: site }).waitFor();
      assert.equal((await asks()).status, 204);
      await acts.button('check').click();
      await acts.element.locator('#page-checks').waitFor();
      assert.equal(await acts.element.locator('#page-checks .unmet').count(), 0);
      await fits();

      await acts.card('keys');
      await acts.button('key_new').click();
      await acts.element.locator('#name').fill('ERP de prueba');
      await acts.button('key_make').click();
      const shown = acts.element.locator('.secret');
      await shown.waitFor();
      const secret = ledger.secret('API key', (await shown.innerText()).trim());
      assert.match(secret, /^pk_[\da-f]{12}\.[\w-]{43}$/);
      await fits();
      await acts.button('key_done').click();

      const erp = createApi(server, {
        'Portal-Tenant': slug,
        Authorization: `Bearer ${secret}`,
      });
      const [company] = brand.source.companies;
      const send = () =>
        erp('POST /sync/companies', {
          headers: { 'Idempotency-Key': randomUUID() },
          body: { records: [company, { code: 'MALA' }] },
        });
      assert.equal((await send()).status, 200);
      await acts.card('erp');
      const row = acts.element
        .getByRole('row')
        .filter({ hasText: acts.word('settings', 'entity_companies') });
      await row.waitFor();
      await row.getByRole('button').click();
      await acts.says('MALA');
      await fits();

      await acts.card('keys');
      const key = acts.element.getByRole('row').filter({ hasText: 'ERP de prueba' });
      await key.getByRole('button', { name: acts.word('settings', 'key_revoke') }).click();
      await acts.element.locator('dialog[open] .primary').click();
      await key.getByText(acts.word('settings', 'state_revoked')).waitFor();
      assert.equal(refusal(await send()), '401 unauthenticated');
      await fits();
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
});
