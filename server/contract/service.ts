import { z } from 'zod';
import { allowanceKinds } from './contract-words.ts';
import { departmentKey, DepartmentName } from './departments.ts';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { messageLimits } from './message-words.ts';
import {
  cursor,
  identifier,
  instant,
  line,
  localised,
  localisedOut,
  page,
  pageSize,
  ruled,
  text,
  uuid,
} from './primitives.ts';
import {
  categoryIcons,
  fieldKinds,
  promiseKinds,
  requestActions,
  requestEvents,
  requestFilters,
  requestPriorities,
  requestRecords,
  requestStatuses,
  serviceLimits,
} from './service-words.ts';

const code = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9_]*$/, { error: 'format' });
const isUnique = (values: readonly unknown[]) => new Set(values).size === values.length;
const named = ruled(localised, (labels) => Object.values(labels).some(Boolean), {
  error: 'required',
});

/** What a category asks for besides subject and text. */
export const CategoryField = z.object({
  key: z.string(),
  kind: z.enum(fieldKinds),
  labels: localisedOut,
  required: z.boolean(),
  /** Of a choice. */
  options: z.array(z.object({ value: z.string(), labels: localisedOut })),
});
export type CategoryField = z.output<typeof CategoryField>;

const option = z.strictObject({ value: code, labels: named });
const field = ruled(
  z.strictObject({
    key: code,
    kind: z.enum(fieldKinds),
    labels: named,
    required: z.boolean().default(false),
    options: ruled(
      z.array(option).max(serviceLimits.options),
      (options: { value: string }[]) => isUnique(options.map(({ value }) => value)),
      { error: 'duplicate' },
    ).default([]),
  }),
  ({ kind, options }) => (kind === 'select') === options.length > 0,
  { error: 'required', path: ['options'] },
);

const minutes = z.number().int().min(1).max(100_000).nullable();
/** Working minutes that are promised; null: nothing is. */
const targets = z.partialRecord(
  z.enum(requestPriorities),
  z.strictObject({ response: minutes, resolution: minutes }),
);

export const ServiceCategory = z.object({
  code: z.string(),
  labels: localisedOut,
  icon: z.enum(categoryIcons),
  fields: z.array(CategoryField),
  version: z.number().int(),
  visible: z.boolean(),
  /** For staff; of customers' answers missing. */
  rules: z
    .object({
      priority: z.enum(requestPriorities),
      targets: z.partialRecord(
        z.enum(requestPriorities),
        z.object({
          response: z.number().int().nullable(),
          resolution: z.number().int().nullable(),
        }),
      ),
      /** Key of the one that answers. */
      department: z.string().nullable(),
      /** The ERP owns what is asked for here. */
      erp: z.boolean(),
    })
    .nullable(),
});
export type ServiceCategory = z.output<typeof ServiceCategory>;

export const ServiceCategories = z.object({
  items: z.array(ServiceCategory),
  /** Days off of the next two weeks. */
  holidays: z.array(z.object({ day: z.string(), name: z.string() })),
});
export type ServiceCategories = z.output<typeof ServiceCategories>;

/** What is promised in words: by when, and whether that time has run out. */
export const Promised = z.object({
  kind: z.enum(promiseKinds),
  /** Null while nothing is due. */
  dueAt: instant.nullable(),
  late: z.boolean(),
  /** Who looks after the customer, to be named where it is late. */
  by: z.string().nullable(),
});

export const ServiceRequest = z.object({
  id: uuid,
  version: z.number().int(),
  number: z.string(),
  subject: z.string(),
  status: z.enum(requestStatuses),
  category: z.object({ code: z.string(), labels: localisedOut, icon: z.enum(categoryIcons) }),
  customer: z.object({ number: z.string(), name: z.string() }),
  /** Whose it is of the customer. */
  contact: z.string().nullable(),
  /** What it is about. */
  record: z.object({ kind: z.enum(requestRecords), id: uuid, number: z.string() }).nullable(),
  openedAt: instant,
  /** When something was last said or done, and by which side. */
  last: z.object({ at: instant, side: z.enum(['customer', 'company']) }),
  unread: z.boolean(),
  promise: Promised,
  /** Until when it may be reopened; null where it may not. */
  reopenUntil: instant.nullable(),
  /** For staff; of customers' answers null. */
  desk: z
    .object({
      priority: z.enum(requestPriorities),
      assigned: z.object({ id: uuid, name: z.string() }).nullable(),
      department: DepartmentName.nullable(),
      /** Working minutes that have gone by, of those that were promised. */
      elapsed: z.number().int(),
      target: z.number().int().nullable(),
    })
    .nullable(),
});
export type ServiceRequest = z.output<typeof ServiceRequest>;

