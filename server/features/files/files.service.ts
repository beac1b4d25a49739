import {
  fileTypes,
  mostFileBytes,
  partBytes,
  typeOfName,
  type MediaType,
  type ScanState,
} from '#contract/file-words';
import type { FileStorage, StoredFile, Upload } from '#contract/files';
import { limits } from '#contract/limits';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { workKeysOf, type KeyCaller, type PersonCaller } from '../../http/caller.ts';
import { safeFileName } from '../../http/file-name.ts';
import type { InTenant } from '../../http/mount.ts';
import { checkOne } from '../../output/foreign/check-files.ts';
import type { ForeignReader } from '../../output/foreign/reader.ts';
import type { FileSource, FileVerdict } from '../../output/foreign/stored-file.ts';
import type { Scanner } from '../../output/scanner.ts';
import { databaseStore as store, namedAs } from '../../records/files.ts';
import { giveBack, giveBackChunk } from '../../work/give-back.ts';
import { readEdges } from './file-edges.ts';
import { createFileQueries, creatorOf, type FileRow } from './files.queries.ts';
import { createUploadHashes } from './upload-hashes.ts';

type Caller = PersonCaller | KeyCaller;
type Deps = { reader: ForeignReader; scanner: Scanner };

/** Files on their way in, by whoever hands them over. Nobody else ever finds one: it is not there. */
export function createFileService({ reader, scanner }: Deps) {
  const hashes = createUploadHashes();
  /** Has the bytes of a file looked at; they are fetched once it is their turn. */
  const check = async (
    inTenant: InTenant,
    caller: Caller,
    file: FileRow,
  ): Promise<{ verdict: FileVerdict; sha256: string }> => {
    let sha256 = '';
    const { id, name, bytes } = file;
    const fetch = async (): Promise<FileSource> => {
      const edges = await readEdges(
        (start, end) => store.readRange(inTenant, id, start, end),
        bytes,
        hashes.of(id, partsOf(bytes)),
      );
      ({ sha256 } = edges);
      return { name, bytes, head: edges.head, tail: edges.tail };
    };
    const verdict = await checkOne(reader, workKeysOf(caller), fetch);
    return { verdict, sha256 };
  };

  return {
    begin: async (
      db: Db,
      caller: Caller,
      { name, bytes, purpose }: { name: string; bytes: number; purpose: string },
    ): Promise<Upload> => {
      refuseBySize(name, bytes);
      const queries = createFileQueries(db);
      if ((await queries.openUploads(caller)) >= limits.uploads)
        throw new AppError('too_many_uploads');
      const file = await queries.insert(caller.tenant.id, {
        name: safeFileName(name),
        purpose,
        bytes,
        ...creatorOf(caller),
      });
      const { used, quota } = await queries.usage(caller.tenant.id);
      if (used > quota) throw new AppError('storage_full');
      return uploadOf(db, file);
    },

    find: async (db: Db, caller: Caller, id: string): Promise<Upload> =>
      uploadOf(db, await held(db, caller, id)),

    takePart: async (
      inTenant: InTenant,
      caller: Caller,
      { id, part }: { id: string; part: number },
      body: AsyncIterable<Uint8Array>,
    ): Promise<void> => {
      // Whether there is anything to write is known before the bytes are waited for.
      const { bytes } = await inTenant((db) => receiving(db, caller, id));
      const expected = Math.min(partBytes, bytes - (part - 1) * partBytes);
      if (expected <= 0) throw new AppError('not_found');
      const content = Buffer.allocUnsafeSlow(expected);
      try {
        await fill(content, body);
        const written = await inTenant(async (db) => {
          await receiving(db, caller, id);
          return store.writePart(db, id, part, content);
        });
        if (!written) throw new AppError('part_differs');
        hashes.add(id, part, content);
      } finally {
        giveBack(content);
      }
    },

    complete: async (
      inTenant: InTenant,
      caller: Caller,
      id: string,
      note: (db: Db, detail: Record<string, unknown>) => Promise<void>,
    ): Promise<StoredFile> => {
      const file = await inTenant((db) => whole(db, caller, id));
      if (file.state === 'ready') {
        await inTenant((db) => note(db, { again: true }));
        return storedOf(file);
      }
      const { verdict, sha256 } = await check(inTenant, caller, file);
      const kept = await inTenant(async (db) => {
        const { name, bytes } = file;
        const taken = await settle(db, file, verdict, { sha256, scans: scanner.state() !== 'off' });
        await note(db, { name, bytes, ...('refusal' in verdict ? verdict : { sha256 }) });
        return taken;
      });
      if ('refusal' in verdict) throw new AppError(verdict.refusal);
      if (kept.scan !== 'pending') return storedOf(kept);
      return storedOf({ ...kept, scan: await scanFile(inTenant, scanner, file) });
    },

    /** Gives a file up that nothing has yet. */
    drop: async (db: Db, caller: Caller, id: string): Promise<void> => {
      const file = await held(db, caller, id);
      if (file.expiresAt === null) throw new AppError('upload_over');
      await createFileQueries(db).delete(id);
    },

    storage: async (db: Db, tenantId: string): Promise<FileStorage> => {
      const { used, quota } = await createFileQueries(db).usage(tenantId);
      return { bytes: used, quota, scanner: scanner.state() };
    },
  };
}

