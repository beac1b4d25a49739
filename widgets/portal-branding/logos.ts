import { html, nothing, type TemplateResult } from 'lit';
import type { BrandDraft } from '#contract/branding';
import { logoKinds, type LogoKind } from '#contract/branding-words';
import { limits } from '#contract/limits';
import { toClientError } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import type { Desk } from './desk.ts';

/** Pictures of the logo: dropped or chosen, shown on the grounds they stand on. */
export class Logos {
  readonly #desk: Desk;
  #busy: LogoKind | undefined;
  #refused: { kind: LogoKind; text: string } | undefined;
  /** Pictures that were fetched to be drawn, by id. */
  readonly #pictures = new Map<string, Promise<ImageBitmap>>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  render(): TemplateResult {
    return html`${logoKinds.map((kind) => this.#renderKind(kind))}`;
  }

  #renderKind(kind: LogoKind): TemplateResult {
    const { t } = this.#desk.view();
    const logo = this.#desk.editor.look?.logos[kind];
    const id = `logo-${kind}`;
    const drop = (event: DragEvent) => {
      event.preventDefault();
      void this.#put(kind, event.dataTransfer?.files[0]);
    };
    const choose = (event: Event) => {
      const input = event.target as HTMLInputElement;
      void this.#put(kind, input.files?.[0]);
      input.value = '';
    };
    return html`<div
      class="logo-kind"
      part="group"
      @dragover=${(event: DragEvent) => event.preventDefault()}
      @drop=${drop}
    >
      <label for=${id}>${t(`branding.logo_${kind}`)}</label>
      <p class="note">${t(`branding.logo_${kind}_text`)}</p>
      ${
        logo
          ? html`<div class="grounds">
              ${(['light', 'dark', 'brand'] as const).map(
                (ground) =>
                  html`<canvas
                    class="ground ${ground}"
                    role="img"
                    aria-label=${t(`branding.ground_${ground}`)}
                    data-id=${logo.id}
                    width=${logo.width}
                    height=${logo.height}
                  ></canvas>`,
              )}
            </div>`
          : nothing
      }
      ${this.#refused?.kind === kind ? notice('danger', this.#refused.text) : nothing}
      <div class="actions">
        <span class="file">
          <input
            id=${id}
            type="file"
            accept="image/png,image/jpeg,image/webp,image/svg+xml"
            aria-label=${t(`branding.logo_${kind}`)}
            @change=${choose}
          />
          <span class="button plain" aria-hidden="true"
            >${t(this.#busy === kind ? 'branding.logo_busy' : 'branding.logo_choose')}</span
          >
        </span>
        ${logo ? button({ kind: 'quiet', label: t('branding.logo_remove'), name: `${t('branding.logo_remove')}: ${t(`branding.logo_${kind}`)}`, onClick: () => void this.#remove(kind) }) : nothing}
      </div>
    </div>`;
  }

  /** Draws what is to be seen and is not there yet; after each rendering. */
  update(root: ParentNode): void {
    for (const canvas of root.querySelectorAll<HTMLCanvasElement>('canvas[data-id]')) {
      const { id = '' } = canvas.dataset;
      if (canvas.dataset.drawn === id) continue;
      canvas.dataset.drawn = id;
      void this.#picture(id)
        .then((picture) => this.#paint(canvas, id, picture))
        .catch(() => delete canvas.dataset.drawn);
    }
  }

  #paint(canvas: HTMLCanvasElement, id: string, picture: ImageBitmap): void {
    if (canvas.dataset.id !== id) return;
    const context = canvas.getContext('2d');
    context?.clearRect(0, 0, canvas.width, canvas.height);
    context?.drawImage(picture, 0, 0);
  }

  #picture(id: string): Promise<ImageBitmap> {
    const known = this.#pictures.get(id);
    if (known) return known;
    const coming = this.#desk
      .portal()
      .client.call('GET /logo', { query: { id } })
      .then((file) => createImageBitmap(file));
    coming.catch(() => this.#pictures.delete(id));
    this.#pictures.set(id, coming);
    return coming;
  }

  async #put(kind: LogoKind, file: File | undefined): Promise<void> {
    if (!file || this.#busy) return;
    const { t } = this.#desk.view();
    if (file.size > limits.logoBytes) return this.#refuse(kind, t('error.picture_too_large'));
    await this.#change(kind, async () => {
      const content = await base64(file);
      return this.#desk.editor.act((client, version) =>
        client.call('PUT /logos/:scheme', {
          params: { scheme: kind },
          body: { version, content },
          timeout: 60_000,
        }),
      );
    });
  }

  #remove = (kind: LogoKind): Promise<void> =>
    this.#change(kind, () =>
      this.#desk.editor.act((client, version) =>
        client.call('DELETE /logos/:scheme', { params: { scheme: kind }, query: { version } }),
      ),
    );

  async #change(kind: LogoKind, work: () => Promise<BrandDraft | undefined>): Promise<void> {
    const { editor, host } = this.#desk;
    this.#busy = kind;
    this.#refused = undefined;
    host.requestUpdate();
    try {
      const draft = await work();
      if (draft) editor.take(draft);
      else if (editor.fault && editor.fault.code !== 'record_changed') {
        this.#refuse(kind, this.#desk.view().t(`error.${editor.fault.code}`));
        editor.fault = undefined;
      }
    } catch (error) {
      this.#refuse(kind, this.#desk.view().t(`error.${toClientError(error).code}`));
    } finally {
      this.#busy = undefined;
      host.requestUpdate();
    }
  }

  #refuse(kind: LogoKind, text: string): void {
    this.#refused = { kind, text };
    this.#desk.announce(text);
    this.#desk.host.requestUpdate();
  }
}

/** A file as base64. */
function base64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(String(reader.result).replace(/^[^,]*,/, '')));
    reader.addEventListener('error', () => reject(new Error('unreadable')));
    reader.readAsDataURL(file);
  });
}
