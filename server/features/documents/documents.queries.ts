import type { Db } from '../../db/scope.ts';
import { staffBehind, type PersonCaller } from '../../http/caller.ts';
import { keptFile, type KeptFile } from '../../records/files.ts';

/** A file that somebody wants to attach. */
export type Attachable = Omit<KeptFile, 'id' | 'name'> & { fileId: string; fileName: string };
/** A version with its file, and the document it is of. */
export type VersionFile = Omit<KeptFile, 'id' | 'name'> & {
  fileName: string;
  versionId: string;
  number: number;
  documentId: string;
  fileId: string;
};

/** Who does something, as documents and their versions name it. */
const byOf = (caller: PersonCaller) => ({
  created_by_contact: caller.kind === 'contact' ? caller.contactId : null,
  created_by_staff: caller.kind === 'staff' ? caller.identityId : null,
});

/** Statements of changing documents. */
export function createDocumentQueries(db: Db) {
  const files = () =>
    db('document_versions as v')
      .join('files as f', (on) => on.on('f.tenant_id', 'v.tenant_id').on('f.id', 'v.file_id'))
      .select({ versionId: 'v.id', number: 'v.number', documentId: 'v.document_id', ...keptFile });
  const read = (row: VersionFile): VersionFile => ({ ...row, bytes: Number(row.bytes) });
  return {
    /** A file of the caller's own that has arrived and belongs to nothing, which nobody else takes meanwhile. */
    attachable: async (caller: PersonCaller, id: string): Promise<Attachable | undefined> => {
      const row = await db('files as f')
        .where({ 'f.id': id, 'f.state': 'ready', 'f.purpose': 'document', ...byOf(caller) })
        .whereRaw('f.expires_at > now()')
        .forUpdate()
        .first<Attachable | undefined>(keptFile);
      return row && { ...row, bytes: Number(row.bytes) };
    },

    insert: async (
      tenantId: string,
      caller: PersonCaller,
      document: Record<string, unknown>,
    ): Promise<string> => {
      const [made] = await db('documents')
        .insert({ tenant_id: tenantId, ...byOf(caller), ...document })
        .returning<{ id: string }[]>('id');
      return made!.id;
    },

    /** Locks a document, so that its versions are numbered one after the other. */
    hold: (id: string) =>
      db('documents')
        .where({ id })
        .whereNull('deleted_at')
        .forUpdate()
        .first<{ version: number; currentVersion: number } | undefined>({
          version: 'version',
          currentVersion: 'current_version',
        }),

    update: (id: string, changes: Record<string, unknown>) =>
      db('documents')
        .where({ id })
        .update({ ...changes, version: db.raw('version + 1') }),

    addVersion: async (
      tenantId: string,
      caller: PersonCaller,
      version: { document_id: string; number: number; file_id: string; note: string | null },
    ): Promise<void> => {
      await db('document_versions').insert({ tenant_id: tenantId, ...byOf(caller), ...version });
      await db('files').where({ id: version.file_id }).update({ expires_at: null });
    },

    versions: async (ids: readonly string[]): Promise<VersionFile[]> =>
      (await files().whereIn('v.id', ids)).map(read),

    thumbnail: async (versionId: string): Promise<Buffer | null> => {
      const row = await db('document_versions as v')
        .join('files as f', (on) => on.on('f.tenant_id', 'v.tenant_id').on('f.id', 'v.file_id'))
        .where('v.id', versionId)
        .first<{ thumbnail: Uint8Array | null } | undefined>({ thumbnail: 'f.thumbnail' });
      return row?.thumbnail ? Buffer.from(row.thumbnail) : null;
    },

    /** Notes who took versions along. */
    noteViews: async (
      tenantId: string,
      caller: PersonCaller,
      versionIds: readonly string[],
    ): Promise<void> => {
      const staff = staffBehind(caller);
      if (versionIds.length === 0) return;
      await db('document_views').insert(
        versionIds.map((id) => ({
          tenant_id: tenantId,
          version_id: id,
          contact_id: staff ? null : caller.contactId,
          identity_id: staff,
        })),
      );
    },

    /** Who took versions of a document along, the last first. */
    views: (
      documentId: string,
      most: number,
    ): Promise<{ number: number; staff: boolean; name: string | null; at: string }[]> =>
      db('document_views as s')
        .join('document_versions as v', (on) =>
          on.on('v.tenant_id', 's.tenant_id').on('v.id', 's.version_id'),
        )
        .leftJoin('contacts as c', (on) =>
          on.on('c.tenant_id', 's.tenant_id').on('c.id', 's.contact_id'),
        )
        .leftJoin('identities as i', (on) =>
          on.on('i.tenant_id', 's.tenant_id').on('i.id', 's.identity_id'),
        )
        .where('v.document_id', documentId)
        .orderBy('s.id', 'desc')
        .limit(most)
        .select(
          { number: 'v.number', at: 's.at' },
          db.raw('s.identity_id is not null as staff, coalesce(c.name, i.name) as name'),
        ),
  };
}
