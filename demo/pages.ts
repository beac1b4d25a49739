import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Section } from '#contract/sections';
import { writtenPortal, type createHost } from './host.ts';

/** A place of the portal that a site gives a page of its own. */
export type Place = 'home' | Section | 'account';

/** What a site's frame puts into a whole page. */
export type Framed = {
  /** The element `<title>`. */
  title: string;
  /** The portal's script; empty where the page holds no element of the portal. */
  embed: string;
  /** The attributes of a link of the menu: its address, and whether it is this page. */
  link: (path: string) => string;
  /** The element `<main>`. */
  main: string;
};

/** What a site puts around the element of a place. */
export type Framing = {
  /** `<portal-nav>` with all places of the site, and `<portal-inbox>` beside it. */
  nav: string;
  /** Heading and first sentence. */
  intro: string;
  /** The place's own element. */
  content: string;
};

/**
 * A company's own web site that embeds the portal. What a page has of its own stands in `pages/<path>.html`
 * in the site's folder, `index.html` for `/`; all else is put around it by `frame` and `section`.
 */
export type Site = {
  folder: string;
  /** The company's name, as titles of pages end. */
  name: string;
  tenant: string;
  /**
   * The page of each place: a file of `<h1>`, a sentence and the element. `{{links}}` in it becomes the
   * addresses of all places, as JSON.
   */
  places: Record<Place, string>;
  /** The query parameters in which the pages of these keep what is open. */
  records: Record<
    'order' | 'invoice' | 'shipment' | 'thread' | 'service' | 'quote' | 'payment',
    string
  >;
  /** Pages besides: a file of `<main>`, after a `<title>` where the first heading is none. */
  others: readonly string[];
  /** Paths whose every address below is one page, by its name: that page has a router of its own. */
  routed?: Readonly<Record<string, string>>;
  frame: (framed: Framed) => string;
  section: (framing: Framing) => string;
};

/** All paths of a site. */
export const pathsOf = (site: Site): string[] => [...site.others, ...Object.values(site.places)];

/** What `createHost` is to serve for a site. */
export const hostOf = (
  site: Site,
): Pick<Parameters<typeof createHost>[0], 'folder' | 'pages' | 'routed'> => ({
  folder: site.folder,
  pages: (name) => pageOf(site, name),
  routed: site.routed,
});

/**
 * A page of a site, complete, as a browser is to receive it.
 * @param name path of the page, where `/index` is `/`
 * @returns null where the site has no such page
 */
export async function pageOf(site: Site, name: string): Promise<string | null> {
  const path = name === '/index' ? '/' : name;
  if (!pathsOf(site).includes(path)) return null;
  const links = JSON.stringify(site.places);
  const file = await readFile(join(site.folder, 'pages', `${name}.html`), 'utf8');
  const own = file.trim().replaceAll('"{{links}}"', `'${links}'`);
  const main = Object.values(site.places).includes(path)
    ? inSection(site, own, links)
    : indented(own.replace(/^<title[^]*?<\/title>\s*/, ''), 4);
  return site.frame({
    title: titleOf(site, own),
    embed: /<portal-/.test(main)
      ? `<script type="module" src="${writtenPortal}/embed.js" data-tenant="${site.tenant}"></script>`
      : '',
    link: (to) => `href="${to}"${to === path ? ' aria-current="page"' : ''}`,
    main,
  });
}

/** A place's page has its introduction before the first element of the portal. */
function inSection(site: Site, own: string, links: string): string {
  const start = own.indexOf('<portal-');
  return site.section({
    nav: `<div class="places">
        <portal-nav links='${links}'></portal-nav>
        <portal-inbox links='${JSON.stringify(noticesOf(site))}'></portal-inbox>
      </div>`,
    intro: indented(own.slice(0, start).trim(), 8),
    content: indented(own.slice(start), 6),
  });
}

/** Where the records are that notifications are about. */
const noticesOf = ({ places, records }: Site) => ({
  order: `${places.orders}?${records.order}={id}`,
  invoice: `${places.invoices}?${records.invoice}={id}`,
  shipment: `${places.shipments}?${records.shipment}={id}`,
  thread: `${places.messages}?${records.thread}={id}`,
  service: `${places.service}?${records.service}={id}`,
  quote: `${places.quotes}?${records.quote}={id}`,
  payment: `${places.payments}?${records.payment}={id}`,
  'order-entry': places['order-entry'],
  statement: places.statement,
  documents: places.documents,
  account: places.account,
});

/** The page's own title, else its heading, before the company's name, in every language. */
function titleOf({ name }: Site, own: string): string {
  const [, , attributes = '', text = ''] = /<(title|h1)([^>]*)>([^<]*)</.exec(own) ?? [];
  const words = text.trim();
  if (words === name) return `<title>${name}</title>`;
  const translated = attributes.replaceAll(/"([^"]*)"/g, (_, other) => `"${other} · ${name}"`);
  return `<title${translated.replaceAll(/\s+data/g, ' data')}>${words} · ${name}</title>`;
}

/** Text whose further lines stand as deep as the place it is put. */
const indented = (text: string, spaces: number): string =>
  text.replaceAll('\n', `\n${' '.repeat(spaces)}`);
