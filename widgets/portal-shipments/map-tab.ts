import { html, type TemplateResult } from 'lit';
import { define } from '../core/define.ts';
import { Lazy } from '../core/lazy.ts';
import type { ClientError, PortalElement, PortalElementClass } from '../core/index.ts';
import { bones } from '../kit/skeleton.ts';

type MapElement = PortalElement & { shipment: string; inner: boolean };

/** The map of the open shipment: the real element, fetched when its tab is opened. */
export class MapTab {
  readonly #host: PortalElement;
  readonly #element: Lazy<MapElement>;

  constructor(host: PortalElement) {
    this.#host = host;
    this.#element = new Lazy(host, async () => {
      const { widget }: { widget: PortalElementClass } =
        await import('../portal-shipment-map/embed.ts');
      const prefix = host.localName.replace(/-[^-]+$/, '');
      define(widget, prefix);
      const element = document.createElement(`${prefix}-${widget.tag}`) as MapElement;
      element.inner = true;
      return element;
    });
  }

  /** Lets a map that could not be fetched be fetched again. */
  retry(): void {
    this.#element.retry();
  }

  /** @param failed shows why it could not be fetched */
  render(shipment: string, failed: (fault: ClientError) => TemplateResult): TemplateResult {
    this.#element.need();
    const { value: element, fault } = this.#element;
    if (fault) return failed(fault);
    if (!element) return html`<div aria-hidden="true">${bones(6)}</div>`;
    const { api, tenant, locale, theme, scheme, strings } = this.#host;
    Object.assign(element, { api, tenant, locale, theme, scheme, strings, shipment });
    return html`${element}`;
  }
}
