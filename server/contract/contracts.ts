import { z } from 'zod';
import { allowanceKinds, contractPeriods, contractStates, renewals } from './contract-words.ts';
import { defineEndpoints } from './endpoint.ts';
import { cursor, currencyCode, identifier, locale, page, pageSize, uuid } from './primitives.ts';
import { richText } from './rich-text.ts';

const Allowance = z.object({
  kind: z.enum(allowanceKinds),
  included: z.string(),
  used: z.string(),
  until: z.string().nullable(),
});

export const Contract = z.object({
  id: uuid,
  number: z.string(),
  title: z.string(),
  kind: z.string().nullable(),
  state: z.enum(contractStates),
  customer: z.object({ number: z.string(), name: z.string() }),
  company: z.object({ code: z.string(), name: z.string() }),
  start: z.string(),
  /** Null where it has none. */
  end: z.string().nullable(),
  renewal: z.enum(renewals),
  renewalMonths: z.number().int().nullable(),
  /** The last day to give notice. */
  noticeBy: z.string().nullable(),
  /** Of the term, the part that has gone by, from 0 to 100; and where the notice ends in it. */
  elapsed: z.number().int().nullable(),
  noticeAt: z.number().int().nullable(),
  /** Days until its end; negative after it. */
  daysLeft: z.number().int().nullable(),
  amount: z.string().nullable(),
  currency: currencyCode.nullable(),
  period: z.enum(contractPeriods).nullable(),
  allowance: Allowance.nullable(),
});
export type Contract = z.output<typeof Contract>;

export const ContractDetail = Contract.extend({
  /** What is covered, by language. */
  coverage: z.partialRecord(locale, richText),
  items: z.array(
    z.object({
      line: z.number().int(),
      serial: z.string().nullable(),
      material: z.string().nullable(),
      site: z.string().nullable(),
    }),
  ),
});
export type ContractDetail = z.output<typeof ContractDetail>;

const view = { permission: 'contracts.view' } as const;
const filter = {
  state: z.enum(contractStates).optional(),
  /** Number of a customer. */
  customer: identifier.optional(),
};

export const contracts = defineEndpoints({
  'GET /contracts': {
    ...view,
    summary: 'Contracts that the caller may see, by number, with their terms and allowances.',
    query: z.strictObject({ ...filter, limit: pageSize, cursor: cursor.optional() }),
    response: page(Contract),
    errors: [],
    look: 'answer',
  },
  'GET /contracts/:id': {
    ...view,
    summary: 'One contract: what it covers, and of which things.',
    params: z.strictObject({ id: uuid }),
    response: ContractDetail,
    errors: ['not_found'],
    look: 'answer',
  },
  'GET /exports/contracts': {
    ...view,
    summary: 'The filtered list as XLSX.',
    query: z.strictObject({ ...filter, locale }),
    response: { file: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
    errors: [],
    look: 'query',
    cost: 'export',
    audit: 'contracts.exported',
  },
});
