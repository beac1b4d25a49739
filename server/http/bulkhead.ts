import { AppError } from './app-error.ts';

/** Lets few in at a time, a few more wait, and turns the others away before they cost anything. */
export type Bulkhead = {
  /** @throws AppError `unavailable` with a time to come back, or what the work throws */
  run<T>(work: () => Promise<T>): Promise<T>;
};

/**
 * @param active how many may work at the same time
 * @param waiting how many may wait for that
 */
export function createBulkhead(active: number, waiting: number): Bulkhead {
  let busy = 0;
  const queue: (() => void)[] = [];
  return {
    run: async (work) => {
      if (busy >= active) {
        if (queue.length >= waiting) throw new AppError('unavailable', { retryAfter: 2 });
        await new Promise<void>((resolve) => queue.push(resolve));
      } else busy++;
      try {
        return await work();
      } finally {
        const next = queue.shift();
        // The place is handed over, so nobody slips in between.
        if (next) next();
        else busy--;
      }
    },
  };
}
