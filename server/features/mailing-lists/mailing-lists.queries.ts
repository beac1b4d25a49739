import type { Knex } from 'knex';
import { byKeys, freshen, keyRows } from '../../db/keys.ts';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { withinCustomers, type Reach } from '../../http/caller.ts';
import type { ImportMode } from '../../records/import-batches.ts';

export type Mode = ImportMode;
export type CompanyRecord = { id: string; code: string; key: string; name: string };
export type CustomerRecord = { id: string; number: string; key: string; name: string };
/** Whose list it is. */
export type ListOwner = { companyId: string; customerId: string };
export type ListRecord = {
  id: string;
  code: string;
  companyName: string;
  companyKey: string;
  number: string;
  customerName: string;
  customerKey: string;
  updatedAt: string;
  mailboxes: { address: string; role: 'to' | 'cc'; bouncedAt: string | null }[];
};
/** Where a page ended. */
export type ListCursor = { companyKey: string; customerKey: string };

const tenant = `current_setting('app.tenant_id')::uuid`;

const mailboxesOf = `(
  select coalesce(json_agg(json_build_object('address', m.address, 'role', m.role, 'bouncedAt', b.bounced_at)
    order by m.position), '[]')
  from mailing_list_mailboxes m
  left join bounced_mailboxes b on b.tenant_id = m.tenant_id and b.address_key = m.address_key
  where m.tenant_id = l.tenant_id and m.list_id = l.id) as mailboxes`;

/** Of which company and customer, by their look-up keys. */
export type ListFilter = { companyKey?: string | undefined; customerKey?: string | undefined };

function filtered(query: Knex.QueryBuilder, { companyKey, customerKey }: ListFilter): void {
  if (companyKey !== undefined) query.where('c.code_key', companyKey);
  if (customerKey !== undefined) query.where('k.number_key', customerKey);
}

