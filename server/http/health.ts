import { timingSafeEqual } from 'node:crypto';
import type { Middleware } from 'koa';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { InScope } from '../db/scope.ts';

/** Notes how long an endpoint took, and with which status it answered. */
export type Observe = (endpoint: string, status: number, seconds: number) => void;

export type Metrics = {
  registry: Registry;
  observe: Observe;
  mail: {
    /** Counts a mail that came to this state. */
    finished(state: string): void;
    relayPaused(paused: boolean): void;
    /** Counts that a domain said too much comes, and is left alone for a while. */
    domainRested(): void;
  };
};

/** Figures of the process, of requests and of mails, in the text format of Prometheus. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  // Among them heap and event loop: `nodejs_eventloop_lag_max_seconds` and `…_p99_seconds` are of the time since
  // they were last asked for, with the ten milliseconds they are sampled by in them.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 10 });
  const duration = new Histogram({
    name: 'portico_request_seconds',
    help: 'Time to answer, by endpoint and status',
    labelNames: ['endpoint', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  const mails = new Counter({
    name: 'portico_mails_total',
    help: 'Mails by the state a try left them in; queued: the relay was in trouble',
    labelNames: ['state'],
    registers: [registry],
  });
  const paused = new Gauge({
    name: 'portico_mail_relay_paused',
    help: '1 while this server waits for the mail relay to recover',
    registers: [registry],
  });
  const rests = new Counter({
    name: 'portico_mail_domain_rests_total',
    help: 'Times that mails to a domain were held, as an answer spoke of too many',
    registers: [registry],
  });
  return {
    registry,
    observe: (endpoint, status, seconds) => duration.observe({ endpoint, status }, seconds),
    mail: {
      finished: (state) => mails.inc({ state }),
      relayPaused: (now) => paused.set(now ? 1 : 0),
      domainRested: () => rests.inc(),
    },
  };
}

/**
 * `/healthz` (the process lives), `/readyz` (it can answer: the database does, and it is not stopping)
 * and `/metrics` (only with the token, and only where one is set).
 */
export function health(
  inScope: InScope,
  registry: Registry,
  options: { metricsToken?: string; stopping: () => boolean },
): Middleware {
  const databaseAnswers = () =>
    inScope({ tenantId: null }, (db) => db.raw('select 1')).then(
      () => true,
      () => false,
    );
  return async (ctx, next) => {
    const { metricsToken, stopping } = options;
    if (ctx.path === '/healthz') ctx.body = 'ok';
    else if (ctx.path === '/readyz') {
      const ready = !stopping() && (await databaseAnswers());
      ctx.status = ready ? 200 : 503;
      ctx.body = ready ? 'ready' : 'not ready';
    } else if (
      ctx.path === '/metrics' &&
      metricsToken &&
      holds(ctx.get('Authorization'), metricsToken)
    ) {
      ctx.type = registry.contentType;
      ctx.body = await registry.metrics();
    } else await next();
  };
}

function holds(header: string, token: string): boolean {
  const [given, wanted] = [Buffer.from(header), Buffer.from(`Bearer ${token}`)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
