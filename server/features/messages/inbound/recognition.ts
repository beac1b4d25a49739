import type { InboundMail } from '../../../output/inbound/mail-reader.ts';
import { readMessageName, readReplyToken } from '../reply-address.ts';

/** A thread that a mail may be for: by members whose addresses it was sent to, or by a mail of ours that it answers. */
export type Candidate = { tenant: number; thread: number; members: number[] };

/** Threads that one mail may go to. */
const mostThreads = 10;

/**
 * The threads that a mail's addresses name; where none does, the one of a mail of ours that it answers, without
 * members: then its sender has to be one.
 * @param envelope addresses that the mail was handed over for
 */
export function candidatesOf(
  key: Uint8Array,
  mail: Pick<InboundMail, 'recipients' | 'references'>,
  envelope: readonly string[],
): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const address of [...envelope, ...mail.recipients]) {
    const target = readReplyToken(key, localPartOf(address));
    if (!target) continue;
    const { tenant, thread, member } = target;
    const name = `${tenant} ${thread}`;
    const candidate = found.get(name) ?? { tenant, thread, members: [] };
    if (!candidate.members.includes(member)) candidate.members.push(member);
    found.set(name, candidate);
  }
  if (found.size > 0) return [...found.values()].slice(0, mostThreads);
  for (const messageId of mail.references) {
    const target = readMessageName(key, messageId);
    if (target) return [{ tenant: target.tenant, thread: target.thread, members: [] }];
  }
  return [];
}

export const localPartOf = (address: string): string => address.slice(0, address.lastIndexOf('@'));
export const domainOf = (address: string): string =>
  address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** How often a mail has gone through us: by the headers of our own that it carries. */
export const timesThrough = (key: Uint8Array, { headers }: Pick<InboundMail, 'headers'>): number =>
  (headers['x-portico-loop'] ?? []).filter(
    (value) => readMessageName(key, `<${value.trim()}@loop.invalid>`) !== null,
  ).length;

/**
 * Whether a server that is trusted says that the sender's domain disowns the mail.
 * @param trusted names by which own servers sign `Authentication-Results` (RFC 8601)
 */
export const isDisowned = (
  { headers }: Pick<InboundMail, 'headers'>,
  trusted: readonly string[],
): boolean =>
  (headers['authentication-results'] ?? []).some((value) => {
    const [server = '', ...results] = value.toLowerCase().split(';');
    return (
      trusted.includes(server.trim().split(/\s/)[0] ?? '') &&
      results.some((result) => /^\s*dmarc\s*=\s*(?:fail|reject)\b/.test(result))
    );
  });
