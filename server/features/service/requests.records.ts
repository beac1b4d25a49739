import { z } from 'zod';
import type { DepartmentName } from '#contract/departments';
import type { Query as QueryOf } from '#contract/endpoint';
import { identifierKey, searchTerms } from '#contract/identifiers';
import type { ServiceCategory, ServiceRequest, service } from '#contract/service';
import { openStatuses, type RequestRecord } from '#contract/service-words';
import { freshen, isOneFound } from '../../db/keys.ts';
import { rowsOf } from '../../db/rows.ts';
import type { Db, Query } from '../../db/scope.ts';
import { departmentNameSql } from '../../records/departments.ts';
import { createOwners, type OwnerPlan } from '../../records/owners.ts';
import { createRecords } from '../../records/records.ts';
import { reopenUntil } from '../../records/service-requests.ts';

type Asked = QueryOf<(typeof service)['GET /service-requests']>;
export type RequestAsk = Omit<Asked, 'limit' | 'cursor'> & {
  priority?: string;
  /** Those of this person; null: of nobody. */
  assigned?: { id: string | null };
  /** Key of the one that answers. */
  department?: string;
  /** The only ones that may be found, where they are few. */
  ids?: readonly string[];
  sort: '-at';
};

/** A request as its statement answers. */
export type RequestRow = Pick<
  ServiceRequest,
  'id' | 'version' | 'number' | 'subject' | 'status' | 'openedAt' | 'contact' | 'reopenUntil'
> & {
  customerId: string;
  customerNumber: string;
  customerName: string;
  companyId: string | null;
  contactId: string | null;
  categoryCode: string;
  categoryLabels: ServiceCategory['labels'];
  categoryIcon: ServiceCategory['icon'];
  targets: NonNullable<ServiceCategory['rules']>['targets'];
  department: DepartmentName | null;
  priority: NonNullable<ServiceCategory['rules']>['priority'];
  recordKind: RequestRecord | 'customer';
  recordId: string | null;
  recordNumber: string | null;
  assignedId: string | null;
  assignedName: string | null;
  executive: string | null;
  lastAt: string;
  lastSide: 'customer' | 'company';
};

/** What a request can be about, by the column it stands in. */
const plans = {
  order: {
    table: 'orders',
    column: 'order_id',
    contact: 'x.contact_id',
    address: 'address_id',
  },
  invoice: {
    table: 'invoices',
    column: 'invoice_id',
    contact: `(select o.contact_id from invoice_orders l join orders o on o.tenant_id = l.tenant_id and o.id = l.order_id
      where l.tenant_id = x.tenant_id and l.invoice_id = x.id and o.deleted_at is null and o.contact_id = ? limit 1)`,
  },
  shipment: { table: 'shipments', column: 'shipment_id', contact: 'x.contact_id' },
} as const satisfies Record<RequestRecord, OwnerPlan>;
export const { findOwner, readOwner, ownerSql, ofOwner } = createOwners<RequestRecord | 'customer'>(
  plans,
);

const owner = ownerSql('q');
/** Numbers of records that are still the customer's. */
const numberOf = Object.entries(plans)
  .map(
    ([, { table, column }]) => `(select x.number from ${table} x
      where x.tenant_id = p.tenant_id and x.id = p.${column} and x.customer_id = p."customerId")`,
  )
  .join(', ');

const openList = openStatuses.map((status) => `'${status}'`).join(', ');
// Spelled as the index of those is.
export const isOpen = `q.status not in ('resolved', 'closed', 'cancelled')`;

/** Every word begins one of the request's. */
function search(query: Query, text: string): void {
  const words = searchTerms(text);
  if (words.length === 0) query.whereRaw('false');
  for (const word of words) query.whereRaw('position(? in q.search_text) > 0', [` ${word}`]);
}

/** So many requests are few: the rest are found sooner by reading the list. */
const few = 2_000;

/**
 * The requests of the tenant that a filter or a search leaves, where these are few.
 * @returns their ids, out of reach ones among them; undefined where there are many, or nothing is asked for
 */
export async function fewAsked(
  db: Db,
  { q, ...filters }: Narrow & { q?: string | undefined },
): Promise<string[] | undefined> {
  if (!q && namesOf(filters).length === 0) return undefined;
  // They leave together; what follows is planned by what is known then.
  const [, withWords, ofFilters] = await Promise.all([
    freshen(db, 'service_requests', 'service_request_words'),
    fewWith(db, q),
    fewOf(db, filters),
  ]);
  return withWords ?? ofFilters;
}

/** The requests that have the rarest word of a search, where these are few. */
async function fewWith(db: Db, text: string | undefined): Promise<string[] | undefined> {
  const words = searchTerms(text ?? '');
  if (words.length === 0) return undefined;
  const [found] = await rowsOf<{ ids: string[] }>(
    db,
    `select array(
       select w.request_id from service_request_words w where w.word >= r.word and w.word < r.word || chr(1114111)
     ) as ids
     from (
       select g.word, (select count(*) from (
         select from service_request_words w where w.word >= g.word and w.word < g.word || chr(1114111) limit ${few + 1}
       ) x) as number
       from unnest(cast(:words as text[])) as g(word)
     ) r
     where r.number <= ${few} order by r.number limit 1`,
    { words },
  );
  return found && [...new Set(found.ids)];
}

type Narrow = {
  category?: string | undefined;
  status?: string | undefined;
  priority?: string | undefined;
};

