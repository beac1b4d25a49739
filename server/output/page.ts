import { createHash } from 'node:crypto';
import type { ThemeTokens } from '#contract/portal';
import type { Locale } from '#contract/primitives';
import { themeValue } from './palette.ts';

/** A page of ours that stands alone: without a script or anything from elsewhere. */
export type Page = { html: string; policy: string };

/** A paragraph, or a form of one button that posts to the page's own address. */
export type PagePart =
  | { kind: 'paragraph'; text: string }
  | { kind: 'button'; label: string; name: string; value: string };

/** Whose page it is. */
export type PageLook = {
  /** Empty for nobody's. */
  name: string;
  theme: ThemeTokens;
  /** What stands below it. */
  foot?: string | undefined;
  /** Address of the picture for the tab, on this server. */
  icon?: string | undefined;
};

/** Colours of a theme that a page uses. */
const colours = [
  'color-background',
  'color-text',
  'color-muted',
  'color-primary',
  'color-on-primary',
] as const;

const properties = (theme: ThemeTokens, side: 0 | 1): string =>
  colours.map((name) => `--${name}:${themeValue(theme, name, side)}`).join(';');

const styleOf = (theme: ThemeTokens): string =>
  `:root{color-scheme:light dark;${properties(theme, 0)}}` +
  `@media(prefers-color-scheme:dark){:root{${properties(theme, 1)}}}` +
  'body{margin:0;padding:3rem 1.5rem;background:var(--color-background);color:var(--color-text);font:1rem/1.5 system-ui,sans-serif}' +
  'main{max-width:36rem;margin:0 auto}' +
  '.name{color:var(--color-primary);font-weight:600}' +
  'h1{font-size:1.375rem;line-height:1.3;font-weight:600;margin:1rem 0}' +
  'footer{max-width:36rem;margin:3rem auto 0;color:var(--color-muted);font-size:.875rem}' +
  'p{margin:0 0 .75rem}p+p{color:var(--color-muted)}' +
  'button{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1.25rem;border:0;border-radius:.5rem;cursor:pointer;background:var(--color-primary);color:var(--color-on-primary)}' +
  'button:focus-visible{outline:3px solid var(--color-text);outline-offset:2px}';

const special: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => special[sign]!);

const htmlOf = (part: PagePart): string =>
  part.kind === 'paragraph'
    ? `<p>${escape(part.text)}</p>`
    : `<form method="post"><button name="${escape(part.name)}" value="${escape(part.value)}">${escape(part.label)}</button></form>`;

/** Draws a page in the look of a tenant, and the content security policy it is sent with. */
export function drawPage(
  { name, theme, foot, icon }: PageLook,
  { locale, title, parts }: { locale: Locale; title: string; parts: readonly PagePart[] },
): Page {
  const style = styleOf(theme);
  const hash = createHash('sha256').update(style).digest('base64');
  const formAction = parts.some(({ kind }) => kind === 'button') ? `'self'` : `'none'`;
  const html = `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escape(title)}</title>
${icon ? `<link rel="icon" type="image/png" href="${escape(icon)}">\n` : ''}<style>${style}</style>
</head>
<body>
<main>
<p class="name">${escape(name)}</p>
<h1>${escape(title)}</h1>
${parts.map(htmlOf).join('\n')}
</main>
${foot ? `<footer>${escape(foot)}</footer>\n` : ''}</body>
</html>
`;
  return {
    html,
    policy: `default-src 'none';${icon ? " img-src 'self';" : ''} style-src 'sha256-${hash}'; base-uri 'none'; form-action ${formAction}; frame-ancestors 'none'`,
  };
}
