import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { isEntered } from '../core/entered.ts';
import { emit, PortalElement } from '../core/index.ts';
import { linkedPlace } from '../core/linked-place.ts';
import { hrefOf, linksConverter, placesOf, type Links, type PlaceName } from '../core/places.ts';
import { edgesStyles } from '../kit/edges.styles.ts';
import { bringCurrent, nav, navStyles, opensElsewhere, type NavItem } from '../kit/nav.ts';

/**
 * Leads through the sections that the person who is signed in may enter. For a site that gives each
 * section a page of its own; it shows nothing while nobody is signed in.
 *
 * @slot footer - Below everything.
 * @fires portal-navigate - Somebody is about to go to a section; `preventDefault()` leaves it to the page.
 * @csspart root - The element's inside.
 * @csspart nav - The list.
 * @csspart nav-item - A place to go to.
 */
export class PortalNav extends PortalElement {
  static override readonly tag = 'nav';
  static override styles = [
    ...PortalElement.styles,
    navStyles,
    edgesStyles,
    css`
      :host {
        min-block-size: 2.6em;
      }
      .root {
        padding: 0;
      }
      /* One line, whatever there is to go to: what stands below does not move when it comes. */
      .nav ul {
        flex-wrap: nowrap;
        overflow-x: auto;
        scrollbar-width: none;
      }
      .place {
        min-block-size: calc(2.6em / 0.875);
        white-space: nowrap;
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  /** Where the sections are, as JSON: `{"home": "/inicio", "orders": "/pedidos"}`. */
  @property({ converter: linksConverter }) links: Links = {};
  /** The place the page is; else the one whose link is the page's address. */
  @property() current = '';
  /** The place that was brought into sight last. */
  #shown: HTMLElement | undefined;

  protected override get vocabulary() {
    return 'home' as const;
  }

  protected override renderSkeleton(): TemplateResult {
    return html``;
  }

  protected override renderContent(): TemplateResult {
    if (!isEntered(this.session)) return html``;
    // A place without a link is no place of this site; without any link, the page goes there itself.
    const given = Object.keys(this.links).length > 0;
    const places = placesOf(this.session, this.t, (place) => hrefOf(this.links, place));
    return nav({
      label: this.t('places.nav'),
      items: places.filter(({ href }) => !given || href !== null),
      current: this.current || this.#here(),
      onGo: this.#onGo,
    });
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (isEntered(this.session)) this.#followLink();
    this.#shown = bringCurrent(this.renderRoot, this.#shown);
  }

  /** A mailed link names a section in the fragment: the page of that section shows what it leads to. */
  #followLink(): void {
    const href = hrefOf<string>(this.links, linkedPlace()?.section ?? '');
    if (href === null) return;
    const url = new URL(href, document.baseURI);
    if (url.origin !== location.origin || url.pathname === location.pathname) return;
    url.hash = location.hash;
    location.replace(url);
  }

  #here(): string {
    const found = (Object.keys(this.links) as PlaceName[]).find((place) => {
      const href = hrefOf(this.links, place);
      return href !== null && new URL(href, document.baseURI).pathname === location.pathname;
    });
    return found ?? '';
  }

  #onGo = ({ id, href }: NavItem<PlaceName>, event: MouseEvent): void => {
    if (opensElsewhere(event)) return;
    if (!emit(this, 'portal-navigate', { to: id, id: null, href })) event.preventDefault();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-nav': PortalNav;
  }
}
