// What sends requests, in a file of its own: a page that only shows the form to sign in needs it a moment later.
import ky, { HTTPError, TimeoutError, type KyInstance } from 'ky';
import type { ErrorCode, Problem } from '#contract/errors';
import { ClientError } from './client-error.ts';

/** @param base address of the API, without a slash at its end */
export const createHttp = (base: string): KyInstance =>
  ky.create({
    prefix: base,
    credentials: 'include',
    // Reads are tried once more; changes never, since they may have happened.
    retry: { limit: 1, methods: ['get'], statusCodes: [502, 503, 504], maxRetryAfter: 2000 },
  });

/** The answer of the server that refused, if one came. */
export const refusalOf = (error: unknown): Response | undefined =>
  error instanceof HTTPError ? error.response : undefined;

/** Whatever a request threw, as the one error. */
export function clientErrorOf(error: unknown): ClientError {
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
