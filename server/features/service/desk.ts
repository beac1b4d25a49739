import type { Body, Query } from '#contract/endpoint';
import { identifierKey } from '#contract/identifiers';
import type { ServiceDesk, ServiceRequest, service } from '#contract/service';
import { serviceLimits, type RequestEventKind } from '#contract/service-words';
import { isOneOf } from '../../db/keys.ts';
import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, type StaffCaller, type PersonCaller } from '../../http/caller.ts';
import { looksAfter } from '../../http/credentials.ts';
import { jsonbOf } from '../../http/text.ts';
import { openInternal } from '../../records/audience.ts';
import { departmentsToChoose } from '../../records/departments.ts';
import { noteRequest, setStatus, type HeldRequest } from '../../records/service-requests.ts';
import { categoryOf } from './categories.ts';
import { fewAsked, requestRecords } from './requests.records.ts';
import { actorOf, requestToChange, showRequest } from './requests.service.ts';
import { showRequests } from './requests.view.ts';

type Endpoints = typeof service;
type Change = Body<Endpoints['PATCH /service-requests/:id']>;

/** Open requests by what is due first: what is late, what is promised, what waits for others. */
export async function queue(
  db: Db,
  caller: PersonCaller,
  { assigned, status, ...asked }: Query<Endpoints['GET /service-queue']>,
): Promise<{ items: ServiceRequest[]; more: boolean }> {
  await openInternal(db);
  const { items, nextCursor } = await requestRecords.page(
    db,
    reachOf(caller, 'service.manage'),
    {
      ...asked,
      ids: await fewAsked(db, { ...asked, status }),
      status: status ?? 'open',
      ...(assigned && { assigned: { id: assigned === 'me' ? caller.identityId : null } }),
      sort: '-at',
      limit: serviceLimits.queue,
    },
    (row) => row,
  );
  const shown = await showRequests(db, caller, items);
  const due = ({ promise }: ServiceRequest) => promise.dueAt ?? '9';
  return {
    items: shown.toSorted(
      (a, b) => due(a).localeCompare(due(b)) || a.openedAt.localeCompare(b.openedAt),
    ),
    more: nextCursor !== null,
  };
}

/** People of the company that may be given requests of a customer, or of any. */
const people = (db: Db, customerId: string | null): Promise<ServiceDesk['people']> =>
  rowsOf(
    db,
    `select i.id, i.name from staff_users u
     join identities i on i.tenant_id = u.tenant_id and i.id = u.identity_id and i.disabled_at is null
     where u.active and 'service.manage' = any(u.permissions)
       and (cast(:customerId as uuid) is null or exists (select from customers k
         where k.tenant_id = u.tenant_id and k.id = :customerId and ${looksAfter('u', 'k')}))
     order by lower(i.name), i.id limit 500`,
    { customerId },
  );

export async function readDesk(db: Db): Promise<ServiceDesk> {
  const [{ days }, all, answers, departments] = await Promise.all([
    rowOf<{ days: number }>(
      db,
      `select service_reopen_days as days from tenants where id = current_setting('app.tenant_id')::uuid`,
    ),
    people(db, null),
    rowsOf<ServiceDesk['answers'][number]>(
      db,
      'select id, title, texts from service_answers order by lower(title), id',
    ),
    departmentsToChoose(db),
  ]);
  return { people: all, answers, reopenDays: days, departments };
}

export async function saveDesk(
  db: Db,
  tenantId: string,
  { reopenDays, answers }: Body<Endpoints['PUT /service-desk']>,
): Promise<ServiceDesk> {
  await db('tenants').where({ id: tenantId }).update({ service_reopen_days: reopenDays });
  await db('service_answers').delete();
  if (answers.length > 0)
    await db('service_answers').insert(
      answers.map(({ title, texts }) => ({ tenant_id: tenantId, title, texts: jsonbOf(texts) })),
    );
  return readDesk(db);
}

/** @throws AppError `not_found` where the person does not look after the customer's requests */
async function refusePerson(db: Db, customerId: string, assigned: string | null): Promise<void> {
  if (assigned === null) return;
  const all = await people(db, customerId);
  if (!all.some(({ id }) => id === assigned)) throw new AppError('not_found');
}

/** What of a request staff changes at a time. */
type Step = {
  columns: Record<string, unknown>;
  kind: RequestEventKind;
  to: string | null;
};

