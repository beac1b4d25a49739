import type { KyInstance } from 'ky';
import type { CallInput, CallResult, EndpointKey } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import { apiBase } from '#contract/limits';
import { ClientError } from './client-error.ts';
import { takeFirst } from './config.ts';

type Key = keyof Endpoints & EndpointKey;
type Loose = {
  params?: Record<string, string>;
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  once?: string;
};
export type CallOptions = {
  signal?: AbortSignal | undefined;
  /** Milliseconds it may take, where the usual ones are too few or too many. */
  timeout?: number | undefined;
  /** Told how much of the answer has come. */
  onProgress?: ((progress: { transferredBytes: number }) => void) | undefined;
  /** Nobody waits for it, as for a poll: it does not ask a person to sign in who did not want to. */
  background?: boolean | undefined;
  /** The page asks by itself: nobody used the session. */
  unattended?: boolean | undefined;
  /** It is finished even where the page is left meanwhile; for what is short. */
  lasting?: boolean | undefined;
};

/** Milliseconds a call may take. */
const usualTimeout = 15_000;

/** What sends requests; it comes after what the first answer draws. */
type Http = Pick<typeof import('./http.ts'), 'refusalOf' | 'clientErrorOf'> & { ky: KyInstance };

/** What the client does when the server does not know the session, or no longer. */
export type Renewal<S> = {
  /** The session as it is now. */
  current: () => S;
  /**
   * Seeks another one.
   * @param had the session when the refused call was sent
   * @param background whether nobody waits for the call
   * @returns whether the call may be sent again
   */
  renew: (had: S, background: boolean) => Promise<boolean>;
  /** Has the person prove to be there. @returns whether the call may be sent again */
  confirm: () => Promise<boolean>;
  /** A call was answered. */
  used: () => void;
  /** Number of the customer that is on screen, if there is one. */
  customer: () => string | undefined;
  /**
   * What is known of the session no longer holds: in another tab the person changed to another customer, or somebody
   * changed what the person may do.
   */
  outdated: () => void;
};

/** Typed calls to the API of one tenant. */
export class Client<S = unknown> {
  readonly #base: string;
  readonly #tenant: string;
  #http: Promise<Http> | undefined;
  /** Only where the browser dropped the cookie; lives and dies with the page. */
  #bearer: string | null = null;
  readonly #renewal: Renewal<S>;
  /** What the person may do, as the last `GET /portal` put it. */
  #permissions: string | null = null;

  constructor(api: string, tenant: string, renewal: Renewal<S>) {
    this.#renewal = renewal;
    this.#tenant = tenant;
    this.#base = `${api}${apiBase}`;
  }

  /** How a session travels here. */
  get delivery(): 'cookie' | 'bearer' {
    return this.#bearer === null ? 'cookie' : 'bearer';
  }

  set bearer(token: string | null) {
    this.#bearer = token;
  }

