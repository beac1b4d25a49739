import type { Session, Tenant } from '#contract/portal';
import { ClientError } from './client-error.ts';
import { Client, toClientError } from './client.ts';
import type { GetSession } from './config.ts';

/** How a session travels: a cookie, or a bearer where the browser drops the cookie. */
type Delivery = 'cookie' | 'bearer';
type Opened = { session: Session; token: string | null };

/** Milliseconds the page has for its answer, and the least between two sessions it vouches for. */
const hostTimeout = 15_000;
const hostPause = 10_000;

/**
 * The portal of one tenant as the page knows it: the tenant's look and words, and who is signed in.
 * All elements of a page with the same server and tenant share one.
 */
export class Portal {
  readonly slug: string;
  readonly client: Client<Session | null>;
  /** Undefined until the server has answered. */
  tenant: Tenant | undefined;
  session: Session | null = null;
  error: ClientError | undefined;
  /** Why the page's word for a person was not taken. */
  hostError: ClientError | undefined;

  readonly #api: string;
  readonly #listeners = new Set<() => void>();
  readonly #channel: BroadcastChannel | undefined;
  #asking: Promise<void> | undefined;
  #getSession: GetSession | undefined;
  #vouching: Promise<Session | null> | undefined;
  #vouchedAt = -hostPause;
  /** The reader signed out, and is not signed in again unasked. */
  #left = false;

  constructor(api: string, slug: string) {
    this.#api = api;
    this.slug = slug;
    this.client = new Client(api, slug, {
      current: () => this.session,
      renew: (had) => this.#renew(had),
      customer: () => this.session?.customer?.number,
      outdated: () => void this.refresh(),
    });
    if (!api) return;
    this.#channel = channelOf(`portico ${api} ${slug}`);
    this.#channel?.addEventListener('message', ({ data }) => {
      this.#left = data === 'left';
      void this.refresh();
    });
  }

  /** Takes the page's way to say who is signed in there; asks at once where nobody is signed in here. */
  vouchBy(getSession: GetSession): void {
    const first = !this.#getSession;
    this.#getSession = getSession;
    if (first && this.tenant && !this.session) void this.refresh();
  }

  /** Calls back at every change. @returns ends it */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (!this.tenant && !this.error) void this.refresh();
    return () => void this.#listeners.delete(listener);
  }

  /** Asks the server again who the tenant is and who is signed in. */
  refresh(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  /**
   * Signs in. Where the browser does not keep the cookie, the same session is fetched as a bearer,
   * which only this page's memory holds.
   * @throws ClientError
   */
  async signIn(login: string, password: string): Promise<Session> {
    const session = await this.#open((delivery) =>
      this.client.call('POST /sessions', { body: { login, password, delivery } }),
    );
    this.#left = false;
    this.#set({ session, hostError: undefined });
    this.#channel?.postMessage('session');
    return session;
  }

  /** Goes on as the person's contact with another customer, in other tabs too. @throws ClientError */
  async switchCustomer(number: string): Promise<Session> {
    const session = await this.client.call('PUT /session/customer', { body: { number } });
    this.#set({ session });
    this.#channel?.postMessage('session');
    return session;
  }

  /** Ends the session on the server and forgets it here. @throws ClientError */
  async signOut(): Promise<void> {
    await this.client.call('DELETE /session', {});
    this.forget();
  }

  /** Forgets a session that the server has ended. */
  forget(): void {
    this.client.bearer = null;
    this.#left = true;
    this.#set({ session: null, hostError: undefined });
    this.#channel?.postMessage('left');
  }

  async #ask(): Promise<void> {
    try {
      if (!this.#api) throw new ClientError('config');
      const { tenant, session } = await this.client.call('GET /portal', {});
      this.#set({ tenant, session: session ?? (await this.#vouch()), error: undefined });
    } catch (error) {
      // A portal that is already shown stays; only the first answer is needed to draw anything.
      if (!this.tenant) this.#set({ error: toClientError(error) });
    }
  }

  /** Opens a session by cookie, and once more by bearer where the cookie was dropped. */
  async #open<O extends Opened | null>(
    exchange: (delivery: Delivery) => Promise<O>,
  ): Promise<O extends null ? null : Session> {
    type Found = O extends null ? null : Session;
    this.client.bearer = null;
    const first = await exchange('cookie');
    if (!first) return null as Found;
    const { session } = await this.client.call('GET /portal', {});
    if (session) return session as Found;
    const second = await exchange('bearer');
    this.client.bearer = second?.token ?? null;
    return (second?.session ?? null) as Found;
  }

  /** A call found no session. Those that were under way together have one search between them. */
  async #renew(had: Session | null): Promise<boolean> {
    if (this.session && this.session !== had) return true;
    // A session that is refused as soon as it is there must not be sought again and again.
    const soon = Date.now() - this.#vouchedAt < hostPause;
    const session = soon ? null : await this.#vouch();
    this.#set({ session });
    return session !== null;
  }

  /** Asks the page who is signed in there, and the server for a session of this person. */
  #vouch(): Promise<Session | null> | null {
    if (!this.#getSession || this.#left) return null;
    this.#vouching ??= this.#exchange().finally(() => (this.#vouching = undefined));
    return this.#vouching;
  }

  async #exchange(): Promise<Session | null> {
    this.hostError = undefined;
    try {
      const session = await this.#open(async (delivery) => {
        // An assertion is made for one use, so each exchange asks for its own.
        const assertion = await this.#askHost();
        const body = assertion && { assertion, delivery };
        return body ? this.client.call('POST /host-sessions', { body }) : null;
      });
      if (session) this.#vouchedAt = Date.now();
      return session;
    } catch (error) {
      this.hostError = toClientError(error);
      return null;
    }
  }

  /** @throws ClientError where the page has no answer, or takes too long */
  #askHost(): Promise<string | null> {
    return new Promise((resolve, reject) => {
      const late = () => reject(new ClientError('timeout'));
      const timer = setTimeout(late, hostTimeout);
      const fail = () => reject(new ClientError('assertion_refused', { status: 401 }));
      const ask = async () => (await this.#getSession?.()) ?? null;
      void ask()
        .then(resolve, fail)
        .finally(() => clearTimeout(timer));
    });
  }

  #set(change: Partial<Pick<Portal, 'tenant' | 'session' | 'error' | 'hostError'>>): void {
    Object.assign(this, change);
    for (const listener of this.#listeners) listener();
  }
}

/** What other tabs say; nothing where the browser, told to keep nothing, has no channel either. */
function channelOf(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}

const portals = new Map<string, Portal>();

/** The portal of a server and tenant; the same one for the same question. */
export function portalFor(api: string, slug: string): Portal {
  const key = `${api} ${slug}`;
  const portal = portals.get(key) ?? new Portal(api, slug);
  portals.set(key, portal);
  return portal;
}
