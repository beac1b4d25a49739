import type { z } from 'zod';
import type { AuditEvent } from './audit-events.ts';
import type { ErrorCode } from './errors.ts';
import type { EndpointPermission, Permission } from './permissions.ts';

export type { AuditEvent } from './audit-events.ts';

/**
 * Work that costs much: a document that is drawn or read whole, a list as a file, many records at once.
 * Each session and each tenant is allowed so much of each (`http/allowance.ts`).
 */
export type Cost = 'document' | 'export' | 'batch';

/** A file instead of JSON: its media type. The handler streams it. `immutable`: its address changes with it. */
export type FileResponse = { file: string; immutable?: true };
/** The bytes of a file, as they come. */
export type FileBytes = AsyncIterable<string | Uint8Array>;
/** A file with a name of its own, in any signs: `mount` makes it safe. `sha256`: of all its bytes, in hex. */
export type NamedFile = { name: string; content: FileBytes | Uint8Array; sha256?: string };
/** A file that somebody handed over: of a type of its own, and any part of it can be asked for. */
export type StoredBytes = {
  name: string;
  mediaType: string;
  bytes: number;
  sha256: string;
  /** @param end of what is read, not included */
  read: (start: number, end: number) => FileBytes;
};

/**
 * A body of bytes, handed over as they come. Its handler is a detached one.
 * `orAs`: other media types it may have; those that need no preflight are for machines' keys alone.
 */
export type BytesBody = { bytes: 'application/octet-stream'; orAs?: readonly string[] };
export const isBytesBody = (body: z.ZodType | BytesBody): body is BytesBody => 'bytes' in body;

type Shared = {
  /**
   * Who may call: a permission, `person` (whoever signed in by a password of its own), `signed-in` (also
   * whom a host vouched for), or `public`.
   */
  permission: EndpointPermission;
  /** Another permission that opens it as well, or several. */
  alsoFor?: Permission | readonly Permission[];
  /** Open to a person who signed in with a temporary password; nothing else is but what is public. */
  firstAccess?: true;
  /**
   * Open to a person who owes the code of a second factor (`code`), or who has to set one up (`setup`); nothing else
   * is but what is public.
   */
  beforeFactor?: 'code' | 'setup';
  /**
   * Asks the person to prove to be there once more, by a code of an authenticator, within the last five minutes: who
   * has a second factor (`factor`), everybody, else by the password (`always`), or where the handler says so
   * (`by_handler`, by calling `demandConfirmation`).
   */
  stepUp?: 'factor' | 'always' | 'by_handler';
  /** Open before the person has accepted the terms of use in the version that holds; nothing else is. */
  beforeTerms?: true;
  /** Open to staff that looks at the portal as a contact, although it changes something: nothing else is. */
  whileImpersonating?: true;
  /** Asked by pages on their own, again and again: a session that nobody uses ends in spite of it. */
  unattended?: true;
  /** What it uses up; past what a session or a tenant is allowed it answers `too_many_requests`. */
  cost?: Cost;
  /** One sentence for the reader of the API document. */
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** What it answers: a schema (everything undeclared is cut off), a file, or nothing (204). */
  response: z.ZodType | FileResponse | 'nothing';
  /** Status of success, where it is not 200 (or 204 for nothing). */
  status?: 201;
  /** Codes this endpoint answers with, besides those every endpoint may (see `commonErrors`). */
  errors: readonly ErrorCode[];
};

