import type { LitElement } from 'lit';

/** Draws small pictures on the canvases that ask for them by `data-id`: no entry in the policy of a page is needed. */
export class Thumbnails {
  readonly #host: LitElement;
  readonly #load: (id: string) => Promise<Blob>;
  readonly #drawn = new WeakMap<HTMLCanvasElement, string>();

  constructor(host: LitElement, load: (id: string) => Promise<Blob>) {
    this.#host = host;
    this.#load = load;
  }

  /** Draws what is to be seen and is not there yet; after each rendering. */
  update(): void {
    for (const canvas of this.#host.renderRoot.querySelectorAll<HTMLCanvasElement>('.thumb')) {
      const id = canvas.dataset.id ?? '';
      if (this.#drawn.get(canvas) === id) continue;
      this.#drawn.set(canvas, id);
      void this.#draw(canvas, id);
    }
  }

  async #draw(canvas: HTMLCanvasElement, id: string): Promise<void> {
    try {
      const picture = await createImageBitmap(await this.#load(id));
      if (this.#drawn.get(canvas) === id) {
        [canvas.width, canvas.height] = [picture.width, picture.height];
        canvas.getContext('2d')?.drawImage(picture, 0, 0);
      }
      picture.close();
    } catch {
      // What it is of is there without its picture.
      canvas.hidden = true;
    }
  }
}
