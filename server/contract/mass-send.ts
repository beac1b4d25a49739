import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import {
  mailFailures,
  recipientStates,
  recipientWarnings,
  runStates,
  skipReasons,
} from './mass-send-words.ts';
import {
  currencyCode,
  cursor,
  date,
  dayOfRange,
  identifier,
  instant,
  line,
  locale,
  page,
  pageSize,
  uuid,
} from './primitives.ts';

const Amount = z.object({ amount: z.string(), currency: currencyCode });

/** One run: the statements of a company's customers, to all that were selected. */
export const MassSend = z.object({
  id: uuid,
  company: z.object({ code: z.string(), name: z.string() }),
  cutOff: date,
  state: z.enum(runStates),
  canary: z.boolean(),
  /** Who prepared it. */
  by: z.string(),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  /** Customers by how it stands with them. */
  counts: z.record(z.enum(recipientStates), z.number().int()),
  /** Why customers get nothing, and what to look at before sending. */
  skipped: z.record(z.enum(skipReasons), z.number().int()),
  warnings: z.record(z.enum(recipientWarnings), z.number().int()),
  /** What the statements to be sent come to; of those sent, what they said. Empty without `statement.view`. */
  totals: z.array(Amount),
  /** Customers a minute, lately, and seconds that are left; null where it does not move. */
  rate: z.number().nullable(),
  remainingSeconds: z.number().int().nullable(),
  /** Mailboxes that get a mail; null once it was started. */
  mailboxes: z.number().int().nullable(),
  /** Seconds within which the start can still be taken back; null where it cannot. */
  undoSeconds: z.number().int().nullable(),
  /** Above the tenant's limit, the number of customers has to be given again. */
  needsConfirmation: z.boolean(),
  /** How many of its customers got the same already, within the tenant's window, and when the last did. */
  alreadySent: z.object({ customers: z.number().int(), at: instant }).nullable(),
  forcedReason: z.string().nullable(),
});
export type MassSend = z.output<typeof MassSend>;

export const MassSendRecipient = z.object({
  id: uuid,
  customer: z.object({ number: z.string(), name: z.string() }),
  mailboxes: z.array(
    z.object({
      address: z.string(),
      role: z.enum(['to', 'cc']),
      state: z.enum(recipientStates),
      /** The relay's words, where it did not take the mail. */
      reply: z.string().nullable(),
      failure: z.enum(mailFailures).nullable(),
    }),
  ),
  state: z.enum(recipientStates),
  skipped: z.enum(skipReasons).nullable(),
  warnings: z.array(z.enum(recipientWarnings)),
  totals: z.array(Amount),
  attachment: z.string(),
});
export type MassSendRecipient = z.output<typeof MassSendRecipient>;

const byId = z.strictObject({ id: uuid });
const ofRun = z.strictObject({ id: uuid, recipient: uuid });
const act = (summary: string) =>
  ({
    permission: 'statement.mass_send',
    summary,
    params: byId,
    body: z.strictObject({}),
    response: MassSend,
    errors: ['not_found', 'run_state'],
    audit: 'mass_send.changed',
  }) as const;

