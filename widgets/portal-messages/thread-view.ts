import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Message, MessageFile, ThreadDetail } from '#contract/messages';
import { button } from '../kit/button.ts';
import { icon } from '../kit/icons.ts';
import { formatInstant, type TextKey } from '../core/index.ts';
import { sizeText } from '../records/uploads.ts';
import type { View } from '../records/view.ts';
import { authorText, clockText, dayOf, dayText, isHeld } from './words.ts';

export type ThreadViewOptions = {
  view: View;
  thread: ThreadDetail;
  messages: readonly Message[];
  /** Number of the last message that was read before. */
  readLine: string;
  hasOlder: boolean;
  loading: boolean;
  /** Ids of messages whose folded parts are shown. */
  unfolded: ReadonlySet<string>;
  busy: boolean;
  onOlder: () => void;
  onUnfold: (id: string) => void;
  onDownload: (file: MessageFile) => void;
  /** Takes a message away, for whoever may. */
  onRedact: ((message: Message) => void) | undefined;
};

/** The messages by day, the unread ones behind a line. */
export function threadMessages(options: ThreadViewOptions): TemplateResult {
  const { view, messages, hasOlder, loading, onOlder } = options;
  const { t } = view;
  const firstNew = messages.find(
    ({ number, by }) => BigInt(number) > BigInt(options.readLine) && !by.self,
  );
  const line = options.readLine === '0' ? undefined : firstNew?.id;
  return html`<div
    class="messages"
    part="thread"
    role="log"
    aria-label=${options.thread.subject}
    tabindex="0"
  >
    ${
      hasOlder
        ? html`<div class="older">
            ${button({ kind: 'quiet', icon: 'up', label: t(loading ? 'messages.loading' : 'messages.older'), off: loading, onClick: onOlder })}
          </div>`
        : nothing
    }
    ${repeat(
      messages,
      ({ id }) => id,
      (message, at) => {
        const day = dayOf(message.at);
        const before = messages[at - 1];
        return html`${before && dayOf(before.at) === day ? nothing : html`<h4 class="date-line"><span>${dayText(day, view)}</span></h4>`}
        ${message.id === line ? html`<p class="unread-line" id="unread-line"><span>${t('messages.unread_line')}</span></p>` : nothing}
        ${bubble(message, options)}`;
      },
    )}
    ${reads(options)}
  </div>`;
}

function bubble(message: Message, options: ThreadViewOptions): TemplateResult {
  const { view, unfolded, onUnfold, onRedact } = options;
  const { t } = view;
  const { id, by, visibility, automatic, redaction } = message;
  const note = visibility === 'internal';
  const name = authorText(message, view);
  const time = clockText(message.at, view);
  const folded = automatic && !unfolded.has(id);
  const kind = note ? 'internal' : by.self ? 'own' : by.side;
  return html`<article
    class="bubble ${kind} ${automatic ? 'automatic' : ''}"
    part="message ${note ? 'note' : ''}"
    data-message=${id}
    aria-label=${t('messages.message_of', { name, time })}
  >
    <header class="bubble-head">
      <strong>${name}</strong>
      ${note ? html`<span class="note-mark" title=${t('messages.note_hint')}>${icon('lock')}${t('messages.note')}</span>` : nothing}
      ${automatic ? html`<span>${t('messages.automatic')}</span>` : nothing}
      <time datetime=${message.at} title=${formatInstant(message.at, view.format)}>${time}</time>
      ${message.channel === 'mail' ? html`<span>${t('messages.by_mail')}</span>` : nothing}
      ${
        onRedact && !redaction
          ? html`<button
              class="redact no-print"
              type="button"
              title=${t('messages.redact')}
              aria-label=${`${t('messages.redact')}: ${t('messages.message_of', { name, time })}`}
              @click=${() => onRedact(message)}
            >
              ${icon('eye-off')}
            </button>`
          : nothing
      }
    </header>
    ${
      redaction
        ? html`<p class="redacted">
            ${t('messages.redacted', { date: formatInstant(redaction.at, view.format), text: redaction.reason })}
          </p>`
        : folded
          ? html`${button({ kind: 'quiet', label: t('messages.show_automatic'), onClick: () => onUnfold(id) })}`
          : bubbleBody(message, options)
    }
  </article>`;
}

