import { z } from 'zod';
import type { DocumentVersion, PortalDocument, documents } from '#contract/documents';
import type { DocumentSortField } from '#contract/document-words';
import type { Query as QueryOf } from '#contract/endpoint';
import { identifierKey, searchTerms } from '#contract/identifiers';
import { date } from '#contract/primitives';
import type { Db, Query } from '../../db/scope.ts';
import type { Reach } from '../../http/caller.ts';
import { createRecords, is } from '../../records/records.ts';
import { ofOwner, ownerSql, readOwner } from './owners.ts';

export type DocumentFilter = Omit<
  QueryOf<(typeof documents)['GET /documents']>,
  'limit' | 'cursor'
>;

/** A document as its statement answers. */
export type DocumentRow = Omit<PortalDocument, 'owner' | 'customer'> & {
  ownerKind: PortalDocument['owner']['kind'];
  ownerId: string | null;
  ownerNumber: string | null;
  customerId: string;
  customerNumber: string;
  customerName: string;
  companyId: string | null;
  /** As it is kept: nothing expires by itself. */
  keptState: Exclude<PortalDocument['state'], 'expired'>;
};

const today = `(select (now() at time zone t.time_zone)::date from tenants t where t.id = d.tenant_id)`;
const isExpired = `(d.expires_on < ${today} and d.state is distinct from 'missing' and d.state is distinct from 'rejected')`;
export const documentState = `case when ${isExpired} then 'expired' else d.state end`;

/** A version with its file as JSON, for a statement that has them as `v` and `f`. */
const versionJson = `json_build_object('id', v.id, 'number', v.number, 'fileName', f.name,
  'mediaType', f.media_type, 'bytes', f.bytes, 'thumbnail', f.thumbnail is not null, 'scan', f.scan, 'note', v.note,
  'at', v.created_at, 'by', json_build_object(
    'kind', case when v.created_by_contact is not null then 'contact'
      when v.created_by_staff is not null then 'staff' else 'key' end,
    'name', coalesce(
      (select x.name from contacts x where x.tenant_id = v.tenant_id and x.id = v.created_by_contact),
      (select x.name from identities x where x.tenant_id = v.tenant_id and x.id = v.created_by_staff))))`;
const filesOf = (document: string) => `from document_versions v
  join files f on f.tenant_id = v.tenant_id and f.id = v.file_id
  where v.tenant_id = ${document}.tenant_id and v.document_id = ${document}.id`;

/** Whoever sees own documents alone sees those of own orders, shipments and quotes, and those it handed in. */
const ofContact = (query: Query, contactId: string) =>
  void query.whereRaw(
    `(d.created_by_contact = ? or exists (select from orders o
       where o.tenant_id = d.tenant_id and o.id = d.order_id and o.contact_id = ?)
     or exists (select from shipments s
       where s.tenant_id = d.tenant_id and s.id = d.shipment_id and s.contact_id = ?)
     or exists (select from quotes q
       where q.tenant_id = d.tenant_id and q.id = d.quote_id and q.contact_id = ?))`,
    [contactId, contactId, contactId, contactId],
  );

/** Every word begins one of the document's. */
const search = (query: Query, text: string): void => {
  const words = searchTerms(text);
  // Signs alone are nothing to search for, and must not list everything.
  if (words.length === 0) query.whereRaw('false');
  for (const word of words) query.whereRaw('position(? in d.search_text) > 0', [` ${word}`]);
};

const owner = ownerSql('d');
const ownerOfPage = ownerSql('p');

/** Documents as they are listed and found. */
export const documentRecords = createRecords<DocumentRow, DocumentFilter, DocumentSortField>({
  name: 'documents',
  rows: (db) =>
    db('documents as d')
      .join('customers as k', (on) =>
        on.on('k.tenant_id', 'd.tenant_id').on('k.id', 'd.customer_id'),
      )
      .whereNull('d.deleted_at'),
  select: (db) => [
    { id: 'd.id', version: 'd.version', title: 'd.title', type: 'd.type', at: 'd.at' },
    { visibility: 'd.visibility', tags: 'd.tags', required: 'd.required', reason: 'd.reason' },
    { expiresOn: 'd.expires_on', keptState: 'd.state', companyId: 'd.company_id' },
    { customerId: 'd.customer_id', customerNumber: 'k.number', customerName: 'k.name' },
    { tenant_id: 'd.tenant_id', current_version: 'd.current_version' },
    db.raw(
      `${documentState} as state, ${owner.kind} as "ownerKind", ${owner.id} as "ownerId", ${owner.columns.join(', ')}`,
    ),
  ],
  lookUp: (db, page) =>
    db
      .from(page.as('p'))
      .select('p.*', db.raw(`${ownerOfPage.number} as "ownerNumber"`))
      .select(
        db.raw(`(select ${versionJson} ${filesOf('p')} and v.number = p.current_version) as file`),
      ),
  id: 'd.id',
  idOf: ({ id }) => id,
  customer: 'd.customer_id',
  contact: ofContact,
  company: 'd.company_id',
  order: { of: 'd.order_id', alias: 'd' },
  sorts: {
    at: { column: 'd.at', shape: z.string().regex(/^[\d :.+-]{10,40}$/) },
    title: { column: 'lower(d.title)' },
    expires: {
      column: `coalesce(d.expires_on, 'infinity')`,
      shape: z.union([date, z.literal('infinity')]),
    },
  },
  filters: {
    owner: (query, text) => ofOwner(query, 'd', readOwner(text)),
    type: is('d.type'),
    visibility: is('d.visibility'),
    customer: (query, number) => void query.where('k.number_key', identifierKey(number)),
    q: search,
    state: (query, state) => {
      if (state === 'owed') query.whereRaw(isOwed);
      else if (state === 'undecided') query.whereIn('d.state', ['received', 'in_review']);
      else query.whereRaw(`${documentState} = ?`, [state]);
    },
  },
});

/** What the customer has to hand in: asked for, rejected, or no longer good. */
const isOwed = `(d.state in ('missing', 'rejected') or (d.state is not null and ${isExpired}))`;

/** A document with all its versions, the newest first. */
export const findDocument = (db: Db, reach: Reach, id: string) =>
  documentRecords.find<{ versions: DocumentVersion[] }>(db, reach, id, (query) =>
    query.select(
      db.raw(
        `(select coalesce(json_agg(${versionJson} order by v.number desc), '[]') ${filesOf('d')}) as versions`,
      ),
    ),
  );
