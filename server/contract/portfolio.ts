import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { recipientStates } from './mass-send-words.ts';
import { portfolioShows, portfolioSorts } from './portfolio-words.ts';
import {
  currency,
  currencyCode,
  cursor,
  date,
  identifier,
  instant,
  line,
  locale,
  page,
  pageSize,
  uuid,
} from './primitives.ts';

const Named = z.object({ code: z.string(), name: z.string() });

/** What is open in one currency, as the statement of today says it. */
export const PortfolioBalance = z.object({
  currency: currencyCode,
  overdue: z.string(),
  toFallDue: z.string(),
  unappliedCredit: z.string(),
  /** Overdue + to fall due − unapplied credit. */
  total: z.string(),
});
export type PortfolioBalance = z.output<typeof PortfolioBalance>;

/** A customer of the caller's with one of the companies it buys from: whose statement it is. */
export const PortfolioRow = z.object({
  customer: z.object({ number: z.string(), name: z.string() }),
  company: Named,
  /** By currency, the one that amounts are sorted in first; none where nothing is open. */
  balances: z.array(PortfolioBalance),
  /** Due date of the document that is overdue longest, and for how many days. */
  oldest: z.object({ dueDate: date, days: z.number().int() }).nullable(),
  lastPayment: z
    .object({ date, amount: z.string(), currency: currencyCode, reference: z.string().nullable() })
    .nullable(),
  /** The statement that was mailed last, and what became of it. */
  lastSend: z
    .object({
      /** The run, where the caller may look at it. */
      run: uuid.nullable(),
      at: instant,
      cutOff: date,
      state: z.enum(recipientStates),
    })
    .nullable(),
  /** When it said it pays next; of those that were not kept, the first. */
  promise: z.object({ date, broken: z.boolean() }).nullable(),
  /** Documents it says are not right, that nobody has answered. */
  disputes: z.number().int(),
  /** The mailing list: how many mailboxes it has, and how many of them bounced. */
  list: z.object({ id: uuid, mailboxes: z.number().int(), bounced: z.number().int() }).nullable(),
});
export type PortfolioRow = z.output<typeof PortfolioRow>;

const sorts = z.enum(portfolioSorts.flatMap((sort) => [sort, `-${sort}`] as const));
const filter = {
  /** Words of the name or of the number. */
  search: line(limits.search).optional(),
  company: identifier.optional(),
  show: z.enum(portfolioShows).optional(),
  /** In which amounts are sorted; the one of most customers unless given. */
  currency: currency.optional(),
  sort: sorts.default('oldest'),
};

const view = { permission: 'portfolio.view' } as const;

export const portfolio = defineEndpoints({
  'GET /portfolio': {
    ...view,
    summary:
      'The customers of the caller with what they owe each company today, their last payment and their last statement by mail; for whoever may look at statements (`statement.view`).',
    query: z.strictObject({ ...filter, limit: pageSize, cursor: cursor.optional() }),
    response: page(PortfolioRow).extend({
      /** All that match, not those of the page alone: how many accounts, and what they owe by currency. */
      found: z.number().int(),
      totals: z.array(PortfolioBalance),
      /** In which amounts are sorted; null where nothing is open. */
      currency: currencyCode.nullable(),
      companies: z.array(Named),
    }),
    errors: [],
    look: 'answer',
  },
  'GET /exports/portfolio': {
    ...view,
    summary:
      'The filtered list as XLSX, a row for each currency; for whoever may take statements as files (`statement.export`).',
    query: z.strictObject({ ...filter, locale }),
    response: { file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
    errors: [],
    cost: 'export',
    audit: 'portfolio.exported',
  },
});
