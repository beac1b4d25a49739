import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { ageingBuckets, itemStatuses, openItemKinds } from './ledger-words.ts';
import { limits } from './limits.ts';
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
  ruled,
  uuid,
} from './primitives.ts';

const Company = z.object({ code: z.string(), name: z.string(), taxId: z.string().nullable() });

/** A document that is open at the cut-off date, as it stands that day. */
export const StatementItem = z.object({
  id: uuid,
  kind: z.enum(openItemKinds),
  /** Numbers as the ERP sent them; any may be missing. */
  order: z.string().nullable(),
  purchaseOrder: z.string().nullable(),
  invoice: z.string().nullable(),
  fiscalId: z.string().nullable(),
  date,
  dueDate: date.nullable(),
  /** Days past the due date at the cut-off; null where it is not overdue. */
  daysOverdue: z.number().int().nullable(),
  /** What it was made out for, and what of it is open; credits are negative. */
  amount: z.string(),
  open: z.string(),
  status: z.enum(itemStatuses),
  /** Files of the fiscal document, as far as the caller may have them. */
  xml: uuid.nullable(),
  pdf: uuid.nullable(),
});
export type StatementItem = z.output<typeof StatementItem>;

/** The figures of one currency. Total = overdue + to fall due − unapplied credit (design 10.2). */
export const StatementFigures = z.object({
  /** Null where there is none, in another currency, or not for the caller to see. */
  limit: z.string().nullable(),
  overdue: z.string(),
  toFallDue: z.string(),
  unappliedCredit: z.string(),
  total: z.string(),
  /** Limit − total. */
  available: z.string().nullable(),
});
export type StatementFigures = z.output<typeof StatementFigures>;

export const StatementSection = z.object({
  currency: currencyCode,
  figures: StatementFigures,
  ageing: z.record(z.enum(ageingBuckets), z.string()),
  items: z.array(StatementItem),
});
export type StatementSection = z.output<typeof StatementSection>;

export const Statement = z.object({
  id: uuid,
  company: Company,
  customer: z.object({
    number: z.string(),
    name: z.string(),
    taxId: z.string().nullable(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
  }),
  cutOff: date,
  generatedAt: instant,
  /** Of the company: `generatedAt` is shown in it. */
  timeZone: z.string(),
  /** One per currency; nothing is converted. */
  sections: z.array(StatementSection),
});
export type Statement = z.output<typeof Statement>;

/** A statement as it is stored: all of it, but what depends on who looks. */
export type StatementContent = Omit<Statement, 'id' | 'generatedAt' | 'sections'> & {
  sections: (Omit<StatementSection, 'items'> & {
    items: Omit<StatementItem, 'xml' | 'pdf'>[];
  })[];
};

/** What one document did to the balance. */
export const Movement = z.object({
  date,
  kind: z.enum([...openItemKinds, 'clearing']),
  document: z.string().nullable(),
  reference: z.string().nullable(),
  amount: z.string(),
  /** The balance after it. */
  balance: z.string(),
});
export type Movement = z.output<typeof Movement>;

/** What became of a document between two dates. */
export const Change = z.object({
  item: StatementItem,
  what: z.enum(['new', 'cleared', 'reduced', 'increased', 'became_overdue']),
  /** Open at the first and at the second date. */
  before: z.string(),
  after: z.string(),
});
export type Change = z.output<typeof Change>;

/** Whose: for staff, and for contacts whose permission reaches subsidiaries. */
const whose = { customer: identifier.optional() };
/** Longer ones would be the whole ledger. */
const longestPeriod = 3;
const days = { company: identifier, from: dayOfRange, to: dayOfRange, ...whose };
const inOrder = ({ from, to }: { from: string; to: string }) => from <= to && !isLonger(from, to);
const wrongOrder = { path: ['to'], error: 'period' };
const period = ruled(z.strictObject(days), inOrder, wrongOrder);
const periodFile = ruled(z.strictObject({ ...days, locale }), inOrder, wrongOrder);
/** Whether more than the years of the longest period lie between two dates; their years have four digits. */
function isLonger(from: string, to: string): boolean {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4)) - longestPeriod;
  return years > 0 || (years === 0 && to.slice(4) > from.slice(4));
}
const byId = z.strictObject({ id: uuid });

