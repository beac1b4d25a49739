import type { Middleware } from 'koa';
import { returnFragment } from '#contract/payment-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db, InScope } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { readBody } from '../../http/body.ts';
import type { Trace } from '../../http/caller.ts';
import type { Throttle } from '../../http/throttle.ts';
import type { Hint, HintRequest } from '../../output/payments/provider.ts';
import type { Providers } from './accounts.ts';
import { expectOf } from './payments.queries.ts';

type Deps = { inScope: InScope; throttle: Throttle; providers: Providers; wake: () => void };

const hintBytes = 256_000;

/** The doors that providers use: hints of what happened, and the browser that comes back. */
export const paymentPages =
  (deps: Deps): Middleware =>
  async (ctx, next) => {
    const [, slug, account] =
      /^\/payment-hints\/([a-z0-9-]{1,40})\/([0-9a-f-]{36})$/.exec(ctx.path) ?? [];
    if (slug && account && ctx.method === 'POST') {
      ctx.state.endpoint = 'POST /payment-hints/:tenant/:account';
      let bytes: Buffer = Buffer.alloc(0);
      await readBody(ctx, hintBytes, (raw) => (bytes = raw));
      const query = Object.fromEntries(new URLSearchParams(ctx.querystring));
      const request = { headers: ctx.headers, query, body: bytes };
      if (!(await takeHint(deps, slug, account, request))) {
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
    const page = new URL(back.page);
    page.hash = returnFragment + back.id;
    ctx.status = 303;
    ctx.set('Location', page.href);
    ctx.body = '';
  };

/** @returns whether the account's provider sent it; what it says is never believed, only asked for */
async function takeHint(
  { inScope, providers, wake }: Deps,
  slug: string,
  accountId: string,
  request: HintRequest,
): Promise<boolean> {
  const provider = await inScope({ slug }, (db) => providers.of(db, accountId));
  const hint = (await provider?.hint(request)) ?? 'forged';
  if (hint === 'forged') return false;
  if (hint === 'not_ours') return true;
  const found = await inScope({ slug }, (db) => keepHint(db, accountId, hint));
  if (found) wake();
  else if (hint.paymentId !== null && provider?.referenceOf) {
    // Behind the answer; where it fails, the payment is asked about all the same in a while.
    void provider
      .referenceOf(hint.paymentId)
      .then((id) => (id ? inScope({ slug }, (db) => expectById(db, accountId, id)) : undefined))
      .then(wake)
      .catch(() => {});
  }
  return true;
}

async function expectById(db: Db, accountId: string, id: string): Promise<void> {
  const known = await db('payments')
    .where({ account_id: accountId })
    .whereRaw('id::text = ?', [id])
    .first<object | undefined>('id');
  if (known) await expectOf(db, id, 0);
}

/** @returns whether nothing more is to be found out of it */
async function keepHint(db: Db, accountId: string, hint: Hint): Promise<boolean> {
  const isNew = await db('payment_hints')
    .insert({
      tenant_id: db.raw(`current_setting('app.tenant_id')::uuid`),
      account_id: accountId,
      event_id: hint.eventId,
    })
    .onConflict(['tenant_id', 'account_id', 'event_id'])
    .ignore()
    .returning('event_id');
  if (isNew.length === 0) return true;
  const found = await rowsOf<{ id: string }>(
    db,
    `select id from payments where account_id = :accountId
       and (session_id = :sessionId or provider_payment_id = :paymentId)`,
    { accountId, sessionId: hint.sessionId, paymentId: hint.paymentId },
  );
  for (const { id } of found) await expectOf(db, id, 0);
  return found.length > 0;
}

/** Where a payment began, by the code its provider sends the browser back with. */
const pageOf = (db: Db, code: string): Promise<{ id: string; page: string } | undefined> =>
  db('payments').where({ return_code: code }).first({ id: 'id', page: 'return_to' });

/** Hints are kept as long as a provider repeats them. */
export const sweepHints = (db: Db): Promise<unknown> =>
  db.raw(`delete from payment_hints where received_at < now() - interval '90 days'`);
