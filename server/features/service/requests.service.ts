import type { Body, Query } from '#contract/endpoint';
import type { ServiceRequestDetail, service } from '#contract/service';
import { maySet, serviceLimits, type RequestAction } from '#contract/service-words';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, reaches, type PersonCaller, type Reach } from '../../http/caller.ts';
import { openFor } from '../../records/audience.ts';
import type { CustomerConversations } from '../../records/conversations.ts';
import {
  holdRequest,
  noteRequest,
  openRequest,
  setStatus,
  type HeldRequest,
  type RequestActor,
} from '../../records/service-requests.ts';
import { categoryOf, checkFields } from './categories.ts';
import { detailOf } from './requests.detail.ts';
import {
  fewAsked,
  findOwner,
  readOwner,
  requestRecords,
  type RequestRow,
} from './requests.records.ts';
import { showRequests } from './requests.view.ts';

type Endpoints = typeof service;
type NewRequest = Body<Endpoints['POST /service-requests']>;

/** Whether a caller looks after requests, rather than being one whose they are. */
export const manages = (caller: PersonCaller): boolean =>
  caller.kind === 'staff' && caller.grants.has('service.manage');
export const viewReach = (caller: PersonCaller): Reach =>
  reachOf(caller, manages(caller) ? 'service.manage' : 'service.view');

export const actorOf = (caller: PersonCaller): RequestActor => ({
  side: caller.kind === 'staff' ? 'company' : 'customer',
  contactId: caller.kind === 'contact' ? caller.contactId : null,
  identityId: caller.identityId,
});

/** Counting further would take its time and say no more. */
const figureMax = 1_000;

export async function listRequests(
  db: Db,
  caller: PersonCaller,
  asked: Query<Endpoints['GET /service-requests']>,
) {
  await openFor(db, caller);
  const { items, nextCursor } = await requestRecords.page(
    db,
    viewReach(caller),
    { ...asked, ids: await fewAsked(db, asked), sort: '-at' },
    (row) => row,
  );
  return { items: await showRequests(db, caller, items), nextCursor };
}

/** @throws AppError `not_found` where it is out of reach */
export async function showRequest(
  db: Db,
  caller: PersonCaller,
  id: string,
): Promise<ServiceRequestDetail> {
  await openFor(db, caller);
  const row = await requestRecords.find(db, viewReach(caller), id);
  if (!row) throw new AppError('not_found');
  const [request] = await showRequests(db, caller, [row]);
  const detail = await detailOf(db, caller, row);
  const reopens = request!.reopenUntil !== null;
  return {
    ...request!,
    ...detail,
    actions: actionsOf(caller, row, reopens, detail.rating !== null),
  };
}

function actionsOf(
  caller: PersonCaller,
  { status }: RequestRow,
  reopens: boolean,
  rated: boolean,
): RequestAction[] {
  if (manages(caller)) return ['manage'];
  if (caller.kind !== 'contact' || !caller.grants.has('service.create')) return [];
  const over = status === 'closed' || status === 'cancelled' || (status === 'resolved' && !reopens);
  return [
    ...(maySet(status, 'cancelled', 'customer') ? (['cancel'] as const) : []),
    ...(maySet(status, 'closed', 'customer') ? (['close'] as const) : []),
    ...(reopens ? (['reopen'] as const) : []),
    ...(over ? (['continue'] as const) : []),
    ...(!rated && (status === 'resolved' || status === 'closed') ? (['rate'] as const) : []),
  ];
}

/** Whose a new request is, and what it is about. */
type Whose = {
  customerId: string;
  companyId: string | null;
  record: { orderId: string | null; invoiceId: string | null; shipmentId: string | null };
};

/** @throws AppError `not_found` where the record is out of reach, or one may ask nothing for its customer */
async function whoseIs(db: Db, caller: PersonCaller, record: string | null): Promise<Whose> {
  if (caller.kind !== 'contact') throw new AppError('forbidden');
  const reach = reachOf(caller, 'service.create');
  const none = { orderId: null, invoiceId: null, shipmentId: null };
  if (record === null)
    return {
      customerId: caller.customer.id,
      // Of whoever deals with some companies alone, it has to be with one of these.
      companyId: reach.companyIds?.[0] ?? null,
      record: none,
    };
  const key = readOwner(record);
  const owner = await findOwner(db, reachOf(caller, `${key.kind as 'order'}s.view`), key);
  const { customerId, companyId } = owner;
  if (!reaches({ ...reach, contactId: undefined }, { customerId, companyId, contactId: null }))
    throw new AppError('not_found');
  return { customerId, companyId, record: { ...none, [`${key.kind}Id`]: key.key } };
}

