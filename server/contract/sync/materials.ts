import { z } from 'zod';
import * as p from '../primitives.ts';
import { word, versioned } from './fields.ts';

export const materials = {
  key: ['number'],
  record: z.strictObject({
    number: p.identifier,
    descriptions: p.localised,
    unit: p.identifier,
    group: word,
    active: z.boolean().default(true),
    ...versioned,
  }),
} as const;
