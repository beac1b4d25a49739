/**
 * What a page that takes the elements writes: its tags, and its policy. Plain constants: this file may travel to the
 * browser, and the page at the root of the server, the playground and the documentation say the same.
 */
export type Snippet = {
  /** Address of the server, without a slash at the end. */
  server: string;
  tenant: string;
  /** Of the script tag, behind `data-`. */
  data?: Readonly<Record<string, string>>;
  /** Elements as they are written. */
  tags: readonly string[];
};

const special: Record<string, string> = { '&': '&amp;', '"': '&quot;', '<': '&lt;' };
/** A value between double quotes. */
export const quoted = (text: string): string =>
  `"${text.replaceAll(/[&"<]/g, (sign) => special[sign]!)}"`;

/** What a first page takes: signed in, it shows orders without anything to be pressed. */
export const firstTags: readonly string[] = [
  '<portal-login></portal-login>',
  '<portal-orders date="90d"></portal-orders>',
];

/** The script tag and the elements. */
export function snippetOf({ server, tenant, data = {}, tags }: Snippet): string {
  const more = Object.entries({ tenant, ...data }).map(
    ([name, value]) => ` data-${name}${value === '' ? '' : `=${quoted(value)}`}`,
  );
  return [
    `<script type="module" src=${quoted(`${server}/embed.js`)}${more.join('')}></script>`,
    ...tags,
  ].join('\n');
}

/** What a page with a content security policy adds to it. @param server its address */
export function policyOf(server: string): string {
  const { origin } = new URL(server);
  return [
    `script-src ${origin}; connect-src ${origin}; img-src ${origin};`,
    `trusted-types portal-html; require-trusted-types-for 'script'`,
  ].join('\n');
}