function bubbleBody(message: Message, options: ThreadViewOptions): TemplateResult {
  const { view, unfolded, onUnfold } = options;
  const { t } = view;
  const { id, quoted, otherAddress, files, refused } = message;
  const open = unfolded.has(id);
  const [shown, hidden] = [
    files.filter((file) => !file.folded || open),
    files.filter((file) => file.folded),
  ];
  return html`<div class="text">${message.text}</div>
    ${otherAddress ? html`<p class="said">${icon('info')}${t('messages.other_address', { address: otherAddress })}</p>` : nothing}
    ${
      quoted
        ? html`${button({
            kind: 'quiet',
            label: t(open ? 'messages.quoted_hide' : 'messages.quoted_show'),
            onClick: () => onUnfold(id),
          })}${open ? html`<blockquote class="quoted" part="quoted">${quoted}</blockquote>` : nothing}`
        : nothing
    }
    ${
      shown.length > 0
        ? html`<ul class="files">
            ${shown.map((file) => html`<li>${fileItem(file, options)}</li>`)}
          </ul>`
        : nothing
    }
    ${
      hidden.length > 0 && !open
        ? button({
            kind: 'quiet',
            label: t('messages.folded', { count: hidden.length }),
            onClick: () => onUnfold(id),
          })
        : nothing
    }
    ${refused.map(({ code, name }) => html`<p class="said">${icon('alert')}${t('messages.refused', { name, reason: refusalText(code, view) })}</p>`)}`;
}

/** Why a file was not taken; codes that have no text here are all of one kind. */
function refusalText(code: string, { t }: View): string {
  const own = /^mail_|^too_many_files$/.test(code);
  const key = `${own ? 'messages.refused_' : 'error.'}${code}` as TextKey;
  const text = t(key);
  return text === key || !text ? t('messages.refused_reason') : text;
}

function fileItem(
  file: MessageFile,
  { view, busy, onDownload }: ThreadViewOptions,
): TemplateResult {
  const { t } = view;
  const { name, bytes, thumbnail, id } = file;
  if (isHeld(file))
    return html`<span class="file held" part="file"
      >${icon('alert')}<span>${name}</span>
      <small
        >${t(file.scan === 'infected' ? 'messages.file_infected' : 'messages.file_pending')}</small
      ></span
    >`;
  const size = sizeText(bytes, view.format);
  return html`<button
    class="file"
    part="file"
    type="button"
    aria-disabled=${busy ? 'true' : nothing}
    aria-label="${t('messages.download', { name })} ${size}"
    @click=${() => onDownload(file)}
  >
    ${thumbnail ? html`<canvas class="thumb" data-id=${id} aria-hidden="true"></canvas>` : icon('paper')}
    <span>${name}</span> <small>${size}</small>
  </button>`;
}

/** Who of the customer has read how far, below the last message; for staff. */
function reads({ view, thread, messages }: ThreadViewOptions): TemplateResult | typeof nothing {
  const last = messages.findLast(
    ({ by, visibility }) => by.side === 'company' && visibility === 'customer',
  );
  const readers = thread.readers?.filter(
    ({ number }) => last && BigInt(number) >= BigInt(last.number),
  );
  if (!readers?.length) return nothing;
  return html`<p class="reads">
    ${icon('checks')}${readers
      .map(({ name, at }) =>
        view.t('messages.read_by', {
          name,
          time:
            dayOf(at) === dayOf(new Date().toISOString())
              ? clockText(at, view)
              : formatInstant(at, view.format),
        }),
      )
      .join(' · ')}
  </p>`;
}
