import type { ReactiveControllerHost } from 'lit';
import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import type { PricedMaterial } from '#contract/prices';
import type { ClientError, PortalState } from '../core/index.ts';
import { ListResource, Resource, type Page, type ResourceOptions } from '../records/resource.ts';

/** What is searched for, as the attributes say it. */
export type Filter = { customer: string; group: string; q: string };
export type PricesQuery = { search?: string; group?: string; customer?: string };
/** The lists in force, and the groups of their materials. */
export type Lists = CallResult<Endpoints['GET /price-lists']>;

export const queryOf = ({ customer, group, q }: Filter): PricesQuery => ({
  ...(q.trim() && { search: q.trim() }),
  ...(group && { group }),
  ...(customer.trim() && { customer: customer.trim() }),
});

type Options = Pick<
  ResourceOptions<never, Page<PricedMaterial>>,
  'portal' | 'may' | 'onValue' | 'onFault'
>;

/** The price lists in force, and their prices, page by page. */
export class PricesData {
  readonly list: ListResource<PricesQuery, Page<PricedMaterial>>;
  readonly #lists: Resource<string, Lists>;

  constructor(host: ReactiveControllerHost, options: Options) {
    const { portal, may } = options;
    this.list = new ListResource(host, {
      ...options,
      sizes: true,
      load: (client, query, signal) => client.call('GET /prices', { query, signal }),
    });
    this.#lists = new Resource(host, {
      portal,
      may,
      query: () => this.query.customer ?? '',
      load: (client, number, signal) =>
        client.call('GET /price-lists', { query: { customer: number || undefined }, signal }),
    });
  }

  /** The query of the prices on screen or on their way. */
  get query(): PricesQuery {
    return this.list.asked ?? {};
  }
  /** The newest lists; a later failure does not take the form away. */
  get lists(): Lists | undefined {
    return this.#lists.last;
  }
  get fault(): ClientError | undefined {
    return this.list.fault ?? this.#lists.fault;
  }
  /** There is no customer of the number that was searched for. */
  get noCustomer(): boolean {
    return this.query.customer !== undefined && this.fault?.code === 'not_found';
  }
  get state(): PortalState {
    const states = [this.#lists.state, this.list.state];
    const first = (['error', 'loading', 'stale'] as const).find((state) => states.includes(state));
    return first ?? this.list.state;
  }

  reload(): void {
    this.#lists.reload();
    this.list.reload();
  }
}
