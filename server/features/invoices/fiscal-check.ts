import type { FiscalParty } from '#contract/fiscal-document';
import type { FiscalAnswer } from '#contract/invoices';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, type PersonCaller } from '../../http/caller.ts';
import { jsonbOf } from '../../http/text.ts';
import type { InTenant } from '../../http/mount.ts';
import type { Authority, AuthorityAnswer, Inquiry } from '../../output/fiscal/authority.ts';
import { settleStates } from '../../records/fiscal-documents.ts';
import { createTokenBuckets } from '../../work/token-bucket.ts';
import { findInvoice } from './invoices.queries.ts';

/** Questions of one person: so many at once, and in a minute. */
const asks = { burst: 10, perSecond: 10 / 60 };
/** Seconds after which an authority that did not answer may be asked again. */
const comeBack = 30;

type Asked = { id: string; key: string; inquiry: Inquiry };

/** Asks the tax authority how the document of an invoice stands, and keeps what it says with the time. */
export function createFiscalCheck(authority: Authority) {
  const buckets = createTokenBuckets(asks);
  /**
   * @throws AppError `not_found` where there is no such invoice, or no document of it that can be asked about;
   *   `too_many_requests`; `unavailable` where the authority does not answer
   */
  return async (inTenant: InTenant, caller: PersonCaller, id: string): Promise<FiscalAnswer> => {
    const retryAfter = buckets.take(caller.identityId);
    if (retryAfter > 0) throw new AppError('too_many_requests', { retryAfter });
    const asked = await inTenant((db) => inquiryOf(db, caller, id));
    if (!asked) throw new AppError('not_found');
    const answer = await authority.ask(asked.inquiry).catch(() => {
      throw new AppError('unavailable', { retryAfter: comeBack });
    });
    return inTenant((db) => keep(db, asked, answer));
  };
}

async function inquiryOf(db: Db, caller: PersonCaller, id: string): Promise<Asked | null> {
  const found = await findInvoice(db, reachOf(caller, 'invoices.view'), id);
  if (!found?.documentId) return null;
  const [row] = await rowsOf<{
    key: string;
    fiscalId: string;
    total: string;
    issuer: FiscalParty;
    receiver: FiscalParty;
    stamp: { sealEnd: string } | null;
  }>(
    db,
    `select fiscal_key as key, fiscal_id as "fiscalId", total, content -> 'issuer' as issuer,
       content -> 'receiver' as receiver, content -> 'stamp' as stamp
     from fiscal_documents where id = ? and country = 'MX'`,
    [found.documentId],
  );
  if (!row?.stamp) return null;
  const { key, fiscalId, total, issuer, receiver, stamp } = row;
  const [from, to] = [issuer.taxId ?? '', receiver.taxId ?? ''];
  const inquiry = { fiscalId, total, issuer: from, receiver: to, sealEnd: stamp.sealEnd };
  return { id: found.documentId, key, inquiry };
}

async function keep(db: Db, { id, key }: Asked, answer: AuthorityAnswer): Promise<FiscalAnswer> {
  const [row] = await rowsOf<{ checkedAt: string }>(
    db,
    `update fiscal_documents set answer = ?::jsonb, checked_at = now() where id = ?
     returning checked_at as "checkedAt"`,
    [jsonbOf(answer), id],
  );
  if (!row) throw new AppError('not_found');
  await settleStates(db, [key]);
  return { ...answer, checkedAt: row.checkedAt };
}
