import { identifierKey, searchWords } from '#contract/identifiers';
import type { SyncEntity } from '#contract/permissions';
import type { SyncRecord } from '#contract/sync';
import { orderStatuses } from '#contract/order-words';
import { byKeys, keyRows } from '../../db/keys.ts';
import type { Db } from '../../db/scope.ts';
import { documentEntities } from './sync.documents.ts';
import { ledgerEntities } from './sync.ledger.ts';
import { materialEntities } from './sync.materials.ts';
import { priceEntities } from './sync.prices.ts';
import type { Entity } from './sync.entity.ts';
import { replaceLinks } from './sync.links.ts';

const companies: Entity<SyncRecord<'companies'>> = {
  table: 'companies',
  conflict: ['code_key'],
  columns: {
    code: 'text',
    code_key: 'text',
    legal_name: 'text',
    tax_id: 'text',
    country: 'text',
    currency: 'text',
    time_zone: 'text',
  },
  references: () => [],
  row: (r) => ({
    code: r.code,
    code_key: identifierKey(r.code),
    legal_name: r.legalName,
    tax_id: r.taxId,
    country: r.country,
    currency: r.currency,
    time_zone: r.timeZone,
  }),
};

const executives: Entity<SyncRecord<'executives'>> = {
  table: 'executives',
  conflict: ['code_key'],
  columns: {
    code: 'text',
    code_key: 'text',
    name: 'text',
    role: 'text',
    phone: 'text',
    email: 'text',
    active: 'boolean',
  },
  references: () => [],
  row: (r) => ({
    code: r.code,
    code_key: identifierKey(r.code),
    name: r.name,
    role: r.role,
    phone: r.phone,
    email: r.email,
    active: r.active,
  }),
};

const parentKey = ({ number, parent }: SyncRecord<'customers'>): string | null =>
  parent !== null && identifierKey(parent) !== identifierKey(number) ? identifierKey(parent) : null;

const customers: Entity<SyncRecord<'customers'>> = {
  table: 'customers',
  conflict: ['number_key'],
  columns: {
    number: 'text',
    number_key: 'text',
    name: 'text',
    tax_id: 'text',
    phone: 'text',
    email: 'text',
    customer_group: 'text',
    parent_key: 'text',
    executive_key: 'text',
    locale: 'text',
    search_text: 'text',
  },
  references: (r) =>
    r.companies.map((link, i) => ({
      kind: 'company',
      key: [identifierKey(link.company)],
      path: `companies.${i}.company`,
    })),
  row: (r) => ({
    number: r.number,
    number_key: identifierKey(r.number),
    name: r.name,
    tax_id: r.taxId,
    phone: r.phone,
    email: r.email,
    customer_group: r.group,
    // Some ERPs write a customer's own number where it belongs to nobody.
    parent_key: parentKey(r),
    executive_key: r.executive && identifierKey(r.executive),
    locale: r.locale,
    search_text: searchWords(`${r.name} ${r.number} ${identifierKey(r.number)}`)
      .map((word) => ` ${word}`)
      .join(''),
  }),
  children: replaceLinks,
};

const addresses: Entity<SyncRecord<'addresses'>> = {
  table: 'addresses',
  conflict: ['customer_id', 'code_key'],
  columns: {
    customer_id: 'uuid',
    code: 'text',
    code_key: 'text',
    name: 'text',
    street: 'text',
    postal_code: 'text',
    city: 'text',
    district: 'text',
    state: 'text',
    country: 'text',
  },
  references: (r) => [{ kind: 'customer', key: [identifierKey(r.customer)], path: 'customer' }],
  row: (r, resolve) => ({
    customer_id: resolve('customer', identifierKey(r.customer)),
    code: r.code,
    code_key: identifierKey(r.code),
    name: r.name,
    street: r.street,
    postal_code: r.postalCode,
    city: r.city,
    district: r.district,
    state: r.state,
    country: r.country,
  }),
};

const contacts: Entity<SyncRecord<'contacts'>> = {
  table: 'contacts',
  conflict: ['external_key'],
  columns: {
    external_id: 'text',
    external_key: 'text',
    customer_id: 'uuid',
    name: 'text',
    email: 'text',
    phone: 'text',
    role: 'text',
    erp_active: 'boolean',
  },
  references: (r) => [{ kind: 'customer', key: [identifierKey(r.customer)], path: 'customer' }],
  row: (r, resolve) => ({
    external_id: r.id,
    external_key: identifierKey(r.id),
    customer_id: resolve('customer', identifierKey(r.customer)),
    name: r.name,
    email: r.email,
    phone: r.phone,
    role: r.role,
    erp_active: r.active,
  }),
};

const statusMap: Entity<SyncRecord<'status-map'>> = {
  table: 'status_map',
  conflict: ['entity', 'code_key'],
  columns: { entity: 'text', code: 'text', code_key: 'text', status: 'text' },
  holds: ['orders'],
  references: () => [],
  row: (r) => ({
    entity: r.entity,
    code: r.code,
    code_key: identifierKey(r.code),
    status: r.status,
  }),
  after: (db, records) =>
    translate(
      db,
      records.map((r) => ({ entity: r.entity, code: identifierKey(r.code), status: r.status })),
    ),
  // A code that is a status of ours means this again.
  gone: (db, keys) =>
    translate(
      db,
      keys.flatMap(([entity = '', code = '']) => {
        const status = orderStatuses.find((word) => word.toUpperCase() === code);
        return status ? [{ entity: entity.toLowerCase(), code, status }] : [];
      }),
    ),
};

/** What a code means has changed for the documents that carry it, too. */
async function translate(
  db: Db,
  changes: { entity: string; code: string; status: string }[],
): Promise<void> {
  for (const [table, entity] of [
    ['orders', 'order'],
    ['order_items', 'item'],
  ] as const) {
    const here = changes.filter((change) => change.entity === entity);
    if (here.length === 0) continue;
    await byKeys(
      db,
      [table],
      `update ${table} d set status = k.b from ${keyRows('text', 'text')}
       where d.erp_status_key = k.a and d.status <> k.b`,
      [here.map(({ code }) => code), here.map(({ status }) => status)],
    );
  }
}

const all = {
  companies,
  executives,
  customers,
  addresses,
  contacts,
  ...materialEntities,
  'status-map': statusMap,
  ...priceEntities,
  ...documentEntities,
  ...ledgerEntities,
};

/** The definition of an entity, for records that its schema has parsed. */
export const entityOf = (name: SyncEntity) => all[name] as unknown as Entity;
