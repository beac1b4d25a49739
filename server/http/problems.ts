import { randomUUID } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import type { Logger } from 'pino';
import type { ErrorCode, Problem } from '#contract/errors';
import { isAway } from '../db/away.ts';
import { needsNoPreflight } from './addressed.ts';
import { AppError } from './app-error.ts';
import { allowOrigin } from './cors.ts';
import { actorId, callerIn, type Trace } from './caller.ts';
import { noteRequest } from './door.ts';
import type { Observe } from './health.ts';
import type { Sender } from './network.ts';
import type { createPause } from './pause.ts';

/**
 * Gives each request an id, turns what is thrown into a problem response, and logs the outcome.
 * @param pause holds back what says "come back later"
 */
export function problems(
  logger: Logger,
  observe: Observe,
  pause: ReturnType<typeof createPause>,
): Middleware {
  return async (ctx, next) => {
    const started = performance.now();
    const requestId = randomUUID();
    noteRequest(ctx, requestId);
    ctx.set('Portal-Request-Id', requestId);
    try {
      await next();
    } catch (error) {
      refuse(ctx, error, requestId, logger);
      if (ctx.response.get('Retry-After')) await pause(ctx);
    } finally {
      const ms = performance.now() - started;
      observe((ctx.state.endpoint as string | undefined) ?? 'none', ctx.status, ms / 1000);
      logger.info({ ...logged(ctx), ms: Math.round(ms) }, 'request');
    }
  };
}

// Longer paths are nobody's.
const longestPath = 200;

/** Who asked for what, and how it went; nothing secret, and of the address no more than its network. */
function logged(ctx: Context): Record<string, unknown> {
  const { trace, sender } = ctx.state as { trace: Trace; sender: Sender };
  const caller = callerIn(ctx);
  return {
    requestId: trace.requestId,
    method: ctx.method,
    // Without its query: searches may hold what does not belong into a log.
    path: ctx.path.slice(0, longestPath),
    status: ctx.status,
    from: sender.short,
    ...(caller && { tenant: caller.tenant.slug, actor: caller.kind }),
    ...(caller && caller.kind !== 'public' && { actorId: actorId(caller) }),
  };
}

function refuse(ctx: Context, error: unknown, requestId: string, logger: Logger): void {
  const known =
    error instanceof AppError ? error : new AppError(isAway(error) ? 'unavailable' : 'internal');
  if (known !== error) logger.error({ requestId, error }, 'failed');
  const problem: Problem = {
    type: 'about:blank',
    title: known.code,
    status: known.status,
    code: known.code,
    requestId,
    ...(known.errors && { errors: known.errors }),
    ...(known.retryAfter !== undefined && { retryAfter: known.retryAfter }),
    ...(known.current !== undefined && { current: known.current }),
  };
  const origin = ctx.get('Origin');
  if (toAnyPage.has(known.code) && needsNoPreflight(ctx) && readable.test(origin))
    allowOrigin(ctx, origin);
  if (known.retryAfter !== undefined) ctx.set('Retry-After', String(known.retryAfter));
  if (known.code === 'body_too_large' || known.code === 'body_too_slow')
    ctx.set('Connection', 'close');
  ctx.status = known.status;
  ctx.body = JSON.stringify(problem);
  ctx.type = 'application/problem+json; charset=utf-8';
}

/** What is wrong with the page itself; it says nothing that is anybody's, so the page may read it and say so. */
const toAnyPage: ReadonlySet<ErrorCode> = new Set([
  'origin_not_allowed',
  'unknown_tenant',
  'tenant_required',
]);
/** The origin of a page, or of one that has none. */
const readable = /^(?:https?:\/\/[\w.:[\]-]{1,280}|null)$/;
