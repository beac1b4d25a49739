import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { browserFlags, findBrowser, findShell } from '../support/browser.ts';
import { lookInto, watchContext } from './ledger.ts';

/** A Chromium with a profile of its own. */
export type Browser = { context: BrowserContext; close(): Promise<void> };

/**
 * Opens a Chromium that keeps or blocks third-party cookies. Only a profile on disk has that setting,
 * so each browser gets a fresh one.
 */
export async function openBrowser(options: { thirdPartyCookies: boolean }): Promise<Browser> {
  const folder = await mkdtemp(join(tmpdir(), 'portico-profile-'));
  const blocked = !options.thirdPartyCookies;
  await mkdir(join(folder, 'Default'));
  await writeFile(
    join(folder, 'Default', 'Preferences'),
    JSON.stringify({
      profile: { cookie_controls_mode: blocked ? 1 : 0, block_third_party_cookies: blocked },
    }),
  );
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: findBrowser(),
    args: browserFlags,
    ...look,
  });
  await prepare(context);
  return {
    context,
    close: async () => {
      await context.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Opens a Chromium that gives as many people as are needed a browser of their own, without a past. */
export async function openCrowd(): Promise<Crowd> {
  const chrome = await chromium.launch({ executablePath: findShell(), args: browserFlags });
  const newcomer = async () => {
    const context = await chrome.newContext(look);
    // A guard against hanging, however busy the machine is.
    context.setDefaultTimeout(90_000);
    await prepare(context);
    return context;
  };
  return {
    newcomer,
    careful: async () => {
      const context = await newcomer();
      withoutThirdParties.add(context);
      return context;
    },
    close: () => chrome.close(),
  };
}
export type Crowd = {
  newcomer(): Promise<BrowserContext>;
  /** One that blocks third-party cookies in each tab that `visit` opens. */
  careful(): Promise<BrowserContext>;
  close(): Promise<void>;
};

const withoutThirdParties = new WeakSet<BrowserContext>();

/** Blocks third-party cookies in a tab that has not asked for anything yet. */
async function blockThirdParties(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCookieControls', {
    enableThirdPartyCookieRestriction: true,
  });
}

// Only the scheme of the page counts here, not the machine's.
const look = { viewport: { width: 1280, height: 900 }, colorScheme: 'light' } as const;

async function prepare(context: BrowserContext): Promise<void> {
  watchContext(context);
  await context.addInitScript(observe);
}

/** Runs in the page, before anything else: refused content becomes an error, shifts are added up. */
function observe(): void {
  addEventListener('securitypolicyviolation', (event) => {
    console.error(`refused by policy: ${event.effectiveDirective} ${event.blockedURI}`);
  });
  const page = globalThis as typeof globalThis & { layoutShift: number };
  page.layoutShift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & Shift)[]) {
      if (!entry.hadRecentInput) page.layoutShift += entry.value;
    }
  }).observe({ type: 'layout-shift', buffered: true });
}
type Shift = { value: number; hadRecentInput: boolean };

/** A page under observation: what went wrong in it, and which origins it asked. */
export type Visit = { page: Page; faults: string[]; origins: Set<string> };

/** Opens an address in a new tab and watches it from the first request on, until it is closed. */
export async function visit(context: BrowserContext, url: string): Promise<Visit> {
  const page = await context.newPage();
  if (withoutThirdParties.has(context)) await blockThirdParties(context, page);
  const close = page.close.bind(page);
  page.close = async () => {
    await lookInto(page);
    await close();
  };
  const faults: string[] = [];
  const origins = new Set<string>();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => origins.add(new URL(request.url()).origin));
  await page.goto(url);
  return { page, faults, origins };
}
