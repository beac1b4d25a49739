import type { ThemeTokens } from '#contract/portal';
import type { ThemeTokenName } from '#contract/tokens';
import { oneLine } from './mail-address.ts';
import type { Block, ComposedMail, Letter, LetterLogo, Reach } from './mail.ts';
import { themeValue } from './palette.ts';

export type DrawnLetter = { subject: string; html: string; text: string };

/**
 * Draws a letter twice: as HTML that mail clients of all ages show (tables, inline styles, no picture but the
 * logo that comes with the mail) in the tenant's colours, and as plain text.
 * @throws Error where a link leads elsewhere than to a web page
 */
export function drawLetter({
  letter,
  look,
  logo = null,
}: Pick<ComposedMail, 'letter'> & {
  look: Pick<ComposedMail['look'], 'name' | 'theme'>;
  logo?: LetterLogo | null;
}): DrawnLetter {
  return {
    subject: oneLine(letter.subject),
    html: drawHtml(letter, look, logo),
    text: drawText(letter, look.name),
  };
}

function drawText({ above, heading, blocks }: Letter, name: string): string {
  const top = above === undefined ? [] : [one(above)];
  return `${[...top, one(heading), ...blocks.map(textOf), one(name)].join('\n\n')}\n`;
}

function textOf(block: Block): string {
  switch (block.kind) {
    case 'lines':
      return block.lines.map(one).join('\n');
    case 'list':
      return block.items.map((item) => `- ${one(item)}`).join('\n');
    case 'facts':
      return block.rows.map(({ label, value }) => `${one(label)}: ${one(value)}`).join('\n');
    case 'action':
      return `${one(block.label)}:\n${webAddress(block.href)}`;
    case 'link':
      return `${one(block.text)}\n${one(block.label)}: ${webAddress(block.href)}`;
    default:
      return one(block.text);
  }
}

/** Spaces as HTML shows them, so that both forms read the same. */
const one = (text: string): string => oneLine(text).replaceAll(/\s+/g, ' ');

