/**
 * Where a reader can go in a portal, and how each place is shown. It comes with the elements that lead
 * there, not with the core.
 */
import type { Section } from '#contract/sections';
import type { Session } from '#contract/portal';
import type { NavItem } from '../kit/nav.ts';
import type { Language, Translate } from './i18n.ts';
import { openSections, sectionLooks } from './sections.ts';
import '../kit/icons.ts';

/** The home, a section, or the reader's own account. */
export type PlaceName = 'home' | Section | 'account';

/** The places a session opens, in the order of the menu; `hrefOf` answers null where there is no address. */
export function placesOf(
  session: Session,
  t: Translate,
  hrefOf: (place: PlaceName) => string | null,
): NavItem<PlaceName>[] {
  return [
    { id: 'home', label: t('places.home'), icon: 'home', href: hrefOf('home') },
    ...openSections(session).map((id): NavItem<PlaceName> => {
      const { icon, title } = sectionLooks[id];
      return { id, label: t(title), icon, href: hrefOf(id) };
    }),
    // Whom the host vouched for has no account to look after.
    ...(session.access === 'full'
      ? [
          {
            id: 'account',
            label: t('places.account'),
            icon: 'person',
            href: hrefOf('account'),
          } as const,
        ]
      : []),
  ];
}

/** Where the places of a site are. */
export type Links = Partial<Record<PlaceName, string>>;

/** Where a place is; null without an address, and where it is none of a page. */
export function hrefOf<P extends string>(
  links: Partial<Record<P, string>>,
  place: P,
): string | null {
  const href: unknown = links[place];
  if (href === undefined) return null;
  // Whoever may write an attribute may not thereby run a script.
  const url = typeof href === 'string' ? URL.parse(href, document.baseURI) : null;
  if (url && /^https?:$/.test(url.protocol)) return href as string;
  console.warn(`links: "${place}" is no address over http or https, and is left out.`);
  return null;
}

/** The attribute `links`: JSON by place. What cannot be read counts as none. */
export const linksConverter = {
  fromAttribute(text: string | null): Links {
    try {
      const links: unknown = JSON.parse(text || '{}');
      if (typeof links === 'object' && links !== null && !Array.isArray(links)) return links;
    } catch {
      // Told below, as any other text that is no list of places.
    }
    console.warn('links: not JSON such as {"orders": "/orders"}, and left out.');
    return {};
  },
};

/** What `<portal-orders>` is to find, where something leads to it. */
export type OrdersFilter = { status: 'open' | 'change_asked'; date: string };
/** Whose statement `<portal-statement>` is to show: the customer's number, and the company's code. */
export type StatementFilter = { customer: string; company?: string };
/** What `<portal-stock>` is to find. */
export type StockFilter = { q: string };
/** What another section is to find, by the attributes of its element: `{"status": "open", "kind": "invoice"}`. */
export type CountedFilter = Readonly<Record<string, string>>;
/** What a section is to show, where something leads to it. */
export type PlaceFilter =
  | OrdersFilter
  | StatementFilter
  | StockFilter
  | { run: string }
  | CountedFilter;
/** The orders that the home counts. */
export const openOrders: OrdersFilter = { status: 'open', date: 'all' };

/** Those of which a change waits for an answer. */
export const askedChanges: OrdersFilter = { status: 'change_asked', date: 'all' };

const parameter = 'portal-orders';

/** The address of a page whose `<portal-orders>` is to find some of them; a mere fragment stays what it is. */
export function withOrders(href: string, { status }: OrdersFilter): string {
  if (href.startsWith('#')) return href;
  const url = new URL(href, document.baseURI);
  url.searchParams.set(parameter, status);
  return url.href;
}

/** What the page's address says to find. */
export function askedOrders(): OrdersFilter | undefined {
  const asked = new URL(location.href).searchParams.get(parameter);
  return [openOrders, askedChanges].find(({ status }) => status === asked);
}

/** The address in the reader's language, else the tenant's, else whichever there is. */
export const addressIn = (
  addresses: Partial<Record<Language, string>>,
  language: Language,
  otherwise: Language,
): string | undefined =>
  addresses[language] ?? addresses[otherwise] ?? Object.values(addresses).find(Boolean);
