import { currencyOf } from '#contract/currencies';
import type { Contract, ContractDetail } from '#contract/contracts';
import { limits } from '#contract/limits';
import type { Locale } from '#contract/primitives';
import { rowOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, type PersonCaller } from '../../http/caller.ts';
import type { InTenant } from '../../http/mount.ts';
import { writeSheet, type SheetColumn, type TitleCell } from '../../output/sheet.ts';
import type { Texts } from '../../output/texts.ts';
import { ownTexts } from '../../records/branding.ts';
import {
  contractRecords,
  itemsOf,
  type ContractAsk,
  type ContractRow,
} from './contracts.queries.ts';

/** Counting further would take its time and say no more. */
const figureMax = 1_000;
const reach = (caller: PersonCaller) => {
  // A contract names no contact: whoever sees its own alone sees those of its customer.
  const { contactId: _, ...rest } = reachOf(caller, 'contracts.view');
  return rest;
};

const shown = ({
  customerId: _customer,
  customerNumber,
  customerName,
  companyId: _company,
  companyCode,
  companyName,
  ...row
}: ContractRow): Contract => ({
  ...row,
  customer: { number: customerNumber, name: customerName },
  company: { code: companyCode, name: companyName },
});

export const contractsFigure = (db: Db, caller: PersonCaller) =>
  contractRecords.count(db, reach(caller), { state: 'active', sort: 'number' }, figureMax);

/** Contracts, as a caller may see them. */
export const createContractService = (texts: Texts) => ({
  list: (
    db: Db,
    caller: PersonCaller,
    asked: Omit<ContractAsk, 'sort'> & { limit: number; cursor?: string },
  ) => contractRecords.page(db, reach(caller), { ...asked, sort: 'number' }, shown),

  /** @throws AppError `not_found` where it is out of reach */
  find: async (db: Db, caller: PersonCaller, id: string): Promise<ContractDetail> => {
    const found = await contractRecords.find(db, reach(caller), id);
    if (!found) throw new AppError('not_found');
    const { coverage } = await rowOf<Pick<ContractDetail, 'coverage'>>(
      db,
      'select coverage from contracts where id = ?',
      [id],
    );
    return { ...shown(found), coverage, items: await itemsOf(db, id) };
  },

  /** The filtered list as XLSX, row by row. */
  exportXlsx: async (
    inTenant: InTenant,
    caller: PersonCaller,
    { locale, ...asked }: Omit<ContractAsk, 'sort'> & { locale: Locale },
  ) => {
    const own = await inTenant((db) => ownTexts(db, caller.tenant.id, locale));
    const t = texts(locale, own);
    const filter = { ...asked, sort: 'number' as const };
    const chunks = contractRecords.chunks(inTenant, reach(caller), filter, limits.exportRows);
    return writeSheet({
      name: t('contracts.title'),
      author: caller.tenant.name,
      columns: columns.map((column): SheetColumn => ({ ...column, header: t(column.key) })),
      rows: rowsOf(chunks, t),
    });
  },
});

async function* rowsOf(chunks: AsyncIterable<ContractRow[]>, t: (key: string) => string) {
  for await (const chunk of chunks)
    for (const row of chunk) yield columns.map(({ cell }) => cell(row, t));
}

type Column = { key: string; width: number; kind: 'text' | 'date' } & {
  cell: (row: ContractRow, t: (key: string) => string) => string | null | TitleCell;
};
const amount = ({ amount: value, currency }: ContractRow): TitleCell => ({
  kind: 'decimal',
  places: currencyOf(currency ?? '').places,
  value,
});

const columns: Column[] = [
  { key: 'contracts.number', kind: 'text', width: 18, cell: ({ number }) => number },
  { key: 'contracts.name', kind: 'text', width: 40, cell: ({ title }) => title },
  {
    key: 'contracts.state',
    kind: 'text',
    width: 14,
    cell: ({ state }, t) => t(`contracts.state_${state}`),
  },
  { key: 'contracts.start', kind: 'date', width: 12, cell: ({ start }) => start },
  { key: 'contracts.end', kind: 'date', width: 12, cell: ({ end }) => end },
  { key: 'contracts.notice_by', kind: 'date', width: 12, cell: ({ noticeBy }) => noticeBy },
  {
    key: 'contracts.renewal',
    kind: 'text',
    width: 16,
    cell: ({ renewal }, t) => t(`contracts.renewal_${renewal}`),
  },
  { key: 'contracts.amount', kind: 'text', width: 16, cell: amount },
  { key: 'documents.currency', kind: 'text', width: 10, cell: ({ currency }) => currency },
  { key: 'contracts.customer', kind: 'text', width: 14, cell: (row) => row.customerNumber },
  { key: 'contracts.customer_name', kind: 'text', width: 36, cell: (row) => row.customerName },
];