const special: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => one(text).replaceAll(/[&<>"']/g, (sign) => special[sign]!);

function webAddress(href: string): string {
  const { protocol, href: whole } = new URL(href);
  if (protocol !== 'https:' && protocol !== 'http:')
    throw new Error('A letter links to web pages only');
  return whole;
}

/** What a mail takes from a theme. */
const tokens = [
  'color-background',
  'color-surface',
  'color-text',
  'color-muted',
  'color-border',
  'color-primary',
  'color-on-primary',
  'color-link',
  'font-family',
  'radius-medium',
] as const satisfies readonly ThemeTokenName[];
type MailToken = (typeof tokens)[number];
type Palette = Record<MailToken, string>;

// Mail clients know neither em of the widget nor rem of the page.
const absolute = (value: string): boolean => !/r?em$/.test(value);

/** The values of a theme, light or dark. */
const paletteOf = (theme: ThemeTokens, side: 0 | 1): Palette =>
  Object.fromEntries(
    tokens.map((name) => [name, themeValue(theme, name, side, absolute)]),
  ) as Palette;

function drawHtml(
  { locale, subject, heading, blocks, above }: Letter,
  look: Pick<ComposedMail['look'], 'name' | 'theme'>,
  logo: LetterLogo | null,
): string {
  const light = paletteOf(look.theme, 0);
  const font = `font-family:${light['font-family']}`;
  return `<!doctype html>
<html lang="${escape(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escape(subject)}</title>
<style>${darkStyle(paletteOf(look.theme, 1))}</style>
</head>
<body class="ground"${style(`margin:0;padding:0;background:${light['color-surface']}`)}>
${above === undefined ? '' : aboveOf(above, light)}<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" class="sheet"${style(`width:100%;max-width:600px;background:${light['color-background']};border:1px solid ${light['color-border']};border-radius:${light['radius-medium']}`)}>
<tr>${headOf(look.name, logo, light)}</tr>
<tr><td class="text"${style(`padding:28px 32px 32px;${font};font-size:15px;line-height:23px;color:${light['color-text']}`)}>
<h1${style('margin:0 0 16px;font-size:22px;line-height:29px;font-weight:600')}>${escape(heading)}</h1>
${blocks.map((block) => htmlOf(block, light)).join('\n')}
</td></tr>
</table>
</td></tr></table>
</body>
</html>
`;
}

/** Pixels of a mail that a logo has at most; its picture has twice as many. */
const logoBox = { width: 240, height: 44 };
/** From this shape on, a logo is taken for a name in letters, which says it alone. */
const wordmark = 2;

/** The brand above everything: its logo where there is one, with the name beside what is not a name itself. */
function headOf(name: string, logo: LetterLogo | null, light: Palette): string {
  const text = `padding:20px 32px;border-bottom:1px solid ${light['color-border']};font-family:${light['font-family']};font-size:15px;line-height:20px;font-weight:600;color:${light['color-primary']}`;
  if (!logo) return `<td class="name line"${style(text)}>${escape(name)}</td>`;
  const scale = Math.min(0.5, logoBox.width / logo.width, logoBox.height / logo.height);
  const [width, height] = [logo.width, logo.height].map((side) =>
    Math.max(1, Math.round(side * scale)),
  );
  const alone = logo.width / logo.height >= wordmark;
  const picture = `<img src="cid:${escape(logo.cid)}" alt="${alone ? escape(name) : ''}" width="${width}" height="${height}"${style('border:0;vertical-align:middle')}>`;
  // It was made for light ground, and keeps that where the rest is dark.
  const ground = `background:${light['color-background']};border-radius:${light['radius-medium']} ${light['radius-medium']} 0 0`;
  return `<td class="line"${style(`${text};${ground}`)}>${picture}${alone ? '' : `&nbsp;&nbsp;${escape(name)}`}</td>`;
}

const aboveOf = (text: string, look: Palette): string =>
  `<p class="muted"${style(`margin:16px 12px 0;text-align:center;font-family:${look['font-family']};font-size:13px;line-height:19px;color:${look['color-muted']}`)}>${escape(text)}</p>\n`;

function htmlOf(block: Block, look: Palette): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p${style('margin:0 0 16px')}>${reachable(block.text, block.reach, look)}</p>`;
    case 'lines':
      return `<p${style('margin:0 0 16px')}>${block.lines.map((line) => reachable(line, block.reach, look)).join('<br>')}</p>`;
    case 'list':
      return `<ul${style('margin:0 0 16px;padding:0 0 0 22px')}>${block.items
        .map((item) => `<li${style('margin:0 0 4px')}>${escape(item)}</li>`)
        .join('')}</ul>`;
    case 'facts':
      return factsOf(block.rows, look);
    case 'action':
      return actionOf(block, look);
    case 'note':
      return `<p class="muted"${style(`margin:16px 0;font-size:13px;line-height:19px;color:${look['color-muted']}`)}>${escape(block.text)}</p>`;
    case 'link':
      return `<p class="muted"${style(`margin:16px 0;font-size:13px;line-height:19px;color:${look['color-muted']}`)}>${escape(block.text)} <a class="link" href="${escape(webAddress(block.href))}"${style(`color:${look['color-link']}`)}>${escape(block.label)}</a></p>`;
  }
}

/** A text whose telephone and mailbox are links; found in one pass, so that none is sought within another's link. */
function reachable(text: string, { phone, extension, mailbox }: Reach = {}, look: Palette): string {
  const links = new Map<string, string>();
  if (mailbox)
    links.set(escape(mailbox), `mailto:${mailbox.split('@').map(encodeURIComponent).join('@')}`);
  const dialled = phone && telephone(phone, extension);
  if (phone && dialled) links.set(escape(phone), dialled);
  if (links.size === 0) return escape(text);
  const words = [...links.keys()].map((word) => word.replaceAll(/[^\w]/g, String.raw`\$&`));
  return escape(text).replaceAll(
    new RegExp(words.join('|'), 'g'),
    (word) =>
      `<a class="link" href="${escape(links.get(word)!)}"${style(`color:${look['color-link']}`)}>${word}</a>`,
  );
}

/** An address that dials (RFC 3966); null where nothing of it can be dialled. */
function telephone(phone: string, extension: string | null | undefined): string | null {
  const digits = phone.replaceAll(/[^\d]/g, '');
  const inner = extension?.replaceAll(/[^\d]/g, '');
  if (!digits) return null;
  return `tel:${phone.trim().startsWith('+') ? '+' : ''}${digits}${inner ? `;ext=${inner}` : ''}`;
}

function factsOf(rows: Extract<Block, { kind: 'facts' }>['rows'], look: Palette): string {
  const cell = 'padding:8px 14px 0;font-size:13px;line-height:19px;text-align:left';
  // Old clients let nothing into a table: fonts and colours are said again. A value has the whole line:
  // broken in two, a password would be typed with a blank in it.
  const label = `${cell};font-family:${look['font-family']};font-weight:400;color:${look['color-muted']}`;
  const value = `padding:0 14px 8px;font-size:15px;line-height:22px;font-family:${monospace};color:${look['color-text']};word-break:break-all`;
  const lines = rows.map(
    (row) =>
      `<tr><th scope="row" class="muted"${style(label)}>${escape(row.label)}</th></tr>` +
      `<tr><td class="text"${style(value)}>${reachable(row.value, row.reach, look)}</td></tr>`,
  );
  return `<table class="facts" cellpadding="0" cellspacing="0" border="0"${style(`margin:0 0 16px;background:${look['color-surface']};border-radius:${look['radius-medium']}`)}>${lines.join('')}</table>`;
}

const monospace = "ui-monospace,SFMono-Regular,Menlo,Consolas,'Courier New',monospace";

function actionOf({ label, href }: { label: string; href: string }, look: Palette): string {
  const to = escape(webAddress(href));
  return (
    `<p${style('margin:24px 0 12px')}><a class="button" href="${to}"${style(`display:inline-block;padding:11px 22px;background:${look['color-primary']};color:${look['color-on-primary']};border-radius:${look['radius-medium']};font-weight:600;text-decoration:none`)}>${escape(label)}</a></p>\n` +
    `<p class="muted"${style(`margin:0 0 16px;font-size:13px;line-height:19px;color:${look['color-muted']};word-break:break-all`)}><a class="link" href="${to}"${style(`color:${look['color-link']}`)}>${to}</a></p>`
  );
}

const style = (css: string): string => ` style="${css.replaceAll('"', '&quot;')}"`;

/** For clients that follow the reader's scheme; the others show the light values as they stand. */
function darkStyle(dark: Palette): string {
  const rules = [
    `.ground,.facts{background:${dark['color-surface']}!important}`,
    `.sheet{background:${dark['color-background']}!important;border-color:${dark['color-border']}!important}`,
    `.line{border-color:${dark['color-border']}!important}`,
    `.text{color:${dark['color-text']}!important}`,
    `.muted{color:${dark['color-muted']}!important}`,
    `.name{color:${dark['color-primary']}!important}`,
    `.link{color:${dark['color-link']}!important}`,
    `.button{background:${dark['color-primary']}!important;color:${dark['color-on-primary']}!important}`,
  ];
  return `:root{color-scheme:light dark}@media (prefers-color-scheme:dark){${rules.join('')}}`;
}
