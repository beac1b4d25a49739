// A short walk in another engine: signing in across origins, a list, a language, a reload, signing out.
// Without a Firefox it is left out, and says so.
// Runs alone: it has an engine of its own.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { launch, type Browser, type ElementHandle, type Page } from 'puppeteer-core';
import { brands } from '../../demo/brands.ts';
import { version } from '../../server/index.ts';
import { wordsOf } from './acts.ts';
import {
  answerWith,
  caseAt,
  faultsOfMap,
  isMapShown,
  mapCases,
  showMap,
  stopsListed,
} from './map-cases.ts';
import { layouts } from '../support/layouts.ts';
import {
  addOddPlaces,
  allStand,
  arePlaced,
  bothStand,
  placeElements,
  readOddPlaces,
  widthsOfPlaced,
} from './odd-places.ts';
import { setStage, type Stage } from './stage.ts';

const brandOf = (slug: string) => brands.find((one) => one.slug === slug)!;
const [zambe, barlovia] = [brandOf('zambe'), brandOf('barlovia')];

function findFirefox(): string | undefined {
  const chosen = process.env['FIREFOX_PATH'];
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const candidates = folders.flatMap((folder) =>
    ['firefox-esr', 'firefox'].map((name) => join(folder, name)),
  );
  return [...(chosen ? [chosen] : []), ...candidates].find((path) => existsSync(path));
}

const executablePath = findFirefox();
const skip = executablePath ? false : 'no Firefox here; FIREFOX_PATH may name one';

/** Values of `network.cookie.cookieBehavior` other than the usual one, which keeps the cookies of sites apart. */
const cookies = [
  { blocked: 'every cookie of another site', behavior: 1 },
  { blocked: 'every cookie', behavior: 2 },
] as const;

