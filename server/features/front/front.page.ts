import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Context, Middleware } from 'koa';
import { firstTags, policyOf, snippetOf } from '#contract/embedding-words';
import { locale as localeNames, type Locale } from '#contract/primitives';
import type { InScope } from '../../db/scope.ts';
import { drawPage, escape } from '../../output/page.ts';
import type { Texts, Translate } from '../../output/texts.ts';

type FrontDeps = { inScope: InScope; texts: Texts; publicUrl: URL; version: string };

const folder = new URL('../../../docs/', import.meta.url);
/** Pages of the documentation, in the order a newcomer reads them; what else there is comes behind. */
const order = ['embedding', 'frameworks', 'elements', 'operations', 'erp', 'api'];

/** The documentation as it comes with the server, by the name of its file. */
function readDocs(): Map<string, string> {
  const names = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        /\.(md|txt)$/.test(name),
      )
    : [];
  const rank = (name: string) => (order.indexOf(name.replace(/\.md$/, '')) + 99) % 99;
  const sorted = names.toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  return new Map(
    sorted.map((name) => [name.replaceAll('\\', '/'), readFileSync(new URL(name, folder), 'utf8')]),
  );
}

/**
 * `GET /`: how a page takes the elements of this server, whether it is well, and where more is written.
 * `/docs/…` and `/llms.txt` are what is written, as text. Nothing of it says which tenants there are.
 */
export function frontPage({ inScope, texts, publicUrl, version }: FrontDeps): Middleware {
  const docs = readDocs();
  const server = publicUrl.href.replace(/\/+$/, '');
  return async (ctx, next) => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next();
    const [, name] = /^\/docs\/([\w./-]+)$/.exec(ctx.path) ?? [];
    const text = docs.get(ctx.path === '/llms.txt' ? 'llms.txt' : (name ?? ''));
    if (text !== undefined) {
      ctx.state.endpoint = 'GET /docs/:page';
      ctx.type = 'text/plain; charset=utf-8';
      ctx.set('Cache-Control', 'public, max-age=300');
      ctx.body = text;
      return;
    }
    if (ctx.path === '/playground')
      return sendPlayground(ctx, `${server}/v${version}/playground.js`);
    if (ctx.path !== '/') return next();
    ctx.state.endpoint = 'GET /';
    const well = await inScope({ tenantId: null }, (db) => db.raw('select 1')).then(
      () => true,
      () => false,
    );
    const locale = (ctx.acceptsLanguages([...localeNames.options]) || 'en') as Locale;
    draw(ctx, { t: texts(locale), locale, well, server, version, docs: [...docs.keys()] });
  };
}

/** A page that is all script: every element in every state, on made-up data, with nothing of a tenant. */
function sendPlayground(ctx: Context, script: string): void {
  ctx.state.endpoint = 'GET /playground';
  ctx.type = 'text/html; charset=utf-8';
  const { origin } = new URL(script);
  const policy = [
    "default-src 'none'",
    `script-src ${origin}`,
    `connect-src ${origin}`,
    `img-src ${origin} blob:`,
    'trusted-types portal-html',
    "require-trusted-types-for 'script'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  ctx.set('Content-Security-Policy', policy.join('; '));
  ctx.body = `<!doctype html>
<html lang="es">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Pórtico</title>
<script type="module" src="${escape(script)}"></script>
</head>
<body></body>
</html>
`;
}

type Told = {
  t: Translate;
  locale: Locale;
  well: boolean;
  server: string;
  version: string;
  docs: readonly string[];
};

function draw(ctx: Context, { t, locale, well, server, version, docs }: Told): void {
  const tenant = t('front.tenant');
  const link = (path: string) => ({ address: `${server}/${path}`, text: path });
  const { html, policy } = drawPage(
    { name: 'Pórtico', theme: {}, foot: t('front.version', { version }) },
    {
      locale,
      title: t('front.title'),
      parts: [
        { kind: 'paragraph', text: t('front.intro') },
        { kind: 'code', text: snippetOf({ server, tenant, tags: firstTags }) },
        { kind: 'paragraph', text: t('front.listed') },
        { kind: 'code', text: `portico tenant origin add ${tenant} https://www.example.com` },
        { kind: 'heading', text: t('front.policy') },
        { kind: 'code', text: policyOf(server) },
        { kind: 'heading', text: t('front.wrong') },
        { kind: 'paragraph', text: t('front.doctor') },
        { kind: 'code', text: 'portico doctor https://www.example.com/clientes' },
        { kind: 'heading', text: t('front.health') },
        {
          kind: 'steps',
          steps: [
            { text: t('front.process'), when: t('front.well'), done: true },
            { text: t('front.database'), when: t(well ? 'front.well' : 'front.away'), done: well },
          ],
        },
        { kind: 'heading', text: t('front.more') },
        {
          kind: 'links',
          links: [
            { address: `${server}/playground`, text: t('front.playground') },
            { address: `${server}/api/v1/openapi.json`, text: 'OpenAPI 3.1' },
            ...docs.map((name) => link(name === 'llms.txt' ? name : `docs/${name}`)),
          ],
        },
      ],
    },
  );
  ctx.status = well ? 200 : 503;
  ctx.type = 'text/html; charset=utf-8';
  ctx.set('Content-Security-Policy', policy);
  ctx.body = html;
}
