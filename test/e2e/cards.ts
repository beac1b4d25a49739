import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brands, type Brand } from '../../demo/brands.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { Hands } from './hands.ts';
import { theatre } from './theatre.ts';

const [aqua, zambe] = brands as [Brand, Brand];

/** Sections whose card counts records of their list. */
const listed = [
  'orders',
  'quotes',
  'invoices',
  'shipments',
  'payments',
  'documents',
  'messages',
  'service',
  'contracts',
] as const;
/** Rows of a page. */
const most = 25;

/** The section that is on screen, other than the home; runs in the page. */
const room = (): string | undefined =>
  [...(document.querySelector('portal-app')?.shadowRoot?.querySelectorAll<HTMLElement>('*') ?? [])]
    .filter((one) => one.localName.startsWith('portal-') && one.dataset['state'] === 'ready')
    .filter((one) => one.checkVisibility() && one.closest('main, section.main'))
    .map(({ localName }) => localName.replace('portal-', ''))
    .find((name) => name !== 'home');

for (const [brand, language, path, login] of [
  [aqua, 'es', '/clientes/', 'direccion'],
  [zambe, 'pt', '/clientes', 'diretoria'],
  [aqua, 'es', '/clientes/', 'iris.aguaviva'],
] as const)
  test(`${brand.slug}, ${language}: each card of the home leads ${login} to as many records as it counts`, async () => {
    const context = await theatre.newcomer();
    const { page, faults } = await visit(context, theatre.stage.sites[brand.slug] + path);
    const acts = new Acts(page, language);
    const hands = new Hands(page);
    await acts.loginField.waitFor();
    await hands.signIn(login, brand.password);
    const accept = page.getByRole('button', { name: acts.word('app', 'terms_accept') });
    const home = page.locator('portal-home:not([hidden])');
    await accept.or(home.locator('.card').first()).first().waitFor();
    if (await accept.isVisible()) await accept.click();
    const cards = home.locator('.card');
    await cards.first().waitFor();
    const seen: string[] = [];
    for (let i = 0; i < (await cards.count()); i++) {
      const card = cards.nth(i);
      const words = (await card.locator('.figure').allTextContents()).join('').trim();
      // With the sign of thousands of either country.
      const count = Number(/^\d[\d.,]*(?= )/.exec(words)?.[0].replaceAll(/[.,]/g, '') ?? 0);
      if (count === 0) continue;
      await card.locator('.go').first().click();
      const shown = await page.waitForFunction(room);
      const name = String(await shown.jsonValue());
      if ((listed as readonly string[]).includes(name)) {
        const records = page.locator(`portal-${name}:not([hidden])`).locator('[data-record]');
        await records.first().waitFor();
        const ids = await records.evaluateAll((all) =>
          all.map((one) => (one as HTMLElement).dataset['record']),
        );
        assert.equal(new Set(ids).size, Math.min(count, most), `${name}: ${words}`);
        seen.push(name);
      }
      await page.goBack();
      await cards.first().waitFor();
    }
    assert.ok(seen.length >= 2, seen.join(' '));
    assert.deepEqual(faults, []);
    await context.close();
  });