  /**
   * Calls an endpoint by its key, as `call('GET /orders/:id', { params: { id } })`.
   * @throws ClientError, or the reason of the signal
   */
  async call<K extends Key>(
    key: K,
    input: CallInput<Endpoints[K]> & CallOptions,
  ): Promise<CallResult<Endpoints[K]>> {
    const had = this.#renewal.current();
    const send = () =>
      this.#send(key, input as Loose & CallOptions) as Promise<CallResult<Endpoints[K]>>;
    try {
      const result = await send();
      if (!input.unattended) this.#renewal.used();
      return result;
    } catch (error) {
      if (error instanceof ClientError && outdating.has(error.code)) this.#renewal.outdated();
      // Refused for want of a session, it did not happen: also a change may be sent again, once.
      const unknown = error instanceof ClientError && error.code === 'unauthenticated';
      if (unknown && (await this.#renewal.renew(had, input.background ?? false))) return send();
      const unproven = error instanceof ClientError && error.code === 'confirmation_required';
      if (unproven && (await this.#renewal.confirm())) return send();
      throw error;
    }
  }

  async #send(key: Key, input: Loose & CallOptions): Promise<unknown> {
    const [method = 'GET', pattern = ''] = key.split(' ');
    const {
      params,
      query,
      body,
      once,
      signal,
      timeout = usualTimeout,
      onProgress,
      lasting,
    } = input;
    const customer = this.#renewal.customer();
    // What is read names them in its address: headers would cost a question of the browser's own beforehand.
    const reads = method === 'GET' && this.#tenant !== '';
    const shown = reads && customer !== undefined && { 'portal-customer': customer };
    const bytes = body instanceof Blob ? body : null;
    const type = bytes ? 'application/octet-stream' : 'application/json';
    const headers = {
      ...(body !== undefined && { 'Content-Type': type }),
      ...(once !== undefined && { 'Idempotency-Key': once }),
      ...(this.#bearer && { Authorization: `Bearer ${this.#bearer}` }),
      ...(!reads && this.#tenant && { 'Portal-Tenant': this.#tenant }),
      // What a page shows and asks for is one customer's; a header takes no letters beyond ASCII.
      ...(!reads && customer !== undefined && { 'Portal-Customer': encodeURIComponent(customer) }),
    };
    const path = (reads ? `t/${this.#tenant}${pattern}` : pattern.slice(1)).replace(
      /:(\w+)/g,
      (_, name: string) => encodeURIComponent(params?.[name] ?? ''),
    );
    const first = reads && !query && !shown ? takeFirst(`${this.#base}/${path}`) : undefined;
    if (first) {
      const answer = await withinTime(first);
      if (answer?.ok) {
        this.#heed(key, answer);
        // Whatever comes next asks by itself. What is on screen by then does not wait for that.
        setTimeout(() => this.#loadHttp().catch(() => {}));
        return content(answer);
      }
    }
    const http = await this.#loadHttp().catch((error: unknown) => {
      throw toClientError(error);
    });
    const tries = [first];
    try {
      const response = await http.ky(path, {
        method,
        ...((query || shown) && { searchParams: { ...query, ...shown } }),
        ...(body !== undefined && { body: bytes ?? jsonOf(body) }),
        headers,
        timeout,
        ...(lasting && { keepalive: true }),
        fetch: (request, init) => tries.pop() ?? fetch(request, init),
        ...(signal && { signal }),
        ...(onProgress && { onDownloadProgress: onProgress }),
      });
      this.#heed(key, response);
      return await content(response);
    } catch (error) {
      const refusal = http.refusalOf(error);
      if (refusal) this.#heed(key, refusal);
      signal?.throwIfAborted();
      throw http.clientErrorOf(error);
    }
  }

  /** What sends requests, fetched once; after a failure once more with the next call. */
  #loadHttp(): Promise<Http> {
    this.#http ??= import('./http.ts').then(({ createHttp, refusalOf, clientErrorOf }) => ({
      ky: createHttp(this.#base),
      refusalOf,
      clientErrorOf,
    }));
    this.#http.catch(() => (this.#http = undefined));
    return this.#http;
  }

  /** Has the session asked for again where an answer says that the permissions have changed since. */
  #heed(key: Key, { headers }: Response): void {
    const permissions = headers.get(permissionsHeader);
    if (key === 'GET /portal') this.#permissions = permissions;
    else if (permissions && permissions !== this.#permissions) this.#renewal.outdated();
  }
}

/** Names in a short text what the person may do: another text says that the permissions have changed. */
const permissionsHeader = 'portal-permissions';

/** The body as it is: scripts of an old page give arrays and texts a `toJSON` that makes something else of them. */
const jsonOf = (body: unknown): string =>
  JSON.stringify(body, function (this: Record<string, unknown>, key: string) {
    return this[key];
  });

function content(response: Response): Promise<unknown> | undefined {
  if (response.status === 204) return undefined;
  const type = response.headers.get('content-type') ?? '';
  // Something in between has answered: a sign-in page of the network, or a notice.
  if (type.includes('html')) throw new ClientError('unavailable', { status: 502 });
  const json = type.includes('json');
  return json ? response.json() : response.blob();
}

/** Refusals that say that the session is not what the page believes. */
const outdating: ReadonlySet<string> = new Set([
  'customer_changed',
  'terms_required',
  'second_factor_required',
  'second_factor_setup_required',
]);

/** Whatever was thrown, as the one error; what is no answer of the server's did not reach it. */
export const toClientError = (error: unknown): ClientError =>
  error instanceof ClientError ? error : new ClientError('offline');

/** @returns undefined where no answer came at all @throws ClientError where none came in time */
function withinTime(answer: Promise<Response>): Promise<Response | undefined> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new ClientError('timeout'));
    const timer = setTimeout(late, usualTimeout);
    void answer.then(resolve, () => resolve(undefined)).finally(() => clearTimeout(timer));
  });
}
