import type { ReactiveControllerHost } from 'lit';
import type { Account, OwnSession } from '#contract/account';
import type { ClientError, Portal, PortalState } from '../core/index.ts';
import { Resource } from '../records/resource.ts';
import { valueFor, type SessionValue } from '../records/session-value.ts';

/** What a person may change of the account. */
export type Change = { name?: string; locale?: Account['locale'] };

/** The account, and where its person is signed in. */
export class AccountData {
  readonly sessions: Resource<true, OwnSession[]>;
  readonly #portal: () => Portal;
  readonly #login: () => string;
  readonly #account: Resource<true, Account>;
  /** The account as the last change left it. */
  #saved: SessionValue<Account> | undefined;

  /** @param may whether the session is a person's own */
  constructor(host: ReactiveControllerHost, portal: () => Portal, may: () => boolean) {
    this.#portal = portal;
    this.#login = () => (may() ? (portal().session?.person.login ?? '') : '');
    // A change of the name changes the session, but not whose account it is.
    const own = { portal, owner: this.#login, query: () => true as const };
    this.#account = new Resource(host, {
      ...own,
      load: (client, _, signal) => client.call('GET /me', { signal }),
    });
    this.sessions = new Resource(host, {
      ...own,
      load: async (client, _, signal) => (await client.call('GET /me/sessions', { signal })).items,
    });
  }

  get account(): Account | undefined {
    return valueFor(this.#saved, this.#login()) ?? this.#account.value;
  }
  get fault(): ClientError | undefined {
    return this.#account.fault;
  }
  get state(): PortalState {
    return this.#account.state;
  }

  reload(): void {
    this.#saved = undefined;
    this.#account.reload();
    this.sessions.reload();
  }

  /** @throws ClientError */
  async save(body: Change): Promise<void> {
    const owner = this.#login();
    this.#saved = { owner, value: await this.#portal().client.call('PATCH /me', { body }) };
    // The name stands in other elements as well.
    await this.#portal().refresh();
  }

  /** Ends one session, or all but this one. @throws ClientError */
  async end(id: string | null): Promise<void> {
    const { client } = this.#portal();
    if (id) await client.call('DELETE /me/sessions/:id', { params: { id } });
    else await client.call('DELETE /me/sessions', {});
    this.sessions.reload();
    await this.sessions.settled();
  }
}
