import { sumOf } from '#contract/decimal';
import type { FiscalGap, FiscalPack } from '#contract/fiscal-packs';
import { packFiles } from '#contract/fiscal-words';
import type { NamedFile } from '#contract/endpoint';
import type { Locale } from '#contract/primitives';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, type PersonCaller } from '../../http/caller.ts';
import type { InTenant } from '../../http/mount.ts';
import { ownTexts } from '../../records/branding.ts';
import { writeSheets, type SheetColumn, type SheetRow } from '../../output/sheet.ts';
import type { Texts, Translate } from '../../output/texts.ts';
import { writeZip } from '../../output/zip.ts';
import { archiveReach, common, fileReader, named, type Named } from './fiscal.files.ts';
import { createFiscalQueries, type FileReach } from './fiscal.queries.ts';
import {
  boundsOf,
  packDocuments,
  packGaps,
  type PackAsk,
  type PackDocument,
} from './pack.queries.ts';

/** Gaps that are told: more of them say no more. */
const mostGaps = 1_000;

type Pack = { documents: PackDocument[]; files: Named[]; gaps: FiscalGap[] };

/**
 * Everything of a month, as far as the caller may have it in bulk.
 * @throws AppError `invalid_input` where it is more than one pack holds
 */
async function packOf(db: Db, caller: PersonCaller, reach: FileReach, ask: PackAsk): Promise<Pack> {
  const bulk = reachOf(caller, 'invoices.bulk');
  const documents = await packDocuments(db, boundsOf(ask, bulk), packFiles + 1);
  if (documents.length > packFiles) throw tooMany();
  const ids = documents.flatMap(({ xml, pdf }) => [xml, pdf].filter((id) => id !== null));
  const records = await createFiscalQueries(db).find(reach, ids);
  if (records.length > packFiles) throw tooMany();
  const byId = new Map(records.map((record) => [record.id, record]));
  const view = reachOf(caller, 'invoices.view');
  // Whoever sees the invoices of own orders alone has no list of all that should be there.
  const gaps = view.contactId
    ? []
    : await packGaps(db, boundsOf(ask, common(view, bulk)), mostGaps);
  return {
    documents,
    files: named(ids.flatMap((id) => byId.get(id) ?? [])),
    gaps: [...gaps, ...documents.flatMap((document) => withoutPdf(document, reach))],
  };
}

const tooMany = () =>
  new AppError('invalid_input', {
    errors: [{ path: 'month', rule: 'too_many', params: { max: packFiles } }],
  });

/** What has an XML and no printable form, for whoever may have those. */
function withoutPdf(document: PackDocument, { pdf }: FileReach): FiscalGap[] {
  const isAsked = document.xml !== null && document.pdf === null && pdf?.customerIds.length !== 0;
  if (!isAsked || !['invoice', 'credit_note', 'payment'].includes(document.kind)) return [];
  const { kind, number, fiscalId, date, customerNumber, customerName, currency, total } = document;
  return [
    {
      gap: 'pdf',
      kind,
      number,
      fiscalId,
      date,
      currency,
      amount: total,
      customer: { number: customerNumber, name: customerName },
    },
  ];
}

