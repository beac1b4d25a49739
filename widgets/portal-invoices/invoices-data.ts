import {
  invoiceFilters,
  invoiceKinds,
  invoiceSorts,
  type InvoiceFilter,
  type InvoiceKind,
  type InvoiceSort,
} from '#contract/invoice-words';
import type { InvoiceDetail, InvoiceRow } from '#contract/invoices';
import type { Portal } from '../core/index.ts';
import { dayOr, given, pick } from '../records/query.ts';
import { ListResource, Resource, type Page } from '../records/resource.ts';

/** What is searched for, as the attributes say it. */
export type Filter = Record<'status' | 'kind' | 'from' | 'to' | 'q', string>;

/** The query of a list, as the server takes it. */
export type InvoicesQuery = {
  status?: InvoiceFilter;
  kind?: InvoiceKind;
  company?: string;
  customer?: string;
  from?: string;
  to?: string;
  search?: string;
  sort: InvoiceSort;
};

type Options = {
  portal: () => Portal;
  may: () => boolean;
  open: () => string;
  onList: (count: number) => void;
  onInvoice: (invoice: InvoiceDetail) => void;
};
type Host = ConstructorParameters<typeof Resource>[0];

/** The list of invoices, and the open one. */
export class InvoicesData {
  readonly list: ListResource<InvoicesQuery, Page<InvoiceRow>>;
  readonly invoice: Resource<string, InvoiceDetail>;

  constructor(host: Host, { portal, may, open, onList, onInvoice }: Options) {
    this.list = new ListResource(host, {
      portal,
      may,
      sizes: true,
      load: (client, query, signal) => client.call('GET /invoices', { query, signal }),
      onValue: ({ items }) => onList(items.length),
    });
    this.invoice = new Resource(host, {
      portal,
      may,
      query: () => open() || undefined,
      load: (client, id, signal) => client.call('GET /invoices/:id', { params: { id }, signal }),
      onValue: onInvoice,
    });
  }

  reload(): void {
    this.list.reload();
    this.invoice.reload();
  }
}

/** The query of a filter; what is none of its words counts as not given. */
export function queryOf({
  status,
  kind,
  from,
  to,
  q,
  ...whose
}: Filter & Record<'company' | 'customer' | 'sort', string>): InvoicesQuery {
  return {
    ...given({
      status: pick(invoiceFilters, status),
      kind: pick(invoiceKinds, kind),
      company: whose.company || undefined,
      customer: whose.customer || undefined,
      from: dayOr(from),
      to: dayOr(to),
      search: q.trim() || undefined,
    }),
    sort: pick(invoiceSorts, whose.sort) ?? '-date',
  };
}