/** A reading endpoint. `mount` writes the audit event of one that names one: every file that leaves has one. */
export type ReadEndpoint = Shared & {
  body?: undefined;
  audit?: AuditEvent;
  /**
   * Shows what is a customer's. Where staff looks, that is noted once for each person, customer and hour.
   * `query`: of the customer it is asked for; `answer`: of `customer`, or that of each of `items`.
   */
  look?: 'query' | 'answer';
};
export type ChangeEndpoint = Shared & {
  body?: z.ZodType | BytesBody;
  /** Bytes the body may have, where it is not `limits.bodyBytes`. */
  bodyBytes?: number;
  /** Its sender may sign the bytes of the body: the handler finds them in `ctx.state.bodyBytes`. */
  signed?: true;
  /** Request headers the endpoint reads, by lower-case name. */
  headers?: z.ZodObject;
  /**
   * Counts once however often it is sent: demands an `Idempotency-Key`, a UUID made when the form was opened. The same
   * input under the same key is answered as the first time. Its handler works within the transaction of its request.
   */
  once?: true;
  audit: AuditEvent | 'none';
};
export type Endpoint = ReadEndpoint | ChangeEndpoint;

export type ReadKey = `GET /${string}`;
export type ChangeKey = `${'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`;
export type EndpointKey = ReadKey | ChangeKey;

/**
 * Keeps the exact types of a group of endpoints, keyed by method and path, while holding it against the
 * rules above: a changing key takes a changing endpoint only.
 */
export function defineEndpoints<
  const G extends {
    [K in keyof G]: K extends ReadKey ? ReadEndpoint : K extends ChangeKey ? ChangeEndpoint : never;
  },
>(group: G): G {
  return group;
}

/** Codes that any endpoint may answer with. */
export const commonErrors = [
  'invalid_input',
  'unknown_tenant',
  'tenant_required',
  'unauthenticated',
  'origin_not_allowed',
  'forbidden',
  'address_not_allowed',
  'password_change_required',
  'terms_required',
  'second_factor_required',
  'second_factor_setup_required',
  'confirmation_required',
  'customer_changed',
  'read_only',
  'method_not_allowed',
  'internal',
  'unavailable',
] as const satisfies readonly ErrorCode[];

/** Codes that any endpoint with a body may answer with, besides. */
export const bodyErrors = [
  'malformed_json',
  'body_too_large',
  'body_too_slow',
  'unsupported_media_type',
] as const satisfies readonly ErrorCode[];

type OutputOf<S, Nothing> = S extends z.ZodType ? z.output<S> : Nothing;

/** Types of one endpoint, as the server's handler sees them. */
export type Params<E> = E extends { params: infer S }
  ? OutputOf<S, Record<never, never>>
  : Record<never, never>;
export type Query<E> = E extends { query: infer S }
  ? OutputOf<S, Record<never, never>>
  : Record<never, never>;
export type Body<E> = E extends { body: infer S }
  ? S extends BytesBody
    ? AsyncIterable<Uint8Array>
    : OutputOf<S, undefined>
  : undefined;
export type Headers<E> = E extends { headers: infer S }
  ? OutputOf<S, Record<never, never>>
  : Record<never, never>;
export type ResponseOf<E> = E extends { response: infer S }
  ? S extends z.ZodType
    ? z.output<S>
    : S extends FileResponse
      ? FileBytes | NamedFile | StoredBytes
      : void
  : never;

type InputOf<E, K extends string> = E extends { [P in K]: infer S }
  ? S extends z.ZodType
    ? z.input<S>
    : S extends BytesBody
      ? Blob
      : undefined
  : undefined;
type Asked<E, K extends string> =
  InputOf<E, K> extends infer I
    ? [I] extends [undefined]
      ? { [P in K]?: undefined }
      : Record<never, never> extends I
        ? { [P in K]?: I }
        : { [P in K]: I }
    : never;

/** The key of a form, where an endpoint counts once. */
type OnceInput<E> = E extends { once: true } ? { once: string } : { once?: undefined };

/** What a caller in the browser hands over, and gets back. */
export type CallInput<E> = Asked<E, 'params'> & Asked<E, 'query'> & Asked<E, 'body'> & OnceInput<E>;
export type CallResult<E> = E extends { response: infer S }
  ? S extends z.ZodType
    ? z.output<S>
    : S extends FileResponse
      ? Blob
      : undefined
  : never;
