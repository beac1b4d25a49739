import type { Middleware } from 'koa';
import { paymentPage } from '#contract/payment-words';
import type { Db, InScope } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { readJsonBytes } from '../../http/body.ts';
import type { Trace } from '../../http/caller.ts';
import type { Throttle } from '../../http/throttle.ts';
import { createHintTaker } from './hints.ts';
import type { Providers } from './accounts.ts';

type Deps = { inScope: InScope; throttle: Throttle; providers: Providers; wake: () => void };

const hintBytes = 256_000;

/** The doors that providers use: hints of what happened, and the browser that comes back. */
export function paymentPages(deps: Deps): Middleware {
  const takeHint = createHintTaker(deps);
  return async (ctx, next) => {
    const [, slug, account] =
      /^\/payment-hints\/([a-z0-9-]{1,40})\/([0-9a-f-]{36})$/.exec(ctx.path) ?? [];
    if (slug && account && ctx.method === 'POST') {
      ctx.state.endpoint = 'POST /payment-hints/:tenant/:account';
      const body = await readJsonBytes(ctx, hintBytes);
      const query = Object.fromEntries(new URLSearchParams(ctx.querystring));
      const request = { headers: ctx.headers, query, body };
      if (!(await takeHint(slug, account, request))) {
        await deps.throttle.request('link', '', ctx.state.trace as Trace);
        // Why is nobody's business.
        ctx.status = 400;
        ctx.body = { received: false };
        return;
      }
      ctx.status = 200;
      ctx.body = { received: true };
      return;
    }
    const [, issuer, code] = /^\/pay\/return\/([a-z0-9-]{1,40})\/([\w-]{32})$/.exec(ctx.path) ?? [];
    if (!issuer || !code || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) return next();
    ctx.state.endpoint = 'GET /pay/return/:tenant/:code';
    const back = await deps.inScope({ slug: issuer }, (db) => pageOf(db, code));
    if (!back) {
      await deps.throttle.request('link', '', ctx.state.trace as Trace);
      throw new AppError('not_found');
    }
    ctx.status = 303;
    ctx.set('Location', new URL(paymentPage(back.page, back.id)).href);
    ctx.body = '';
  };
}

/** Where a payment began, by the code its provider sends the browser back with. */
const pageOf = (db: Db, code: string): Promise<{ id: string; page: string } | undefined> =>
  db('payments').where({ return_code: code }).first({ id: 'id', page: 'return_to' });
