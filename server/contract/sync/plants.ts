import { z } from 'zod';
import { limits } from '../limits.ts';
import * as p from '../primitives.ts';
import { optional, word, versioned } from './fields.ts';

/** A state or a town: its code, and its name where it has one. */
const place = z.strictObject({ code: p.identifier, name: word });

export const plants = {
  key: ['code'],
  record: z.strictObject({
    code: p.identifier,
    name: p.line(limits.name),
    /** As results name it, where room is short: `Gdl`. */
    shortName: word,
    state: optional(place),
    locality: optional(place),
    ...versioned,
  }),
} as const;
