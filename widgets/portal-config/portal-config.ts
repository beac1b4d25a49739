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

  connectedCallback(): void {
    // It is a bracket around other elements, not a box of its own.
    this.style.display = 'contents';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-config': PortalConfigElement;
  }
}
