import { html, type TemplateResult } from 'lit';
import { define } from '../core/define.ts';
import { Lazy } from '../core/lazy.ts';
import type { ClientError, PortalElement, PortalElementClass } from '../core/index.ts';
import { bones } from '../kit/skeleton.ts';

/** An element that shows itself without its frame and heading. */
type Inner = PortalElement & { inner: boolean };

/** A tab whose content is another element, fetched when the tab is opened. */
export class InnerTab<P extends object> {
  readonly #host: PortalElement;
  readonly #element: Lazy<Inner & P>;

  /** @param load imports the element's module */
  constructor(host: PortalElement, load: () => Promise<{ widget: PortalElementClass }>) {
    this.#host = host;
    this.#element = new Lazy(host, async () => {
      const { widget } = await load();
      const prefix = host.localName.replace(/-[^-]+$/, '');
      define(widget, prefix);
      const element = document.createElement(`${prefix}-${widget.tag}`) as Inner & P;
      // An attribute, since styles look for it.
      element.toggleAttribute('inner', true);
      return element;
    });
  }

  /** Lets an element that could not be fetched be fetched again. */
  retry(): void {
    this.#element.retry();
  }

  /**
   * @param properties what the element shows
   * @param failed shows why it could not be fetched
   */
  render(properties: P, failed: (fault: ClientError) => TemplateResult): TemplateResult {
    this.#element.need();
    const { value: element, fault } = this.#element;
    if (fault) return failed(fault);
    if (!element) return html`<div aria-hidden="true">${bones(6)}</div>`;
    const { api, tenant, locale, theme, scheme, strings } = this.#host;
    Object.assign(element, { api, tenant, locale, theme, scheme, strings, ...properties });
    element.setAttribute('exportparts', this.#host.getAttribute('exportparts') ?? '');
    return html`${element}`;
  }
}
