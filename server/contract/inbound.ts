import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { holdReasons, inboundBytes, inboundResults, replyForms } from './inbound-words.ts';
import { limits } from './limits.ts';
import { mailbox } from './mailbox.ts';
import { cursor, instant, page, pageSize, ruled, uuid } from './primitives.ts';

const manage = { permission: 'messages.manage' } as const;
const params = z.strictObject({ id: uuid });

/** What became of a mail, for each conversation it was for. */
export const InboundMails = z.object({
  items: z.array(
    z.object({
      result: z.enum(inboundResults),
      /** Why it waits for people. */
      reason: z.enum(holdReasons).nullable(),
      thread: uuid.nullable(),
    }),
  ),
});
export type InboundMails = z.output<typeof InboundMails>;

/** A mail that is in no conversation. */
export const UnmatchedMail = z.object({
  id: uuid,
  at: instant,
  reason: z.enum(holdReasons),
  from: z.object({ name: z.string().nullable(), address: z.string().nullable() }),
  recipients: z.array(z.string()),
  subject: z.string(),
  /** The beginning of what its author wrote. */
  text: z.string(),
  /** Names of the files in it. */
  files: z.array(z.string()),
  bytes: z.number().int(),
  /** Written by a machine. */
  automatic: z.boolean(),
  /** The conversation it would be an answer in, where that is known. */
  thread: z.object({ id: uuid, subject: z.string() }).nullable(),
});
export type UnmatchedMail = z.output<typeof UnmatchedMail>;

/** A conversation that a mail may be put into, and who of the customer may have written it. */
export const MailTarget = z.object({
  id: uuid,
  subject: z.string(),
  customer: z.object({ number: z.string(), name: z.string() }),
  /** Number of the record it is about. */
  record: z.string().nullable(),
  lastAt: instant,
  contacts: z.array(z.object({ id: uuid, name: z.string(), sender: z.boolean() })),
});
export type MailTarget = z.output<typeof MailTarget>;

/** A host name with a dot, as mail servers know it. */
const domain = ruled(
  z.string().max(253).trim().toLowerCase(),
  (name) => /^(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]{0,61}[a-z\d]$/.test(name),
  { error: 'domain' },
);

/** Which mailbox customers' messages reach, and where answers by mail go. */
export const MessageSettings = z.object({
  version: z.number().int(),
  /** Null: messages are mailed to none. */
  mailbox: z.string().nullable(),
  /** The domain of addresses for answers; null: mails cannot be answered. */
  domain: z.string().nullable(),
  /** How these look: `reply+…@` or `r-…@`. */
  form: z.enum(replyForms),
});
export type MessageSettings = z.output<typeof MessageSettings>;

export const inbound = defineEndpoints({
  'GET /settings/messages': {
    permission: 'settings.manage',
    summary: 'Which mailbox customers’ messages reach, and where answers by mail go.',
    response: MessageSettings,
    errors: [],
  },
  'PUT /settings/messages': {
    permission: 'settings.manage',
    summary: 'Replaces the mailbox for messages, and where answers by mail go.',
    body: z.strictObject({
      version: z.number().int().min(1),
      mailbox: mailbox.nullable(),
      domain: domain.nullable(),
      form: z.enum(replyForms),
    }),
    response: MessageSettings,
    errors: ['record_changed'],
    audit: 'settings.changed',
  },
  'POST /inbound-mails': {
    permission: 'mail.inbound',
    summary:
      'Takes a mail that came in, as it came (RFC 5322), or as a form with such a part as mail providers send it. Once it answers, the mail is kept.',
    body: {
      bytes: 'application/octet-stream',
      orAs: ['message/rfc822', 'multipart/form-data'],
    },
    bodyBytes: inboundBytes + 200_000,
    response: InboundMails,
    errors: ['mail_missing'],
    audit: 'none',
  },
  'GET /unmatched-mails': {
    ...manage,
    summary: 'Mails of the last 30 days that are in no conversation and wait for people.',
    query: z.strictObject({ cursor: cursor.optional(), limit: pageSize }),
    response: page(UnmatchedMail),
    errors: [],
  },
  'GET /unmatched-mails/:id/targets': {
    ...manage,
    summary:
      'Conversations that a mail may be put into: of those who use its address, or whose subject, record or customer is searched for.',
    params,
    query: z.strictObject({ q: z.string().max(limits.search).optional() }),
    response: z.object({ items: z.array(MailTarget) }),
    errors: ['not_found'],
    look: 'answer',
  },
  'GET /unmatched-mails/:id/content': {
    ...manage,
    summary: 'The mail as it came.',
    params,
    response: { file: 'message/rfc822' },
    errors: ['not_found'],
    cost: 'document',
    audit: 'unmatched_mail.opened',
  },
  'POST /unmatched-mails/:id/assignment': {
    ...manage,
    summary:
      'Puts a mail into a conversation, as written by a contact of its customer: the one who uses its address, or one that is named.',
    params,
    body: z.strictObject({ thread: uuid, contact: uuid.optional() }),
    response: z.object({ message: uuid }),
    errors: ['not_found', 'mail_settled', 'mail_author_missing'],
    cost: 'document',
    audit: 'unmatched_mail.assigned',
  },
  'DELETE /unmatched-mails/:id': {
    ...manage,
    summary: 'Takes a mail off the list.',
    params,
    response: 'nothing',
    errors: ['not_found', 'mail_settled'],
    audit: 'unmatched_mail.discarded',
  },
});
