import type { Context, Middleware } from 'koa';
import { apiBase } from '#contract/limits';
import { AppError } from './app-error.ts';

const form = new RegExp(`^${apiBase}/t/([^/]*)(/.*)$`);
const customerField = 'portal-customer';

/**
 * Takes the tenant and the customer that is on screen out of the address of what is read:
 * `/api/v1/t/aqua/orders?portal-customer=1001` is `/api/v1/orders` with the headers `Portal-Tenant` and
 * `Portal-Customer`. A page of another origin needs no preflight for it, as it does for the headers.
 * @throws AppError `customer_changed` where the customer's number cannot be read
 */
export const addressed: Middleware = (ctx, next) => {
  const [, slug, rest] = form.exec(ctx.path) ?? [];
  if (slug === undefined || rest === undefined || ctx.method !== 'GET') return next();
  const { headers } = ctx.req;
  ctx.state['byAddress'] = true;
  ctx.path = apiBase + rest;
  // None is one that nobody has, rather than the one of the host.
  headers['portal-tenant'] = slug || '-';
  const parts = ctx.querystring.split('&');
  const named = parts.filter((part) => part.startsWith(`${customerField}=`));
  if (named.length === 0) return next();
  if (named.length > 1) throw new AppError('customer_changed');
  ctx.querystring = parts.filter((part) => !named.includes(part)).join('&');
  // As a page writes it into the header, which takes no letters beyond ASCII.
  const customer = new URLSearchParams(named[0]).get(customerField) ?? '';
  headers['portal-customer'] = encodeURIComponent(customer.toWellFormed()) || '-';
  return next();
};

/**
 * Whether a page asked in so many words, and not a link, a form or a picture in it: by a header that only scripts
 * send, else by what a browser says of the call itself.
 */
export const isAskedByScript = (ctx: Context): boolean =>
  ctx.state['byAddress'] === true
    ? ctx.get('Origin') !== '' || ctx.get('Sec-Fetch-Dest') === 'empty'
    : ctx.get('Portal-Tenant') !== '';

/** Whether a browser sends it without asking beforehand: a page of any origin may have it sent. */
export const needsNoPreflight = (ctx: Context): boolean =>
  ctx.method === 'GET' && (ctx.state['byAddress'] === true || ctx.get('Portal-Tenant') === '');
