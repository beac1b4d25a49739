import { z } from 'zod';
import { sampleMails } from './branding-words.ts';
import { defineEndpoints } from './endpoint.ts';
import { locale, uuid } from './primitives.ts';
import { MailTest } from './settings.ts';

const manage = { permission: 'branding.manage' } as const;
const mail = z.enum(sampleMails);
const Mailbox = z.object({ name: z.string().nullable(), address: z.string().nullable() });

/** A piece of a letter: plain text. */
export const LetterBlock = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('paragraph'), text: z.string() }),
  z.object({ kind: z.literal('lines'), lines: z.array(z.string()) }),
  z.object({ kind: z.literal('list'), items: z.array(z.string()) }),
  z.object({
    kind: z.literal('facts'),
    rows: z.array(z.object({ label: z.string(), value: z.string() })),
  }),
  z.object({ kind: z.literal('action'), label: z.string(), href: z.string() }),
  z.object({ kind: z.literal('note'), text: z.string() }),
  z.object({ kind: z.literal('link'), text: z.string(), label: z.string(), href: z.string() }),
]);

/** A mail as it would be sent, but for links and passwords, which come into being when one is sent. */
export const MailPreview = z.object({
  from: Mailbox,
  to: Mailbox,
  subject: z.string(),
  heading: z.string(),
  blocks: z.array(LetterBlock),
  /** The name above the letter. */
  brand: z.string(),
});
export type MailPreview = z.output<typeof MailPreview>;

export const brandPreviews = defineEndpoints({
  'POST /mail-previews': {
    ...manage,
    summary:
      'A mail in the look that is being worked on, to a contact the caller may look at, else to the caller. Nothing is sent.',
    body: z.strictObject({ mail, locale, contact: uuid.optional() }),
    response: MailPreview,
    errors: ['not_found'],
    audit: 'none',
  },
  'POST /mail-tests': {
    ...manage,
    summary:
      'Mails one in the look that is being worked on to the caller, and to nobody else. Its link and password open nothing.',
    body: z.strictObject({ mail, locale }),
    response: MailTest,
    status: 201,
    errors: ['own_mailbox_missing'],
    cost: 'batch',
    audit: 'branding.mail_tested',
  },
  'GET /mail-tests/:id': {
    ...manage,
    summary: 'What became of a test that the caller mailed.',
    params: z.strictObject({ id: uuid }),
    response: MailTest,
    errors: ['not_found'],
  },
  'GET /branding-draft/statement': {
    ...manage,
    summary: 'A statement of made-up figures as PDF, in the look that is being worked on.',
    query: z.strictObject({ locale }),
    response: { file: 'application/pdf' },
    errors: [],
    cost: 'document',
    audit: 'branding.exported',
  },
});
