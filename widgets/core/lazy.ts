import { ClientError } from './client-error.ts';
import type { PortalElement } from './element.ts';

/**
 * A part of an element that is fetched when it is first needed, and after a failure once the reader tries again. It
 * comes with the elements that have such parts, so the core's index does not name it.
 */
export class Lazy<T> {
  readonly #host: PortalElement;
  readonly #load: () => Promise<T>;
  #loading = false;
  #value: T | undefined;
  #fault: ClientError | undefined;

  /** @param load imports the part and makes it */
  constructor(host: PortalElement, load: () => Promise<T>) {
    this.#host = host;
    this.#load = load;
  }

  /** The part, once it was fetched. */
  get value(): T | undefined {
    return this.#value;
  }
  /** Why it could not be fetched. */
  get fault(): ClientError | undefined {
    return this.#fault;
  }

  /** Has the part fetched, unless that was done or failed before. */
  need(): void {
    if (this.#loading || this.#fault) return;
    this.#loading = true;
    void this.#fetch();
  }

  /** Lets a part that could not be fetched be fetched again. */
  retry(): void {
    this.#fault = undefined;
    this.#host.requestUpdate();
  }

  async #fetch(): Promise<void> {
    try {
      this.#value = await this.#load();
    } catch {
      this.#loading = false;
      this.#fault = new ClientError('offline');
    }
    this.#host.requestUpdate();
  }
}
