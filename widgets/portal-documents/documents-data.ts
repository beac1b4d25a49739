import {
  documentFilters,
  documentSorts,
  type DocumentFilter,
  type DocumentSort,
} from '#contract/document-words';
import type {
  ChecklistLine,
  DocumentDetail,
  DocumentType,
  PortalDocument,
} from '#contract/documents';
import type { FileStorage } from '#contract/files';
import type { Portal } from '../core/index.ts';
import { given, pick } from '../records/query.ts';
import { ListResource, Resource, type Page } from '../records/resource.ts';

/** What is searched for, as the attributes say it. */
export type Filter = Record<'q' | 'type' | 'status', string>;

/** The query of a list, as the server takes it. */
export type DocumentsQuery = {
  owner?: string;
  type?: string;
  state?: DocumentFilter;
  q?: string;
  customer?: string;
  sort: DocumentSort;
};

type Options = {
  portal: () => Portal;
  may: () => boolean;
  manages: () => boolean;
  open: () => string;
  owner: () => string;
  onList: (count: number) => void;
};
type Host = ConstructorParameters<typeof Resource>[0];

/** The list of documents, the open one, and what goes with them. */
export class DocumentsData {
  readonly list: ListResource<DocumentsQuery, Page<PortalDocument>>;
  readonly document: Resource<string, DocumentDetail>;
  readonly types: Resource<true, DocumentType[]>;
  readonly checklist: Resource<string, ChecklistLine[]>;
  /** How much room the files take, for whoever looks after it. */
  readonly storage: Resource<true, FileStorage>;

  constructor(host: Host, { portal, may, manages, open, owner, onList }: Options) {
    this.list = new ListResource(host, {
      portal,
      may,
      sizes: true,
      load: (client, query, signal) => client.call('GET /documents', { query, signal }),
      onValue: ({ items }) => onList(items.length),
    });
    this.document = new Resource(host, {
      portal,
      may,
      query: () => open() || undefined,
      load: (client, id, signal) => client.call('GET /documents/:id', { params: { id }, signal }),
    });
    this.types = new Resource(host, {
      portal,
      may,
      query: () => true as const,
      load: async (client, _, signal) =>
        (await client.call('GET /document-types', { signal })).items,
    });
    this.checklist = new Resource(host, {
      portal,
      may,
      query: () => owner() || undefined,
      load: async (client, asked, signal) =>
        (await client.call('GET /document-checklists', { query: { owner: asked }, signal })).items,
    });
    this.storage = new Resource(host, {
      portal,
      may: manages,
      query: () => (manages() ? true : undefined),
      load: (client, _, signal) => client.call('GET /file-storage', { signal }),
    });
  }

  reload(): void {
    this.list.reload();
    this.document.reload();
    this.checklist.reload();
  }
}

/** The query of a filter; what is none of its words counts as not given. */
export function queryOf({
  q,
  type,
  status,
  ...whose
}: Filter & Record<'owner' | 'customer' | 'sort', string>): DocumentsQuery {
  return {
    ...given({
      owner: whose.owner || undefined,
      customer: whose.customer || undefined,
      type: /^[a-z][a-z0-9_]{1,39}$/.test(type) ? type : undefined,
      state: pick(documentFilters, status),
      q: q.trim() || undefined,
    }),
    sort: pick(documentSorts, whose.sort) ?? '-at',
  };
}
