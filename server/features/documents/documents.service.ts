import type { DocumentDetail, PortalDocument, documents } from '#contract/documents';
import type { DocumentAction, DocumentState } from '#contract/document-words';
import type { Body } from '#contract/endpoint';
import type { PersonPermission } from '#contract/permissions';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, type PersonCaller, type Reach } from '../../http/caller.ts';
import { openFor } from '../../records/audience.ts';
import { documentSearchText, mediaFault, titleOf } from '../../records/document-types.ts';
import { attachedEvents } from '../../records/documents.ts';
import { recordEvents } from '../../records/events.ts';
import { createDocumentQueries, type Attachable } from './documents.queries.ts';
import {
  documentRecords,
  findDocument,
  type DocumentFilter,
  type DocumentRow,
} from './documents.records.ts';
import { findOwner, ownerColumns, readOwner } from './owners.ts';
import { findType } from './types.ts';

type Endpoints = typeof documents;
type Create = Body<Endpoints['POST /documents']>;
type NewVersion = Body<Endpoints['POST /documents/:id/versions']>;
type Change = Body<Endpoints['PATCH /documents/:id']>;
type Decision = Body<Endpoints['POST /documents/:id/decision']>;

/** Whether a caller looks after documents, rather than being one whose they are. */
export const manages = (caller: PersonCaller): boolean =>
  caller.kind === 'staff' && caller.grants.has('documents.manage');

/** What a permission opens, or that of looking after documents for whoever has it. */
const reachFor = (caller: PersonCaller, permission: PersonPermission): Reach =>
  reachOf(caller, manages(caller) ? 'documents.manage' : permission);
export const viewReach = (caller: PersonCaller): Reach => reachFor(caller, 'documents.view');
const uploadReach = (caller: PersonCaller): Reach => reachFor(caller, 'documents.upload');

/** Entries of who took a document along. */
const mostViews = 50;
/** Counting further would take its time and say no more. */
const figureMax = 1_000;

export async function listDocuments(
  db: Db,
  caller: PersonCaller,
  asked: DocumentFilter & { limit: number; cursor?: string },
) {
  await openFor(db, caller);
  return documentRecords.page(db, viewReach(caller), asked, toDocument);
}

/** @throws AppError `not_found` where it is out of reach */
export async function showDocument(
  db: Db,
  caller: PersonCaller,
  id: string,
  reach = viewReach(caller),
): Promise<DocumentDetail> {
  await openFor(db, caller);
  const found = await findDocument(db, reach, id);
  if (!found) throw new AppError('not_found');
  return {
    ...toDocument(found),
    versions: found.versions,
    views: caller.kind === 'staff' ? await viewsOf(db, id) : null,
    actions: actionsOf(caller, found),
  };
}

async function viewsOf(db: Db, id: string): Promise<DocumentDetail['views']> {
  const views = await createDocumentQueries(db).views(id, mostViews);
  return views.map(({ number, staff, name, at }) => ({
    version: number,
    by: { kind: staff ? 'staff' : 'contact', name },
    at,
  }));
}

/** What it is about, as its answer shows it. */
export const toDocument = ({
  ownerKind,
  ownerId,
  ownerNumber,
  customerNumber,
  customerName,
  ...row
}: DocumentRow): PortalDocument => ({
  ...row,
  owner: { kind: ownerKind, id: ownerId, number: ownerNumber ?? customerNumber },
  customer: { number: customerNumber, name: customerName },
});

function actionsOf(caller: PersonCaller, row: DocumentRow): DocumentAction[] {
  const managing = manages(caller);
  const adds = managing || mayReplace(caller, row);
  const decides = managing && row.keptState !== null && row.keptState !== 'missing';
  return [
    ...(adds ? (['add_version'] as const) : []),
    ...(managing ? (['change', 'withdraw'] as const) : []),
    ...(decides ? (['decide'] as const) : []),
  ];
}

/** Whether somebody who does not look after documents may add a version: of what is handed in, not of what is shared. */
const mayReplace = (caller: PersonCaller, { keptState }: DocumentRow): boolean =>
  caller.grants.has('documents.upload') && (keptState !== null || caller.kind === 'staff');

/** @throws AppError `not_found`, `staff_only`, `document_type_unknown`, `media_not_allowed`, `file_too_large` */
export async function createDocument(
  db: Db,
  caller: PersonCaller,
  body: Create,
): Promise<DocumentDetail> {
  await openFor(db, caller);
  refuseForStaff(caller, body);
  const reach = uploadReach(caller);
  const owner = await findOwner(db, reach, readOwner(body.owner));
  const type = await findType(db, body.type);
  if (!type.fromCustomer && caller.kind === 'contact') throw new AppError('document_type_unknown');
  const file = body.upload === null ? null : await attachable(db, caller, body.upload, type);
  // What is asked for without a title goes by its type.
  const title = body.title ?? titleOf(file?.fileName) ?? body.type;
  const queries = createDocumentQueries(db);
  const id = await queries.insert(caller.tenant.id, caller, {
    ...ownerColumns(owner),
    type: body.type,
    title,
    visibility: body.visibility,
    tags: body.tags,
    required: body.required || file === null,
    state: file === null ? 'missing' : caller.kind === 'contact' ? 'received' : null,
    expires_on: body.expiresOn,
    current_version: file === null ? 0 : 1,
    search_text: documentSearchText([title, file?.fileName ?? '', owner.number, ...body.tags]),
  });
  if (file)
    await queries.addVersion(caller.tenant.id, caller, {
      document_id: id,
      number: 1,
      file_id: file.fileId,
      note: body.note,
    });
  if (file) await tellAttached(db, caller, id);
  return showDocument(db, caller, id, reach);
}

