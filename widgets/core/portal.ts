import type { Session, Tenant } from '#contract/portal';
import { ClientError } from './client-error.ts';
import { Client, toClientError } from './client.ts';

/**
 * The portal of one tenant as the page knows it: the tenant's look and words, and who is signed in.
 * All elements of a page with the same server and tenant share one.
 */
export class Portal {
  readonly client: Client;
  /** Undefined until the server has answered. */
  tenant: Tenant | undefined;
  session: Session | null = null;
  error: ClientError | undefined;

  readonly #api: string;
  readonly #listeners = new Set<() => void>();
  readonly #channel: BroadcastChannel | undefined;
  #asking: Promise<void> | undefined;

  constructor(api: string, slug: string) {
    this.#api = api;
    this.client = new Client(api, slug, () => this.#set({ session: null }));
    if (!api) return;
    this.#channel = new BroadcastChannel(`portico ${api} ${slug}`);
    this.#channel.onmessage = () => void this.refresh();
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
    const body = { login, password };
    this.client.bearer = null;
    await this.client.call('POST /sessions', { body: { ...body, delivery: 'cookie' } });
    let session = (await this.client.call('GET /portal', {})).session;
    if (!session) {
      const second = await this.client.call('POST /sessions', {
        body: { ...body, delivery: 'bearer' },
      });
      this.client.bearer = second.token;
      session = second.session;
    }
    this.#set({ session });
    this.#channel?.postMessage('session');
    return session;
  }

  /** Ends the session on the server and forgets it here. @throws ClientError */
  async signOut(): Promise<void> {
    await this.client.call('DELETE /session', {});
    this.client.bearer = null;
    this.#set({ session: null });
    this.#channel?.postMessage('session');
  }

  async #ask(): Promise<void> {
    try {
      if (!this.#api) throw new ClientError('config');
      const { tenant, session } = await this.client.call('GET /portal', {});
      this.#set({ tenant, session, error: undefined });
    } catch (error) {
      // A portal that is already shown stays; only the first answer is needed to draw anything.
      if (!this.tenant) this.#set({ error: toClientError(error) });
    }
  }

  #set(change: Partial<Pick<Portal, 'tenant' | 'session' | 'error'>>): void {
    Object.assign(this, change);
    for (const listener of this.#listeners) listener();
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
