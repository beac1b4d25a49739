import { identifierKey } from '#contract/identifiers';
import { isOneOf } from '../../../db/keys.ts';
import { rowsOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import type { SessionRecord } from '../contacts/contacts.queries.ts';

export type CustomerRecord = { id: string; number: string; name: string };

/** Statements of people of staff and their portfolios. */
export function createStaffQueries(db: Db) {
  return {
    /** Locks a person of staff, so that nobody else changes it meanwhile. */
    hold: (id: string) => db('staff_users').where({ id }).forUpdate().first('id'),

    byIdentity: async (identityId: string): Promise<string | null> =>
      (
        await db('staff_users')
          .where({ identity_id: identityId })
          .first<{ id: string } | undefined>('id')
      )?.id ?? null,

    insert: async (tenantId: string, identityId: string): Promise<string> => {
      const [made] = await db('staff_users')
        .insert({ tenant_id: tenantId, identity_id: identityId })
        .returning<{ id: string }[]>('id');
      return made!.id;
    },

    /** Changes a person of staff, and counts that it was. */
    update: (id: string, changes: Record<string, unknown>) =>
      db('staff_users')
        .where({ id })
        .update({ ...changes, version: db.raw('version + 1') }),

    /** Customers by number. @returns those that there are */
    customersByNumber: (numbers: readonly string[]): Promise<CustomerRecord[]> =>
      db('customers')
        .whereRaw(isOneOf('number_key', 'text'), [numbers.map(identifierKey) as never])
        .whereNull('deleted_at')
        .select('id', 'number', 'name'),

    /** Customers that were added by hand. */
    customersOf: (id: string): Promise<CustomerRecord[]> =>
      db('staff_customers as p')
        .join('customers as k', (on) =>
          on.on('k.tenant_id', 'p.tenant_id').on('k.id', 'p.customer_id'),
        )
        .where({ 'p.staff_user_id': id })
        .whereNull('k.deleted_at')
        .orderBy('k.number_key')
        .select({ id: 'k.id', number: 'k.number', name: 'k.name' }),

    replaceCustomers: async (
      tenantId: string,
      id: string,
      customerIds: readonly string[],
    ): Promise<void> => {
      await db('staff_customers').where({ staff_user_id: id }).delete();
      if (customerIds.length > 0)
        await db('staff_customers').insert(
          customerIds.map((customerId) => ({
            tenant_id: tenantId,
            staff_user_id: id,
            customer_id: customerId,
          })),
        );
    },

    /** An executive of the ERP, and how many customers it has given this one. */
    executive: async (
      key: string,
    ): Promise<{ code: string; name: string | null; customers: number }> => {
      const [row] = await rowsOf<{ code: string | null; name: string | null; customers: number }>(
        db,
        `select e.code, e.name,
           (select count(*)::int from customers k where k.executive_key = :key and k.deleted_at is null) as customers
         from (select) x left join executives e on e.code_key = :key and e.deleted_at is null`,
        { key },
      );
      return { code: row?.code ?? key, name: row?.name ?? null, customers: row?.customers ?? 0 };
    },

    /** Whether another one looks after access for the whole company and can sign in. @param lock holds them, too */
    hasAdministratorBut: async (id: string, { lock }: { lock: boolean }): Promise<boolean> => {
      const rows = await rowsOf<{ id: string }>(
        db,
        `select u.id from staff_users u
         join identities i on i.tenant_id = u.tenant_id and i.id = u.identity_id
         where u.all_customers and u.active and 'access.manage' = any(u.permissions)
           and i.disabled_at is null and i.password_hash is not null
         order by u.id ${lock ? 'for no key update of u, i' : ''}`,
      );
      return rows.some((one) => one.id !== id);
    },

    /** Sessions of a person that still work. */
    sessions: (identityId: string): Promise<SessionRecord[]> =>
      rowsOf<SessionRecord>(
        db,
        `select s.id, s.created_at as "createdAt", s.seen_at as "seenAt", s.origin, s.user_agent as "userAgent"
         from sessions s join tenants t on t.id = s.tenant_id
         where s.identity_id = ? and s.expires_at > now() and s.seen_at > now() - t.session_idle
         order by s.seen_at desc, s.id`,
        [identityId],
      ),

    /** @returns how many there were */
    endSessions: async (identityId: string, id?: string): Promise<number> =>
      (
        await db('sessions')
          .where({ identity_id: identityId, ...(id !== undefined && { id }) })
          .delete(['id'])
      ).length,
  };
}
