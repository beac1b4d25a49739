import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { sections } from '#contract/sections';
import { linkedPlace } from '../core/linked-place.ts';
import type { PlaceName } from '../core/places.ts';
import { writeAddress, type ViewParams } from '../records/address.ts';

/** A place of the portal, the record that is open there (empty where there is none), and what else is on screen. */
export type Place = { section: PlaceName; open: string; params?: ViewParams };

export type RouteHost = ReactiveControllerHost & {
  /** `hash`, `history` or `none`. */
  routing: string;
  /** Path that all addresses begin with, for `history`. */
  base: string;
  /** Which part of the fragment is this portal's, for `hash`; empty for the one that begins with a slash. */
  name: string;
};

const places: readonly string[] = ['home', ...sections, 'account'];
const isPlace = (text: string): text is PlaceName => places.includes(text);

/**
 * Keeps the place of a portal in the page's address: in a part of its fragment (`#/orders/1?tab=invoices;q=1`, or
 * `#name=/orders/1` beside another portal), or in its path below a base and the query
 * (`/portal/orders/1?tab=invoices&q=1`).
 */
export class Route implements ReactiveController {
  readonly #host: RouteHost;
  readonly #onMove: (place: Place) => void;

  /** @param onMove the address names another place, as after the back button */
  constructor(host: RouteHost, onMove: (place: Place) => void) {
    this.#host = host;
    this.#onMove = onMove;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('popstate', this.#read);
    this.#read();
  }

  hostDisconnected(): void {
    removeEventListener('popstate', this.#read);
  }

  /** The page's address with the portal at a place; null where addresses are not used. */
  href(place: Place): string | null {
    const url = new URL(location.href);
    const path = pathOf(place);
    const params = Object.entries(place.params ?? {});
    if (this.#host.routing === 'hash') {
      const query = params.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join(';');
      url.hash = this.#fragment(query ? `${path}?${query}` : path);
    } else if (this.#host.routing === 'history') {
      url.pathname = `${this.#base}${path === '/' && this.#base ? '' : path}`;
      url.hash = '';
      for (const [name] of params) this.#names.add(name);
      for (const name of this.#names) url.searchParams.delete(this.#prefix + name);
      for (const [name, value] of params) url.searchParams.set(this.#prefix + name, value);
    } else return null;
    return url.href;
  }

  /** Writes a place into the address, as a new entry of the history or in place of the current one. */
  write(place: Place, how: 'push' | 'replace' = 'push'): void {
    writeAddress(this.href(place), how);
  }

  /** What other portals and mailed links have in the fragment stays; a mere anchor goes. */
  #fragment(path: string): string {
    const { name } = this.#host;
    const others = parts().filter((part) => !this.#isOwn(part) && /^\/|=/.test(part));
    return [name ? `${name}=${path}` : path, ...others].join('&');
  }

  /** What the names of this portal's parameters begin with, beside another portal. */
  get #prefix(): string {
    return this.#host.name ? `${this.#host.name}.` : '';
  }

  get #base(): string {
    return `/${this.#host.base}`.replaceAll(/\/+/g, '/').replace(/\/$/, '');
  }

  #isOwn(part: string): boolean {
    return part.startsWith(this.#host.name ? `${this.#host.name}=/` : '/');
  }

  /** The place that the address has for this portal; null where it has none. */
  #place(): (Place & { unknown?: boolean }) | null {
    if (this.#host.routing === 'hash') {
      const own = parts().find((part) => this.#isOwn(part));
      if (own === undefined) return null;
      const [path = '', query = ''] = own.slice(own.indexOf('/')).split('?');
      const pairs = query.split(';').map((pair) => pair.split('='));
      return placeOf(
        path,
        pairs.map(([name = '', value = '']) => [name, decoded(value)]),
      );
    }
    if (this.#host.routing !== 'history') return null;
    const { pathname, search } = location;
    const linked = this.#host.name ? undefined : linkedPlace();
    if (linked && isPlace(linked.section)) return { ...linked, section: linked.section };
    if (pathname !== this.#base && !pathname.startsWith(`${this.#base}/`)) return null;
    const all = [...new URLSearchParams(search)].filter(([name]) => name.startsWith(this.#prefix));
    const pairs = all.map(([name, value]) => [name.slice(this.#prefix.length), value] as const);
    return placeOf(pathname.slice(this.#base.length) || '/', pairs);
  }

  #read = (): void => {
    const place = this.#place();
    if (place) this.#onMove(place);
    // Where it leads home is what the address says then.
    if (place?.unknown) this.write(home, 'replace');
    // Without a word about this portal it goes home, but for the first time, when the page may have said more.
    else if (!place && this.#moved && this.#host.routing !== 'none') this.#onMove(home);
    this.#moved = true;
  };
  #moved = false;
  /** Names of parameters that are this portal's, so that they do not stay behind. */
  readonly #names = new Set<string>();
}

const parts = (): string[] => location.hash.slice(1).split('&').filter(Boolean);

function pathOf({ section, open }: Place): string {
  if (section === 'home') return '/';
  return open ? `/${section}/${encodeURIComponent(open)}` : `/${section}`;
}

const home: Place = { section: 'home', open: '' };

/** An address nobody has leads home. */
function placeOf(
  path: string,
  pairs: readonly (readonly [string, string])[],
): Place & { unknown?: boolean } {
  const [section = '', open = ''] = path.split('/').slice(1);
  // A page of its own, as `index.html` is, may well be there.
  if (!isPlace(section)) return { ...home, unknown: /^[\w-]+$/.test(section) };
  const params = Object.fromEntries(pairs.filter(([name]) => name));
  return { section, open: decoded(open), params };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
