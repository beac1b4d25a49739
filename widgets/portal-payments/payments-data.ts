import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import type { OfferedMethod, Payment, PaymentRow } from '#contract/payments';
import { paymentFilters } from '#contract/payment-words';
import type { Portal } from '../core/index.ts';
import { ListResource, Resource, type Page } from '../records/resource.ts';

/** What is searched for, as the attributes say it. */
export type Filter = { status: string };
export type PaymentsQuery = { status?: (typeof paymentFilters)[number]; customer?: string };
export type Slips = CallResult<Endpoints['GET /payment-slips']>;
export type Payable = CallResult<Endpoints['GET /payable-items']>;
/** What a payment is to be made of. */
export type Asked = { company: string; currency: string; amount: string; onAccount?: 'true' };

export const queryOf = ({ status }: Filter, customer: string): PaymentsQuery => {
  const known = paymentFilters.find((name) => name === status);
  return { ...(known && { status: known }), ...(customer && { customer }) };
};

type Options = {
  portal: () => Portal;
  may: () => boolean;
  pays: () => boolean;
  open: () => string;
  payable: () => { company: string; customer: string } | undefined;
  asked: () => Asked | undefined;
  slips: () => { customer: string } | undefined;
  onList: (count: number) => void;
  onPayment: (payment: Payment) => void;
};
type Host = ConstructorParameters<typeof Resource>[0];

/** The payments, the open one, the documents to pay, and the ways to pay them. */
export class PaymentsData {
  readonly list: ListResource<PaymentsQuery, Page<PaymentRow>>;
  readonly payment: Resource<string, Payment>;
  readonly payable: Resource<{ company: string; customer: string }, Payable>;
  readonly methods: Resource<Asked, OfferedMethod[]>;
  readonly slips: Resource<{ customer: string }, Slips>;

  constructor(host: Host, options: Options) {
    const { portal, may, pays, open, payable, asked, slips, onList, onPayment } = options;
    let wanted: { key: string; query: { company: string; customer: string } } | undefined;
    let slipsAsked: { key: string; query: { customer: string } } | undefined;
    let offered: { key: string; query: Asked } | undefined;
    this.list = new ListResource(host, {
      portal,
      may,
      sizes: true,
      load: (client, query, signal) => client.call('GET /payments', { query, signal }),
      onValue: ({ items }) => onList(items.length),
    });
    this.payment = new Resource(host, {
      portal,
      may,
      query: () => open() || undefined,
      load: (client, id, signal) => client.call('GET /payments/:id', { params: { id }, signal }),
      onValue: onPayment,
    });
    this.payable = new Resource(host, {
      portal,
      may,
      query: () => (wanted = sameAs(wanted, payable()))?.query,
      load: (client, { company, customer }, signal) =>
        client.call('GET /payable-items', {
          query: { ...(company && { company }), ...(customer && { customer }) },
          signal,
        }),
    });
    this.methods = new Resource(host, {
      portal,
      may: pays,
      query: () => (offered = sameAs(offered, asked()))?.query,
      load: async (client, query, signal) =>
        (await client.call('GET /payment-methods', { query, signal })).items,
    });
    this.slips = new Resource(host, {
      portal,
      may,
      query: () => (slipsAsked = sameAs(slipsAsked, slips()))?.query,
      load: (client, { customer }, signal) =>
        client.call('GET /payment-slips', { query: customer ? { customer } : {}, signal }),
    });
  }

  reload(): void {
    this.slips.reload();
    this.list.reload();
    this.payment.reload();
    this.payable.reload();
  }
}

/** The same value while nothing in it changed. */
function sameAs<Q extends object>(
  before: { key: string; query: Q } | undefined,
  query: Q | undefined,
): { key: string; query: Q } | undefined {
  if (!query) return undefined;
  const key = JSON.stringify(query);
  return before?.key === key ? before : { key, query };
}
