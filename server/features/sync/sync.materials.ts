import { identifierKey, indexWords } from '#contract/identifiers';
import type { SyncRecord } from '#contract/sync';
import type { Entity } from './sync.entity.ts';
import { replaceRows } from './sync.rows.ts';

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
  return [...new Set(texts.flatMap(indexWords))];
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
  newest: 'read_at',
  // From here on it is not what the ERP said when it was asked.
  resets: { live_at: 'null' },
  references: (r) => [
    { kind: 'material', key: [identifierKey(r.material)], path: 'material' },
    { kind: 'plant', key: [identifierKey(r.plant)], path: 'plant' },
  ],
  row: (r, resolve) => ({
    material_id: resolve('material', identifierKey(r.material)),
    plant_id: resolve('plant', identifierKey(r.plant)),
    quantity: r.quantity,
    unit: r.unit,
    read_at: r.readAt,
  }),
};

/** Materials, and where they lie. */
export const materialEntities = { materials, plants, 'stock-readings': stockReadings };
