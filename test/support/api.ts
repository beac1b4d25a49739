import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { Problem } from '#contract/errors';
import { apiBase } from '#contract/limits';
import { hostOrigin, password, type Slug } from './fixtures.ts';

export type Answer<T = unknown> = {
  status: number;
  headers: Headers;
  bytes: Uint8Array;
  text: string;
  body: T;
};
export type CallOptions = { body?: unknown; headers?: Record<string, string> };

/** Calls the API as a program would: any method and path, any header, and the whole answer back. */
export type Api = <T = unknown>(key: string, options?: CallOptions) => Promise<Answer<T>>;

/** @param common headers of every call; an empty one is left out */
export function createApi(url: string, common: Record<string, string>): Api {
  return async <T>(key: string, { body, headers }: CallOptions = {}) => {
    const [method, path] = key.split(' ') as [string, string];
    const type = body instanceof Uint8Array ? 'application/octet-stream' : 'application/json';
    const json = body !== undefined && { 'Content-Type': type };
    // As a form sends it that was opened for this call.
    const once = method !== 'GET' && { 'Idempotency-Key': randomUUID() };
    const all = Object.entries({ ...once, ...common, ...json, ...headers }).filter(
      ([, value]) => value !== '',
    );
    const response = await fetch(url + apiBase + path, {
      method,
      headers: Object.fromEntries(all),
      body: bodyOf(body),
    });
    const bytes = await response.bytes();
    const text = new TextDecoder().decode(bytes);
    const isJson = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      text,
      body: (isJson ? JSON.parse(text) : undefined) as T,
    };
  };
}

const bodyOf = (body: unknown): string | Uint8Array<ArrayBuffer> | undefined =>
  body === undefined || typeof body === 'string'
    ? body
    : body instanceof Uint8Array
      ? new Uint8Array(body)
      : JSON.stringify(body);

/** The API as a visitor of a tenant's host site sees it. */
export const visitor = (url: string, slug: Slug = 'norte') =>
  createApi(url, { 'Portal-Tenant': slug, Origin: hostOrigin[slug] });

/** Signs a person of the fixtures in and returns the API as this person sees it, by bearer. */
export async function signIn(
  url: string,
  login: string,
  slug: Slug = 'norte',
  secret = password,
): Promise<Api> {
  const { status, body } = await visitor(url, slug)<{ token: string }>('POST /sessions', {
    body: { login, password: secret, delivery: 'bearer' },
  });
  if (status !== 201) throw new Error(`${login} could not sign in: ${status}`);
  return createApi(url, { 'Portal-Tenant': slug, Authorization: `Bearer ${body.token}` });
}

/** The code of a refusal, and its first fault as `path: rule`. */
export function refusal({ status, body }: Answer): string {
  const { code, errors } = body as Problem;
  const [first] = errors ?? [];
  return `${status} ${code}${first ? ` ${first.path}: ${first.rule}` : ''}`;
}

/** Sends a request byte for byte, for what `fetch` would refuse to send. */
export function rawRequest(
  url: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  body = '',
): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const request = httpRequest({ hostname, port, method, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject);
    request.end(body);
  });
}
