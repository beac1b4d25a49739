import type { Page } from 'playwright-core';

/** What scripts of a page could read of a session, by place. */
export function readable(page: Page) {
  return page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
    cookie: document.cookie,
  }));
}
export const nothing = { local: {}, session: {}, databases: [], caches: [], cookie: '' };
