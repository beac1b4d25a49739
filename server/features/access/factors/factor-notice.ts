import type { Db } from '../../../db/scope.ts';
import { enqueueMail } from '../../../records/mail-queue.ts';

/** What happened to somebody's second factor, in the words of the mail to its owner. */
export const factorChanges = ['added', 'removed', 'codes', 'recovery_used', 'reset'] as const;
export type FactorChange = (typeof factorChanges)[number];

/** Tells the owner of an account what happened to its second factor. */
export const tellOfFactor = (
  db: Db,
  tenantId: string,
  identityId: string,
  what: FactorChange,
): Promise<string> =>
  enqueueMail(db, tenantId, {
    kind: 'factor_changed',
    data: { identityId, what, at: new Date().toISOString() },
    priority: 2,
  });
