import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How many cursors the address keeps, so that it stays short. */
const keptCursors = 4;

/** Which page of a list is on screen. Pages follow one another by cursors; another session starts at the first. */
export class Pages implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #owner: () => string;
  #lastOwner = '';
  #number = 1;
  /** The cursors that led here. The oldest ones are unknown where the page was taken from the address. */
  #cursors: readonly string[] = [];

  /** @param owner the session key */
  constructor(host: ReactiveControllerHost, owner: () => string) {
    this.#host = host;
    this.#owner = owner;
    host.addController(this);
  }

  hostUpdate(): void {
    const owner = this.#owner();
    // A page taken from the address waits for the first session.
    if (this.#lastOwner && owner !== this.#lastOwner) this.#set(1, []);
    this.#lastOwner = owner;
  }

  get cursor(): string | undefined {
    return this.#cursors.at(-1);
  }
  get number(): number {
    return this.#number;
  }

  /** The page as the address keeps it; empty for the first. */
  get text(): string {
    return this.#number === 1 ? '' : [this.#number, ...this.#cursors.slice(-keptCursors)].join('~');
  }

  /** Back to the first page, or to the one of a text. */
  restart(text = ''): void {
    const [number, ...cursors] = text.split('~');
    const valid = Number(number) > 1 && cursors.length > 0;
    this.#set(valid ? Math.max(Number(number), cursors.length + 1) : 1, valid ? cursors : []);
  }

  /** Turns to the page of a cursor; undefined without one. */
  onNext(cursor: string | null | undefined): (() => void) | undefined {
    return cursor ? () => this.#set(this.#number + 1, [...this.#cursors, cursor]) : undefined;
  }

  /** Turns back one page, or to the first where the cursor of the one before is unknown. */
  onPrevious(): (() => void) | undefined {
    if (this.#number === 1) return undefined;
    const before = this.#cursors.slice(0, -1);
    return () => this.#set(before.length > 0 ? this.#number - 1 : 1, before);
  }

  #set(number: number, cursors: readonly string[]): void {
    this.#number = number;
    this.#cursors = cursors;
    // What is asked for while the host is being drawn would be lost.
    if ((this.#host as { isUpdatePending?: boolean }).isUpdatePending)
      queueMicrotask(() => this.#host.requestUpdate());
    else this.#host.requestUpdate();
  }
}
