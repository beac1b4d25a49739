import type { ReactiveControllerHost } from 'lit';
import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import type { Statement } from '#contract/statement';
import type { ClientError, Portal, PortalState } from '../core/index.ts';
import { Resource } from '../records/resource.ts';
import { sessionKey, type SessionValue, valueFor } from '../records/session-value.ts';

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

/** The companies of a customer, and a statement. Both are one customer's. */
export class StatementData {
  readonly #host: ReactiveControllerHost;
  readonly #options: StatementDataOptions;
  readonly #companies: Resource<true, Companies>;
  readonly #statement: Resource<Question, Statement>;
  /** Session that may look at other customers, too; known since the first response, whichever customer it is of. */
  #wide = '';
  #asked: SessionValue<Question> | undefined;
  /** Those that were made before; the one on screen stays one of them while another is loading. */
  readonly #earlier = new WeakSet<Statement>();

  constructor(host: ReactiveControllerHost, options: StatementDataOptions) {
    this.#host = host;
    this.#options = options;
    const { portal, onFault } = options;
    const owner = () => this.owner;
    this.#companies = new Resource(host, {
      portal,
      owner,
      query: () => true,
      load: (client, _, signal) => client.call('GET /companies', { query: this.whose, signal }),
      onValue: ({ others }) => (this.#wide = others ? this.#person : ''),
      onFault,
    });
    this.#statement = new Resource(host, {
      portal,
      owner,
      query: () => this.asked,
      load: async (_, asked, signal) => {
        const value = await this.#call(asked, signal);
        if ('id' in asked) this.#earlier.add(value);
        return value;
      },
      isEmpty: ({ sections }) => sections.every(({ items }) => items.length === 0),
      onValue: options.onStatement,
      onFault,
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
    return this.#companies.last?.items;
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
    return this.asked && this.#statement.value;
  }
  /** It was made before, and is shown as it was. */
  get earlier(): boolean {
    return this.statement !== undefined && this.#earlier.has(this.statement);
  }
  get fault(): ClientError | undefined {
    return this.companies ? this.#statement.fault : this.#companies.fault;
  }
  /** There is no customer of the number that was asked for. */
  get noCustomer(): boolean {
    return !this.companies && this.#options.customer() !== '' && this.fault?.code === 'not_found';
  }
  get state(): PortalState {
    if (!this.owner) return 'ready';
    if (!this.companies) return this.fault ? 'error' : 'loading';
    return this.asked ? this.#statement.state : 'ready';
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

  /** Back to before a statement was asked for. */
  clear(): void {
    this.#asked = undefined;
    this.#host.requestUpdate();
  }

  reload(): void {
    this.#companies.reload();
    this.#statement.reload();
  }

  #call(asked: Question, signal: AbortSignal): Promise<Statement> {
    const { client } = this.#options.portal();
    if ('id' in asked) return client.call('GET /statements/:id', { params: asked, signal });
    const { company, cutOff } = asked;
    const body = { company, ...(cutOff && { cutOff }), ...this.whose };
    return client.call('POST /statements', { body, signal });
  }
}
