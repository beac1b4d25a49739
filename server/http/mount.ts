import { AsyncLocalStorage } from 'node:async_hooks';
import type Router from '@koa/router';
import type { Context } from 'koa';
import { Readable } from 'node:stream';
import type * as c from '#contract/endpoint';
import { isBytesBody } from '#contract/endpoint';
import { limits } from '#contract/limits';
import type { Db } from '../db/scope.ts';
import { AppError } from './app-error.ts';
import { readBody, streamBody } from './body.ts';
import {
  actorOf,
  demandConfirmation,
  writeAudit,
  type AuditSubject,
  type Caller,
  type CallerOf,
  type Trace,
} from './caller.ts';
import type { CursorSeal } from './cursor.ts';
import { attach, sendStored } from './ranges.ts';
import type { Gate } from './gate.ts';
import { actOnce, isOnce, onceHeaders } from './idempotency.ts';
import { writeAnswer } from './shape.ts';
import { parseInput, pathOf, readQuery } from './input.ts';
import { customersIn, noteLooks } from './looks.ts';

type Audit = (db: Db, what?: AuditSubject) => Promise<void>;

/** What a handler says of its request. */
type Told = 'audit' | 'nothingToAudit' | 'demandConfirmation';
/** What every handler is given. */
type Input<E extends c.Endpoint> = {
  caller: CallerOf<E>;
  params: c.Params<E>;
  query: c.Query<E>;
  body: c.Body<E>;
  headers: c.Headers<E>;
  trace: Trace;
  ctx: Context;
  /** Writes the endpoint's audit event; an endpoint that names one must call it. */
  audit: Audit;
  /** Says that this request changed nothing. */
  nothingToAudit: () => void;
  /**
   * Asks for a proof that the person is there, in an endpoint whose step-up is `by_handler`.
   * @throws AppError `confirmation_required`
   */
  demandConfirmation: () => void;
};

/** A handler inside the transaction of its request. */
type Handler<E extends c.Endpoint> = (input: Input<E> & { db: Db }) => Promise<c.ResponseOf<E>>;
/** A handler that opens its own transactions: slow work (hashing, streaming) must not hold one. */
type Detached<E extends c.Endpoint> = {
  detached: (input: Input<E> & { inTenant: InTenant }) => Promise<c.ResponseOf<E>>;
};
export type InTenant = <T>(work: (db: Db) => Promise<T>) => Promise<T>;

export type Handlers<G extends Record<keyof G, c.Endpoint>> = {
  [K in keyof G]: Handler<G[K]> | (G[K] extends { once: true } ? never : Detached<G[K]>);
};

/**
 * Puts a group of endpoints on a router. For each: permission first, then the input, then the
 * handler, and the answer is cut to what its schema declares.
 */
export function mount<G extends Record<string, c.Endpoint>>(
  router: Router,
  group: G,
  handlers: Handlers<G>,
  gate: Gate,
): void {
  for (const [key, endpoint] of Object.entries(group)) {
    const [method, path] = key.split(' ') as [string, string];
    const handler = handlers[key] as Handler<c.Endpoint> | Detached<c.Endpoint>;
    router.register(
      path,
      [method],
      (ctx: Context) => {
        ctx.state.endpoint = key;
        const reads = method === 'GET';
        // Nobody who looks at what another person sees leaves a trace there, or takes a file along.
        const leavesTraces =
          !reads || (endpoint.response !== 'nothing' && 'file' in endpoint.response);
        return serve(ctx, { ...endpoint, leavesTraces }, handler, gate, reads);
      },
      { name: key },
    );
  }
}

