import type { Db } from '../../db/scope.ts';
import { failedRecipients, type FailedRecipient } from '../../output/delivery-notice.ts';
import { oneLine } from '../../output/mail-address.ts';
import { createBounceQueries } from './bounces.queries.ts';
import { mailboxKey, soundMailbox } from './mailboxes.ts';

/** A mailbox that a notice gave up on. */
export type MarkedMailbox = { address: string; status: string; detail: string | null };

/** What comes back from mailboxes. */
export function createBounceService() {
  return { read: failedRecipients, mark };
}

/**
 * Marks the mailboxes of a notice. Anybody can write one, so only what is on a list of the tenant, or was
 * written to by it, is believed to be gone.
 */
async function mark(db: Db, failed: readonly FailedRecipient[]): Promise<MarkedMailbox[]> {
  const queries = createBounceQueries(db);
  const named = failed.map(({ addresses, ...why }) => ({
    keys: addresses.flatMap((address) => {
      const sound = soundMailbox(address);
      return sound === null ? [] : [mailboxKey(sound)];
    }),
    ...why,
  }));
  const ours = await queries.known([...new Set(named.flatMap(({ keys }) => keys))]);
  const marked = new Map<string, MarkedMailbox>();
  for (const { keys, status, detail } of named) {
    // The address we wrote to comes first; where it was forwarded to is not ours to judge.
    const address = keys.find((key) => ours.has(key));
    if (address === undefined) continue;
    const words = detail === null ? null : oneLine(detail.toWellFormed()).slice(0, 500);
    marked.set(address, { address, status, detail: words });
  }
  for (const mailbox of marked.values()) await queries.mark(mailbox);
  return [...marked.values()];
}
