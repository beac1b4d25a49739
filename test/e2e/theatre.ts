import { after, afterEach, before } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import { openBrowser, openCrowd, type Browser, type Crowd } from './browser.ts';
import { setStage, type Stage } from './stage.ts';

let stage: Stage;
let crowd: Crowd;
let context: BrowserContext;
const profiles = new Map<boolean, Browser>();

before(async () => {
  stage = await setStage();
  crowd = await openCrowd();
  context = await crowd.careful();
});
afterEach(async () => {
  const contexts = [context, ...Array.from(profiles.values(), (browser) => browser.context)];
  await Promise.all(contexts.map((one) => one?.clearCookies()));
});
after(async () => {
  for (const browser of profiles.values()) await browser.close();
  await crowd?.close();
  await stage?.close();
});

/** The browser with a window and a profile that keeps or blocks third-party cookies; opened when it is first asked for. */
async function profile(thirdPartyCookies: boolean): Promise<BrowserContext> {
  const opened = profiles.get(thirdPartyCookies) ?? (await openBrowser({ thirdPartyCookies }));
  profiles.set(thirdPartyCookies, opened);
  return opened.context;
}

/** The stage and its browsers, opened once for all tests of this process. */
export const theatre = {
  get stage(): Stage {
    return stage;
  },
  /** A browser that blocks third-party cookies. */
  get context(): BrowserContext {
    return context;
  },
  profile,
  /** A browser of somebody who was never here. */
  newcomer: (): Promise<BrowserContext> => crowd.newcomer(),
};
