/** What was refused, and until when. */
export type Refusals = {
  note(key: string, waitMs: number): void;
  /** Milliseconds for which the key is refused; 0 where it is not. */
  waitOf(key: string): number;
};

/**
 * Remembers refusals for as long as they hold. At most so many: the oldest gives way, which costs nothing
 * but asking again.
 * @param most keys kept
 */
export function createRefusals(most = 10_000, now = Date.now): Refusals {
  const until = new Map<string, number>();
  return {
    note: (key, waitMs) => {
      until.delete(key);
      const [oldest] = until.keys();
      if (until.size >= most && oldest !== undefined) until.delete(oldest);
      until.set(key, now() + waitMs);
    },
    waitOf: (key) => {
      const wait = (until.get(key) ?? 0) - now();
      if (wait > 0) return wait;
      until.delete(key);
      return 0;
    },
  };
}
