// Shows every element of the playground in every state, in three languages and at two widths, while the API is out of
// reach: which state each came to, and what went wrong on the way. `node test/bench/playground.ts [folder for pictures]`
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { elementNames } from '../../widgets/elements.ts';
import { states } from '../../widgets/playground/states.ts';
import { buildWidgets } from '../../widgets/build.ts';
import { browserFlags, findBrowser } from '../support/browser.ts';
import { tablesAlone } from '../support/database-image.ts';
import { startPortal } from '../support/portal.ts';

const [folder] = process.argv.slice(2);
if (folder) mkdirSync(folder, { recursive: true });
await buildWidgets();
const running = await startPortal({
  assets: new URL('../../dist/embed', import.meta.url).pathname,
  content: tablesAlone,
});
const browser = await chromium.launch({ executablePath: findBrowser(), args: browserFlags });
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
const faults: string[] = [];
let asked = 0;
page.on('pageerror', (error) => faults.push(String(error)));
page.on('console', (message) => {
  if (message.type() === 'error') faults.push(message.text());
});
await page.route('**/api/**', (route) => {
  asked++;
  return route.abort();
});

const rows: Record<string, string>[] = [];
const languages = ['es', 'pt', 'en'] as const;
await page.goto(`${running.url}/playground`);
await page.locator('.glass > *').waitFor();
for (const [index, name] of elementNames.filter((one) => one !== 'config').entries()) {
  const row: Record<string, string> = { element: name };
  await page.locator('aside select[name=element]').selectOption(name);
  await page.locator('aside select[name=language]').selectOption(languages[index % 3]!);
  await page.locator('aside select[name=width]').selectOption(index % 2 ? '360' : '1024');
  for (const state of states) {
    await page.locator('aside select[name=state]').selectOption(state);
    const wanted = state === 'ready' && name === 'login' ? 'ready' : state;
    await page
      .waitForFunction(
        ([tag, to]) =>
          document.querySelector<HTMLElement & { state?: string }>(`.glass > portal-${tag}`)
            ?.state === to,
        [name, wanted],
        { timeout: 4_000 },
      )
      .catch(() => {});
    const element = page.locator(`.glass > portal-${name}`);
    const came = await element.evaluate(
      (one: HTMLElement & { state?: string }) => one.state ?? 'none',
    );
    row[state] = came === wanted ? '✔' : came;
    if (folder)
      await element.screenshot({ path: join(folder, `${name}-${state}.png`) }).catch(() => {});
  }
  rows.push(row);
}
console.table(rows);
console.log(`${asked} calls of the API; faults: ${[...new Set(faults)].join('\n') || 'none'}`);
await browser.close();
await running.close();
