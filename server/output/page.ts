import { createHash } from 'node:crypto';
import type { ThemeTokens } from '#contract/portal';
import type { Locale } from '#contract/primitives';
import { themeValue } from './palette.ts';

/** A page of ours that stands alone: without anything from elsewhere, and but for one without a script. */
export type Page = { html: string; policy: string };

/**
 * A paragraph, a form of one button that posts to the page's own address, a heading, a list of steps, or a drawing: SVG
 * that is safe as it is, with the styles of its classes.
 */
export type PagePart =
  | { kind: 'paragraph'; text: string }
  | { kind: 'button'; label: string; name: string; value: string }
  | { kind: 'heading'; text: string }
  | { kind: 'steps'; steps: readonly PageStep[] }
  /** Lines to be copied, as they are. */
  | { kind: 'code'; text: string }
  | { kind: 'links'; links: readonly { address: string; text: string }[] }
  | { kind: 'drawing'; svg: string; style: string }
  /** What a script goes on with: a text that changes, and a button that it shows. */
  | { kind: 'live'; text: string }
  /** Labels and values. */
  | { kind: 'facts'; rows: readonly { label: string; value: string }[] }
  /** A field for a file that a script reads, and a text that changes. */
  | { kind: 'file'; label: string; hint: string };

/** A script of this server by its address, or as it stands in the page, with the texts that it says. */
export type PageScript = { texts: Record<string, string> } & (
  | { address: string }
  | { inline: string }
);

/** A step of a list: what, more of it, when, and whether it is behind. */
export type PageStep = { text: string; note?: string; when?: string; done: boolean };

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

/** Colours of what only some pages hold. */
const drawnColours = [
  'color-surface',
  'color-border',
  'color-border-strong',
  'color-warning',
] as const;
const drawn = (theme: ThemeTokens, side: 0 | 1): string =>
  drawnColours.map((name) => `--${name}:${themeValue(theme, name, side)}`).join(';');

const codeStyle =
  'pre{margin:0 0 .75rem;padding:.75rem 1rem;overflow-x:auto;border:1px solid currentColor;border-radius:.5rem;font:.875rem/1.5 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere}' +
  'pre+p{color:inherit}';
const linksStyle =
  'ul{margin:0;padding:0;list-style:none;columns:14rem}li.link{display:block;padding:.375rem 0}li.link::before{content:none}' +
  'a{color:var(--color-primary)}a:focus-visible{outline:3px solid var(--color-text);outline-offset:2px}';

const stepsStyle =
  'h2{font-size:1rem;line-height:1.4;font-weight:600;margin:2rem 0 .5rem}' +
  'ol{list-style:none;margin:0;padding:0}' +
  'li{position:relative;display:grid;grid-template-columns:1fr auto;gap:0 1rem;padding:.375rem 0 .375rem 1.5rem}' +
  'li::before{content:"";position:absolute;left:0;top:.8125rem;box-sizing:border-box;width:.625rem;height:.625rem;border:2px solid var(--color-primary);border-radius:50%}' +
  'li.done::before{background:var(--color-primary)}' +
  'li small{grid-column:1;color:var(--color-muted);font-size:.875rem}' +
  'time{font-variant-numeric:tabular-nums;text-align:right}' +
  '@media(max-width:30rem){li{grid-template-columns:1fr}time{text-align:left}}';

const factsStyle =
  'dl{display:grid;grid-template-columns:auto 1fr;gap:.375rem 1.5rem;margin:1.5rem 0}' +
  'p,li{overflow-wrap:anywhere}dt{color:var(--color-muted)}dd{margin:0;font-weight:600;overflow-wrap:anywhere}' +
  '@media(max-width:30rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.75rem}}';

const fileStyle =
  '.file{margin:2rem 0 0;padding:1.25rem;border:2px dashed var(--color-muted);border-radius:.75rem}' +
  '.file[hidden]{display:none}' +
  '.file label{display:block;font-weight:600;margin-bottom:.75rem}.file input{font:inherit;max-width:100%}' +
  '.file p{margin:.75rem 0 0;color:var(--color-muted)}' +
  '.file .good,.file .bad{color:var(--color-text);font-weight:600}' +
  '.file .good::before{content:"\\2713\\a0"}.file .bad::before{content:"\\2715\\a0"}';

