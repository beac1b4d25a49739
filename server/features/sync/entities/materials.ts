import { identifierKey, indexWords } from '#contract/identifiers';
import type { SyncRecord } from '#contract/sync';
import {
  boolean,
  entity,
  identifier,
  integer,
  json,
  lines,
  numeric,
  text,
} from '../sync.columns.ts';

type Material = SyncRecord<'materials'>;

/** What a material is found by: its number as sent and without zeros, and the words of its descriptions. */
function wordsOf({ number, descriptions }: Material): { numberKey: string; word: string }[] {
  const numberKey = identifierKey(number);
  const texts = [number, numberKey, ...Object.values(descriptions)];
  return [...new Set(texts.flatMap(indexWords))].map((word) => ({ numberKey, word }));
}

export const materials = entity<Material>('materials', {
  conflict: ['number_key'],
  identifiers: [identifier('number', (r) => r.number)],
  columns: {
    descriptions: json((r) => r.descriptions),
    unit: text((r) => r.unit),
    material_group: text((r) => r.group),
    active: boolean((r) => r.active),
    orderable: boolean((r) => r.orderable),
    min_quantity: numeric((r) => r.minQuantity),
    multiple: numeric((r) => r.multiple),
    max_quantity: numeric((r) => r.maxQuantity),
    successor_key: text((r) => r.successor && identifierKey(r.successor)),
    units: json((r) => r.units),
    lead_days: integer((r) => r.leadDays),
  },
  lines: [
    lines(wordsOf, {
      table: 'material_words',
      parent: 'material_id',
      path: 'descriptions',
      columns: { number_key: text(({ numberKey }) => numberKey), word: text(({ word }) => word) },
    }),
  ],
});
