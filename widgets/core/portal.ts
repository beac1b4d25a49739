import type { Session, Tenant } from '#contract/portal';
import { ClientError } from './client-error.ts';
import { Client, toClientError } from './client.ts';
import type { GetSession } from './config.ts';

/** How a session travels: a cookie, or a bearer where the browser drops the cookie. */
type Delivery = 'cookie' | 'bearer';
type Opened = { session: Session; token: string | null };

/** Milliseconds the page has for its answer, and the least between two sessions it vouches for. */
const hostTimeout = 15_000;
/** Milliseconds in which a page may still say where its server is. */
const configPatience = 100;
const hostPause = 10_000;

/** Milliseconds before the end of a session that the reader is warned. */
const warning = 120_000;
/** The server notes no more than once in so many milliseconds that a session is used. */
const noted = 60_000;
/** Milliseconds of the longest timer there is. */
const longestTimer = 2 ** 31 - 1;
/** Milliseconds that other tabs have to say when they used the session. */
const tabsAnswer = 300;

/** What asks for the password again, fetched when a session ends (`re-sign-in.ts`). */
type SessionDialog = {
  warn(): Promise<void>;
  ask(background: boolean): Promise<void>;
  confirm(): Promise<boolean>;
  update(): void;
};

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
  /** Whom to tell of changes, and for which element. */
  readonly #listeners = new Map<() => void, HTMLElement | undefined>();
  readonly #channel: BroadcastChannel | undefined;
  #asking: Promise<void> | undefined;
  #getSession: GetSession | undefined;
  #vouching: Promise<Session | null> | undefined;
  #vouchedAt = -hostPause;
  /** The reader signed out, and is not signed in again unasked. */
  #left = false;
  /** When the session was used last, and when the server said how long it lives: instants in ms. */
  #usedAt = 0;
  #saidAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reSignIn: Promise<SessionDialog> | undefined;
  #viewingBar: Promise<unknown> | undefined;
  /** Whom the page was told of. */
  #told: string | undefined;

  constructor(api: string, slug: string) {
    this.#api = api;
    this.slug = slug;
    this.client = new Client(api, slug, {
      current: () => this.session,
      renew: (had, background) => this.#renew(had, background),
      confirm: () => this.#confirm(),
      used: () => (this.#usedAt = Date.now()),
      customer: () => (this.#opened ?? this.session)?.customer?.number,
      outdated: () => void this.refresh(),
    });
    if (!api) return;
    this.#channel = channelOf(`portico ${api} ${slug}`);
    this.#channel?.addEventListener('message', ({ data }) => {
      if (typeof data === 'number') return this.#hear(data);
      this.#left = data === 'left';
      void this.refresh();
    });
  }

  /** Public address of the server. */
  get api(): string {
    return this.#api;
  }

  /** Takes the page's way to say who is signed in there; asks at once where nobody is signed in here. */
  vouchBy(getSession: GetSession): void {
    const first = !this.#getSession;
    this.#getSession = getSession;
    if (first && this.tenant && !this.session) void this.refresh();
  }

  /** Calls back at every change. @param element which shows the portal, if one does @returns ends it */
  subscribe(listener: () => void, element?: HTMLElement): () => void {
    this.#listeners.set(listener, element);
    if (!this.tenant && !this.error) void this.refresh();
    return () => {
      this.#listeners.delete(listener);
      void this.#reSignIn?.then((dialog) => dialog.update());
    };
  }

  /** The elements of the page that show this portal. */
  get elements(): HTMLElement[] {
    return [...this.#listeners.values()].filter((element) => element !== undefined);
  }

  /** When the session ends unless it is used, when in any case, and when the reader is to know: instants in ms. */
  get ends(): { idle: number; over: number; warnAt: number } {
    const { idle = 0, left = 0 } = this.session?.life ?? {};
    const unused = idle * 1000;
    const at = this.#usedAt + unused - Math.min(noted, unused / 4);
    const over = this.#saidAt + left * 1000;
    return { idle: at, over, warnAt: Math.min(at, over) - Math.min(warning, unused / 2) };
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
    const session = await this.#exchangePassword(login, password);
    this.#signedIn(session);
    return session;
  }

  #exchangePassword(login: string, password: string): Promise<Session> {
    return this.#open((delivery) =>
      this.client.call('POST /sessions', { body: { login, password, delivery } }),
    );
  }

  #signedIn(session: Session): void {
    this.#left = false;
    this.#set({ session, hostError: undefined });
    this.#channel?.postMessage('session');
  }

  /** Finishes signing in by a code of an authenticator. @throws ClientError */
  async giveCode(code: string): Promise<Session> {
    const session = await this.#exchangeCode(code);
    this.#signedIn(session);
    return session;
  }

  async #exchangeCode(code: string): Promise<Session> {
    const { client } = this;
    const body = { code, delivery: client.delivery };
    const { session, token } = await client.call('POST /session/code', { body });
    if (token) client.bearer = token;
    return session;
  }

  /**
   * Takes an authenticator into use; the session is another one from here on.
   * @param before told of the recovery codes before elements learn of the session
   * @throws ClientError
   */
  async activateFactor(
    id: string,
    code: string,
    before: (codes: readonly string[] | null) => void,
  ): Promise<readonly string[] | null> {
    const { client } = this;
    const body = { code, delivery: client.delivery };
    const key = 'POST /me/factors/:id/activation';
    const { session, token, recoveryCodes } = await client.call(key, { params: { id }, body });
    if (token) client.bearer = token;
    before(recoveryCodes);
    this.#signedIn(session);
    return recoveryCodes;
  }

  /**
   * Signs in once more while elements still show what they did; a person goes on with the same customer.
   * @throws ClientError
   */
  async signInAgain(login: string, password: string): Promise<Session> {
    const session = await this.#exchangePassword(login, password);
    // Elements learn of it once the code was given.
    this.#opened = session.access === 'code' ? session : undefined;
    return this.#opened ?? this.#goOn(session);
  }

  /** Gives the code that signing in again asked for. @throws ClientError */
  async giveCodeAgain(code: string): Promise<Session> {
    return this.#goOn(await this.#exchangeCode(code));
  }

  /** Goes on with the same customer, where it is the same person. */
  async #goOn(opened: Session): Promise<Session> {
    let session = opened;
    const had = this.session;
    const number = had?.customer?.number;
    const { customer, customers } = session;
    this.#opened = undefined;
    if (had?.person.login === session.person.login && number && number !== customer?.number) {
      // Until then no element learns of the customer that the server begins with.
      this.#opened = session;
      try {
        if (customers.some((one) => one.number === number))
          session = await this.client.call('PUT /session/customer', { body: { number } });
      } finally {
        this.#opened = undefined;
      }
    }
    this.#signedIn(session);
    return session;
  }
  #opened: Session | undefined;

  /** Goes on as the person's contact with another customer, in other tabs too. @throws ClientError */
  async switchCustomer(number: string): Promise<Session> {
    return this.#becomes(await this.client.call('PUT /session/customer', { body: { number } }));
  }

  /** Looks at the portal as a contact sees it, in other tabs too. @throws ClientError */
  async impersonate(contact: string, reason: string): Promise<Session> {
    return this.#becomes(
      await this.client.call('POST /impersonations', { body: { contact, reason } }),
    );
  }

  /** Goes back to the person's own session. @throws ClientError */
  async endImpersonation(): Promise<void> {
    this.#becomes(await this.client.call('DELETE /impersonation', {}));
  }

  /** Takes over what became of the session. */
  #becomes(session: Session): Session {
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
      if (!this.#api) {
        // A page's own code may say where the server is a moment after it made the elements.
        await new Promise((resolve) => setTimeout(resolve, configPatience));
        if (this.#listeners.size === 0) return;
        throw new ClientError('config');
      }
      const had = this.session;
      const { tenant, session } = await this.client.call('GET /portal', {});
      const found = session ?? (await this.#vouch());
      const ended = !found && !this.#left && had === this.session && had?.access === 'full';
      this.#set({ tenant, error: undefined, ...(!ended && { session: found }) });
      if (ended) void this.#askAgain();
    } catch (error) {
      // A portal that is already shown stays; only the first answer is needed to draw anything.
      if (this.tenant) return;
      const fault = toClientError(error);
      if (fault.type === 'config')
        console.error(`${location.origin} at ${this.#api}, tenant "${this.slug}": ${fault.code}`);
      this.#set({ error: fault });
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
  async #renew(had: Session | null, background: boolean): Promise<boolean> {
    if (this.session && this.session !== had) return goesOn(had, this.session);
    // A session that is refused as soon as it is there must not be sought again and again.
    const soon = Date.now() - this.#vouchedAt < hostPause;
    const session = soon ? null : await this.#vouch();
    if (!session && had?.access === 'full' && (await this.#askAgain(background)))
      return this.session !== null && this.session !== had && goesOn(had, this.session);
    this.#set({ session });
    return session !== null && goesOn(had, session);
  }

  /**
   * Asks the person to sign in again over what is on screen.
   * @param background for a call that nobody waits for: does not ask a person who did not want to
   * @returns false where the page cannot ask
   */
  async #askAgain(background = false): Promise<boolean> {
    try {
      await (await this.#loadReSignIn()).ask(background);
      return true;
    } catch {
      return false;
    }
  }

  /** Where it does not come, the next answer tries again; the server holds either way. */
  #loadViewingBar(): Promise<unknown> {
    this.#viewingBar ??= import('./viewing-bar.ts').then(
      ({ ViewingBar }) => new ViewingBar(this),
      () => (this.#viewingBar = undefined),
    );
    return this.#viewingBar;
  }

  /** A call asks for a proof that the person is there. */
  async #confirm(): Promise<boolean> {
    try {
      return await (await this.#loadReSignIn()).confirm();
    } catch {
      return false;
    }
  }

  #loadReSignIn(): Promise<SessionDialog> {
    this.#reSignIn ??= import('./re-sign-in.ts').then(({ ReSignIn }) => new ReSignIn(this));
    this.#reSignIn.catch(() => (this.#reSignIn = undefined));
    return this.#reSignIn;
  }

  /** Another tab used the same session. */
  #hear(at: number): void {
    if (at < this.#usedAt) this.#channel?.postMessage(this.#usedAt);
    if (at <= this.#usedAt) return;
    this.#usedAt = at;
    this.watch();
    this.#tell();
  }

  /** Has the person warned before the session ends. */
  watch(): void {
    clearTimeout(this.#timer);
    if (this.session?.access !== 'full') return;
    const wait = Math.min(this.ends.warnAt - Date.now(), longestTimer);
    this.#timer = setTimeout(() => void this.#remind(), wait);
  }

  async #remind(): Promise<void> {
    this.#channel?.postMessage(this.#usedAt);
    await new Promise((resolve) => setTimeout(resolve, tabsAnswer));
    if (this.ends.warnAt > Date.now()) return this.watch();
    // Where it cannot be shown, the end of the session says so in its turn.
    await this.#loadReSignIn()
      .then((dialog) => dialog.warn())
      .catch(() => {});
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
    if (change.session) {
      this.#usedAt = this.#saidAt = Date.now();
      this.watch();
    }
    if (change.session?.impersonation) void this.#loadViewingBar();
    this.#tell();
    this.#tellPage();
  }

  /** Tells the page who is signed in, once it is known; what a stage shows is nobody's. */
  #tellPage(): void {
    const { session, tenant } = this;
    if (!tenant || !this.#api.startsWith('http')) return;
    const { access, customer, person } = session ?? {};
    const told = JSON.stringify([access, person?.login, customer?.number]);
    if (told === this.#told) return;
    this.#told = told;
    const detail = { tenant: this.slug || tenant.slug, session };
    document.dispatchEvent(new CustomEvent('portal-session', { detail }));
  }

  #tell(): void {
    for (const listener of this.#listeners.keys()) listener();
  }
}

/** Whether a session is of the person and the customer of the one before, whose calls may be sent again. */
const goesOn = (had: Session | null, { person, customer }: Session): boolean =>
  !had || (had.person.login === person.login && had.customer?.number === customer?.number);

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