/** Statements of mailing lists, of the customers they are for, and of imports. */
export function createMailingListQueries(db: Db, reach: Reach) {
  const within = () =>
    db('mailing_lists as l')
      .join('companies as c', (on) =>
        on.on('c.tenant_id', 'l.tenant_id').on('c.id', 'l.company_id'),
      )
      .join('customers as k', (on) =>
        on.on('k.tenant_id', 'l.tenant_id').on('k.id', 'l.customer_id'),
      )
      .whereNull('c.deleted_at')
      .whereNull('k.deleted_at')
      .modify((query) => withinCustomers(query, 'k.id', reach));
  const lists = () =>
    within().select<ListRecord[]>(
      { id: 'l.id', code: 'c.code', companyName: 'c.legal_name', companyKey: 'c.code_key' },
      { number: 'k.number', customerName: 'k.name', customerKey: 'k.number_key' },
      { updatedAt: 'l.updated_at' },
      db.raw(mailboxesOf),
    );
  return {
    companies: (): Promise<CompanyRecord[]> =>
      db('companies')
        .whereNull('deleted_at')
        .orderBy('code_key')
        .select({ id: 'id', code: 'code', key: 'code_key', name: 'legal_name' }),

    /** Customers within reach, by look-up keys. */
    customers: async (keys: readonly string[]): Promise<CustomerRecord[]> => {
      await freshen(db, 'customers');
      return db
        .from(db.raw(keyRows('text'), [[...new Set(keys)]]))
        .join('customers as c', 'c.number_key', 'k.key')
        .whereNull('c.deleted_at')
        .modify((query) => withinCustomers(query, 'c.id', reach))
        .select({ id: 'c.id', number: 'c.number', key: 'c.number_key', name: 'c.name' });
    },

    /** Of which companies these customers are customers. */
    memberships: (customerIds: readonly string[]): Promise<ListOwner[]> =>
      byKeys(
        db,
        ['customer_companies'],
        `select c.company_id as "companyId", c.customer_id as "customerId"
         from ${keyRows('uuid')} join customer_companies c on c.customer_id = k.key`,
        [[...new Set(customerIds)]],
      ),

    /** The lists these customers have. */
    listsOf: (customerIds: readonly string[]): Promise<(ListOwner & { id: string })[]> =>
      byKeys(
        db,
        ['mailing_lists'],
        `select l.id, l.company_id as "companyId", l.customer_id as "customerId"
         from ${keyRows('uuid')} join mailing_lists l on l.customer_id = k.key`,
        [[...new Set(customerIds)]],
      ),

    count: async (by: ListFilter): Promise<number> => {
      const [row] = await within()
        .modify((query) => filtered(query, by))
        .count<{ count: string }[]>('l.id');
      return Number(row?.count ?? 0);
    },

    page: (by: ListFilter, limit: number, after: ListCursor | null): Promise<ListRecord[]> =>
      lists()
        .modify((query) => {
          filtered(query, by);
          if (after)
            query.whereRaw('(c.code_key, k.number_key) > (?, ?)', [
              after.companyKey,
              after.customerKey,
            ]);
        })
        .orderBy(['c.code_key', 'k.number_key'])
        .limit(limit),

    list: async (id: string): Promise<ListRecord | undefined> =>
      (await lists().where('l.id', id).limit(1))[0],

    deleteList: async (id: string): Promise<void> => {
      await db('mailing_lists').where({ id }).delete();
    },

    /** Makes sure of lists, and locks them until the end. @returns their ids */
    holdLists: async (
      owners: readonly ListOwner[],
      by: string | null,
    ): Promise<(ListOwner & { id: string })[]> => {
      return rowsOf<ListOwner & { id: string }>(
        db,
        `insert into mailing_lists (tenant_id, company_id, customer_id, updated_by)
         select ${tenant}, "companyId", "customerId", ?::uuid
         from jsonb_to_recordset(?::jsonb) as r("companyId" uuid, "customerId" uuid)
         on conflict (tenant_id, company_id, customer_id)
         do update set updated_at = now(), updated_by = excluded.updated_by
         returning id, company_id as "companyId", customer_id as "customerId"`,
        [by, JSON.stringify(owners)],
      );
    },

    /** Mailboxes by list, in their order. */
    addressesOf: async (listIds: readonly string[]): Promise<Map<string, string[]>> => {
      const rows = await byKeys<{ id: string; address: string }>(
        db,
        ['mailing_list_mailboxes'],
        `select m.list_id as id, m.address
         from ${keyRows('uuid')} join mailing_list_mailboxes m on m.list_id = k.key
         order by m.list_id, m.position`,
        [[...new Set(listIds)]],
      );
      const byList = Map.groupBy(rows, ({ id }) => id);
      return new Map([...byList].map(([id, all]) => [id, all.map(({ address }) => address)]));
    },

    replaceMailboxes: async (
      listIds: readonly string[],
      mailboxes: readonly Record<string, string | number>[],
    ): Promise<void> => {
      await byKeys(
        db,
        ['mailing_list_mailboxes'],
        `delete from mailing_list_mailboxes m using ${keyRows('uuid')} where m.list_id = k.key`,
        [[...listIds]],
      );
      await db.raw(
        `insert into mailing_list_mailboxes (tenant_id, list_id, position, address, address_key, role)
         select ${tenant}, list_id, position, address, address_key, role
         from jsonb_to_recordset(?::jsonb)
           as r(list_id uuid, position smallint, address text, address_key text, role text)`,
        [JSON.stringify(mailboxes)],
      );
    },

    /** Takes new statistics of what a bulk import has outgrown; costs next to nothing where it has not. */
    freshen: () => freshen(db, 'mailing_lists', 'mailing_list_mailboxes'),

    /** Many rows of the audit log at once, each of one list. */
    auditAll: async (
      common: Record<string, string | null>,
      rows: readonly { record: string; detail: Record<string, unknown> }[],
    ): Promise<void> => {
      await db.raw(
        `insert into audit_events (tenant_id, event, actor_kind, actor_id, record, detail, ip, user_agent, request_id)
         select ${tenant}, :event, :kind, :actor::uuid, record, detail, :ip, :userAgent, :requestId
         from jsonb_to_recordset(:rows::jsonb) as r(record text, detail jsonb)`,
        { ...common, rows: JSON.stringify(rows) },
      );
    },

    /** Says that a mailbox is well, where some list within reach has it. @returns since when it was not */
    recover: async (key: string): Promise<{ bouncedAt: string; status: string | null } | null> => {
      const [gone] = await db('bounced_mailboxes as b')
        .where('b.address_key', key)
        .modify((query) => {
          if (reach.customerIds !== 'all')
            query.whereExists((lists) =>
              lists
                .from('mailing_list_mailboxes as m')
                .join('mailing_lists as l', (on) =>
                  on.on('l.tenant_id', 'm.tenant_id').on('l.id', 'm.list_id'),
                )
                .whereRaw('m.address_key = b.address_key')
                .modify((inner) => withinCustomers(inner, 'l.customer_id', reach))
                .select(db.raw('1')),
            );
        })
        .delete()
        .returning<{ bounced_at: string; status: string | null }[]>(['b.bounced_at', 'b.status']);
      return gone ? { bouncedAt: gone.bounced_at, status: gone.status } : null;
    },
  };
}
