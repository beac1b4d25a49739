import type { Query as QueryOf } from '#contract/endpoint';
import type { staff } from '#contract/staff';
import type { ContactState } from '#contract/contact-words';
import { searchTerms } from '#contract/identifiers';
import { staffProfiles, twoPersonPermissions, type StaffProfile } from '#contract/permissions';
import type { StaffSortField } from '#contract/staff-words';
import { isOneOf } from '../../../db/keys.ts';
import type { Db, Query } from '../../../db/scope.ts';
import { createRecords } from '../../../records/records.ts';
import { accountState, invitedUntil, loginsOf } from '../account.state.ts';

export type StaffFilter = Omit<QueryOf<(typeof staff)['GET /staff']>, 'limit' | 'cursor'> & {
  /** Customers that the caller looks after; nobody is listed who looks after another. Undefined: all. */
  within?: readonly string[] | undefined;
};

/** A person of staff as it is kept. */
export type StaffRow = {
  id: string;
  identityId: string;
  name: string;
  email: string | null;
  state: ContactState;
  invitedUntil: string | null;
  lastSignInAt: string | null;
  permissions: string[];
  all: boolean;
  /** How many customers it looks after, by hand or by the executive. */
  customers: number;
  executiveKey: string | null;
  version: number;
  locale: 'es' | 'pt' | 'en' | null;
  logins: string[];
  hasPassword: boolean;
};

/** The customers that a person of staff `u` looks after, as rows of `id`. */
export const portfolioOf = `
  select k.id from staff_customers p
    join customers k on k.tenant_id = p.tenant_id and k.id = p.customer_id and k.deleted_at is null
    where p.tenant_id = u.tenant_id and p.staff_user_id = u.id
  union
  select k.id from customers k
    where k.tenant_id = u.tenant_id and k.executive_key = u.executive_key and k.deleted_at is null`;

const state = accountState('not u.active');

/** Every word begins one of the name or the mailbox. */
const search = (query: Query, text: string): void => {
  const words = searchTerms(text);
  // Signs alone are nothing to search for, and must not list everything.
  if (words.length === 0) query.whereRaw('false');
  for (const word of words) query.whereRaw('position(? in i.search_text) > 0', [` ${word}`]);
};

/** Those who look after no other customers than these. */
function lookAfterNoOther(query: Query, customerIds: readonly string[]): void {
  query.whereRaw(
    `not u.all_customers and not exists (select from (${portfolioOf}) x where not ${isOneOf('x.id', 'uuid')})`,
    [customerIds as never],
  );
}

/** Permissions that say which starter set it is: those that take two persons come on top of any. */
const ofRole = (query: Query, role: StaffProfile): void =>
  void query.whereRaw(
    `(select coalesce(array_agg(x order by x), '{}') from unnest(u.permissions) x where not ${isOneOf('x', 'text')}) = cast(? as text[])`,
    [twoPersonPermissions as never, [...staffProfiles[role]].toSorted() as never],
  );

/** People of staff as they are listed and found. */
export const staffRecords = createRecords<StaffRow, StaffFilter, StaffSortField>({
  name: 'staff',
  rows: (db) =>
    db('staff_users as u').join('identities as i', (on) =>
      on.on('i.tenant_id', 'u.tenant_id').on('i.id', 'u.identity_id'),
    ),
  select: (db) => [
    { id: 'u.id', identityId: 'u.identity_id', permissions: 'u.permissions' },
    { all: 'u.all_customers', executiveKey: 'u.executive_key', version: 'u.version' },
    { name: 'i.name', email: 'i.email', lastSignInAt: 'i.last_sign_in_at', locale: 'i.locale' },
    db.raw(
      `${state} as state, ${invitedUntil} as "invitedUntil", ${loginsOf} as logins,
       i.password_hash is not null as "hasPassword", (select count(*)::int from (${portfolioOf}) x) as customers`,
    ),
  ],
  id: 'u.id',
  idOf: ({ id }) => id,
  // Whose people they are is asked for by `within`: they are no customer's.
  customer: 'u.id',
  sorts: { name: { column: 'i.search_text' } },
  filters: {
    q: search,
    state: (query, value) => void query.whereRaw(`${state} = ?`, [value]),
    role: ofRole,
    within: lookAfterNoOther,
  },
});

/**
 * A person of staff by id.
 * @param within customers beyond which it must not look after any; undefined: whoever it is
 */
export const findStaff = (
  db: Db,
  id: string,
  within?: readonly string[],
): Promise<StaffRow | undefined> =>
  staffRecords.find(db, { customerIds: 'all' }, id, (query) => {
    if (within) lookAfterNoOther(query, within);
  });
