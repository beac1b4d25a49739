import type { documents } from '#contract/documents';
import type { Body, NamedFile, StoredBytes } from '#contract/endpoint';
import { isHandedOut } from '#contract/file-words';
import { limits } from '#contract/limits';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { PersonCaller } from '../../http/caller.ts';
import { safeFileName, unlike } from '../../http/file-name.ts';
import type { InTenant } from '../../http/mount.ts';
import type { Texts } from '../../output/texts.ts';
import { writeZip } from '../../output/zip.ts';
import { ownTexts } from '../../records/branding.ts';
import { checkHandedOut, databaseStore as store, storedFile } from '../../records/files.ts';
import { openFor } from '../../records/audience.ts';
import { createDocumentQueries, type VersionFile } from './documents.queries.ts';
import { documentRecords } from './documents.records.ts';
import { viewReach } from './documents.service.ts';

/**
 * A version whose file may be handed out.
 * @throws AppError `not_found` where its document is out of reach; `file_pending`, `file_infected`
 */
async function versionOf(db: Db, caller: PersonCaller, id: string): Promise<VersionFile> {
  await openFor(db, caller);
  const [version] = await createDocumentQueries(db).versions([id]);
  const document =
    version && (await documentRecords.find(db, viewReach(caller), version.documentId));
  if (!document) throw new AppError('not_found');
  checkHandedOut(version);
  return version;
}

/** The file of a version; who reads it from its beginning is written down. */
export const content = (
  inTenant: InTenant,
  caller: PersonCaller,
  id: string,
  fromStart: boolean,
): Promise<StoredBytes> =>
  storedFile(inTenant, async (db) => {
    const found = await versionOf(db, caller, id);
    if (fromStart) await createDocumentQueries(db).noteViews(caller.tenant.id, caller, [id]);
    return found;
  });

/** @throws AppError `not_found`, also where it is no picture */
export async function thumbnail(db: Db, caller: PersonCaller, id: string): Promise<NamedFile> {
  const { fileName } = await versionOf(db, caller, id);
  const picture = await createDocumentQueries(db).thumbnail(id);
  if (!picture) throw new AppError('not_found');
  return { name: `${fileName}.png`, content: picture };
}

type Asked = Body<(typeof documents)['POST /document-archives']>;

/**
 * The newest versions of documents in a ZIP, each read when its turn comes.
 * @param note of whoever took which along
 * @throws AppError `not_found` where any of them is out of reach, and where a record has none
 */
export async function archive(
  texts: Texts,
  inTenant: InTenant,
  caller: PersonCaller,
  asked: Asked,
  note: (db: Db, detail: Record<string, unknown>) => Promise<void>,
): Promise<NamedFile> {
  const { files, own } = await inTenant(async (db) => {
    await openFor(db, caller);
    const found = await versionsOf(db, caller, asked);
    if (found.length === 0) throw new AppError('not_found');
    await createDocumentQueries(db).noteViews(
      caller.tenant.id,
      caller,
      found.map(({ versionId }) => versionId),
    );
    await note(db, { documents: found.map(({ documentId }) => documentId) });
    return { files: found, own: await ownTexts(db, caller.tenant.id, asked.locale) };
  });
  const taken = new Set<string>();
  const entries = files.map(({ fileId, fileName, bytes }) => ({
    name: unlike(safeFileName(fileName), taken),
    open: () => store.readRange(inTenant, fileId, 0, bytes),
  }));
  const t = texts(asked.locale, own);
  return { name: `${t('documents_file.archive')}.zip`, content: writeZip(entries) };
}

/** The newest versions of a record's documents, or of those that are named, as far as they are handed out. */
async function versionsOf(db: Db, caller: PersonCaller, asked: Asked): Promise<VersionFile[]> {
  const reach = viewReach(caller);
  const ids = [...new Set(asked.documents)];
  const found =
    asked.owner === undefined
      ? await Promise.all(ids.map((id) => documentRecords.find(db, reach, id)))
      : (
          await documentRecords.page(
            db,
            reach,
            { owner: asked.owner, sort: 'title', limit: limits.archiveFiles },
            (row) => row,
          )
        ).items;
  const versions = found.map((document) => {
    if (!document) throw new AppError('not_found');
    return document.file;
  });
  const current = versions.flatMap((file) => (file && isHandedOut(file.scan) ? file.id : []));
  return createDocumentQueries(db).versions(current);
}
