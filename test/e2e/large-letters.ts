import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brands } from '../../demo/brands.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { outside, settled, wrongWords } from './looks.ts';
import { theatre } from './theatre.ts';

const { password, site } = brands[0]!;

for (const { slug, person, of } of [
  { slug: 'aqua', person: 'iris.aguaviva', of: brands[0]! },
  { slug: 'zambe', person: 'jaci.ventania', of: brands[1]! },
] as const)
  test(`${slug}: every word is there on every page, for the company’s own people too`, async () => {
    const own = theatre.stage.sites[slug];
    const { page, faults } = await visit(theatre.context, `${own}${of.site.places.account}`);
    const { locale } = of;
    await new Acts(page, locale === 'pt' ? 'pt' : 'es').signIn(person, of.password);
    for (const place of Object.values(of.site.places)) {
      await page.goto(`${own}${place}`);
      await page.waitForFunction(settled);
      assert.deepEqual(await wrongWords(page), [], place);
    }
    assert.deepEqual(faults, []);
    await page.close();
  });

test('nothing sticks out of a phone where letters are twice as large', async () => {
  const { page, faults } = await visit(theatre.context, `${theatre.stage.sites.aqua}/portal`);
  await page.addInitScript(() =>
    addEventListener('DOMContentLoaded', () =>
      document.documentElement.style.setProperty('--portal-font-size', '32px'),
    ),
  );
  await new Acts(page, 'es').signIn('direccion', password);
  await page.setViewportSize({ width: 360, height: 740 });
  for (const place of Object.values(site.places)) {
    await page.goto(`${theatre.stage.sites.aqua}${place}`);
    await page.waitForFunction(settled);
    assert.deepEqual(await page.evaluate(outside), [], place);
  }
  assert.deepEqual(faults, []);
  await page.close();
});
