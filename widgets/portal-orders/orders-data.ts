import type { ReactiveControllerHost } from 'lit';
import { orderSorts, type OrderSort } from '#contract/order-words';
import type { Invoice, Order, OrderRow } from '#contract/orders';
import type { Portal } from '../core/index.ts';
import { ListResource, Resource, type Page } from '../records/resource.ts';
import { filterQuery, type Filter, type FilterQuery } from './orders-filter.ts';

type Options = {
  portal: () => Portal;
  may: (permission: 'orders.view' | 'invoices.view') => boolean;
  onList: (count: number) => void;
  onOrder: (order: Order) => void;
};

/** A query as the reader asked it; which days `today` means is settled when it is sent. */
export type OrdersQuery = { filter: Filter; sort: OrderSort };

/** The list of orders, the open order, and its invoices. */
export class OrdersData {
  readonly list: ListResource<OrdersQuery, Page<OrderRow>>;
  readonly order: Resource<string, Order>;
  readonly invoices: Resource<string, Invoice[]>;
  readonly #portal: () => Portal;

  constructor(
    host: ReactiveControllerHost & { open: string },
    { portal, may, onList, onOrder }: Options,
  ) {
    this.#portal = portal;
    const open = {
      portal,
      may: () => may('orders.view'),
      query: () => host.open || undefined,
    };
    this.list = new ListResource(host, {
      ...open,
      sizes: true,
      load: (client, { cursor, limit, ...asked }, signal) =>
        client.call('GET /orders', { query: { ...this.sent(asked), cursor, limit }, signal }),
      onValue: ({ items }) => onList(items.length),
    });
    this.order = new Resource(host, {
      ...open,
      load: (client, id, signal) => client.call('GET /orders/:id', { params: { id }, signal }),
      onValue: onOrder,
    });
    this.invoices = new Resource(host, {
      ...open,
      may: () => may('orders.view') && may('invoices.view'),
      load: async (client, id, signal) =>
        (await client.call('GET /orders/:id/invoices', { params: { id }, signal })).items,
    });
  }

  /** A query as the server takes it. */
  sent({ filter, sort }: OrdersQuery): FilterQuery & { sort: OrderSort } {
    return { ...filterQuery(filter, this.#portal().tenant?.timeZone ?? 'UTC'), sort };
  }

  reload(): void {
    for (const one of [this.list, this.order, this.invoices]) one.reload();
  }
}

/**
 * The sort of a text, as an attribute may hold any. Where none is chosen, the newest come first; of those with a
 * change that waits, which alone can be sorted by it, the one that waits longest.
 */
export function sortOf(text: string, { status }: Pick<Filter, 'status'>): OrderSort {
  const changes = status === 'change_asked';
  const chosen = orderSorts.find((sort) => sort === text);
  if (chosen && (changes || !chosen.endsWith('asked'))) return chosen;
  return changes ? 'asked' : '-date';
}
