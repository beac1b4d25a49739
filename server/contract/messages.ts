import { z } from 'zod';
import { departmentKey, DepartmentName } from './departments.ts';
import { defineEndpoints } from './endpoint.ts';
import { scanStates } from './file-words.ts';
import { limits } from './limits.ts';
import {
  messageChannels,
  messageLimits,
  messageSides,
  messageVisibilities,
  threadActions,
  threadFilters,
  threadOwners,
  threadStates,
} from './message-words.ts';
import {
  cursor,
  identifier,
  instant,
  line,
  page,
  pageSize,
  ruled,
  text,
  uuid,
} from './primitives.ts';

/** What a thread is about: `order:<id>`, `invoice:<id>`, `shipment:<id>`, `request:<id>`, `quote:<id>` or `customer:<number>`. */
const owner = z
  .string()
  .max(limits.identifier + 20)
  .regex(
    /^(?:customer:[^\p{Cc}\p{Cs}]{1,60}|(?:order|invoice|shipment|request|quote):[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/u,
    { error: 'thread_owner' },
  );

/** Who wrote: of the company's mailbox, and of who is gone, the name is null. */
const Author = z.object({
  side: z.enum(messageSides),
  name: z.string().nullable(),
  /** The caller. */
  self: z.boolean(),
});

export const MessageFile = z.object({
  id: uuid,
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number().int(),
  /** Whether it is a picture with a small one of it. */
  thumbnail: z.boolean(),
  scan: z.enum(scanStates),
  /** A logo or a small picture inside a mail's text: shown on demand. */
  folded: z.boolean(),
});
export type MessageFile = z.output<typeof MessageFile>;

export const Message = z.object({
  id: uuid,
  /** They count up with time. */
  number: z.string(),
  by: Author,
  at: instant,
  channel: z.enum(messageChannels),
  visibility: z.enum(messageVisibilities),
  /** Written by a machine. */
  automatic: z.boolean(),
  text: z.string(),
  /** Of a mail: what it quoted of others. */
  quoted: z.string().nullable(),
  /** Of a mail: its sender, where that is no address of the author's. */
  otherAddress: z.string().nullable(),
  files: z.array(MessageFile),
  /** What came with a mail and was not taken. */
  refused: z.array(z.object({ code: z.string(), name: z.string() })),
  /** Its text was taken away by the company: when and why. */
  redaction: z.object({ at: instant, reason: z.string() }).nullable(),
});
export type Message = z.output<typeof Message>;

export const Thread = z.object({
  id: uuid,
  version: z.number().int(),
  subject: z.string(),
  state: z.enum(threadStates),
  owner: z.object({
    kind: z.enum(threadOwners),
    /** Of the order, the invoice or the shipment. */
    id: uuid.nullable(),
    /** Number of that, or of the customer. */
    number: z.string(),
  }),
  customer: z.object({ number: z.string(), name: z.string() }),
  department: DepartmentName.nullable(),
  /** Who of the company is to answer. */
  assigned: z.object({ id: uuid, name: z.string() }).nullable(),
  /** Of its newest message that the caller sees. */
  lastAt: instant,
  /** That message, cut short; null where there is none, or it was redacted. */
  last: z.object({ by: Author, text: z.string() }).nullable(),
  unread: z.boolean(),
  /** Whether its newest message is the customer's. */
  awaited: z.boolean(),
  /** Whether the caller takes part, and whether it wants to hear nothing of it. */
  member: z.boolean(),
  muted: z.boolean(),
});
export type Thread = z.output<typeof Thread>;

/** A thread with a page of its messages, in the order of time; the page that `nextCursor` leads to is an older one. */
export const ThreadDetail = Thread.extend({
  messages: z.array(Message),
  nextCursor: z.string().nullable(),
  /** Number of the newest message the caller has read. */
  readNumber: z.string(),
  /** For staff: who of the customer has read up to which message, and when. */
  readers: z.array(z.object({ name: z.string(), number: z.string(), at: instant })).nullable(),
  actions: z.array(z.enum(threadActions)),
});
export type ThreadDetail = z.output<typeof ThreadDetail>;

/**
 * What was begun and what was sent, without its text: answers are kept for repetitions, and a text that is taken away
 * is to be nowhere.
 */
export const StartedThread = z.object({ id: uuid });
export const SentMessage = z.object({ id: uuid, number: z.string() });

/** Who can be given a thread, and the departments that can be. */
export const MessageDesk = z.object({
  departments: z.array(DepartmentName),
  people: z.array(z.object({ id: uuid, name: z.string() })),
});
export type MessageDesk = z.output<typeof MessageDesk>;

const one = z.strictObject({ id: uuid });
const said = ruled(text(messageLimits.text), (value) => value.trim() !== '', { error: 'required' });
const attached = ruled(
  z.array(uuid).max(messageLimits.files),
  (ids) => new Set(ids).size === ids.length,
  { error: 'duplicate' },
).default([]);
const view = { permission: 'messages.view', alsoFor: 'messages.manage' } as const;
const send = { permission: 'messages.send', alsoFor: 'messages.manage' } as const;
const manage = { permission: 'messages.manage' } as const;
const attachErrors = ['not_found', 'message_files_too_large', 'file_infected'] as const;
const fileErrors = ['not_found', 'file_pending', 'file_infected'] as const;

export const messages = defineEndpoints({
  'GET /threads': {
    ...view,
    summary: 'Conversations that the caller may see, the one with the newest message first.',
    query: z.strictObject({
      owner: owner.optional(),
      state: z.enum(threadFilters).optional(),
      unread: z.enum(['true']).optional(),
      department: departmentKey.optional(),
      /** Staff: whether the caller is to answer, or nobody has been named. */
      assigned: z.enum(['me', 'nobody']).optional(),
      /** Words of the subject, or the number of the record, of the customer, or its name. */
      q: line(limits.search).optional(),
      /** Number of a customer. */
      customer: identifier.optional(),
      limit: pageSize,
      cursor: cursor.optional(),
    }),
    response: page(Thread),
    errors: [],
    look: 'answer',
  },
  'GET /threads/:id': {
    ...view,
    summary: 'One conversation with a page of its messages, from its end backwards.',
    params: one,
    query: z.strictObject({ cursor: cursor.optional() }),
    response: ThreadDetail,
    errors: ['not_found'],
    look: 'answer',
  },
  'POST /threads': {
    ...send,
    cost: 'batch',
    summary: 'Begins a conversation on a record, or on the customer itself.',
    body: z.strictObject({
      owner,
      subject: line(messageLimits.subject),
      text: said,
      files: attached,
      department: departmentKey.nullable().default(null),
    }),
    once: true,
    response: StartedThread,
    status: 201,
    errors: attachErrors,
    audit: 'message.thread_started',
  },
  'POST /threads/:id/messages': {
    ...send,
    cost: 'batch',
    summary: 'Adds a message. A closed conversation opens again.',
    params: one,
    body: z.strictObject({
      text: said,
      files: attached,
      /** Staff alone writes for the company alone. */
      visibility: z.enum(messageVisibilities).default('customer'),
    }),
    once: true,
    response: SentMessage,
    status: 201,
    errors: [...attachErrors, 'staff_only', 'request_closed'],
    audit: 'message.posted',
  },
  'PUT /threads/:id/read': {
    ...view,
    summary: 'Says up to which message the caller has read.',
    params: one,
    body: z.strictObject({ number: z.string().regex(/^\d{1,18}$/, { error: 'version' }) }),
    response: 'nothing',
    errors: ['not_found'],
    audit: 'none',
  },
  'PUT /threads/:id/mute': {
    ...view,
    summary: 'Says whether the caller wants to hear of what is written here.',
    params: one,
    body: z.strictObject({ muted: z.boolean() }),
    response: 'nothing',
    errors: ['not_found'],
    audit: 'none',
  },
  'PATCH /threads/:id': {
    ...manage,
    summary: 'Closes a conversation or opens it again, and says who is to answer.',
    params: one,
    body: z.strictObject({
      version: z.number().int().min(1),
      state: z.enum(threadStates).optional(),
      department: departmentKey.nullable().optional(),
      assigned: uuid.nullable().optional(),
    }),
    response: Thread,
    errors: ['not_found', 'record_changed', 'forbidden'],
    audit: 'message.thread_changed',
  },
  'GET /message-desk': {
    ...manage,
    summary: 'Who of the company can be given a conversation, and the departments there are.',
    response: MessageDesk,
    errors: [],
  },
  'POST /messages/:id/redaction': {
    ...manage,
    summary: 'Takes the text and the files of a message away. Author, time and reason stay.',
    params: one,
    body: z.strictObject({
      /** Everybody in the conversation reads it. */
      reason: line(limits.text),
    }),
    response: Message,
    errors: ['not_found'],
    audit: 'message.redacted',
  },
  'GET /message-files/:id/content': {
    ...view,
    cost: 'document',
    summary: 'A file of a message, whole or a range of it.',
    params: one,
    response: { file: 'application/octet-stream' },
    errors: [...fileErrors, 'range_unsatisfiable'],
    audit: 'message.file_downloaded',
  },
  'GET /message-files/:id/thumbnail': {
    ...view,
    cost: 'document',
    summary: 'A small picture of a file that is a picture, as PNG.',
    params: one,
    response: { file: 'image/png' },
    errors: fileErrors,
    audit: 'message.file_downloaded',
  },
});
