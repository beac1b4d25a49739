import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { enteredAccess } from '#contract/entered-access';
import { rowsOf } from '../db/rows.ts';
import type { Db } from '../db/scope.ts';
import type {
  ContactCaller,
  KeyCaller,
  PersonCaller,
  StaffCaller,
  WithoutTenant,
} from './caller.ts';
import { AppError } from './app-error.ts';
import { grantedBy, type StoredGrant } from './grants.ts';
import { isWithin } from './network.ts';

/** 32 random bytes as text: the secret of a session or an API key. */
export const newSecret = () => randomBytes(32).toString('base64url');

/** What is kept of a secret: it is long and random, so a plain SHA-256 does. */
export const hashSecret = (secret: string) => createHash('sha256').update(secret).digest('hex');

type Kept<C> = Omit<
  C,
  'grants' | 'companyLimits' | 'addressLimits' | 'amountLimits' | 'tenant' | 'otherCustomerIds'
>;
type SessionRow = (Kept<ContactCaller> | Kept<StaffCaller>) & {
  stored: StoredGrant[];
  /** What the session itself is limited to. */
  only: string[] | null;
  /** Which day it is at the tenant. */
  today: string;
  staffId: string | null;
  allCustomers: boolean;
  stale: boolean;
};

/**
 * The person behind a session that is neither ended, idle for too long nor past its life.
 * @param unattended the session is not used by this: nobody need be there
 */
export const findSession = (db: Db, token: string, unattended = false) =>
  findBy(db, 'token_hash', hashSecret(token), unattended);

/** The same of a session that is known already, as it is now. */
export const findSessionById = (db: Db, id: string) => findBy(db, 'id', id);

async function findBy(
  db: Db,
  column: 'token_hash' | 'id',
  value: string,
  unattended = false,
): Promise<WithoutTenant<PersonCaller> | null> {
  // Prepared once per connection: planning it costs more than running it.
  const [row] = await rowsOf<SessionRow>(db, sessionSql(column), [value], {
    name: `session by ${column}`,
  });
  if (!row) return null;
  const { stored, only, today, stale, staffId, allCustomers, ...person } = row;
  // Once a minute is often enough for an idle time of minutes, and spares a write per request.
  if (stale && !unattended)
    await db('sessions').where({ id: row.sessionId }).update({ seen_at: db.fn.now() });
  // Nothing is granted before the temporary password is changed and the second factor shown, whatever an endpoint forgets.
  const inside = enteredAccess.includes(row.access);
  const granted = grantedBy(inside ? stored : [], today, only);
  if (!inside) return { ...person, ...granted, otherCustomerIds: [] };
  const otherCustomerIds = staffId
    ? await portfolio(db, staffId, allCustomers)
    : await customersBelow(db, row.customer?.id ?? null, granted);
  return { ...person, ...granted, otherCustomerIds };
}

/** Customers below a contact's own, where any of its grants reaches them. */
export const customersBelow = async (
  db: Db,
  customerId: string | null,
  { grants }: Pick<PersonCaller, 'grants'>,
): Promise<string[]> =>
  customerId && [...grants.values()].includes('hierarchy') ? subsidiaries(db, customerId) : [];

/** Stands for the person of a contact that has no account. */
export const nobody = '00000000-0000-0000-0000-000000000000';

/** Those of the grants of a contact `c` that meet a condition on `g`, as JSON. */
export const storedGrantsThat = (condition: string): string => `(
  select coalesce(jsonb_agg(jsonb_build_object('permission', g.permission, 'scope', g.scope, 'expiresOn', g.expires_on,
    'companyIds', coalesce(l.ids, '[]'), 'addressIds', coalesce(a.ids, '[]'), 'limit', case when g.max_amount is not null
      then jsonb_build_object('amount', g.max_amount::text, 'currency', g.max_currency) end) order by g.permission), '[]')
  from contact_grants g
  left join (
    select x.permission, jsonb_agg(x.company_id) as ids from contact_grant_companies x
    where x.tenant_id = c.tenant_id and x.contact_id = c.id group by x.permission
  ) l on l.permission = g.permission
  left join (
    select x.permission, jsonb_agg(x.address_id) as ids from contact_grant_addresses x
    where x.tenant_id = c.tenant_id and x.contact_id = c.id group by x.permission
  ) a on a.permission = g.permission
  where g.tenant_id = c.tenant_id and g.contact_id = c.id and ${condition})`;

/** The grants of a contact `c`, as JSON. */
export const storedGrants = storedGrantsThat('true');

/**
 * When a session `s` of a tenant `t` ends, however much it is used: a life that was made shorter holds for sessions that
 * began before, too.
 */
export const endOf = 'least(s.expires_at, s.created_at + t.session_life)';

/**
 * Whether somebody of the company `user` looks after a customer: all of them, by the ERP's word, or one that was added by
 * hand; SQL over rows of `staff_users` and `customers`.
 */
export const looksAfter = (user: string, customer: string): string =>
  `(${user}.all_customers or ${customer}.executive_key = ${user}.executive_key or exists (
    select from staff_customers p
    where p.tenant_id = ${user}.tenant_id and p.staff_user_id = ${user}.id and p.customer_id = ${customer}.id))`;

// As a contact (`asContact`) goes whose right to it holds now: active, allowed to, looking after the customer, and with
// the second factor that the company demands of staff.
const asContact = `
  select x.id, x.identity_id from contacts x
  join customers y on y.tenant_id = x.tenant_id and y.id = x.customer_id and y.deleted_at is null
  where x.tenant_id = s.tenant_id and x.id = s.as_contact_id and s.as_contact_until > now()
    and s.access = 'full' and 'impersonate' = any(u.permissions) and x.active and x.deleted_at is null
    and (f.has or t.second_factor = 'optional')
    and ${looksAfter('u', 'y')}`;

