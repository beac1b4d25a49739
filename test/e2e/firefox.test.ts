// A short walk in another engine: signing in across origins, a list, a language, a reload, signing out.
// Without a Firefox it is left out, and says so.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { launch, type Browser, type ElementHandle, type Page } from 'puppeteer-core';
import { brands } from '../../demo/brands.ts';
import { setStage, type Stage } from './stage.ts';

const [, zambe] = brands as [(typeof brands)[0], (typeof brands)[0]];

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

describe('in Firefox', { skip, timeout: 60_000 }, () => {
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
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warn'].includes(message.type())) faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(String(error)));
    await page.setViewport({ width: 1280, height: 900 });
    await page.goto(`${stage.sites.zambe}/portal`);

    await type(page, 'portal-login >>> input[autocomplete~="username"]', 'diretoria');
    await type(page, 'portal-login >>> input[type="password"]', zambe.password);
    await page.keyboard.press('Enter');
    await page.waitForSelector('portal-orders[data-state="ready"]');
    await press(page, 'portal-orders >>> button[type="submit"]');
    await page.waitForSelector('portal-orders >>> [data-record]');

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
});

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