async function serve(
  ctx: Context,
  endpoint: c.Endpoint & { leavesTraces: boolean },
  handler: Handler<c.Endpoint> | Detached<c.Endpoint>,
  gate: Gate,
  reads: boolean,
): Promise<void> {
  if (typeof handler === 'function' && !endpoint.body) {
    // Reading: the session and the rows come out of one transaction.
    const result = await gate.open(ctx, endpoint, (db, caller) =>
      run(
        gate,
        endpoint,
        { ...readInput(ctx, endpoint, caller, gate), body: undefined },
        async (input) => {
          const found = await actOnce(db, endpoint, input, () => handler({ ...input, db }));
          if (reads) await noteReading(db, endpoint as c.ReadEndpoint, input, found);
          return found;
        },
      ),
    );
    return await answer(ctx, endpoint, result);
  }
  // A body is read only after the permission is checked, and while nothing is held for it: no transaction, no
  // place in a queue. Whoever is slow keeps nobody waiting.
  const known = await gate.open(ctx, endpoint, async (_db, caller) => caller);
  // What is wrong with the rest is said before anything is read.
  readInput(ctx, endpoint, known, gate);
  const streams = endpoint.body !== undefined && isBytesBody(endpoint.body);
  const body = await parseBody(ctx, endpoint);
  const caller =
    body === undefined || streams ? known : await asItIsNow(ctx, endpoint, known, gate);
  const input = { ...readInput(ctx, endpoint, caller, gate), body };
  // Bytes arrive while the handler runs: whoever hands them over is looked at again with each transaction.
  const inTenant: InTenant = streams
    ? (work) => gate.open(ctx, free(endpoint), (db) => work(db))
    : (work) => gate.enter(caller.tenant.id, work);
  const result = await run(gate, endpoint, input, async (ready) => {
    if (typeof handler === 'function')
      return inTenant((db) => actOnce(db, endpoint, ready, () => handler({ ...ready, db })));
    const made = await handler.detached({ ...ready, inTenant });
    const { audit, look } = endpoint as c.ReadEndpoint;
    const seen = audit || look || ('impersonator' in caller && caller.impersonator);
    // Before the first byte of it leaves.
    if (reads && seen) await inTenant((db) => noteReading(db, { audit, look }, ready, made));
    return made;
  });
  await answer(ctx, endpoint, result);
}

/**
 * Who calls, once the body has arrived: whoever was slow with it may have been switched off meanwhile, or have lost the
 * right. A machine's keys are not taken back in such a hurry.
 * @throws AppError as `gate.open`
 */
async function asItIsNow(
  ctx: Context,
  endpoint: c.Endpoint & { leavesTraces: boolean },
  known: Caller,
  gate: Gate,
): Promise<Caller> {
  if (!('sessionId' in known)) return known;
  return gate.open(ctx, free(endpoint), async (_db, caller) => caller);
}

/** An endpoint that costs nothing, since that was charged before. */
function free(endpoint: c.Endpoint & { leavesTraces: boolean }): typeof endpoint {
  const admission = { ...endpoint };
  delete admission.cost;
  return admission;
}

/** Writes down what of a reading endpoint is: a file that leaves, staff that looks at customers. */
async function noteReading(
  db: Db,
  { audit, look }: Pick<c.ReadEndpoint, 'audit' | 'look'>,
  input: Input<c.Endpoint>,
  answered: unknown,
): Promise<void> {
  const { caller, trace } = input;
  const query = input.query as { customer?: string };
  if (audit)
    await input.audit(db, {
      record: Object.values(input.params as Record<string, string>).at(-1),
      detail: query,
    });
  if (caller.kind === 'contact' && caller.impersonator)
    return noteLooks(db, caller, trace, [caller.customer.number]);
  if (!look || caller.kind !== 'staff') return;
  const numbers = look === 'answer' ? customersIn(answered) : [query.customer ?? []].flat();
  await noteLooks(db, caller, trace, numbers);
}

function readInput(
  ctx: Context,
  endpoint: c.Endpoint,
  caller: Caller,
  { cursors }: Gate,
): Omit<Input<c.Endpoint>, 'body' | Told> {
  const headers = 'headers' in endpoint ? endpoint.headers : undefined;
  if (isOnce(endpoint)) parseInput(onceHeaders, ctx.headers, 'headers');
  const query = endpoint.query
    ? parseInput(endpoint.query, readQuery(ctx), 'query')
    : refuseQuery(ctx);
  if (typeof query.cursor === 'string')
    query.cursor = cursors.open(query.cursor, listOf(ctx, caller));
  return {
    ctx,
    caller,
    trace: ctx.state.trace as Trace,
    params: endpoint.params ? parseParams(endpoint.params, ctx) : {},
    query,
    headers: headers ? parseInput(headers, ctx.headers, 'headers') : {},
  } as Omit<Input<c.Endpoint>, 'body' | Told>;
}

/** Whose cursor it is: another tenant's, or another list's, opens nothing. */
const listOf = (ctx: Context, caller: Caller): string =>
  `${caller.tenant.id} ${String(ctx.state.endpoint)}`;

function sealCursor(cursors: CursorSeal, list: string, result: unknown): unknown {
  const cursor = (result as { nextCursor?: unknown } | undefined)?.nextCursor;
  return typeof cursor === 'string'
    ? { ...(result as object), nextCursor: cursors.seal(cursor, list) }
    : result;
}

