import { z } from 'zod';
import type { contacts, GrantAddress } from '#contract/contacts';
import type { Query as QueryOf } from '#contract/endpoint';
import { today } from '#contract/format';
import { isOneOf } from '../../../db/keys.ts';
import type { Db } from '../../../db/scope.ts';
import type { PersonCaller } from '../../../http/caller.ts';
import { subsidiaries } from '../../../http/credentials.ts';
import type { StoredGrant } from '../../../http/grants.ts';
import { contains, createRecords } from '../../../records/records.ts';
import { ceilingOf, takesAddresses } from './contacts.policies.ts';

type Filter = Omit<QueryOf<(typeof contacts)['GET /contacts/:id/addresses']>, 'limit' | 'cursor'>;

const columns = { id: 'a.id', code: 'a.code', name: 'a.name' };
const worked = `nullif(concat_ws(', ', a.street, a.city, a.state), '') as place, a.deleted_at is not null as gone,
  json_build_object('number', k.number, 'name', k.name) as customer`;
const rows = (db: Db) =>
  db('addresses as a').join('customers as k', (on) =>
    on.on('k.tenant_id', 'a.tenant_id').on('k.id', 'a.customer_id'),
  );

const addressRecords = createRecords<GrantAddress, Filter, 'code'>({
  name: 'grant addresses',
  rows: (db) => rows(db).whereNull('a.deleted_at'),
  select: (db) => [columns, db.raw(worked)],
  id: 'a.id',
  idOf: ({ id }) => id,
  customer: 'a.customer_id',
  address: 'a.id',
  sorts: { code: { column: 'a.code_key', shape: z.string() } },
  filters: {
    q: (query, text) =>
      void query.where((either) => {
        for (const column of ['a.code', 'a.name', 'a.street', 'a.city'])
          either.orWhere((one) => contains(one, column, text));
      }),
  },
});

/** Addresses that grants name, the deleted too. */
export async function namedAddresses(
  db: Db,
  ...named: (readonly StoredGrant[])[]
): Promise<GrantAddress[]> {
  const ids = [...new Set(named.flatMap((grants) => grants.flatMap((one) => one.addressIds)))];
  if (ids.length === 0) return [];
  return rows(db)
    .whereRaw(isOneOf('a.id', 'uuid'), [ids as never])
    .orderBy(['a.code_key', 'a.id'])
    .select(columns, db.raw(worked));
}

/** The customers to whose addresses a contact may be limited: its own, and those below as far as the caller's go. */
async function customersFor(
  db: Db,
  { otherCustomerIds: others }: PersonCaller,
  customerId: string,
): Promise<string[]> {
  const below = await subsidiaries(db, customerId);
  return [customerId, ...(others === 'all' ? below : below.filter((id) => others.includes(id)))];
}

/** The addresses of a contact's reach among these. @returns their ids */
export async function knownAddresses(
  db: Db,
  caller: PersonCaller,
  customerId: string,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const customerIds = await customersFor(db, caller, customerId);
  const found = await db('addresses')
    .whereRaw(isOneOf('id', 'uuid'), [ids as never])
    .whereRaw(isOneOf('customer_id', 'uuid'), [customerIds as never])
    .whereNull('deleted_at')
    .select<{ id: string }[]>('id');
  return new Set(found.map(({ id }) => id));
}

/**
 * Addresses that a contact of this customer may be limited to by its caller, who offers its own where each of its grants
 * of orders is limited to some.
 */
export async function addressesFor(
  db: Db,
  caller: PersonCaller,
  customerId: string,
  asked: Filter & { limit: number; cursor?: string },
) {
  const ceiling = await ceilingOf(db, caller, today(caller.tenant.timeZone));
  const held = [...ceiling.values()].filter(({ permission }) => takesAddresses(permission));
  const limited = held.length > 0 && held.every(({ addressIds }) => addressIds.length > 0);
  const reach = {
    customerIds: await customersFor(db, caller, customerId),
    ...(limited && { addressIds: [...new Set(held.flatMap(({ addressIds }) => addressIds))] }),
  };
  return addressRecords.page(db, reach, asked, (row) => row);
}