export const statement = defineEndpoints({
  'GET /customers': {
    permission: 'statement.view',
    // Whoever sees the prices of several, or keeps or uses their mailing lists.
    alsoFor: ['prices.view', 'mailing_list.manage', 'statement.mass_send'],
    summary:
      'Customers the caller may look at, by number with or without zeros, or by name; or those it last did something for.',
    query: z.strictObject({
      /** Whose statements, whose prices, or whose mailing lists. */
      area: z.enum(['statement', 'prices', 'mailing_lists']).default('statement'),
      search: line(limits.search).optional(),
      /** Only those that the person last did something for, the last first, on one page. */
      recent: z.enum(['true']).optional(),
      limit: pageSize,
      cursor: cursor.optional(),
    }),
    response: page(z.object({ number: z.string(), name: z.string() })).extend({
      /** How many there are on all pages; null where they are too many to be counted. */
      total: z.number().int().nullable(),
    }),
    errors: ['forbidden'],
  },
  'GET /companies': {
    permission: 'statement.view',
    summary:
      'The companies a customer buys from, which day it is there, and what is open with each of several.',
    query: z.strictObject(whose),
    response: z.object({
      items: z.array(
        Company.extend({
          today: date,
          /** What is open there today, by currency; of a customer with several companies only. */
          balances: z.array(z.object({ amount: z.string(), currency: currencyCode })),
        }),
      ),
      /** Whether the caller may look at the statements of other customers, too. */
      others: z.boolean(),
    }),
    errors: ['not_found'],
    look: 'query',
  },
  'POST /statements': {
    permission: 'statement.view',
    summary:
      'The statement of a customer with a company at a date from 2000-01-01 to today there, today unless given. It is kept, and can be fetched again.',
    body: z.strictObject({ company: identifier, cutOff: dayOfRange.optional(), ...whose }),
    response: Statement,
    status: 201,
    errors: ['not_found'],
    cost: 'document',
    audit: 'statement.generated',
  },
  'GET /statements': {
    permission: 'statement.view',
    summary: 'Statements that were made for a customer, the newest first.',
    query: z.strictObject({ ...whose, limit: pageSize, cursor: cursor.optional() }),
    response: page(z.object({ id: uuid, company: Company, cutOff: date, generatedAt: instant })),
    errors: ['not_found'],
    look: 'query',
  },
  'GET /statements/:id': {
    permission: 'statement.view',
    summary: 'A statement as it was made.',
    params: byId,
    response: Statement,
    errors: ['not_found'],
    look: 'answer',
  },
  'GET /statements/:id/pdf': {
    permission: 'statement.export',
    summary: 'A statement as PDF.',
    params: byId,
    query: z.strictObject({ locale }),
    response: { file: 'application/pdf' },
    errors: ['not_found'],
    cost: 'document',
    audit: 'statement.downloaded',
  },
  'GET /statements/:id/xlsx': {
    permission: 'statement.export',
    summary: 'A statement as XLSX.',
    params: byId,
    query: z.strictObject({ locale }),
    response: { file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
    errors: ['not_found'],
    cost: 'document',
    audit: 'statement.downloaded',
  },
  'GET /movements': {
    permission: 'statement.view',
    summary: 'What moved the balance between two dates, with the balance after each.',
    query: period,
    response: z.object({
      sections: z.array(
        z.object({
          currency: currencyCode,
          opening: z.string(),
          closing: z.string(),
          items: z.array(Movement),
        }),
      ),
    }),
    errors: ['not_found'],
    look: 'query',
  },
  'GET /exports/movements': {
    permission: 'statement.export',
    summary: 'The movements between two dates as XLSX, a sheet by currency.',
    query: periodFile,
    response: { file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
    errors: ['not_found'],
    look: 'query',
    cost: 'document',
    audit: 'statement.downloaded',
  },
  'GET /exports/statement-changes': {
    permission: 'statement.export',
    summary: 'What changed between the statements of two dates as XLSX, a sheet by currency.',
    query: periodFile,
    response: { file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
    errors: ['not_found'],
    look: 'query',
    cost: 'document',
    audit: 'statement.downloaded',
  },
  'GET /statement-changes': {
    permission: 'statement.view',
    summary: 'What changed between the statements of two dates.',
    query: period,
    response: z.object({
      sections: z.array(
        z.object({
          currency: currencyCode,
          before: StatementFigures,
          after: StatementFigures,
          items: z.array(Change),
        }),
      ),
    }),
    errors: ['not_found'],
    look: 'query',
  },
});
