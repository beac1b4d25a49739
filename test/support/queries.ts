import { AsyncLocalStorage } from 'node:async_hooks';
import type { TestPortal } from './portal.ts';

/**
 * Collects the SQL of queries that requests cause, for tests that count them: the server's own work (outbox, seals,
 * notifications) asks the database beside them and is left out.
 * @param running the portal whose server and connection are watched, until it closes
 * @returns the collected queries, oldest first; the array grows, and may be emptied with `length = 0`
 */
export function queriesOfRequests(running: TestPortal): string[] {
  const ofRequest = new AsyncLocalStorage<true>();
  const queries: string[] = [];
  running.server.prependListener('request', () => ofRequest.enterWith(true));
  running.connection.knex.on('query', ({ sql }: { sql: string }) => {
    if (ofRequest.getStore()) queries.push(sql);
  });
  return queries;
}
