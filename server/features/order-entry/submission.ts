import { identifierKey } from '#contract/identifiers';
import {
  samePurchaseOrderDays,
  undoSeconds,
  type PriceReason,
  type confirmations,
} from '#contract/order-entry-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { ContactCaller } from '../../http/caller.ts';
import { jsonbOf } from '../../http/text.ts';
import { addTask, cancelTask } from '../../records/erp-tasks.ts';
import { recordEvent, wakeReader } from '../../records/events.ts';
import { enterOrder, nextCaptureNumber, takeBackOrder } from '../../records/portal-orders.ts';
import { names, needOf, type Need } from './approval-state.ts';
import { createDraftQueries, type DraftRecord, type KeptLine } from './drafts.queries.ts';
import {
  buyerFor,
  draftOf,
  draftReach,
  heldDraft,
  holdShipTo,
  priceHashOf,
  shownOf,
} from './drafts.service.ts';
import {
  resolveLines,
  sumsOf,
  type PricedLine,
  type PriceSource,
  type ResolvedLine,
} from './resolve.ts';

type Asked = {
  version: number;
  priceHash: string;
  confirmations: (typeof confirmations)[number][];
};

/** A price that is another one than was shown. */
export type PriceDifference = {
  line: string;
  material: string;
  before: string | null;
  after: string | null;
  why: PriceReason;
};

/** An order that could be sent as it is. */
export type CheckedOrder = {
  kept: KeptLine[];
  lines: ResolvedLine[];
  shown: { id: string; shown: NonNullable<KeptLine['shown']> }[];
  priceHash: string;
  total: string;
  day: string;
  prices: boolean;
};

/** Works an order out as it is now. @throws AppError `customer_blocked`, `purchase_order_required`, `order_incomplete` */
export async function checkedOrder(
  db: Db,
  source: PriceSource,
  caller: ContactCaller,
  draft: DraftRecord,
): Promise<CheckedOrder> {
  await refuseCustomer(db, draft);
  const kept = await createDraftQueries(db).lines(draft.id);
  const buyer = await buyerFor(db, caller, draft.currency);
  const lines = await resolveLines(db, source, buyer, kept);
  if (lines.length === 0 || lines.some(({ line }) => line.faults.length > 0))
    throw new AppError('order_incomplete');
  const shown = lines.map((one) => ({ id: one.line.id, shown: shownOf(one) }));
  const total = sumsOf(
    shown.map((one) => one.shown),
    true,
  ).total!;
  const { day, prices } = buyer;
  return { kept, lines, shown, priceHash: priceHashOf(shown), total, day, prices };
}

/**
 * Sends an order: everything is looked at again, it gets its capture number, stands among the orders, and waits for the
 * ERP; all in one transaction. One that needs approval waits for that instead.
 * @throws AppError `not_found`, `order_submitted`, `record_changed`, `customer_blocked`, `order_incomplete`,
 *   `purchase_order_required`, `same_purchase_order`; `prices_changed` with the differences and the hash of the new
 *   ones; `no_approver` with whom to ask; `ship_to_not_allowed`
 */
export async function submitDraft(
  db: Db,
  source: PriceSource,
  caller: ContactCaller,
  id: string,
  asked: Asked,
) {
  const draft = await heldDraft(db, draftReach(caller), id);
  if (draft.state !== 'draft')
    throw new AppError('order_submitted', { current: { captureNumber: draft.captureNumber } });
  if (draft.version !== asked.version) throw new AppError('record_changed');
  holdShipTo(caller, draft.addressId);
  const companies = await createDraftQueries(db).companies(draftReach(caller));
  // The company may have stopped selling to the customer since the draft was begun.
  if (!companies.some((company) => company.id === draft.companyId))
    throw new AppError('customer_blocked');
  await refuseSame(db, draft, asked);
  const checked = await checkedOrder(db, source, caller, draft);
  const { priceHash } = checked;
  if (priceHash !== asked.priceHash) {
    const differences = checked.prices ? differencesOf(checked.kept, checked.lines) : [];
    throw new AppError('prices_changed', { current: { priceHash, differences } });
  }
  const need = await needOf(db, draft, checked, caller.contactId);
  if (need) {
    await askApproval(db, caller, draft, need);
    return {
      state: 'approval' as const,
      captureNumber: null,
      submittedAt: null,
      heldUntil: null,
      order: null,
    };
  }
  return placeOrder(db, caller, draft, checked);
}

