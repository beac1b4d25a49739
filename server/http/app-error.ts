import { errorStatus, type ErrorCode, type InputError } from '#contract/errors';

/** A refusal the caller is told about. Everything else that is thrown becomes `internal`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly errors?: InputError[];
  /** Seconds after which it makes sense to try again. */
  readonly retryAfter?: number;
  /** With `record_changed`: the record as it is now. */
  readonly current?: unknown;

  constructor(
    code: ErrorCode,
    details: { errors?: InputError[]; retryAfter?: number; current?: unknown } = {},
  ) {
    super(code);
    this.name = 'AppError';
    this.code = code;
    this.status = errorStatus[code];
    this.errors = details.errors;
    this.retryAfter = details.retryAfter;
    this.current = details.current;
  }
}
