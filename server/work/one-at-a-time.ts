import { AppError } from '../http/app-error.ts';

/** Lets one at a time do what may not be done side by side; a few wait for it, in the order they came. */
export type OneAtATime = {
  /** @throws AppError `unavailable` where too many wait already, or whatever the work throws */
  run<T>(name: string, work: () => Promise<T>): Promise<T>;
};

/**
 * @param waiting how many may wait for each name. Names are kept only while something runs under them.
 */
export function createOneAtATime(waiting: number): OneAtATime {
  const lines = new Map<string, { last: Promise<unknown>; length: number }>();
  return {
    run: async (name, work) => {
      const line = lines.get(name) ?? { last: Promise.resolve(), length: 0 };
      if (line.length > waiting) throw new AppError('unavailable', { retryAfter: 2 });
      lines.set(name, line);
      line.length++;
      const turn = line.last.then(work);
      line.last = turn.catch(() => {});
      try {
        return await turn;
      } finally {
        line.length--;
        if (line.length === 0) lines.delete(name);
      }
    },
  };
}
