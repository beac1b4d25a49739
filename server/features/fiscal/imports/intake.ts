import { importLimits } from '#contract/fiscal-words';
import { insertRows } from '../../../db/bulk.ts';
import { rowOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import { workKeysOf, type StaffCaller } from '../../../http/caller.ts';
import type { InTenant } from '../../../http/mount.ts';
import type { DroppedFile, DropHead, SeenFile } from '../../../output/fiscal/import.job.ts';
import type { ForeignReader } from '../../../output/foreign/reader.ts';
import { ThreadError, type ThreadLimits } from '../../../output/foreign/thread.ts';

const job = new URL('../../../output/fiscal/import.job.ts', import.meta.url);
/** A request has five megabytes at most; an archive may unpack to five times that. */
const limits: ThreadLimits = { ms: 30_000, mb: 384, outBytes: 64_000_000 };

type Sent = { name: string; content: string }[];
type Taken = { id: string; files: number };

const unreadable = (rule: string) =>
  new AppError('file_unreadable', { errors: [{ path: 'body.files', rule }] });

async function readDropped(reader: ForeignReader, caller: StaffCaller, sent: Sent) {
  const files = sent.map(({ name, content }): DroppedFile => ({
    name,
    content: new Uint8Array(Buffer.from(content, 'base64')),
  }));
  const { head, items } = await reader
    .read<DroppedFile[], DropHead, SeenFile>(workKeysOf(caller), job, files, limits)
    .catch((error: unknown) => {
      throw error instanceof ThreadError ? unreadable('file_heavy') : error;
    });
  if (head) throw unreadable(head.fault);
  return items;
}

const columns = {
  import_id: 'uuid',
  row: 'integer',
  file_name: 'text',
  kind: 'text',
  sha256: 'text',
  content: 'bytea',
  reading: 'jsonb',
  is_sound: 'boolean',
};

/** Begins an import with the first of its files, or adds to one. Nothing of it is taken over yet. */
export const createFiscalIntake = (reader: ForeignReader) => ({
  begin: async (inTenant: InTenant, caller: StaffCaller, sent: Sent): Promise<Taken> => {
    const seen = await readDropped(reader, caller, sent);
    return inTenant(async (db) => {
      const { id } = await rowOf<{ id: string }>(
        db,
        `insert into fiscal_imports (tenant_id, created_by) values (current_setting('app.tenant_id')::uuid, ?)
         returning id`,
        [caller.identityId],
      );
      return keep(db, id, seen);
    });
  },

  /** @throws AppError `not_found` where it is somebody else's, over, or older than a day */
  add: async (inTenant: InTenant, caller: StaffCaller, id: string, sent: Sent): Promise<Taken> => {
    await inTenant((db) => holdImport(db, caller, id));
    const seen = await readDropped(reader, caller, sent);
    return inTenant(async (db) => {
      const { isApplied } = await holdImport(db, caller, id);
      if (isApplied) throw new AppError('not_found');
      return keep(db, id, seen);
    });
  },
});

/** An import of somebody that nobody else changes meanwhile. @throws AppError `not_found` */
export async function holdImport(
  db: Db,
  caller: StaffCaller,
  id: string,
): Promise<{ isApplied: boolean }> {
  const found = await db('fiscal_imports')
    .where({ id, created_by: caller.identityId })
    .whereRaw(`created_at > now() - interval '1 day'`)
    .forUpdate()
    .first<{ applied: string | null } | undefined>({ applied: 'applied_at' });
  if (!found) throw new AppError('not_found');
  return { isApplied: found.applied !== null };
}

async function keep(db: Db, id: string, seen: readonly SeenFile[]): Promise<Taken> {
  const { files: before } = await rowOf<{ files: number }>(
    db,
    `select count(*)::int as files from fiscal_import_files where import_id = ?`,
    [id],
  );
  if (before + seen.length > importLimits.files) throw unreadable('too_many');
  await insertRows(
    db,
    'fiscal_import_files',
    columns,
    seen.map((one, at) => ({
      import_id: id,
      row: before + at + 1,
      file_name: one.name,
      kind: one.kind,
      sha256: one.sha256,
      content: `\\x${Buffer.from(one.content, 'base64').toString('hex')}`,
      reading: one.reading,
      is_sound: one.isSound,
    })),
  );
  return { id, files: before + seen.length };
}

/** Deletes what nobody took over in time. */
export async function sweepImports(db: Db): Promise<void> {
  await db('fiscal_imports').whereRaw(`created_at < now() - interval '1 day'`).delete();
}