/** What a filter holds a request against. */
const narrow: Record<keyof Narrow, string> = {
  // By the tenant of the statement rather than the row's: it is looked up once.
  category: `q.category_id = (select c.id from service_categories c
    where c.tenant_id = current_setting('app.tenant_id')::uuid and c.code = ?)`,
  status: 'q.status = ?',
  priority: 'q.priority = ?',
};

/** The requests of a category, of one status or of a priority, whichever are fewest, where these are few. */
async function fewOf(db: Db, asked: Narrow): Promise<string[] | undefined> {
  const filters = namesOf(asked);
  if (filters.length === 0) return undefined;
  // In an order that only the indexes of these columns have.
  const lists = filters.map(
    (name) => `select array(
       select q.id from service_requests q where q.deleted_at is null and ${narrow[name]}
       order by q.last_at at time zone 'UTC' desc limit ${few + 1}) as ids`,
  );
  const rows = await rowsOf<{ ids: string[] }>(
    db,
    lists.join(' union all '),
    filters.map((name) => asked[name]!),
  );
  const [fewest] = rows.map(({ ids }) => ids).toSorted((a, b) => a.length - b.length);
  return fewest && fewest.length <= few ? fewest : undefined;
}

/** Those of the filters that are asked for; a status that stands for several leaves many. */
const namesOf = (asked: Narrow): (keyof Narrow)[] =>
  (Object.keys(narrow) as (keyof Narrow)[]).filter(
    (name) => asked[name] && asked[name] !== 'open' && asked[name] !== 'over',
  );

/** Words of so many letters say what something is about; so many of them are looked for. */
const [telling, most] = [4, 8];
const tellingWords = (text: string): string[] =>
  searchTerms(text)
    .filter((word) => word.length >= telling)
    .slice(0, most);

/** Requests as they are listed and found. */
export const requestRecords = createRecords<RequestRow, RequestAsk, 'at'>({
  name: 'service_requests',
  rows: (db) =>
    db('service_requests as q')
      .join('customers as k', (on) =>
        on.on('k.tenant_id', 'q.tenant_id').on('k.id', 'q.customer_id'),
      )
      .whereNull('q.deleted_at'),
  select: (db) => [
    { id: 'q.id', version: 'q.version', number: 'q.number', subject: 'q.subject' },
    { status: 'q.status', priority: 'q.priority', companyId: 'q.company_id' },
    { customerId: 'q.customer_id', customerNumber: 'k.number', customerName: 'k.name' },
    { contactId: 'q.contact_id', openedAt: 'q.opened_at', lastAt: 'q.last_at' },
    { lastSide: 'q.last_side', assignedId: 'q.assigned_to', executive_key: 'k.executive_key' },
    { tenant_id: 'q.tenant_id', category_id: 'q.category_id', resolved_at: 'q.resolved_at' },
    db.raw(`${owner.kind} as "recordKind", ${owner.id} as "recordId", ${owner.columns.join(', ')}`),
  ],
  lookUp: (db, page) =>
    db
      .from(page.as('p'))
      .join('service_categories as c', (on) =>
        on.on('c.tenant_id', 'p.tenant_id').on('c.id', 'p.category_id'),
      )
      .join('tenants as t', 't.id', 'p.tenant_id')
      .select(
        'p.*',
        { categoryCode: 'c.code', categoryLabels: 'c.labels', categoryIcon: 'c.icon' },
        { targets: 'c.targets' },
        db.raw(`${departmentNameSql('c.tenant_id', 'c.department')} as department, coalesce(${numberOf}) as "recordNumber",
          (select x.name from contacts x where x.tenant_id = p.tenant_id and x.id = p."contactId") as contact,
          (select x.name from identities x where x.tenant_id = p.tenant_id and x.id = p."assignedId") as "assignedName",
          (select x.name from executives x where x.tenant_id = p.tenant_id and x.code_key = p.executive_key
            and x.active and x.deleted_at is null) as executive,
          ${reopenUntil.replaceAll('q.', 'p.')} as "reopenUntil"`),
      ),
  id: 'q.id',
  idOf: ({ id }) => id,
  customer: 'q.customer_id',
  contact: 'q.contact_id',
  company: 'q.company_id',
  order: { of: 'q.order_id', alias: 'q' },
  sorts: { at: { column: 'q.last_at', shape: z.string().regex(/^[\d :.+-]{10,40}$/) } },
  filters: {
    status: (query, status) =>
      void (status === 'open'
        ? query.whereRaw(isOpen)
        : status === 'over'
          ? query.whereRaw(`q.status not in (${openList})`)
          : query.where('q.status', status)),
    category: (query, code) => void query.whereRaw(narrow.category, [code]),
    department: (query, key) =>
      void query.whereRaw(
        `q.category_id in (select c.id from service_categories c
          where c.tenant_id = current_setting('app.tenant_id')::uuid and c.department = ?)`,
        [key],
      ),
    record: (query, text) => ofOwner(query, 'q', readOwner(text)),
    customer: (query, number) => void query.where('k.number_key', identifierKey(number)),
    priority: (query, priority) => void query.where('q.priority', priority),
    assigned: (query, { id }) =>
      void (id === null ? query.whereNull('q.assigned_to') : query.where('q.assigned_to', id)),
    q: search,
    ids: (query, ids) =>
      void query.whereRaw(isOneFound('q.id', 'select unnest(cast(? as uuid[]))'), [ids as never]),
    like: (query, text) => {
      const words = tellingWords(text);
      query.whereRaw(isOpen).where((any) => {
        any.whereRaw('false');
        for (const word of words) any.orWhereRaw('position(? in q.search_text) > 0', [` ${word}`]);
      });
    },
  },
});
