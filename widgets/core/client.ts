import ky, { HTTPError, TimeoutError, type KyInstance } from 'ky';
import type { CallInput, CallResult, EndpointKey } from '#contract/endpoint';
import type { ErrorCode, Problem } from '#contract/errors';
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
};

/** Milliseconds a call may take. */
const usualTimeout = 15_000;

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
  readonly #ky: KyInstance;
  readonly #tenant: string;
  /** Only where the browser dropped the cookie; lives and dies with the page. */
  #bearer: string | null = null;
  readonly #renewal: Renewal<S>;
  /** What the person may do, as the last `GET /portal` put it. */
  #permissions: string | null = null;

  constructor(api: string, tenant: string, renewal: Renewal<S>) {
    this.#renewal = renewal;
    this.#tenant = tenant;
    this.#ky = ky.create({
      prefix: `${api}${apiBase}`,
      credentials: 'include',
      timeout: usualTimeout,
      // Reads are tried once more; changes never, since they may have happened.
      retry: { limit: 1, methods: ['get'], statusCodes: [502, 503, 504], maxRetryAfter: 2000 },
      fetch: (input, init) =>
        (input instanceof Request && takeFirst(input.url)) || fetch(input, init),
    });
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
    const { params, query, body, once, signal, timeout = usualTimeout, onProgress } = input;
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
    try {
      const response = await this.#ky(path, {
        method,
        ...((query || shown) && { searchParams: { ...query, ...shown } }),
        ...(body !== undefined && { body: bytes ?? jsonOf(body) }),
        headers,
        timeout,
        ...(signal && { signal }),
        ...(onProgress && { onDownloadProgress: onProgress }),
      });
      this.#heed(key, response);
      return await content(response);
    } catch (error) {
      if (error instanceof HTTPError) this.#heed(key, error.response);
      signal?.throwIfAborted();
      throw toClientError(error);
    }
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

/** Whatever was thrown, as the one error. */
export function toClientError(error: unknown): ClientError {
  if (error instanceof ClientError) return error;
  if (error instanceof TimeoutError) return new ClientError('timeout');
  if (!(error instanceof HTTPError)) return new ClientError('offline');
  const { status, headers } = error.response;
  const problem: Partial<Problem> =
    error.data && typeof error.data === 'object' ? (error.data as Problem) : {};
  const retryAfter = Number(headers.get('retry-after')) || problem.retryAfter;
  // A proxy in between answers without a code.
  const code: ErrorCode = problem.code ?? (status < 500 ? 'invalid_input' : 'unavailable');
  return new ClientError(code, { ...problem, status, retryAfter });
}
