import type { InScope } from './scope.ts';

export type Rounds = {
  /**
   * Repeats some work, which is left out where the round before is not over.
   * @param everyMs milliseconds between two rounds
   * @param round given a way to the database that refuses once they are stopped
   * @param failed told of what a round throws
   */
  every(
    everyMs: number,
    round: (inScope: InScope) => Promise<void>,
    failed: (error: unknown) => void,
  ): void;
  /** Begins nothing new, and waits for what is under way: it still needs the database. */
  stop(): Promise<void>;
};

/** What a server does again and again, beside what it is asked for. None of it keeps the process. */
export function createRounds(inScope: InScope): Rounds {
  let stopped = false;
  const timers: NodeJS.Timeout[] = [];
  const underWay = new Set<Promise<void>>();
  const whileOpen: InScope = (scope, work, options) =>
    stopped ? Promise.reject(new Error('The server stops.')) : inScope(scope, work, options);
  return {
    every: (everyMs, round, failed) => {
      let busy: Promise<void> | undefined;
      const begin = () => {
        if (busy) return;
        const own = round(whileOpen)
          .catch((error: unknown) => {
            if (!stopped) failed(error);
          })
          .finally(() => {
            busy = undefined;
            underWay.delete(own);
          });
        busy = own;
        underWay.add(own);
      };
      timers.push(setInterval(begin, everyMs).unref());
    },
    stop: async () => {
      stopped = true;
      for (const timer of timers) clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}
