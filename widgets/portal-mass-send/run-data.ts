import { initialState, Task } from '@lit/task';
import type { ReactiveController } from 'lit';
import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import type { MassSend } from '#contract/mass-send';
import type { RecipientState, RecipientWarning } from '#contract/mass-send-words';
import { toClientError, type ClientError } from '../core/index.ts';
import { Pages } from '../records/pages.ts';
import { sessionKey, type SessionValue, valueFor } from '../records/session-value.ts';
import { faultOf } from '../records/task-state.ts';
import type { Desk } from './desk.ts';

export type Recipients = CallResult<Endpoints['GET /mass-sends/:id/recipients']>;
export type RecipientFilter = { state?: RecipientState; warning?: RecipientWarning };

/** Milliseconds between two questions: while it moves, while it rests, and while nobody looks. */
const every = { running: 2_000, paused: 10_000, hidden: 20_000 };
/** Milliseconds that one of them may take: soon enough for people to hear that nothing answers. */
const patience = 8_000;
/** Questions in a row without an answer after which people are told. */
const many = 3;

/** Why the run on screen is not as it is by now, and since when. */
export type Stale = { fault: ClientError; since: string };
export type RunListener = {
  /** An answer came. */
  onRun: (run: MassSend, before: MassSend | undefined) => void;
  /** Several in a row did not come, or one came again. */
  onStale: (stale: Stale | undefined) => void;
};

/** Whether a run may stand otherwise by and by: one that has ended does while mails of it are under way. */
const moves = ({ state, counts }: MassSend): boolean =>
  state === 'running' || state === 'paused' || (state !== 'draft' && counts.waiting > 0);

/**
 * One run and its customers. While the run moves it is asked how far it is, one question at a time; it goes
 * on by itself on the server, whoever looks.
 */
export class RunData implements ReactiveController {
  readonly #desk: Desk;
  readonly #listener: RunListener;
  readonly #pages: Pages;
  readonly #recipients: Task<
    readonly [string, string, string | undefined, RecipientFilter, number],
    SessionValue<Recipients>
  >;
  #run: SessionValue<MassSend> | undefined;
  /** Why the run of an id did not come. */
  #fault: { id: string; value: ClientError } | undefined;
  /** When the run on screen came, and how many questions have had no answer since. */
  #came = '';
  #missed = 0;
  #stale: Stale | undefined;
  #filter: RecipientFilter = {};
  #reloads = 0;
  /** The run that is being asked for, and the way to stop that. */
  #asking: { id: string; abort: AbortController } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(desk: Desk, listener: RunListener) {
    this.#desk = desk;
    this.#listener = listener;
    desk.host.addController(this);
    this.#pages = new Pages(desk.host, () => this.#owner);
    this.#recipients = new Task(desk.host, {
      task: async ([owner, id, cursor, filter], { signal }) => {
        if (!owner || !id) return initialState;
        const { client } = desk.portal();
        const input = { params: { id }, query: { ...filter, cursor }, signal };
        return { owner, value: await client.call('GET /mass-sends/:id/recipients', input) };
      },
      args: () => [
        this.#owner,
        this.run?.id ?? '',
        this.#pages.cursor,
        this.#filter,
        this.#reloads,
      ],
    });
  }

  /** The run on screen, once it came. */
  get run(): MassSend | undefined {
    const run = valueFor(this.#run, this.#owner);
    return run?.id === this.#desk.run() ? run : undefined;
  }
  get fault(): ClientError | undefined {
    return this.#fault?.id === this.#desk.run() ? this.#fault.value : undefined;
  }
  /** Set while questions go unanswered; the run stays on screen as it was. */
  get stale(): Stale | undefined {
    return this.run && this.#stale;
  }
  get recipients(): Recipients | undefined {
    return this.run && valueFor(this.#recipients.value, this.#owner);
  }
  get recipientsFault(): ClientError | undefined {
    return faultOf(this.#recipients);
  }
  get filter(): RecipientFilter {
    return this.#filter;
  }
  get pages(): Pages {
    return this.#pages;
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#onSight);
    this.#next();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#onSight);
    this.#stop();
  }

  hostUpdate(): void {
    const id = this.#desk.run();
    if (!id || !this.#owner) return this.#stop();
    if (this.run || this.#asking?.id === id || this.fault) return;
    // Another run than before is on screen, or the first one.
    this.#stop();
    this.filterBy({});
    void this.#ask();
  }

  /** Takes over a run that an answer brought. */
  take(run: MassSend): void {
    const before = this.run;
    this.#stop();
    const late = this.#stale !== undefined;
    this.#hear();
    if (late) this.#listener.onStale(undefined);
    this.#run = { owner: this.#owner, value: run };
    if (before && moved(before, run)) this.#reloads += 1;
    this.#desk.host.requestUpdate();
    this.#listener.onRun(run, before);
    this.#next();
  }

  /** Shows only some of the customers. */
  filterBy(filter: RecipientFilter): void {
    this.#filter = filter;
    this.#pages.restart();
  }

  /** Forgets the run on screen. */
  leave(): void {
    this.#stop();
    this.#hear();
    this.#run = undefined;
  }

  reload(): void {
    this.#fault = undefined;
    this.#reloads += 1;
    this.#stop();
    void this.#ask();
  }

  get #owner(): string {
    return sessionKey(this.#desk.portal(), this.#desk.may('statement.mass_send'));
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#asking?.abort.abort();
    this.#asking = undefined;
  }

  /** Asks again in a while, as long as there is something to learn and somebody to tell. */
  #next(): void {
    clearTimeout(this.#timer);
    const { run } = this;
    if (!this.#desk.host.isConnected || !run || !moves(run)) return;
    const wait = document.hidden
      ? every.hidden
      : every[run.state === 'paused' ? 'paused' : 'running'];
    this.#timer = setTimeout(() => void this.#ask(), wait);
  }

  async #ask(): Promise<void> {
    const id = this.#desk.run();
    if (!id || this.#asking) return;
    const asking = { id, abort: new AbortController() };
    this.#asking = asking;
    const { signal } = asking.abort;
    try {
      const { client } = this.#desk.portal();
      const input = { params: { id }, signal, timeout: patience };
      const run = await client.call('GET /mass-sends/:id', input);
      if (this.#asking === asking) this.take(run);
    } catch (error) {
      if (this.#asking !== asking) return;
      this.#asking = undefined;
      const fault = toClientError(error);
      // What is on screen stays there, and the next answer mends it.
      if (this.run) return this.#miss(fault);
      this.#fault = { id, value: fault };
      this.#desk.onFault(fault);
      this.#desk.host.requestUpdate();
    }
  }

  #hear(): void {
    this.#came = new Date().toISOString();
    this.#missed = 0;
    this.#stale = this.#fault = undefined;
  }

  #miss(fault: ClientError): void {
    this.#missed += 1;
    if (this.#missed >= many) {
      const first = this.#stale === undefined;
      this.#stale = { fault, since: this.#came };
      if (first) this.#listener.onStale(this.#stale);
      this.#desk.host.requestUpdate();
    }
    this.#next();
  }

  #onSight = (): void => {
    if (document.hidden || this.#timer === undefined) return this.#next();
    clearTimeout(this.#timer);
    void this.#ask();
  };
}

const moved = (a: MassSend, b: MassSend): boolean =>
  a.state !== b.state || JSON.stringify(a.counts) !== JSON.stringify(b.counts);
