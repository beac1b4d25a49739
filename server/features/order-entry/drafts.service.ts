import { createHash } from 'node:crypto';
import { z } from 'zod';
import { today } from '#contract/format';
import { identifierKey } from '#contract/identifiers';
import { limits } from '#contract/limits';
import type { Draft, DraftChange, DraftRow, LineOperation } from '#contract/order-entry';
import { mostLines, type DraftState } from '#contract/order-entry-words';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, type ContactCaller, type PersonCaller } from '../../http/caller.ts';
import { createCursorForm, cursorText } from '../../http/cursor.ts';
import { approvalOf, contentHashOf } from './approval-state.ts';
import {
  allDraftsOf,
  createDraftQueries,
  type DraftReach,
  type DraftRecord,
  type KeptLine,
  type OtherLine,
} from './drafts.queries.ts';
import {
  lookUp,
  resolveLines,
  sumsOf,
  workOut,
  type Buyer,
  type PriceSource,
  type ResolvedLine,
  type TypedLine,
} from './resolve.ts';

/** Orders are the customers' to make. @throws AppError `forbidden` */
export function buyerOf(caller: PersonCaller): ContactCaller {
  if (caller.kind !== 'contact') throw new AppError('forbidden');
  return caller;
}

/**
 * The drafts a contact may see: its own, or with a wider scope its colleagues' too, of the companies it may order from
 * and for the addresses it may order for.
 */
export function draftReach(caller: ContactCaller): DraftReach {
  const { contactId, companyIds, addressIds } = reachOf(caller, 'orders.create');
  return {
    customerId: caller.customer.id,
    contactId: contactId ?? null,
    companyIds: companyIds ?? null,
    addressIds: addressIds ?? null,
    authorId: caller.contactId,
  };
}

/** As whom lines are worked out for a contact, whatever the currency. */
async function customerFor(db: Db, caller: ContactCaller): Promise<Omit<Buyer, 'currency'>> {
  const { grants, tenant } = caller;
  const stock = !grants.has('stock.view') ? 'none' : grants.has('stock.exact') ? 'exact' : 'level';
  return {
    customerId: caller.customer.id,
    day: today(tenant.timeZone),
    prices: grants.has('prices.view'),
    stock,
    threshold: stock === 'level' ? await createDraftQueries(db).threshold() : '0',
  };
}

/** As whom lines are worked out for a contact. */
export const buyerFor = async (
  db: Db,
  caller: ContactCaller,
  currency: string,
): Promise<Buyer> => ({
  ...(await customerFor(db, caller)),
  currency,
});

/** @throws AppError `not_found` */
export async function draftOf(db: Db, reach: DraftReach, id: string): Promise<DraftRecord> {
  const draft = await createDraftQueries(db).find(reach, id);
  if (!draft) throw new AppError('not_found');
  return draft;
}

/** A draft that is locked until the transaction ends. @throws AppError `not_found` */
export async function heldDraft(db: Db, reach: DraftReach, id: string): Promise<DraftRecord> {
  const queries = createDraftQueries(db);
  // They leave together and run in this order: it is read when it is locked.
  const [held, draft] = await Promise.all([queries.hold(reach, id), queries.find(reach, id)]);
  if (!held || !draft) throw new AppError('not_found');
  return draft;
}

/** What lines were shown at: whoever sends an order sends it at these prices. */
export function priceHashOf(lines: readonly Pick<KeptLine, 'id' | 'shown'>[]): string {
  const text = JSON.stringify(
    lines.map(({ id, shown }) => {
      const priced = shown?.priced;
      return priced
        ? [
            id,
            priced.materialId,
            priced.quantity,
            priced.unit,
            priced.price,
            priced.priceUnit,
            priced.amount,
          ]
        : [id];
    }),
  );
  return createHash('sha256').update(text).digest('base64url');
}

export const shownOf = ({ priced, line }: ResolvedLine) => ({
  priced,
  faulty: line.faults.length > 0,
});

const headOf = (draft: DraftRecord) => ({
  id: draft.id,
  version: draft.version,
  state: draft.state,
  title: draft.title,
  company: { code: draft.companyCode, name: draft.companyName },
  purchaseOrder: draft.purchaseOrder,
  currency: draft.currency,
  author: draft.author,
  updatedAt: draft.updatedAt,
  submittedAt: draft.submittedAt,
  captureNumber: draft.captureNumber,
  heldUntil: draft.heldUntil,
  waitingSince: draft.waitingSince,
  order: draft.orderId,
  orderNumber: draft.orderNumber,
  askedAt: draft.askedAt,
  returned: draft.returned,
  rejection: draft.rejection,
  shipTo: draft.shipTo,
  requestedDate: draft.requestedDate,
  note: draft.note,
});

