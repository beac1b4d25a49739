import { after, afterEach, before } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import { openBrowser, type Browser } from './browser.ts';
import { setStage, type Stage } from './stage.ts';

let stage: Stage;
let browser: Browser;

before(async () => {
  stage = await setStage();
  browser = await openBrowser({ thirdPartyCookies: false });
});
afterEach(() => browser.context.clearCookies());
after(async () => {
  await browser?.close();
  await stage?.close();
});

/** The stage and a browser that blocks third-party cookies, opened once for all tests of this process. */
export const theatre = {
  get stage(): Stage {
    return stage;
  },
  get context(): BrowserContext {
    return browser.context;
  },
};
