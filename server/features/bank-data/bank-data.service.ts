import type { Body } from '#contract/endpoint';
import { bankNumberOf } from '#contract/bank-data-words';
import type { BankAccount, BankData, bankData } from '#contract/bank-data';
import { identifierKey } from '#contract/identifiers';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import type { PersonCaller } from '../../http/caller.ts';
import { jsonbOf } from '../../http/text.ts';
import { companiesOf } from '../../records/companies.ts';
import { companiesIn, customerInReach, customersOf } from '../../records/customers.ts';

export type BankChange = { id: string; code: string; before: BankAccount[]; after: BankAccount[] };

/** The accounts of all companies, by code. */
export const bankDataOf = (db: Db): Promise<BankData[]> =>
  rowsOf<BankData>(
    db,
    `select json_build_object('code', c.code, 'name', c.legal_name) as company,
       coalesce(b.accounts, '[]') as accounts, coalesce(b.version, 0) as version
     from companies c left join bank_data b on b.tenant_id = c.tenant_id and b.company_id = c.id
     where c.deleted_at is null order by c.code_key`,
  );

/**
 * The accounts of a company that a customer buys from.
 * @throws AppError `not_found` where the customer or the company is out of reach
 */
export async function accountsFor(
  db: Db,
  caller: PersonCaller,
  whose: { company: string; customer?: string },
): Promise<BankAccount[]> {
  const customer = await customerInReach(db, caller, 'statement.view', whose.customer);
  const reach = customersOf(caller, 'statement.view');
  const key = identifierKey(whose.company);
  const company = companiesIn(reach, await companiesOf(db, customer.id)).find(
    ({ code }) => identifierKey(code) === key,
  );
  if (!company) throw new AppError('not_found');
  const row = await db('bank_data')
    .where({ company_id: company.id })
    .first<{ accounts: BankAccount[] } | undefined>('accounts');
  return row?.accounts ?? [];
}

/**
 * Replaces the accounts of a company.
 * @throws AppError `not_found` for a company that nobody knows, `record_changed`
 */
export async function setBankData(
  db: Db,
  tenantId: string,
  code: string,
  { version, accounts }: Body<(typeof bankData)['PUT /settings/bank-data/:company']>,
): Promise<BankChange> {
  const [company] = await rowsOf<{ id: string; code: string }>(
    db,
    'select id, code from companies where code_key = ? and deleted_at is null for update',
    [identifierKey(code)],
  );
  if (!company) throw new AppError('not_found');
  const before = await db('bank_data')
    .where({ company_id: company.id })
    .first<{ accounts: BankAccount[]; version: number } | undefined>('accounts', 'version');
  if ((before?.version ?? 0) !== version)
    throw new AppError('record_changed', { current: { items: await bankDataOf(db) } });
  const after = accounts.map((one) => ({ ...one, number: bankNumberOf(one.kind, one.number)! }));
  await rowsOf(
    db,
    `insert into bank_data (tenant_id, company_id, accounts) values (?, ?, ?)
     on conflict (tenant_id, company_id) do update
       set accounts = excluded.accounts, version = bank_data.version + 1, changed_at = now()`,
    [tenantId, company.id, jsonbOf(after)],
  );
  return { ...company, before: before?.accounts ?? [], after };
}
