import { setImmediate } from 'node:timers/promises';

// Few enough to be done before anybody notices.
const turn = 1_000;

/** Does work over many things, some of them at a time; in between, others get their turn. */
export async function inTurns<T, R>(
  items: readonly T[],
  work: (some: readonly T[]) => R[] | Promise<R[]>,
): Promise<R[]> {
  const done: R[] = [];
  for (let start = 0; start < items.length; start += turn) {
    if (start > 0) await setImmediate();
    // One after the other: a transaction does one thing at a time, and the first may matter to the next.
    done.push(...(await work(items.slice(start, start + turn))));
  }
  return done;
}
