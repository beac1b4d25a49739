import type { Context, Middleware } from 'koa';
import type { ThemeTokens } from '#contract/portal';
import { locale as localeNames, type Locale } from '#contract/primitives';
import { rowsOf } from '../../db/rows.ts';
import type { Db, InScope } from '../../db/scope.ts';
import { writeAudit, type Trace } from '../../http/caller.ts';
import { readForm } from '../../http/body.ts';
import { drawPage, type PagePart } from '../../output/page.ts';
import type { Texts, Translate } from '../../output/texts.ts';
import { endMails, resumeMails } from './preferences.ts';
import { readToken, type Ended, type Unsubscription } from './unsubscribe.ts';

/** What a press asks for: to end mails, by a mail client or on the page (RFC 8058), or to have them again. */
type Asked = 'show' | 'end' | 'resume';
type Reader = {
  identityId: string | null;
  name: string;
  locale: Locale;
  theme: ThemeTokens;
  strings: Record<string, Record<string, string>>;
};
/** What a page says: nothing that is known of the link, or what it is about and how that stands. */
type Said = { reader: Reader; ended: Ended; state: 'on' | 'off' | 'ended' | 'resumed' } | null;

/** Bytes of a form of one button. */
const formBytes = 2_000;

/**
 * The page behind the link in a notification that ends mails of its type. To look at it changes nothing, since
 * scanners of mail look at links; a press acts, without a session and without a script. What is asked for is answered
 * the same whether the link is known or not.
 */
export function unsubscribePage({
  inScope,
  texts,
}: {
  inScope: InScope;
  texts: Texts;
}): Middleware {
  return async (ctx, next) => {
    const [, token] = /^\/u\/([\w-]{20,300})$/.exec(ctx.path) ?? [];
    if (!token || !['GET', 'HEAD', 'POST'].includes(ctx.method)) return next();
    ctx.state.endpoint = `${ctx.method === 'POST' ? 'POST' : 'GET'} /u/:token`;
    const asked = ctx.method === 'POST' ? askedBy(await readForm(ctx, formBytes)) : 'show';
    const link = await inScope({ tenantId: null }, (db) => readToken(db, token));
    const said =
      link &&
      (await inScope({ tenantId: link.tenantId }, (db) =>
        act(db, link, asked, ctx.state.trace as Trace),
      ));
    show(ctx, said, texts);
  };
}

function askedBy(form: URLSearchParams): Asked {
  if (form.get('List-Unsubscribe') === 'One-Click') return 'end';
  return form.get('mails') === 'again' ? 'resume' : 'show';
}

async function act(
  db: Db,
  { tenantId, contactId, ended }: Unsubscription,
  asked: Asked,
  trace: Trace,
): Promise<Said> {
  const [reader] = await rowsOf<Reader>(
    db,
    `select c.identity_id as "identityId", t.name, coalesce(i.locale, t.locale) as locale, t.theme, t.strings
     from contacts c join tenants t on t.id = c.tenant_id
     left join identities i on i.tenant_id = c.tenant_id and i.id = c.identity_id
     where c.id = ? and c.deleted_at is null`,
    [contactId],
  );
  if (!reader) return null;
  if (asked === 'show') return { reader, ended, state: 'on' };
  const types = await (asked === 'end' ? endMails : resumeMails)(db, contactId, ended);
  if (types.length > 0)
    await writeAudit(
      db,
      'notifications.chosen',
      { tenantId, kind: 'public', id: null, contactId },
      trace,
      {
        record: contactId,
        detail: Object.fromEntries(types.map((type) => [type, asked === 'end' ? 'off' : 'on'])),
      },
    );
  return { reader, ended, state: asked === 'end' ? 'ended' : 'resumed' };
}

const nobody = { name: '', theme: {}, strings: {} };

function show(ctx: Context, said: Said, texts: Texts): void {
  const locale = said?.reader.locale ?? languageOf(ctx);
  const look = said?.reader ?? nobody;
  const t = texts(locale, look.strings[locale as keyof typeof look.strings]);
  const { html, policy } = drawPage(look, {
    locale,
    title: t('unsubscribe.title'),
    parts: partsOf(said, t),
  });
  ctx.status = 200;
  ctx.type = 'text/html; charset=utf-8';
  ctx.set('Content-Security-Policy', policy);
  ctx.body = html;
}

const languageOf = (ctx: Context): Locale =>
  (ctx.acceptsLanguages([...localeNames.options]) || 'es') as Locale;

function partsOf(said: Said, t: Translate): PagePart[] {
  const paragraph = (key: string, params = {}): PagePart => ({
    kind: 'paragraph',
    text: t(`unsubscribe.${key}`, params),
  });
  if (!said) return [paragraph('unknown')];
  const type = t(`notice.type_${said.ended}`);
  const end: PagePart = {
    kind: 'button',
    label: t('unsubscribe.end'),
    name: 'List-Unsubscribe',
    value: 'One-Click',
  };
  const again: PagePart = {
    kind: 'button',
    label: t('unsubscribe.again'),
    name: 'mails',
    value: 'again',
  };
  switch (said.state) {
    case 'ended':
      return [paragraph('ended', { type }), paragraph('rest'), again];
    case 'resumed':
      return [paragraph('resumed', { type }), end];
    default:
      return [paragraph('ask', { type, brand: said.reader.name }), paragraph('rest'), end];
  }
}
