import { z } from 'zod';
import { limits } from '../limits.ts';
import * as p from '../primitives.ts';
import { word, mailbox, versioned } from './fields.ts';

export const executives = {
  key: ['code'],
  record: z.strictObject({
    code: p.identifier,
    name: p.line(limits.name),
    role: word,
    phone: word,
    email: mailbox,
    active: z.boolean().default(true),
    ...versioned,
  }),
} as const;