/** What a pack would hold, and what it would not. */
export async function lookAtPack(db: Db, caller: PersonCaller, ask: PackAsk): Promise<FiscalPack> {
  const { documents, files, gaps } = await packOf(db, caller, archiveReach(caller), ask);
  const groups = new Map<string, PackDocument[]>();
  for (const one of documents) {
    const key = `${one.kind} ${one.state} ${one.currency}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return {
    documents: documents.length,
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    sums: [...groups.values()].map((all) => ({
      kind: all[0]!.kind,
      state: all[0]!.state,
      currency: all[0]!.currency,
      count: all.length,
      total: sumOf(all.map(({ total }) => total)),
    })),
    gaps,
  };
}

type PackDeps = { texts: Texts; note: (db: Db, detail: Record<string, unknown>) => Promise<void> };

/**
 * The files of a month in a ZIP: an index of all documents with the hashes of their files, and what is missing, before
 * the files themselves.
 * @throws AppError `not_found` where there is nothing of that month
 */
export async function writePack(
  { texts, note }: PackDeps,
  inTenant: InTenant,
  caller: PersonCaller,
  { locale, ...ask }: PackAsk & { locale: Locale },
): Promise<NamedFile> {
  const reach = archiveReach(caller);
  const { pack, own } = await inTenant(async (db) => {
    const found = await packOf(db, caller, reach, ask);
    if (found.documents.length === 0 && found.gaps.length === 0) throw new AppError('not_found');
    await note(db, { month: ask.month, customer: ask.customer, files: found.files.length });
    return { pack: found, own: await ownTexts(db, caller.tenant.id, locale) };
  });
  const t = texts(locale, own);
  const read = fileReader(inTenant, reach, pack.files);
  const index = {
    name: 'index.xlsx',
    open: () => writeSheets(caller.tenant.name, sheets(pack, t)),
  };
  const entries = pack.files.map(({ name }, at) => ({ name, open: () => read(at) }));
  return {
    name: `${t('fiscal.archive')}-${ask.month}.zip`,
    content: writeZip([index, ...entries]),
  };
}

const sheets = (pack: Pack, t: Translate) => [
  { name: t('fiscal.index'), columns: indexColumns(t), rows: indexRows(pack, t) },
  { name: t('fiscal.gaps'), columns: gapColumns(t), rows: gapRows(pack, t) },
];

const text = (header: string, width: number): SheetColumn => ({ header, kind: 'text', width });
const amount = (header: string): SheetColumn => ({ header, kind: 'decimal', places: 2, width: 16 });

const documentColumns = (t: Translate): SheetColumn[] => [
  text(t('fiscal.document'), 22),
  text(t('fiscal.number'), 16),
  text(t('fiscal.id'), 46),
  { header: t('fiscal.date'), kind: 'date', width: 12 },
  text(t('fiscal.customer'), 14),
  text(t('fiscal.customer_name'), 36),
];
const indexColumns = (t: Translate): SheetColumn[] => [
  ...documentColumns(t),
  amount(t('fiscal.total')),
  text(t('fiscal.currency'), 10),
  text(t('fiscal.method'), 10),
  text(t('fiscal.state'), 16),
  text('XML', 40),
  text('SHA-256 (XML)', 66),
  text('PDF', 40),
  text('SHA-256 (PDF)', 66),
];
const gapColumns = (t: Translate): SheetColumn[] => [
  text(t('fiscal.missing'), 30),
  ...documentColumns(t),
  amount(t('fiscal.amount')),
  text(t('fiscal.currency'), 10),
];

function* indexRows({ documents, files }: Pack, t: Translate): Generator<SheetRow> {
  const byId = new Map(files.map((file) => [file.id, file]));
  for (const one of documents) {
    const [xml, pdf] = [one.xml, one.pdf].map((id) => (id === null ? undefined : byId.get(id)));
    yield [
      t(`fiscal.kind_${one.kind}`),
      one.number,
      one.fiscalId,
      one.date,
      one.customerNumber,
      one.customerName,
      one.total,
      one.currency,
      one.method,
      t(`fiscal.state_${one.state}`),
      xml?.name ?? null,
      xml?.sha256 ?? null,
      pdf?.name ?? null,
      pdf?.sha256 ?? null,
    ];
  }
}

function* gapRows({ gaps }: Pack, t: Translate): Generator<SheetRow> {
  for (const one of gaps)
    yield [
      t(`fiscal.gap_${one.gap}`),
      t(`fiscal.kind_${one.kind}`),
      one.number,
      one.fiscalId,
      one.date,
      one.customer.number,
      one.customer.name,
      one.amount,
      one.currency,
    ];
}
