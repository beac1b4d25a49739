import type { Page } from 'playwright-core';

/** What scripts of a page could read of a session, by place; how high elements were on a page says nothing of it. */
export function readable(page: Page) {
  return page.evaluate(async () => ({
    local: { ...localStorage },
    session: Object.fromEntries(
      Object.entries({ ...sessionStorage }).filter(
        ([name, text]) =>
          !name.startsWith('portico /') || !/^\{("[\w-]+":\d+,?)*\}$/.test(String(text)),
      ),
    ),
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
    cookie: document.cookie,
  }));
}
export const nothing = { local: {}, session: {}, databases: [], caches: [], cookie: '' };
