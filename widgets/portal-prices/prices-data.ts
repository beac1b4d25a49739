import { initialState, Task } from '@lit/task';
import type { ReactiveControllerHost } from 'lit';
import type { PriceList, PricedMaterial } from '#contract/prices';
import { toClientError, type ClientError, type Portal, type PortalState } from '../core/index.ts';
import { Pages } from '../records/pages.ts';
import { sessionKey, type SessionValue, valueFor } from '../records/session-value.ts';
import { faultOf, stateOf } from '../records/task-state.ts';

/** What is searched for, as the attributes say it. */
export type Filter = { customer: string; group: string; q: string };

/** What the data needs to know of its element. */
export type PricesDataOptions = {
  portal: () => Portal;
  may: () => boolean;
  onList: (count: number) => void;
  onFault: (fault: ClientError) => void;
};

/** The lists in force, and the groups of their materials. */
export type Lists = { items: PriceList[]; groups: string[] };
type Page = { items: PricedMaterial[]; nextCursor: string | null };
type Query = { search?: string; group?: string; customer?: string };

const queryOf = ({ customer, group, q }: Filter): Query => {
  const search = q.trim();
  const number = customer.trim();
  return {
    ...(search && { search }),
    ...(group && { group }),
    ...(number && { customer: number }),
  };
};

/** The calls behind the element: the lists in force, and their prices, page by page. */
export class PricesData {
  readonly #host: ReactiveControllerHost;
  readonly #pages: Pages;
  readonly #options: PricesDataOptions;
  readonly #lists: Task<readonly [string | undefined, string, number], SessionValue<Lists>>;
  readonly #list: Task<readonly [Query, string | undefined, string, number], SessionValue<Page>>;
  /** The last lists that came; a failure later on does not take the form away. */
  #known: SessionValue<Lists> | undefined;
  #query: Query = {};
  #reloads = 0;

  constructor(host: ReactiveControllerHost, options: PricesDataOptions) {
    this.#host = host;
    this.#options = options;
    // Before the tasks, so that these ask for the first page of another person.
    this.#pages = new Pages(host, () => this.#owner);
    this.#lists = new Task(host, {
      task: async ([customer, owner], { signal }) => {
        if (!owner) return initialState;
        const { client } = options.portal();
        return {
          owner,
          value: await client.call('GET /price-lists', { query: { customer }, signal }),
        };
      },
      args: () => [this.#query.customer, this.#owner, this.#reloads],
      onComplete: (lists) => (this.#known = lists),
    });
    this.#list = new Task(host, {
      task: async ([asked, cursor, owner], { signal }) => {
        if (!owner) return initialState;
        const { client } = options.portal();
        const query = { ...asked, cursor };
        return { owner, value: await client.call('GET /prices', { query, signal }) };
      },
      args: () => [this.#query, this.#pages.cursor, this.#owner, this.#reloads],
      onComplete: ({ value }) => options.onList(value.items.length),
      onError: (error) => options.onFault(toClientError(error)),
    });
  }

  get lists(): Lists | undefined {
    return valueFor(this.#known, this.#owner);
  }
  get page(): Page | undefined {
    return valueFor(this.#list.value, this.#owner);
  }
  get pageNumber(): number {
    return this.#pages.number;
  }
  /** What the prices on screen, or on their way, were asked for with. */
  get query(): Query {
    return this.#query;
  }
  get fault(): ClientError | undefined {
    return faultOf(this.#list) ?? faultOf(this.#lists);
  }
  /** There is no customer of the number that was asked for. */
  get noCustomer(): boolean {
    return this.#query.customer !== undefined && this.fault?.code === 'not_found';
  }
  get state(): PortalState {
    const states = [
      stateOf(this.#lists, this.lists, false),
      stateOf(this.#list, this.page, this.page?.items.length === 0),
    ] as const;
    const either = (['error', 'loading', 'stale'] as const).find((one) => states.includes(one));
    return either ?? states[1];
  }
  get onNext(): (() => void) | undefined {
    return this.#pages.onNext(this.page?.nextCursor);
  }
  get onPrevious(): (() => void) | undefined {
    return this.#pages.onPrevious();
  }

  /** Whether the prices already answer a filter. */
  isAsked(filter: Filter): boolean {
    return JSON.stringify(queryOf(filter)) === JSON.stringify(this.#query);
  }

  /** Asks for the first page, also where the same was asked before. */
  ask(filter: Filter): void {
    this.#query = queryOf(filter);
    this.#pages.restart();
  }

  reload(): void {
    this.#reloads += 1;
    this.#host.requestUpdate();
  }

  get #owner(): string {
    return sessionKey(this.#options.portal(), this.#options.may());
  }
}
