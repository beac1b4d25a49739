import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { createBulkhead } from '../../http/bulkhead.ts';

// Parameters of security decision 5.2: 19 MiB, two passes, one lane.
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Hashes and checks passwords. One processor stays free of it and the queue is short: past it a
 * request is refused, so that sign-ins cannot starve everything else.
 */
export function createPasswords(lanes = Math.max(1, availableParallelism() - 1), queue = 20) {
  const { run: inLane } = createBulkhead(lanes, queue);
  // Checked in place of an unknown user's hash, so that the answer takes as long.
  const nobody = hash('nobody has this password', parameters);

  return {
    hash: (password: string) => inLane(() => hash(password, parameters)),
    /** Whether the password is right; takes the same time where there is no hash to compare with. */
    check: (stored: string | null, password: string) =>
      inLane(async () => (await verify(stored ?? (await nobody), password)) && stored !== null),
  };
}

export type Passwords = ReturnType<typeof createPasswords>;
