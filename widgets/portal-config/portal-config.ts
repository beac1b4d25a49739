import { notifyConfig, type GetSession } from '../core/config.ts';
import type { Strings } from '../core/i18n.ts';

/** Inert on a server, where there are no elements to extend. */
const Base = (globalThis.HTMLElement ?? Object) as typeof HTMLElement;

/**
 * Configuration for the elements inside it: they read its attributes, and follow when these change.
 *
 * @attr api - Public address of the server.
 * @attr tenant - Slug of the tenant.
 * @attr locale - `es`, `pt` or `en`.
 * @attr theme - `none` leaves the look to the page.
 * @attr scheme - `light`, `dark` or `auto`.
 */
export class PortalConfigElement extends Base {
  static readonly tag = 'config';
  #getSession: GetSession | undefined;
  #strings: Strings | undefined;

  /**
   * For a page whose users are signed in already: asked when nobody is signed in here, or no longer. Its
   * JWT is exchanged for a session of the person, and serves once; where it is refused, the elements stay
   * signed out and send `portal-error`. After the reader signs out here, it is not asked again.
   *
   * @example
   * config.getSession = async () => (await fetch('/my/portal-token')).text();
   */
  get getSession(): GetSession | undefined {
    return this.#getSession;
  }
  set getSession(getSession: GetSession | undefined) {
    this.#getSession = getSession;
    notifyConfig();
  }

  /** Texts of the page's own for the elements inside: key, as `orders.title`, to text. */
  get strings(): Strings | undefined {
    return this.#strings;
  }
  set strings(strings: Strings | undefined) {
    this.#strings = strings;
    notifyConfig();
  }

  connectedCallback(): void {
    // It is a bracket around other elements, not a box of its own.
    this.style.display = 'contents';
    // What was set before the definition hides the accessor.
    for (const name of ['getSession', 'strings'] as const) {
      const early: unknown = Object.getOwnPropertyDescriptor(this, name)?.value;
      if (!early) continue;
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, early);
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-config': PortalConfigElement;
  }
}
