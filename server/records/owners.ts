import { identifierKey } from '#contract/identifiers';
import type { Db, Query } from '../db/scope.ts';
import { AppError } from '../http/app-error.ts';
import { reaches, type Reach } from '../http/caller.ts';

/** What something belongs to, as it was asked for: an id of a record, or the number of a customer. */
export type OwnerKey<K extends string> = { kind: K; key: string };

/** The same as it was found. */
export type Owner<K extends string> = OwnerKey<K> & {
  customerId: string;
  customerNumber: string;
  customerName: string;
  companyId: string | null;
  contactId: string | null;
  addressId?: string | null;
  number: string;
};

/**
 * A kind of record that has something: its table, the column that points at it, and who of the customer it is of, as
 * SQL over the record `x` in which `?` stands for the contact that asks, if one of that scope does.
 */
export type OwnerPlan = {
  table: string;
  column: string;
  contact: string | null;
  /** The column of the record that says where it goes, where it has one. */
  address?: string;
};

/**
 * What belongs to a customer and to at most one record of it: of which kinds.
 * @param plans every kind of record besides the customer itself
 */
export function createOwners<K extends string>(plans: Record<Exclude<K, 'customer'>, OwnerPlan>) {
  const entries = Object.entries<OwnerPlan>(plans);
  const planOf = (kind: K): OwnerPlan | undefined => (plans as Record<string, OwnerPlan>)[kind];

  /** @param text as the contract has it, `order:<id>` */
  const readOwner = (text: string): OwnerKey<K> => {
    const at = text.indexOf(':');
    return { kind: text.slice(0, at) as K, key: text.slice(at + 1) };
  };

  /**
   * The record that something is to belong to.
   * @throws AppError `not_found` where it is out of reach
   */
  const findOwner = async (db: Db, reach: Reach, asked: OwnerKey<K>): Promise<Owner<K>> => {
    type Found = Omit<Owner<K>, keyof OwnerKey<K>>;
    const plan = planOf(asked.kind);
    const customer = { customerId: 'k.id', customerNumber: 'k.number', customerName: 'k.name' };
    const found = plan
      ? await db(`${plan.table} as x`)
          .join('customers as k', (on) =>
            on.on('k.tenant_id', 'x.tenant_id').on('k.id', 'x.customer_id'),
          )
          .where('x.id', asked.key)
          .whereNull('x.deleted_at')
          .first<Found | undefined>(
            {
              ...customer,
              companyId: 'x.company_id',
              number: 'x.number',
              ...(plan.address && { addressId: `x.${plan.address}` }),
            },
            db.raw(
              `${plan.contact ?? 'null::uuid'} as "contactId"`,
              (plan.contact?.match(/\?/g) ?? []).map(() => reach.contactId ?? null) as never,
            ),
          )
      : await db('customers as k')
          .where('k.number_key', identifierKey(asked.key))
          .whereNull('k.deleted_at')
          .first<Found | undefined>(
            { ...customer, number: 'k.number' },
            // Of the customer itself is every contact's.
            db.raw(`null::uuid as "companyId", ?::uuid as "contactId"`, [reach.contactId ?? null]),
          );
    const orderAddressId = plan?.address ? found?.addressId : undefined;
    if (!found || !reaches(reach, { ...found, orderAddressId })) throw new AppError('not_found');
    return { ...asked, ...found };
  };

  return {
    readOwner,
    findOwner,

    /** Which record something is of, for a statement that has it as `alias`: SQL of the kind, the id and the number. */
    ownerSql: (alias: string) => ({
      kind: `case ${entries
        .map(([kind, { column }]) => `when ${alias}.${column} is not null then '${kind}'`)
        .join(' ')} else 'customer' end`,
      id: `coalesce(${entries.map(([, { column }]) => `${alias}.${column}`).join(', ')})`,
      number: `coalesce(${entries
        .map(
          ([, { table, column }]) =>
            `(select x.number from ${table} x where x.tenant_id = ${alias}.tenant_id and x.id = ${alias}.${column})`,
        )
        .join(', ')})`,
      columns: entries.map(([, { column }]) => `${alias}.${column}`),
    }),

    /** The columns of something that say whose it is. */
    ownerColumns: (owner: Owner<K>): Record<string, string | null> => ({
      customer_id: owner.customerId,
      company_id: owner.companyId,
      ...Object.fromEntries(
        entries.map(([kind, { column }]) => [column, kind === owner.kind ? owner.key : null]),
      ),
    }),

    /**
     * Narrows rows of `alias`, with their customers `k`, to those of one record, or of a customer and no record of it.
     */
    ofOwner: (query: Query, alias: string, { kind, key }: OwnerKey<K>): void => {
      const plan = planOf(kind);
      if (plan) return void query.where(`${alias}.${plan.column}`, key);
      query.where('k.number_key', identifierKey(key));
      for (const [, { column }] of entries) query.whereNull(`${alias}.${column}`);
    },

    /** A record by its number, whoever asks; any of them where several companies have one. */
    ownerOfNumber: async (db: Db, kind: K, number: string): Promise<Owner<K> | undefined> => {
      const everything: Reach = { customerIds: 'all' };
      const plan = planOf(kind);
      if (!plan) return findOwner(db, everything, { kind, key: number });
      const row = await db(plan.table)
        .where({ number_key: identifierKey(number) })
        .whereNull('deleted_at')
        .first<{ id: string } | undefined>('id');
      return row && findOwner(db, everything, { kind, key: row.id });
    },
  };
}