const Linked = z.object({ id: uuid, number: z.string() });
export const ServiceRequestDetail = ServiceRequest.extend({
  /** As they were asked for when it was made. */
  fields: z.array(
    z.object({
      key: z.string(),
      kind: z.enum(fieldKinds),
      labels: localisedOut,
      value: z.string(),
      /** Of a choice: what was chosen, in words. */
      shown: localisedOut.nullable(),
    }),
  ),
  /** Its conversation, for whoever may read conversations. */
  thread: uuid.nullable(),
  predecessor: Linked.nullable(),
  successors: z.array(Linked),
  /** The contract in force that covers what it is about, by its serial number; for whoever may see contracts. */
  covered: z
    .object({
      id: uuid,
      number: z.string(),
      title: z.string(),
      allowance: z
        .object({ kind: z.enum(allowanceKinds), included: z.string(), used: z.string() })
        .nullable(),
    })
    .nullable(),
  /** The ERP's number of it. */
  erpReference: z.string().nullable(),
  rating: z.object({ score: z.number().int(), text: z.string().nullable() }).nullable(),
  events: z.array(
    z.object({
      at: instant,
      kind: z.enum(requestEvents),
      status: z.enum(requestStatuses).nullable(),
      by: z.object({ side: z.enum(['customer', 'company']), name: z.string().nullable() }),
      /** What it became, or whom it was given to. */
      detail: z.string().nullable(),
    }),
  ),
  actions: z.array(z.enum(requestActions)),
});
export type ServiceRequestDetail = z.output<typeof ServiceRequestDetail>;

export const ServiceAnswer = z.object({
  id: uuid,
  title: z.string(),
  /** With the variables {contact}, {number}, {subject} and {person}. */
  texts: localisedOut,
});
export type ServiceAnswer = z.output<typeof ServiceAnswer>;
export const ServiceDesk = z.object({
  people: z.array(z.object({ id: uuid, name: z.string() })),
  answers: z.array(ServiceAnswer),
  reopenDays: z.number().int(),
  /** Those that can answer a category. */
  departments: z.array(DepartmentName),
});
export type ServiceDesk = z.output<typeof ServiceDesk>;

const answerText = z
  .strictObject({
    es: text(messageLimits.text),
    pt: text(messageLimits.text),
    en: text(messageLimits.text),
  })
  .partial();

