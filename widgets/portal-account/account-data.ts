import { Task, TaskStatus } from '@lit/task';
import type { ReactiveControllerHost } from 'lit';
import type { Account, OwnSession } from '#contract/account';
import { toClientError, type ClientError, type Portal, type PortalState } from '../core/index.ts';

/** What a person may change of the account. */
export type Change = { name?: string; locale?: Account['locale'] };

/** An answer, and whose it is: another person must not see it for a moment. */
type Owned<T> = { login: string; value: T };
type Question = readonly [login: string, reloads: number];

/** The calls behind the element: the account, and where its person is signed in. */
export class AccountData {
  readonly #host: ReactiveControllerHost;
  readonly #portal: () => Portal;
  readonly #mayAsk: () => boolean;
  readonly #account: Task<Question, Owned<Account> | undefined>;
  readonly #sessions: Task<Question, Owned<readonly OwnSession[]> | undefined>;
  /** The account as the last change left it. */
  #saved: Owned<Account> | undefined;
  #reloads = { account: 0, sessions: 0 };

  /** @param mayAsk whether the session is a person's own */
  constructor(host: ReactiveControllerHost, portal: () => Portal, mayAsk: () => boolean) {
    this.#host = host;
    this.#portal = portal;
    this.#mayAsk = mayAsk;
    this.#account = new Task(host, {
      args: () => [this.#login, this.#reloads.account],
      task: async ([login], { signal }) => {
        if (!login) return undefined;
        return { login, value: await portal().client.call('GET /me', { signal }) };
      },
    });
    this.#sessions = new Task(host, {
      args: () => [this.#login, this.#reloads.sessions],
      task: async ([login], { signal }) => {
        if (!login) return undefined;
        return { login, value: (await portal().client.call('GET /me/sessions', { signal })).items };
      },
    });
  }

  get account(): Account | undefined {
    return this.#own(this.#saved ?? this.#account.value);
  }
  get fault(): ClientError | undefined {
    return faultOf(this.#account);
  }
  get sessions(): readonly OwnSession[] | undefined {
    return this.#own(this.#sessions.value);
  }
  get sessionsFault(): ClientError | undefined {
    return faultOf(this.#sessions);
  }
  get state(): PortalState {
    if (this.fault) return 'error';
    if (!this.account) return 'loading';
    return this.#account.status === TaskStatus.PENDING ? 'stale' : 'ready';
  }

  reload(): void {
    this.#saved = undefined;
    this.#reloads = { account: this.#reloads.account + 1, sessions: this.#reloads.sessions + 1 };
    this.#host.requestUpdate();
  }

  /** @throws ClientError */
  async save(body: Change): Promise<void> {
    const login = this.#login;
    this.#saved = { login, value: await this.#portal().client.call('PATCH /me', { body }) };
    // The name stands in other elements as well.
    await this.#portal().refresh();
  }

  /** Ends one session, or all but this one. @throws ClientError */
  async end(id: string | null): Promise<void> {
    const { client } = this.#portal();
    if (id) await client.call('DELETE /me/sessions/:id', { params: { id } });
    else await client.call('DELETE /me/sessions', {});
    this.#reloads.sessions += 1;
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    await this.#sessions.taskComplete.catch(() => {});
  }

  /** Whose answers these are; empty while nobody may ask. */
  get #login(): string {
    return this.#mayAsk() ? (this.#portal().session?.person.login ?? '') : '';
  }

  #own<T>(answer: Owned<T> | undefined): T | undefined {
    return answer && answer.login === this.#login ? answer.value : undefined;
  }
}

const faultOf = ({ status, error }: { status: number; error: unknown }): ClientError | undefined =>
  status === TaskStatus.ERROR ? toClientError(error) : undefined;
