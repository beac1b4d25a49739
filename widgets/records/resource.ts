import { initialState, Task, TaskStatus } from '@lit/task';
import type { ReactiveControllerHost } from 'lit';
import { limits } from '#contract/limits';
import { toClientError, type ClientError, type Portal, type PortalState } from '../core/index.ts';
import { Pages } from './pages.ts';
import { sessionKey, valueFor, type SessionValue } from './session-value.ts';

type Client = Portal['client'];

const ownerOf = ({
  portal,
  may,
  owner,
}: Pick<ResourceOptions<never, never>, 'portal' | 'may' | 'owner'>) =>
  owner ? owner() : sessionKey(portal(), may?.() ?? true);

export type ResourceOptions<Q, T> = {
  portal: () => Portal;
  /** Whether the session may send the request. */
  may?: () => boolean;
  /** Key of those whose values these are, where it is not the session's; empty sends no request. */
  owner?: () => string;
  /** Parameters of the request, the same value while nothing changed; undefined sends none. */
  query: () => Q | undefined;
  load: (client: Client, query: Q, signal: AbortSignal) => Promise<T>;
  isEmpty?: (value: T) => boolean;
  onValue?: (value: T) => void;
  onFault?: (fault: ClientError) => void;
};

/**
 * One value loaded from the server, kept for the session it was loaded for. A new query, another session and
 * `reload` load it again; each load aborts the one before.
 */
export class Resource<Q, T> {
  readonly #host: ReactiveControllerHost;
  readonly #options: ResourceOptions<Q, T>;
  readonly #task: Task<readonly [Q | undefined, string, number], SessionValue<T>>;
  #last: SessionValue<T> | undefined;
  /** What the last change answered, and the loaded value that it changed. */
  #changed: { from: T | undefined; to: T } | undefined;
  #reloads = 0;

