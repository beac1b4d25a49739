import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'koa';

/** Answers that are held back at a time; each keeps a connection and little else. */
const mostHeld = 1_000;

/**
 * Holds back an answer that says "come back later". Who asks again the moment it is refused is slowed down to
 * so many requests a second for each of its connections, and nobody who waits as told notices.
 * @param ms how long, in milliseconds
 */
export function createPause(ms: number) {
  let held = 0;
  /** Resolves when the answer may leave, or nobody waits for it any more. */
  return async ({ res }: Pick<Context, 'res'>): Promise<void> => {
    if (ms <= 0 || held >= mostHeld || res.destroyed) return;
    const gone = new AbortController();
    const leave = () => gone.abort();
    res.once('close', leave);
    held++;
    try {
      await sleep(ms, undefined, { signal: gone.signal });
    } catch {
      // Whoever asked has hung up.
    } finally {
      held--;
      res.off('close', leave);
    }
  };
}
