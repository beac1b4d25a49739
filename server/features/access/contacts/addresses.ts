import { z } from 'zod';
import type { contacts, GrantAddress } from '#contract/contacts';
import type { Query as QueryOf } from '#contract/endpoint';
import { today } from '#contract/format';
import { isOneOf } from '../../../db/keys.ts';
import type { Db } from '../../../db/scope.ts';
import type { PersonCaller, Reach } from '../../../http/caller.ts';
import { subsidiaries } from '../../../http/credentials.ts';
import { ofAddresses, type StoredGrant } from '../../../http/grants.ts';
import { contains, createRecords } from '../../../records/records.ts';
import { ceilingOf, type Ceiling } from './contacts.policies.ts';

type Filter = Omit<QueryOf<(typeof contacts)['GET /contacts/:id/addresses']>, 'limit' | 'cursor'>;

const columns = { id: 'a.id', code: 'a.code', name: 'a.name', customer: 'k.number' };
const place = `nullif(concat_ws(', ', a.street, a.city, a.state), '') as place`;
const gone = 'a.deleted_at is not null as gone';
const rows = (db: Db) =>
  db('addresses as a').join('customers as k', (on) =>
    on.on('k.tenant_id', 'a.tenant_id').on('k.id', 'a.customer_id'),
  );

const addressRecords = createRecords<GrantAddress, Filter, 'code'>({
  name: 'grant addresses',
  rows: (db) => rows(db).whereNull('a.deleted_at'),
  select: (db) => [columns, db.raw(`${place}, ${gone}`)],
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
    .select(columns, db.raw(`${place}, ${gone}`));
}

/**
 * The addresses that a contact may be limited to: those of its customer, and of customers below as far as the caller's
 * own go; whose grants of orders are all limited to some offers those.
 */
async function reachOfAddresses(
  db: Db,
  caller: PersonCaller,
  customerId: string,
  ceiling: Ceiling,
): Promise<Reach> {
  const { otherCustomerIds: others } = caller;
  const below = await subsidiaries(db, customerId);
  const within = others === 'all' ? below : below.filter((id) => others.includes(id));
  const held = [...ceiling.values()].filter(({ permission }) => ofAddresses(permission as never));
  const limited = held.length > 0 && held.every(({ addressIds }) => addressIds.length > 0);
  return {
    customerIds: [customerId, ...within],
    ...(limited && { addressIds: [...new Set(held.flatMap(({ addressIds }) => addressIds))] }),
  };
}

/** The addresses of a contact's reach among these. @returns their ids */
export async function knownAddresses(
  db: Db,
  caller: PersonCaller,
  customerId: string,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { customerIds } = await reachOfAddresses(db, caller, customerId, new Map());
  const found = await db('addresses')
    .whereRaw(isOneOf('id', 'uuid'), [ids as never])
    .whereRaw(isOneOf('customer_id', 'uuid'), [customerIds as never])
    .whereNull('deleted_at')
    .select<{ id: string }[]>('id');
  return new Set(found.map(({ id }) => id));
}

/** Addresses that a contact of this customer may be limited to, by its caller. */
export async function addressesFor(
  db: Db,
  caller: PersonCaller,
  customerId: string,
  asked: Filter & { limit: number; cursor?: string },
) {
  const ceiling = await ceilingOf(db, caller, today(caller.tenant.timeZone));
  const reach = await reachOfAddresses(db, caller, customerId, ceiling);
  return addressRecords.page(db, reach, asked, (row) => row);
}