/** Has a file scanned. @returns what was written down of it, or `pending` where the scanner is away */
export async function scanFile(
  inTenant: InTenant,
  scanner: Scanner,
  { id, bytes }: { id: string; bytes: number },
): Promise<ScanState> {
  const result = await scanner.scan(store.readRange(inTenant, id, 0, bytes));
  if (result !== 'pending') await inTenant((db) => createFileQueries(db).setScan(id, result));
  return result;
}

/** Refused before a byte of it is sent, where its name or its size says enough. */
function refuseBySize(name: string, bytes: number): void {
  if (bytes === 0) throw new AppError('file_empty');
  const type = typeOfName(name);
  if (bytes > (type ? fileTypes[type].bytes : mostFileBytes)) throw new AppError('file_too_large');
}

/** @throws AppError `not_found` where it is another's, or its day is over */
async function held(db: Db, caller: Caller, id: string): Promise<FileRow> {
  const file = await createFileQueries(db).find(caller, id);
  if (!file) throw new AppError('not_found');
  return file;
}

/** @throws AppError `not_found`, `upload_over` */
async function receiving(db: Db, caller: Caller, id: string): Promise<FileRow> {
  const file = await held(db, caller, id);
  if (file.state !== 'receiving') throw new AppError('upload_over');
  return file;
}

/**
 * A file whose bytes are all there.
 * @throws AppError `not_found`, `upload_incomplete`, and why it was refused before
 */
async function whole(db: Db, caller: Caller, id: string): Promise<FileRow> {
  const file = await held(db, caller, id);
  if (file.state === 'refused') throw new AppError(file.refusal ?? 'file_damaged');
  if (file.state === 'receiving') {
    const parts = await store.parts(db, id);
    if (parts.length < partsOf(file.bytes)) throw new AppError('upload_incomplete');
  }
  return file;
}

const partsOf = (bytes: number) => Math.ceil(bytes / partBytes);

async function uploadOf(db: Db, { id, name, bytes, state, expiresAt }: FileRow): Promise<Upload> {
  return {
    id,
    name,
    bytes,
    partBytes,
    parts: partsOf(bytes),
    received: state === 'refused' ? [] : await store.parts(db, id),
    state,
    expiresAt,
  };
}

/** @throws AppError `part_size` */
async function fill(content: Buffer, body: AsyncIterable<Uint8Array>): Promise<void> {
  let length = 0;
  for await (const chunk of body) {
    if (length + chunk.length > content.length) throw new AppError('part_size');
    content.set(chunk, length);
    length += chunk.length;
    giveBackChunk(chunk);
  }
  if (length < content.length) throw new AppError('part_size');
}

/** Writes down what a file turned out to be; the bytes of one that is refused go. */
async function settle(
  db: Db,
  file: FileRow,
  verdict: FileVerdict,
  { sha256, scans }: { sha256: string; scans: boolean },
): Promise<FileRow> {
  const queries = createFileQueries(db);
  if ('refusal' in verdict) {
    await store.remove(db, file.id);
    await queries.refuse(file.id, verdict.refusal);
    return file;
  }
  const { mediaType, thumbnail } = verdict;
  const scan: ScanState = scans ? 'pending' : 'off';
  const kept: Pick<StoredFile, 'sha256' | 'name' | 'scan'> & { mediaType: MediaType } = {
    mediaType,
    sha256,
    name: namedAs(file.name, mediaType),
    scan,
  };
  await queries.keep(file.id, {
    ...kept,
    thumbnail: thumbnail === null ? null : Buffer.from(thumbnail, 'base64'),
  });
  return { ...file, ...kept };
}

const storedOf = ({ id, name, mediaType, bytes, sha256, scan }: FileRow): StoredFile => ({
  id,
  name,
  mediaType: mediaType!,
  bytes,
  sha256: sha256!,
  scan,
});
