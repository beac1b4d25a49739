import { randomInt } from 'node:crypto';

/** What a worker knows of its relay's health. */
export type RelayHealth = {
  /** How long nothing may be sent yet, in milliseconds; 0 while all is well. */
  restMs(): number;
  /** Whether the relay still has to prove itself: one mail at a time. */
  probing(): boolean;
  failed(): void;
  answered(): void;
};

/**
 * Pauses after trouble with the relay, longer each time, until it answers again.
 * @param bounds shortest and longest pause, in milliseconds
 * @param changed told whenever the pause begins or is over
 */
export function createRelayHealth(
  [least, most]: readonly [number, number],
  changed: (paused: boolean) => void,
): RelayHealth {
  let pause = 0;
  let until = 0;
  const restMs = () => Math.max(0, until - performance.now());
  return {
    restMs,
    probing: () => pause > 0,
    failed: () => {
      // Lanes that fail together are one failure.
      if (restMs() > 0) return;
      if (pause === 0) changed(true);
      pause = Math.min(Math.max(pause * 2, least), most);
      // Several workers must not come back in step.
      until = performance.now() + (pause * randomInt(500, 1_001)) / 1_000;
    },
    answered: () => {
      if (pause > 0) changed(false);
      pause = 0;
      until = 0;
    },
  };
}
