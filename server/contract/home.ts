import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { runStates } from './mass-send-words.ts';
import { currencyCode, date, instant, line, uuid } from './primitives.ts';
import { sections, type Section } from './sections.ts';

const sectionName = z.enum(sections as [Section, ...Section[]]);

const Amounts = z.array(z.object({ amount: z.string(), currency: currencyCode }));

/** What is overdue today of the customers whose statements the caller may look at. */
export const StatementFigure = z.object({
  /** In all, by currency; none where nothing is overdue. */
  amounts: Amounts,
  /** The same by company, as the statement of each shows it. */
  companies: z.array(z.object({ code: z.string(), name: z.string(), amounts: Amounts })),
  /** How many customers owe it; null where there is only the caller's own. */
  customers: z.number().int().nullable(),
  /** Who owes it, the most first and five at most, where one customer sees others; none for people of the company. */
  debtors: z.array(z.object({ number: z.string(), name: z.string(), amounts: Amounts })),
});
export type StatementFigure = z.output<typeof StatementFigure>;

/** The mass send that was started last. */
export const RunFigure = z.object({
  id: uuid,
  company: z.string(),
  cutOff: date,
  state: z.enum(runStates),
  startedAt: instant,
  /** Customers: got theirs, did not, nobody knows, and those that still get it. */
  sent: z.number().int(),
  failed: z.number().int(),
  unknown: z.number().int(),
  waiting: z.number().int(),
});
export type RunFigure = z.output<typeof RunFigure>;

/** What a section has for the caller. What is null is not known, or of another section. */
export const SectionFigure = z.object({
  section: sectionName,
  /** Open orders, plants, materials with a price. */
  count: z.number().int().nullable(),
  /** There are more: counting ended at `count`. */
  more: z.boolean(),
  /** Orders of which a change waits for the caller's answer; null where the caller answers none. */
  asked: z.object({ count: z.number().int(), more: z.boolean() }).nullable(),
  overdue: StatementFigure.nullable(),
  run: RunFigure.nullable(),
  /** When the ERP sent of it last. */
  asOf: instant.nullable(),
});
export type SectionFigure = z.output<typeof SectionFigure>;

/** Who of the company looks after the customer. */
export const Executive = z.object({
  name: z.string(),
  role: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
});
export type Executive = z.output<typeof Executive>;

/** The sections the caller may enter with a figure each, and whom to ask. */
export const Home = z.object({
  sections: z.array(SectionFigure),
  executive: Executive.nullable(),
});
export type Home = z.output<typeof Home>;

export const home = defineEndpoints({
  'GET /home': {
    permission: 'signed-in',
    summary: 'The sections the caller may enter with a figure each, and whom to ask.',
    response: Home,
    errors: [],
  },
  'POST /terms-acceptances': {
    permission: 'signed-in',
    beforeTerms: true,
    summary: 'Accepts the terms of use in the version that holds.',
    body: z.strictObject({ version: line(40) }),
    response: 'nothing',
    errors: ['terms_changed'],
    audit: 'terms.accepted',
  },
});
