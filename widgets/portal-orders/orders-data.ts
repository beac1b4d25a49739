import { Task, TaskStatus, initialState } from '@lit/task';
import type { ReactiveControllerHost } from 'lit';
import { orderSorts, type OrderSort } from '#contract/order-words';
import type { Invoice, Order, OrderRow } from '#contract/orders';
import type { ClientError, Portal, PortalState } from '../core/index.ts';
import { Pages } from '../records/pages.ts';
import { sessionKey, type SessionValue, valueFor } from '../records/session-value.ts';
import { faultOf, stateOf } from '../records/task-state.ts';
import { filterQuery, type Filter, type FilterQuery } from './orders-filter.ts';

/** What the data needs to know of its element. */
export type OrdersDataOptions = {
  portal: () => Portal;
  mayList: () => boolean;
  mayInvoices: () => boolean;
  filter: () => Filter;
  onList: (count: number) => void;
  onOrder: (order: Order) => void;
};

type Page = { items: OrderRow[]; nextCursor: string | null };
/** A question as it was asked; which days `today` means is settled when it is sent. */
type Question = { filter: Filter; sort: OrderSort };
type Query = FilterQuery & { sort: OrderSort };

/**
 * The calls behind the element: the list as it was asked for, page by page, the open order, and its
 * invoices. Each new question aborts the one before.
 */
export class OrdersData {
  readonly #host: ReactiveControllerHost;
  readonly #pages: Pages;
  readonly #options: OrdersDataOptions;
  readonly #list: Task<
    readonly [Question | undefined, string | undefined, string, number],
    SessionValue<Page>
  >;
  readonly #order: Task<readonly [string, string, number], SessionValue<Order>>;
  readonly #invoices: Task<readonly [string, string, boolean, number], SessionValue<Invoice[]>>;

  #asked: Question | undefined;
  #id = '';
  #reloads = 0;

  constructor(host: ReactiveControllerHost, options: OrdersDataOptions) {
    this.#host = host;
    this.#pages = new Pages(host, () => this.#owner);
    this.#options = options;
    this.#list = new Task(host, {
      task: ([asked, cursor, owner], { signal }) => this.#fetchList(asked, cursor, owner, signal),
      args: () => [this.#asked, this.#pages.cursor, this.#owner, this.#reloads],
      onComplete: ({ value }) => options.onList(value.items.length),
    });
    this.#order = new Task(host, {
      task: ([id, owner], { signal }) => this.#fetchOrder(id, owner, signal),
      args: () => [this.#id, this.#owner, this.#reloads],
      onComplete: ({ value }) => options.onOrder(value),
    });
    this.#invoices = new Task(host, {
      task: ([id, owner, may], { signal }) => this.#fetchInvoices(may ? id : '', owner, signal),
      args: () => [this.#id, this.#owner, options.mayInvoices(), this.#reloads],
    });
  }

  /** Whether the list has been asked for. */
  get asked(): boolean {
    return this.#asked !== undefined;
  }
  /** The question the list answers. */
  get query(): Query {
    const { filter, sort } = this.#asked ?? this.#question('-date');
    const timeZone = this.#options.portal().tenant?.timeZone ?? 'UTC';
    return { ...filterQuery(filter, timeZone), sort };
  }
  get page(): Page | undefined {
    return this.#own(this.#list.value);
  }
  get pageNumber(): number {
    return this.#pages.number;
  }
  get listFault(): ClientError | undefined {
    return faultOf(this.#list);
  }
  get listState(): PortalState {
    if (!this.asked) return 'ready';
    return stateOf(this.#list, this.page, this.page?.items.length === 0);
  }
  get order(): Order | undefined {
    const order = this.#own(this.#order.value);
    return order?.id === this.#id ? order : undefined;
  }
  get orderFault(): ClientError | undefined {
    return faultOf(this.#order);
  }
  get orderState(): PortalState {
    return stateOf(this.#order, this.order, false);
  }
  get invoices(): readonly Invoice[] | undefined {
    const done = this.#invoices.status === TaskStatus.COMPLETE;
    return done ? this.#own(this.#invoices.value) : undefined;
  }
  get invoicesFault(): ClientError | undefined {
    return faultOf(this.#invoices);
  }
  get onNext(): (() => void) | undefined {
    return this.#pages.onNext(this.page?.nextCursor);
  }
  get onPrevious(): (() => void) | undefined {
    return this.#pages.onPrevious();
  }

  /** Whether the list already answers the question as it stands. */
  isAsked(sort: string): boolean {
    return JSON.stringify(this.#asked) === JSON.stringify(this.#question(sort));
  }

  /** Asks for the first page; asking the same again asks the server again. */
  ask(sort: string): void {
    this.#asked = this.#question(sort);
    this.#pages.restart();
  }

  /** Opens an order; an empty id closes it. */
  open(id: string): void {
    this.#id = id;
    this.#host.requestUpdate();
  }

  reload(): void {
    this.#reloads += 1;
    this.#host.requestUpdate();
  }

  /** Whose answers these are; empty while nobody may ask. */
  get #owner(): string {
    return sessionKey(this.#options.portal(), this.#options.mayList());
  }

  #question(sort: string): Question {
    return {
      filter: this.#options.filter(),
      sort: orderSorts.find((one) => one === sort) ?? '-date',
    };
  }

  #own<T>(answer: SessionValue<T> | undefined): T | undefined {
    return valueFor(answer, this.#owner);
  }

  async #fetchList(
    asked: Question | undefined,
    cursor: string | undefined,
    owner: string,
    signal: AbortSignal,
  ): Promise<SessionValue<Page> | typeof initialState> {
    if (!asked || !owner) return initialState;
    const { client } = this.#options.portal();
    return {
      owner,
      value: await client.call('GET /orders', { query: { ...this.query, cursor }, signal }),
    };
  }

  async #fetchOrder(
    id: string,
    owner: string,
    signal: AbortSignal,
  ): Promise<SessionValue<Order> | typeof initialState> {
    if (!id || !owner) return initialState;
    const { client } = this.#options.portal();
    return { owner, value: await client.call('GET /orders/:id', { params: { id }, signal }) };
  }

  async #fetchInvoices(
    id: string,
    owner: string,
    signal: AbortSignal,
  ): Promise<SessionValue<Invoice[]> | typeof initialState> {
    if (!id || !owner) return initialState;
    const { client } = this.#options.portal();
    const { items } = await client.call('GET /orders/:id/invoices', { params: { id }, signal });
    return { owner, value: items };
  }
}
