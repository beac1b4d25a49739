import { createHash, randomUUID } from 'node:crypto';
import type { DocumentOwner, DocumentState } from '#contract/document-words';
import type { InputError } from '#contract/errors';
import type { MediaType, ScanState } from '#contract/file-words';
import { partBytes } from '#contract/file-words';
import { identifierKey } from '#contract/identifiers';
import type { SyncRecord } from '#contract/sync';
import { insertRows } from '../../../db/bulk.ts';
import { byKeys, keyRows } from '../../../db/keys.ts';
import { rowOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import {
  allTypes,
  documentSearchText,
  mediaFault,
  titleOf,
} from '../../../records/document-types.ts';
import { attachedEvents } from '../../../records/documents.ts';
import { recordEvents } from '../../../records/events.ts';
import { namedAs, roomLeft } from '../../../records/files.ts';
import { keepUploads } from '../../../records/uploads.ts';
import {
  boolean,
  date,
  entity,
  identifier,
  integer,
  text,
  textList,
  uuid,
} from '../sync.columns.ts';
import { theErp } from '../sync.news.ts';
import type { Reference, ReferenceKind, Resolver } from '../sync.references.ts';

/** The file of a record, as it was looked at. */
type SentFile = {
  content: Uint8Array;
  mediaType: MediaType;
  thumbnail: string | null;
  scan: ScanState;
};
/** A record with what was seen of its file, and with what the database says of what it is about. */
type DocumentRecord = SyncRecord<'documents'> & { sent?: SentFile; found?: Found };

/** What a document belongs to. */
type Owner = { id: string; customerId: string; companyId: string | null; number: string };
/** A document that is there, with its newest file. */
type Before = {
  owner: string;
  external: string;
  id: string;
  currentVersion: number;
  state: Exclude<DocumentState, 'expired'> | null;
  /** Whether the company kept it to itself. */
  isHidden: boolean;
  type: string;
  title: string;
  fileName: string | null;
  sha256: string | null;
};
type Upload = {
  id: string;
  name: string;
  mediaType: MediaType;
  bytes: number;
  sha256: string;
  scan: ScanState;
  /** Whether the key that sends may attach it, and the document that has it. */
  isOpen: boolean;
  documentId: string | null;
};
/** A file that makes a version: one that came whole, or one that was uploaded. */
type NewFile = { id: string; name: string; sha256: string };
type Found = { owner: Owner; before: Before | undefined; file: NewFile | null };

/** The kinds of records that have documents: how each is looked up, its table and the column that points at it. */
const owners: Record<DocumentOwner, { kind: ReferenceKind; table: string; column?: string }> = {
  customer: { kind: 'customer', table: 'customers' },
  order: { kind: 'order', table: 'orders', column: 'order_id' },
  invoice: { kind: 'invoice', table: 'invoices', column: 'invoice_id' },
  shipment: { kind: 'shipment', table: 'shipments', column: 'shipment_id' },
  quote: { kind: 'quote', table: 'quotes', column: 'quote_id' },
};

const keyOf = ({ company, number }: DocumentRecord): string[] =>
  [...(company === '' ? [] : [company]), number].map(identifierKey);
const reference = (record: DocumentRecord): Reference => ({
  kind: owners[record.owner].kind,
  key: keyOf(record),
  path: 'number',
});
/** As `sync.queries.ts` has it; no part of it has a tab in it. */
const ownerKey = (record: DocumentRecord): string => `${record.owner}:${keyOf(record).join('\t')}`;
const documentKey = (owner: string, external: string) => `${owner}\n${external}`;

const foundOf = ({ found }: DocumentRecord): Found => {
  if (!found) throw new Error('A document was not looked up before it is written');
  return found;
};
const idOfOwner = (kind: DocumentOwner) =>
  uuid((record: DocumentRecord) => (record.owner === kind ? foundOf(record).owner.id : null));
const versionOf = (record: DocumentRecord): number => {
  const { before, file } = foundOf(record);
  return (before?.currentVersion ?? 0) + (file ? 1 : 0);
};
const titleFor = (record: DocumentRecord): string => {
  const { before, file } = foundOf(record);
  return record.title ?? titleOf(file?.name) ?? before?.title ?? record.type;
};

/** What was asked for and comes from the company itself needs no decision any more. */
function stateOf(record: DocumentRecord): Before['state'] {
  const { before, file } = foundOf(record);
  if (versionOf(record) === 0) return 'missing';
  const state = before?.state ?? null;
  return file && state !== null ? 'accepted' : state;
}

function searched(record: DocumentRecord): string {
  const { before, file, owner } = foundOf(record);
  const name = file?.name ?? before?.fileName ?? '';
  return documentSearchText([titleFor(record), name, owner.number, ...record.tags]);
}

const isNewer = 'excluded.current_version <> t.current_version';

export const documents = entity<DocumentRecord>('documents', {
  internal: true,
  conflict: ['owner_key', 'external_key'],
  identifiers: [identifier('external_id', (r) => r.id, 'external_key')],
  columns: {
    owner_key: text(ownerKey),
    customer_id: uuid((r) => foundOf(r).owner.customerId),
    company_id: uuid((r) => foundOf(r).owner.companyId),
    order_id: idOfOwner('order'),
    invoice_id: idOfOwner('invoice'),
    shipment_id: idOfOwner('shipment'),
    quote_id: idOfOwner('quote'),
    type: text((r) => r.type),
    title: text(titleFor),
    visibility: text((r) => r.visibility),
    tags: textList((r) => r.tags),
    required: boolean((r) => r.required || versionOf(r) === 0),
    state: text(stateOf),
    expires_on: date((r) => r.expires),
    current_version: integer(versionOf),
    search_text: text(searched),
  },
  resets: {
    version: 't.version + 1',
    at: `case when ${isNewer} then now() else t.at end`,
    reason: `case when ${isNewer} then null else t.reason end`,
    noticed:
      'case when excluded.expires_on is distinct from t.expires_on then null else t.noticed end',
  },
  pointers: (record) => [reference(record)],
  examine,
  children: async (db, records, { idOf }) => {
    const made = records.filter((record) => foundOf(record).file !== null);
    await writeFiles(db, made);
    await keepUploads(
      db,
      made.flatMap(({ upload }) => upload ?? []),
    );
    await insertRows(
      db,
      'document_versions',
      { document_id: 'uuid', number: 'integer', file_id: 'uuid', note: 'text' },
      made.map((record) => ({
        document_id: idOf(record),
        number: versionOf(record),
        file_id: foundOf(record).file!.id,
        note: record.note,
      })),
    );
  },
  after: async (db, records, { idOf }) => {
    const told = records.filter(isNews).map(idOf);
    if (told.length > 0) await recordEvents(db, await attachedEvents(db, told, theErp));
  },
});

/** Whether customers have something to look at that they had not: a file, or one that was kept from them. */
const isNews = (record: DocumentRecord): boolean => {
  const { before, file } = foundOf(record);
  return file !== null || (before?.isHidden === true && record.visibility === 'customer');
};

/** Finds what each is about, and says what is wrong with the rest. */
async function examine(
  db: Db,
  records: DocumentRecord[],
  resolve: Resolver,
  by: string | null,
): Promise<ReadonlyMap<DocumentRecord, InputError>> {
  const faults = new Map<DocumentRecord, InputError>();
  const found = await ownersOf(db, records, resolve);
  const before = await documentsOf(db, records);
  const uploads = await uploadsOf(db, records, by);
  const types = new Map((await allTypes(db)).map((type) => [type.code, type]));
  const { id: tenantId } = await rowOf<{ id: string }>(
    db,
    `select current_setting('app.tenant_id')::uuid as id`,
  );
  let room = await roomLeft(db, tenantId);
  const taken = new Set<string>();
  for (const record of records) {
    const owner = found.get(resolve(reference(record).kind, ...keyOf(record))!)!;
    const there = before.get(documentKey(ownerKey(record), identifierKey(record.id)));
    const type = types.get(record.type);
    if (!type || (type.hidden && there?.type !== record.type)) {
      faults.set(record, {
        path: 'type',
        rule: 'unknown_reference',
        params: { value: record.type },
      });
      continue;
    }
    const { sent, upload } = record;
    const uploaded = upload === null ? undefined : uploads.get(upload);
    const rule =
      (upload !== null && uploadFault(uploaded, there, taken)) ||
      (sent && mediaFault({ mediaType: sent.mediaType, bytes: sent.content.length }, type)) ||
      (uploaded && mediaFault(uploaded, type));
    if (rule) {
      faults.set(record, { path: upload === null ? 'content' : 'upload', rule });
      continue;
    }
    const file = newFile(record, there, uploaded);
    if (file && sent) room -= sent.content.length;
    if (room < 0) {
      faults.set(record, { path: 'content', rule: 'storage_full' });
      continue;
    }
    record.found = { owner, before: there, file };
  }
  return faults;
}

/** Why an upload cannot become a version of a document; nothing where it can, or is one already. */
function uploadFault(
  upload: Upload | undefined,
  document: Before | undefined,
  taken: Set<string>,
): string | undefined {
  const isOwn = upload?.documentId != null && upload.documentId === document?.id;
  if (!upload || !(upload.isOpen || isOwn)) return 'unknown_reference';
  if (upload.scan === 'infected') return 'file_infected';
  if (taken.has(upload.id)) return 'duplicate';
  taken.add(upload.id);
  return undefined;
}

/** The version that a record brings; null where it brings no file, or the one that is there. */
function newFile(
  { sent, fileName }: DocumentRecord,
  before: Before | undefined,
  upload: Upload | undefined,
): NewFile | null {
  if (upload) {
    const isThere = upload.documentId !== null || upload.sha256 === before?.sha256;
    return isThere ? null : upload;
  }
  if (!sent) return null;
  const sha256 = createHash('sha256').update(sent.content).digest('hex');
  if (sha256 === before?.sha256) return null;
  return { id: randomUUID(), name: namedAs(fileName!, sent.mediaType), sha256 };
}

/** What the documents belong to, by id: a statement for each kind there is among them. */
async function ownersOf(
  db: Db,
  records: DocumentRecord[],
  resolve: Resolver,
): Promise<Map<string, Owner>> {
  const found = new Map<string, Owner>();
  for (const [owner, group] of Map.groupBy(records, (record) => record.owner)) {
    const { table, kind } = owners[owner];
    const ids = new Set(group.map((record) => resolve(kind, ...keyOf(record))!));
    const isCustomer = owner === 'customer';
    const rows = await byKeys<Owner>(
      db,
      [table],
      `select x.id, x.number, ${isCustomer ? 'x.id' : 'x.customer_id'} as "customerId",
         ${isCustomer ? 'null::uuid' : 'x.company_id'} as "companyId"
       from ${keyRows('uuid')} join ${table} x on x.id = k.key`,
      [[...ids]],
    );
    for (const row of rows) found.set(row.id, row);
  }
  return found;
}

/** Documents that were there before, locked: their versions are numbered one after the other. */
async function documentsOf(db: Db, records: DocumentRecord[]): Promise<Map<string, Before>> {
  const rows = await byKeys<Before>(
    db,
    ['documents'],
    `select d.owner_key as owner, d.external_key as external, d.id, d.current_version as "currentVersion", d.state,
       d.visibility = 'internal' as "isHidden", d.type, d.title, f.name as "fileName", f.sha256
     from ${keyRows('text', 'text')} join documents d on d.owner_key = k.a and d.external_key = k.b
     left join document_versions v on v.tenant_id = d.tenant_id and v.document_id = d.id and v.number = d.current_version
     left join files f on f.tenant_id = v.tenant_id and f.id = v.file_id
     for update of d`,
    [records.map(ownerKey), records.map(({ id }) => identifierKey(id))],
  );
  return new Map(rows.map((row) => [documentKey(row.owner, row.external), row]));
}

/** Files that arrived by upload, locked: those of the key that sends, and those that a document has by now. */
async function uploadsOf(
  db: Db,
  records: DocumentRecord[],
  by: string | null,
): Promise<Map<string, Upload>> {
  const ids = new Set(records.flatMap(({ upload }) => upload ?? []));
  if (ids.size === 0) return new Map();
  const rows = await byKeys<Upload>(
    db,
    ['files'],
    `select f.id, f.name, f.media_type as "mediaType", f.bytes, f.sha256, f.scan, v.document_id as "documentId",
       coalesce(v.document_id is null and f.created_by_key = cast(? as uuid) and f.expires_at > now(), false) as "isOpen"
     from ${keyRows('uuid')} join files f on f.id = k.key
     left join document_versions v on v.tenant_id = f.tenant_id and v.file_id = f.id
     where f.state = 'ready' and f.purpose = 'document'
     for update of f`,
    [by, [...ids]],
  );
  return new Map(rows.map((row) => [row.id, { ...row, bytes: Number(row.bytes) }]));
}

/** Keeps the files that came whole. */
async function writeFiles(db: Db, records: DocumentRecord[]): Promise<void> {
  const whole = records.flatMap((record) =>
    record.sent ? [{ file: foundOf(record).file!, sent: record.sent }] : [],
  );
  await insertRows(
    db,
    'files',
    {
      id: 'uuid',
      name: 'text',
      purpose: 'text',
      media_type: 'text',
      sha256: 'text',
      bytes: 'bigint',
      state: 'text',
      scan: 'text',
      thumbnail: 'bytea',
      expires_at: 'timestamptz',
    },
    whole.map(({ file, sent }) => ({
      ...file,
      purpose: 'document',
      media_type: sent.mediaType,
      bytes: sent.content.length,
      state: 'ready',
      scan: sent.scan,
      thumbnail: sent.thumbnail === null ? null : hexOf(Buffer.from(sent.thumbnail, 'base64')),
      expires_at: null,
    })),
  );
  await insertRows(
    db,
    'file_parts',
    { file_id: 'uuid', part: 'integer', sha256: 'text', content: 'bytea' },
    whole.flatMap(({ file, sent }) => partsOf(file.id, sent.content)),
  );
}

const hexOf = (bytes: Uint8Array) =>
  `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`;

const partsOf = (fileId: string, content: Uint8Array) =>
  Array.from({ length: Math.ceil(content.length / partBytes) }, (_, at) => {
    const part = content.subarray(at * partBytes, (at + 1) * partBytes);
    const sha256 = createHash('sha256').update(part).digest('hex');
    return { file_id: fileId, part: at + 1, sha256, content: hexOf(part) };
  });
