import { z } from 'zod';
import { actorKinds, auditAreas, auditEvents } from './audit-events.ts';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import {
  cursor,
  givenDate,
  identifier,
  instant,
  line,
  locale,
  page,
  pageSize,
} from './primitives.ts';

/** What was changed, by field; `null` where there was or is nothing. */
export const AuditChange = z.object({ field: z.string(), before: z.json(), after: z.json() });
export type AuditChange = z.output<typeof AuditChange>;

/** Where something was done from: browser and system as people call them, the network without its last part. */
export const AuditOrigin = z.object({
  browser: z.string().nullable(),
  system: z.string().nullable(),
  network: z.string().nullable(),
});

/** Something that was done. */
export const AuditRow = z.object({
  id: z.string(),
  at: instant,
  /** Name of an audit event. */
  event: z.string(),
  /** Who did it. `name` null: the person is gone, or nobody in person. */
  by: z.object({ kind: z.enum(actorKinds), name: z.string().nullable() }),
  /** On whose behalf, where somebody acted for another; null where for itself. */
  behalf: z.string().nullable(),
  /** Whom it is about; null where it is about no customer, or about many. */
  customer: z.object({ number: z.string(), name: z.string() }).nullable(),
  /** What it was done to: an id, a number or a mailbox, and a name where there is one. */
  record: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  ...AuditOrigin.shape,
});
export type AuditRow = z.output<typeof AuditRow>;

export const AuditEntry = AuditRow.extend({
  changes: z.array(AuditChange),
  /** Id of the request, as the log of the server has it. */
  requestId: z.string().nullable(),
});
export type AuditEntry = z.output<typeof AuditEntry>;

const filter = {
  /** Any part of the name, or a user name, of whoever did it; or the name of a key. */
  who: line(limits.search).optional(),
  /** `contact` leaves staff, machines and strangers out: what was done and seen by customers. */
  kind: z.enum(actorKinds).optional(),
  /** An event, or all of what it is about: `account` stands for every `account.…`. */
  what: z.enum([...auditAreas, ...auditEvents]).optional(),
  /** What it was done to, exactly. */
  record: line(limits.name).optional(),
  /** Number of the customer it is about. */
  customer: identifier.optional(),
  /** First and last day at the company, both included. */
  from: givenDate.optional(),
  to: givenDate.optional(),
};

export const audit = defineEndpoints({
  'GET /audit': {
    permission: 'audit.view',
    summary:
      'What was done, the newest first. Who looks after some customers sees what is about those alone.',
    query: z.strictObject({ ...filter, limit: pageSize, cursor: cursor.optional() }),
    response: page(AuditRow),
    errors: [],
    look: 'query',
  },
  'GET /audit/:id': {
    permission: 'audit.view',
    summary: 'One thing that was done, with what it changed.',
    params: z.strictObject({ id: z.string().regex(/^[1-9]\d{0,17}$/) }),
    response: AuditEntry,
    errors: ['not_found'],
    look: 'answer',
  },
  'GET /exports/audit': {
    permission: 'audit.view',
    summary: 'The filtered list as a CSV file, in the words of a language.',
    query: z.strictObject({ ...filter, locale }),
    response: { file: 'text/csv' },
    errors: [],
    cost: 'export',
    audit: 'audit.exported',
    look: 'query',
  },
});
