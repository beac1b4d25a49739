import type { DocumentOwner, DocumentState } from '#contract/document-words';
import { typeOfName } from '#contract/file-words';
import { identifierKey } from '#contract/identifiers';
import type { InScope } from '../../db/scope.ts';
import { safeFileName } from '../../http/file-name.ts';
import { keepWhole } from '../../records/files.ts';
import { openInternal } from '../../records/audience.ts';
import { documentSearchText } from '../../records/document-types.ts';
import { ownerColumns, ownerOfNumber } from './owners.ts';

/** A document as the operator hands it over, known by an id of its own. */
export type OperatorDocument = {
  id: string;
  owner: { kind: DocumentOwner; number: string };
  type: string;
  title: string;
  /** Without one it is asked for. */
  file?: { name: string; content: Buffer };
  visibility?: 'customer' | 'internal';
  state?: Exclude<DocumentState, 'missing' | 'expired'>;
  reason?: string;
  expiresOn?: string;
};

/** Documents that are handed over by the operator: of whoever runs the server, so their files are taken as they are. */
export function createDocumentAdmin(deps: {
  inScope: InScope;
  findTenant(slug: string): Promise<{ id: string } | null>;
}) {
  return {
    /**
     * Adds a document, unless there is one with its id.
     * @returns whether it was added
     * @throws Error where there is nothing it could belong to, or its file is of no type that is taken
     */
    addDocument: async (slug: string, document: OperatorDocument): Promise<boolean> => {
      const tenant = await deps.findTenant(slug);
      if (!tenant) throw new Error(`There is no tenant ${slug}`);
      return deps.inScope({ tenantId: tenant.id }, async (db) => {
        await openInternal(db);
        const { kind, number } = document.owner;
        const owner = await ownerOfNumber(db, kind, number);
        if (!owner) throw new Error(`There is no ${kind} ${number}`);
        const { file, title } = document;
        const [made] = await db('documents')
          .insert({
            tenant_id: tenant.id,
            ...ownerColumns(owner),
            owner_key: `${kind}:${identifierKey(number)}`,
            external_id: document.id,
            external_key: identifierKey(document.id),
            type: document.type,
            title,
            visibility: document.visibility ?? 'customer',
            required: !file,
            state: file ? (document.state ?? null) : 'missing',
            reason: document.reason ?? null,
            expires_on: document.expiresOn ?? null,
            current_version: file ? 1 : 0,
            search_text: documentSearchText([title, file?.name ?? '', owner.number]),
          })
          .onConflict(['tenant_id', 'owner_key', 'external_key'])
          .ignore()
          .returning<{ id: string }[]>('id');
        if (!made) return false;
        if (!file) return true;
        const mediaType = typeOfName(file.name);
        if (!mediaType) throw new Error(`${file.name} is of no type that is taken`);
        const name = safeFileName(file.name);
        const fileId = await keepWhole(db, tenant.id, {
          name,
          mediaType,
          content: file.content,
          thumbnail: null,
          scan: 'off',
        });
        await db('document_versions').insert({
          tenant_id: tenant.id,
          document_id: made.id,
          number: 1,
          file_id: fileId,
        });
        return true;
      });
    },
  };
}
