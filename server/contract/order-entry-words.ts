/** Words of orders that are entered here. Plain constants: this file may travel to the browser. */

export const draftStates = [
  'draft',
  'approval',
  'submitted',
  'accepted',
  'rejected',
  'discarded',
] as const;
export type DraftState = (typeof draftStates)[number];

/** What keeps a line from being ordered. */
export const lineFaults = [
  'material_missing',
  'material_unknown',
  'material_ambiguous',
  'material_inactive',
  'material_blocked',
  'quantity_missing',
  'quantity_invalid',
  'unit_unknown',
  'below_minimum',
  'above_maximum',
  'not_multiple',
  'date_past',
] as const;
export type LineFaultCode = (typeof lineFaults)[number];

export const stockLevels = ['enough', 'partial', 'none', 'unknown'] as const;

/** Why a price is another one. */
export const priceReasons = ['list', 'tier', 'expired', 'new', 'price'] as const;
export type PriceReason = (typeof priceReasons)[number];

/** What an order is sent in spite of. */
export const confirmations = ['same_purchase_order'] as const;

/** What is decided of an order that waits for approval. */
export const approvalDecisions = ['approve', 'return'] as const;
export const [mostApprovalRules, mostApprovers] = [20, 50];
/** Hours after which whoever may approve is reminded, once each. */
export const reminderHours = [24, 72] as const;

/** Seconds in which an order that was sent can be taken back. */
export const undoSeconds = 30;
/** Days in which the same purchase order is most likely the same order. */
export const samePurchaseOrderDays = 90;
/** Days a draft is kept after its last change. */
export const draftDays = 180;
/** Lines of one order; of materials a customer orders as a rule. */
export const mostLines = 2_000;
export const mostUsual = 200;
/** Bytes of a change: 2,000 lines at once. */
export const draftBytes = 1_500_000;
