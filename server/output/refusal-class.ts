/**
 * What a refusal for good speaks of: `address`, this mailbox does not exist or is closed; `full` and `size`, it could
 * take another mail another day; `policy`, who we are, what we wrote or which way it came; `other`, none of these.
 */
export type RefusalClass = 'address' | 'full' | 'size' | 'policy' | 'other';

/** Classes of the enhanced codes (RFC 3463 and its registry). All of 5.3, 5.4 and 5.5 that is not here is `other`. */
const classes: readonly [RegExp, RefusalClass][] = [
  // 5.4.4: the domain has no mail server, or is none.
  [/^5\.(1\.([01236]|10)|2\.1|4\.4)$/, 'address'],
  [/^5\.2\.2$/, 'full'],
  [/^5\.(2\.3|3\.4)$/, 'size'],
  // 5.1.7 and 5.1.8 are about the sender's address, 5.6 about the content.
  [/^5\.(7\.\d+|1\.[78]|6\.\d+)$/, 'policy'],
];

/** The class of an enhanced code; undefined where it says no more than "for good" (`5.0.0`), or is none. */
export function classOfCode(code: string): RefusalClass | undefined {
  if (!/^5\.\d{1,3}\.\d{1,3}$/.test(code) || code === '5.0.0') return undefined;
  return classes.find(([pattern]) => pattern.test(code))?.[1] ?? 'other';
}

/** The enhanced code within somebody's words. */
export const codeIn = (words: string): string | undefined =>
  /(?:^|[\s#(-])([245]\.\d{1,3}\.\d{1,3})(?![.\d])/.exec(words)?.[1];

/**
 * The class of a refusal, by its enhanced code if there is one, else by the plain one.
 * @param reply the other side's words, the three digits first
 * @param atRecipient whether it answered the recipient's address, and not the mail
 */
export function classOfReply(reply: string, atRecipient: boolean): RefusalClass {
  const [, plain, code = ''] = /^(\d{3})(?:[ -](5\.\d{1,3}\.\d{1,3}))?/.exec(reply) ?? [];
  const known = classOfCode(code);
  if (known) return known;
  if (plain === '552') return /size|large|big|length/i.test(reply) ? 'size' : 'full';
  if (atRecipient && /^55[013]$/.test(plain ?? '')) return 'address';
  return plain === '550' || plain === '554' ? 'policy' : 'other';
}
