import { createHmac, randomBytes } from 'node:crypto';
import { recoveryCodes } from '#contract/second-factor-words';
import { rowOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import { createSeal, keyFor, type Seal } from '../../../records/seal.ts';
import { base32 } from './totp.ts';

/** What seals the secrets of one person's authenticators, and hashes the recovery codes. */
export type FactorSecrets = Seal & {
  /** What is kept of a recovery code. */
  hash(code: string): string;
};

/** From the key that all servers of the database share; what is of another person does not open. */
export async function factorSecrets(
  db: Db,
  tenantId: string,
  identityId: string,
): Promise<FactorSecrets> {
  const { secret } = await rowOf<{ secret: Uint8Array }>(
    db,
    `select secret from server_secrets where name = 'factors'`,
  );
  const whose = `${tenantId} ${identityId}`;
  const codes = keyFor(secret, 'codes');
  return {
    ...createSeal(secret, whose),
    hash: (code) => createHmac('sha256', codes).update(whose).update(code).digest('hex'),
  };
}

/** A secret as long as the digest it makes (RFC 4226, 4). */
export const newFactorSecret = (): Buffer => randomBytes(20);

/** Recovery codes of 50 bits each, in two groups: `abcde-fgh23`. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: recoveryCodes }, () => {
    const text = base32(randomBytes(7)).slice(0, 10).toLowerCase();
    return `${text.slice(0, 5)}-${text.slice(5)}`;
  });

/** A code as it is compared: however it was typed. */
export const plainCode = (typed: string): string =>
  typed.replaceAll(/[\s\p{Pd}]/gu, '').toLowerCase();
