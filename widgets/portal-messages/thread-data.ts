import type { ReactiveControllerHost } from 'lit';
import type { Message, ThreadDetail } from '#contract/messages';
import { toClientError, type ClientError, type Portal, type PortalState } from '../core/index.ts';
import { sessionKey } from '../records/session-value.ts';

type Options = {
  portal: () => Portal;
  may: () => boolean;
  /** Id of the thread that is open; empty where none is. */
  open: () => string;
  /** Messages came while the thread was open. */
  onNew: (messages: readonly Message[]) => void;
  onFault: (fault: ClientError) => void;
};

const after = (a: string, b: string): boolean => BigInt(a) > BigInt(b);

/** The open conversation: its newest messages, and as many older ones as were asked for. */
export class ThreadData {
  readonly #host: ReactiveControllerHost;
  readonly #options: Options;
  /** Whose and which it is. */
  #key = '';
  #detail: ThreadDetail | undefined;
  #messages: readonly Message[] = [];
  #cursor: string | null = null;
  #asking: Promise<void> = Promise.resolve();

  fault: ClientError | undefined;
  /** Older messages are on their way. */
  loading = false;
  /** Number of the last message that was read before the thread was opened; the line of what is new stands behind it. */
  readLine = '0';

  constructor(host: ReactiveControllerHost, options: Options) {
    this.#host = host;
    this.#options = options;
    host.addController({ hostUpdate: () => this.#follow() });
  }

  get detail(): ThreadDetail | undefined {
    return this.#detail;
  }
  get messages(): readonly Message[] {
    return this.#messages;
  }
  get hasOlder(): boolean {
    return this.#cursor !== null;
  }
  get state(): PortalState {
    if (this.#detail) return 'ready';
    return this.fault ? 'error' : 'loading';
  }

  /** Asks for the newest page, behind whatever is asked for already; what of it is there stays in its place. */
  reload(): Promise<void> {
    this.#asking = this.#asking.then(() => this.#load());
    return this.#asking;
  }

  /** Asks for the page before the oldest message that is there. */
  async older(): Promise<void> {
    const key = this.#key;
    if (this.loading || this.#cursor === null) return;
    this.loading = true;
    this.#host.requestUpdate();
    try {
      const page = await this.#call(this.#cursor);
      if (key !== this.#key) return;
      this.#messages = [...page.messages, ...this.#messages];
      this.#cursor = page.nextCursor;
    } catch (error) {
      this.#options.onFault(toClientError(error));
    } finally {
      this.loading = false;
      this.#host.requestUpdate();
    }
  }

  /** Puts a message in its place, or in place of itself. */
  put(message: Message): void {
    const others = this.#messages.filter(({ id }) => id !== message.id);
    this.#messages = [...others, message].toSorted((a, b) => (after(a.number, b.number) ? 1 : -1));
    this.#host.requestUpdate();
  }

  #keyOf = (id: string): string => {
    const who = sessionKey(this.#options.portal(), this.#options.may());
    return id && who && `${id} ${who}`;
  };

  #follow(): void {
    const key = this.#keyOf(this.#options.open());
    if (key === this.#key) return;
    this.#key = key;
    this.#detail = this.fault = undefined;
    this.#messages = [];
    this.#cursor = null;
    this.#asking = Promise.resolve();
    if (key) void this.reload();
  }

  #call(cursor?: string): Promise<ThreadDetail> {
    const { portal, open } = this.#options;
    return portal().client.call('GET /threads/:id', {
      params: { id: open() },
      query: { ...(cursor && { cursor }) },
      background: this.#detail !== undefined,
    });
  }

  async #load(): Promise<void> {
    const key = this.#key;
    if (!key) return;
    this.fault = undefined;
    try {
      const page = await this.#call();
      if (key !== this.#key) return;
      if (this.#detail) this.#merge(page);
      else this.#begin(page);
    } catch (error) {
      if (key !== this.#key) return;
      const fault = toClientError(error);
      // What is there stays, and the next time says more.
      if (this.#detail && fault.retriable) return;
      this.#detail = undefined;
      this.fault = fault;
    } finally {
      this.#host.requestUpdate();
    }
  }

  #begin(page: ThreadDetail): void {
    this.#detail = page;
    this.#messages = page.messages;
    this.#cursor = page.nextCursor;
    this.readLine = page.readNumber;
    this.fault = undefined;
  }

  #merge(page: ThreadDetail): void {
    const newest = this.#messages.at(-1)?.number ?? '0';
    const [first] = page.messages;
    this.#detail = page;
    // More came than a page holds: it begins anew at the end.
    if (first && after(first.number, newest))
      return void this.#begin({ ...page, readNumber: this.readLine });
    const older = first ? this.#messages.filter(({ number }) => after(first.number, number)) : [];
    this.#messages = [...older, ...page.messages];
    const fresh = page.messages.filter(({ number, by }) => after(number, newest) && !by.self);
    if (fresh.length > 0) this.#options.onNew(fresh);
  }
}
