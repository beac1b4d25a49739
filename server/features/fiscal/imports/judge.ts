import type { FiscalImportRow } from '#contract/fiscal-imports';
import type { ImportFault } from '#contract/fiscal-words';
import { identifierKey } from '#contract/identifiers';
import { isCertain, isInvoiceKind, type InvoiceMatch } from '../../../records/fiscal-matching.ts';
import type { CustomerFound, ImportFile, ReadHead, Stored } from './import.queries.ts';

/** A file as it would be taken over, under which fiscal id and whose. */
export type Judged = {
  shown: FiscalImportRow;
  sha256: string;
  /** Null where it is not taken as it stands. */
  fiscalId: string | null;
  customerId: string | null;
  match: InvoiceMatch | null;
  customers: CustomerFound[];
};

/** What is known about the files of an import, asked for all of them at once. */
export type Known = {
  stored: Map<string, Stored>;
  customers: Map<string, CustomerFound>;
  byTaxId: Map<string, CustomerFound[]>;
  matches: Map<string, InvoiceMatch>;
  totals: Map<string, string>;
  issuers: Set<string>;
  owners: Map<string, string>;
};

/** Fiscal ids as people and programs write them into names of files. */
const idInName = /[\dA-F]{8}(?:-[\dA-F]{4}){3}-[\dA-F]{12}|\d{6}[A-Z\d]{12}\d{26}/i;
export const idOf = (name: string) => idInName.exec(name)?.[0].toUpperCase();
const baseOf = (name: string) => name.toLowerCase().replace(/\.[^.]*$/, '');

const emptyRow = ({ row, name, kind }: ImportFile): FiscalImportRow => ({
  row,
  fileName: name,
  file: kind,
  state: 'faulty',
  fault: null,
  at: null,
  doubt: null,
  warnings: [],
  isTest: false,
  kind: null,
  fiscalId: null,
  number: null,
  date: null,
  currency: null,
  total: null,
  customer: null,
  customers: [],
  invoice: null,
});

const refused = (
  file: ImportFile,
  fault: FiscalImportRow['fault'],
  more: Partial<FiscalImportRow> = {},
): Judged => ({
  shown: { ...emptyRow(file), ...more, fault },
  sha256: file.sha256,
  fiscalId: null,
  customerId: null,
  match: null,
  customers: [],
});

const party = ({ number, name }: CustomerFound) => ({ number, name });

/**
 * An XML as it would be taken over.
 * @param documents of the whole import, by their keys
 * @param seen what came before it
 */
export function judgeXml(
  file: ImportFile,
  known: Known,
  documents: ReadonlyMap<string, ReadHead>,
  seen: Set<string>,
): Judged {
  const { document } = file;
  if (!document)
    return refused(file, file.fault?.code ?? 'malformed', { at: file.fault?.at || null });
  const key = identifierKey(document.fiscalId);
  const head: Partial<FiscalImportRow> = {
    kind: document.kind,
    fiscalId: document.fiscalId,
    number: `${document.series ?? ''}${document.number ?? ''}` || null,
    date: document.issuedAt.slice(0, 10),
    currency: document.currency,
    total: document.total,
    warnings: [...new Set(document.warnings.map(({ code }) => code))],
    isTest: document.environment === 'test',
  };
  if (seen.has(`${key} xml`)) return refused(file, 'duplicate', head);
  seen.add(`${key} xml`);
  const { taxId } = document.issuer;
  if (taxId && known.issuers.size > 0 && !known.issuers.has(taxId))
    return refused(file, 'issuer_unknown', { ...head, at: taxId });
  const match = known.matches.get(key) ?? null;
  const customers = customersFor(document, match, known, documents);
  if (customers.length === 0)
    return refused(file, customerFault(document), { ...head, at: document.receiver.taxId });
  const customer = customers.length === 1 ? customers[0]! : null;
  const before = known.stored.get(`${key} xml`);
  // What is stored of a customer out of reach is not replaced by somebody who does not see it.
  if (before && !known.customers.has(before.customerId))
    return refused(file, 'customer_unknown', head);
  const state = stateOf({ file, before, customer, match });
  return {
    shown: {
      ...emptyRow(file),
      ...head,
      ...state,
      customer: customer && party(customer),
      customers: customer ? [] : customers.map(party),
      invoice: match && {
        id: match.invoiceId,
        number: match.number,
        total: known.totals.get(match.invoiceId) ?? '0.00',
      },
    },
    sha256: file.sha256,
    fiscalId: document.fiscalId,
    customerId: customer?.id ?? null,
    match,
    customers,
  };
}

