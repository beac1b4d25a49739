// Layout shift of each element of a customer, on a desktop and a phone, at the first and the second visit.
import { brands } from '../../demo/brands.ts';
import { Acts } from '../e2e/acts.ts';
import { openCrowd, visit } from '../e2e/browser.ts';
import { setStage } from '../e2e/stage.ts';
import type { BrowserContext, Page } from 'playwright-core';

const elements = [
  'login',
  'nav',
  'home',
  'account',
  'orders auto',
  'invoices auto',
  'stock',
  'prices',
  'statement auto',
  'shipments auto',
  'documents',
  'messages',
  'service',
  'contracts',
  'quotes',
  'app',
];
const screens = { desktop: [1280, 900], phone: [360, 740] } as const;

async function shiftOf(page: Page, url: string): Promise<number> {
  await page.goto(url);
  const tag = new URL(url).searchParams.get('element')!.split(' ')[0]!;
  await page.waitForFunction(
    (name) => {
      const element = document.querySelector<HTMLElement>(`portal-${name}`);
      return !['loading', 'stale', undefined].includes(element?.dataset['state']);
    },
    tag,
    { timeout: 20_000 },
  );
  await page.waitForLoadState('networkidle');
  return page.evaluate(() => (globalThis as unknown as { layoutShift: number }).layoutShift);
}

const stage = await setStage();
const crowd = await openCrowd();
try {
  const context: BrowserContext = await crowd.newcomer();
  const site = stage.sites.pages;
  const { page } = await visit(context, `${site}/shift?element=login`);
  const acts = new Acts(page, 'es');
  await acts.loginField.fill('iris.aguaviva');
  await acts.passwordField.fill(brands[0]!.password);
  await page.keyboard.press('Enter');
  await acts.signOutButton.waitFor();
  for (const element of elements) {
    const found: string[] = [];
    for (const [width, height] of Object.values(screens)) {
      await page.setViewportSize({ width, height });
      // The page before has written its heights as it was left.
      await page.goto(`${site}/icon.svg`);
      await page.evaluate(() => sessionStorage.clear());
      for (const _ of ['first', 'second']) {
        const url = `${site}/shift?element=${encodeURIComponent(element)}`;
        const shift = await shiftOf(page, url).catch(() => NaN);
        found.push(shift.toFixed(3));
      }
    }
    console.log(element.padEnd(18), found.join('  '));
  }
} finally {
  await crowd.close();
  await stage.close();
}
