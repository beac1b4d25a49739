import { identifierKey } from '#contract/identifiers';
import type { DocumentOwner } from '#contract/document-words';
import type { Db, Query } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reaches, type Reach } from '../../http/caller.ts';

/** What a document belongs to, as it was asked for: an id of a record, or the number of a customer. */
export type OwnerKey = { kind: DocumentOwner; key: string };

/** What a document belongs to, as it was found. */
export type Owner = OwnerKey & {
  customerId: string;
  customerNumber: string;
  customerName: string;
  companyId: string | null;
  contactId: string | null;
  number: string;
};

/** A kind of record that has documents: its table, the column of a document that points at it, who asked for it. */
type OwnerPlan = { table: string; column: string; contact: string | null };

/** Every kind of record besides the customer itself. */
export const ownerPlans = {
  order: { table: 'orders', column: 'order_id', contact: 'x.contact_id' },
  invoice: { table: 'invoices', column: 'invoice_id', contact: null },
  shipment: { table: 'shipments', column: 'shipment_id', contact: 'x.contact_id' },
} as const satisfies Record<Exclude<DocumentOwner, 'customer'>, OwnerPlan>;
const plans: Record<string, OwnerPlan> = ownerPlans;
const entries = Object.entries(plans);

/** Which record a document is of, for a statement that has it as `alias`: SQL of the kind, the id and the number. */
export const ownerSql = (alias: string) => ({
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
});

/** @param text as the contract has it, `order:<id>` */
export function readOwner(text: string): OwnerKey {
  const at = text.indexOf(':');
  return { kind: text.slice(0, at) as DocumentOwner, key: text.slice(at + 1) };
}

/** The columns of a document that say whose it is. */
export const ownerColumns = (owner: Owner): Record<string, string | null> => ({
  customer_id: owner.customerId,
  company_id: owner.companyId,
  ...Object.fromEntries(
    entries.map(([kind, { column }]) => [column, kind === owner.kind ? owner.key : null]),
  ),
});

/** Narrows documents `d`, with their customers `k`, to those of one record, or of a customer and no record of it. */
export function ofOwner(query: Query, { kind, key }: OwnerKey): void {
  const plan = plans[kind];
  if (plan) return void query.where(`d.${plan.column}`, key);
  query.where('k.number_key', identifierKey(key));
  for (const [, { column }] of entries) query.whereNull(`d.${column}`);
}

/**
 * The record that a document is to belong to.
 * @throws AppError `not_found` where it is out of reach
 */
export async function findOwner(db: Db, reach: Reach, asked: OwnerKey): Promise<Owner> {
  const plan = plans[asked.kind];
  const customer = {
    customerId: 'k.id',
    customerNumber: 'k.number',
    customerName: 'k.name',
  };
  const found = plan
    ? await db(`${plan.table} as x`)
        .join('customers as k', (on) =>
          on.on('k.tenant_id', 'x.tenant_id').on('k.id', 'x.customer_id'),
        )
        .where('x.id', asked.key)
        .whereNull('x.deleted_at')
        .first<Omit<Owner, keyof OwnerKey> | undefined>(
          { ...customer, companyId: 'x.company_id', number: 'x.number' },
          db.raw(`${plan.contact ?? 'null::uuid'} as "contactId"`),
        )
    : await db('customers as k')
        .where('k.number_key', identifierKey(asked.key))
        .whereNull('k.deleted_at')
        .first<Omit<Owner, keyof OwnerKey> | undefined>(
          { ...customer, number: 'k.number' },
          // Of the customer itself is every contact's.
          db.raw(`null::uuid as "companyId", ?::uuid as "contactId"`, [reach.contactId ?? null]),
        );
  if (!found || !reaches(reach, found)) throw new AppError('not_found');
  return { ...asked, ...found };
}

/** The same by its number, whoever asks; any of them where several companies have one. */
export async function ownerOfNumber(
  db: Db,
  kind: DocumentOwner,
  number: string,
): Promise<Owner | undefined> {
  const everything: Reach = { customerIds: 'all' };
  const plan = plans[kind];
  if (!plan) return findOwner(db, everything, { kind, key: number });
  const row = await db(plan.table)
    .where({ number_key: identifierKey(number) })
    .whereNull('deleted_at')
    .first<{ id: string } | undefined>('id');
  return row && findOwner(db, everything, { kind, key: row.id });
}
