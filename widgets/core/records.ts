/**
 * What elements that show records share. It comes with the lists, not with the core, so the core's index
 * does not name it.
 */
import { TaskStatus } from '@lit/task';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { OrderItem } from '#contract/orders';
import { toClientError } from './client.ts';
import type { ClientError } from './client-error.ts';
import type { PortalState } from './events.ts';
import type { FormatContext } from './format.ts';
import type { Portal } from './portal.ts';

/** Options of a property that is state of the view: an attribute only while it says something. */
export const viewState = {
  reflect: true,
  useDefault: true,
  converter: {
    fromAttribute: (text: string | null) => text ?? '',
    toAttribute: (text: string) => text || null,
  },
};

/** A text in the language in use, else in whichever there is. */
export const textIn = (texts: OrderItem['descriptions'], { language }: FormatContext): string =>
  texts[language] ?? texts.es ?? texts.pt ?? texts.en ?? '–';

/** An answer, and whose it is: another person must not see it for a moment. */
export type Owned<T> = { owner: string; value: T };

/** Whose answers there are now; empty while nobody may ask. */
export const ownerOf = ({ session }: Portal, may: boolean): string =>
  session && may ? JSON.stringify({ ...session, expiresAt: '' }) : '';

/** The value of an answer, if it is still that person's. */
export const owned = <T>(answer: Owned<T> | undefined, owner: string): T | undefined =>
  answer?.owner === owner ? answer.value : undefined;

type AnyTask = { readonly status: TaskStatus; readonly error: unknown };

/** Why a task failed, if it did. */
export const faultOf = ({ status, error }: AnyTask): ClientError | undefined =>
  status === TaskStatus.ERROR ? toClientError(error) : undefined;

/** The state of what a task brings. */
export function stateOf({ status }: AnyTask, value: unknown, empty: boolean): PortalState {
  if (status === TaskStatus.ERROR) return 'error';
  if (value === undefined) return 'loading';
  if (status === TaskStatus.PENDING) return 'stale';
  return empty ? 'empty' : 'ready';
}

/**
 * The pages of a list turned so far, by their cursors; the last one is on screen. Another person starts at
 * the first.
 */
export class Pages implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #owner: () => string;
  #lastOwner = '';
  #turned: string[] = [];

  /** @param owner whose answers there are, as `ownerOf` says */
  constructor(host: ReactiveControllerHost, owner: () => string) {
    this.#host = host;
    this.#owner = owner;
    host.addController(this);
  }

  hostUpdate(): void {
    const owner = this.#owner();
    if (owner !== this.#lastOwner) this.#turned = [];
    this.#lastOwner = owner;
  }

  get cursor(): string | undefined {
    return this.#turned.at(-1);
  }
  get number(): number {
    return this.#turned.length + 1;
  }

  /** Back to the first page. */
  restart(): void {
    this.#turn([]);
  }

  /** The way to the page of a cursor, where there is one. */
  onNext(cursor: string | null | undefined): (() => void) | undefined {
    return cursor ? () => this.#turn([...this.#turned, cursor]) : undefined;
  }

  /** The way to the page before, where there is one. */
  onPrevious(): (() => void) | undefined {
    return this.cursor ? () => this.#turn(this.#turned.slice(0, -1)) : undefined;
  }

  #turn(cursors: string[]): void {
    this.#turned = cursors;
    this.#host.requestUpdate();
  }
}

/** What a download needs to know of its element. */
export type DownloadOptions = {
  portal: () => Portal;
  onDone: () => void;
  onFault: (fault: ClientError) => void;
};

/** Fetches files, one at a time, and hands them to the browser to save. */
export class Download {
  readonly #host: ReactiveControllerHost;
  readonly #options: DownloadOptions;
  #busy = '';
  #fault: Owned<ClientError | undefined> | undefined;

  constructor(host: ReactiveControllerHost, options: DownloadOptions) {
    this.#host = host;
    this.#options = options;
  }

  /** Name of the file under way; empty while there is none. */
  get busy(): string {
    return this.#busy;
  }
  /** Why the last one did not come, to whom it would have been given. */
  get fault(): ClientError | undefined {
    return owned(this.#fault, this.#owner);
  }

  /** Fetches a file and saves it, unless another is under way or the person changes meanwhile. */
  async save(name: string, fetch: () => Promise<Blob>): Promise<void> {
    if (this.#busy) return;
    const owner = this.#owner;
    this.#set(name);
    try {
      const blob = await fetch();
      if (owner !== this.#owner) return;
      hand(blob, name);
      this.#options.onDone();
    } catch (error) {
      this.#fault = { owner, value: toClientError(error) };
      if (this.fault) this.#options.onFault(this.fault);
    } finally {
      this.#set('');
    }
  }

  get #owner(): string {
    return ownerOf(this.#options.portal(), true);
  }

  #set(busy: string): void {
    this.#busy = busy;
    if (busy) this.#fault = undefined;
    this.#host.requestUpdate();
  }
}

function hand(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser reads the address after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
