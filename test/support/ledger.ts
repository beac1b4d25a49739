import type { Statement } from '#contract/statement';
import type { SyncInput } from '#contract/sync';
import type { Api } from './api.ts';
import type { Slug } from './fixtures.ts';
import type { TestPortal } from './portal.ts';

export type OpenItem = SyncInput<'open-items'>;

/** A document of the ledger; what matters to a test is given, the rest is filled in. */
export const openItem = (id: string, more: Partial<OpenItem> = {}): OpenItem => ({
  id: `SM01 2018 ${id}`,
  company: 'SM01',
  customer: '1002945',
  kind: 'invoice',
  date: '2018-02-09',
  currency: 'MXN',
  amount: '100.00',
  ...more,
});

/** The sample of the manual (spec S7): its two rows, its figures, and the part that its screen did not name. */
export const sampleItems: OpenItem[] = [
  openItem('1', {
    order: '0084000907',
    purchaseOrder: 'OC-1',
    fiscalId: '1C248DF2-0000-4000-8000-000000000001',
    dueDate: '2018-04-13',
    amount: '1500000.46',
  }),
  openItem('2', { dueDate: '2018-04-11', amount: '2121320.00' }),
  openItem('3', { invoice: '0090001234', dueDate: '2018-05-06', amount: '1000000.00' }),
  openItem('4', {
    kind: 'debit_note',
    date: '2018-05-01',
    amount: '600000.14',
    clearings: [{ date: '2018-05-04', amount: '63628.00' }],
  }),
  openItem('5', { kind: 'payment', date: '2018-05-02', amount: '-400000.00' }),
  openItem('6', { kind: 'credit_note', date: '2018-05-03', amount: '-17056.58' }),
];
export const sampleFigures = {
  limit: '8000000.00',
  overdue: '3621320.46',
  toFallDue: '1536372.14',
  unappliedCredit: '417056.58',
  total: '4740636.02',
  available: '3259363.98',
};
export const sampleDay = '2018-05-06';

/** Sends records, none of which may be refused. */
export async function send(
  { portal }: Pick<TestPortal, 'portal'>,
  entity: Parameters<TestPortal['portal']['sync']>[1],
  records: unknown[],
  slug: Slug = 'norte',
): Promise<void> {
  const { results } = await portal.sync(slug, entity, records);
  const bad = results.find(({ status }) => status === 'invalid' || status === 'stale');
  if (bad) throw new Error(`${entity}: ${JSON.stringify(bad)}`);
}

/** Has a statement made, of the company of the fixtures unless told. */
export const askStatement = (api: Api, body: object = {}) =>
  api<Statement>('POST /statements', { body: { company: 'SM01', ...body } });
