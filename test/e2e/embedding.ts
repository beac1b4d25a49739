// The script tag on pages as they are: odd places, what does not come, an old version, requests of its own.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page, Route } from 'playwright-core';
import { brands } from '../../demo/brands.ts';
import { version } from '../../widgets/core/version.ts';
import { Acts, wordsOf } from './acts.ts';
import { visit } from './browser.ts';
import { addOddPlaces, allStand, bothStand, readOddPlaces } from './odd-places.ts';
import { theatre } from './theatre.ts';

const { password } = brands[0]!;
const [es, pt] = [wordsOf('es'), wordsOf('pt')];

test('two tags, quirks, a shadow root, a tag that is gone or moved: each portal is its own', async () => {
  const { page, faults } = await visit(theatre.context, `${theatre.stage.sites.pages}/quirks`);
  await page.waitForFunction(bothStand);
  await page.evaluate(
    addOddPlaces,
    `${theatre.stage.portalUrl}/embed.js?tenant=zambe&prefix=gone&locale=pt`,
  );
  await page.waitForFunction(allStand);
  const found = await page.evaluate(readOddPlaces);
  assert.deepEqual(found.titles, [es.login['title'], pt.login['title'], pt.login['title']]);
  assert.deepEqual([found.quirks, found.inShadow, found.tenantOfRemoved], [true, 'ready', 'zambe']);
  assert.equal(found.tableColour[0], found.tableColour[1]);
  assert.deepEqual(faults, []);
  await page.close();
});

test('a script tag that is sent on to another address keeps its tenant', async () => {
  const { page } = await visit(theatre.context, 'about:blank');
  const there = `${theatre.stage.portalUrl}/embed.js?there`;
  await page.route('**/embed.js', (route) =>
    route.fulfill({
      status: 302,
      headers: { Location: there, 'Access-Control-Allow-Origin': '*' },
    }),
  );
  await page.goto(`${theatre.stage.sites.aqua}/portal`);
  await new Acts(page, 'es').loginField.waitFor();
  await page.close();
});

/** Keeps a picture of the page, where the environment names a folder for it. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['PICTURES'];
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** What the page heard, by element. */
async function hear(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const heard: string[] = ((globalThis as unknown as { heard: string[] }).heard = []);
    document.addEventListener(
      'portal-error',
      (event) => {
        const { target, detail } = event as HTMLElementEventMap['portal-error'];
        heard.push(`${(target as Element).localName} ${detail.error.type} ${detail.error.code}`);
      },
      true,
    );
  });
  return () => page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
}

test('a file that does not come once is fetched again, and nobody notices', async () => {
  const { page } = await visit(theatre.context, 'about:blank');
  const heard = await hear(page);
  let asked = 0;
  await page.route(`**/v${version}/portal-orders.js`, (route) => {
    asked += 1;
    return route.abort();
  });
  await page.goto(`${theatre.stage.sites.aqua}/portal`);
  const acts = new Acts(page, 'es');
  await acts.signIn('direccion', password);
  await acts.search();
  assert.equal(asked, 1);
  assert.deepEqual(await heard(), []);
  await acts.signOut();
  await page.close();
});

test('what does not come at all says so in its place, and comes at a press', async () => {
  const { page } = await visit(theatre.context, 'about:blank');
  const heard = await hear(page);
  let down: 'core' | 'orders' | undefined = 'core';
  const answer = (route: Route) => (down ? route.abort() : route.continue());
  await page.route('**/core.js', (route) => (down === 'core' ? route.abort() : route.continue()));
  await page.route('**/portal-orders.js', answer);
  await page.goto(`${theatre.stage.sites.aqua}/portal`);
  const again = page.locator('portal-orders').getByRole('button');
  await again.waitFor();
  assert.match(await again.innerText(), /No se pudo cargar · Reintentar/);
  assert.equal(await page.locator('portal-orders').getAttribute('data-state'), 'error');
  assert.ok((await heard()).includes('portal-orders network load'));
  await picture(page, 'embedding-failed');
  down = 'orders';
  await again.click();
  const acts = new Acts(page, 'es');
  await acts.loginField.waitFor();
  await again.waitFor();
  down = undefined;
  await again.click();
  await acts.signIn('direccion', password);
  await acts.search();
  await acts.signOut();
  await page.close();
});

test('nothing that is read asks the server beforehand', async () => {
  const { page, faults } = await visit(theatre.context, `${theatre.stage.sites.aqua}/portal`);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  const preflights: string[] = [];
  devtools.on('Network.requestWillBeSent', ({ type, request }) => {
    if (type === 'Preflight') preflights.push(request.url);
  });
  const acts = new Acts(page, 'es');
  await acts.signIn('direccion', password);
  const before = preflights.length;
  await acts.search();
  await acts.open();
  assert.deepEqual(preflights.slice(before), []);
  assert.ok(
    preflights.every((url) => url.endsWith('/sessions')),
    preflights.join(' '),
  );
  await acts.back.click();
  await acts.openers.first().waitFor();
  const height = await acts.orders.evaluate((one: HTMLElement) => one.offsetHeight);
  await page.reload();
  const kept = await page.evaluate(() =>
    document.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules].map((one) => one.cssText)),
  );
  assert.ok(
    kept.some((rule) => rule.includes('portal-orders:is(') && rule.includes(`${height}px`)),
    'the place is kept as high as it was when the reader left',
  );
  await acts.signOut();
  assert.deepEqual(faults, []);
  await page.close();
});
