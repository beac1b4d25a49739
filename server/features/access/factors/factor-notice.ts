import type { Db } from '../../../db/scope.ts';
import { enqueueMail } from '../../../records/mail-queue.ts';
import { recordAccountEvent } from '../account-events.ts';

/** What happened to somebody's second factor, in the words of the mail to its owner. */
export const factorChanges = ['added', 'removed', 'codes', 'recovery_used', 'reset'] as const;
export type FactorChange = (typeof factorChanges)[number];

/** Tells the owner of an account what happened to its second factor. */
export async function tellOfFactor(
  db: Db,
  tenantId: string,
  identityId: string,
  what: FactorChange,
): Promise<void> {
  await enqueueMail(db, tenantId, {
    kind: 'factor_changed',
    data: { identityId, what, at: new Date().toISOString() },
    priority: 2,
  });
  await recordAccountEvent(db, 'account.factor_changed', identityId);
}
