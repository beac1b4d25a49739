import { z } from 'zod';
import { defineEndpoints } from './endpoint.ts';
import { fiscalGaps, fiscalKinds, fiscalStates } from './fiscal-words.ts';
import { date, identifier, locale } from './primitives.ts';

const asked = {
  /** `yyyy-mm`: documents by the day they were issued, as they say it themselves. */
  month: z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/),
  /** Whose, for whoever sees several. */
  customer: identifier.optional(),
};

/** What is missing of a month: a file, or the complement of what was paid. */
export const FiscalGap = z.object({
  gap: z.enum(fiscalGaps),
  kind: z.enum(fiscalKinds),
  number: z.string(),
  fiscalId: z.string().nullable(),
  date,
  customer: z.object({ number: z.string(), name: z.string() }),
  currency: z.string(),
  /** Of a complement, what was paid without it. */
  amount: z.string(),
});
export type FiscalGap = z.output<typeof FiscalGap>;

export const FiscalPack = z.object({
  documents: z.int(),
  files: z.int(),
  bytes: z.int(),
  /** Documents by kind and state, with what they come to. */
  sums: z.array(
    z.object({
      kind: z.enum(fiscalKinds),
      state: z.enum(fiscalStates),
      currency: z.string(),
      count: z.int(),
      total: z.string(),
    }),
  ),
  gaps: z.array(FiscalGap),
});
export type FiscalPack = z.output<typeof FiscalPack>;

export const fiscalPacks = defineEndpoints({
  'GET /fiscal-packs': {
    permission: 'invoices.bulk',
    summary: 'What the fiscal files of a month are, and what of them is missing.',
    query: z.strictObject(asked),
    response: FiscalPack,
    errors: [],
    look: 'query',
    cost: 'document',
  },
  'POST /fiscal-packs': {
    permission: 'invoices.bulk',
    summary:
      'The fiscal files of a month in one ZIP, with an index that has their hashes and a sheet of what is missing.',
    body: z.strictObject({ ...asked, locale }),
    response: { file: 'application/zip' },
    errors: ['not_found'],
    cost: 'export',
    audit: 'fiscal_files.downloaded',
  },
});
