import { domainToASCII } from 'node:url';
import type { MailAddress } from './mail.ts';

const local = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const domain =
  /^(?=.{1,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)*[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;

/**
 * A mailbox as it goes on the wire: plain ASCII, the domain in its encoded form, nothing that any
 * relay could read as two addresses or as a command. Quoted local parts, comments, literals and
 * letters beyond ASCII before the @ are not taken: hardly anybody has them, and relays differ on them.
 * @returns null where it is none of ours
 */
export function mailboxOf({ name, address }: MailAddress): MailAddress | null {
  const at = address.lastIndexOf('@');
  const [before, after] = [address.slice(0, at), address.slice(at + 1)];
  if (at < 1 || before.length > 64 || !local.test(before)) return null;
  // Only letters need encoding; the encoder would also rewrite what is no domain at all.
  const encoded = /^[\p{L}\p{M}\p{N}.-]+$/u.test(after) ? domainToASCII(after) : '';
  if (!domain.test(encoded)) return null;
  return { name: name === null ? null : oneLine(name), address: `${before}@${encoded}` };
}

/** Text for a header: one line without control characters. */
export const oneLine = (text: string): string =>
  text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
