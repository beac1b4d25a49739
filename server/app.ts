import Koa from 'koa';
import Router from '@koa/router';
import helmet from 'koa-helmet';
import type { Logger } from 'pino';
import { apiBase } from '#contract/limits';
import type { InScope } from './db/scope.ts';
import { checkEndpoints, features, pagesOf, type FeatureDeps } from './features.ts';
import { addressed } from './http/addressed.ts';
import { AppError } from './http/app-error.ts';
import { assets } from './http/assets.ts';
import { compress } from './http/compress.ts';
import { preflight } from './http/cors.ts';
import type { CursorSeal } from './http/cursor.ts';
import { door } from './http/door.ts';
import { createGate } from './http/gate.ts';
import { diagnosis } from './http/diagnosis.ts';
import { health, type Metrics } from './http/health.ts';
import { openApi } from './http/openapi.ts';
import { createPause } from './http/pause.ts';
import { problems } from './http/problems.ts';

export type AppDeps = {
  features: FeatureDeps;
  inScope: InScope;
  cursors: CursorSeal;
  logger: Logger;
  publicUrl: URL;
  version: string;
  /** Number of own proxies in front, whose `X-Forwarded-For` is believed. */
  proxies: number;
  /** Folder of the built elements. */
  assets?: string;
  /** Folder with those of other versions, shared by all servers. */
  keptAssets?: string | undefined;
  metrics: Metrics;
  metricsToken?: string;
  /** How long an answer that says "come back later" is held back, in milliseconds. */
  refusalPauseMs: number;
  stopping: () => boolean;
};

/** The whole server as one Koa application: the guards in their order, then the features. */
export function createApp(deps: AppDeps): Koa {
  const { inScope, publicUrl, logger } = deps;
  const app = new Koa({ proxy: deps.proxies > 0, maxIpsCount: deps.proxies });
  app.silent = true;
  const { registry, observe } = deps.metrics;
  app.use(problems(logger, observe, createPause(deps.refusalPauseMs)));
  app.use(compress);
  app.use(underBase(publicUrl.pathname));
  app.use(addressed);
  app.use(door);
  app.use(health(inScope, registry, deps));
  app.use(headers(publicUrl.protocol === 'https:'));
  if (deps.assets) app.use(assets(deps.assets, deps.keptAssets));
  app.use(diagnosis(inScope, deps));
  app.use(preflight(inScope, publicUrl.origin));
  for (const page of pagesOf(deps.features)) app.use(page);
  const router = createApi(deps);
  app.use(router.routes());
  app.use(async (ctx) => {
    const known = router.match(ctx.path, ctx.method).path.some((layer) => layer.methods.length > 0);
    throw new AppError(known ? 'method_not_allowed' : 'not_found');
  });
  return app;
}

/** @throws Error where an endpoint of the contract has no handler, or two */
function createApi({ inScope, publicUrl, cursors, version, features: deps }: AppDeps): Router {
  checkEndpoints(features);
  const gate = createGate(inScope, publicUrl.origin, cursors);
  const router = new Router({ prefix: apiBase });
  for (const feature of features) feature.mount(router, gate, deps);
  let document: Promise<string> | undefined;
  router.get('/openapi.json', async (ctx) => {
    ctx.set('Access-Control-Allow-Origin', '*');
    ctx.type = 'json';
    ctx.body = await (document ??= openApi(version));
  });
  return router;
}

/** Takes the base path of the public address off, so that the portal may live below one (spec S1.1). */
function underBase(pathname: string): Koa.Middleware {
  const base = pathname.replace(/\/$/, '');
  return (ctx, next) => {
    if (base) {
      if (ctx.path !== base && !ctx.path.startsWith(`${base}/`)) throw new AppError('not_found');
      ctx.path = ctx.path.slice(base.length) || '/';
    }
    return next();
  };
}

/** The API is data, never a page: nothing may be loaded, framed, sniffed or kept. */
function headers(secure: boolean): Koa.Middleware {
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: secure && { maxAge: 31_536_000, includeSubDomains: true },
    xFrameOptions: { action: 'deny' },
  });
  return (ctx, next) => {
    ctx.set('Cache-Control', 'no-store, private');
    return protect(ctx, next);
  };
}