export const massSend = defineEndpoints({
  'POST /mass-sends': {
    permission: 'statement.mass_send',
    summary: 'Prepares a run and says what it would do; nothing is sent yet.',
    body: z.strictObject({
      company: identifier,
      customer: identifier.optional(),
      /** The day of sending unless given. */
      cutOff: dayOfRange.optional(),
      /** Mailing lists: only these, or all but these. */
      only: z.array(uuid).max(limits.selection).optional(),
      except: z.array(uuid).max(limits.selection).optional(),
      skipWithoutBalance: z.boolean().default(false),
      /** One language for all; each customer's own unless given. */
      locale: locale.optional(),
    }),
    bodyBytes: limits.batchBytes,
    response: MassSend,
    status: 201,
    errors: ['not_found'],
    cost: 'batch',
    audit: 'mass_send.prepared',
  },
  'GET /mass-sends': {
    permission: 'statement.mass_send',
    summary: 'Runs, the newest first.',
    query: z.strictObject({
      /** Only those that are under way or paused. */
      open: z.literal('true').optional(),
      limit: pageSize,
      cursor: cursor.optional(),
    }),
    response: page(MassSend),
    errors: [],
  },
  'GET /mass-sends/:id': {
    permission: 'statement.mass_send',
    summary: 'A run, and how far it is.',
    params: byId,
    response: MassSend,
    errors: ['not_found'],
  },
  'GET /mass-sends/:id/recipients': {
    permission: 'statement.mass_send',
    summary: 'The customers of a run, in its order.',
    params: byId,
    query: z.strictObject({
      state: z.enum(recipientStates).optional(),
      warning: z.enum(recipientWarnings).optional(),
      limit: pageSize,
      cursor: cursor.optional(),
    }),
    response: page(MassSendRecipient),
    errors: ['not_found'],
    look: 'answer',
  },
  'GET /mass-sends/:id/recipients/:recipient/pdf': {
    permission: 'statement.mass_send',
    summary:
      'The statement that a customer of a run gets, or got; for whoever may take statements as files (`statement.export`).',
    params: ofRun,
    response: { file: 'application/pdf' },
    errors: ['not_found'],
    cost: 'document',
    audit: 'mass_send.sample_downloaded',
  },
  'POST /mass-sends/:id/start': {
    permission: 'statement.mass_send',
    // Above `unconfirmedRecipients`.
    stepUp: 'by_handler',
    summary: 'Sends what was prepared; as a canary, the first five, and then it waits.',
    params: byId,
    body: z.strictObject({
      canary: z.boolean().default(false),
      /** The number of customers, where it has to be confirmed. */
      confirmed: z.number().int().optional(),
      /** Whether those who got the same already are left out, or get it once more; then with a reason. */
      alreadySent: z.enum(['skip', 'send']).default('skip'),
      /** Why it is sent although the same was sent not long ago. */
      reason: line(limits.text).optional(),
      /** Seconds before the first mail leaves, within which the start can be taken back. */
      undoSeconds: z.number().int().min(0).max(60).default(0),
    }),
    response: MassSend,
    errors: ['not_found', 'run_state', 'run_unconfirmed', 'run_repeated'],
    audit: 'mass_send.started',
  },
  'POST /mass-sends/:id/recall': act(
    'Takes a start back while none of its mails has left: it is as it was prepared.',
  ),
  'POST /mass-sends/:id/pause': act('Stops handing out mails; those under way still go.'),
  'POST /mass-sends/:id/resume': act('Goes on where it was paused.'),
  'POST /mass-sends/:id/cancel': act('Ends a run; what has not gone does not go.'),
  'DELETE /mass-sends/:id': {
    permission: 'statement.mass_send',
    summary: 'Deletes a run that was prepared and never sent anything.',
    params: byId,
    response: 'nothing',
    errors: ['not_found', 'run_state'],
    audit: 'mass_send.changed',
  },
  'POST /mass-sends/:id/retry': act('Sends once more to those that failed, and to nobody else.'),
  'POST /mass-sends/:id/recipients/:recipient/resolution': {
    permission: 'statement.mass_send',
    summary: 'Decides about mails of which nobody knows whether they arrived.',
    params: ofRun,
    body: z.strictObject({ as: z.enum(['sent', 'again']) }),
    response: MassSendRecipient,
    errors: ['not_found', 'run_state'],
    audit: 'mass_send.changed',
  },
  'POST /mass-sends/:id/recipients/:recipient/mailbox': {
    permission: 'statement.mass_send',
    summary:
      'Puts another mailbox in the place of one that failed, in the mailing list as well, and sends to it; for whoever may change lists (`mailing_list.manage`).',
    params: ofRun,
    body: z.strictObject({ address: line(limits.name), replacement: line(limits.name) }),
    response: MassSendRecipient,
    errors: ['not_found', 'run_state', 'forbidden'],
    audit: 'mass_send.changed',
  },
  'GET /mass-sends/:id/log': {
    permission: 'statement.mass_send',
    summary: 'What was sent to whom, when and with which result, as text.',
    params: byId,
    query: z.strictObject({ locale }),
    response: { file: 'text/plain; charset=utf-8' },
    errors: ['not_found'],
    cost: 'export',
    audit: 'mass_send.log_downloaded',
  },
});
