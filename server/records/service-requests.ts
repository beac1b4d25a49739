import { identifierKey, indexWords } from '#contract/identifiers';
import { maySet, type RequestEventKind, type RequestStatus } from '#contract/service-words';
import { rowOf, rowsOf } from '../db/rows.ts';
import type { Db } from '../db/scope.ts';
import { AppError } from '../http/app-error.ts';
import { jsonbOf } from '../http/text.ts';
import { addTask } from './erp-tasks.ts';
import { recordEvent } from './events.ts';
import { enqueueMail } from './mail-queue.ts';

/** Who does something to a request; neither a contact nor a person: the ERP, or the clock. */
export type RequestActor = {
  side: 'customer' | 'company';
  contactId: string | null;
  identityId: string | null;
  /** When it was, for what is written down afterwards: that tells nobody. ISO with offset. */
  past?: string;
};
export const byTheCompany: RequestActor = { side: 'company', contactId: null, identityId: null };

/** A request, locked until the transaction ends. */
export type HeldRequest = {
  id: string;
  tenantId: string;
  number: string;
  subject: string;
  status: RequestStatus;
  version: number;
  customerId: string;
  companyId: string | null;
  contactId: string | null;
  categoryId: string;
  orderId: string | null;
  invoiceId: string | null;
  shipmentId: string | null;
  /** Nothing more is said in it: it is closed, or was solved so long ago that nobody reopens it. */
  locked: boolean;
};

/** Until when a request `q` of a tenant `t` may be reopened; null where it is not solved. SQL. */
export const reopenUntil = `case when q.status = 'resolved' then
  q.resolved_at + make_interval(days => t.service_reopen_days) end`;
const lockedSql = `(q.status in ('closed', 'cancelled') or coalesce(${reopenUntil} <= now(), false))`;
const heldColumns = `q.id, q.tenant_id as "tenantId", q.number, q.subject, q.status, q.version,
  q.customer_id as "customerId", q.company_id as "companyId", q.contact_id as "contactId",
  q.category_id as "categoryId", q.order_id as "orderId", q.invoice_id as "invoiceId", q.shipment_id as "shipmentId",
  ${lockedSql} as locked`;

/** Locks a request; null where there is none. */
export const holdRequest = async (db: Db, id: string): Promise<HeldRequest | null> =>
  (
    await rowsOf<HeldRequest>(
      db,
      `select ${heldColumns} from service_requests q join tenants t on t.id = q.tenant_id
       where q.id = ? and q.deleted_at is null for update of q`,
      [id],
    )
  )[0] ?? null;

async function requestOf(db: Db, threadId: string): Promise<string | null> {
  const [thread] = await rowsOf<{ id: string }>(
    db,
    'select request_id as id from threads where id = ? and request_id is not null',
    [threadId],
    { name: 'request of thread' },
  );
  return thread?.id ?? null;
}

/** Whether a conversation is of a request in which nothing more is said. */
export async function isOver(db: Db, threadId: string): Promise<boolean> {
  const [row] = await rowsOf<{ locked: boolean }>(
    db,
    `select ${lockedSql} as locked from threads h
     join service_requests q on q.tenant_id = h.tenant_id and q.id = h.request_id
     join tenants t on t.id = q.tenant_id where h.id = ?`,
    [threadId],
    { name: 'thread of request that is over' },
  );
  return row?.locked ?? false;
}

/** The request that a conversation is of, locked; null where it is of none. */
export async function holdRequestOf(db: Db, threadId: string): Promise<HeldRequest | null> {
  const id = await requestOf(db, threadId);
  return id === null ? null : holdRequest(db, id);
}

/** Notes what happened to a request. */
export async function noteRequest(
  db: Db,
  request: Pick<HeldRequest, 'id' | 'tenantId'>,
  kind: RequestEventKind,
  actor: RequestActor,
  more: { status?: RequestStatus; internal?: true; data?: Record<string, unknown> } = {},
): Promise<void> {
  await db('service_events').insert({
    tenant_id: request.tenantId,
    request_id: request.id,
    kind,
    status: more.status ?? null,
    visibility: more.internal ? 'internal' : 'customer',
    contact_id: actor.contactId,
    identity_id: actor.contactId === null ? actor.identityId : null,
    data: jsonbOf(more.data ?? {}),
    ...(actor.past !== undefined && { at: actor.past }),
  });
}

