import { timingSafeEqual } from 'node:crypto';
import type { Middleware } from 'koa';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { InScope } from '../db/scope.ts';

/**
 * `/healthz` (the process lives), `/readyz` (it can answer: the database does, and it is not stopping)
 * and `/metrics` (Prometheus; only with the token, and only where one is set).
 */
export function health(
  inScope: InScope,
  options: { metricsToken?: string; stopping: () => boolean },
): Middleware {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'portico_request_seconds',
    help: 'Time to answer, by endpoint and status',
    labelNames: ['endpoint', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  return async (ctx, next) => {
    if (ctx.path === '/healthz') ctx.body = 'ok';
    else if (ctx.path === '/readyz') {
      const ready =
        !options.stopping() &&
        (await inScope({ tenantId: null }, (db) => db.raw('select 1')).then(
          () => true,
          () => false,
        ));
      ctx.status = ready ? 200 : 503;
      ctx.body = ready ? 'ready' : 'not ready';
    } else if (
      ctx.path === '/metrics' &&
      options.metricsToken &&
      holds(ctx.get('Authorization'), options.metricsToken)
    ) {
      ctx.type = registry.contentType;
      ctx.body = await registry.metrics();
    } else {
      const stop = duration.startTimer();
      await next();
      stop({ endpoint: (ctx.state.endpoint as string | undefined) ?? 'none', status: ctx.status });
    }
  };
}

function holds(header: string, token: string): boolean {
  const [given, wanted] = [Buffer.from(header), Buffer.from(`Bearer ${token}`)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