/** What befell a document nobody has here is nobody's. */
const customerFault = ({ kind }: ReadHead): ImportFault =>
  kind === 'cancellation' || kind === 'correction' || kind === 'event'
    ? 'document_unknown'
    : 'customer_unknown';

/** Whose a document may be: its invoice's, that of the documents it names, or whoever has the receiver's tax id. */
function customersFor(
  document: ReadHead,
  match: InvoiceMatch | null,
  known: Known,
  documents: ReadonlyMap<string, ReadHead>,
): CustomerFound[] {
  const found = (id: string) => [known.customers.get(id) ?? []].flat();
  if (match) return found(match.customerId);
  const byTaxId = known.byTaxId.get(document.receiver.taxId ?? '') ?? [];
  if (byTaxId.length === 1) return byTaxId;
  for (const { to } of document.relations) {
    const key = identifierKey(to);
    const owner = known.owners.get(key) ?? known.matches.get(key)?.customerId;
    const named = documents.get(key);
    const theirs = owner ? found(owner) : (known.byTaxId.get(named?.receiver.taxId ?? '') ?? []);
    if (theirs.length > 0) return theirs;
  }
  return byTaxId;
}

function stateOf({
  file,
  before,
  customer,
  match,
}: {
  file: ImportFile;
  before: Stored | undefined;
  customer: CustomerFound | null;
  match: InvoiceMatch | null;
}): Pick<FiscalImportRow, 'state' | 'doubt'> {
  if (before?.sha256 === file.sha256) return { state: 'same', doubt: null };
  if (customer === null) return { state: 'doubtful', doubt: 'customers' };
  if (before) return { state: 'doubtful', doubt: 'replaces' };
  if (match && !isCertain(match))
    return {
      state: 'doubtful',
      doubt: match.how === 'same_amount' ? 'same_amount' : 'amount_differs',
    };
  const isCounted = file.document?.kind !== undefined && isInvoiceKind(file.document.kind);
  return { state: match || !isCounted ? 'matched' : 'new', doubt: null };
}

/** The documents that printable forms belong to: by the fiscal id in their names, else by the name of an XML. */
export function pairsOf(files: readonly ImportFile[], judged: ReadonlyMap<number, Judged>) {
  const byName = new Map<string, Judged>();
  const byId = new Map<string, Judged>();
  for (const file of files) {
    const one = judged.get(file.row);
    if (!one?.fiscalId) continue;
    byName.set(baseOf(file.name), one);
    byId.set(identifierKey(one.fiscalId), one);
  }
  return (name: string): Judged | string | undefined => {
    const id = idOf(name);
    return (id && (byId.get(identifierKey(id)) ?? id)) || byName.get(baseOf(name));
  };
}

/** A printable form as it would be taken over: it goes where its document goes. */
export function judgePdf(
  file: ImportFile,
  known: Known,
  pairs: ReturnType<typeof pairsOf>,
  seen: Set<string>,
): Judged {
  if (!file.isSound) return refused(file, 'no_file');
  const pair = pairs(file.name);
  if (pair === undefined) return refused(file, 'no_pair');
  const isNew = typeof pair !== 'string';
  const fiscalId = isNew ? pair.fiscalId! : pair;
  const key = identifierKey(fiscalId);
  const owner = known.stored.get(`${key} xml`)?.customerId ?? known.owners.get(key);
  const customer = isNew ? null : (known.customers.get(owner ?? '') ?? null);
  if (!isNew && !customer) return refused(file, 'no_pair', { fiscalId });
  if (seen.has(`${key} pdf`)) return refused(file, 'duplicate', { fiscalId });
  seen.add(`${key} pdf`);
  const before = known.stored.get(`${key} pdf`);
  if (before && !known.customers.has(before.customerId))
    return refused(file, 'no_pair', { fiscalId });
  const own = { fiscalId, row: file.row, fileName: file.name, file: 'pdf' as const };
  const base = isNew
    ? { ...pair.shown, ...own, warnings: [] }
    : { ...emptyRow(file), ...own, customer: customer && party(customer) };
  const judged = (state: Pick<FiscalImportRow, 'state' | 'doubt'>): Judged => ({
    shown: { ...base, ...state },
    sha256: file.sha256,
    fiscalId,
    customerId: isNew ? pair.customerId : customer!.id,
    match: null,
    customers: isNew ? pair.customers : [],
  });
  if (before?.sha256 === file.sha256) return judged({ state: 'same', doubt: null });
  if (before) return judged({ state: 'doubtful', doubt: 'replaces' });
  // It goes where its document goes; one that is there already has its place.
  return judged(
    isNew && pair.shown.state !== 'same'
      ? { state: pair.shown.state, doubt: pair.shown.doubt }
      : { state: 'matched', doubt: null },
  );
}
