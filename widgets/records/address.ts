import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { linkedPlace } from '../core/linked-place.ts';

/** State of a view by name, as the address keeps it: what differs from how the page set the element up. */
export type ViewParams = Readonly<Record<string, string>>;

/** Keeps the view of an element in the page's address in place of the element. */
export type RecordRouter = {
  /** The page's address with a record open, or none. */
  href(id: string | null, params?: ViewParams): string | null;
  /** Writes the view into the address, as a new entry of the history. */
  push(id: string | null, params?: ViewParams): void;
  /** Writes the view into the entry that is current. */
  replace?(id: string | null, params?: ViewParams): void;
};

export type AddressHost = ReactiveControllerHost & {
  /** Name of the query parameter; empty where the page's address stays as it is. */
  address: string;
  router: RecordRouter | undefined;
  /** Id of the open record, of an element that opens records. */
  open?: string;
};

export type AddressOptions = {
  /** Properties that the address keeps, by their names in it. */
  properties: () => Readonly<Record<string, string>>;
  /** Names of those that belong to the open record. */
  ofRecord?: () => readonly string[];
  /** State that is kept besides `params`, as the page of a list. */
  more?: (params: ViewParams) => ViewParams;
  /** Called after the properties took over what the address holds. */
  onRestore?: (params: ViewParams) => void;
};

/** Writes an address into the history of the page, unless it is there already. */
export function writeAddress(href: string | null, how: 'push' | 'replace'): void {
  if (!href || href === location.href) return;
  try {
    // The page's own state is kept, since its router may live in it.
    history[`${how}State`](history.state, '', href);
  } catch {
    // Browsers refuse too many changes in a short time; the next one then writes the whole view.
  }
}

/**
 * Keeps the view of an element in the page's address: the open record in a query parameter, the rest in others
 * that begin with its name and a dot. `push` adds an entry to the history; other changes go into the current
 * one. Going back and forth in the history restores the view.
 */
export class Address implements ReactiveController {
  readonly #host: AddressHost;
  readonly #options: AddressOptions;
  /** The view as the page set it up. */
  #initial: ViewParams | undefined;
  /** The view that the address holds. */
  #written = '';

  constructor(host: AddressHost, options: AddressOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('popstate', this.#read);
    this.#initial ??= this.#values();
    const isLinked = !this.#host.router && this.#readLink();
    if (!isLinked && !this.#host.open && Object.keys(this.#found() ?? {}).length > 0) this.#read();
    this.#written = this.key;
    // What the address said before the link led elsewhere holds no more.
    if (isLinked) this.#write('replace');
  }

  hostDisconnected(): void {
    removeEventListener('popstate', this.#read);
  }

  hostUpdated(): void {
    if (this.key !== this.#written) this.#write('replace');
  }

  /** The view without an open record, as the address keeps it. */
  get listParams(): ViewParams {
    return this.#paramsFor('');
  }

  /** The page's address with a record open, or none; null where it is not used. */
  href(id: string | null): string | null {
    return this.#hrefOf(id, this.#paramsFor(id ?? '', false));
  }

  /** Writes the view into the address, as a new entry of the history. */
  push(): void {
    this.#write('push');
  }

  /** Takes over a view from the address. */
  restore(params: ViewParams, open = ''): void {
    const initial = (this.#initial ??= this.#values());
    // Only what differs: a default that is set again counts as a change with Lit.
    const take = (property: string, value: string) => {
      if (this.#properties[property] !== value) this.#properties[property] = value;
    };
    for (const [name, property] of Object.entries(this.#options.properties()))
      take(property, params[name] ?? initial[name] ?? '');
    if (this.#host.open !== undefined) take('open', open);
    this.#options.onRestore?.(params);
    this.#written = this.key;
  }

  /** Back to how the page set the view up, in the address as well. */
  reset(): void {
    this.restore({});
    this.#write('replace');
  }

  /** The view as the page set it up. */
  get initial(): ViewParams {
    return this.#initial ?? {};
  }
  /** The view as the address keeps it. */
  get params(): ViewParams {
    return this.#paramsFor(this.#host.open ?? '');
  }
  get #properties(): Record<string, string> {
    return this.#host as unknown as Record<string, string>;
  }
  /** The view with the open record, as one text. */
  get key(): string {
    return JSON.stringify([this.#host.open, this.params]);
  }

  #values(): ViewParams {
    const names = Object.entries(this.#options.properties());
    return Object.fromEntries(names.map(([name, property]) => [name, this.#properties[property]!]));
  }

  /** @param whole with the state of the open record */
  #paramsFor(open: string, whole = true): ViewParams {
    const hidden = open && whole ? [] : (this.#options.ofRecord?.() ?? []);
    const changed = Object.entries(this.#values()).filter(
      ([name, value]) => value !== this.#initial?.[name] && !hidden.includes(name),
    );
    const params = Object.fromEntries(changed);
    return { ...params, ...this.#options.more?.(params) };
  }

  #hrefOf(id: string | null, params: ViewParams): string | null {
    const { address, router } = this.#host;
    if (router) return router.href(id, params);
    if (!address) return null;
    const url = new URL(location.href);
    for (const name of Array.from(url.searchParams.keys()))
      if (name === address || name.startsWith(`${address}.`)) url.searchParams.delete(name);
    if (id) url.searchParams.set(address, id);
    for (const [name, value] of Object.entries(params))
      url.searchParams.set(`${address}.${name}`, value);
    return url.href;
  }

  #write(how: 'push' | 'replace'): void {
    this.#written = this.key;
    const { router } = this.#host;
    const id = this.#host.open || null;
    if (router) return router[how]?.(id, this.params);
    writeAddress(this.#hrefOf(id, this.params), how);
  }

  /** What the address holds of this element; undefined where the address is not used. */
  #found(): Record<string, string> | undefined {
    const { address, router } = this.#host;
    if (!address || router) return undefined;
    const all = [...new URL(location.href).searchParams];
    return Object.fromEntries(
      all.filter(([name]) => name === address || name.startsWith(`${address}.`)),
    );
  }

  /**
   * Takes over the view that a mailed link leads to, on a page that holds this element alone.
   * @returns whether there is one
   */
  #readLink(): boolean {
    const place = linkedPlace();
    const { tag } = this.#host.constructor as unknown as { tag?: string };
    if (!place || place.section !== tag) return false;
    const url = new URL(location.href);
    url.hash = '';
    history.replaceState(history.state, '', url);
    this.restore(place.params, place.open);
    return true;
  }

  #read = (): void => {
    const found = this.#found();
    if (!found) return;
    const { address } = this.#host;
    const { [address]: open, ...rest } = found;
    const params = Object.entries(rest).map(([name, value]) => [
      name.slice(address.length + 1),
      value,
    ]);
    this.restore(Object.fromEntries(params), open);
  };
}
