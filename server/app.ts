import Koa from 'koa';
import Router from '@koa/router';
import helmet from 'koa-helmet';
import type { Logger } from 'pino';
import { apiBase } from '#contract/limits';
import type { InScope } from './db/scope.ts';
import { mountAccess } from './features/access/access.routes.ts';
import { createAccessService } from './features/access/access.service.ts';
import { createKeySets } from './features/access/key-sets.ts';
import type { Passwords } from './features/access/passwords.ts';
import { mountAccount } from './features/account/account.routes.ts';
import { createContactImports } from './features/access/contacts/contact-imports.ts';
import { mountContacts } from './features/access/contacts/contacts.routes.ts';
import { createContactService } from './features/access/contacts/contacts.service.ts';
import { mountFiscal } from './features/fiscal/fiscal.routes.ts';
import { createFiscalService } from './features/fiscal/fiscal.service.ts';
import { mountHome } from './features/home/home.routes.ts';
import { createHomeService } from './features/home/home.service.ts';
import { createBounceService } from './features/mailing-lists/bounces.service.ts';
import { createImportService } from './features/mailing-lists/imports.service.ts';
import { mountMailingLists } from './features/mailing-lists/mailing-lists.routes.ts';
import { createMailingListService } from './features/mailing-lists/mailing-lists.service.ts';
import { requeueMail, settleMail } from './features/mail/mail.queries.ts';
import { mountMassSend } from './features/mass-send/mass-send.routes.ts';
import { createMassSendService } from './features/mass-send/mass-send.service.ts';
import { mountInvoices } from './features/invoices/invoices.routes.ts';
import { createInvoiceService } from './features/invoices/invoices.service.ts';
import { mountOrders } from './features/orders/orders.routes.ts';
import { createOrderService } from './features/orders/orders.service.ts';
import { mountPortal } from './features/portal/portal.routes.ts';
import { mountPrices } from './features/prices/prices.routes.ts';
import { createPriceService } from './features/prices/prices.service.ts';
import { createStatementIssue } from './features/statement/statement.issue.ts';
import type { PdfRenderer } from './features/statement/statement.renderer.ts';
import { mountStatement } from './features/statement/statement.routes.ts';
import { createStatementService } from './features/statement/statement.service.ts';
import { verifyPage } from './features/statement/verify.page.ts';
import { mountStock } from './features/stock/stock.routes.ts';
import { createStockService } from './features/stock/stock.service.ts';
import { mountSync } from './features/sync/sync.routes.ts';
import type { SyncService } from './features/sync/sync.service.ts';
import { AppError } from './http/app-error.ts';
import { assets } from './http/assets.ts';
import { preflight } from './http/cors.ts';
import type { CursorSeal } from './http/cursor.ts';
import { door } from './http/door.ts';
import { createGate } from './http/gate.ts';
import { health, type Metrics } from './http/health.ts';
import { openApi } from './http/openapi.ts';
import { problems } from './http/problems.ts';
import { createThrottle, type Throttle } from './http/throttle.ts';
import { createErpClient } from './output/erp-client.ts';
import type { ForeignReader } from './output/foreign/reader.ts';
import type { Texts } from './output/texts.ts';

export type ErpOptions = {
  /** Milliseconds for the whole of a question. */
  timeoutMs?: number;
  /** Whether ERPs may stand in private networks. */
  allowInside?: boolean;
  /** How long one that failed again and again is left alone, in milliseconds. */
  restMs?: number;
};

export type AppDeps = {
  inScope: InScope;
  cursors: CursorSeal;
  passwords: Passwords;
  texts: Texts;
  pdfs: PdfRenderer;
  sync: SyncService;
  /** Reads foreign files and mails on threads. */
  reader: ForeignReader;
  logger: Logger;
  publicUrl: URL;
  version: string;
  environment: string;
  /** Number of own proxies in front, whose `X-Forwarded-For` is believed. */
  proxies: number;
  /** Folder of the built elements. */
  assets?: string;
  metrics: Metrics;
  metricsToken?: string;
  /** How ERPs are asked. */
  erp?: ErpOptions;
  /** Whether the key sets of hosts that vouch may stand in private networks. */
  hostKeys?: { allowInside?: boolean };
  stopping: () => boolean;
};

/** The whole server as one Koa application: the guards in their order, then the features. */
export function createApp(deps: AppDeps): Koa {
  const { inScope, publicUrl, logger } = deps;
  const app = new Koa({ proxy: deps.proxies > 0, maxIpsCount: deps.proxies });
  app.silent = true;
  const { registry, observe } = deps.metrics;
  app.use(problems(logger, observe));
  app.use(door);
  app.use(underBase(publicUrl.pathname));
  app.use(health(inScope, registry, deps));
  app.use(headers(publicUrl.protocol === 'https:'));
  if (deps.assets) app.use(assets(deps.assets));
  app.use(preflight(inScope, publicUrl.origin));
  const throttle = createThrottle(inScope);
  app.use(verifyPage({ ...deps, throttle }));
  const router = createApi(deps, throttle);
  app.use(router.routes());
  app.use(async (ctx) => {
    const known = router.match(ctx.path, ctx.method).path.some((layer) => layer.methods.length > 0);
    throw new AppError(known ? 'method_not_allowed' : 'not_found');
  });
  return app;
}

function createApi(deps: AppDeps, throttle: Throttle): Router {
  const { inScope, publicUrl } = deps;
  const gate = createGate(inScope, publicUrl.origin, deps.cursors);
  const router = new Router({ prefix: apiBase });
  mountPortal(router, deps.environment, gate);
  const keySets = createKeySets(deps.hostKeys);
  mountAccess(router, createAccessService({ ...deps, throttle, keySets }), gate);
  mountAccount(router, gate);
  const orders = createOrderService(deps.texts);
  const invoices = createInvoiceService(deps.texts);
  const stock = createStockService({ ask: createErpClient(deps.erp), restMs: deps.erp?.restMs });
  const prices = createPriceService(deps.texts);
  mountOrders(router, orders, gate);
  mountInvoices(router, invoices, gate);
  mountStock(router, stock, gate);
  const statements = createStatementService(deps);
  mountStatement(router, statements, gate);
  const massSends = createMassSendService({
    texts: deps.texts,
    statements: createStatementIssue(deps),
    render: deps.pdfs.render,
    mails: { again: requeueMail, sent: settleMail },
  });
  mountMassSend(router, massSends, gate);
  mountPrices(router, prices, gate);
  mountFiscal(router, createFiscalService(deps.texts), gate);
  const lists = createMailingListService();
  const { reader } = deps;
  const imports = createImportService({ reader, texts: deps.texts });
  const bounces = createBounceService(reader);
  mountMailingLists(router, { lists, imports, bounces }, gate);
  const home = createHomeService({
    orders: orders.figure,
    invoices: invoices.figure,
    stock: stock.figure,
    prices: prices.figure,
    statement: statements.figure,
    'mass-send': massSends.figure,
  });
  mountHome(router, home, gate);
  const { passwords, texts } = deps;
  mountContacts(
    router,
    {
      service: createContactService({ passwords, home: home.home }),
      imports: createContactImports({ reader, texts }),
    },
    gate,
  );
  mountSync(router, deps.sync, gate);
  const document = openApi(deps.version);
  router.get('/openapi.json', (ctx) => {
    ctx.set('Access-Control-Allow-Origin', '*');
    ctx.body = document;
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
