import { createHmac, timingSafeEqual } from 'node:crypto';

// Codes of RFC 6238 as every authenticator has them: SHA-1, six digits, 30 seconds.
const digits = 6;
const seconds = 30;
/** Clocks of telephones are ahead or behind by so many steps. */
const drift = 1;

/** The step that an instant in milliseconds falls into. */
export const stepAt = (ms: number): number => Math.floor(ms / 1000 / seconds);

/** The code of a step (RFC 4226). */
export function codeOf(secret: Uint8Array, step: number, length = digits): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const at = mac[mac.length - 1]! & 0xf;
  const number = mac.readUInt32BE(at) & 0x7f_ff_ff_ff;
  return String(number % 10 ** length).padStart(length, '0');
}

/**
 * The step whose code it is, as far as clocks may differ; null for none. Takes as long for every code.
 * @param now instant in milliseconds
 */
export function matchingStep(secret: Uint8Array, code: string, now: number): number | null {
  // What is no code is compared as well, with none.
  const typed = Buffer.from(/^\d{6}$/.test(code) ? code : ' '.repeat(digits));
  let found: number | null = null;
  for (let step = stepAt(now) - drift; step <= stepAt(now) + drift; step++)
    if (timingSafeEqual(typed, Buffer.from(codeOf(secret, step)))) found = step;
  return found;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Bytes in base 32 (RFC 4648) without padding. */
export function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((part) => alphabet.charAt(Number.parseInt(part.padEnd(5, '0'), 2)))
    .join('');
}

/** What an authenticator reads from a QR code. */
export function keyUri(secret: Uint8Array, issuer: string, account: string): string {
  // A colon parts the two, so neither has one.
  const label = [issuer, account].map((text) => encodeURIComponent(text.replaceAll(':', ' ')));
  const query = new URLSearchParams({
    secret: base32(secret),
    issuer: issuer.replaceAll(':', ' '),
    algorithm: 'SHA1',
    digits: String(digits),
    period: String(seconds),
  });
  // Authenticators do not read a plus sign as a blank.
  return `otpauth://totp/${label.join(':')}?${query.toString().replaceAll('+', '%20')}`;
}
