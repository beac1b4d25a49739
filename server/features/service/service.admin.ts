import { identifierKey } from '#contract/identifiers';
import type { RequestRecord, RequestStatus } from '#contract/service-words';
import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db, InScope } from '../../db/scope.ts';
import { openInternal } from '../../records/audience.ts';
import {
  byTheCompany,
  holdRequest,
  messageHeard,
  openRequest,
  setStatus,
} from '../../records/service-requests.ts';
import { allCategories, categoryOf, saveCategory } from './categories.ts';

type Category = Parameters<typeof saveCategory>[3];

/** A request as the operator hands it over, known by its subject; people by id of the ERP, or by name. */
export type OperatorRequest = {
  category: string;
  contact: string;
  subject: string;
  fields?: Record<string, string>;
  record?: { kind: RequestRecord; number: string };
  assigned?: string;
  /** What was said, and what it was taken to after that; ISO with offset. */
  messages: readonly { by: 'contact' | 'staff'; staff?: string; text: string; at: string }[];
  status?: RequestStatus;
};

/** Categories and requests that are handed over by the operator, as where another system is left. */
export function createServiceAdmin(deps: {
  inScope: InScope;
  findTenant(slug: string): Promise<{ id: string } | null>;
}) {
  const inTenant = async <T>(slug: string, work: (db: Db, tenantId: string) => Promise<T>) => {
    const tenant = await deps.findTenant(slug);
    if (!tenant) throw new Error(`There is no tenant ${slug}`);
    return deps.inScope({ tenantId: tenant.id }, async (db) => {
      await openInternal(db);
      return work(db, tenant.id);
    });
  };
  return {
    /** Makes a category, unless there is one of that code: people may have changed it. */
    addServiceCategory: (slug: string, code: string, category: Omit<Category, 'version'>) =>
      inTenant(slug, async (db, tenantId) => {
        if ((await allCategories(db)).some((one) => one.code === code)) return false;
        await saveCategory(db, tenantId, code, { ...category, version: 0 });
        return true;
      }),

    /** Adds a request, unless its customer has one of that subject. @returns whether it was added */
    addRequest: (slug: string, request: OperatorRequest): Promise<boolean> =>
      inTenant(slug, (db, tenantId) => add(db, tenantId, request)),
  };
}

async function add(db: Db, tenantId: string, request: OperatorRequest): Promise<boolean> {
  const contact = await rowOf<{ id: string; identityId: string | null; customerId: string }>(
    db,
    `select id, identity_id as "identityId", customer_id as "customerId" from contacts where external_key = ?`,
    [identifierKey(request.contact)],
  );
  const { subject, fields = {}, record, messages } = request;
  const known = await db('service_requests')
    .where({ customer_id: contact.customerId, subject })
    .first('id');
  if (known || !messages[0]) return false;
  const about = record && (await recordOf(db, record));
  const { id, threadId } = await openRequest(db, {
    tenantId,
    categoryId: (await categoryOf(db, request.category)).id,
    customerId: contact.customerId,
    companyId: about?.companyId ?? null,
    contactId: contact.id,
    subject,
    text: messages[0].text,
    fields,
    record: { orderId: null, invoiceId: null, shipmentId: null, ...about?.column },
    predecessorId: null,
    actor: {
      side: 'customer',
      contactId: contact.id,
      identityId: contact.identityId,
      past: messages[0].at,
    },
  });
  for (const message of messages) await say(db, { threadId, contact }, message);
  if (request.assigned)
    await db('service_requests')
      .where({ id })
      .update({ assigned_to: await staffOf(db, request.assigned) });
  const held = await holdRequest(db, id);
  if (request.status && held && held.status !== request.status)
    await setStatus(db, held, request.status, { ...byTheCompany, past: messages.at(-1)!.at });
  return true;
}

type Place = {
  threadId: string;
  contact: { id: string; identityId: string | null };
};

/** A message that was written at another time, and mails nobody. */
async function say(
  db: Db,
  { threadId, contact }: Place,
  { by, staff, text, at }: OperatorRequest['messages'][number],
): Promise<void> {
  const ours = by === 'staff';
  const identity = ours ? await staffOf(db, staff ?? '') : null;
  const { number } = await rowOf<{ number: string }>(
    db,
    `insert into messages (tenant_id, thread_id, side, contact_id, identity_id, text, at)
     values (current_setting('app.tenant_id')::uuid, :threadId, :side, :contactId, :identity, :text, :at)
     returning number`,
    {
      threadId,
      side: ours ? 'company' : 'customer',
      contactId: ours ? null : contact.id,
      identity,
      text,
      at,
    },
  );
  await db.raw(
    `insert into thread_members (tenant_id, thread_id, contact_id, identity_id)
     values (current_setting('app.tenant_id')::uuid, :threadId, :contactId, :identity) on conflict do nothing`,
    { threadId, contactId: ours ? null : contact.id, identity } as never,
  );
  await db('threads')
    .where({ id: threadId })
    .update({
      last_at: at,
      last_internal_at: at,
      last_number: number,
      last_internal_number: number,
      last_side: ours ? 'company' : 'customer',
    });
  await messageHeard(db, threadId, {
    side: ours ? 'company' : 'customer',
    contactId: ours ? null : contact.id,
    identityId: ours ? identity : contact.identityId,
    past: at,
  });
}

const staffOf = async (db: Db, name: string): Promise<string> =>
  (
    await rowOf<{ id: string }>(
      db,
      `select i.id from staff_users u join identities i on i.tenant_id = u.tenant_id and i.id = u.identity_id
       where i.name = ?`,
      [name],
    )
  ).id;

async function recordOf(db: Db, { kind, number }: NonNullable<OperatorRequest['record']>) {
  const [row] = await rowsOf<{ id: string; companyId: string | null }>(
    db,
    `select id, company_id as "companyId" from ${kind}s where number_key = ? and deleted_at is null`,
    [identifierKey(number)],
  );
  if (!row) throw new Error(`There is no ${kind} ${number}`);
  return { companyId: row.companyId, column: { [`${kind}Id`]: row.id } };
}
