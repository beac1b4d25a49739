import { html, nothing, type TemplateResult } from 'lit';
import { fileEndings } from '#contract/file-words';
import { messageLimits } from '#contract/message-words';
import { button } from '../kit/button.ts';
import { fieldDescription } from '../kit/field.ts';
import { icon } from '../kit/icons.ts';
import { notice } from '../kit/notice.ts';
import type { UploadItem, Uploads } from '../records/uploads.ts';
import type { View } from '../records/view.ts';

export type ComposerOptions = {
  view: View;
  text: string;
  /** It is for people of the company alone; undefined where nobody has the choice. */
  internal: boolean | undefined;
  uploads: Uploads;
  busy: boolean;
  /** Why the last try failed, or what is missing. */
  refusal: string;
  closed: boolean;
  over: boolean;
  onText: (text: string) => void;
  onInternal: (internal: boolean) => void;
  onFiles: (files: readonly File[]) => void;
  onOver: (over: boolean) => void;
  onSend: () => void;
};

/** Lines the field grows to. */
const most = 6;
const lines = (text: string): number => Math.min(most, Math.max(2, text.split('\n').length));

/** Where a message is written: its text stays until it was taken, whatever happens meanwhile. */
export function composer(options: ComposerOptions): TemplateResult {
  const { view, text, internal, busy, refusal, over, onText, onOver, onFiles, onSend } = options;
  const { t } = view;
  const hold = (on: boolean) => (event: DragEvent) => {
    event.preventDefault();
    onOver(on);
  };
  const label = t(internal ? 'messages.text_note' : 'messages.text');
  return html`<form
    class="composer no-print ${internal ? 'internal' : ''} ${over ? 'over' : ''}"
    part="composer"
    data-of="message"
    @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      onSend();
    }}
    @dragover=${hold(true)}
    @dragleave=${hold(false)}
    @drop=${(event: DragEvent) => {
      event.preventDefault();
      onOver(false);
      onFiles([...(event.dataTransfer?.files ?? [])]);
    }}
  >
    ${internal === undefined ? nothing : kindChoice(options)}
    ${options.closed ? notice('neutral', t('messages.closed_hint')) : nothing}
    <label class="visually-hidden" for="message-text" part="label">${label}</label>
    <textarea
      class="input full"
      part="input"
      id="message-text"
      name="text"
      rows=${lines(text)}
      maxlength=${messageLimits.text}
      placeholder=${label}
      aria-describedby=${fieldDescription('message-text')}
      aria-invalid=${refusal ? 'true' : nothing}
      .value=${text}
      @input=${(event: Event) => onText((event.target as HTMLTextAreaElement).value)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
        event.preventDefault();
        onSend();
      }}
    ></textarea>
    ${queue(options)} ${refusal ? notice('danger', refusal) : nothing}
    <div class="composer-foot">
      ${fileChoice(options)}
      <p class="note" id=${fieldDescription('message-text')}>
        ${over ? t('messages.drop') : internal ? t('messages.note_hint') : t('messages.send_hint')}
      </p>
      ${button({
        kind: 'primary',
        type: 'submit',
        label: t(busy ? 'messages.sending' : internal ? 'messages.send_note' : 'messages.send'),
        off: busy,
      })}
    </div>
  </form>`;
}

function kindChoice({ view: { t }, internal, onInternal }: ComposerOptions): TemplateResult {
  const choice = (value: boolean, label: string) =>
    html`<label
      ><input
        type="radio"
        name="kind"
        .checked=${internal === value}
        @change=${() => onInternal(value)}
      />${label}</label
    >`;
  return html`<fieldset class="kinds">
    <legend class="visually-hidden">${t('messages.kind')}</legend>
    ${choice(false, t('messages.to_customer'))} ${choice(true, t('messages.to_team'))}
  </fieldset>`;
}

function fileChoice({ view: { t }, onFiles }: ComposerOptions): TemplateResult {
  return html`<input
      hidden
      id="message-file"
      type="file"
      multiple
      accept=${fileEndings.join(',')}
      @change=${(event: Event) => {
        const input = event.target as HTMLInputElement;
        onFiles([...(input.files ?? [])]);
        // So that the same file can be chosen again.
        input.value = '';
      }}
    />
    ${button({
      kind: 'quiet',
      icon: 'paper',
      label: t('messages.attach'),
      onClick: (event) =>
        (event.currentTarget as HTMLElement)
          .closest('.composer')
          ?.querySelector<HTMLInputElement>('#message-file')
          ?.click(),
    })}`;
}

/** The files that go along, as a strip. */
function queue(options: ComposerOptions): TemplateResult | typeof nothing {
  const { uploads } = options;
  if (uploads.items.length === 0) return nothing;
  return html`<ul class="queue">
    ${uploads.items.map((item) => html`<li class="queued ${item.state}" part="file">${queued(item, options)}</li>`)}
  </ul>`;
}

function queued(item: UploadItem, { view: { t }, uploads }: ComposerOptions): TemplateResult {
  const { key, file, state, sent, fault } = item;
  const percent = Math.floor((sent * 100) / Math.max(1, file.size));
  const text = {
    waiting: t('messages.file_sending', { percent: 0 }),
    sending: t('messages.file_sending', { percent }),
    checking: t('messages.file_checking'),
    paused: t('messages.file_paused'),
    done: '',
    refused: fault ? t(`error.${fault.code}`) : '',
  }[state];
  const small = (what: 'resume' | 'remove') =>
    html`<button
      class="small"
      type="button"
      aria-label=${t(`messages.file_${what}`, { name: file.name })}
      title=${t(`messages.file_${what}`, { name: file.name })}
      @click=${() => uploads[what](key)}
    >
      ${icon(what === 'resume' ? 'play' : 'cross')}
    </button>`;
  return html`${icon(state === 'done' ? 'check' : state === 'refused' ? 'alert' : 'paper')}
    <span class="queued-name">${file.name}</span>
    ${text ? html`<small role=${state === 'sending' ? nothing : 'status'}>${text}</small>` : nothing}
    ${state === 'sending' ? html`<progress max="100" value=${percent} aria-label=${file.name}></progress>` : nothing}
    ${state === 'paused' ? small('resume') : nothing}
    ${state === 'checking' ? nothing : small('remove')}`;
}
