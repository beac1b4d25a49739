import { wireAddress } from '#contract/mailbox';
import type { MailAddress } from './mail.ts';

/** A mailbox as it goes on the wire, with its name in one line. @returns null where it is none of ours */
export function mailboxOf({ name, address }: MailAddress): MailAddress | null {
  const wire = wireAddress(address);
  return wire === null ? null : { name: name === null ? null : oneLine(name), address: wire };
}

/** Text for a header: one line without control characters. */
export const oneLine = (text: string): string =>
  text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
