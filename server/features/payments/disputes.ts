import { compareDecimals } from '#contract/decimal';
import type { StoredBytes } from '#contract/endpoint';
import type { Dispute } from '#contract/promises';
import type { DisputeFilter, DisputeReason } from '#contract/promise-words';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import {
  reachOf,
  type ContactCaller,
  type PersonCaller,
  type Reach,
  type StaffCaller,
} from '../../http/caller.ts';
import type { InTenant } from '../../http/mount.ts';
import { recordEvent } from '../../records/events.ts';
import { storedFile } from '../../records/files.ts';
import { attach, disputeFileRow, filesOf } from './dispute-files.ts';
import { payableItems } from './payable.queries.ts';
import { accountIn, accountOf } from './payable.service.ts';
import { saidColumns, saidIn, saidOne, saidPage, type SaidAsked } from './promises.ts';
import { tellOfDispute } from './said-tasks.ts';

// Documents that customers say are not right. The ERP corrects what has to be; here it is said, and answered.

const table = 'payment_disputes';
const columns = `${saidColumns}, s.reason, s.text, s.state, s.answer, s.erp_number as "erpNumber",
  s.decided_at as "decidedAt", ${filesOf} as files`;

type Row = Dispute & { decidedAt: string | null };
const shown = (dispute: Row): Dispute => ({
  ...dispute,
  decidedAt: dispute.decidedAt && new Date(dispute.decidedAt).toISOString(),
});

const find = async (db: Db, reach: Reach, id: string): Promise<Dispute> =>
  shown(
    saidOne(
      await saidIn(db, table, reach).where('s.id', id).first<Row | undefined>(db.raw(columns)),
    ),
  );

/** @throws AppError `not_found` */
export async function listDisputes(db: Db, caller: PersonCaller, asked: SaidAsked<DisputeFilter>) {
  const { items, nextCursor } = await saidPage<Row>(db, caller, asked, (reach, narrow) =>
    saidIn(db, table, reach)
      .modify((query) => {
        if (asked.status === 'open') query.where('s.state', 'open');
        if (asked.status === 'done') query.whereNot('s.state', 'open');
      })
      .modify(narrow)
      .select<Row[]>(db.raw(columns)),
  );
  return { items: items.map(shown), nextCursor };
}

/** @throws AppError `not_found` */
export const findDispute = (db: Db, caller: PersonCaller, id: string): Promise<Dispute> =>
  find(db, reachOf(caller, 'payments.view'), id);

/** A file of a dispute. @throws AppError `not_found`, `file_pending`, `file_infected` */
export const disputeFile = (
  inTenant: InTenant,
  caller: PersonCaller,
  id: string,
): Promise<StoredBytes> =>
  storedFile(inTenant, async (db) => {
    const file = await disputeFileRow(db, id);
    if (!file) throw new AppError('not_found');
    await findDispute(db, caller, file.disputeId);
    return file;
  });

/**
 * Takes a customer's word that a document is not right.
 * @throws AppError `not_found`, `payment_items_changed`, `dispute_open`, `file_infected`, `message_files_too_large`
 */
export async function dispute(
  db: Db,
  caller: ContactCaller,
  asked: {
    company: string;
    item: string;
    reason: DisputeReason;
    amount?: string | undefined;
    text: string;
    files: readonly string[];
  },
): Promise<Dispute> {
  const { customer, company } = await accountIn(db, caller, 'disputes.create', asked);
  const account = accountOf(customer, company!);
  const [item] = await payableItems(db, account, { ids: [asked.item], limit: 1 });
  const amount = asked.amount ?? item?.open ?? '0';
  if (!item || compareDecimals(amount, '0') <= 0 || compareDecimals(amount, item.open) > 0)
    throw new AppError('payment_items_changed');
  const [made] = await db(table)
    .insert({
      tenant_id: caller.tenant.id,
      item_id: asked.item,
      customer_id: account.customerId,
      company_id: account.companyId,
      contact_id: caller.contactId,
      reason: asked.reason,
      amount,
      currency: item.currency,
      text: asked.text,
    })
    .onConflict(db.raw(`(tenant_id, item_id) where state = 'open'`))
    .ignore()
    .returning<{ id: string }[]>('id');
  if (!made) throw new AppError('dispute_open');
  await attach(db, caller, made.id, asked.files);
  await tellOfDispute(db, made.id);
  await recordEvent(db, {
    kind: 'payment.disputed',
    customerId: account.customerId,
    companyId: account.companyId,
    data: { number: item.document, reason: asked.reason },
    actor: { kind: caller.kind, id: caller.identityId },
  });
  return find(db, { customerIds: [account.customerId] }, made.id);
}

/** @throws AppError `not_found`, `dispute_over` */
export async function withdrawDispute(db: Db, caller: ContactCaller, id: string): Promise<Dispute> {
  const reach = reachOf(caller, 'disputes.create');
  await find(db, reach, id);
  await close(db, id, { state: 'withdrawn' });
  await tellOfDispute(db, id);
  return find(db, reach, id);
}

/** @throws AppError `not_found`, `dispute_over`, `file_infected`, `message_files_too_large` */
export async function decideDispute(
  db: Db,
  caller: StaffCaller,
  id: string,
  {
    decision,
    answer,
    files,
  }: { decision: 'accepted' | 'refused'; answer: string; files: readonly string[] },
): Promise<Dispute> {
  const reach = reachOf(caller, 'payments.review');
  await find(db, reach, id);
  const { customerId, companyId } = await close(db, id, {
    state: decision,
    answer,
    decided_by: caller.identityId,
  });
  await attach(db, caller, id, files);
  await tellOfDispute(db, id);
  const decided = await find(db, reach, id);
  await recordEvent(db, {
    kind: 'payment.dispute_decided',
    customerId,
    companyId,
    data: { number: decided.document, decision, dispute: id },
    actor: { kind: caller.kind, id: caller.identityId },
  });
  return decided;
}

/** Ends one that is open. @throws AppError `dispute_over` */
async function close(
  db: Db,
  id: string,
  change: Record<string, unknown>,
): Promise<{ customerId: string; companyId: string }> {
  const [closed] = await db(table)
    .where({ id, state: 'open' })
    .update({ ...change, decided_at: db.fn.now() })
    .returning<{ customerId: string; companyId: string }[]>([
      'customer_id as customerId',
      'company_id as companyId',
    ]);
  if (!closed) throw new AppError('dispute_over');
  return closed;
}
