import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { erpLeaseSeconds, erpResults, erpTaskKinds, erpTaskStates } from './erp-desk-words.ts';
import { limits } from './limits.ts';
import { identifier, instant, line, localised, ruled, uuid } from './primitives.ts';

const kinds = ruled(
  z.string().max(limits.text),
  (text) => text.split(',').every((kind) => (erpTaskKinds as readonly string[]).includes(kind)),
  { error: 'not_allowed' },
).transform((text) => text.split(','));

/** A task as the ERP fetches it. */
export const ErpTask = z.object({
  /** By which it tells a task that is handed out again from a new one. */
  id: uuid,
  /** Grows with each task. */
  number: z.string(),
  kind: z.enum(erpTaskKinds),
  customer: z.string(),
  createdAt: instant,
  /** Until then nobody else is handed it. */
  leaseUntil: instant,
  /** Times it was handed out, this one included. */
  attempts: z.number().int(),
  /** What is asked for; its shape goes by the kind. Its `reference` is the id of the task. */
  payload: z.record(z.string(), z.unknown()),
});
export type ErpTask = z.output<typeof ErpTask>;

export const ErpAnswer = z.strictObject({
  result: z.enum(erpResults),
  /** The ERP's own number of what it made of it. */
  number: identifier.optional(),
  /** A code of the ERP for why not. */
  code: line(limits.identifier).optional(),
  /** Why not, for the person who waits. */
  text: localised.optional(),
});
export type ErpAnswer = z.output<typeof ErpAnswer>;

export const erpDesk = defineEndpoints({
  'GET /erp-tasks': {
    permission: 'erp.tasks',
    summary: `What the portal wants of the ERP, the oldest first. Each task is whoever's fetches it for ${erpLeaseSeconds} seconds; unanswered, it is handed out again.`,
    query: z.strictObject({
      /** Kinds, parted by commas; all unless given. */
      kinds: kinds.optional(),
      limit: z
        .string()
        .regex(/^([1-9]|[1-9]\d|100)$/, { error: 'format' })
        .default('25')
        .transform(Number),
    }),
    response: z.object({ items: z.array(ErpTask) }),
    errors: [],
  },
  'POST /erp-tasks/:id/answer': {
    permission: 'erp.tasks',
    summary: 'What became of a task. The same answer again is answered alike, another one refused.',
    params: z.strictObject({ id: uuid }),
    body: ErpAnswer,
    response: z.object({ id: uuid, state: z.enum(erpTaskStates) }),
    errors: ['not_found', 'task_answered', 'task_cancelled'],
    audit: 'erp_task.answered',
  },
});
