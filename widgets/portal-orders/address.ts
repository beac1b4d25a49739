import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Whoever keeps the place of an element in the page's address in its stead. */
export type RecordRouter = {
  /** The page's address with a record open, or none. */
  href(id: string | null): string | null;
  push(id: string | null): void;
};

export type AddressHost = ReactiveControllerHost & {
  /** Name of the query parameter; empty where the page's address stays as it is. */
  address: string;
  router: RecordRouter | undefined;
  open: string;
};

/**
 * Keeps the open record in a query parameter of the page's address. What the person opens adds an entry
 * to the history; going back and forth there opens and closes it again.
 */
export class Address implements ReactiveController {
  readonly #host: AddressHost;

  constructor(host: AddressHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('popstate', this.#read);
    if (this.#host.address && !this.#host.open) this.#read();
  }

  hostDisconnected(): void {
    removeEventListener('popstate', this.#read);
  }

  /** The page's address with a record open, or none; null where it is not used. */
  href(id: string | null): string | null {
    const { address, router } = this.#host;
    if (router) return router.href(id);
    if (!address) return null;
    const url = new URL(location.href);
    if (id) url.searchParams.set(address, id);
    else url.searchParams.delete(address);
    return url.href;
  }

  /** Writes the open record into the address, as a new entry. */
  push(id: string | null): void {
    if (this.#host.router) return this.#host.router.push(id);
    const href = this.href(id);
    // The page's own state is kept, since its router may live in it.
    if (href && href !== location.href) history.pushState(history.state, '', href);
  }

  #read = (): void => {
    const { address } = this.#host;
    if (address) this.#host.open = new URL(location.href).searchParams.get(address) ?? '';
  };
}