/** @throws AppError `staff_only` where somebody else says what staff alone says */
function refuseForStaff(caller: PersonCaller, body: Create): void {
  const told = body.visibility !== 'customer' || body.tags.length > 0 || body.required;
  if ((told || body.upload === null) && !manages(caller)) throw new AppError('staff_only');
}

/**
 * A file of the caller's own that a type takes.
 * @throws AppError `not_found`, `media_not_allowed`, `file_too_large`
 */
async function attachable(
  db: Db,
  caller: PersonCaller,
  id: string,
  type: { mediaTypes: readonly string[] | null; bytes: number | null },
): Promise<Attachable> {
  const file = await createDocumentQueries(db).attachable(caller, id);
  if (!file) throw new AppError('not_found');
  const fault = mediaFault(file, type);
  if (fault) throw new AppError(fault);
  return file;
}

export async function addVersion(
  db: Db,
  caller: PersonCaller,
  id: string,
  { upload, note, expiresOn }: NewVersion,
): Promise<DocumentDetail> {
  await openFor(db, caller);
  const reach = uploadReach(caller);
  const found = await documentRecords.find(db, reach, id);
  const allowed = found && (manages(caller) || mayReplace(caller, found));
  const held = allowed && (await createDocumentQueries(db).hold(id));
  if (!held) throw new AppError('not_found');
  const file = await attachable(db, caller, upload, await typeOf(db, found.type));
  const queries = createDocumentQueries(db);
  const number = held.currentVersion + 1;
  await queries.addVersion(caller.tenant.id, caller, {
    document_id: id,
    number,
    file_id: file.fileId,
    note,
  });
  await queries.update(id, {
    current_version: number,
    at: db.fn.now(),
    state: stateAfter(caller, found.keptState),
    reason: null,
    ...(expiresOn !== undefined && { expires_on: expiresOn, noticed: null }),
    search_text: documentSearchText([
      found.title,
      file.fileName,
      ownerNumber(found),
      ...found.tags,
    ]),
  });
  await tellAttached(db, caller, id);
  return showDocument(db, caller, id, reach);
}

const ownerNumber = ({ ownerNumber: number, customerNumber }: DocumentRow) =>
  number ?? customerNumber;

/** What is handed in is to be decided of; what the company adds itself is not. */
const stateAfter = (
  caller: PersonCaller,
  state: DocumentRow['keptState'],
): DocumentState | null => {
  if (caller.kind === 'contact') return 'received';
  return state === null ? null : 'accepted';
};

/** A type that may be hidden by now: documents of it stay what they are. */
async function typeOf(db: Db, code: string) {
  try {
    return await findType(db, code);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { mediaTypes: null, bytes: null };
  }
}

/**
 * A document that its caller may change, as it was seen.
 * @throws AppError `not_found`, `record_changed`
 */
async function toChange(
  db: Db,
  caller: PersonCaller,
  id: string,
  version?: number,
): Promise<DocumentRow> {
  await openFor(db, caller);
  const reach = reachOf(caller, 'documents.manage');
  const held = await createDocumentQueries(db).hold(id);
  const found = held && (await documentRecords.find(db, reach, id));
  if (!found) throw new AppError('not_found');
  if (version !== undefined && held.version !== version)
    throw new AppError('record_changed', { current: await showDocument(db, caller, id, reach) });
  return found;
}

export async function changeDocument(
  db: Db,
  caller: PersonCaller,
  id: string,
  { version, ...changes }: Change,
): Promise<{ document: DocumentDetail; before: DocumentRow }> {
  const before = await toChange(db, caller, id, version);
  if (changes.type !== undefined && changes.type !== before.type) await findType(db, changes.type);
  const { title, type, visibility, tags, required, expiresOn } = changes;
  const searched = [
    title ?? before.title,
    before.file?.fileName ?? '',
    ownerNumber(before),
    ...(tags ?? before.tags),
  ];
  await createDocumentQueries(db).update(id, {
    title,
    type,
    visibility,
    tags,
    required,
    ...(expiresOn !== undefined && { expires_on: expiresOn, noticed: null }),
    search_text: documentSearchText(searched),
  });
  if (before.visibility === 'internal' && visibility === 'customer')
    await tellAttached(db, caller, id);
  return { document: await showDocument(db, caller, id), before };
}

export async function withdrawDocument(db: Db, caller: PersonCaller, id: string): Promise<void> {
  await toChange(db, caller, id);
  await createDocumentQueries(db).update(id, { deleted_at: db.fn.now() });
}

/** Tells the customer of a file of the company's own that it may see now. What it hands in itself is no news to it. */
async function tellAttached(db: Db, caller: PersonCaller, id: string): Promise<void> {
  if (caller.kind !== 'staff') return;
  await recordEvents(db, await attachedEvents(db, [id], { kind: 'staff', id: caller.identityId }));
}

const decided = { review: 'in_review', accept: 'accepted', reject: 'rejected' } as const;

/** @throws AppError `not_found`, `record_changed`, `nothing_to_decide` */
export async function decide(
  db: Db,
  caller: PersonCaller,
  id: string,
  { version, decision, reason }: Decision,
): Promise<DocumentDetail> {
  const { keptState } = await toChange(db, caller, id, version);
  if (keptState === null || keptState === 'missing') throw new AppError('nothing_to_decide');
  await createDocumentQueries(db).update(id, {
    state: decided[decision],
    reason: decision === 'reject' ? reason : null,
  });
  return showDocument(db, caller, id);
}

/** How many documents a customer owes; of staff, how many are to be decided of. */
export async function documentsFigure(db: Db, caller: PersonCaller) {
  await openFor(db, caller);
  const state = caller.kind === 'staff' ? 'undecided' : 'owed';
  return documentRecords.count(db, viewReach(caller), { state, sort: '-at' }, figureMax);
}