/** A draft with its lines as they come out now. @param keep writes down what they came to */
export async function showDraft(
  db: Db,
  source: PriceSource,
  caller: ContactCaller,
  draft: DraftRecord,
  { keep = false }: { keep?: boolean } = {},
): Promise<Draft> {
  const queries = createDraftQueries(db);
  const [kept, buyer] = await Promise.all([
    queries.lines(draft.id),
    buyerFor(db, caller, draft.currency),
  ]);
  const resolved = await resolveLines(db, source, buyer, kept);
  const shown = resolved.map((one, i) => ({ id: kept[i]!.id, shown: shownOf(one) }));
  if (keep) await queries.show(draft.id, shown);
  const priceHash = priceHashOf(shown);
  const sums = sumsOf(
    shown.map((one) => one.shown),
    true,
  );
  const waits = draft.state === 'draft' || draft.state === 'approval';
  return {
    ...headOf(draft),
    ...sums,
    total: buyer.prices ? sums.total : null,
    priceHash,
    lines: resolved.map(({ line }) => line),
    approval:
      waits && sums.count > 0
        ? await approvalOf(
            db,
            draft,
            {
              total: sums.total!,
              lines: resolved,
              contentHash: contentHashOf(draft, priceHash, resolved),
            },
            draft.askedBy ?? caller.contactId,
          )
        : null,
  };
}

const listForm = createCursorForm(z.tuple([cursorText(60), z.uuid()]));

/** Drafts and what became of them, those changed last first. */
export async function listDrafts(
  db: Db,
  caller: ContactCaller,
  { state, limit, cursor }: { state?: DraftState; limit: number; cursor?: string },
  reach = draftReach(caller),
): Promise<{ items: DraftRow[]; nextCursor: string | null }> {
  const after = cursor ? listForm.read(cursor) : null;
  const rows = await createDraftQueries(db).list(reach, {
    state,
    limit: limit + 1,
    after,
  });
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  const prices = caller.grants.has('prices.view');
  return {
    items: shown.map((row) => ({
      ...headOf(row),
      total: prices ? row.total : null,
      count: row.count,
    })),
    nextCursor: last ? listForm.write([last.updatedAt, last.id]) : null,
  };
}

type HeadChange = {
  title?: string | null | undefined;
  purchaseOrder?: string | null | undefined;
  shipTo?: string | null | undefined;
  requestedDate?: string | null | undefined;
  note?: string | null | undefined;
};

/**
 * @throws AppError `not_found` where the customer has no such address; `ship_to_not_allowed` where the caller may order
 *   for others alone
 */
async function headColumns(
  db: Db,
  caller: ContactCaller,
  change: HeadChange,
): Promise<Record<string, unknown>> {
  const columns: Record<string, unknown> = {};
  if (change.title !== undefined) columns.title = change.title;
  if (change.requestedDate !== undefined) columns.requested_date = change.requestedDate;
  if (change.note !== undefined) columns.note = change.note || null;
  if (change.purchaseOrder !== undefined) {
    columns.purchase_order = change.purchaseOrder;
    columns.purchase_order_key = change.purchaseOrder && identifierKey(change.purchaseOrder);
  }
  if (change.shipTo !== undefined)
    columns.address_id = change.shipTo && (await addressOf(db, caller, change.shipTo));
  if (columns.address_id === null) holdShipTo(caller, null);
  return columns;
}

async function addressOf(db: Db, caller: ContactCaller, code: string): Promise<string> {
  const [key, customerId] = [identifierKey(code), caller.customer.id];
  const all = await createDraftQueries(db).addresses({ customerId, addressIds: null });
  const found = all.find(({ codeKey }) => codeKey === key);
  if (!found) throw new AppError('not_found');
  holdShipTo(caller, found.id);
  return found.id;
}

/** @throws AppError `ship_to_not_allowed` where an order for this address is not the caller's to make */
export function holdShipTo(caller: ContactCaller, addressId: string | null): void {
  const { addressIds } = reachOf(caller, 'orders.create');
  if (addressIds && !addressIds.includes(addressId ?? ''))
    throw new AppError('ship_to_not_allowed');
}

/**
 * Begins a draft.
 * @throws AppError `customer_blocked`, `limit_reached`, `ship_to_not_allowed`; `not_found` where no such company sells to
 *   the customer
 */
export async function beginDraft(
  db: Db,
  caller: ContactCaller,
  { company, ...head }: HeadChange & { company?: string | undefined },
): Promise<DraftRecord> {
  const queries = createDraftQueries(db);
  const customerId = caller.customer.id;
  if ((await queries.customer(customerId)).blocked) throw new AppError('customer_blocked');
  if ((await queries.count(allDraftsOf(customerId))) >= limits.orderDrafts)
    throw new AppError('limit_reached');
  const companies = await queries.companies(draftReach(caller));
  const seller =
    company === undefined
      ? companies[0]
      : companies.find(({ code }) => identifierKey(code) === identifierKey(company));
  if (!seller) throw new AppError('not_found');
  const addresses = await queries.addresses(draftReach(caller));
  const id = await queries.insert({
    tenant_id: caller.tenant.id,
    customer_id: customerId,
    company_id: seller.id,
    contact_id: caller.contactId,
    currency: seller.currency,
    // The only one there is needs no choice.
    ...(addresses.length === 1 && { address_id: addresses[0]!.id }),
    ...(await headColumns(db, caller, head)),
  });
  return draftOf(db, draftReach(caller), id);
}

