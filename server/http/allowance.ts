import type { Cost } from '#contract/endpoint';
import { createTokenBuckets, type TokenBuckets } from '../work/token-bucket.ts';
import { AppError } from './app-error.ts';
import { actorId, type Caller } from './caller.ts';

/**
 * What one person (or key) and one tenant may use of each kind of work: in one go, and a second from then
 * on. More than a person ever reaches; docs/operations.md names them to operators.
 */
const allowances: Record<Cost, { own: [number, number]; tenant: [number, number] }> = {
  document: { own: [60, 1], tenant: [600, 10] },
  export: { own: [40, 1], tenant: [300, 5] },
  batch: { own: [60, 1], tenant: [300, 5] },
};

/**
 * Charges work that costs much to the person (in however many sessions) and the tenant it is done for. Counted in this process: with
 * several servers each gives as much, which is what each can do.
 */
export function createAllowance() {
  const of = ([burst, perSecond]: [number, number]) => createTokenBuckets({ burst, perSecond });
  const buckets = Object.fromEntries(
    Object.entries(allowances).map(([cost, { own, tenant }]) => [
      cost,
      { own: of(own), tenant: of(tenant) },
    ]),
  ) as Record<Cost, { own: TokenBuckets; tenant: TokenBuckets }>;
  return {
    /** @throws AppError `too_many_requests` with a time to come back */
    charge: (caller: Caller, cost: Cost | undefined): void => {
      if (!cost || caller.kind === 'public') return;
      const { own, tenant } = buckets[cost];
      const wait = own.take(actorId(caller)) || tenant.take(caller.tenant.id);
      if (wait > 0) throw new AppError('too_many_requests', { retryAfter: wait });
    },
  };
}
