import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { BrowserContext, Page } from 'playwright-core';
import { readable } from './readable.ts';

/** Somewhere a secret must not stand, and what stands there. */
type Sighting = { place: string; text: string };

const secrets = new Map<string, string>();
const sightings: Sighting[] = [];
const see = (place: string, text: string) => void sightings.push({ place, text });

/**
 * Every secret that was given out in this process, and everything that was seen of addresses, requests,
 * storage, consoles and logs.
 */
export const ledger = {
  /** Notes a secret: a password, a token of a link, a session. @returns it */
  secret: (kind: string, text: string): string => {
    if (!text) throw new Error(`This ${kind} is empty`);
    if (!secrets.has(text)) secrets.set(text, kind);
    return text;
  },
  see,
  get secrets(): ReadonlyMap<string, string> {
    return secrets;
  },
  get sightings(): readonly Sighting[] {
    return sightings;
  },
  /** Which secrets stand where; the secrets themselves are not told. */
  leaks: (): string[] => {
    const found = sightings.flatMap(({ place, text }) =>
      [...secrets]
        .filter(([secret]) => text.includes(secret))
        .map(([, kind]) => `${kind}: ${place}`),
    );
    return [...new Set(found)];
  },
};

/** Notes what every page of a browser asks for and says. */
export function watchContext(context: BrowserContext): void {
  context.on('request', (request) => {
    see('address of a request', request.url());
    see('referrer of a request', request.headers()['referer'] ?? '');
  });
  context.on('console', (message) => see('console', `${message.text()} ${message.location().url}`));
  context.on('weberror', (error) => see('error of a page', String(error.error().stack)));
}

/** Notes what is left in a page: its address, its history, what scripts can read. */
export async function lookInto(page: Page): Promise<void> {
  see('address of a page', `${page.url()} ${await page.title()}`);
  if (!page.url().startsWith('http')) return;
  const devtools = await page.context().newCDPSession(page);
  const { entries } = await devtools.send('Page.getNavigationHistory');
  for (const { url, title } of entries) see('history', `${url} ${title}`);
  const left = await page.evaluate(() => {
    const { navigation, history, document } = globalThis;
    const addresses = navigation.entries().map(({ url }) => url);
    return JSON.stringify([addresses, history.state, document.referrer]);
  });
  see('history as scripts see it', left);
  see('storage', JSON.stringify(await readable(page)));
}

/** Notes what arrives at a server, and which sessions it hands out. */
export function watchServer(server: Server): void {
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    see('address at a server', request.url ?? '');
    see('referrer at a server', request.headers.referer ?? '');
    const { end } = response;
    response.end = function (this: ServerResponse, ...rest: unknown[]) {
      noteSession(response, rest[0]);
      return end.apply(this, rest as never);
    } as typeof end;
  });
}

function noteSession(response: ServerResponse, body: unknown): void {
  for (const cookie of [response.getHeader('Set-Cookie') ?? []].flat()) {
    const [, value] = /^[^=]+=([\w-]{20,})/.exec(String(cookie)) ?? [];
    if (value) ledger.secret('cookie', value);
  }
  const text = typeof body === 'string' || Buffer.isBuffer(body) ? String(body) : '';
  const [, bearer] = /"token":"([\w-]{20,})"/.exec(text) ?? [];
  if (bearer) ledger.secret('bearer', bearer);
}
