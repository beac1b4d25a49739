import { setImmediate } from 'node:timers/promises';
import { breathe } from './breath.ts';

// Few enough to be done before anybody notices.
const portion = 250;

/** `items.map(work)`, in turns: others are let run meanwhile. */
export async function mapInTurns<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => R,
): Promise<R[]> {
  const done: R[] = [];
  for (const [index, item] of items.entries()) {
    done.push(work(item, index));
    await breathe();
  }
  return done;
}

/**
 * Does work over many things, some of them at a time, one portion after the other; in between, others get their
 * turn. @returns what came of all portions
 */
export async function mapInPortions<T, R>(
  items: readonly T[],
  work: (some: readonly T[]) => R[] | Promise<R[]>,
): Promise<R[]> {
  const done: R[] = [];
  for (let start = 0; start < items.length; start += portion) {
    if (start > 0) await setImmediate();
    // Awaited one by one: a transaction does one thing at a time, and the first may matter to the next.
    done.push(...(await work(items.slice(start, start + portion))));
  }
  return done;
}
