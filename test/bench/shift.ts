// Layout shift of each element of a customer, or of those that are named, on a desktop and a phone, at the first and
// the second visit, and what moved where that is more than 0.01.
import { brands } from '../../demo/brands.ts';
import { Acts } from '../e2e/acts.ts';
import { openCrowd, visit } from '../e2e/browser.ts';
import { setStage } from '../e2e/stage.ts';
import { reserveSheet } from '../../widgets/build-elements-package.ts';
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

/** What moved, by how much, in words: `0.031 div.cards <portal-home>`. */
const whatMoved = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    type Shift = PerformanceEntry & {
      value: number;
      hadRecentInput: boolean;
      sources: {
        node: Node | null;
        previousRect: DOMRectReadOnly;
        currentRect: DOMRectReadOnly;
      }[];
    };
    const shifts: Shift[] = [];
    const observer = new PerformanceObserver((list) =>
      shifts.push(...(list.getEntries() as Shift[])),
    );
    observer.observe({ type: 'layout-shift', buffered: true });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const nameOf = (node: Node | null) => {
      if (!node) return 'what is no longer there';
      const element = node instanceof Element ? node : node.parentElement;
      const root = node.getRootNode();
      const host = root instanceof ShadowRoot ? ` in ${root.host.localName}` : '';
      return `${element?.localName}.${element?.className}${host}`;
    };
    return shifts
      .filter(({ hadRecentInput, value }) => !hadRecentInput && value > 0.003)
      .flatMap(({ value, startTime, sources }) =>
        sources.map(
          ({ node, previousRect: was, currentRect: is }) =>
            `${value.toFixed(3)} at ${Math.round(startTime)} ms: ${nameOf(node)}, ${Math.round(was.y)} → ${Math.round(is.y)}, height ${Math.round(was.height)} → ${Math.round(is.height)}`,
        ),
      );
  });

const wanted = process.argv.slice(2);
const stage = await setStage();
const crowd = await openCrowd();
try {
  const context: BrowserContext = await crowd.newcomer();
  const site = stage.sites.pages;
  // The site's own style sheet keeps the places free, as docs/embedding.md says.
  await context.route('**/reserve.css', (route) =>
    route.fulfill({ body: reserveSheet(), contentType: 'text/css' }),
  );
  const { page } = await visit(context, `${site}/shift?element=login`);
  const acts = new Acts(page, 'es');
  await acts.loginField.fill('iris.aguaviva');
  await acts.passwordField.fill(brands[0]!.password);
  await page.keyboard.press('Enter');
  await acts.signOutButton.waitFor();
  for (const element of elements) {
    if (wanted.length > 0 && !wanted.includes(element.split(' ')[0]!)) continue;
    const found: string[] = [];
    const moved: string[] = [];
    for (const [width, height] of Object.values(screens)) {
      await page.setViewportSize({ width, height });
      // The page before has written its heights as it was left.
      await page.goto(`${site}/icon.svg`);
      await page.evaluate(() => sessionStorage.clear());
      for (const _ of ['first', 'second']) {
        const url = `${site}/shift?element=${encodeURIComponent(element)}`;
        const shift = await shiftOf(page, url).catch(() => NaN);
        found.push(shift.toFixed(3));
        if (!(shift <= 0.01)) moved.push(...(await whatMoved(page)));
      }
    }
    console.log(element.padEnd(18), found.join('  '));
    for (const line of moved) console.log(`  ${line}`);
  }
} finally {
  await crowd.close();
  await stage.close();
}
