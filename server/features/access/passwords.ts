import { availableParallelism } from 'node:os';
import { networksOf } from '../../http/network.ts';
import { createBackground } from '../../work/background.ts';
import { createFairQueue, type WorkKeys } from '../../work/fair-queue.ts';
import { awaited } from '../../work/step-back.ts';
import { temporaryOrigins, type Identity } from './access.queries.ts';
import { createStrength } from './strength.ts';

/** Work of the server's own: mails with a temporary password, the command line. */
const own: WorkKeys = ['', 'own'];

/** Whose hashing it is: of a tenant, for the widest network around an address. */
export const hashingFor = (tenantId: string, ip: string): WorkKeys => [
  tenantId,
  networksOf(ip).at(-1)!,
];

/**
 * A password as it is hashed and counted. The same letters arrive composed from one keyboard and in parts
 * from another (RFC 8265 asks for NFC).
 */
export const normalised = (password: string): string => password.normalize('NFC');

/** A temporary password as it was made: none has blanks, and copying one out of a mail brings some along. */
export const withoutBlanks = (password: string): string => normalised(password).trim();

/**
 * How a password may have been typed when its hash was made: hashes from before texts were normalised are of
 * whatever the keyboard sent. As many as the text has, whoever it belongs to.
 */
const formsOf = (password: string): string[] => [
  ...new Set([normalised(password), password, password.normalize('NFD')]),
];

/**
 * Hashes and checks passwords, on threads that run behind what answers requests. One processor stays free of
 * it and the queue is short; tenants and networks have their turns in it, so that no rush of sign-ins keeps
 * the others from theirs, or from their lists.
 * @param queue how many may wait, and how many of one network
 */
export function createPasswords(
  lanes = Math.max(1, availableParallelism() - 1),
  queue = { waiting: 60, waitingPerKey: 20 },
) {
  const { run: inLane } = createFairQueue({ active: lanes, ...queue });
  const threads = createBackground(new URL('passwords.worker.ts', import.meta.url), {
    threads: lanes,
    heapMb: 64,
    niceness: awaited,
  });
  const hash = (password: string) => threads.run<string>(password, { name: 'hash' });
  const verify = (stored: string, password: string) =>
    threads.run<boolean>({ stored, password }, { name: 'verify' });
  // Checked in place of an unknown user's hash, so that the answer takes as long.
  const nobody = hash('nobody has this password');

  return {
    /** How hard a password is to guess. */
    strength: createStrength(),
    hash: (password: string, whose = own) => inLane(whose, () => hash(normalised(password))),
    /** Whether the password is right; takes the same time where there is no hash to compare with. */
    check: (stored: string | null, password: string, whose = own) =>
      inLane(whose, async () => {
        for (const form of formsOf(password))
          if ((await verify(stored ?? (await nobody), form)) && stored !== null) return true;
        return false;
      }),
  };
}

export type Passwords = ReturnType<typeof createPasswords>;

/** Whether a text is one of the temporary passwords; compares as often for who has none. */
export async function isTemporary(
  passwords: Passwords,
  temporary: Identity['temporary'],
  text: string,
  whose: WorkKeys,
): Promise<boolean> {
  for (const origin of temporaryOrigins)
    if (await passwords.check(temporary[origin] ?? null, withoutBlanks(text), whose)) return true;
  return false;
}
