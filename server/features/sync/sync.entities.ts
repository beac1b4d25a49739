import { compositeKey, identifierKey, searchWords } from '#contract/identifiers';
import type { SyncEntity } from '#contract/permissions';
import type { SyncRecord } from '#contract/sync';
import type { Db } from '../../db/scope.ts';
import { documentEntities } from './sync.documents.ts';
import { ledgerEntities } from './sync.ledger.ts';
import { priceEntities } from './sync.prices.ts';
import type { Reference, Resolver } from './sync.references.ts';
import { replaceRows, type Columns, type Row } from './sync.rows.ts';

/** The id each record was written under, and the ids of those that were there before. */
export type Parents<R> = { idOf(record: R): string; known: string[] };

/** How the records of one entity become rows. */
export type Entity<R = SyncRecord> = {
  table: string;
  columns: Columns;
  /** Columns of the natural key, besides the tenant. */
  conflict: string[];
  references(record: R): Reference[];
  row(record: R, resolve: Resolver): Row;
  /** Rows that hang on it. */
  children?(db: Db, records: R[], parents: Parents<R>, resolve: Resolver): Promise<void>;
  /** What else changes once the rows are written. */
  after?(db: Db, records: R[]): Promise<void>;
};

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
      key: identifierKey(link.company),
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
    parent_key: r.parent && identifierKey(r.parent),
    executive_key: r.executive && identifierKey(r.executive),
    locale: r.locale,
    search_text: searchWords(`${r.name} ${r.number} ${identifierKey(r.number)}`)
      .map((word) => ` ${word}`)
      .join(''),
  }),
  children: (db, records, parents, resolve) =>
    replaceRows(
      db,
      'customer_companies',
      {
        customer_id: 'uuid',
        company_id: 'uuid',
        credit_limit: 'numeric',
        currency: 'text',
        payment_terms: 'text',
        credit_blocked: 'boolean',
      },
      'customer_id',
      parents,
      records.flatMap((r) =>
        r.companies.map((link) => ({
          customer_id: parents.idOf(r),
          company_id: resolve('company', identifierKey(link.company)),
          credit_limit: link.creditLimit,
          currency: link.currency,
          payment_terms: link.paymentTerms,
          credit_blocked: link.creditBlocked,
        })),
      ),
    ),
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
  references: (r) => [{ kind: 'customer', key: identifierKey(r.customer), path: 'customer' }],
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
    active: 'boolean',
  },
  references: (r) => [{ kind: 'customer', key: identifierKey(r.customer), path: 'customer' }],
  row: (r, resolve) => ({
    external_id: r.id,
    external_key: identifierKey(r.id),
    customer_id: resolve('customer', identifierKey(r.customer)),
    name: r.name,
    email: r.email,
    phone: r.phone,
    role: r.role,
    active: r.active,
  }),
};

const materials: Entity<SyncRecord<'materials'>> = {
  table: 'materials',
  conflict: ['number_key'],
  columns: {
    number: 'text',
    number_key: 'text',
    descriptions: 'jsonb',
    unit: 'text',
    material_group: 'text',
    active: 'boolean',
  },
  references: () => [],
  row: (r) => ({
    number: r.number,
    number_key: identifierKey(r.number),
    descriptions: r.descriptions,
    unit: r.unit,
    material_group: r.group,
    active: r.active,
  }),
  children: (db, records, parents) =>
    replaceRows(
      db,
      'material_words',
      { material_id: 'uuid', number_key: 'text', word: 'text' },
      'material_id',
      parents,
      records.flatMap((r) =>
        wordsOf(r).map((word) => ({
          material_id: parents.idOf(r),
          number_key: identifierKey(r.number),
          word,
        })),
      ),
    ),
};

/** What a material is found by: its number as sent and without zeros, and the words of its descriptions. */
function wordsOf({ number, descriptions }: SyncRecord<'materials'>): string[] {
  const texts = [number, identifierKey(number), ...Object.values(descriptions)];
  return [...new Set(texts.flatMap(searchWords))];
}

const plants: Entity<SyncRecord<'plants'>> = {
  table: 'plants',
  conflict: ['code_key'],
  columns: {
    code: 'text',
    code_key: 'text',
    name: 'text',
    short_name: 'text',
    state_code: 'text',
    state_key: 'text',
    state_name: 'text',
    locality_code: 'text',
    locality_key: 'text',
    locality_name: 'text',
  },
  references: () => [],
  row: (r) => ({
    code: r.code,
    code_key: identifierKey(r.code),
    name: r.name,
    short_name: r.shortName,
    state_code: r.state?.code,
    state_key: r.state && identifierKey(r.state.code),
    state_name: r.state?.name,
    locality_code: r.locality?.code,
    locality_key: r.locality && identifierKey(r.locality.code),
    locality_name: r.locality?.name,
  }),
};

const stockReadings: Entity<SyncRecord<'stock-readings'>> = {
  table: 'stock_readings',
  conflict: ['material_id', 'plant_id'],
  columns: {
    material_id: 'uuid',
    plant_id: 'uuid',
    quantity: 'numeric',
    unit: 'text',
    read_at: 'timestamptz',
  },
  references: (r) => [
    { kind: 'material', key: identifierKey(r.material), path: 'material' },
    { kind: 'plant', key: identifierKey(r.plant), path: 'plant' },
  ],
  row: (r, resolve) => ({
    material_id: resolve('material', identifierKey(r.material)),
    plant_id: resolve('plant', identifierKey(r.plant)),
    quantity: r.quantity,
    unit: r.unit,
    read_at: r.readAt,
  }),
};

const statusMap: Entity<SyncRecord<'status-map'>> = {
  table: 'status_map',
  conflict: ['entity', 'code_key'],
  columns: { entity: 'text', code: 'text', code_key: 'text', status: 'text' },
  references: () => [],
  row: (r) => ({
    entity: r.entity,
    code: r.code,
    code_key: identifierKey(r.code),
    status: r.status,
  }),
  // What a code means has changed for the documents that carry it, too.
  after: async (db, records) => {
    for (const [table, entity] of [
      ['orders', 'order'],
      ['order_items', 'item'],
    ] as const) {
      const codes = records.filter((r) => r.entity === entity).map((r) => identifierKey(r.code));
      if (codes.length === 0) continue;
      await db.raw(
        `update ${table} d set status = m.status from status_map m
         where m.entity = ? and m.deleted_at is null and d.erp_status_key = m.code_key and d.status <> m.status
           and m.code_key in (select jsonb_array_elements_text(?::jsonb))`,
        [entity, JSON.stringify(codes)],
      );
    }
  },
};

const all = {
  companies,
  executives,
  customers,
  addresses,
  contacts,
  materials,
  plants,
  'stock-readings': stockReadings,
  'status-map': statusMap,
  ...priceEntities,
  ...documentEntities,
  ...ledgerEntities,
};

/** The definition of an entity, for records that its schema has parsed. */
export const entityOf = (name: SyncEntity) => all[name] as unknown as Entity;

/** The look-up key of a record, as `sync_records` and the tables' natural keys hold it. */
export function keyOf(fields: readonly string[], record: Record<string, unknown>): string {
  return compositeKey(...fields.map((field) => String(record[field])));
}
