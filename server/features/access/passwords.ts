import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { networksOf } from '../../http/network.ts';
import { createFairQueue, type WorkKeys } from '../../work/fair-queue.ts';

// Parameters of security decision 5.2: 19 MiB, two passes, one lane.
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Work of the server's own: mails with a temporary password, the command line. */
const own: WorkKeys = ['', 'own'];

/** Whose hashing it is: of a tenant, for the widest network around an address. */
export const hashingFor = (tenantId: string, ip: string): WorkKeys => [
  tenantId,
  networksOf(ip).at(-1)!,
];

/**
 * Hashes and checks passwords. One processor stays free of it and the queue is short; tenants and networks
 * have their turns in it, so that no rush of sign-ins keeps the others from theirs.
 * @param queue how many may wait, and how many of one network
 */
export function createPasswords(
  lanes = Math.max(1, availableParallelism() - 1),
  queue = { waiting: 60, waitingPerKey: 20 },
) {
  const { run: inLane } = createFairQueue({ active: lanes, ...queue });
  // Checked in place of an unknown user's hash, so that the answer takes as long.
  const nobody = hash('nobody has this password', parameters);

  return {
    hash: (password: string, whose = own) => inLane(whose, () => hash(password, parameters)),
    /** Whether the password is right; takes the same time where there is no hash to compare with. */
    check: (stored: string | null, password: string, whose = own) =>
      inLane(
        whose,
        async () => (await verify(stored ?? (await nobody), password)) && stored !== null,
      ),
  };
}

export type Passwords = ReturnType<typeof createPasswords>;
