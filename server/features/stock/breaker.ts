/** Spares somebody who does not answer: after some failures in a row nobody asks for a while. */
export type Breaker = {
  /** @throws Error at once while it is open, or too many wait; else what the work throws */
  run<T>(work: () => Promise<T>): Promise<T>;
};

/**
 * @param failures in a row that open it
 * @param restMs how long it stays open; then one may try
 * @param lanes how many may work at the same time; the next are turned away, since they would only wait
 */
export function createBreaker({
  failures = 3,
  restMs = 30_000,
  lanes = 4,
}: { failures?: number; restMs?: number; lanes?: number } = {}): Breaker {
  let failed = 0;
  let openUntil = 0;
  let busy = 0;
  return {
    run: async (work) => {
      const trial = failed >= failures;
      if (performance.now() < openUntil || busy >= (trial ? 1 : lanes))
        throw new Error('Not asked: it does not answer, or is busy');
      busy++;
      try {
        const result = await work();
        failed = 0;
        return result;
      } catch (error) {
        failed++;
        if (failed >= failures) openUntil = performance.now() + restMs;
        throw error;
      } finally {
        busy--;
      }
    },
  };
}
