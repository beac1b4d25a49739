import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brands } from '../../demo/brands.ts';
import { Acts } from './acts.ts';
import { visit } from './browser.ts';
import { theatre } from './theatre.ts';
import { keys, wordless } from './wordless.ts';

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
      assert.deepEqual(await page.evaluate(wordless, keys), [], place);
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

/** Whether every element of the page shows what it has. */
const settled = (): boolean => {
  const elements = [...document.querySelectorAll<HTMLElement>('main *')].filter(
    ({ localName }) => localName.startsWith('portal-') && localName !== 'portal-inbox',
  );
  return (
    elements.length > 0 && elements.every(({ dataset: { state } }) => state && state !== 'loading')
  );
};

/** Controls and texts that stand beside the screen and cannot be moved into it. */
const outside = (): string[] => {
  const wide = document.documentElement.clientWidth;
  const found: string[] = [];
  const moves = (one: Element): boolean => {
    for (let at: Element | null = one; at; at = at.parentElement ?? hostOf(at))
      if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
    return false;
  };
  const hostOf = (one: Element) => (one.getRootNode() as Partial<ShadowRoot>).host ?? null;
  const look = (root: ParentNode) => {
    for (const one of root.querySelectorAll('*')) {
      if (one.shadowRoot) look(one.shadowRoot);
      const says = [...one.childNodes].some(
        (child) => child instanceof Text && child.data.trim() !== '',
      );
      if (!says && !one.matches('button, input, select, textarea')) continue;
      if (!one.checkVisibility({ visibilityProperty: true })) continue;
      const { left, right, width } = one.getBoundingClientRect();
      if (width > 1 && (right > wide + 1 || left < -1) && !moves(one))
        found.push(`${hostOf(one)?.localName}: ${one.textContent.trim().slice(0, 60)}`);
    }
  };
  look(document);
  return found;
};
