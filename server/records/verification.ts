import { randomBytes } from 'node:crypto';

/** Crockford's base 32: nothing in it is mistaken for something else when read from paper. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The name of something in its public address: 130 random bits. */
export const newCode = (): string =>
  Array.from(randomBytes(26), (byte) => alphabet[byte & 31]).join('');

/** A code as it is stored, however somebody typed it from paper. */
export const codeOf = (typed: string): string =>
  typed.toUpperCase().replaceAll('-', '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');

/** The public address that tells whether something was issued or decided at the tenant. */
export const verifyUrl = (publicUrl: URL, slug: string, code: string): string =>
  `${publicUrl.href.replace(/\/$/, '')}/v/${slug}/${code}`;
