import { initialState, Task } from '@lit/task';
import type { ReactiveControllerHost } from 'lit';
import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import type { Statement } from '#contract/statement';
import { toClientError, type ClientError, type Portal, type PortalState } from '../core/index.ts';
import { sessionKey, type SessionValue, valueFor } from '../records/session-value.ts';
import { faultOf, stateOf } from '../records/task-state.ts';

type Companies = CallResult<Endpoints['GET /companies']>;
export type Company = Companies['items'][number];

/** Which statement: a new one, or one that was made before. */
export type Question = { company: string; cutOff: string } | { id: string };

/** What the data needs to know of its element. */
export type StatementDataOptions = {
  portal: () => Portal;
  may: () => boolean;
  /** Number of the customer that is asked about; empty is the session's own. */
  customer: () => string;
  onStatement: (statement: Statement) => void;
  onFault: (fault: ClientError) => void;
};

/** The calls behind the element: the companies of a customer, and a statement. Both are one customer's. */
export class StatementData {
  readonly #host: ReactiveControllerHost;
  readonly #options: StatementDataOptions;
  readonly #companies: Task<readonly [string, number], SessionValue<Companies>>;
  readonly #statement: Task<
    readonly [Question | undefined, string, number],
    SessionValue<Statement>
  >;
  /** The last companies that came; a failure later on does not take the form away. */
  #known: SessionValue<Companies> | undefined;
  /** Who may look at other customers, too; known since the first answer, whichever customer is asked for. */
  #wide = '';
  #asked: SessionValue<Question> | undefined;
  /** Those that were made before; the one on screen stays one of them while another is on its way. */
  readonly #earlier = new WeakSet<Statement>();
  #reloads = 0;

  constructor(host: ReactiveControllerHost, options: StatementDataOptions) {
    this.#host = host;
    this.#options = options;
    // The task does not know of its failure yet.
    const onError = (error: unknown) => options.onFault(toClientError(error));
    this.#companies = new Task(host, {
      task: async ([owner], { signal }) => {
        if (!owner) return initialState;
        const { client } = options.portal();
        const value = await client.call('GET /companies', { query: this.whose, signal });
        return { owner, value };
      },
      args: () => [this.owner, this.#reloads],
      onComplete: (companies) => {
        this.#known = companies;
        this.#wide = companies.value.others ? this.#person : '';
      },
      onError,
    });
    this.#statement = new Task(host, {
      task: async ([asked, owner], { signal }) => {
        if (!asked || !owner) return initialState;
        const value = await this.#call(asked, signal);
        if ('id' in asked) this.#earlier.add(value);
        return { owner, value };
      },
      args: () => [this.asked, this.owner, this.#reloads],
      onComplete: ({ value }) => options.onStatement(value),
      onError,
    });
  }

  /** Whose data this is; empty while nobody may ask, or staff has not named a customer. */
  get owner(): string {
    const portal = this.#options.portal();
    const owner = sessionKey(portal, this.#options.may());
    const customer = this.#options.customer();
    return owner && (customer || portal.session?.customer) ? `${owner} ${customer}` : '';
  }
  /** The part of a question that names the customer, where it is not the session's own. */
  get whose(): { customer?: string } {
    const customer = this.#options.customer();
    return customer ? { customer } : {};
  }
  get companies(): readonly Company[] | undefined {
    return valueFor(this.#known, this.owner)?.items;
  }
  /** Whether there are other customers whose statements the reader may look at. */
  get others(): boolean {
    return this.#wide !== '' && this.#wide === this.#person;
  }
  get #person(): string {
    return sessionKey(this.#options.portal(), this.#options.may());
  }
  /** What the statement on screen, or on its way, answers. */
  get asked(): Question | undefined {
    return valueFor(this.#asked, this.owner);
  }
  get statement(): Statement | undefined {
    return this.asked && valueFor(this.#statement.value, this.owner);
  }
  /** It was made before, and is shown as it was. */
  get earlier(): boolean {
    return this.statement !== undefined && this.#earlier.has(this.statement);
  }
  get fault(): ClientError | undefined {
    return this.companies ? faultOf(this.#statement) : faultOf(this.#companies);
  }
  /** There is no customer of the number that was asked for. */
  get noCustomer(): boolean {
    return !this.companies && this.#options.customer() !== '' && this.fault?.code === 'not_found';
  }
  get state(): PortalState {
    if (!this.owner) return 'ready';
    if (!this.companies) return this.fault ? 'error' : 'loading';
    if (!this.asked) return 'ready';
    const none = this.statement?.sections.every(({ items }) => items.length === 0) ?? false;
    return stateOf(this.#statement, this.statement, none);
  }

  /** Whether the statement on screen already answers a question. */
  isAsked(question: Question): boolean {
    return JSON.stringify(this.asked) === JSON.stringify(question);
  }

  /** Asks, also where the same was asked before. */
  ask(question: Question): void {
    this.#asked = { owner: this.owner, value: { ...question } };
    this.#host.requestUpdate();
  }

  reload(): void {
    this.#reloads += 1;
    this.#host.requestUpdate();
  }

  #call(asked: Question, signal: AbortSignal): Promise<Statement> {
    const { client } = this.#options.portal();
    if ('id' in asked) return client.call('GET /statements/:id', { params: asked, signal });
    const { company, cutOff } = asked;
    const body = { company, ...(cutOff && { cutOff }), ...this.whose };
    return client.call('POST /statements', { body, signal });
  }
}
