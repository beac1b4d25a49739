import { css, html, nothing, type TemplateResult } from 'lit';
import { fileEndings } from '#contract/file-words';
import { button } from '../kit/button.ts';
import { sizeText, type UploadItem, type Uploads } from './uploads.ts';
import type { View } from './view.ts';
import '../kit/icons.ts';

export const filePickerStyles = css`
  .files {
    display: flex;
    flex-direction: column;
    gap: var(--p-space);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .files li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 2);
    overflow-wrap: anywhere;
  }
  .field > .button {
    align-self: flex-start;
  }
`;

export type FilePickerOptions = {
  view: View;
  label: string;
  /** What its parts say: the button that chooses files, one that is looked at, and the button that takes it off. */
  words: { choose: string; checking: string; remove: string };
  uploads: Uploads;
  most: number;
};

/** Files that go along with a form: what was chosen, how far each is, and the button that chooses more. */
export function filePicker(options: FilePickerOptions): TemplateResult {
  const { label, words, uploads, most } = options;
  return html`<div class="field">
    <span class="label">${label}</span>
    ${
      uploads.items.length > 0
        ? html`<ul class="files">
            ${uploads.items.map((item) => html`<li>${fileLine(item, options)}</li>`)}
          </ul>`
        : nothing
    }
    <input
      hidden
      type="file"
      ?multiple=${most > 1}
      accept=${fileEndings.join(',')}
      @change=${(event: Event) => {
        const input = event.target as HTMLInputElement;
        // What was refused makes room for what is chosen in its place.
        for (const { key, state } of uploads.items) if (state === 'refused') uploads.remove(key);
        const room = most - uploads.items.length;
        for (const file of [...(input.files ?? [])].slice(0, room))
          uploads.add(file, () => Promise.resolve());
        // So that the same file can be chosen again.
        input.value = '';
      }}
    />
    ${button({
      icon: 'paper',
      label: words.choose,
      off: uploads.items.length >= most,
      onClick: (event) =>
        (event.currentTarget as HTMLElement)
          .closest('.field')
          ?.querySelector<HTMLInputElement>('input[type=file]')
          ?.click(),
    })}
  </div>`;
}

function fileLine(item: UploadItem, { view, words, uploads }: FilePickerOptions): TemplateResult {
  const { t, format } = view;
  const { key, file, state, sent, fault } = item;
  const percent = Math.floor((sent * 100) / Math.max(1, file.size));
  const standing =
    state === 'done'
      ? sizeText(file.size, format)
      : fault
        ? t(`error.${fault.code}`)
        : state === 'checking'
          ? words.checking
          : `${percent} %`;
  return html`<span>${file.name} <small role="status">${standing}</small></span>
    ${state === 'paused' ? button({ kind: 'quiet', label: t('common.retry'), onClick: () => uploads.resume(key) }) : nothing}
    ${button({
      kind: 'quiet',
      icon: 'cross',
      label: words.remove,
      name: `${words.remove}, ${file.name}`,
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