  constructor(host: ReactiveControllerHost, options: ResourceOptions<Q, T>) {
    this.#host = host;
    this.#options = options;
    this.#task = new Task(host, {
      task: async ([query, owner], { signal }) => {
        if (query === undefined || !owner) return initialState;
        return { owner, value: await options.load(options.portal().client, query, signal) };
      },
      args: () => [options.query(), this.owner, this.#reloads],
      onComplete: (response) => {
        this.#last = response;
        options.onValue?.(response.value);
      },
      onError: (error) => options.onFault?.(toClientError(error)),
    });
  }

  /** Key of the session whose values are shown; empty if the request is not allowed. */
  get owner(): string {
    return ownerOf(this.#options);
  }
  /** The newest value; it stays while another is loading. */
  get value(): T | undefined {
    return valueFor(this.#task.value, this.owner);
  }
  /** The newest value, as it was loaded or as a change answered since. */
  get current(): T | undefined {
    const loaded = this.value;
    return this.#changed?.from === loaded ? this.#changed?.to : loaded;
  }
  /** The newest value, which also stays when a later load fails. */
  get last(): T | undefined {
    return valueFor(this.#last, this.owner);
  }
  /** The value of the current query; undefined while it loads. */
  get loaded(): T | undefined {
    return this.#task.status === TaskStatus.COMPLETE ? this.value : undefined;
  }
  get fault(): ClientError | undefined {
    const { status, error } = this.#task;
    return status === TaskStatus.ERROR ? toClientError(error) : undefined;
  }
  get state(): PortalState {
    const { value, fault } = this;
    if (fault) return 'error';
    if (value === undefined) return 'loading';
    if (this.#task.status === TaskStatus.PENDING) return 'stale';
    return this.#options.isEmpty?.(value) ? 'empty' : 'ready';
  }

  /** Shows the value that a change answered with, until the next one is loaded. */
  take(value: T): void {
    this.#changed = { from: this.value, to: value };
    this.#host.requestUpdate();
  }

  /** Loads again; without it a value is only loaded when its query or its owner changes. */
  reload(): void {
    this.#reloads += 1;
    this.#host.requestUpdate();
  }

  /** Resolves once the current load has ended, however it did. */
  async settled(): Promise<void> {
    await this.#host.updateComplete;
    await this.#task.taskComplete.catch(() => {});
  }
}

/** How many rows a page may have, besides as many as usual. */
export const pageSizes = [50, 100];

export type Page<R> = { items: R[]; nextCursor: string | null };

export type ListOptions<Q, P> = Omit<ResourceOptions<Q, P>, 'query' | 'load' | 'isEmpty'> & {
  load: (client: Client, query: Q & PageQuery, signal: AbortSignal) => Promise<P>;
  /** Whether the reader may choose how many rows a page has, and `load` takes `limit`. */
  sizes?: boolean;
};

/** Which page, and how many rows it has; without a number it is the server's to say. */
type PageQuery = { cursor: string | undefined; limit: number | undefined };

/** A list that is loaded page by page, by cursors, once something asks for it. */
export class ListResource<Q extends object, P extends Page<unknown>> {
  readonly #pages: Pages;
  readonly #resource: Resource<Q & PageQuery, P>;
  /** Whether the reader may choose how many rows a page has. */
  readonly sizes: boolean;
  #asked: Q | undefined;
  #query: (Q & PageQuery) | undefined;
  #size: number | undefined;
  /** How many rows a page has where the reader chose nothing. */
  usual: number = limits.page;
  /** Rows of a page that is not the last one. */
  #pageSize: number | undefined;

  constructor(host: ReactiveControllerHost, options: ListOptions<Q, P>) {
    this.sizes = options.sizes ?? false;
    // Before the resource, so that it loads the first page for another session.
    this.#pages = new Pages(host, () => ownerOf(options));
    this.#resource = new Resource(host, {
      ...options,
      query: () => this.#currentQuery(),
      isEmpty: ({ items }) => items.length === 0,
      onValue: (page) => {
        if (page.nextCursor) this.#pageSize = page.items.length;
        options.onValue?.(page);
      },
    });
  }

  /** The query of the list on screen or on its way; undefined before anything was searched for. */
  get asked(): Q | undefined {
    return this.#asked;
  }
  get page(): P | undefined {
    return this.#resource.value;
  }
  get items(): P['items'] {
    return this.page?.items ?? [];
  }
  get pages(): Pages {
    return this.#pages;
  }
  /** How many rows the reader wants on a page, as the address keeps it; empty is as many as usual. */
  get size(): string {
    return this.#size ? String(this.#size) : '';
  }
  set size(text: string) {
    this.#size = pageSizes.find((size) => String(size) === text);
  }
  /** Whether all that was found is on screen. */
  get whole(): boolean {
    return this.#pages.number === 1 && !this.page?.nextCursor;
  }
  /** Rows up to the last one on screen; undefined where that is not known. */
  get count(): number | undefined {
    const before =
      this.#pages.number === 1 ? 0 : this.#pageSize && (this.#pages.number - 1) * this.#pageSize;
    return before === undefined ? undefined : before + this.items.length;
  }
  get fault(): ClientError | undefined {
    return this.#resource.fault;
  }
  get state(): PortalState {
    return this.#asked ? this.#resource.state : 'ready';
  }
  get onNext(): (() => void) | undefined {
    return this.#pages.onNext(this.page?.nextCursor);
  }
  get onPrevious(): (() => void) | undefined {
    return this.#pages.onPrevious();
  }

  /** Whether the list is the one of a query. */
  isAsked(query: Q): boolean {
    return JSON.stringify(query) === JSON.stringify(this.#asked);
  }

  /** Loads the first page, or the one of a text of `pages`; again if it was loaded before. */
  ask(query: Q, page?: string): void {
    this.#asked = { ...query };
    this.#pages.restart(page);
  }

  /** Back to before anything was searched for. */
  clear(): void {
    this.#asked = undefined;
    this.#pages.restart();
  }

  reload(): void {
    this.#resource.reload();
  }

  /** Shows pages of another size, from the first. */
  resize(size: string): void {
    this.size = size;
    this.#pages.restart();
  }

  #currentQuery(): (Q & PageQuery) | undefined {
    const { cursor } = this.#pages;
    const { usual } = this;
    const limit = this.#size ?? (usual === limits.page ? undefined : usual);
    const [before, query] = [this.#source, this.#query];
    if (this.#asked !== before || query?.cursor !== cursor || query?.limit !== limit) {
      this.#source = this.#asked;
      this.#query = this.#asked && { ...this.#asked, cursor, limit };
    }
    return this.#query;
  }
  #source: Q | undefined;
}

/** What others need of a list of rows; the private members of the class would tie them to its exact types. */
export type List<Q extends object, R> = Pick<
  ListResource<Q, Page<R>>,
  keyof ListResource<Q, Page<R>>
>;
