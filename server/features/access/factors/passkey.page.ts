import type { Context, Middleware } from 'koa';
import { z } from 'zod';
import type { ThemeTokens } from '#contract/portal';
import { locale as localeNames, type Locale } from '#contract/primitives';
import { rowsOf } from '../../../db/rows.ts';
import type { Db, InScope } from '../../../db/scope.ts';
import { readForm } from '../../../http/body.ts';
import { writeAudit, type Trace } from '../../../http/caller.ts';
import type { Throttle } from '../../../http/throttle.ts';
import { drawPage } from '../../../output/page.ts';
import type { Texts } from '../../../output/texts.ts';
import { createPasskeys, type OpenWindow, type Passkeys } from './passkeys.ts';

type Deps = {
  inScope: InScope;
  throttle: Throttle;
  texts: Texts;
  publicUrl: URL;
  version: string;
};
type Owner = {
  name: string;
  locale: Locale;
  theme: ThemeTokens;
  strings: Record<string, Record<string, string>>;
};

/** Bytes of what a browser brings: an attestation with its certificates. */
const formBytes = 40_000;
/** What a passkey brings, as far as it is looked at here: the library reads the rest. */
const brought = z.looseObject({ id: z.string().max(2_000), response: z.looseObject({}) });

/**
 * The window that makes or shows a passkey. The page that opened it hands a token over, and only if it is the site
 * that the token was drawn for is anything asked of the browser: a link to the window in somebody's mail opens
 * nothing.
 */
export function passkeyPage(deps: Deps): Middleware {
  const passkeys = createPasskeys(deps.publicUrl);
  return async (ctx, next) => {
    const [, slug, act] =
      /^\/passkey\/([a-z0-9-]{1,40})(\/options|\/result)?$/.exec(ctx.path) ?? [];
    if (!slug || ctx.method !== (act ? 'POST' : 'GET')) return next();
    ctx.state.endpoint = `${ctx.method} /passkey/:tenant${act ?? ''}`;
    ctx.set('Cache-Control', 'no-store');
    if (!act) return show(ctx, slug, deps);
    await deps.throttle.request('verify', '', ctx.state.trace as Trace);
    const form = await readForm(ctx, formBytes);
    ctx.body = await answer(deps, passkeys, slug, act, form, ctx.state.trace as Trace);
  };
}

/** @returns what the page's script goes on with; `{}` where the window is none, or what was brought proves nothing */
async function answer(
  { inScope }: Deps,
  passkeys: Passkeys,
  slug: string,
  act: string,
  form: URLSearchParams,
  trace: Trace,
): Promise<object> {
  const [token, origin] = [form.get('token') ?? '', form.get('origin') ?? ''];
  const window = await inScope({ slug }, (db) => passkeys.find(db, slug, token, origin));
  if (!window) return {};
  return inScope({ tenantId: window.tenantId }, async (db) => {
    if (act === '/options')
      return { making: window.factorId !== null, options: await passkeys.optionsOf(db, window) };
    const code = await verified(db, passkeys, window, form.get('response') ?? '');
    if (code) return { code };
    await writeAudit(
      db,
      'factor.refused',
      { tenantId: window.tenantId, kind: 'public', id: window.identityId },
      trace,
      { detail: { why: 'passkey' } },
    );
    return {};
  });
}

async function verified(
  db: Db,
  passkeys: Passkeys,
  window: OpenWindow,
  text: string,
): Promise<string | null> {
  try {
    const response = brought.parse(JSON.parse(text));
    return await passkeys.verify(db, window, response as never);
  } catch (error) {
    if (error instanceof Error && 'severity' in error) throw error;
    // The library says what is wrong with it by throwing.
    return null;
  }
}

/** What the script says in the course of it, by what happens. */
const said = ['making', 'make', 'showing', 'show', 'done', 'cancelled', 'unknown', 'unsupported'];

async function show(ctx: Context, slug: string, deps: Deps): Promise<void> {
  const [owner] = await deps.inScope({ slug }, (db) =>
    rowsOf<Owner>(db, `select name, locale, theme, strings from tenants where slug = ?`, [slug]),
  );
  const locale = languageOf(ctx, owner?.locale ?? 'es');
  const t = deps.texts(locale, owner?.strings[locale]);
  const { html, policy } = drawPage(owner ?? { name: '', theme: {} }, {
    locale,
    title: t('passkey.title'),
    parts: [{ kind: 'live', text: t('passkey.waiting') }],
    script: {
      address: `/v${deps.version}/passkey.js`,
      texts: Object.fromEntries(said.map((name) => [name, t(`passkey.${name}`)])),
    },
  });
  ctx.status = 200;
  ctx.type = 'text/html; charset=utf-8';
  ctx.set('Content-Security-Policy', policy);
  // It speaks with the page of another origin that opened it.
  ctx.set('Cross-Origin-Opener-Policy', 'unsafe-none');
  ctx.body = html;
}

/** The one that the page that opened it speaks, else the browser's. */
function languageOf(ctx: Context, own: Locale): Locale {
  const { success, data } = localeNames.safeParse(ctx.query.lang);
  if (success) return data;
  return (ctx.acceptsLanguages([own, ...localeNames.options]) || own) as Locale;
}