function parseParams(schema: NonNullable<c.Endpoint['params']>, ctx: Context): unknown {
  const result = schema.safeParse((ctx as Context & { params: unknown }).params);
  // An id that cannot be one is an id nobody has.
  if (!result.success) throw new AppError('not_found');
  return result.data;
}

function refuseQuery(ctx: Context): Record<string, never> {
  const [unknown] = Object.keys(ctx.query);
  if (unknown)
    throw new AppError('invalid_input', {
      errors: [{ path: pathOf('query', unknown), rule: 'unknown_field' }],
    });
  return {};
}

async function parseBody(ctx: Context, endpoint: c.Endpoint): Promise<c.Body<c.Endpoint>> {
  if (!endpoint.body) return undefined as c.Body<c.Endpoint>;
  const most = endpoint.bodyBytes ?? limits.bodyBytes;
  if (isBytesBody(endpoint.body))
    return streamBody(
      ctx,
      [endpoint.body.bytes, ...(endpoint.body.orAs ?? [])],
      most,
    ) as unknown as c.Body<c.Endpoint>;
  const signed = 'signed' in endpoint && endpoint.signed;
  const keep = signed ? (bytes: Buffer) => void (ctx.state.bodyBytes = bytes) : undefined;
  const raw = await readBody(ctx, most, keep);
  return parseInput(endpoint.body, raw, 'body') as c.Body<c.Endpoint>;
}

/** Runs the work, seals where a list ended, and fails when an endpoint that promises an audit event wrote none. */
async function run(
  { cursors }: Gate,
  endpoint: c.Endpoint,
  input: Omit<Input<c.Endpoint>, Told>,
  work: (input: Input<c.Endpoint>) => Promise<unknown>,
): Promise<unknown> {
  let audited = !endpoint.audit || endpoint.audit === 'none';
  const audit: Audit = (db, what) => {
    audited = true;
    if (!endpoint.audit || endpoint.audit === 'none')
      throw new Error('This endpoint declares no audit event');
    return writeAudit(db, endpoint.audit, actorOf(input.caller), input.trace, what);
  };
  const nothingToAudit = () => {
    audited = true;
  };
  const demand = () => {
    if (endpoint.stepUp !== 'by_handler') throw new Error('This endpoint asks for no confirmation');
    demandConfirmation(input.caller);
  };
  const result = await work({ ...input, audit, nothingToAudit, demandConfirmation: demand });
  if (!audited)
    throw new Error(`The endpoint declares the audit event ${endpoint.audit} and wrote none`);
  return sealCursor(cursors, listOf(input.ctx, input.caller), result);
}

async function answer(ctx: Context, endpoint: c.Endpoint, result: unknown): Promise<void> {
  const { response } = endpoint;
  if (response === 'nothing') {
    ctx.status = 204;
  } else if ('file' in response) {
    const file = result as c.FileBytes | c.NamedFile | c.StoredBytes;
    if ('read' in file)
      sendStored(ctx, { ...file, read: (...range) => asNow(file.read(...range)) });
    else sendFile(ctx, response, file);
  } else {
    ctx.status = endpoint.status ?? 200;
    ctx.body = await writeAnswer(response, result);
    ctx.type = 'application/json; charset=utf-8';
  }
}

/** Bytes that are made while they are read, in whose name the running request is; the reader comes from outside of it. */
function asNow(content: c.FileBytes): AsyncIterable<string | Uint8Array> {
  const inContext = AsyncLocalStorage.snapshot();
  return {
    [Symbol.asyncIterator]: () => {
      const reader = content[Symbol.asyncIterator]();
      return {
        next: () => inContext(() => reader.next()),
        return: () =>
          inContext(
            async () => (await reader.return?.()) ?? { done: true as const, value: undefined },
          ),
      };
    },
  };
}

/** Sends a download, never a page; one without a name is named by the widget, in the reader's language. */
function sendFile(
  ctx: Context,
  { file, immutable }: c.FileResponse,
  result: c.FileBytes | c.NamedFile,
): void {
  const named = 'content' in result ? result : null;
  const content = named?.content ?? (result as c.FileBytes);
  ctx.type = file;
  attach(ctx, named?.name);
  if (immutable) ctx.set('Cache-Control', 'private, max-age=31536000, immutable');
  if (named?.sha256)
    ctx.set('Repr-Digest', `sha-256=:${Buffer.from(named.sha256, 'hex').toString('base64')}:`);
  ctx.body = content instanceof Uint8Array ? Buffer.from(content) : Readable.from(asNow(content));
}
