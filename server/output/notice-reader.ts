import type { WorkKeys } from '../work/fair-queue.ts';
import { noticeBytes, type DeliveryNotice, type FailedRecipient } from './delivery-notice.ts';
import type { ForeignReader } from './foreign/reader.ts';
import { ThreadError, type ThreadLimits } from './foreign/thread.ts';

const job = new URL('notice.job.ts', import.meta.url);
/** A notice takes some milliseconds. */
const noticeLimits: ThreadLimits = { ms: 3_000, mb: 64, outBytes: 1_000_000 };

/**
 * Reads a notice on a thread. One that takes more than a notice may is none.
 * @throws AppError `unavailable` where too many wait
 */
export async function readNoticeOnThread(
  reader: ForeignReader,
  keys: WorkKeys,
  message: string | Uint8Array,
): Promise<DeliveryNotice> {
  // Of a text, no more is turned into bytes than is looked at.
  const bytes = typeof message === 'string' ? Buffer.from(message.slice(0, noticeBytes)) : message;
  try {
    const { head, items } = await reader.read<Uint8Array, string[], FailedRecipient>(
      keys,
      job,
      new Uint8Array(bytes.subarray(0, noticeBytes)),
      noticeLimits,
    );
    return { failed: [...items], messageIds: head };
  } catch (error) {
    if (error instanceof ThreadError) return { failed: [], messageIds: [] };
    throw error;
  }
}
