/**
 * What elements that show records share. It comes with the lists, not with the core, so the core's index
 * does not name it.
 */
import { TaskStatus } from '@lit/task';
import type { ReactiveControllerHost } from 'lit';
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

/** The pages of a list turned so far, by their cursors; the last one is on screen. */
export class Pages {
  readonly #host: ReactiveControllerHost;
  #turned: string[] = [];

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
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
