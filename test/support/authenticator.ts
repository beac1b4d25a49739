import { codeOf, stepAt } from '../../server/features/access/factors/totp.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Bytes of a text in base 32, as an authenticator reads them. */
function bytesOf(text: string): Buffer {
  const bits = [...text]
    .map((sign) => alphabet.indexOf(sign).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** The code that an authenticator shows. @param steps so many times 30 seconds from now */
export const codeNow = (secret: string, steps = 0): string =>
  codeOf(bytesOf(secret), stepAt(Date.now()) + steps);
