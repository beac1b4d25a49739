import { html, nothing, type TemplateResult } from 'lit';
import { fileEndings } from '#contract/file-words';
import { button } from '../kit/button.ts';
import type { UploadItem, Uploads } from '../records/uploads.ts';
import { sizeText } from '../records/uploads.ts';
import type { View } from '../records/view.ts';

/** Files that go along with a form: what was chosen, how far each is, and the button that chooses more. */
export function filePicker(options: {
  view: View;
  label: string;
  uploads: Uploads;
  most: number;
}): TemplateResult {
  const { view, label, uploads, most } = options;
  const { t } = view;
  return html`<div class="field">
    <span class="label">${label}</span>
    ${
      uploads.items.length > 0
        ? html`<ul class="files">
            ${uploads.items.map((item) => html`<li>${fileLine(item, uploads, view)}</li>`)}
          </ul>`
        : nothing
    }
    <input
      hidden
      type="file"
      multiple
      accept=${fileEndings.join(',')}
      @change=${(event: Event) => {
        const input = event.target as HTMLInputElement;
        const room = most - uploads.items.length;
        for (const file of [...(input.files ?? [])].slice(0, room))
          uploads.add(file, () => Promise.resolve());
        // So that the same file can be chosen again.
        input.value = '';
      }}
    />
    ${button({
      icon: 'paper',
      label: t('quotes.attach'),
      off: uploads.items.length >= most,
      onClick: (event) =>
        (event.currentTarget as HTMLElement)
          .closest('.field')
          ?.querySelector<HTMLInputElement>('input[type=file]')
          ?.click(),
    })}
  </div>`;
}

function fileLine(item: UploadItem, uploads: Uploads, { t, format }: View): TemplateResult {
  const { key, file, state, sent, fault } = item;
  const percent = Math.floor((sent * 100) / Math.max(1, file.size));
  const words =
    state === 'done'
      ? sizeText(file.size, format)
      : fault
        ? t(`error.${fault.code}`)
        : state === 'checking'
          ? t('quotes.file_checking')
          : `${percent} %`;
  return html`<span>${file.name} <small role="status">${words}</small></span>
    ${state === 'paused' ? button({ kind: 'quiet', label: t('common.retry'), onClick: () => uploads.resume(key) }) : nothing}
    ${button({
      kind: 'quiet',
      icon: 'cross',
      label: t('quotes.file_remove'),
      name: `${t('quotes.file_remove')}, ${file.name}`,
      onClick: () => uploads.remove(key),
    })}`;
}

/** Ids of the files that have arrived; undefined while one has not. */
export function arrivedFiles({ items }: Uploads): string[] | undefined {
  const going = items.filter(({ state }) => state !== 'refused');
  return going.every(({ state }) => state === 'done')
    ? going.map(({ stored }) => stored!.id)
    : undefined;
}