/** Gives an order its number, puts it among the orders and asks the ERP for it. */
export async function placeOrder(
  db: Db,
  caller: ContactCaller,
  draft: DraftRecord,
  { lines, shown, priceHash, total, day }: CheckedOrder,
) {
  const queries = createDraftQueries(db);
  await queries.show(draft.id, shown);
  const captureNumber = await nextCaptureNumber(db);
  const order = await enterOrder(db, caller.tenant.id, {
    companyId: draft.companyId,
    customerId: draft.customerId,
    contactId: draft.contactId,
    addressId: draft.addressId,
    purchaseOrder: draft.purchaseOrder,
    day,
    currency: draft.currency,
    amount: total,
    captureNumber,
    items: lines.map(itemOf),
  });
  const task = await addTask(db, caller.tenant.id, {
    kind: 'order',
    customerId: draft.customerId,
    key: captureNumber,
    heldSeconds: undoSeconds,
    payload: (reference) => payloadOf(caller, draft, { reference, captureNumber, total, lines }),
  });
  // Told of once it can no longer be undone; not a moment before, since that would be looked at in vain.
  const over = new Date(Date.parse(task.heldUntil) + 1_000).toISOString();
  await wakeReader(db, 'captured_orders', over);
  const submittedAt = new Date().toISOString();
  await queries.change(draft.id, {
    version: draft.version + 1,
    head_version: draft.version + 1,
    state: 'submitted',
    submitted_at: submittedAt,
    capture_number: captureNumber,
    task_id: task.id,
    order_id: order,
    price_hash: priceHash,
    asked_at: null,
    returned: null,
  });
  return {
    state: 'submitted' as const,
    captureNumber,
    submittedAt,
    heldUntil: task.heldUntil,
    order,
  };
}

/** @throws AppError `no_approver` with whom to ask, where nobody is left who may approve */
async function askApproval(
  db: Db,
  caller: ContactCaller,
  draft: DraftRecord,
  { standing, colleagues }: Need,
): Promise<void> {
  if (!standing.possible)
    throw new AppError('no_approver', {
      current: { ask: names(colleagues, (one) => one.manages) },
    });
  await createDraftQueries(db).change(draft.id, {
    version: draft.version + 1,
    head_version: draft.version + 1,
    state: 'approval',
    asked_at: new Date().toISOString(),
    asked_by: caller.contactId,
    reminders: 0,
    returned: null,
  });
  await recordEvent(db, {
    kind: 'approval.asked',
    customerId: draft.customerId,
    companyId: draft.companyId,
    record: { kind: 'contact', id: draft.contactId },
    // Whoever approves for some addresses alone is not told of others.
    data: { person: caller.personName, address: draft.addressId },
    actor: { kind: 'contact', id: caller.identityId },
  });
}

/** Makes an order a draft again. @param returned who sent it back, and why */
export const toDraft = (
  db: Db,
  draft: DraftRecord,
  returned: { by: string; comment: string | null } | null,
) =>
  createDraftQueries(db).change(draft.id, {
    version: draft.version + 1,
    head_version: draft.version + 1,
    state: 'draft',
    submitted_at: null,
    capture_number: null,
    task_id: null,
    order_id: null,
    price_hash: null,
    asked_at: null,
    asked_by: null,
    returned: returned && jsonbOf(returned),
  });

async function refuseCustomer(db: Db, draft: DraftRecord): Promise<void> {
  const customer = await createDraftQueries(db).customer(draft.customerId);
  if (customer.blocked) throw new AppError('customer_blocked');
  if (customer.purchaseOrderRequired && !draft.purchaseOrder)
    throw new AppError('purchase_order_required');
}

