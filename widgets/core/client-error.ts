import type { ErrorCode, InputError, Problem } from '#contract/errors';

/** What went wrong, in the words a page can act on. */
export type ClientErrorType =
  | 'network'
  | 'timeout'
  | 'auth'
  | 'forbidden'
  | 'validation'
  | 'rate-limit'
  | 'conflict'
  | 'server'
  | 'config';

/** A code of the API, or one that arises in the browser. Its text is `error.<code>`. */
export type ClientErrorCode = ErrorCode | 'offline' | 'timeout' | 'config' | 'load' | 'unknown';

/** The one error that widgets and pages see. It carries no text of the server. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly type: ClientErrorType;
  readonly code: ClientErrorCode;
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  readonly requestId: string | null;
  /** Seconds to wait before trying again, where the server said so. */
  readonly retryAfter: number | null;
  /** Whether the same call may succeed later. */
  readonly retriable: boolean;
  /** What was wrong with the input, field by field. */
  readonly errors: readonly InputError[];
  /** The record as it is now, where somebody else has changed it. */
  readonly current: unknown;

  constructor(code: ClientErrorCode, problem: Partial<Problem> = {}) {
    super(code);
    this.code = code;
    this.status = problem.status ?? 0;
    this.type = typeOf(code, this.status);
    this.requestId = problem.requestId ?? null;
    this.retryAfter = problem.retryAfter ?? null;
    this.retriable =
      code === 'unauthenticated' ||
      ['network', 'timeout', 'rate-limit', 'server'].includes(this.type);
    this.errors = problem.errors ?? [];
    this.current = problem.current;
  }
}

const types: Record<number, ClientErrorType> = {
  0: 'network',
  401: 'auth',
  403: 'forbidden',
  409: 'conflict',
  429: 'rate-limit',
};

/** Refusals of the page itself, whoever reads it. */
const misplaced: readonly ClientErrorCode[] = [
  'origin_not_allowed',
  'unknown_tenant',
  'tenant_required',
];

function typeOf(code: ClientErrorCode, status: number): ClientErrorType {
  if (code === 'config' || code === 'timeout') return code;
  if (misplaced.includes(code)) return 'config';
  return types[status] ?? (status < 500 ? 'validation' : 'server');
}
