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
  createDraftQueries,
  type DraftReach,
  type DraftRecord,
  type KeptLine,
} from './drafts.queries.ts';
import {
  resolveLines,
  sumsOf,
  type Buyer,
  type PriceSource,
  type ResolvedLine,
} from './resolve.ts';

/** Orders are the customers' to make. @throws AppError `forbidden` */
export function buyerOf(caller: PersonCaller): ContactCaller {
  if (caller.kind !== 'contact') throw new AppError('forbidden');
  return caller;
}

/** The drafts a contact may see: its own, or with a wider scope its colleagues' too, of the companies it may order from. */
export function draftReach(caller: ContactCaller): DraftReach {
  const { contactId, companyIds } = reachOf(caller, 'orders.create');
  return {
    customerId: caller.customer.id,
    contactId: contactId ?? null,
    companyIds: companyIds ?? null,
  };
}

/** As whom lines are worked out for a contact. */
export async function buyerFor(db: Db, caller: ContactCaller, currency: string): Promise<Buyer> {
  const { grants, tenant } = caller;
  return {
    customerId: caller.customer.id,
    currency,
    day: today(tenant.timeZone),
    prices: grants.has('prices.view'),
    stock: !grants.has('stock.view') ? 'none' : grants.has('stock.exact') ? 'exact' : 'level',
    threshold: await createDraftQueries(db).threshold(),
  };
}

/** @throws AppError `not_found` */
export async function draftOf(db: Db, reach: DraftReach, id: string): Promise<DraftRecord> {
  const draft = await createDraftQueries(db).find(reach, id);
  if (!draft) throw new AppError('not_found');
  return draft;
}

/** A draft that is locked until the transaction ends. @throws AppError `not_found` */
export async function heldDraft(db: Db, reach: DraftReach, id: string): Promise<DraftRecord> {
  if (!(await createDraftQueries(db).hold(reach, id))) throw new AppError('not_found');
  return draftOf(db, reach, id);
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
  const kept = await queries.lines(draft.id);
  const buyer = await buyerFor(db, caller, draft.currency);
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

/** @throws AppError `not_found` where the customer has no such address */
async function headColumns(
  db: Db,
  customerId: string,
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
  if (change.shipTo === null) columns.address_id = null;
  else if (change.shipTo !== undefined) {
    const key = identifierKey(change.shipTo);
    const found = (await createDraftQueries(db).addresses(customerId)).find(
      ({ codeKey }) => codeKey === key,
    );
    if (!found) throw new AppError('not_found');
    columns.address_id = found.id;
  }
  return columns;
}

/**
 * Begins a draft.
 * @throws AppError `customer_blocked`, `limit_reached`; `not_found` where no such company sells to the customer
 */
export async function beginDraft(
  db: Db,
  caller: ContactCaller,
  { company, ...head }: HeadChange & { company?: string | undefined },
): Promise<DraftRecord> {
  const queries = createDraftQueries(db);
  const customerId = caller.customer.id;
  if ((await queries.customer(customerId)).blocked) throw new AppError('customer_blocked');
  const everybodys = { customerId, contactId: null, companyIds: null };
  if ((await queries.count(everybodys)) >= limits.orderDrafts) throw new AppError('limit_reached');
  const companies = await queries.companies(draftReach(caller));
  const seller =
    company === undefined
      ? companies[0]
      : companies.find(({ code }) => identifierKey(code) === identifierKey(company));
  if (!seller) throw new AppError('not_found');
  const addresses = await queries.addresses(customerId);
  const id = await queries.insert({
    tenant_id: caller.tenant.id,
    customer_id: customerId,
    company_id: seller.id,
    contact_id: caller.contactId,
    currency: seller.currency,
    // The only one there is needs no choice.
    ...(addresses.length === 1 && { address_id: addresses[0]!.id }),
    ...(await headColumns(db, customerId, head)),
  });
  return draftOf(db, draftReach(caller), id);
}

type Change = HeadChange & { version: number; lines: LineOperation[] };

/**
 * Changes a draft. Changes that somebody else made of other lines stay; the same line, or the head, changed since
 * is refused.
 * @throws AppError `not_found`, `order_submitted`, `too_many_lines`; `record_changed` with the draft as it is now
 */
export async function changeDraft(
  db: Db,
  source: PriceSource,
  caller: ContactCaller,
  id: string,
  { version, lines: operations, ...head }: Change,
): Promise<DraftChange> {
  const queries = createDraftQueries(db);
  const draft = await heldDraft(db, draftReach(caller), id);
  if (draft.state !== 'draft') throw new AppError('order_submitted');
  const kept = await queries.lines(id);
  const headChanged = Object.values(head).some((value) => value !== undefined);
  if (isConflict(draft, kept, version, operations, headChanged))
    throw new AppError('record_changed', { current: await showDraft(db, source, caller, draft) });
  const next = draft.version + 1;
  const typed = typedLines(operations, next);
  const removed = operations.flatMap((one) => (one.op === 'remove' ? one.id : []));
  const known = new Set(kept.map((line) => line.id));
  const added = typed.filter((line) => !known.has(line.id)).length;
  const gone = removed.filter((line) => known.has(line)).length;
  if (kept.length + added - gone > mostLines) throw new AppError('too_many_lines');
  if (removed.length > 0) await queries.removeLines(id, removed);
  if (typed.length > 0) await queries.writeLines(caller.tenant.id, id, typed);
  const buyer = await buyerFor(db, caller, draft.currency);
  const resolved = await resolveLines(db, source, buyer, typed);
  await queries.show(
    id,
    resolved.map((one) => ({ id: one.line.id, shown: shownOf(one) })),
  );
  await queries.change(id, {
    version: next,
    ...(headChanged && { head_version: next }),
    ...(await headColumns(db, caller.customer.id, head)),
  });
  const all = typed.length + removed.length > 0 ? await queries.lines(id) : kept;
  return {
    ...headOf(await draftOf(db, draftReach(caller), id)),
    ...sumsOf(
      all.map(({ shown }) => shown ?? { priced: null, faulty: true }),
      buyer.prices,
    ),
    priceHash: priceHashOf(all),
    lines: resolved.map(({ line }) => line),
  };
}

/** Whether somebody else has changed what is changed here since it was read. */
function isConflict(
  draft: DraftRecord,
  kept: readonly KeptLine[],
  version: number,
  operations: readonly LineOperation[],
  headChanged: boolean,
): boolean {
  if (version > draft.version) return true;
  if (headChanged && draft.headVersion > version) return true;
  const versions = new Map(kept.map((line) => [line.id, line.version]));
  return operations.some(({ id }) => (versions.get(id) ?? 0) > version);
}

const typedLines = (operations: readonly LineOperation[], version: number) => {
  // The last word of a line counts.
  const last = new Map(operations.map((one) => [one.id, one]));
  return [...last.values()].flatMap((one) =>
    one.op === 'set'
      ? [
          {
            id: one.id,
            version,
            position: one.position,
            material: one.material,
            materialId: one.materialId ?? null,
            quantity: one.quantity,
            unit: one.unit ?? null,
            requestedDate: one.requestedDate ?? null,
            note: one.note ?? null,
          },
        ]
      : [],
  );
};

/** Gives a draft up. @throws AppError `not_found`, `order_submitted` */
export async function discardDraft(db: Db, caller: ContactCaller, id: string): Promise<void> {
  const draft = await heldDraft(db, draftReach(caller), id);
  if (draft.state !== 'draft' && draft.state !== 'rejected') throw new AppError('order_submitted');
  await createDraftQueries(db).change(id, { state: 'discarded' });
}
