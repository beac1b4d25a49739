import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import {
  mailCadences,
  mostUnread,
  notificationTypeNames,
  notificationTypes,
  notifiedRecords,
} from './notification-words.ts';
import { messageLimits } from './message-words.ts';
import { cursor, instant, page, pageSize, ruled, timeZone, uuid } from './primitives.ts';

const type = z.enum(notificationTypeNames);
const cadence = z.enum(mailCadences);
const number = z.string().regex(/^\d{1,18}$/, { error: 'version' });
const groups = [...new Set(Object.values(notificationTypes).map(({ group }) => group))];

/** Something a contact is told of, as its inbox shows it. */
export const Notification = z.object({
  id: z.string(),
  type,
  at: instant,
  /** Null while it is unread. */
  readAt: instant.nullable(),
  /** What it leads to; null where there is no such record. */
  record: z.object({ kind: z.enum(notifiedRecords), id: uuid }).nullable(),
  /** Whether the contact wants to hear nothing more of the record. */
  muted: z.boolean(),
  /** What its text is made of: numbers, codes of statuses, dates. */
  params: z.record(z.string(), z.string()),
});
export type Notification = z.output<typeof Notification>;

const Unread = z.object({
  /** How many are unread, up to 99. */
  unread: z.number().int().max(mostUnread),
  /** There are more: counting ended at `unread`. */
  more: z.boolean(),
});

/** What is new since a page asked last. */
export const Changes = Unread.extend({
  /** What to ask with the next time. */
  cursor: z.string(),
  /** Whether a notification came since. */
  fresh: z.boolean(),
  /** Conversations: how many of the newest are unread, and a text that is another one once anything is written. */
  threads: z
    .object({ unread: z.number().int().max(messageLimits.unread), cursor: z.string() })
    .nullable(),
});
export type Changes = z.output<typeof Changes>;

/** How a contact hears of a type. */
export const NotificationPreference = z.object({
  type,
  group: z.enum(groups),
  /** Cannot be switched off by anybody. */
  legal: z.boolean(),
  /** Whether mails may come as a summary. */
  digest: z.boolean(),
  mail: cadence,
  inbox: z.boolean(),
  /** Kept on by the company. */
  locked: z.boolean(),
});
export type NotificationPreference = z.output<typeof NotificationPreference>;

export const NotificationPreferences = z.object({
  /** One for each type that the contact may hear of now. */
  items: z.array(NotificationPreference),
  /** Whose clock summaries follow. */
  timeZone: z.string(),
});
export type NotificationPreferences = z.output<typeof NotificationPreferences>;

/** The same of a contact, as staff sees them. */
export const ContactPreferences = NotificationPreferences.extend({
  customer: z.object({ number: z.string(), name: z.string() }),
});
export type ContactPreferences = z.output<typeof ContactPreferences>;

const each = <S extends z.ZodType<{ type: string }>>(item: S) =>
  ruled(
    z.array(item).max(notificationTypeNames.length),
    (items) => new Set(items.map((one) => one.type)).size === items.length,
    { error: 'duplicate' },
  );
const choice = z.strictObject({ type, mail: cadence.optional(), inbox: z.boolean().optional() });

export const notifications = defineEndpoints({
  'GET /changes': {
    permission: 'signed-in',
    unattended: true,
    summary:
      'What is new for the caller since it asked last; for a page that asks again and again.',
    query: z.strictObject({ since: number.optional() }),
    response: Changes,
    errors: [],
  },
  'GET /notifications': {
    permission: 'signed-in',
    summary: 'What the caller was told of and may still see, the newest first.',
    query: z.strictObject({ limit: pageSize, cursor: cursor.optional() }),
    response: page(Notification),
    errors: [],
  },
  'POST /notifications/read': {
    permission: 'signed-in',
    summary: 'Marks notifications as read: these, or all up to one.',
    body: ruled(
      z.strictObject({
        ids: z.array(number).min(1).max(200).optional(),
        upTo: number.optional(),
      }),
      ({ ids, upTo }) => (ids === undefined) !== (upTo === undefined),
      { error: 'either' },
    ),
    response: Unread,
    errors: [],
    audit: 'none',
  },
  'PUT /notification-mutes': {
    permission: 'signed-in',
    summary:
      'Says whether the caller wants to hear more of the record that a notification leads to.',
    body: z.strictObject({ notification: number, muted: z.boolean() }),
    response: 'nothing',
    errors: ['not_found'],
    audit: 'none',
  },
  'GET /me/notification-preferences': {
    permission: 'person',
    summary: 'How the caller hears of each type of notification. Staff hears of none.',
    response: NotificationPreferences,
    errors: [],
  },
  'PUT /me/notification-preferences': {
    permission: 'person',
    summary: 'Changes how the caller hears of these types, and whose clock summaries follow.',
    body: z.strictObject({ items: each(choice), timeZone: timeZone.optional() }),
    response: NotificationPreferences,
    errors: ['notification_locked', 'not_found'],
    audit: 'notifications.chosen',
  },
  'GET /contacts/:id/notification-preferences': {
    permission: 'access.manage',
    summary: 'How a contact hears of each type of notification.',
    params: z.strictObject({ id: uuid }),
    response: ContactPreferences,
    errors: ['not_found'],
    look: 'answer',
  },
  'PUT /contacts/:id/notification-preferences': {
    permission: 'access.manage',
    summary: 'Changes how a contact hears of these types, and which of them it cannot switch off.',
    params: z.strictObject({ id: uuid }),
    body: z.strictObject({ items: each(choice.extend({ locked: z.boolean().optional() })) }),
    response: ContactPreferences,
    errors: ['notification_locked', 'not_found'],
    audit: 'notifications.chosen',
  },
});
