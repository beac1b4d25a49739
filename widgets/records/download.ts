import type { ReactiveControllerHost } from 'lit';
import { toClientError, type ClientError, type Portal } from '../core/index.ts';
import { saveBlob } from '../core/save.ts';
import { sessionKey, valueFor, type SessionValue } from './session-value.ts';

export type DownloadOptions = {
  portal: () => Portal;
  /** What is on screen: why a file did not come is said where it was asked for. One place where it is left out. */
  place?: () => string;
  onDone: () => void;
  onFault: (fault: ClientError) => void;
};

/** Fetches files, one at a time, and hands them to the browser to save. */
export class Download {
  readonly #host: ReactiveControllerHost;
  readonly #options: DownloadOptions;
  #busy = '';
  #fault: SessionValue<ClientError | undefined> | undefined;

  constructor(host: ReactiveControllerHost, options: DownloadOptions) {
    this.#host = host;
    this.#options = options;
  }

  /** Name of the file being fetched; empty while there is none. */
  get busy(): string {
    return this.#busy;
  }
  /** Why the last download failed. */
  get fault(): ClientError | undefined {
    return valueFor(this.#fault, this.#at);
  }

  /** Fetches a file and saves it, unless another is being fetched or the session changes meanwhile. */
  async save(name: string, fetch: () => Promise<Blob>): Promise<void> {
    if (this.#busy) return;
    const owner = this.#owner;
    const at = this.#at;
    this.#set(name);
    try {
      const blob = await fetch();
      if (owner !== this.#owner) return;
      saveBlob(blob, name);
      this.#options.onDone();
    } catch (error) {
      const value = toClientError(error);
      this.#fault = { owner: at, value };
      if (owner === this.#owner) this.#options.onFault(value);
    } finally {
      this.#set('');
    }
  }

  get #owner(): string {
    return sessionKey(this.#options.portal(), true);
  }

  get #at(): string {
    return this.#owner && this.#owner + this.#options.place?.();
  }

  #set(busy: string): void {
    this.#busy = busy;
    if (busy) this.#fault = undefined;
    this.#host.requestUpdate();
  }
}
