import { z } from 'zod';
import { allowanceKinds, contractPeriods, contractStates, renewals } from '../contract-words.ts';
import { limits } from '../limits.ts';
import * as p from '../primitives.ts';
import { richSources } from '../rich-text.ts';
import { optional, reference, versioned, word } from './fields.ts';

const months = optional(z.number().int().min(0).max(600));
const figure = p.notNegative(p.quantity);

/** A contract of service. */
export const contracts = {
  key: ['number'],
  record: p.ruled(
    z.strictObject({
      number: p.identifier,
      customer: p.identifier,
      company: p.identifier,
      kind: word,
      title: p.line(limits.name),
      start: p.date,
      end: optional(p.date),
      renewal: z.enum(renewals).default('none'),
      renewalMonths: months,
      noticeMonths: months,
      /** The last day to give notice, where the ERP knows it. */
      noticeBy: optional(p.date),
      amount: optional(p.money),
      currency: optional(p.currency),
      period: optional(z.enum(contractPeriods)),
      state: z.enum(contractStates).default('active'),
      /** What is covered, as a small Markdown, by language. */
      coverage: richSources.default({}),
      allowance: optional(
        z.strictObject({
          kind: z.enum(allowanceKinds),
          included: figure,
          used: figure,
          until: optional(p.date),
        }),
      ),
      items: z
        .array(z.strictObject({ serial: reference, material: reference, site: word }))
        .max(limits.documentLines)
        .default([]),
      ...versioned,
    }),
    ({ amount, currency }) => (amount === null) === (currency === null),
    { error: 'required', path: ['currency'] },
  ),
} as const;
