import { html, type TemplateResult } from 'lit';
import type { Tenant } from '#contract/portal';
import type { PortalElement } from './element.ts';
import type { Portal } from './portal.ts';

/**
 * The company's logo, drawn on a canvas: it comes by the same calls as everything else, so a page that
 * allows no images of others need not allow this one.
 */
export class Logo {
  readonly #host: PortalElement;
  readonly #portal: () => Portal;
  #canvas: HTMLCanvasElement | null = null;
  #drawn = '';
  #failed = '';

  constructor(host: PortalElement, portal: () => Portal) {
    this.#host = host;
    this.#portal = portal;
  }

  /** The logo for the ground it stands on, or that of the sign-in, else the company's name. */
  render({ logos, name }: Tenant, own?: Tenant['logos']['login']): TemplateResult {
    const logo = own ?? ((this.#isDark() && logos.dark) || logos.light || logos.dark);
    if (!logo || this.#failed === logo.id)
      return html`<span class="brand" part="brand">${name}</span>`;
    return html`<canvas
      class="logo"
      part="logo"
      role="img"
      aria-label=${name}
      data-id=${logo.id}
      width=${logo.width}
      height=${logo.height}
    ></canvas>`;
  }

  /** Draws what is to be seen and is not there yet; after each rendering. */
  update(): void {
    const canvas = this.#host.renderRoot.querySelector<HTMLCanvasElement>('.logo');
    const id = canvas?.dataset.id ?? '';
    if (!canvas || (canvas === this.#canvas && id === this.#drawn)) return;
    this.#canvas = canvas;
    this.#drawn = id;
    void this.#draw(canvas, id);
  }

  #isDark(): boolean {
    const { colorScheme } = getComputedStyle(this.#host);
    if (!colorScheme.includes('dark')) return false;
    return !colorScheme.includes('light') || matchMedia('(prefers-color-scheme: dark)').matches;
  }

  async #draw(canvas: HTMLCanvasElement, id: string): Promise<void> {
    try {
      const file = await this.#portal().client.call('GET /logo', { query: { id } });
      const picture = await createImageBitmap(file);
      if (id === this.#drawn) canvas.getContext('2d')?.drawImage(picture, 0, 0);
      picture.close();
    } catch {
      this.#failed = id;
      this.#host.requestUpdate();
    }
  }
}
