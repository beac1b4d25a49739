import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { DocumentType } from '#contract/documents';
import { fileEndings } from '#contract/file-words';
import { limits } from '#contract/limits';
import { button } from '../kit/button.ts';
import { dayField } from '../kit/day-field.ts';
import { selectField, textField } from '../kit/field.ts';
import { icon } from '../kit/icons.ts';
import { notice } from '../kit/notice.ts';
import { progress } from '../kit/progress.ts';
import { dayTexts, type View } from '../records/view.ts';
import { typeOptions } from './documents-list.ts';
import type { UploadItem, Uploads } from '../records/uploads.ts';
import { sizeText } from '../records/uploads.ts';

/** What is said of the files that are chosen next. */
export type UploadDraft = {
  type: string;
  customer: string;
  expiresOn: string;
  note: string;
  internal: boolean;
};
export const emptyDraft: UploadDraft = {
  type: 'other',
  customer: '',
  expiresOn: '',
  note: '',
  internal: false,
};

export type UploadPanelOptions = {
  view: View;
  heading: string;
  draft: UploadDraft;
  types: readonly DocumentType[] | undefined;
  uploads: Uploads;
  /** A version of one document: its type and whose it is are known. */
  ofDocument: boolean;
  /** Asks whose it is. */
  asksCustomer: boolean;
  /** Staff that looks after documents. */
  manages: boolean;
  dayError: string | undefined;
  over: boolean;
  onChange: (change: Partial<UploadDraft>) => void;
  onFiles: (files: readonly File[]) => void;
  onOver: (over: boolean) => void;
  /** Asks a customer for a document. */
  onAsk: () => void;
  onClose: () => void;
};

/** Where files are dropped, chosen or photographed, and how far each of them is. */
export function uploadPanel(options: UploadPanelOptions): TemplateResult {
  const { view, draft, uploads, onChange } = options;
  const { t } = view;
  return html`<section class="upload" part="upload" aria-labelledby="upload-title">
    <div class="upload-head">
      <h3 class="subtitle" id="upload-title" tabindex="-1">${options.heading}</h3>
      ${button({ kind: 'quiet', icon: 'cross', label: t('document.close'), onClick: options.onClose })}
    </div>
    <div class="upload-fields">
      ${fields(options)}
      ${textField({
        id: 'upload-note',
        label: t('document.note_optional'),
        value: draft.note,
        maxLength: limits.text,
        onInput: (note) => onChange({ note }),
      })}
    </div>
    ${
      options.manages && !options.ofDocument
        ? html`<label class="tick"
            ><input
              type="checkbox"
              .checked=${draft.internal}
              @change=${(event: Event) => onChange({ internal: (event.target as HTMLInputElement).checked })}
            />${t('document.visibility_internal')}</label
          >`
        : nothing
    }
    ${dropZone(options)}
    ${
      uploads.items.length > 0
        ? html`<ul class="queue">
            ${repeat(
              uploads.items,
              ({ key }) => key,
              (item) => queued(item, options),
            )}
          </ul>`
        : nothing
    }
  </section>`;
}

function fields(options: UploadPanelOptions): unknown {
  const { view, draft, types, onChange } = options;
  const { t } = view;
  const type = types?.find(({ code }) => code === draft.type);
  const offered = options.manages ? types : types?.filter(({ fromCustomer }) => fromCustomer);
  return html`${
    options.ofDocument
      ? nothing
      : selectField({
          id: 'upload-type',
          label: t('document.type'),
          value: draft.type,
          options: typeOptions(offered, view),
          onChange: (value) => onChange({ type: value }),
        })
  }
  ${
    options.asksCustomer
      ? textField({
          id: 'upload-customer',
          label: t('document.for_customer'),
          value: draft.customer,
          maxLength: limits.identifier,
          onInput: (customer) => onChange({ customer }),
        })
      : nothing
  }
  ${
    type?.keepsExpiry
      ? dayField({
          id: 'upload-expires',
          label: t('document.expires_optional'),
          texts: dayTexts(view),
          value: draft.expiresOn,
          error: options.dayError,
          onChange: (expiresOn) => onChange({ expiresOn }),
        })
      : nothing
  }`;
}

