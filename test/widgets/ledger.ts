import { sumOf, negated } from '#contract/decimal';
import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import type { Change, Statement, StatementItem, StatementSection } from '#contract/statement';

type Companies = CallResult<Endpoints['GET /companies']>['items'];

const idOf = (index: number): string =>
  `00000000-0000-4000-9000-${String(index).padStart(12, '0')}`;

/** An invoice of 100.10 that is 23 days overdue, unless told otherwise. */
export const item = (index: number, more: Partial<StatementItem> = {}): StatementItem => ({
  id: idOf(index),
  kind: 'invoice',
  order: `00840009${String(index).padStart(2, '0')}`,
  purchaseOrder: `OC-${index}`,
  invoice: `00900${index}`,
  fiscalId: `1C248DF2-1111-4222-8333-${String(index).padStart(12, '0')}`,
  date: '2018-02-09',
  dueDate: '2018-04-13',
  daysOverdue: 23,
  amount: '100.1000',
  open: '100.1000',
  status: 'overdue',
  xml: idOf(1000 + index),
  pdf: idOf(2000 + index),
  ...more,
});

/** One document of each status; the last has neither numbers nor files. */
export const items = (): StatementItem[] => [
  item(1),
  item(2, {
    dueDate: '2018-06-01',
    daysOverdue: null,
    status: 'to_fall_due',
    amount: '2500.0000',
    open: '1500.5000',
  }),
  item(3, {
    kind: 'credit_note',
    order: null,
    purchaseOrder: null,
    invoice: null,
    fiscalId: null,
    dueDate: null,
    daysOverdue: null,
    amount: '-50.0000',
    open: '-50.0000',
    status: 'credit',
    xml: null,
    pdf: null,
  }),
];

/** A section whose figures follow from its items. */
export function section(
  currency: string,
  all: StatementItem[],
  more: Partial<StatementSection> = {},
): StatementSection {
  const of = (...statuses: string[]) =>
    sumOf(all.filter(({ status }) => statuses.includes(status)).map(({ open }) => open));
  const credit = of('credit');
  return {
    currency,
    figures: {
      limit: '8000000.0000',
      overdue: of('overdue'),
      toFallDue: of('to_fall_due'),
      unappliedCredit: negated(credit),
      total: of('overdue', 'to_fall_due', 'credit'),
      available: '7998449.4000',
    },
    ageing: {
      current: of('to_fall_due'),
      days_1_30: of('overdue'),
      days_31_60: '0.00',
      days_61_90: '0.00',
      over_90: '0.00',
      credit,
    },
    items: all,
    ...more,
  };
}

const companies: Companies = [
  {
    code: 'SM02',
    name: 'Aqua del Norte, S.A. de C.V.',
    taxId: 'ADN010203AB1',
    today: '2018-05-06',
    balances: [],
  },
  { code: 'US01', name: 'Aqua Inc.', taxId: null, today: '2018-05-05', balances: [] },
];

const page = <C>(items: C[]) => ({ items, nextCursor: null, total: items.length });

/** The receivables ledger of the stand-in: what its calls answer. */
export class Ledger {
  companies: Companies = companies;
  /** The reader may look at other customers, too. */
  others = false;
  customers = [
    { number: '0001002945', name: 'Materiales del Bajío, S.A. de C.V.' },
    { number: '0001002946', name: 'Materiales del Golfo' },
  ];
  sections: StatementSection[] = [section('MXN', items())];
  earlier: CallResult<Endpoints['GET /statements']>['items'] = [
    {
      id: idOf(9001),
      company: { code: 'SM02', name: 'Aqua del Norte, S.A. de C.V.', taxId: null },
      cutOff: '2018-04-20',
      generatedAt: '2018-04-20T16:00:00Z',
    },
  ];
  movements: CallResult<Endpoints['GET /movements']>['sections'] = [
    {
      currency: 'MXN',
      opening: '1000.0000',
      closing: '1050.1000',
      items: [
        {
          date: '2018-04-10',
          kind: 'invoice',
          document: '009001',
          reference: 'OC-1',
          amount: '100.1000',
          balance: '1100.1000',
        },
        {
          date: '2018-04-12',
          kind: 'clearing',
          document: '009000',
          reference: null,
          amount: '-50.0000',
          balance: '1050.1000',
        },
      ],
    },
  ];
  changes: Change[] = [
    { item: item(1), what: 'became_overdue', before: '100.1000', after: '100.1000' },
    { item: item(4), what: 'cleared', before: '80.0000', after: '0.0000' },
    { item: item(5), what: 'new', before: '0.0000', after: '70.0000' },
  ];
  #made = 0;

  /** What a call answers; undefined where it is none of the ledger's. */
  answer(method: string, path: string, query: URLSearchParams, body: unknown): unknown {
    const [, name, id, file] = path.split('/');
    if (name === 'companies') return { items: this.companies, others: this.others };
    if (name === 'customers' && query.get('area') !== 'mailing_lists')
      return query.get('recent') ? page([]) : this.#find(query.get('search') ?? '');
    if (name === 'statements' && method === 'POST') {
      const { company, cutOff, customer } = body as Record<string, string | undefined>;
      return this.#statement(idOf(8000 + (this.#made += 1)), company, cutOff, customer);
    }
    if (name === 'statements' && !id) return { items: this.earlier, nextCursor: null };
    if (name === 'statements' && !file) {
      const made = this.earlier.find((one) => one.id === id);
      return {
        ...this.#statement(id ?? '', made?.company.code, made?.cutOff),
        generatedAt: made?.generatedAt,
      };
    }
    if (name === 'movements') return { sections: this.movements };
    if (name !== 'statement-changes') return undefined;
    const { figures } = section('MXN', items());
    const before = { ...figures, overdue: '180.0000', total: '1630.5000' };
    return { sections: [{ currency: 'MXN', before, after: figures, items: this.changes }] };
  }

  #find(search: string) {
    const text = search.toLowerCase().replace(/^0+/, '');
    const found = this.customers.filter(({ number, name }) =>
      `${number.replace(/^0+/, '')} ${name}`.toLowerCase().includes(text),
    );
    return page(found);
  }

  #statement(id: string, code?: string, cutOff?: string, customer?: string): Statement {
    const company = this.companies.find((one) => one.code === code) ?? companies[0]!;
    const found = this.customers.find(({ number }) => number === customer) ?? this.customers[0]!;
    return {
      id,
      company: { code: company.code, name: company.name, taxId: company.taxId },
      customer: { ...found, taxId: 'MBA010203AB1', phone: '442 000 0000', email: null },
      cutOff: cutOff ?? company.today,
      generatedAt: '2018-05-06T22:22:06Z',
      timeZone: 'America/Mexico_City',
      sections: this.sections,
    };
  }
}
