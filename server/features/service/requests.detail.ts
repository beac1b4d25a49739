import type { CategoryField, ServiceRequestDetail } from '#contract/service';
import { identifierKey } from '#contract/identifiers';
import { isOneOf } from '../../db/keys.ts';
import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { reachOf, type PersonCaller } from '../../http/caller.ts';
import { managesThreads } from '../../records/threads.ts';
import type { RequestRow } from './requests.records.ts';

type Detail = Pick<
  ServiceRequestDetail,
  | 'fields'
  | 'thread'
  | 'covered'
  | 'predecessor'
  | 'successors'
  | 'erpReference'
  | 'rating'
  | 'events'
>;
type Row = {
  fields: Record<string, string>;
  form: CategoryField[];
  thread: string | null;
  erpReference: string | null;
  rating: number | null;
  ratingText: string | null;
  predecessor: ServiceRequestDetail['predecessor'];
  successors: ServiceRequestDetail['successors'];
};

/** What a list has no room for. Of other requests of the chain, those of the same customer alone are named. */
export async function detailOf(db: Db, caller: PersonCaller, row: RequestRow): Promise<Detail> {
  const more = await rowOf<Row>(
    db,
    `select q.fields, v.fields as form, q.erp_reference as "erpReference", q.rating, q.rating_text as "ratingText",
       (select t.id from threads t where t.tenant_id = q.tenant_id and t.request_id = q.id order by t.number limit 1)
         as thread,
       (select json_build_object('id', x.id, 'number', x.number) from service_requests x
         where x.tenant_id = q.tenant_id and x.id = q.predecessor_id and x.customer_id = q.customer_id
           and x.deleted_at is null) as predecessor,
       (select coalesce(json_agg(json_build_object('id', x.id, 'number', x.number) order by x.opened_at), '[]')
         from service_requests x
         where x.tenant_id = q.tenant_id and x.predecessor_id = q.id and x.customer_id = q.customer_id
           and x.deleted_at is null) as successors
     from service_requests q
     join service_category_versions v on v.tenant_id = q.tenant_id and v.category_id = q.form_category_id
       and v.version = q.form_version
     where q.id = ?`,
    [row.id],
  );
  const talks = managesThreads(caller) || caller.grants.has('messages.view');
  return {
    fields: filledIn(more.form, more.fields),
    thread: talks ? more.thread : null,
    covered: caller.grants.has('contracts.view') ? await coveredBy(db, caller, row, more) : null,
    erpReference: more.erpReference,
    predecessor: more.predecessor,
    successors: more.successors,
    rating: more.rating === null ? null : { score: more.rating, text: more.ratingText },
    events: await historyOf(db, row.id),
  };
}

/** The contract in force, within the caller's reach, that has a thing with a serial number of the request. */
async function coveredBy(
  db: Db,
  caller: PersonCaller,
  { customerId }: RequestRow,
  { form, fields }: Row,
): Promise<Detail['covered']> {
  const serials = form.flatMap(({ key, kind }) => {
    const value = kind === 'serial' ? fields[key] : undefined;
    return value === undefined ? [] : [identifierKey(value)];
  });
  const { customerIds, companyIds } = reachOf(caller, 'contracts.view');
  if (serials.length === 0 || (customerIds !== 'all' && !customerIds.includes(customerId)))
    return null;
  const [found] = await rowsOf<NonNullable<Detail['covered']>>(
    db,
    `select x.id, x.number, x.title, x.allowance from contract_items i
     join contracts x on x.tenant_id = i.tenant_id and x.id = i.contract_id
     where ${isOneOf('i.serial_key', 'text', ':serials')} and x.customer_id = :customerId
       and x.state = 'active' and x.deleted_at is null
       and (cast(:companyIds as uuid[]) is null or x.company_id = any(cast(:companyIds as uuid[])))
     order by x.ends_on desc nulls first limit 1`,
    { serials, customerId, companyIds: companyIds ?? null },
  );
  return found ?? null;
}

const filledIn = (
  form: readonly CategoryField[],
  values: Record<string, string>,
): ServiceRequestDetail['fields'] =>
  form.flatMap(({ key, kind, labels, options }) => {
    const value = values[key];
    if (value === undefined) return [];
    const shown = options.find((option) => option.value === value)?.labels ?? null;
    return [{ key, kind, labels, value, shown }];
  });

/** What happened, the newest first; what is internal the wall keeps from customers. */
async function historyOf(db: Db, id: string): Promise<ServiceRequestDetail['events']> {
  const rows = await rowsOf<
    Omit<ServiceRequestDetail['events'][number], 'by'> & {
      contact: string | null;
      person: string | null;
      isContact: boolean;
    }
  >(
    db,
    `select e.at, e.kind, e.status, e.data->>'to' as detail,
       c.name as contact, i.name as person, e.contact_id is not null as "isContact"
     from service_events e
     left join contacts c on c.tenant_id = e.tenant_id and c.id = e.contact_id
     left join identities i on i.tenant_id = e.tenant_id and i.id = e.identity_id
     where e.request_id = ? order by e.id desc limit 200`,
    [id],
  );
  return rows.map(({ contact, person, isContact, ...event }) => ({
    ...event,
    by: { side: isContact ? 'customer' : 'company', name: contact ?? person },
  }));
}
