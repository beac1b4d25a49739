import { setTimeout as sleep } from 'node:timers/promises';
import type { Db, InScope, Scope } from '../../server/db/scope.ts';

/**
 * Does the same in two transactions of which the second begins when the first has done it and not yet committed, as two
 * servers do whose rounds fall together. The embedded database has one connection: there they follow one another.
 */
export async function overlapping(
  inScope: InScope,
  scope: Scope,
  act: (db: Db) => Promise<unknown>,
): Promise<void> {
  const acted = Promise.withResolvers<void>();
  const second = acted.promise.then(() => inScope(scope, act));
  await inScope(scope, async (db) => {
    await act(db);
    acted.resolve();
    // Until the second has done it too, or waits for the first.
    await Promise.race([second, sleep(400)]);
  });
  await second;
}
