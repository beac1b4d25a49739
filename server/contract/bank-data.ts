import { z } from 'zod';
import { bankKinds, bankNumberOf, mostBankAccounts } from './bank-data-words.ts';
import { defineEndpoints } from './endpoint.ts';
import { limits } from './limits.ts';
import { currency, currencyCode, identifier, line, ruled } from './primitives.ts';

const Named = z.object({ code: z.string(), name: z.string() });

export const BankAccount = z.object({
  kind: z.enum(bankKinds),
  currency: currencyCode,
  bank: z.string(),
  holder: z.string(),
  /** A CLABE, a Pix key, or the number of an account. */
  number: z.string(),
  /** Branch or agency, where the number alone does not name the account. */
  branch: z.string().nullable(),
  /** What the customer is to write into the payment. */
  reference: z.string().nullable(),
});
export type BankAccount = z.output<typeof BankAccount>;

export const BankData = z.object({
  company: Named,
  accounts: z.array(BankAccount),
  /** 0 where nothing was set. */
  version: z.number().int(),
});
export type BankData = z.output<typeof BankData>;

const given = ruled(
  z.strictObject({
    kind: z.enum(bankKinds),
    currency,
    bank: line(limits.name),
    holder: line(limits.name),
    number: line(80),
    branch: line(40).nullable(),
    reference: line(limits.text).nullable(),
  }),
  ({ kind, number }) => bankNumberOf(kind, number) !== null,
  { error: 'bank_number', path: ['number'] },
);

export const bankData = defineEndpoints({
  'GET /bank-data': {
    permission: 'statement.view',
    look: 'query',
    summary: 'Where a customer pays a company to: the accounts of the company.',
    query: z.strictObject({ company: identifier, customer: identifier.optional() }),
    response: z.object({ accounts: z.array(BankAccount) }),
    errors: ['not_found'],
  },
  'GET /settings/bank-data': {
    permission: 'settings.manage',
    summary: 'The accounts of every company that customers pay to.',
    response: z.object({ items: z.array(BankData) }),
    errors: [],
  },
  'PUT /settings/bank-data/:company': {
    permission: 'settings.manage',
    // Whoever wants payments elsewhere begins here.
    stepUp: 'always',
    summary:
      'Replaces the accounts of a company. Everybody who runs the portal is told by mail, whoever changed them.',
    params: z.strictObject({ company: identifier }),
    body: z.strictObject({
      version: z.number().int().min(0),
      accounts: z.array(given).max(mostBankAccounts),
    }),
    response: z.object({ items: z.array(BankData) }),
    errors: ['not_found', 'record_changed'],
    audit: 'bank_data.changed',
  },
});
