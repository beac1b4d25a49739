// Runs on a thread of its own: a notice is a mail, and a mail is anybody's.
import { readNotice, type FailedRecipient } from './delivery-notice.ts';
import type { ThreadResult } from './foreign/thread.ts';

export default async function read(
  message: Uint8Array,
): Promise<ThreadResult<string[], FailedRecipient>> {
  const { failed, messageIds } = await readNotice(message);
  return { head: messageIds, items: failed };
}
