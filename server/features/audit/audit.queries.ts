import { actorKinds, areaOf, auditEvents, type AuditEvent } from '#contract/audit-events';
import type { audit } from '#contract/audit';
import type { Query } from '#contract/endpoint';
import { identifierKey } from '#contract/identifiers';
import { isOneOf, keyRows } from '../../db/keys.ts';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import type { Reach } from '../../http/caller.ts';

export type AuditFilter = Omit<Query<(typeof audit)['GET /audit']>, 'limit' | 'cursor'>;
/** Where a page ended: the microsecond of its last row in UTC, and the id. */
export type AuditPlace = { at: string; id: string };

export type AuditRecord = {
  id: string;
  at: string;
  /** The instant to the microsecond, and as the clocks of the company showed it. */
  exactAt: string;
  localAt: string;
  event: string;
  kind: string;
  actorName: string | null;
  /** Name of the contact somebody else acted as. */
  actedAs: string | null;
  customerNumber: string | null;
  customerName: string | null;
  record: string | null;
  recordName: string | null;
  detail: Record<string, unknown>;
  ip: string | null;
  userAgent: string | null;
  requestId: string | null;
};

/** A condition on a row `x`, and its bindings. */
type Condition = readonly [sql: string, ...bindings: unknown[]];
/** A list of values of one column, each of which an index has in the order of the list. */
type Lane = { column: string; type: 'text' | 'uuid'; values: readonly string[] };

/** As rows have it: `person` is a contact whose membership was not known. */
const storedKinds = (kind?: AuditFilter['kind']): string[] =>
  (kind ? [kind] : [...actorKinds]).flatMap((one) => (one === 'contact' ? [one, 'person'] : one));

const eventsOf = (what: NonNullable<AuditFilter['what']>): AuditEvent[] =>
  auditEvents.filter((event) => event === what || areaOf(event) === what);

/**
 * Rows of the audit log, the newest first.
 * @param after where the page before ended
 */
export async function auditRows(
  db: Db,
  reach: Reach,
  filter: AuditFilter,
  limit: number,
  after: AuditPlace | null,
): Promise<AuditRecord[]> {
  const lanes = await lanesOf(db, reach, filter);
  const [lane, ...others] = lanes as [Lane, ...Lane[]];
  if (lanes.some(({ values }) => values.length === 0)) return [];
  const conditions = [...others.map(within), ...conditionsOf(filter, after)];
  // Each value of the lane is read from its end in the index, and no further than the page needs: whatever the
  // planner thinks, nothing is sorted but what may be on the page.
  return rowsOf<AuditRecord>(
    db,
    `select ${columns}
     from (
       select a.* from ${keyRows(lane.type)} cross join lateral (
         select x.* from audit_events x
         where x.${lane.column} = k.key${conditions.map(([sql]) => ` and ${sql}`).join('')}
         order by x.at desc, x.id desc limit ?
       ) a
       order by a.at desc, a.id desc limit ?
     ) a
     order by a.at desc, a.id desc`,
    [lane.values, ...conditions.flatMap(([, ...bindings]) => bindings), limit, limit],
  );
}

/** One row within reach. */
export async function auditRow(
  db: Db,
  { customerIds }: Reach,
  id: string,
): Promise<AuditRecord | undefined> {
  const all = customerIds === 'all';
  const [row] = await rowsOf<AuditRecord>(
    db,
    `select ${columns} from audit_events a
     where a.id = ?${all ? '' : ` and ${isOneOf('a.customer_id', 'uuid')}`}`,
    all ? [id] : [id, customerIds],
  );
  return row;
}