/** Styles of the parts that only some pages have. */
function partStyle(theme: ThemeTokens, parts: readonly PagePart[]): string {
  const drawing = parts.find((part) => part.kind === 'drawing');
  const colours = drawing
    ? `:root{${drawn(theme, 0)}}@media(prefers-color-scheme:dark){:root{${drawn(theme, 1)}}}${drawing.style}`
    : '';
  const has = (wanted: PagePart['kind']) => parts.some(({ kind }) => kind === wanted);
  return [
    colours,
    has('steps') ? stepsStyle : '',
    has('code') ? codeStyle : '',
    has('links') ? linksStyle : '',
    has('facts') ? factsStyle : '',
    has('file') ? fileStyle : '',
  ].join('');
}

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
  'button[hidden]{display:none}button:focus-visible{outline:3px solid var(--color-text);outline-offset:2px}';

const special: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escape = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (sign) => special[sign]!);

function htmlOf(part: PagePart): string {
  switch (part.kind) {
    case 'paragraph':
      return `<p>${escape(part.text)}</p>`;
    case 'heading':
      return `<h2>${escape(part.text)}</h2>`;
    case 'steps':
      return `<ol>${part.steps.map(stepOf).join('')}</ol>`;
    case 'drawing':
      return part.svg;
    case 'code':
      return `<pre><code>${escape(part.text)}</code></pre>`;
    case 'links':
      return `<ul>${part.links.map(linkOf).join('')}</ul>`;
    case 'facts':
      return `<dl>${part.rows.map(({ label, value }) => `<dt>${escape(label)}</dt><dd>${escape(value)}</dd>`).join('')}</dl>`;
    case 'file':
      return `<section class="file"><label for="file">${escape(part.label)}</label><input type="file" id="file"><p>${escape(part.hint)}</p><p role="status"></p></section>`;
    case 'live':
      return `<p role="status">${escape(part.text)}</p><button type="button" hidden></button>`;
    default:
      return `<form method="post"><button name="${escape(part.name)}" value="${escape(part.value)}">${escape(part.label)}</button></form>`;
  }
}

const linkOf = ({ address, text }: { address: string; text: string }): string =>
  `<li class="link"><a href="${escape(address)}">${escape(text)}</a></li>`;

const stepOf = ({ text, note, when, done }: PageStep): string =>
  `<li${done ? ' class="done"' : ''}><span>${escape(text)}</span>${when ? `<time>${escape(when)}</time>` : ''}${note ? `<small>${escape(note)}</small>` : ''}</li>`;

/** Draws a page in the look of a tenant, and the content security policy it is sent with. */
export function drawPage(
  { name, theme, foot, icon }: PageLook,
  {
    locale,
    title,
    parts,
    script,
  }: { locale: Locale; title: string; parts: readonly PagePart[]; script?: PageScript },
): Page {
  const style = styleOf(theme) + partStyle(theme, parts);
  const hashOf = (text: string) => createHash('sha256').update(text).digest('base64');
  const inline = script && 'inline' in script ? script.inline : '';
  const scriptPolicy = inline
    ? ` script-src 'sha256-${hashOf(inline)}';`
    : script
      ? " script-src 'self'; connect-src 'self';"
      : '';
  const scriptTag =
    script && 'address' in script
      ? `<script type="module" src="${escape(script.address)}"></script>\n`
      : inline && `<script type="module">${inline}</script>\n`;
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
<main${script ? ` data-texts="${escape(JSON.stringify(script.texts))}"` : ''}>
<p class="name">${escape(name)}</p>
<h1>${escape(title)}</h1>
${parts.map(htmlOf).join('\n')}
</main>
${foot ? `<footer>${escape(foot)}</footer>\n` : ''}${scriptTag}</body>
</html>
`;
  return {
    html,
    policy: `default-src 'none';${scriptPolicy}${icon ? " img-src 'self';" : ''} style-src 'sha256-${hashOf(style)}'; base-uri 'none'; form-action ${formAction}; frame-ancestors 'none'`,
  };
}
