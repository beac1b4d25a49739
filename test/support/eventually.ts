import { setTimeout as sleep } from 'node:timers/promises';

/** How long something may take that has to happen: a guard against hanging, never a measure of speed. */
export const guardMs = 90_000;

/**
 * Waits until something holds, however busy the machine is.
 * @param otherwise what is said where it never does
 * @throws Error where it does not before the guard's time
 */
export async function eventually(
  holds: () => unknown,
  otherwise: string | (() => string) = 'It did not come to pass',
  everyMs = 10,
): Promise<void> {
  const end = performance.now() + guardMs;
  while (!(await holds())) {
    if (performance.now() > end)
      throw new Error(typeof otherwise === 'string' ? otherwise : otherwise());
    await sleep(everyMs);
  }
}