/** What narrows the list by an index, the narrowest first; who did it has few values, and every row has one. */
async function lanesOf(
  db: Db,
  { customerIds }: Reach,
  { record, who, customer, what, kind }: AuditFilter,
): Promise<Lane[]> {
  const lanes: (Lane | false)[] = [
    record !== undefined && { column: 'record', type: 'text', values: [record] },
    who !== undefined && { column: 'actor_id', type: 'uuid', values: await actorsOf(db, who) },
    customer !== undefined && {
      column: 'customer_id',
      type: 'uuid',
      values: await customersOf(db, customer, customerIds),
    },
    customer === undefined &&
      customerIds !== 'all' && { column: 'customer_id', type: 'uuid', values: customerIds },
    what !== undefined && { column: 'event', type: 'text', values: eventsOf(what) },
    { column: 'actor_kind', type: 'text', values: storedKinds(kind) },
  ];
  const given = lanes.filter((lane) => lane !== false);
  return kind || given.length === 1 ? given : given.slice(0, -1);
}

const within = ({ column, type, values }: Lane): Condition => [
  isOneOf(`x.${column}`, type),
  values,
];

/** Days are those of the company's calendar. It is read once, apart from the rows, so that an index can begin there. */
const startOf = (shift: string) =>
  `(select (cast(? as date) + ${shift})::timestamp at time zone t.time_zone from tenants t
    where t.id = current_setting('app.tenant_id')::uuid)`;

function conditionsOf({ from, to }: AuditFilter, after: AuditPlace | null): Condition[] {
  const conditions: (Condition | false)[] = [
    from !== undefined && [`x.at >= ${startOf('0')}`, from],
    to !== undefined && [`x.at < ${startOf('1')}`, to],
    after !== null && [
      `(x.at, x.id) < (cast(? as timestamp) at time zone 'utc', cast(? as bigint))`,
      after.at,
      after.id,
    ],
  ];
  return conditions.filter((one) => one !== false);
}

/** So many people and keys are looked for by one name at most. */
const mostActors = 1_000;

/** Ids of people and keys that go by a name. */
async function actorsOf(db: Db, who: string): Promise<string[]> {
  const plain = (text: string) =>
    `lower(regexp_replace(normalize(${text}, NFD), '[\\u0300-\\u036F]', '', 'g'))`;
  const rows = await rowsOf<{ id: string }>(
    db,
    `select n.identity_id as id from login_names n where n.name_key = :key
     union (select i.id from identities i where strpos(${plain('i.name')}, ${plain('cast(:who as text)')}) > 0 limit :most)
     union (select p.id from api_keys p where strpos(${plain('p.name')}, ${plain('cast(:who as text)')}) > 0 limit :most)`,
    { key: identifierKey(who), who, most: mostActors },
  );
  return rows.map(({ id }) => id);
}

/** The customer of a number, where it is within reach. */
async function customersOf(
  db: Db,
  number: string,
  customerIds: Reach['customerIds'],
): Promise<string[]> {
  const ids = await db('customers')
    .where({ number_key: identifierKey(number) })
    .pluck<string[]>('id');
  return customerIds === 'all' ? ids : ids.filter((id) => customerIds.includes(id));
}

// Looked up one by one by their keys, for the rows of the page alone: a join of a few rows and a table of many may
// read all of it.
const one = (what: string, table: string, id: string) =>
  `(select x.${what} from ${table} x where x.tenant_id = a.tenant_id and x.id = ${id})`;
const recordId = `(case when a.record ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then a.record::uuid end)`;

const columns = `a.id::text, a.at, (a.at at time zone 'utc')::text as "exactAt",
  (select to_char(a.at at time zone t.time_zone, 'YYYY-MM-DD HH24:MI:SS') from tenants t where t.id = a.tenant_id) as "localAt",
  a.event, a.actor_kind as kind,
  coalesce(${one('name', 'identities', 'a.actor_id')}, ${one('name', 'api_keys', 'a.actor_id')}) as "actorName",
  (select x.name from contacts x
    where x.tenant_id = a.tenant_id and x.id = a.contact_id and x.identity_id <> a.actor_id) as "actedAs",
  ${one('number', 'customers', 'a.customer_id')} as "customerNumber",
  ${one('name', 'customers', 'a.customer_id')} as "customerName",
  a.record,
  coalesce(${one('name', 'contacts', recordId)}, ${one('name', 'identities', recordId)}) as "recordName",
  a.detail, a.ip, a.user_agent as "userAgent", a.request_id as "requestId"`;