const record = z
  .string()
  .regex(/^(?:order|invoice|shipment):[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, {
    error: 'thread_owner',
  });
const one = z.strictObject({ id: uuid });
const version = z.number().int().min(1);
const view = { permission: 'service.view', alsoFor: 'service.manage' } as const;
const create = { permission: 'service.create' } as const;
const manage = { permission: 'service.manage' } as const;
const changeErrors = ['not_found', 'record_changed', 'request_state'] as const;

export const service = defineEndpoints({
  'GET /service-categories': {
    permission: 'service.view',
    alsoFor: ['service.create', 'service.manage'],
    summary: 'What can be asked for, with the fields of each category, and the days off ahead.',
    response: ServiceCategories,
    errors: [],
  },
  'PUT /service-categories/:code': {
    ...manage,
    summary:
      'Makes a category or changes it. Requests keep the fields they were made with, whatever becomes of them.',
    params: z.strictObject({ code }),
    body: z.strictObject({
      /** 0 makes it. */
      version: z.number().int().min(0),
      labels: named,
      icon: z.enum(categoryIcons),
      fields: ruled(
        z.array(field).max(serviceLimits.fields),
        (fields: { key: string }[]) => isUnique(fields.map(({ key }) => key)),
        { error: 'duplicate' },
      ),
      visible: z.boolean(),
      priority: z.enum(requestPriorities),
      targets,
      department: departmentKey.nullable(),
      erp: z.boolean(),
    }),
    response: ServiceCategory,
    errors: ['record_changed', 'limit_reached'],
    audit: 'service.category_saved',
  },
  'GET /service-requests': {
    ...view,
    summary: 'Requests that the caller may see, the one something happened to last first.',
    query: z.strictObject({
      status: z.enum(requestFilters).optional(),
      category: code.optional(),
      /** What they are about, `order:<id>`. */
      record: record.optional(),
      /** Words of the subject, or a number. */
      q: line(limits.search).optional(),
      /** Open ones that share words with this. */
      like: line(serviceLimits.subject).optional(),
      customer: identifier.optional(),
      limit: pageSize,
      cursor: cursor.optional(),
    }),
    response: page(ServiceRequest),
    errors: [],
    look: 'answer',
  },
  'POST /service-requests': {
    ...create,
    cost: 'batch',
    summary: 'Asks for something. `after` goes on from a request that is over.',
    body: z.strictObject({
      category: code,
      subject: line(serviceLimits.subject),
      text: ruled(text(messageLimits.text), (value) => value.trim() !== '', { error: 'required' }),
      /** By the keys of the category's fields. */
      fields: z.record(z.string().max(40), line(serviceLimits.value)).default({}),
      record: record.nullable().default(null),
      files: ruled(z.array(uuid).max(messageLimits.files), isUnique, {
        error: 'duplicate',
      }).default([]),
      after: uuid.nullable().default(null),
    }),
    once: true,
    response: z.object({ id: uuid, number: z.string() }),
    status: 201,
    errors: [
      'not_found',
      'category_unknown',
      'limit_reached',
      'message_files_too_large',
      'file_infected',
      'request_state',
    ],
    audit: 'service.requested',
  },
  'GET /service-requests/:id': {
    ...view,
    summary: 'One request: what was told, what is promised, what happened.',
    params: one,
    response: ServiceRequestDetail,
    errors: ['not_found'],
    look: 'answer',
  },
  'POST /service-requests/:id/closure': {
    ...create,
    summary: 'Closes a request; one that nobody has begun with is called off.',
    params: one,
    body: z.strictObject({ version }),
    response: ServiceRequestDetail,
    errors: changeErrors,
    audit: 'service.changed',
  },
  'POST /service-requests/:id/reopening': {
    ...create,
    summary: 'Opens a request again that was solved, within the days the company sets.',
    params: one,
    body: z.strictObject({ version }),
    response: ServiceRequestDetail,
    errors: changeErrors,
    audit: 'service.changed',
  },
  'POST /service-requests/:id/rating': {
    ...create,
    summary: 'Says how well a request was answered that is solved or closed.',
    params: one,
    body: z.strictObject({
      version,
      score: z.number().int().min(1).max(5),
      text: line(limits.text).nullable().default(null),
    }),
    response: ServiceRequestDetail,
    errors: changeErrors,
    audit: 'service.rated',
  },
  'PATCH /service-requests/:id': {
    ...manage,
    summary:
      'Changes status, priority, category, who answers, or whose it is. One that is given to another customer takes its conversation and files along.',
    params: one,
    body: z.strictObject({
      version,
      status: z.enum(requestStatuses).optional(),
      priority: z.enum(requestPriorities).optional(),
      category: code.optional(),
      assigned: uuid.nullable().optional(),
      customer: identifier.optional(),
    }),
    response: ServiceRequestDetail,
    errors: [...changeErrors, 'category_unknown'],
    audit: 'service.changed',
  },
  'GET /service-queue': {
    ...manage,
    summary: `Open requests by what is due first; ${serviceLimits.queue} at most.`,
    query: z.strictObject({
      status: z.enum(requestStatuses).optional(),
      category: code.optional(),
      priority: z.enum(requestPriorities).optional(),
      assigned: z.enum(['me', 'nobody']).optional(),
      /** Key of the one that answers. */
      department: departmentKey.optional(),
      q: line(limits.search).optional(),
    }),
    response: z.object({ items: z.array(ServiceRequest), more: z.boolean() }),
    errors: [],
    look: 'answer',
  },
  'POST /service-queue/assignment': {
    ...manage,
    cost: 'batch',
    summary: 'Gives open requests to somebody of the company, or to nobody.',
    body: z.strictObject({
      ids: ruled(z.array(uuid).min(1).max(serviceLimits.bulk), isUnique, { error: 'duplicate' }),
      assigned: uuid.nullable(),
    }),
    response: z.object({ changed: z.number().int() }),
    errors: ['not_found'],
    audit: 'service.assigned',
  },
  'GET /service-desk': {
    ...manage,
    summary:
      'Who can be given requests, answers that are written often, and how long one may be reopened.',
    response: ServiceDesk,
    errors: [],
  },
  'PUT /service-desk': {
    ...manage,
    summary: 'Replaces the answers, and says how long a request may be reopened.',
    body: z.strictObject({
      reopenDays: z.number().int().min(0).max(serviceLimits.reopenDays),
      answers: z
        .array(z.strictObject({ title: line(limits.name), texts: answerText }))
        .max(serviceLimits.answers),
    }),
    bodyBytes: 2_000_000,
    response: ServiceDesk,
    errors: [],
    audit: 'service.desk_changed',
  },
});
