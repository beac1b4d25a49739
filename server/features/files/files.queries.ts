import type { FileRefusal, MediaType, ScanState } from '#contract/file-words';
import { rowOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import type { KeyCaller, PersonCaller } from '../../http/caller.ts';

/** A file as its uploader's statements find it. */
export type FileRow = {
  id: string;
  name: string;
  bytes: number;
  state: 'receiving' | 'ready' | 'refused';
  refusal: FileRefusal | null;
  mediaType: MediaType | null;
  sha256: string | null;
  scan: ScanState;
  expiresAt: string | null;
};

const columns = {
  id: 'f.id',
  name: 'f.name',
  bytes: 'f.bytes',
  state: 'f.state',
  refusal: 'f.refusal',
  mediaType: 'f.media_type',
  sha256: 'f.sha256',
  scan: 'f.scan',
  expiresAt: 'f.expires_at',
};

type Creator = Record<'created_by_contact' | 'created_by_staff' | 'created_by_key', string | null>;

/** Whose a file is. */
export const creatorOf = (caller: PersonCaller | KeyCaller): Creator => ({
  created_by_contact: caller.kind === 'contact' ? caller.contactId : null,
  created_by_staff: caller.kind === 'staff' ? caller.identityId : null,
  created_by_key: caller.kind === 'key' ? caller.keyId : null,
});

const read = <R extends { bytes: unknown }>(row: R): R & { bytes: number } => ({
  ...row,
  bytes: Number(row.bytes),
});

/** Statements over files on their way in. */
export function createFileQueries(db: Db) {
  const own = (caller: PersonCaller | KeyCaller) =>
    db('files as f')
      .where((whose) => {
        for (const [column, id] of Object.entries(creatorOf(caller)))
          if (id !== null) whose.where(`f.${column}`, id);
      })
      .whereRaw('(f.expires_at is null or f.expires_at > now())');
  return {
    find: async (caller: PersonCaller | KeyCaller, id: string): Promise<FileRow | undefined> => {
      const row = await own(caller).where('f.id', id).first<FileRow | undefined>(columns);
      return row && read(row);
    },

    /** How many are under way. */
    openUploads: async (caller: PersonCaller | KeyCaller): Promise<number> => {
      const [row] = await own(caller).where('f.state', 'receiving').count<{ count: string }[]>();
      return Number(row?.count);
    },

    insert: async (
      tenantId: string,
      file: { name: string; purpose: string; bytes: number } & Creator,
    ): Promise<FileRow> => {
      const [row] = await db('files')
        .insert({ tenant_id: tenantId, ...file })
        .returning<FileRow[]>(
          Object.entries(columns).map(([name, column]) => `${column.slice(2)} as ${name}`),
        );
      return read(row!);
    },

    keep: (
      id: string,
      {
        mediaType,
        ...file
      }: {
        name: string;
        mediaType: MediaType;
        sha256: string;
        scan: ScanState;
        thumbnail: Buffer | null;
      },
    ) =>
      db('files')
        .where({ id, state: 'receiving' })
        .update({ ...file, media_type: mediaType, state: 'ready' }),

    refuse: (id: string, refusal: FileRefusal) =>
      db('files').where({ id, state: 'receiving' }).update({ state: 'refused', refusal }),

    setScan: (id: string, scan: ScanState) => db('files').where({ id }).update({ scan }),

    delete: (id: string) => db('files').where({ id }).delete(),

    /** Those that wait for the scanner, the oldest first. */
    pending: async (): Promise<{ id: string; bytes: number }[]> =>
      (
        await db('files')
          .where({ scan: 'pending', state: 'ready' })
          .orderBy('created_at')
          .limit(100)
          .select<{ id: string; bytes: unknown }[]>('id', 'bytes')
      ).map(read),

    usage: async (tenantId: string): Promise<{ used: number; quota: number }> => {
      const row = await rowOf<{ used: string; quota: string }>(
        db,
        `select coalesce((select bytes from file_usage where tenant_id = t.id), 0) as used, t.file_quota as quota
         from tenants t where t.id = ?`,
        [tenantId],
      );
      return { used: Number(row.used), quota: Number(row.quota) };
    },
  };
}

/** Deletes files that nothing took over within their day. */
export async function sweepFiles(db: Db): Promise<void> {
  await db('files').whereRaw('expires_at <= now()').delete();
}
