import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import type { OrderRow } from '#contract/orders';
import type { Session } from '#contract/portal';
import type { Statement, StatementItem } from '#contract/statement';

type Answer<K extends keyof Endpoints> = CallResult<Endpoints[K]>;
/** Words of the made-up data in the language of the stage. */
export type StageWords = {
  person: string;
  customer: string;
  company: string;
  role: string;
  /** Of all amounts. */
  currency: string;
};

const id = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
/** `yyyy-mm-dd` so many days from today. */
const dayFrom = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const customerOf = ({ customer }: StageWords) => ({ number: '100200', name: customer });

/** Somebody who may see what the stage shows. */
export const sessionOf = (words: StageWords): Session => ({
  kind: 'contact',
  person: { name: words.person, login: '100200' },
  customer: customerOf(words),
  customers: [customerOf(words)],
  termsAccepted: true,
  permissions: ['orders.view', 'orders.amounts', 'statement.view', 'credit.view', 'stock.view'],
  access: 'full',
  lastSignInAt: null,
  expiresAt: new Date(Date.now() + 36e5).toISOString(),
  life: { idle: 3600, left: 3600 },
});

export const homeOf = ({ role, company, currency }: StageWords): Answer<'GET /home'> => ({
  sections: [
    {
      section: 'orders',
      count: 12,
      more: false,
      asked: null,
      overdue: null,
      run: null,
      asOf: null,
    },
    { section: 'stock', count: 3, more: false, asked: null, overdue: null, run: null, asOf: null },
    {
      section: 'statement',
      count: null,
      more: false,
      asked: null,
      overdue: {
        amounts: [{ amount: '29691.00', currency }],
        companies: [{ code: 'M01', name: company, amounts: [{ amount: '29691.00', currency }] }],
        customers: null,
        debtors: [],
      },
      run: null,
      asOf: null,
    },
  ],
  executive: { name: role, role: null, phone: '+52 55 0000 0000', email: null },
});

const statuses: OrderRow['status'][] = ['pending', 'in_process', 'concluded', 'cancelled'];

export const ordersOf = (words: StageWords): Answer<'GET /orders'> => ({
  items: Array.from({ length: 6 }, (_, index) => ({
    id: id(index),
    number: String(4_500_012_000 + index),
    purchaseOrder: `OC-${1200 + index}`,
    captureNumber: null,
    date: dayFrom(-3 * index),
    amount: `${(index + 1) * 9897}.00`,
    currency: words.currency,
    status: statuses[index % statuses.length]!,
    customer: customerOf(words),
    destination: null,
    changeAskedAt: null,
  })),
  nextCursor: null,
});

export const companiesOf = ({ company }: StageWords): Answer<'GET /companies'> => ({
  items: [{ code: 'M01', name: company, taxId: null, today: dayFrom(0), balances: [] }],
  others: false,
});

const item = (index: number, due: number, open: string): StatementItem => ({
  id: id(100 + index),
  kind: 'invoice',
  order: String(4_500_012_000 + index),
  purchaseOrder: `OC-${1200 + index}`,
  invoice: `F-${900 + index}`,
  fiscalId: null,
  date: dayFrom(due - 30),
  dueDate: dayFrom(due),
  daysOverdue: due < 0 ? -due : null,
  amount: open,
  open,
  status: due < 0 ? 'overdue' : 'to_fall_due',
  xml: null,
  pdf: null,
});

export const statementOf = (words: StageWords): Statement => ({
  id: id(1),
  company: { code: 'M01', name: words.company, taxId: null },
  customer: { ...customerOf(words), taxId: null, phone: null, email: null },
  cutOff: dayFrom(0),
  generatedAt: new Date().toISOString(),
  timeZone: 'UTC',
  sections: [
    {
      currency: words.currency,
      figures: {
        limit: '500000.0000',
        overdue: '29691.0000',
        toFallDue: '49485.0000',
        unappliedCredit: '0.0000',
        total: '79176.0000',
        available: '420824.0000',
      },
      ageing: {
        current: '49485.0000',
        days_1_30: '29691.0000',
        days_31_60: '0.0000',
        days_61_90: '0.0000',
        over_90: '0.0000',
        credit: '0.0000',
      },
      items: [item(1, -12, '29691.0000'), item(2, 9, '19794.0000'), item(3, 20, '29691.0000')],
    },
  ],
});
