import type { Query as QueryOf } from '#contract/endpoint';
import { identifierKey } from '#contract/identifiers';
import type { Contract, ContractDetail, contracts } from '#contract/contracts';
import type { Db } from '../../db/scope.ts';
import { rowsOf } from '../../db/rows.ts';
import { createRecords, is } from '../../records/records.ts';

export type ContractAsk = Omit<
  QueryOf<(typeof contracts)['GET /contracts']>,
  'limit' | 'cursor'
> & {
  sort: 'number';
};
export type ContractRow = Omit<Contract, 'customer' | 'company'> & {
  customerId: string;
  customerNumber: string;
  customerName: string;
  companyId: string;
  companyCode: string;
  companyName: string;
};

/** The last day to give notice of a contract `x`: as the ERP says, else so many months before the end. SQL. */
export const noticeBy = `coalesce(x.notice_by, (x.ends_on - make_interval(months => x.notice_months))::date)`;
const today = `(select (now() at time zone t.time_zone)::date from tenants t where t.id = x.tenant_id)`;
const part = (day: string) =>
  `case when x.ends_on > x.starts_on then
     least(100, greatest(0, 100 * (${day} - x.starts_on) / (x.ends_on - x.starts_on))) end`;

/** Contracts as they are listed and found. */
export const contractRecords = createRecords<ContractRow, ContractAsk, 'number'>({
  name: 'contracts',
  rows: (db) =>
    db('contracts as x')
      .join('customers as k', (on) =>
        on.on('k.tenant_id', 'x.tenant_id').on('k.id', 'x.customer_id'),
      )
      .join('companies as m', (on) =>
        on.on('m.tenant_id', 'x.tenant_id').on('m.id', 'x.company_id'),
      )
      .whereNull('x.deleted_at'),
  select: (db) => [
    { id: 'x.id', number: 'x.number', title: 'x.title', kind: 'x.kind', state: 'x.state' },
    { customerId: 'x.customer_id', customerNumber: 'k.number', customerName: 'k.name' },
    { companyId: 'x.company_id', companyCode: 'm.code', companyName: 'm.legal_name' },
    { start: 'x.starts_on', end: 'x.ends_on', renewal: 'x.renewal' },
    { renewalMonths: 'x.renewal_months', amount: 'x.amount', currency: 'x.currency' },
    { period: 'x.period', allowance: 'x.allowance' },
    db.raw(`${noticeBy}::text as "noticeBy", ${part(today)} as elapsed, ${part(noticeBy)} as "noticeAt",
      x.ends_on - ${today} as "daysLeft"`),
  ],
  id: 'x.id',
  idOf: ({ id }) => id,
  customer: 'x.customer_id',
  company: 'x.company_id',
  sorts: { number: { column: 'x.number_key' } },
  filters: {
    state: is('x.state'),
    customer: (query, number) => void query.where('k.number_key', identifierKey(number)),
  },
});

export const itemsOf = (db: Db, id: string): Promise<ContractDetail['items']> =>
  rowsOf(
    db,
    'select line, serial, material, site from contract_items where contract_id = ? order by line limit 2000',
    [id],
  );