type Change = HeadChange & { version: number; lines: LineOperation[] };

/**
 * Changes a draft. Changes that somebody else made of other lines stay; the same line, or the head, changed since
 * is refused.
 * @throws AppError `not_found`, `order_submitted`, `too_many_lines`, `ship_to_not_allowed`; `record_changed` with the
 *   draft as it is now
 */
export async function changeDraft(
  db: Db,
  source: PriceSource,
  caller: ContactCaller,
  id: string,
  { version, lines: operations, ...head }: Change,
): Promise<DraftChange> {
  const queries = createDraftQueries(db);
  const reach = draftReach(caller);
  const last = lastOf(operations);
  const asked = last.flatMap((one) => (one.op === 'set' ? typedLine(one) : []));
  // They leave together and run in this order: the lines are read when the draft is locked.
  const [draft, kept, customer, found] = await Promise.all([
    heldDraft(db, reach, id),
    queries.otherLines(id),
    customerFor(db, caller),
    lookUp(
      db,
      source,
      { customerId: caller.customer.id, day: today(caller.tenant.timeZone) },
      asked,
    ),
  ]);
  if (draft.state !== 'draft') throw new AppError('order_submitted');
  const headChanged = Object.values(head).some((value) => value !== undefined);
  if (isConflict(draft, kept, version, last, headChanged))
    throw new AppError('record_changed', { current: await showDraft(db, source, caller, draft) });
  const next = draft.version + 1;
  const typed = asked.map((line) => ({ ...line, version: next }));
  const removed = last.flatMap((one) => (one.op === 'remove' ? one.id : []));
  const changed = new Set(last.map((line) => line.id));
  const untouched = kept.filter((line) => !changed.has(line.id));
  if (untouched.length + typed.length > mostLines) throw new AppError('too_many_lines');
  const buyer = { ...customer, currency: draft.currency };
  const resolved = await workOut(db, source, buyer, typed, found);
  const written = typed.map((line, i) => ({ ...line, shown: shownOf(resolved[i]!) }));
  const columns = await headColumns(db, caller, head);
  const [updatedAt] = await Promise.all([
    queries.change(id, { version: next, ...(headChanged && { head_version: next }), ...columns }),
    removed.length > 0 && queries.removeLines(id, removed),
    written.length > 0 && queries.writeLines(caller.tenant.id, id, written),
  ]);
  const all = [...untouched, ...written].toSorted(inOrder);
  return {
    ...headOf(headChanged ? await draftOf(db, reach, id) : { ...draft, version: next, updatedAt }),
    ...sumsOf(
      all.map(({ shown }) => shown ?? { priced: null, faulty: true }),
      buyer.prices,
    ),
    priceHash: priceHashOf(all),
    lines: resolved.map(({ line }) => line),
  };
}

/** As the database orders lines. */
const inOrder = (a: OtherLine, b: OtherLine) =>
  a.position - b.position || (a.id < b.id ? -1 : Number(a.id > b.id));

/** The last word of each line counts. Ids are written as the database answers them. */
const lastOf = (operations: readonly LineOperation[]): LineOperation[] => [
  ...new Map(
    operations.map((one) => {
      const id = one.id.toLowerCase();
      return [id, { ...one, id }];
    }),
  ).values(),
];

/** Whether somebody else has changed what is changed here since it was read. */
function isConflict(
  draft: DraftRecord,
  kept: readonly OtherLine[],
  version: number,
  operations: readonly LineOperation[],
  headChanged: boolean,
): boolean {
  if (version > draft.version) return true;
  if (headChanged && draft.headVersion > version) return true;
  const versions = new Map(kept.map((line) => [line.id, line.version]));
  return operations.some(({ id }) => (versions.get(id) ?? 0) > version);
}

/** A line as it is typed, of no version yet. */
const typedLine = (one: LineOperation & { op: 'set' }): TypedLine => ({
  id: one.id,
  version: 0,
  position: one.position,
  material: one.material,
  materialId: one.materialId ?? null,
  quantity: one.quantity,
  unit: one.unit ?? null,
  requestedDate: one.requestedDate ?? null,
  note: one.note ?? null,
});

/** Gives a draft up. @throws AppError `not_found`, `order_submitted` */
export async function discardDraft(db: Db, caller: ContactCaller, id: string): Promise<void> {
  const draft = await heldDraft(db, draftReach(caller), id);
  if (draft.state !== 'draft' && draft.state !== 'rejected') throw new AppError('order_submitted');
  await createDraftQueries(db).change(id, { state: 'discarded' });
}
