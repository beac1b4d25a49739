import { z } from 'zod';
import { ruled } from './primitives.ts';

const longest = 254;
const local = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const domain =
  /^(?=.{1,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)*[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;

/**
 * An address as it goes on the wire: plain ASCII, the domain in its encoded form, nothing that any
 * relay could read as two addresses or as a command. Quoted local parts, comments, literals and
 * letters beyond ASCII before the @ are not taken: hardly anybody has them, and relays differ on them.
 * @returns null where it is none of ours
 */
export function wireAddress(text: string): string | null {
  const at = text.lastIndexOf('@');
  const [before, after] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || before.length > 64 || !local.test(before)) return null;
  const encoded = encodedDomain(after);
  return domain.test(encoded) ? `${before}@${encoded}` : null;
}

/** A mailbox that people have, strictly, as it goes on the wire; null where it is none (threat 29). */
export function soundAddress(text: string): string | null {
  const address = wireAddress(text);
  if (address === null || address.length > longest) return null;
  // A name without a dot is a slip, and a number is no name.
  return /\.(?!\d+$)[^.]+$/.test(address.slice(address.lastIndexOf('@'))) ? address : null;
}

/** A mailbox as it was written, without blanks around it. */
export const mailbox = ruled(
  z
    .string()
    .max(longest + 20)
    .trim(),
  (text) => soundAddress(text) !== null,
  { error: 'mailbox' },
);

/** Only letters need encoding; the encoder would also rewrite what is no domain at all. */
function encodedDomain(text: string): string {
  if (/^[A-Za-z\d.-]+$/.test(text)) return text.toLowerCase();
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(text)) return '';
  try {
    return new URL(`http://${text}`).hostname;
  } catch {
    return '';
  }
}
