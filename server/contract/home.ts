import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { line, currencyCode, instant } from './primitives.ts';
import { sections, type Section } from './sections.ts';

const sectionName = z.enum(sections as [Section, ...Section[]]);

/** What a section has for the caller, in one figure. */
export const SectionFigure = z.object({
  section: sectionName,
  /** Open orders, plants, materials with a price. */
  count: z.number().int().nullable(),
  /** There are more: counting ended at `count`. */
  more: z.boolean(),
  /** Balances, one per currency. */
  amounts: z.array(z.object({ amount: z.string(), currency: currencyCode })),
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

export const home = defineEndpoints({
  'GET /home': {
    permission: 'signed-in',
    summary: 'The sections the caller may enter with a figure each, and whom to ask.',
    response: z.object({ sections: z.array(SectionFigure), executive: Executive.nullable() }),
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
