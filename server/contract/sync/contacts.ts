import { z } from 'zod';
import { limits } from '../limits.ts';
import * as p from '../primitives.ts';
import { word, mailbox, versioned } from './fields.ts';

export const contacts = {
  key: ['id'],
  record: z.strictObject({
    id: p.identifier,
    customer: p.identifier,
    name: p.line(limits.name),
    email: mailbox,
    phone: word,
    role: word,
    active: z.boolean().default(true),
    ...versioned,
  }),
} as const;