/**
 * Opens a request with its first message.
 * @throws AppError `not_found`, `category_unknown`, `invalid_input`, `limit_reached`, `request_state`,
 *   `message_files_too_large`, `file_infected`
 */
export async function createRequest(
  db: Db,
  { attachable, post }: CustomerConversations,
  caller: PersonCaller,
  { category: code, subject, text, fields, record, files, after }: NewRequest,
): Promise<{ id: string; number: string }> {
  const before = after === null ? null : await predecessorOf(db, caller, after);
  const category = await categoryOf(db, code);
  checkFields(category.fields, fields);
  const whose = before ?? (await whoseIs(db, caller, record));
  const { count } = await requestRecords.count(
    db,
    { customerIds: [whose.customerId] },
    { status: 'open', sort: '-at' },
    serviceLimits.open,
  );
  if (count >= serviceLimits.open) throw new AppError('limit_reached');
  const attached = await attachable(db, caller, files);
  const { id, number, threadId } = await openRequest(db, {
    tenantId: caller.tenant.id,
    categoryId: category.id,
    ...whose,
    contactId: caller.kind === 'contact' ? caller.contactId : null,
    subject,
    text,
    fields,
    predecessorId: after,
    actor: actorOf(caller),
  });
  await post(db, caller, { threadId, text, files: attached });
  return { id, number };
}

/** @throws AppError `not_found`, `request_state` where it is not over */
async function predecessorOf(db: Db, caller: PersonCaller, id: string): Promise<Whose> {
  const found = await requestRecords.find(db, reachOf(caller, 'service.create'), id);
  const held = found && (await holdRequest(db, id));
  if (!held) throw new AppError('not_found');
  if (!held.locked && held.status !== 'resolved') throw new AppError('request_state');
  const { customerId, companyId, orderId, invoiceId, shipmentId } = held;
  return { customerId, companyId, record: { orderId, invoiceId, shipmentId } };
}

/**
 * A request that the caller may change, as it was seen, locked.
 * @throws AppError `not_found`, `record_changed`
 */
export async function requestToChange(
  db: Db,
  caller: PersonCaller,
  id: string,
  version: number,
): Promise<HeldRequest> {
  await openFor(db, caller);
  const reach = reachOf(caller, manages(caller) ? 'service.manage' : 'service.create');
  const held = await holdRequest(db, id);
  if (!held || !(await requestRecords.find(db, reach, id))) throw new AppError('not_found');
  if (held.version !== version)
    throw new AppError('record_changed', { current: await showRequest(db, caller, id) });
  return held;
}

/** Closes it, or calls it off where nobody has begun. @throws AppError `not_found`, `record_changed`, `request_state` */
export async function closeRequest(db: Db, caller: PersonCaller, id: string, version: number) {
  const held = await requestToChange(db, caller, id, version);
  const to = held.status === 'new' ? 'cancelled' : 'closed';
  await setStatus(db, held, to, actorOf(caller));
  return showRequest(db, caller, id);
}

/** @throws AppError `not_found`, `record_changed`, `request_state` where it is not solved, or was too long ago */
export async function reopenRequest(db: Db, caller: PersonCaller, id: string, version: number) {
  const held = await requestToChange(db, caller, id, version);
  if (held.status !== 'resolved') throw new AppError('request_state');
  await setStatus(db, held, 'in_progress', actorOf(caller));
  return showRequest(db, caller, id);
}

/** @throws AppError `not_found`, `record_changed`, `request_state` where it is not over, or was rated before */
export async function rateRequest(
  db: Db,
  caller: PersonCaller,
  id: string,
  { version, score, text }: Body<Endpoints['POST /service-requests/:id/rating']>,
) {
  const held = await requestToChange(db, caller, id, version);
  const rated = await db('service_requests').where({ id }).whereNotNull('rating').first('id');
  if (rated || (held.status !== 'resolved' && held.status !== 'closed'))
    throw new AppError('request_state');
  await db('service_requests')
    .where({ id })
    .update({ rating: score, rating_text: text, version: db.raw('version + 1') });
  await noteRequest(db, held, 'rated', actorOf(caller), { data: { to: String(score) } });
  return showRequest(db, caller, id);
}

/** How many requests are open; of the company, how many wait for it. */
export async function requestsFigure(db: Db, caller: PersonCaller) {
  if (!caller.grants.has('service.view') && !manages(caller)) return null;
  await openFor(db, caller);
  return requestRecords.count(db, viewReach(caller), { status: 'open', sort: '-at' }, figureMax);
}
