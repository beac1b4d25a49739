// Runs on the threads of `passwords.ts`, behind what answers requests.
import { hashSync, verifySync } from '@node-rs/argon2';

// Parameters of security decision 5.2: 19 MiB, two passes, one lane.
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hash = (password: string): string => hashSync(password, parameters);

export const verify = ({ stored, password }: { stored: string; password: string }): boolean =>
  verifySync(stored, password);
