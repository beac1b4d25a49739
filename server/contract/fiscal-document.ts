import type {
  FiscalCountry,
  FiscalFaultCode,
  FiscalKind,
  FiscalRelationKind,
  FiscalState,
  FiscalWarningCode,
} from './fiscal-words.ts';

/** Who issued a document or received it. Tax ids are as they stand there, without signs between their digits. */
export type FiscalParty = {
  taxId: string | null;
  name: string | null;
  /** Of Mexico: regime, what the document is for, postal code; of Brazil: the state. */
  regime?: string;
  use?: string;
  postalCode?: string;
  state?: string;
};

/** Amounts are decimals as text throughout. */
export type FiscalLine = {
  material: string | null;
  description: string;
  quantity: string;
  unit: string;
  unitPrice: string;
  /** Before discount and tax. */
  amount: string;
  discount: string;
  /** Transferred less withheld, as far as the line says it. */
  tax: string;
};

/** What a document says of another one, which it knows by its fiscal id. */
export type FiscalRelation = {
  kind: FiscalRelationKind;
  to: string;
  payment?: FiscalPayment;
};

/** What one payment settles of one document. */
export type FiscalPayment = {
  /** Local text, as it stands there. */
  paidAt: string;
  form: string;
  operation: string | null;
  /** Of the payment. */
  currency: string;
  amount: string;
  /** Of the document that is paid, in its own currency. */
  documentCurrency: string;
  equivalence: string | null;
  instalment: number | null;
  previous: string | null;
  paid: string;
  remaining: string | null;
};

export type FiscalInstalment = { number: string; dueDate: string; amount: string };
export type FiscalWarning = { code: FiscalWarningCode; at?: string; by?: string };

/** A fiscal document as its file says it. Nothing is checked with the authority, and no signature is. */
export type FiscalDocument = {
  country: FiscalCountry;
  kind: FiscalKind;
  version: string;
  /** UUID of a CFDI in capitals, key of 44 signs of an NF-e, number of an event. */
  fiscalId: string;
  series: string | null;
  number: string | null;
  /** Local text, as it stands there; with an offset where it has one. */
  issuedAt: string;
  issuedIn: string | null;
  leavesAt: string | null;
  issuer: FiscalParty;
  receiver: FiscalParty;
  currency: string;
  exchangeRate: string | null;
  subtotal: string;
  discount: string;
  transferred: string;
  withheld: string;
  total: string;
  /** PUE or PPD of Mexico. */
  method: string | null;
  form: string | null;
  /** Nature of an NF-e, export code of a CFDI, and what the text of an event says. */
  nature: string | null;
  isGlobal: boolean;
  environment: 'production' | 'test';
  state: FiscalState;
  /** When and by whom it was stamped or authorised, and the last signs of its seal, which the authority asks for. */
  stamp: { at: string; by: string; sealEnd: string } | null;
  lines: FiscalLine[];
  /** How many lines the file has: no more than so many are kept. */
  lineCount: number;
  instalments: FiscalInstalment[];
  relations: FiscalRelation[];
  warnings: FiscalWarning[];
};

/** Why a file cannot be read, and where: `line:column` of the text, or the path of the field. */
export type FiscalFault = { code: FiscalFaultCode; at: string };

/** What became of a file that was read. */
export type FiscalReading = { document: FiscalDocument } | { fault: FiscalFault };
