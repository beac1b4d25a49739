import { after, afterEach, before } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import { openBrowser, openCrowd, type Browser, type Crowd } from './browser.ts';
import { setStage, type Stage } from './stage.ts';

let stage: Stage;
let browser: Browser;
let open: Browser;
let crowd: Crowd;

before(async () => {
  stage = await setStage();
  browser = await openBrowser({ thirdPartyCookies: false });
  open = await openBrowser({ thirdPartyCookies: true });
  crowd = await openCrowd();
});
afterEach(async () => {
  await browser.context.clearCookies();
  await open.context.clearCookies();
});
after(async () => {
  await browser?.close();
  await open?.close();
  await crowd?.close();
  await stage?.close();
});

/** The stage and its browsers, opened once for all tests of this process. */
export const theatre = {
  get stage(): Stage {
    return stage;
  },
  /** A browser that blocks third-party cookies. */
  get context(): BrowserContext {
    return browser.context;
  },
  /** One that allows them. */
  get openContext(): BrowserContext {
    return open.context;
  },
  /** A browser of somebody who was never here. */
  newcomer: (): Promise<BrowserContext> => crowd.newcomer(),
};
