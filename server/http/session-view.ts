import { personPermissions } from '#contract/permissions';
import type { Session } from '#contract/portal';
import type { FactorKind } from '#contract/second-factor-words';
import { rowOf } from '../db/rows.ts';
import type { Db } from '../db/scope.ts';
import type { PersonCaller, WithoutTenant } from './caller.ts';
import { endOf } from './credentials.ts';

type Row = Pick<Session, 'lastSignInAt' | 'customers' | 'life'> & {
  login: string;
  factors: FactorKind[];
};

/** A session as its own browser sees it. */
export async function describeSession(
  db: Db,
  person: WithoutTenant<PersonCaller>,
): Promise<Session> {
  const { impersonator } = person;
  const { lastSignInAt, login, customers, life, factors } = await rowOf<Row>(
    db,
    `select s.previous_sign_in_at as "lastSignInAt",
       jsonb_build_object('idle', extract(epoch from t.session_idle)::int,
         'left', greatest(0, floor(extract(epoch from ${endOf} - now())))::int) as life,
       coalesce((select n.name from login_names n where n.identity_id = :identity order by n.position, n.name limit 1), '') as login,
       coalesce((
         select jsonb_agg(distinct jsonb_build_object('number', k.number, 'name', k.name))
         from contacts c join customers k on k.tenant_id = c.tenant_id and k.id = c.customer_id and k.deleted_at is null
         where c.identity_id = :identity and c.active and c.deleted_at is null), '[]') as customers,
       array(
         select distinct f.kind from second_factors f
         where f.identity_id = :identity and f.confirmed_at is not null order by 1) as factors
     from sessions s join tenants t on t.id = s.tenant_id
     where s.id = :id`,
    { id: person.sessionId, identity: person.identityId },
  );
  const { customer } = person;
  return {
    kind: person.kind,
    person: { name: person.personName, login },
    customer,
    // Whom the host vouched for, it vouched for as one customer's.
    customers: person.access === 'full' ? customers.toSorted(byName) : customer ? [customer] : [],
    permissions: personPermissions.filter((permission) => person.grants.has(permission)),
    access: person.access,
    ...(person.access === 'code' && { factors }),
    ...(impersonator && {
      impersonation: {
        by: impersonator.name,
        left: Math.max(0, Math.floor((Date.parse(impersonator.until) - Date.now()) / 1000)),
      },
    }),
    termsAccepted: person.termsAccepted,
    // Of whoever looks, it would be another person's.
    lastSignInAt: impersonator ? null : lastSignInAt,
    expiresAt: person.expiresAt,
    life,
  };
}

const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
