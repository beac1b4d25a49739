import type { NamedFile } from '#contract/endpoint';
import type { Locale } from '#contract/primitives';
import type { Db } from '../../db/scope.ts';
import { ownTexts } from '../../records/branding.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, type PersonCaller } from '../../http/caller.ts';
import type { InTenant } from '../../http/mount.ts';
import { writeSheet } from '../../output/sheet.ts';
import type { Texts, Translate } from '../../output/texts.ts';
import { writeZip } from '../../output/zip.ts';
import {
  archiveReach,
  fileReader,
  nameOf,
  named as namedFiles,
  permissions,
  type Named,
} from './fiscal.files.ts';
import { createFiscalQueries, type FileKind } from './fiscal.queries.ts';

/** Notes who took which files. */
type Note = (db: Db, detail: Record<string, unknown>) => Promise<void>;

/** The files of fiscal documents, one by one or in a ZIP. */
export function createFiscalService(texts: Texts) {
  return {
    file,
    archive: (...args: ArchiveArguments) => archive(texts, ...args),
  };
}

/** @throws AppError `not_found` where it is of the other kind, out of reach, or not there */
async function file(db: Db, caller: PersonCaller, kind: FileKind, id: string): Promise<NamedFile> {
  const queries = createFiscalQueries(db);
  // The scope `own` reaches as far as `customer` here: a fiscal document names no contact, and whoever may see
  // what a customer owes may see the papers of it.
  const reach = { [kind]: reachOf(caller, permissions[kind]) };
  const [record] = await queries.find(reach, [id]);
  const content = record && (await queries.contents(reach, [record])).get(id);
  if (!content) throw new AppError('not_found');
  return { name: nameOf(record), content, sha256: record.sha256 };
}

type ArchiveArguments = [
  inTenant: InTenant,
  caller: PersonCaller,
  body: { files: string[]; locale: Locale },
  note: Note,
];

/**
 * Files in a ZIP, with an index before them. They are read when their turn comes: no transaction stays open while
 * the reader is slow, and a file that changes meanwhile breaks the download off.
 * @throws AppError `not_found` where any of them is out of reach; then nothing is written
 */
async function archive(texts: Texts, ...args: ArchiveArguments): Promise<NamedFile> {
  const [inTenant, caller, { files, locale }, note] = args;
  const { tenant } = caller;
  const ids = [...new Set(files)];
  const reach = archiveReach(caller);
  const { records, own } = await inTenant(async (db) => {
    const found = await createFiscalQueries(db).find(reach, ids);
    if (found.length < ids.length) throw new AppError('not_found');
    await note(db, { files: ids });
    return { records: found, own: await ownTexts(db, tenant.id, locale) };
  });
  const t = texts(locale, own);
  const byId = new Map(records.map((record) => [record.id, record]));
  const named = namedFiles(ids.map((id) => byId.get(id)!));
  const index = { name: 'index.xlsx', open: () => indexOf(named, t, tenant.name) };
  const read = fileReader(inTenant, reach, named);
  const entries = named.map(({ name }, at) => ({ name, open: () => read(at) }));
  return { name: `${t('fiscal.archive')}.zip`, content: writeZip([index, ...entries]) };
}

/** The index: which document each file is of, and by which hash its content is known. */
function indexOf(files: readonly Named[], t: Translate, author: string): AsyncIterable<Uint8Array> {
  return writeSheet({
    name: t('fiscal.index'),
    author,
    columns: [
      { header: t('fiscal.id'), kind: 'text', width: 46 },
      { header: t('fiscal.kind'), kind: 'text', width: 8 },
      { header: t('fiscal.file_name'), kind: 'text', width: 48 },
      { header: 'SHA-256', kind: 'text', width: 66 },
      { header: t('fiscal.bytes'), kind: 'decimal', places: 0, width: 12 },
    ],
    rows: (async function* () {
      for (const { fiscalId, kind, name, sha256, bytes } of files)
        yield [fiscalId, kind.toUpperCase(), name, sha256, String(bytes)];
    })(),
  });
}
