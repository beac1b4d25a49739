import { createHash } from 'node:crypto';
import type { StoredBytes } from '#contract/endpoint';
import {
  fileTypes,
  isHandedOut,
  partBytes,
  typeOfName,
  type MediaType,
  type ScanState,
} from '#contract/file-words';
import { rowOf, rowsOf } from '../db/rows.ts';
import type { Db } from '../db/scope.ts';
import { AppError } from '../http/app-error.ts';
import { safeFileName } from '../http/file-name.ts';
import type { InTenant } from '../http/mount.ts';

/** Where the bytes of files are kept. */
export type FileStore = {
  /** Keeps a part, from 1 on. @returns whether it was kept, or was there already with the same bytes */
  writePart(db: Db, fileId: string, part: number, content: Buffer): Promise<boolean>;
  /** Numbers of the parts that are kept, in their order. */
  parts(db: Db, fileId: string): Promise<number[]>;
  /** @param end of what is read, not included */
  readRange(inTenant: InTenant, fileId: string, start: number, end: number): AsyncGenerator<Buffer>;
  /** Forgets the bytes of a file. */
  remove(db: Db, fileId: string): Promise<void>;
};

/** Bytes that are read of a part at a time: the driver puts larger answers together from what arrives, each time a copy. */
const pieceBytes = 65_536;

/** The store in the database: one backup, one transaction with the record, and behind the tenant's wall. */
export const databaseStore: FileStore = {
  writePart: async (db, fileId, part, content) => {
    const sha256 = createHash('sha256').update(content).digest('hex');
    const written = await rowsOf<{ same: boolean }>(
      db,
      `insert into file_parts as p (tenant_id, file_id, part, sha256, content)
       values (current_setting('app.tenant_id')::uuid, ?, ?, ?, ?)
       on conflict (tenant_id, file_id, part) do update set part = excluded.part where p.sha256 = excluded.sha256
       returning true as same`,
      [fileId, part, sha256, content],
    );
    return written.length > 0;
  },

  parts: (db, fileId) =>
    db('file_parts').where({ file_id: fileId }).orderBy('part').pluck<number[]>('part'),

  // Part by part, each in a transaction of its own: nothing stays open while the reader is slow.
  async *readRange(inTenant, fileId, start, end) {
    for (let at = start; at < end;) {
      const part = Math.floor(at / partBytes) + 1;
      const from = at % partBytes;
      const length = Math.min(partBytes - from, end - at);
      const pieces = await inTenant((db) => readPieces(db, fileId, part, from, length));
      if (pieces.reduce((sum, piece) => sum + piece.length, 0) !== length)
        throw new Error('A file lost bytes while it was read');
      yield* pieces;
      at += length;
    }
  },

  remove: async (db, fileId) => {
    await db('file_parts').where({ file_id: fileId }).delete();
  },
};

/** Bytes of a part from somewhere on, a piece after the other, so that none lives as text for long. */
async function readPieces(
  db: Db,
  fileId: string,
  part: number,
  from: number,
  length: number,
): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  for (let at = 0; at < length; at += pieceBytes) {
    const [row] = await rowsOf<{ content: string }>(
      db,
      // Base64 is two thirds of what the driver would be sent, and quicker to read.
      `select encode(substr(content, ?, ?), 'base64') as content from file_parts
       where file_id = ? and part = ?`,
      [from + at + 1, Math.min(pieceBytes, length - at), fileId, part],
      { name: 'piece of a part' },
    );
    if (row) pieces.push(Buffer.from(row.content, 'base64'));
  }
  return pieces;
}

/** A file that has arrived, as whatever it belongs to knows it. */
export type KeptFile = {
  id: string;
  name: string;
  mediaType: MediaType;
  bytes: number;
  sha256: string;
  scan: ScanState;
};

/** Columns of a kept file, for a statement that has it as `f`. */
export const keptFile = {
  fileId: 'f.id',
  fileName: 'f.name',
  mediaType: 'f.media_type',
  bytes: 'f.bytes',
  sha256: 'f.sha256',
  scan: 'f.scan',
};

/** A kept file, as those columns name it. */
export type KeptRow = Omit<KeptFile, 'id' | 'name'> & { fileId: string; fileName: string };

/** @throws AppError `file_pending`, `file_infected` where a file may not be handed out */
export function checkHandedOut({ scan }: { scan: ScanState }): void {
  if (!isHandedOut(scan))
    throw new AppError(scan === 'infected' ? 'file_infected' : 'file_pending');
}

/**
 * A kept file as it is handed out.
 * @param find the file, where the caller may have it
 * @throws AppError `file_pending`, `file_infected`
 */
export async function storedFile(
  inTenant: InTenant,
  find: (db: Db) => Promise<KeptRow>,
): Promise<StoredBytes> {
  const { fileName, mediaType, bytes, sha256, fileId, scan } = await inTenant(find);
  checkHandedOut({ scan });
  return {
    name: fileName,
    mediaType,
    bytes: Number(bytes),
    sha256,
    read: (start, end) => databaseStore.readRange(inTenant, fileId, start, end),
  };
}

/** Makes a file that has just been written whole, without an upload. @returns its id */
export async function keepWhole(
  db: Db,
  tenantId: string,
  file: Omit<KeptFile, 'id' | 'bytes' | 'sha256'> & { content: Buffer; thumbnail: Buffer | null },
): Promise<string> {
  const { name, mediaType, content, thumbnail, scan } = file;
  const [made] = await db('files')
    .insert({
      tenant_id: tenantId,
      name,
      purpose: 'document',
      media_type: mediaType,
      sha256: createHash('sha256').update(content).digest('hex'),
      bytes: content.length,
      state: 'ready',
      scan,
      thumbnail,
      expires_at: null,
    })
    .returning<{ id: string }[]>('id');
  for (let at = 0; at < content.length; at += partBytes)
    await databaseStore.writePart(
      db,
      made!.id,
      at / partBytes + 1,
      content.subarray(at, at + partBytes),
    );
  return made!.id;
}

/** A name that ends in what the file is. */
export function namedAs(name: string, type: MediaType): string {
  const endings: readonly string[] = fileTypes[type].endings;
  return typeOfName(name) === type ? safeFileName(name) : safeFileName(name, `.${endings[0]!}`);
}

/** Bytes that a tenant's files may still take. */
export async function roomLeft(db: Db, tenantId: string): Promise<number> {
  const { room } = await rowOf<{ room: string }>(
    db,
    `select t.file_quota - coalesce((select bytes from file_usage where tenant_id = t.id), 0) as room
     from tenants t where t.id = ?`,
    [tenantId],
  );
  return Number(room);
}