describe('in Firefox', { skip, timeout: 240_000 }, () => {
  let stage: Stage;
  let browser: Browser;
  before(async () => {
    stage = await setStage();
    browser = await launch({ browser: 'firefox', executablePath: executablePath!, headless: true });
  });
  after(async () => {
    await browser?.close();
    await stage?.close();
  });

  test('somebody signs in, searches, reads another language, comes back and leaves', async () => {
    const page = await newPage(browser);
    const faults: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warn'].includes(message.type())) faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(String(error)));
    await page.setViewport({ width: 1280, height: 900 });
    await page.goto(`${stage.sites.zambe}/portal`);

    await signIn(page);
    await search(page);

    await press(page, 'button[data-lang="es"]');
    await page.waitForFunction(() =>
      document
        .querySelector('portal-orders')
        ?.shadowRoot?.querySelector('.root')
        ?.getAttribute('lang')
        ?.startsWith('es'),
    );
    await page.setViewport({ width: 360, height: 740 });
    const tooWide = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    assert.equal(tooWide, 0);

    await page.reload();
    await page.waitForSelector('portal-orders[data-state="ready"]');
    await press(page, 'portal-login >>> .session button');
    await page.waitForSelector('portal-orders[data-state="signed-out"]');
    assert.deepEqual(faults, []);
  });

  test('a shipment over the Pacific is on the map, with nothing asked of anybody else', async () => {
    const page = await newPage(browser);
    const faults: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warn'].includes(message.type())) faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && !hostname.endsWith('.localhost'))
        faults.push(`asked of ${hostname}`);
    });
    await page.setViewport({ width: 1280, height: 900 });
    await page.goto(`${stage.sites.barlovia}${barlovia.site.places.shipments}`);
    await type(page, 'portal-login >>> input[autocomplete~="username"]', 'logistica');
    await type(page, 'portal-login >>> input[type="password"]', barlovia.password);
    await page.keyboard.press('Enter');
    await page.waitForSelector('portal-shipments[data-state="ready"]');
    await type(page, 'portal-shipments >>> #q', 'BV-20001');
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      () =>
        document.querySelector('portal-shipments')?.shadowRoot?.querySelectorAll('[data-record]')
          .length === 1,
    );
    await press(page, 'portal-shipments >>> [data-record]');
    await press(page, 'portal-shipments >>> #tab-map');
    await shown(page, 'portal-shipments >>> portal-shipment-map >>> path.land');
    const stops = await page.evaluate(
      () =>
        document
          .querySelector('portal-shipments')
          ?.shadowRoot?.querySelector('portal-shipment-map')
          ?.shadowRoot?.querySelector('ol')?.innerText ?? '',
    );
    assert.match(stops, /Shanghái[^]*Puerto Quetzal/);
    const cases = await mapCases(version);
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      const found = caseAt(cases, request.url());
      void (found ? request.respond(answerWith(found, stage.sites.barlovia)) : request.continue());
    });
    for (const { id, what, placed, map } of cases) {
      await page.evaluate(showMap, id);
      await page.waitForFunction(isMapShown);
      assert.deepEqual(await page.evaluate(faultsOfMap, placed), [], what);
      const listed = await page.evaluate(stopsListed);
      for (const { name } of map.stops) assert.ok(listed.includes(name), `${what}: ${listed}`);
    }
    const picture = process.env['PICTURES'];
    if (picture) await page.screenshot({ path: join(picture, 'firefox-map.png') });
    assert.deepEqual(faults, []);
  });

  test('two tags, quirks, a shadow root, a tag that is gone or moved: each portal is its own', async () => {
    const page = await newPage(browser);
    await page.goto(`${stage.sites.pages}/quirks`);
    await page.waitForFunction(bothStand);
    const embed = `${stage.portalUrl}/embed.js?tenant=zambe&prefix=gone&locale=pt`;
    await page.evaluate(addOddPlaces, embed);
    await page.waitForFunction(allStand);
    const found = await page.evaluate(readOddPlaces);
    const title = (language: 'es' | 'pt') => wordsOf(language).login['title'];
    assert.deepEqual(found.titles, [title('es'), title('pt'), title('pt')]);
    assert.deepEqual(
      [found.quirks, found.inShadow, found.tenantOfRemoved],
      [true, 'ready', 'zambe'],
    );
    assert.equal(found.tableColour[0], found.tableColour[1]);
    await page.close();
  });

  test('in places that ask the elements how wide they are, each is as wide as one can read', async () => {
    const page = await newPage(browser);
    await page.goto(`${stage.sites.pages}/quirks`);
    await page.waitForFunction(bothStand);
    for (const [what, [box, own = '']] of Object.entries(layouts)) {
      await page.evaluate(placeElements, box, own);
      await page.waitForFunction(arePlaced);
      const [login = 0, orders = 0] = await page.evaluate(widthsOfPlaced);
      for (const width of [login, orders])
        assert.ok(width >= 190 && width <= 1024.5, `${what}: ${width}`);
      assert.ok(login <= 416.5, `${what}: ${login}`);
    }
    await page.close();
  });

  for (const { blocked, behavior } of cookies)
    test(`with ${blocked} blocked somebody signs in, and signs in again after a reload`, async () => {
      const strict = await launch({
        browser: 'firefox',
        executablePath: executablePath!,
        headless: true,
        extraPrefsFirefox: { 'network.cookie.cookieBehavior': behavior },
      });
      try {
        const page = await strict.newPage();
        const faults: string[] = [];
        page.on('pageerror', (error) => faults.push(String(error)));
        await page.goto(`${stage.sites.zambe}/portal`);
        await signIn(page);
        await search(page);
        await page.reload();
        await page.waitForSelector('portal-orders[data-state="signed-out"]');
        await signIn(page);
        await page.waitForSelector('portal-orders >>> [data-record]');
        await press(page, 'portal-login >>> .session button');
        await page.waitForSelector('portal-orders[data-state="signed-out"]');
        assert.deepEqual(faults, []);
      } finally {
        await strict.close();
      }
    });

  test('a file that does not come once is fetched again; what never comes says so in its place', async () => {
    const page = await newPage(browser);
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      const path = new URL(request.url()).pathname;
      // Under its first address alone, and at any.
      const lost = /^\/v[\d.]+\/core\.js$/.test(path) || path.endsWith('/portal-orders.js');
      void (lost ? request.abort() : request.continue());
    });
    await page.goto(`${stage.sites.zambe}/portal`);
    await shown(page, 'portal-login >>> input[type="password"]');
    const button = await shown(page, 'portal-orders >>> button');
    assert.match(
      await button.evaluate((one) => one.textContent ?? ''),
      /^(No se pudo cargar · Reintentar|Não foi possível carregar · Tentar novamente)$/,
    );
    await page.close();
  });
});

/** A page of somebody new: no walk goes on where another was left. */
async function newPage(browser: Browser): Promise<Page> {
  return (await browser.createBrowserContext()).newPage();
}

async function signIn(page: Page): Promise<void> {
  await type(page, 'portal-login >>> input[autocomplete~="username"]', 'diretoria');
  await type(page, 'portal-login >>> input[type="password"]', zambe.password);
  await page.keyboard.press('Enter');
}

/** Finds the orders of ninety days: nothing may have been ordered today. */
async function search(page: Page): Promise<void> {
  await page.waitForSelector('portal-orders[data-state="ready"]');
  await (await shown(page, 'portal-orders >>> #date')).select('90d');
  await press(page, 'portal-orders >>> button[type="submit"]');
  await page.waitForSelector('portal-orders >>> [data-record]');
}

/** What a person sees of the selector. @throws where it does not come */
async function shown(page: Page, selector: string): Promise<ElementHandle> {
  const element = await page.waitForSelector(selector, { visible: true });
  assert.ok(element, selector);
  return element;
}
async function press(page: Page, selector: string): Promise<void> {
  await (await shown(page, selector)).click();
}
async function type(page: Page, selector: string, text: string): Promise<void> {
  await (await shown(page, selector)).type(text);
}
