import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { orderStatuses } from './order-words.ts';
import { syncEntities } from './permissions.ts';
import { identifier, instant, locale, ruled } from './primitives.ts';
import { intakeStates, keptRejections, mostCounted, statusKinds } from './settings-words.ts';
import { shipmentStatuses } from './shipment-words.ts';
import { statusesOf } from './sync/status-map.ts';

const manage = { permission: 'settings.manage' } as const;
const entity = z.enum(syncEntities);

/** What came of one entity of the ERP. */
export const Intake = z.object({
  entity,
  state: z.enum(intakeStates),
  /** When the last batch came. */
  lastAt: instant.nullable(),
  /** Records of the last 24 hours, and those of them that were refused. */
  records: z.number().int(),
  rejected: z.number().int(),
  /** Seconds since the last batch, and between two of them as a rule: the median of the last 14 days. */
  lagSeconds: z.number().int().nullable(),
  usualSeconds: z.number().int().nullable(),
});
export type Intake = z.output<typeof Intake>;

/**
 * A record that was refused: nothing of it but its key, and where which rule was broken, with the bounds of the rule.
 */
export const Rejection = z.object({
  at: instant,
  key: z.string().nullable(),
  errors: z.array(
    z.object({ path: z.string(), rule: z.string(), bounds: z.record(z.string(), z.number()) }),
  ),
});
export type Rejection = z.output<typeof Rejection>;

/** What a status code of the ERP means here. */
const status = z.enum([...orderStatuses, ...shipmentStatuses]);

export const StatusCode = z.object({
  kind: z.enum(statusKinds),
  code: z.string(),
  /** Null where it means nothing yet. */
  status: status.nullable(),
  /** Orders that carry it, counted up to a bound; null for those of items, which are not counted. */
  orders: z.object({ count: z.number().int(), more: z.boolean() }).nullable(),
  /** Of a code without a meaning: when records with it were refused, first and last, and how many. */
  refused: z.object({ firstAt: instant, lastAt: instant, times: z.number().int() }).nullable(),
});
export type StatusCode = z.output<typeof StatusCode>;
/** Codes without a meaning first. */
const StatusCodes = z.object({ items: z.array(StatusCode) });

const asked = z.strictObject({ entity });
const code = { kind: z.enum(statusKinds), code: identifier };
/** What the editor saw: `record_changed` where it means something else meanwhile. */
const was = status.nullable();

export const erpData = defineEndpoints({
  'GET /settings/erp': {
    ...manage,
    summary: 'What came of each entity of the ERP, and whether that is as usual.',
    response: z.object({ items: z.array(Intake) }),
    errors: [],
  },
  'GET /settings/erp/rejections': {
    ...manage,
    summary: `The last ${keptRejections} refused records of an entity, the newest first.`,
    query: asked,
    response: z.object({ items: z.array(Rejection) }),
    errors: [],
  },
  'GET /exports/rejections/csv': {
    ...manage,
    summary: 'The same as a CSV file, in the words of a language.',
    query: asked.extend({ locale }),
    response: { file: 'text/csv' },
    errors: [],
    cost: 'export',
    audit: 'sync.rejections_downloaded',
  },
  'GET /exports/rejections/xlsx': {
    ...manage,
    summary: 'The same as an Excel file.',
    query: asked.extend({ locale }),
    response: { file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
    errors: [],
    cost: 'export',
    audit: 'sync.rejections_downloaded',
  },
  'GET /settings/statuses': {
    ...manage,
    summary: `The status codes of the ERP, those without a meaning first; orders are counted up to ${mostCounted}.`,
    response: StatusCodes,
    errors: [],
  },
  'PUT /settings/statuses': {
    ...manage,
    summary: 'Says what a status code means, also for the orders that carry it already.',
    body: ruled(
      z.strictObject({ ...code, status, was }),
      ({ kind, status: one }) => (statusesOf[kind] as readonly string[]).includes(one),
      { error: 'not_allowed', path: ['status'] },
    ),
    response: StatusCodes,
    errors: ['record_changed'],
    audit: 'status_code.saved',
  },
  'POST /settings/status-removals': {
    ...manage,
    summary:
      'Takes the meaning of a status code away: records with it are refused, and orders that carry it stay.',
    body: z.strictObject({ ...code, was: status }),
    response: StatusCodes,
    errors: ['not_found', 'record_changed'],
    audit: 'status_code.removed',
  },
});
