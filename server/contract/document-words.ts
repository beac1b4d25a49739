/** Words of shared documents. Plain constants: this file may travel to the browser. */

/** What a document can belong to. A further kind is a word here, a column, and an entry in `features/documents/owners.ts`. */
export const documentOwners = ['customer', 'order', 'invoice', 'shipment', 'quote'] as const;
export type DocumentOwner = (typeof documentOwners)[number];

export const documentVisibilities = ['customer', 'internal'] as const;

/**
 * How it stands with a document that the customer has to hand in, or did: `missing` was asked for, `expired` was good
 * until its last day. Whatever the company shares of its own accord has none.
 */
export const documentStates = [
  'missing',
  'received',
  'in_review',
  'accepted',
  'rejected',
  'expired',
] as const;
export type DocumentState = (typeof documentStates)[number];
/** Those in which the customer has to act. */
export const owedStates: readonly DocumentState[] = ['missing', 'rejected', 'expired'];

/** What a list is asked for: a state, whatever the customer owes, or whatever the company has to decide. */
export const documentFilters = [...documentStates, 'owed', 'undecided'] as const;
export type DocumentFilter = (typeof documentFilters)[number];

export const documentDecisions = ['review', 'accept', 'reject'] as const;
export type DocumentDecision = (typeof documentDecisions)[number];

/** What a caller may do with a document. */
export const documentActions = ['add_version', 'change', 'decide', 'withdraw'] as const;
export type DocumentAction = (typeof documentActions)[number];

const documentSortFields = ['at', 'title', 'expires'] as const;
export type DocumentSortField = (typeof documentSortFields)[number];
export type DocumentSort = DocumentSortField | `-${DocumentSortField}`;
export const documentSorts = documentSortFields.flatMap((field): DocumentSort[] => [
  field,
  `-${field}`,
]);

export const documentGroups = [
  'commercial',
  'transport',
  'customs',
  'certificates',
  'other',
] as const;
export type DocumentGroup = (typeof documentGroups)[number];

type StarterType = { group: DocumentGroup; keepsExpiry?: true };
/** The types that every tenant begins with; their names are the texts `document_type.<code>`. */
export const starterTypes = {
  commercial_invoice: { group: 'commercial' },
  packing_list: { group: 'commercial' },
  certificate_of_origin: { group: 'commercial', keepsExpiry: true },
  freight_invoice: { group: 'commercial' },
  insurance_invoice: { group: 'commercial', keepsExpiry: true },
  purchase_order: { group: 'commercial' },
  bill_of_lading: { group: 'transport' },
  air_waybill: { group: 'transport' },
  road_waybill: { group: 'transport' },
  proof_of_delivery: { group: 'transport' },
  customs_declaration: { group: 'customs' },
  special_permit: { group: 'customs', keepsExpiry: true },
  power_of_attorney: { group: 'customs', keepsExpiry: true },
  quality_certificate: { group: 'certificates', keepsExpiry: true },
  sanitary_certificate: { group: 'certificates', keepsExpiry: true },
  phytosanitary_certificate: { group: 'certificates', keepsExpiry: true },
  safety_data_sheet: { group: 'certificates', keepsExpiry: true },
  tax_registration: { group: 'certificates', keepsExpiry: true },
  payment_receipt: { group: 'other' },
  photographs: { group: 'other' },
  correspondence: { group: 'other' },
  other: { group: 'other' },
} as const satisfies Record<string, StarterType>;
export type StarterTypeCode = keyof typeof starterTypes;
export const isStarterType = (code: string): code is StarterTypeCode =>
  Object.hasOwn(starterTypes, code);

/** Days before a document's last one on which its customer is told, the first notice first. */
export const expiryNotices = [30, 7] as const;

export const mostTags = 10;

/** Days before a document ends at which its customer is told. */
export const documentWarningDays = [30, 7] as const;