const tell = (
  db: Db,
  request: Pick<HeldRequest, 'id' | 'customerId' | 'companyId' | 'number' | 'subject'>,
  status: RequestStatus,
  actor: RequestActor,
): Promise<unknown> =>
  actor.past !== undefined
    ? Promise.resolve()
    : recordEvent(db, {
        kind: 'request.status_changed',
        customerId: request.customerId,
        companyId: request.companyId,
        record: { kind: 'request', id: request.id },
        actor: {
          kind: actor.contactId ? 'contact' : actor.identityId ? 'staff' : 'key',
          id: actor.identityId,
        },
        data: { number: request.number, subject: request.subject, state: status },
      });

/**
 * Takes a request to another status, by the table of what each side may do, and tells whose it is.
 * @throws AppError `request_state` where that side may not
 */
export async function setStatus(
  db: Db,
  request: HeldRequest,
  to: RequestStatus,
  actor: RequestActor,
): Promise<void> {
  const reopens = request.status === 'resolved' && to === 'in_progress';
  if (!maySet(request.status, to, actor.side) || (reopens && request.locked))
    throw new AppError('request_state');
  await db('service_requests')
    .where({ id: request.id })
    .update({
      status: to,
      version: db.raw('version + 1'),
      last_at: actor.past ?? db.fn.now(),
      last_side: actor.side,
      ...(to === 'resolved' && { resolved_at: actor.past ?? db.fn.now() }),
      ...(reopens && { resolved_at: null, reopened: db.raw('reopened + 1') }),
    });
  await noteRequest(db, request, 'status', actor, { status: to, data: { was: request.status } });
  await tell(db, request, to, actor);
  if (to === 'resolved' && request.contactId && actor.past === undefined)
    await enqueueMail(db, request.tenantId, {
      kind: 'request_resolved',
      data: { requestId: request.id },
    });
}

/**
 * What a message that customers see means to the request its conversation is of: the company's first is the answer that
 * was promised, the customer's is what was waited for, or opens it again.
 */
export async function messageHeard(db: Db, threadId: string, actor: RequestActor): Promise<void> {
  const request = await holdRequestOf(db, threadId);
  if (!request) return;
  const { status } = request;
  if (actor.side === 'company') {
    const answered = await db('service_events')
      .where({ request_id: request.id, kind: 'answered' })
      .first('id');
    if (!answered) await noteRequest(db, request, 'answered', actor);
  }
  const moves = actor.side === 'company' ? status === 'new' : status !== 'new';
  if (!request.locked && moves && maySet(status, 'in_progress', actor.side))
    return setStatus(db, request, 'in_progress', actor);
  await db('service_requests')
    .where({ id: request.id })
    .update({ last_at: actor.past ?? db.fn.now(), last_side: actor.side });
}

export type NewRequest = {
  tenantId: string;
  categoryId: string;
  customerId: string;
  companyId: string | null;
  contactId: string | null;
  subject: string;
  /** What was written first. */
  text: string;
  fields: Record<string, string>;
  record: { orderId: string | null; invoiceId: string | null; shipmentId: string | null };
  predecessorId: string | null;
  actor: RequestActor;
};

/**
 * Opens a request with an empty conversation, for its first message to be posted into; whoever opened it gets a mail
 * of what is promised, and the ERP a task where it owns the category.
 */
