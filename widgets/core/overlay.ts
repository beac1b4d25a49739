import { nothing, render, type CSSResult, type ReactiveControllerHost } from 'lit';
import type { Tenant } from '#contract/portal';
import { findConfig, type PortalSettings } from './config.ts';
import { createTranslator, isLanguage, loadCatalogue, type Translate } from './i18n.ts';

/** What an overlay needs of the portal that it is of (`portal.ts`). */
export type OverlayOwner = {
  readonly tenant: Tenant | undefined;
  readonly elements: readonly HTMLElement[];
};

/**
 * Something of a portal that lies over the page, once for all elements that show it. It stands in one of them, whose
 * look and language it takes.
 */
export class Overlay {
  readonly root: ShadowRoot;
  t: Translate = () => '';
  readonly #box = document.createElement('div');
  readonly #portal: OverlayOwner;

  constructor(portal: OverlayOwner, styles: readonly CSSResult[]) {
    this.#portal = portal;
    this.root = this.#box.attachShadow({ mode: 'open' });
    for (const { styleSheet } of styles)
      if (styleSheet) this.root.adoptedStyleSheets.push(styleSheet);
  }

  /** The host of what is counted down in it. @param draw draws it again */
  hostFor(draw: () => void): ReactiveControllerHost {
    return {
      addController: () => {},
      removeController: () => {},
      requestUpdate: draw,
      updateComplete: Promise.resolve(true),
    };
  }

  /** The element that has the focus, else the first that is seen. */
  get element(): HTMLElement | undefined {
    const seen = this.#portal.elements.filter(isSeen);
    return seen.find((element) => element.matches(':focus-within')) ?? seen[0];
  }

  /** Whether it stands where it can be seen. */
  get isPlaced(): boolean {
    const { host } = this.#box.getRootNode() as ShadowRoot;
    return this.#box.isConnected && host !== undefined && isSeen(host as HTMLElement);
  }
  get isConnected(): boolean {
    return this.#box.isConnected;
  }
  get lang(): string {
    return this.#box.lang;
  }

  /** Goes into an element, with the words of its language. @throws where there is none, or no words */
  async place(): Promise<void> {
    const { element } = this;
    const region = element?.shadowRoot?.querySelector<HTMLElement>('.root')?.lang ?? '';
    const language = region.slice(0, 2);
    if (!element || !isLanguage(language)) throw new Error('No element to stand in.');
    await loadCatalogue(language, ['session']);
    const { tag } = element.constructor as typeof HTMLElement & { tag: string };
    const { strings } = findConfig(element, tag, element as PortalSettings);
    const ofTenant = this.#portal.tenant?.strings[language];
    this.t = createTranslator({ language, region }, ['session'], [ofTenant, ...strings]);
    this.#box.lang = region;
    if (!this.isPlaced) element.shadowRoot?.append(this.#box);
  }

  /** Takes it off the page. */
  remove(): void {
    render(nothing, this.root);
    this.#box.remove();
  }
}

const isSeen = (element: HTMLElement): boolean =>
  element.shadowRoot !== null && element.getClientRects().length > 0;