/** @throws AppError `same_purchase_order` where there is a recent order with it, and nobody said it is another */
async function refuseSame(
  db: Db,
  draft: DraftRecord,
  { confirmations: confirmed }: Asked,
): Promise<void> {
  if (!draft.purchaseOrder || confirmed.includes('same_purchase_order')) return;
  const [same] = await rowsOf<{ number: string }>(
    db,
    `select coalesce(capture_number, '') as number from order_drafts
     where customer_id = :customerId and purchase_order_key = :key and id <> :id
       and state in ('submitted', 'accepted') and submitted_at > now() - make_interval(days => :days)
     union all
     select number from orders
     where customer_id = :customerId and deleted_at is null and upper(purchase_order) = upper(:purchaseOrder)
       and order_date > current_date - cast(:days as integer)
     limit 1`,
    {
      customerId: draft.customerId,
      key: identifierKey(draft.purchaseOrder),
      purchaseOrder: draft.purchaseOrder,
      id: draft.id,
      days: samePurchaseOrderDays,
    },
  );
  if (same) throw new AppError('same_purchase_order', { current: { number: same.number } });
}

const itemOf = ({ line, priced }: ResolvedLine, index: number) => ({
  line: index + 1,
  material: line.found!.number,
  key: identifierKey(line.found!.number),
  descriptions: line.found!.descriptions,
  quantity: priced?.quantity ?? line.quantity,
  unit: priced?.unit ?? line.unit ?? line.found!.units[0],
  price: priced?.price ?? '0',
  priceUnit: priced?.priceUnit ?? '1',
  amount: priced?.amount ?? '0',
  date: line.requestedDate,
});

type Sent = { reference: string; captureNumber: string; total: string; lines: ResolvedLine[] };

/** What the ERP fetches. Decimals are text; a line without a price has none. */
const payloadOf = (
  caller: ContactCaller,
  draft: DraftRecord,
  { reference, captureNumber, total, lines }: Sent,
): Record<string, unknown> => ({
  reference,
  captureNumber,
  company: draft.companyCode,
  customer: caller.customer.number,
  requestedBy: draft.author,
  purchaseOrder: draft.purchaseOrder,
  shipTo: draft.shipTo,
  requestedDate: draft.requestedDate,
  note: draft.note,
  currency: draft.currency,
  total,
  lines: lines.map(({ line, priced }, index) => ({
    position: String((index + 1) * 10),
    material: line.found!.number,
    customerMaterial: line.found!.customerNumber,
    quantity: priced?.quantity ?? line.quantity,
    unit: priced?.unit ?? line.unit ?? line.found!.units[0],
    unitPrice: priced?.price ?? null,
    priceUnit: priced?.priceUnit ?? null,
    amount: priced?.amount ?? null,
    priceList: priced?.list ?? null,
    requestedDate: line.requestedDate,
    note: line.note,
  })),
});

/** What of the prices is another than was shown. */
function differencesOf(
  kept: readonly KeptLine[],
  lines: readonly ResolvedLine[],
): PriceDifference[] {
  return lines.flatMap(({ line, priced }, i) => {
    const before = kept[i]!.shown?.priced ?? null;
    const why = reasonOf(before, priced);
    if (!why) return [];
    return [
      {
        line: line.id,
        material: line.found!.number,
        before: before?.price ?? null,
        after: priced?.price ?? null,
        why,
      },
    ];
  });
}

function reasonOf(before: PricedLine | null, after: PricedLine | null): PriceReason | null {
  if (!before) return after ? 'new' : null;
  if (!after) return 'expired';
  if (before.price === after.price && before.priceUnit === after.priceUnit) return null;
  if (before.list !== after.list) return 'list';
  return before.from === after.from ? 'price' : 'tier';
}

/**
 * Takes an order back before the ERP can have it, or while it waits for approval.
 * @throws AppError `not_found`, `undo_over`
 */
export async function takeBack(db: Db, caller: ContactCaller, id: string): Promise<DraftRecord> {
  const draft = await heldDraft(db, draftReach(caller), id);
  if (draft.state !== 'approval') {
    if (draft.state !== 'submitted' || !draft.taskId || !(await cancelTask(db, draft.taskId)))
      throw new AppError('undo_over');
    if (draft.orderId) await takeBackOrder(db, draft.orderId);
  }
  await toDraft(db, draft, null);
  return draftOf(db, draftReach(caller), id);
}