export async function openRequest(
  db: Db,
  asked: NewRequest,
): Promise<{ id: string; number: string; threadId: string }> {
  const { tenantId, customerId, companyId, contactId, subject, record, actor } = asked;
  const { orderId, invoiceId, shipmentId } = record;
  const number = await nextNumber(db);
  const { id, department, erp, code } = await rowOf<{
    id: string;
    code: string;
    department: string | null;
    erp: boolean;
  }>(
    db,
    `with made as (
       insert into service_requests (tenant_id, number, number_key, customer_id, company_id, contact_id, category_id,
         form_category_id, form_version, priority, subject, fields, order_id, invoice_id, shipment_id, predecessor_id,
         search_text, opened_at, last_at)
       select c.tenant_id, :number, :key, :customerId, :companyId, :contactId, c.id, c.id, c.version, c.priority,
         :subject, cast(:fields as jsonb), :orderId, :invoiceId, :shipmentId, :predecessorId, :search,
         coalesce(cast(:past as timestamptz), now()), coalesce(cast(:past as timestamptz), now())
       from service_categories c where c.id = :categoryId
       returning id, category_id)
     select m.id, c.code, c.department, c.erp from made m join service_categories c on c.id = m.category_id`,
    {
      ...asked,
      ...record,
      number,
      key: identifierKey(number),
      fields: jsonbOf(asked.fields),
      search: searchText(number, subject),
      past: actor.past ?? null,
    },
  );
  const request = { id, tenantId, number, subject, customerId, companyId };
  await noteRequest(db, request, 'opened', actor, { status: 'new' });
  const [thread] = await db('threads')
    .insert({
      tenant_id: tenantId,
      customer_id: customerId,
      company_id: companyId,
      request_id: id,
      subject,
      department,
      created_by_contact: contactId,
    })
    .returning<{ id: string }[]>('id');
  await tell(db, request, 'new', actor);
  if (contactId && actor.past === undefined)
    await enqueueMail(db, tenantId, { kind: 'request_received', data: { requestId: id } });
  if (erp && actor.past === undefined)
    await addTask(db, tenantId, {
      kind: 'service_request',
      customerId,
      key: number,
      heldSeconds: 0,
      payload: (reference) => ({
        reference,
        number,
        category: code,
        subject,
        text: asked.text,
        fields: asked.fields,
        order: orderId,
        invoice: invoiceId,
        shipment: shipmentId,
      }),
    });
  return { id, number, threadId: thread!.id };
}

export const searchText = (...texts: string[]): string =>
  indexWords(texts.join(' '))
    .map((word) => ` ${word}`)
    .join('');

async function nextNumber(db: Db): Promise<string> {
  const { count } = await rowOf<{ count: string }>(
    db,
    `insert into service_counters as c (tenant_id, requests) values (current_setting('app.tenant_id')::uuid, 1)
     on conflict (tenant_id) do update set requests = c.requests + 1 returning requests as count`,
  );
  return `S-${count.padStart(6, '0')}`;
}

/**
 * The conversation in which a customer goes on from a request that is closed: that of the one that followed it, as far
 * as that is open, else of a new one, which has its subject and what it is about.
 * @returns null where the request is not closed, or the conversation is of none
 */
export async function continuedThread(
  db: Db,
  threadId: string,
  contactId: string,
  identityId: string | null,
  text: string,
): Promise<string | null> {
  let last = await holdRequestOf(db, threadId);
  if (!last?.locked) return null;
  const seen = new Set<string>();
  while (last.locked && !seen.has(last.id)) {
    seen.add(last.id);
    const next: HeldRequest | null = await successorOf(db, last);
    if (!next) break;
    last = next;
  }
  if (!last.locked) return threadOf(db, last.id);
  const { tenantId, categoryId, customerId, companyId, subject, orderId, invoiceId, shipmentId } =
    last;
  const opened = await openRequest(db, {
    tenantId,
    categoryId,
    customerId,
    companyId,
    contactId,
    subject,
    text,
    fields: {},
    record: { orderId, invoiceId, shipmentId },
    predecessorId: last.id,
    actor: { side: 'customer', contactId, identityId },
  });
  return opened.threadId;
}

async function successorOf(db: Db, { id, customerId }: HeldRequest): Promise<HeldRequest | null> {
  const [next] = await rowsOf<{ id: string }>(
    db,
    `select id from service_requests where predecessor_id = ? and customer_id = ? and deleted_at is null
     order by opened_at desc, id desc limit 1`,
    [id, customerId],
  );
  return next ? holdRequest(db, next.id) : null;
}

export const threadOf = async (db: Db, requestId: string): Promise<string | null> =>
  (
    await rowsOf<{ id: string }>(
      db,
      'select id from threads where request_id = ? order by number limit 1',
      [requestId],
    )
  )[0]?.id ?? null;
