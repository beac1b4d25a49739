import { chromium, type Page } from 'playwright-core';
import { browserFlags, findBrowser } from '../support/browser.ts';
import { setStage } from '../e2e/stage.ts';
import { median, type Finding } from './compare.ts';

// A slow phone: 1.6 Mbit/s down, 150 ms there and back, a processor four times slower than this one.
const network = {
  offline: false,
  latency: 150,
  downloadThroughput: 200_000,
  uploadThroughput: 93_750,
};
const slower = 4;
const runs = 5;

/** From the start of the navigation until login alone, and login and orders, have shown what they have; nothing cached. */
export async function benchPhone(): Promise<Finding[]> {
  const stage = await setStage();
  const browser = await chromium.launch({ executablePath: findBrowser(), args: browserFlags });
  try {
    const times: Ready[] = [];
    for (let run = 0; run < runs; run++) {
      const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
      times.push(await readyAfter(await context.newPage(), `${stage.sites.aqua}/portal`));
      await context.close();
    }
    const finding = (what: string, ms: number[], most: number): Finding => ({
      what: `slow phone, ${what} ready`,
      value: `${(median(ms) / 1000).toFixed(2)} s`,
      budget: `${most / 1000} s`,
      holds: median(ms) <= most,
    });
    return [
      finding(
        'login',
        times.map(({ login }) => login),
        1_500,
      ),
      finding(
        'login and orders',
        times.map(({ all }) => all),
        1_600,
      ),
    ];
  } finally {
    await browser.close();
    await stage.close();
  }
}

/** Milliseconds. */
type Ready = { login: number; all: number };

async function readyAfter(page: Page, url: string): Promise<Ready> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', network);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await page.addInitScript(() => {
    const waiting = new Set(['portal-login', 'portal-orders']);
    document.addEventListener(
      'portal-ready',
      ({ target }) => {
        const { localName } = target as Element;
        waiting.delete(localName);
        if (localName === 'portal-login') performance.mark('portal-login-ready');
        if (waiting.size === 0) performance.mark('portal-all-ready');
      },
      // It does not bubble, but it can be seen on its way down.
      { capture: true },
    );
  });
  await page.goto(url);
  await page.waitForFunction(() => performance.getEntriesByName('portal-all-ready').length > 0);
  return page.evaluate(() => {
    const at = (name: string) => performance.getEntriesByName(name)[0]!.startTime;
    return { login: at('portal-login-ready'), all: at('portal-all-ready') };
  });
}
