import type { LitElement } from 'lit';
import type { Portal } from '../core/index.ts';

/** Draws the small picture of a version on the canvas that asks for it: no entry in the policy of a page is needed. */
export class Thumbnail {
  readonly #host: LitElement;
  readonly #portal: () => Portal;
  #canvas: HTMLCanvasElement | null = null;
  #drawn = '';

  constructor(host: LitElement, portal: () => Portal) {
    this.#host = host;
    this.#portal = portal;
  }

  /** Draws what is to be seen and is not there yet; after each rendering. */
  update(): void {
    const canvas = this.#host.renderRoot.querySelector<HTMLCanvasElement>('.thumb');
    const id = canvas?.dataset.id ?? '';
    if (!canvas || (canvas === this.#canvas && id === this.#drawn)) return;
    this.#canvas = canvas;
    this.#drawn = id;
    void this.#draw(canvas, id);
  }

  async #draw(canvas: HTMLCanvasElement, id: string): Promise<void> {
    try {
      const file = await this.#portal().client.call('GET /document-versions/:id/thumbnail', {
        params: { id },
      });
      const picture = await createImageBitmap(file);
      if (id === this.#drawn) {
        [canvas.width, canvas.height] = [picture.width, picture.height];
        canvas.getContext('2d')?.drawImage(picture, 0, 0);
      }
      picture.close();
    } catch {
      // The document is there without its picture.
      canvas.hidden = true;
    }
  }
}
