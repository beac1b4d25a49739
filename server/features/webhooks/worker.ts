import type { Logger } from 'pino';
import type { DeliveryFault } from '#contract/webhook-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db, InScope } from '../../db/scope.ts';
import { fetchOutside } from '../../output/outbound.ts';
import { createDueWork, type DueWork } from '../../work/due-work.ts';
import { claimDeliveries, settle, tellEvents, type Claimed } from './deliveries.ts';
import { signedHeaders } from './signature.ts';
import type { Outcome } from './webhooks.queries.ts';

/** How other systems are told. */
export type WebhookOptions = {
  /** Whether they may stand in private networks, and be called in the clear: for the operator to say. */
  allowInside?: boolean;
  /** Milliseconds for one attempt, and between two looks. */
  timeoutMs?: number;
  everyMs?: number;
};

/** Bytes of an answer that are read; nothing in it is looked at. */
const mostBytes = 64 * 1024;
/** Attempts of one tenant at the same time, and portions of events in one round. */
const [lanes, mostPortions] = [8, 20];
/** Seconds that the other side may ask for at most. */
const mostPatience = 86_400;

/** Tells other systems what happened and what is wanted of them, and tries again where that fails. */
export function createWebhookWorker({
  inScope,
  logger,
  allowInside = false,
  timeoutMs = 15_000,
  everyMs = 2_000,
}: WebhookOptions & { inScope: InScope; logger: Pick<Logger, 'error'> }): DueWork {
  return createDueWork<Claimed>({
    everyMs,
    lanes,
    tenants: () => inScope({ tenantId: null }, dueTenants),
    claim: async (tenantId) => {
      for (let portion = 0; portion < mostPortions; portion++)
        if (!(await inScope({ tenantId }, tellEvents))) break;
      return inScope({ tenantId }, (db) => claimDeliveries(db, tenantId));
    },
    act: async (tenantId, claimed) => {
      const { retryAfter, ...outcome } = await attempt(claimed, { allowInside, timeoutMs });
      await inScope({ tenantId }, (db) => settle(db, claimed, outcome, retryAfter));
    },
    failed: (error) => logger.error({ error }, 'a webhook was not told'),
  });
}

const dueTenants = async (db: Db): Promise<string[]> =>
  (
    await rowsOf<{ id: string }>(
      db,
      `select tenant_id as id from webhook_due where due_at <= now()
       union select tenant_id from event_due where reader = 'webhooks' and due_at <= now()`,
    )
  ).map(({ id }) => id);

async function attempt(
  { id, url, body, secret, formerSecret }: Claimed,
  options: { allowInside: boolean; timeoutMs: number },
): Promise<Outcome & { retryAfter: number }> {
  try {
    const { status, headers } = await fetchOutside({
      ...options,
      url,
      method: 'POST',
      mostBytes,
      body,
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'Portico-Webhooks/1',
        ...signedHeaders(id, Math.floor(Date.now() / 1000), body, [
          secret,
          ...(formerSecret === null ? [] : [formerSecret]),
        ]),
      },
    });
    const asked = Number(headers['retry-after'] ?? 0);
    return { status, fault: null, retryAfter: asked > 0 ? Math.min(asked, mostPatience) : 0 };
  } catch (error) {
    return { status: null, fault: faultOf(error), retryAfter: 0 };
  }
}

/** Why there was no answer. */
function faultOf(error: unknown): DeliveryFault {
  const { name, code, message } = error as Error & { code?: string };
  if (name === 'AbortError' || name === 'TimeoutError') return 'timeout';
  if (/stands inside/.test(message) || code === 'ENOTFOUND') return 'address';
  return /answered more than/.test(message) ? 'answer' : 'connection';
}