const sessionSql = (column: 'token_hash' | 'id') => `
  select s.id as "sessionId", ${endOf} as "expiresAt",
    case when m.id is null then s.identity_id else coalesce(m.identity_id, '${nobody}') end as "identityId",
    case when m.id is not null then 'impersonated'
      when s.access = 'full' and not f.has and (t.second_factor = 'everyone' or (t.second_factor = 'staff' and c.id is null))
        then 'setup' else s.access end as access,
    case when m.id is not null then jsonb_build_object('identityId', i.id, 'name', i.name, 'until', s.as_contact_until)
      end as impersonator,
    f.has as "hasFactor", coalesce(s.confirmed_at > now() - interval '5 minutes', false) as confirmed,
    case when s.access = 'host' then s.origin end as "onlyOrigin",
    s.access = 'host' or t.terms_version is null or exists (
      select from terms_acceptances a
      where a.tenant_id = s.tenant_id and a.identity_id = s.identity_id and a.version = t.terms_version) as "termsAccepted",
    s.seen_at < now() - interval '1 minute' as stale,
    case when m.id is null then i.name else c.name end as "personName", c.id as "contactId",
    case when c.id is null then 'staff' else 'contact' end as kind,
    case when k.id is null then null else jsonb_build_object('id', k.id, 'number', k.number, 'name', k.name) end as customer,
    case when m.id is null then u.id end as "staffId", coalesce(u.all_customers, false) as "allCustomers",
    s.permissions as only, (now() at time zone t.time_zone)::date::text as today,
    case when c.id is null
      then (select coalesce(jsonb_agg(jsonb_build_object('permission', p, 'scope', 'customer', 'expiresOn', null,
          'companyIds', '[]'::jsonb, 'addressIds', '[]'::jsonb)), '[]') from unnest(u.permissions) p)
      else ${storedGrants} end as stored
  from sessions s
  join tenants t on t.id = s.tenant_id
  join identities i on i.tenant_id = s.tenant_id and i.id = s.identity_id and i.disabled_at is null
  cross join lateral (select exists (
      select from second_factors x
      where x.tenant_id = s.tenant_id and x.identity_id = s.identity_id and x.confirmed_at is not null) as has) f
  left join staff_users u on s.contact_id is null and u.tenant_id = s.tenant_id and u.identity_id = i.id and u.active
  left join lateral (${asContact}) m on s.as_contact_id is not null
  left join contacts c
    on c.tenant_id = s.tenant_id and c.id = coalesce(s.contact_id, m.id) and c.active and c.deleted_at is null
  left join customers k on k.tenant_id = c.tenant_id and k.id = c.customer_id and k.deleted_at is null
  where s.${column} = ? and ${endOf} > now() and s.seen_at > now() - t.session_idle
    and (k.id is not null or u.id is not null)`;

/** Customers that a staff user looks after: by the ERP's word, and those added by hand. */
export async function portfolio(db: Db, staffId: string, all: boolean): Promise<string[] | 'all'> {
  if (all) return 'all';
  const rows = await rowsOf<{ id: string }>(
    db,
    `select customer_id as id from staff_customers where staff_user_id = :staffId
     union
     select k.id from staff_users u join customers k on k.tenant_id = u.tenant_id and k.executive_key = u.executive_key
     where u.id = :staffId and k.deleted_at is null`,
    { staffId },
  );
  return rows.map(({ id }) => id);
}

/** Customers below another, however deep; a circle in the ERP's data ends where it began. */
export async function subsidiaries(db: Db, customerId: string): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    db,
    `with recursive below as (
       select x.id, x.number_key from customers k join customers x on x.tenant_id = k.tenant_id and x.parent_key = k.number_key
       where k.id = ? and x.deleted_at is null
       union
       select x.id, x.number_key from below b join customers x on x.parent_key = b.number_key where x.deleted_at is null
     ) select id from below`,
    [customerId],
  );
  return rows.map(({ id }) => id);
}

/**
 * The machine behind an API key `pk_<prefix>.<secret>` that is neither revoked nor expired.
 * @param address it comes from
 * @throws AppError `address_not_allowed` where the key is right and may not come from there
 */
export async function findKey(
  db: Db,
  value: string,
  address: string,
): Promise<WithoutTenant<KeyCaller> | null> {
  const [prefix = '', secret = ''] = value.slice('pk_'.length).split('.');
  const row = await db('api_keys')
    .select({
      id: 'id',
      secretHash: 'secret_hash',
      permissions: 'permissions',
      networks: 'networks',
    })
    .where({ prefix })
    .whereNull('revoked_at')
    .where((either) => either.whereNull('expires_at').orWhere('expires_at', '>', db.fn.now()))
    .first<KeyRow | undefined>();
  if (!row || !timingSafeEqual(Buffer.from(row.secretHash), Buffer.from(hashSecret(secret))))
    return null;
  if (row.networks.length > 0 && !isWithin(address, row.networks))
    throw new AppError('address_not_allowed');
  // Once a minute is often enough, and does not make the requests of one key wait for each other.
  await db('api_keys')
    .where({ id: row.id })
    .whereRaw(`coalesce(last_used_at, '-infinity') < now() - interval '1 minute'`)
    .update({ last_used_at: db.fn.now() });
  return { kind: 'key', keyId: row.id, permissions: new Set(row.permissions) };
}

type KeyRow = { id: string; secretHash: string; permissions: string[]; networks: string[] };
