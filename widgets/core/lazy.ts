import type { CSSResult, ReactiveControllerHost } from 'lit';
import { ClientError } from './client-error.ts';

/** A part of an element that is fetched when it is first needed, and after a failure once the reader tries again. */
export class Lazy<T> {
  readonly #host: Pick<ReactiveControllerHost, 'requestUpdate'>;
  readonly #load: () => Promise<T>;
  #coming: Promise<T> | undefined;
  #value: T | undefined;
  #fault: ClientError | undefined;

  /** @param load imports the part and makes it */
  constructor(host: Pick<ReactiveControllerHost, 'requestUpdate'>, load: () => Promise<T>) {
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
    if (!this.#fault) this.ready().catch(() => {});
  }

  /** The part, fetched if need be, also after a failure. @throws ClientError */
  ready(): Promise<T> {
    this.#coming ??= this.#fetch();
    return this.#coming;
  }

  /** Lets a part that could not be fetched be fetched again. */
  retry(): void {
    this.#fault = undefined;
    this.#host.requestUpdate();
  }

  async #fetch(): Promise<T> {
    this.#fault = undefined;
    try {
      this.#value = await this.#load();
      return this.#value;
    } catch {
      this.#coming = undefined;
      this.#fault = new ClientError('load');
      throw this.#fault;
    } finally {
      this.#host.requestUpdate();
    }
  }
}

/** Adds the style sheets of a part to those of its element, once. */
export function adopt(
  { renderRoot }: { renderRoot: HTMLElement | DocumentFragment },
  ...styles: readonly CSSResult[]
): void {
  const sheets = (renderRoot as ShadowRoot).adoptedStyleSheets;
  for (const { styleSheet } of styles)
    if (styleSheet && !sheets.includes(styleSheet)) sheets.push(styleSheet);
}
