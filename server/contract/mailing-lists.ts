import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { rowErrors, rowNotes } from './mass-send-words.ts';
import {
  cursor,
  identifier,
  instant,
  line,
  locale,
  page,
  pageSize,
  text,
  uuid,
} from './primitives.ts';

const Named = z.object({ code: z.string(), name: z.string() });
const Customer = z.object({ number: z.string(), name: z.string() });

export const Mailbox = z.object({
  address: z.string(),
  role: z.enum(['to', 'cc']),
  /** When a mail came back from it; null where it is well. */
  bouncedAt: instant.nullable(),
});

/** The mailboxes that get a customer's statements of a company. */
export const MailingList = z.object({
  id: uuid,
  company: Named,
  customer: Customer,
  mailboxes: z.array(Mailbox),
  updatedAt: instant,
});
export type MailingList = z.output<typeof MailingList>;

/** One row of what was pasted or dropped, as it was read. */
export const ImportRow = z.object({
  /** Its number in the sheet, from 1 on. */
  row: z.number().int(),
  /** Further rows of the same customer, which came to this one. */
  joined: z.array(z.number().int()),
  company: z.string(),
  customer: z.string(),
  /** Of the customer, where it was found. */
  name: z.string().nullable(),
  mailboxes: z.array(z.string()),
  /** What stands there and is no mailbox. */
  invalid: z.array(z.string()),
  notes: z.array(z.enum(rowNotes)),
  /** What saving it would do. */
  change: z.enum(['new', 'changed', 'same']).nullable(),
  /** The mailboxes there are now. */
  before: z.array(z.string()),
  error: z.enum(rowErrors).nullable(),
});
export type ImportRow = z.output<typeof ImportRow>;

/** Which sheet of a workbook was read, which others may be, and what of it is hidden and was left out. */
export const SheetChoice = z.object({
  sheet: z.string(),
  sheets: z.array(z.object({ name: z.string(), rows: z.number().int() })),
  hidden: z.object({
    sheets: z.number().int(),
    rows: z.number().int(),
    columns: z.number().int(),
  }),
});
export type SheetChoice = z.output<typeof SheetChoice>;

const importParams = z.strictObject({ id: uuid });
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const mode = z.enum(['replace', 'add']).default('replace');

export const mailingLists = defineEndpoints({
  'GET /mailing-lists': {
    permission: 'mailing_list.manage',
    // Who sends must see to whom.
    alsoFor: 'statement.mass_send',
    summary: 'Mailing lists by company, customer, or both.',
    query: z.strictObject({
      company: identifier.optional(),
      customer: identifier.optional(),
      limit: pageSize,
      cursor: cursor.optional(),
    }),
    response: page(MailingList).extend({
      /** How many there are on all pages. */
      total: z.number().int(),
      companies: z.array(Named),
    }),
    errors: [],
    look: 'answer',
  },
  'PUT /mailing-lists': {
    permission: 'mailing_list.manage',
    summary:
      'Saves the mailboxes of a customer of a company, parted as people part them; the first is To.',
    body: z.strictObject({
      company: identifier,
      customer: identifier,
      mailboxes: text(limits.mailboxText),
      mode,
    }),
    response: MailingList,
    errors: ['not_found', 'not_of_company'],
    audit: 'mailing_list.changed',
  },
  'DELETE /mailing-lists/:id': {
    permission: 'mailing_list.manage',
    summary: 'Deletes a mailing list.',
    params: z.strictObject({ id: uuid }),
    response: 'nothing',
    errors: ['not_found'],
    audit: 'mailing_list.deleted',
  },
  'POST /mailbox-recoveries': {
    permission: 'mailing_list.manage',
    summary: 'Says that a mailbox is well again, so that it is written to.',
    body: z.strictObject({ address: line(limits.name) }),
    response: 'nothing',
    errors: ['not_found'],
    audit: 'mailbox.recovered',
  },
  'POST /mailing-list-imports': {
    permission: 'mailing_list.manage',
    summary:
      'Reads rows copied from a spreadsheet, or an XLSX or CSV file, and says what they would do.',
    bodyBytes: limits.batchBytes,
    body: z.strictObject({
      /** As the clipboard has it: tabs between cells. */
      text: text(limits.importText).optional(),
      file: z
        .strictObject({
          name: line(limits.name),
          content: z.base64().max(limits.importText),
          /** Which sheet of a workbook; the first that has mailboxes unless given. */
          sheet: line(limits.name).optional(),
        })
        .optional(),
      mode,
    }),
    response: z.object({
      id: uuid,
      rows: z.array(ImportRow),
      /** Null where it was no workbook. */
      choice: SheetChoice.nullable(),
    }),
    status: 201,
    errors: ['file_unreadable'],
    cost: 'batch',
    audit: 'none',
  },
  'POST /mailing-list-imports/:id/corrections': {
    permission: 'mailing_list.manage',
    summary:
      'Reads rows of an import anew, as they were corrected: a new import, of those that failed where it was saved.',
    params: importParams,
    bodyBytes: limits.batchBytes,
    body: z.strictObject({
      rows: z
        .array(
          z.strictObject({
            row: z.number().int().min(1),
            company: text(limits.identifier),
            customer: text(limits.identifier),
            mailboxes: text(limits.mailboxText),
          }),
        )
        .min(1)
        .max(limits.corrections),
    }),
    response: z.object({ id: uuid, rows: z.array(ImportRow) }),
    status: 201,
    errors: ['not_found'],
    audit: 'none',
  },
  'GET /mailing-list-imports/:id/errors': {
    permission: 'mailing_list.manage',
    summary: 'The rows of an import that cannot be saved, as XLSX, to be mended and read again.',
    params: importParams,
    query: z.strictObject({ locale }),
    response: { file: xlsx },
    errors: ['not_found'],
    audit: 'mailing_list.errors_downloaded',
    cost: 'export',
  },
  'POST /mailing-list-imports/:id/application': {
    permission: 'mailing_list.manage',
    summary: 'Saves what was read: rows that are sound, one by one.',
    params: importParams,
    body: z.strictObject({}),
    response: z.object({ saved: z.number().int(), rows: z.array(ImportRow) }),
    errors: ['not_found'],
    cost: 'batch',
    audit: 'mailing_list.imported',
  },
  'POST /bounces': {
    permission: 'mail.bounces',
    summary:
      'Takes a delivery status notification (RFC 3464), as it came, and marks the mailbox its mail went to.',
    bodyBytes: limits.batchBytes,
    body: z.strictObject({ message: text(limits.importText) }),
    response: z.object({
      /**
       * `marked`: it answers a mail of ours to this mailbox, which is gone. `noted`: it names a mailbox of ours but
       * proves nothing, or is about something else. `ignored`: it is none, or speaks of a delay or of a stranger.
       */
      result: z.enum(['marked', 'noted', 'ignored']),
      address: z.string().nullable(),
    }),
    errors: [],
    audit: 'mailbox.bounced',
  },
});
