import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { sections } from '#contract/sections';
import type { PlaceName } from '../core/places.ts';

/** A place of the portal, and the record that is open there; empty where there is none. */
export type Place = { section: PlaceName; open: string };

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
 * Keeps the place of a portal in the page's address: in a part of its fragment (`#/orders/1`, or
 * `#name=/orders/1` beside another portal), or in its path below a base (`/portal/orders/1`).
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
    if (this.#host.routing === 'hash') url.hash = this.#fragment(path);
    else if (this.#host.routing === 'history') {
      url.pathname = `${this.#base}${path === '/' && this.#base ? '' : path}`;
      url.hash = '';
    } else return null;
    return url.href;
  }

  /** Writes a place into the address, as a new entry of the history. */
  push(place: Place): void {
    const href = this.href(place);
    // The page's own state is kept, since its router may live in it.
    if (href && href !== location.href) history.pushState(history.state, '', href);
  }

  /** What other portals and mailed links have in the fragment stays; a mere anchor goes. */
  #fragment(path: string): string {
    const { name } = this.#host;
    const others = parts().filter((part) => !this.#isOwn(part) && /^\/|=/.test(part));
    return [name ? `${name}=${path}` : path, ...others].join('&');
  }

  get #base(): string {
    return `/${this.#host.base}`.replaceAll(/\/+/g, '/').replace(/\/$/, '');
  }

  #isOwn(part: string): boolean {
    return part.startsWith(this.#host.name ? `${this.#host.name}=/` : '/');
  }

  /** The path the address has for this portal; null where it has none. */
  #path(): string | null {
    if (this.#host.routing === 'hash') {
      const own = parts().find((part) => this.#isOwn(part));
      return own === undefined ? null : own.slice(own.indexOf('/'));
    }
    if (this.#host.routing !== 'history') return null;
    const { pathname } = location;
    const inside = pathname === this.#base || pathname.startsWith(`${this.#base}/`);
    return inside ? pathname.slice(this.#base.length) || '/' : null;
  }

  #read = (): void => {
    const path = this.#path();
    // Without a word about this portal it goes home, but for the first time, when the page may have said more.
    if (path !== null) this.#onMove(placeOf(path));
    else if (this.#moved && this.#host.routing !== 'none')
      this.#onMove({ section: 'home', open: '' });
    this.#moved = true;
  };
  #moved = false;
}

const parts = (): string[] => location.hash.slice(1).split('&').filter(Boolean);

function pathOf({ section, open }: Place): string {
  if (section === 'home') return '/';
  return open ? `/${section}/${encodeURIComponent(open)}` : `/${section}`;
}

/** An address nobody has leads home. */
function placeOf(path: string): Place {
  const [section = '', open = ''] = path.split('/').slice(1);
  return isPlace(section) ? { section, open: decoded(open) } : { section: 'home', open: '' };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
