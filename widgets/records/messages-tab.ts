import { html, type TemplateResult } from 'lit';
import { define } from '../core/define.ts';
import type { ClientError, PortalElement, PortalElementClass } from '../core/index.ts';
import { Lazy } from '../core/lazy.ts';
import { bones } from '../kit/skeleton.ts';

type MessagesElement = PortalElement & { owner: string; open: string; mode: string };

/** The conversations on the open record: the real element, fetched when its tab is opened. */
export class MessagesTab {
  readonly #host: PortalElement;
  readonly #element: Lazy<MessagesElement>;

  constructor(host: PortalElement) {
    this.#host = host;
    this.#element = new Lazy(host, async () => {
      const { widget }: { widget: PortalElementClass } =
        await import('../portal-messages/embed.ts');
      const prefix = host.localName.replace(/-[^-]+$/, '');
      define(widget, prefix);
      const element = document.createElement(`${prefix}-${widget.tag}`) as MessagesElement;
      element.mode = 'thread';
      return element;
    });
  }

  /** Lets an element that could not be fetched be fetched again. */
  retry(): void {
    this.#element.retry();
  }

  /**
   * @param owner what the conversations are on: `order:<id>`
   * @param failed shows why it could not be fetched
   */
  render(owner: string, failed: (fault: ClientError) => TemplateResult): TemplateResult {
    this.#element.need();
    const { value: element, fault } = this.#element;
    if (fault) return failed(fault);
    if (!element) return html`<div aria-hidden="true">${bones(6)}</div>`;
    const { api, tenant, locale, scheme, strings } = this.#host;
    if (element.owner !== owner) element.open = '';
    Object.assign(element, { api, tenant, locale, theme: 'none', scheme, strings, owner });
    return html`${element}`;
  }
}
