import { setImmediate } from 'node:timers/promises';

/** Milliseconds of one turn: nobody notices them. */
const turnMs = 8;

/** Work in turns: what is long lets others in between, by the time that it took and not by its number of steps. */
export type Turns = {
  /** To be asked after each step. @returns undefined within a turn; else a promise to wait for */
  pause(): Promise<void> | undefined;
};

/** Starts counting the time of a turn. */
export function startTurns(): Turns {
  let until = performance.now() + turnMs;
  return {
    pause: () =>
      performance.now() < until
        ? undefined
        : setImmediate().then(() => void (until = performance.now() + turnMs)),
  };
}

/** `items.map(work)`, in turns. */
export async function mapInTurns<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => R,
): Promise<R[]> {
  const turns = startTurns();
  const done: R[] = [];
  for (const [index, item] of items.entries()) {
    done.push(work(item, index));
    const pause = turns.pause();
    if (pause) await pause;
  }
  return done;
}
