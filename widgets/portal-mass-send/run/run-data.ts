import type { ReactiveController } from 'lit';
import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import type { MassSend } from '#contract/mass-send';
import {
  recipientStates,
  recipientWarnings,
  type RecipientState,
  type RecipientWarning,
} from '#contract/mass-send-words';
import { toClientError, type ClientError } from '../../core/index.ts';
import type { ViewParams } from '../../records/address.ts';
import { ListResource } from '../../records/resource.ts';
import { sessionKey, valueFor, type SessionValue } from '../../records/session-value.ts';
import type { Desk } from '../desk.ts';

export type Recipients = CallResult<Endpoints['GET /mass-sends/:id/recipients']>;
export type RecipientFilter = { state?: RecipientState; warning?: RecipientWarning };
type RecipientsQuery = { id: string; filter: RecipientFilter };

/** Milliseconds between two polls: while the run moves, while it is paused, and while the page is hidden. */
const pollInterval = { running: 2_000, paused: 10_000, hidden: 20_000 };
/** Milliseconds that a poll may take: soon enough to tell people that nothing answers. */
const pollTimeout = 8_000;
/** Failed polls in a row after which people are told. */
const missesBeforeStale = 3;

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
  readonly recipients: ListResource<RecipientsQuery, Recipients>;
  #run: SessionValue<MassSend> | undefined;
  /** Why the run of an id did not come. */
  #fault: { id: string; value: ClientError } | undefined;
  /** When the run on screen came, and how many questions have had no answer since. */
  #came = '';
  #missed = 0;
  #stale: Stale | undefined;
  /** The run that is being asked for, and the way to stop that. */
  #asking: { id: string; abort: AbortController } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(desk: Desk, listener: RunListener) {
    this.#desk = desk;
    this.#listener = listener;
    desk.host.addController(this);
    this.recipients = new ListResource(desk.host, {
      portal: desk.portal,
      owner: () => this.#owner,
      sizes: true,
      load: (client, { id, filter, cursor, limit }, signal) =>
        client.call('GET /mass-sends/:id/recipients', {
          params: { id },
          query: { ...filter, cursor, limit },
          signal,
        }),
    });
  }

  /** The customers whom a mail goes to first, where their page is on screen. */
  first(count: number): readonly string[] {
    const { asked, pages, items } = this.recipients;
    if (pages.text || Object.values(asked?.filter ?? {}).some(Boolean)) return [];
    return items
      .filter(({ state }) => state === 'waiting')
      .slice(0, count)
      .map(({ customer }) => `${customer.number} ${customer.name}`);
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
  get filter(): RecipientFilter {
    return this.recipients.asked?.filter ?? {};
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
    if (this.recipients.asked?.id !== run.id) this.filterBy({});
    else if (before && moved(before, run)) this.recipients.reload();
    this.#desk.host.requestUpdate();
    this.#listener.onRun(run, before);
    this.#next();
  }

  /** Shows only some of the customers. */
  filterBy(filter: RecipientFilter): void {
    this.recipients.ask({ id: this.#desk.run(), filter });
  }

  /** Which of the customers are on screen. */
  get params(): ViewParams {
    const { asked, pages, size } = this.recipients;
    if (!asked || asked.id !== this.#desk.run()) return {};
    return {
      ...asked.filter,
      ...(pages.text && { 'recipients-page': pages.text }),
      ...(size && { 'recipients-size': size }),
    };
  }

  restore(params: ViewParams): void {
    const id = this.#desk.run();
    if (!id) return;
    const { 'recipients-page': page = '', 'recipients-size': size = '' } = params;
    const state = recipientStates.find((one) => one === params['state']);
    const warning = recipientWarnings.find((one) => one === params['warning']);
    const asked = { id, filter: { ...(state && { state }), ...(warning && { warning }) } };
    const { recipients } = this;
    const same = recipients.size === size && recipients.pages.text === page;
    recipients.size = size;
    if (!same || !recipients.isAsked(asked)) recipients.ask(asked, page);
  }

  /** Forgets the run on screen. */
  leave(): void {
    this.#stop();
    this.#hear();
    this.#run = undefined;
    this.recipients.clear();
  }

  reload(): void {
    this.#fault = undefined;
    this.recipients.reload();
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
      ? pollInterval.hidden
      : pollInterval[run.state === 'paused' ? 'paused' : 'running'];
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
      const input = {
        params: { id },
        signal,
        timeout: pollTimeout,
        background: this.run !== undefined,
      };
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
    if (this.#missed >= missesBeforeStale) {
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