function dropZone(options: UploadPanelOptions): TemplateResult {
  const { view, over, onFiles, onOver } = options;
  const { t } = view;
  const hold = (on: boolean) => (event: DragEvent) => {
    event.preventDefault();
    onOver(on);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    onOver(false);
    onFiles([...(event.dataTransfer?.files ?? [])]);
  };
  const take = (event: Event) => {
    const input = event.target as HTMLInputElement;
    onFiles([...(input.files ?? [])]);
    // So that the same file can be chosen again.
    input.value = '';
  };
  const open = (id: string) => (event: Event) =>
    (event.currentTarget as HTMLElement)
      .closest('.drop')
      ?.querySelector<HTMLInputElement>(`#${id}`)
      ?.click();
  return html`<div
    class="drop ${over ? 'over' : ''}"
    part="drop"
    @dragover=${hold(true)}
    @dragleave=${hold(false)}
    @drop=${drop}
  >
    <input
      hidden
      id="upload-file"
      type="file"
      ?multiple=${!options.ofDocument}
      accept=${fileEndings.join(',')}
      @change=${take}
    />
    <input
      hidden
      id="upload-photo"
      type="file"
      accept="image/jpeg,image/png"
      capture="environment"
      @change=${take}
    />
    <p class="drop-words">${icon('up')}<span>${t('document.drop')}</span></p>
    <div class="actions">
      ${button({ kind: 'primary', label: t('document.choose'), onClick: open('upload-file') })}
      <span class="of-touch"
        >${button({ icon: 'camera', label: t('document.camera'), onClick: open('upload-photo') })}</span
      >
      ${
        options.manages && !options.ofDocument
          ? button({ label: t('document.ask'), onClick: options.onAsk })
          : nothing
      }
    </div>
    <p class="note">${t('document.limits')}</p>
  </div>`;
}

/** One file: its name, how far it is, and what can be done about it. */
function queued(item: UploadItem, { view, uploads }: UploadPanelOptions): TemplateResult {
  const { t, format } = view;
  const { key, file, state, sent, fault } = item;
  const { name, size } = file;
  const figures = { sent: sizeText(sent, format), all: sizeText(size, format) };
  const text = {
    waiting: t('document.progress_waiting'),
    sending: t('document.progress_sent', figures),
    paused: t('document.progress_paused', figures),
    checking: t('document.progress_checking'),
    done: t('document.progress_done'),
    refused: '',
  }[state];
  const verb = (what: 'pause' | 'resume' | 'remove', sign: 'pause' | 'play' | 'cross') =>
    button({
      kind: 'quiet',
      icon: sign,
      label: t(`document.${what}`),
      name: t(`document.${what}_file`, { name }),
      onClick: () => uploads[what](key),
    });
  return html`<li class="queued ${state}">
    <div class="queued-head">
      <span class="queued-name"
        >${icon(state === 'done' ? 'check' : 'paper')}<span>${name}</span></span
      >
      <span class="queued-verbs"
        >${state === 'sending' || state === 'waiting' ? verb('pause', 'pause') : nothing}
        ${state === 'paused' ? verb('resume', 'play') : nothing}
        ${state === 'checking' ? nothing : verb('remove', 'cross')}</span
      >
    </div>
    ${
      state === 'refused'
        ? nothing
        : progress({
            label: t('document.progress', { name }),
            value: state === 'done' || state === 'checking' ? size : sent,
            max: size,
            text,
          })
    }
    ${fault ? notice(state === 'refused' ? 'danger' : 'warning', t(`error.${fault.code}`)) : nothing}
  </li>`;
}