/** @throws AppError `not_found`, `record_changed`, `request_state`, `category_unknown` */
export async function changeRequest(
  db: Db,
  caller: StaffCaller,
  id: string,
  { version, status, ...change }: Change,
) {
  const held = await requestToChange(db, caller, id, version);
  for (const step of await stepsOf(db, caller, held, change)) {
    await db('service_requests')
      .where({ id })
      .update({ ...step.columns, version: db.raw('version + 1') });
    await noteRequest(db, held, step.kind, actorOf(caller), {
      internal: true,
      data: { to: step.to },
    });
  }
  if (status !== undefined && status !== held.status) {
    const moved = change.customer === undefined ? held : { ...held, ...(await whoseNow(db, id)) };
    await setStatus(db, moved, status, actorOf(caller));
  }
  return showRequest(db, caller, id);
}

const whoseNow = (db: Db, id: string) =>
  rowOf<Pick<HeldRequest, 'customerId' | 'companyId' | 'contactId'>>(
    db,
    `select customer_id as "customerId", company_id as "companyId", contact_id as "contactId"
     from service_requests where id = ?`,
    [id],
  );

async function stepsOf(
  db: Db,
  caller: StaffCaller,
  held: HeldRequest,
  { priority, category, assigned, customer }: Omit<Change, 'version' | 'status'>,
): Promise<Step[]> {
  const steps: Step[] = [];
  if (priority !== undefined) steps.push({ columns: { priority }, kind: 'priority', to: priority });
  if (category !== undefined) {
    const { id } = await categoryOf(db, category);
    steps.push({ columns: { category_id: id }, kind: 'category', to: category });
  }
  const moved = customer === undefined ? null : await moveTo(db, caller, held, customer);
  if (moved) steps.push(moved.step);
  if (assigned !== undefined) {
    await refusePerson(db, moved?.customerId ?? held.customerId, assigned);
    steps.push(await assignment(db, assigned));
  }
  return steps;
}

async function assignment(db: Db, assigned: string | null): Promise<Step> {
  const row =
    assigned === null
      ? undefined
      : await db('identities').where({ id: assigned }).first<{ name: string } | undefined>('name');
  return { columns: { assigned_to: assigned }, kind: 'assigned', to: row?.name ?? null };
}

/**
 * Gives a request to another customer: it takes its conversation and files along (migration 0075), and whatever pointed
 * at the one before is let go.
 * @throws AppError `not_found` where that customer is out of reach
 */
async function moveTo(
  db: Db,
  caller: StaffCaller,
  held: HeldRequest,
  number: string,
): Promise<{ step: Step; customerId: string } | null> {
  const { customerIds } = reachOf(caller, 'service.manage');
  const found = await db('customers')
    .where({ number_key: identifierKey(number) })
    .whereNull('deleted_at')
    .first<{ id: string; number: string } | undefined>('id', 'number');
  if (!found || (customerIds !== 'all' && !customerIds.includes(found.id)))
    throw new AppError('not_found');
  if (found.id === held.customerId) return null;
  await db('service_requests').where({ predecessor_id: held.id }).update({ predecessor_id: null });
  const columns = {
    customer_id: found.id,
    company_id: null,
    contact_id: null,
    order_id: null,
    invoice_id: null,
    shipment_id: null,
    predecessor_id: null,
    assigned_to: null,
  };
  return { step: { columns, kind: 'moved', to: found.number }, customerId: found.id };
}

/** @throws AppError `not_found` where one of them, or the person for its customer, is out of reach */
export async function assignRequests(
  db: Db,
  caller: StaffCaller,
  { ids, assigned }: Body<Endpoints['POST /service-queue/assignment']>,
): Promise<number> {
  await openInternal(db);
  const rows = await rowsOf<{ id: string; tenantId: string; customerId: string }>(
    db,
    `select id, tenant_id as "tenantId", customer_id as "customerId" from service_requests
     where ${isOneOf('id', 'uuid')} and deleted_at is null order by id for update`,
    [ids],
  );
  const { customerIds } = reachOf(caller, 'service.manage');
  const reached = rows.every(
    ({ customerId }) => customerIds === 'all' || customerIds.includes(customerId),
  );
  if (rows.length < ids.length || !reached) throw new AppError('not_found');
  for (const customerId of new Set(rows.map((row) => row.customerId)))
    await refusePerson(db, customerId, assigned);
  const { columns, kind, to } = await assignment(db, assigned);
  for (const row of rows) {
    await db('service_requests')
      .where({ id: row.id })
      .update({ ...columns, version: db.raw('version + 1') });
    await noteRequest(db, row, kind, actorOf(caller), { internal: true, data: { to } });
  }
  return rows.length;
}
