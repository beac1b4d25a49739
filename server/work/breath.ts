import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work after which others get their turn. */
const breathMs = 12;

/**
 * For work that is too long for the event loop to be held by it: called between its parts, which are short.
 * @returns a function that lets others run, if enough time has gone since they last did
 */
export function createBreath(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < breathMs) return;
    await setImmediate();
    since = performance.now();
  };
}

/** Does work in a turn of its own: others run before it and after it. */
export async function inTurn<T>(work: () => T): Promise<T> {
  await setImmediate();
  const done = work();
  await setImmediate();
  return done;
}
