import type { FiscalImport } from '#contract/fiscal-imports';
import { identifierKey } from '#contract/identifiers';
import type { Db } from '../../../db/scope.ts';
import { reachOf, type StaffCaller } from '../../../http/caller.ts';
import { findMatches, numbersOf } from '../../../records/fiscal-matching.ts';
import { holdImport } from './intake.ts';
import {
  customersOf,
  importFiles,
  invoiceTotals,
  issuers,
  ownersOf,
  storedFiles,
  type CustomerFound,
  type ImportFile,
  type ReadHead,
} from './import.queries.ts';
import { idOf, judgePdf, judgeXml, pairsOf, type Judged, type Known } from './judge.ts';

/** What would become of each file. @throws AppError `not_found` where the import is somebody else's or too old */
export async function previewImport(
  db: Db,
  caller: StaffCaller,
  id: string,
): Promise<FiscalImport> {
  const { isApplied } = await holdImport(db, caller, id);
  return { id, isApplied, rows: (await judgeImport(db, caller, id)).map(({ shown }) => shown) };
}

/** The files of an import in their order, each held against what is stored. */
export async function judgeImport(db: Db, caller: StaffCaller, id: string): Promise<Judged[]> {
  const files = await importFiles(db, id);
  const documents = new Map(
    files.flatMap(({ document }) =>
      document ? [[identifierKey(document.fiscalId), document] as const] : [],
    ),
  );
  const known = await knownOf(db, caller, files, documents);
  const seen = new Set<string>();
  const judged = new Map<number, Judged>();
  for (const file of files)
    if (file.kind === 'xml') judged.set(file.row, judgeXml(file, known, documents, seen));
  const pairs = pairsOf(files, judged);
  for (const file of files)
    if (file.kind === 'pdf') judged.set(file.row, judgePdf(file, known, pairs, seen));
  return files.map(({ row }) => judged.get(row)!);
}

async function knownOf(
  db: Db,
  caller: StaffCaller,
  files: readonly ImportFile[],
  documents: ReadonlyMap<string, ReadHead>,
): Promise<Known> {
  const heads = [...documents.values()];
  const named = files.flatMap(({ name, kind }) => (kind === 'pdf' ? (idOf(name) ?? []) : []));
  const matches = await findMatches(
    db,
    [...documents].map(([key, document]) => matchableOf(key, document)),
  );
  const keys = [...documents.keys(), ...named.map(identifierKey)];
  const stored = await storedFiles(db, keys);
  const targets = heads.flatMap(({ relations }) => relations.map(({ to }) => identifierKey(to)));
  const owners = await ownersOf(db, [...new Set([...targets, ...keys])]);
  const customers = await customersOf(
    db,
    reachOf(caller, 'invoices.manage'),
    heads.flatMap(({ receiver }) => receiver.taxId ?? []),
    [
      ...[...matches.values()].map(({ customerId }) => customerId),
      ...owners.map(({ customerId }) => customerId),
      ...stored.map(({ customerId }) => customerId),
    ],
  );
  const totals = await invoiceTotals(
    db,
    [...matches.values()].map(({ invoiceId }) => invoiceId),
  );
  const byTaxId = new Map<string, CustomerFound[]>();
  for (const one of customers)
    if (one.taxId) byTaxId.set(one.taxId, [...(byTaxId.get(one.taxId) ?? []), one]);
  return {
    stored: new Map(stored.map((one) => [`${one.key} ${one.kind}`, one])),
    customers: new Map(customers.map((one) => [one.id, one])),
    byTaxId,
    matches,
    totals: new Map(totals.map(({ id, total }) => [id, total])),
    issuers: new Set(await issuers(db)),
    owners: new Map(owners.map(({ key, customerId }) => [key, customerId])),
  };
}

const matchableOf = (key: string, document: ReadHead) => ({
  key,
  kind: document.kind,
  issuer: document.issuer.taxId,
  receiver: document.receiver.taxId,
  numbers: numbersOf(document),
  currency: document.currency,
  total: document.total,
  issuedOn: document.issuedAt.slice(0, 10),
  customer: null,
});
