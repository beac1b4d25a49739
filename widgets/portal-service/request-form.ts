import { html, nothing, type TemplateResult } from 'lit';
import { fileEndings } from '#contract/file-words';
import { messageLimits } from '#contract/message-words';
import type {
  CategoryField,
  ServiceCategories,
  ServiceCategory,
  ServiceRequest,
} from '#contract/service';
import { serviceLimits, type RequestRecord } from '#contract/service-words';
import { button } from '../kit/button.ts';
import type { Combobox } from '../kit/combobox.ts';
import { dayField } from '../kit/day-field.ts';
import { field, fieldDescription, selectField, textField } from '../kit/field.ts';
import { icon } from '../kit/icons.ts';
import { notice } from '../kit/notice.ts';
import type { UploadItem, Uploads } from '../records/uploads.ts';
import { day, dayTexts, textIn, type View } from '../records/view.ts';
import { categoryName, statusBadge } from './words.ts';

/** What is being asked for. */
export type RequestDraft = {
  category: string;
  subject: string;
  text: string;
  fields: Record<string, string>;
  /** Kind of what it is about; empty where that is nothing in particular. */
  kind: RequestRecord | '';
};
export const emptyRequest: RequestDraft = {
  category: '',
  subject: '',
  text: '',
  fields: {},
  kind: '',
};

export type FormOptions = {
  view: View;
  draft: RequestDraft;
  offer: ServiceCategories | undefined;
  fault: TemplateResult | undefined;
  /** Number of the request that it goes on from. */
  before: string | undefined;
  /** What it is about, where that is settled; undefined while it is looked for. */
  about: string | undefined;
  /** What the reader may say that it is about. */
  kinds: readonly RequestRecord[];
  finder: Combobox;
  alike: readonly ServiceRequest[];
  uploads: Uploads;
  busy: boolean;
  refusal: string;
  /** Faults by the id of the field. */
  wrong: Readonly<Record<string, string>>;
  link: (id: string, label: string) => TemplateResult;
  onChange: (change: Partial<RequestDraft>) => void;
  onAboutRemoved: () => void;
  onFiles: (files: readonly File[]) => void;
  onSend: () => void;
  onBack: () => void;
};

/** A new request: first what it is, as large choices, then one column of fields. */
export function requestForm(options: FormOptions): TemplateResult {
  const { view, draft, offer, fault, before, onBack } = options;
  const { t } = view;
  const category = offer?.items.find(({ code }) => code === draft.category);
  return html`
    ${button({ kind: 'quiet', label: t('service.back'), icon: 'back', onClick: onBack })}
    <h2 class="title record-title" part="title" tabindex="-1">
      ${category ? categoryName(category, view) : t('service.choose')}
    </h2>
    ${before ? notice('neutral', t('service.follows', { number: before })) : nothing}
    ${fault ?? (category ? fields(category, options) : choices(options))}
  `;
}

function choices({ view, offer, onChange }: FormOptions): TemplateResult {
  const items = (offer?.items ?? []).filter(({ visible }) => visible);
  if (offer && items.length === 0) return notice('neutral', view.t('service.no_categories'));
  return html`<ul class="choices-large">
    ${items.map(
      (one) =>
        html`<li>
          <button
            class="choice"
            part="category"
            type="button"
            @click=${() => onChange({ category: one.code })}
          >
            ${icon(one.icon)}<span>${categoryName(one, view)}</span>
          </button>
        </li>`,
    )}
  </ul>`;
}

function fields(category: ServiceCategory, options: FormOptions): TemplateResult {
  const { view, draft, offer, wrong, busy, refusal, onChange, onSend } = options;
  const { t } = view;
  const holidays = offer?.holidays ?? [];
  return html`<form
    class="form ask"
    data-of="request ${category.code}"
    novalidate
    @submit=${(event: Event) => {
      event.preventDefault();
      onSend();
    }}
  >
    <div>
      ${button({ kind: 'quiet', icon: category.icon, label: t('service.change_category'), onClick: () => onChange({ category: '' }) })}
    </div>
    ${textField({
      id: 'subject',
      label: t('service.subject'),
      value: draft.subject,
      maxLength: serviceLimits.subject,
      error: wrong.subject,
      onInput: (subject) => onChange({ subject }),
    })}
    ${alike(options)}
    ${field({
      id: 'text',
      label: t('service.text'),
      error: wrong.text,
      control: html`<textarea
        class="input"
        part="input"
        id="text"
        name="text"
        rows="5"
        maxlength=${messageLimits.text}
        aria-invalid=${wrong.text ? 'true' : nothing}
        aria-describedby=${fieldDescription('text')}
        .value=${draft.text}
        @input=${(event: Event) => onChange({ text: (event.target as HTMLTextAreaElement).value })}
      ></textarea>`,
    })}
    ${category.fields.map((one) => ownField(one, options))} ${about(options)} ${files(options)}
    ${
      holidays.length > 0
        ? notice(
            'neutral',
            t('service.holidays', {
              days: holidays.map((one) => `${day(one.day, view)} (${one.name})`).join(', '),
            }),
            'calendar',
          )
        : nothing
    }
    ${refusal ? notice('danger', refusal) : nothing}
    <div class="actions sends">
      ${button({ kind: 'primary', type: 'submit', label: t(busy ? 'service.sending' : 'service.send'), off: busy })}
      ${button({ kind: 'quiet', label: t('service.cancel_form'), onClick: options.onBack })}
    </div>
  </form>`;
}

/** Own requests that may be the same one. */
function alike({ view, alike: found, link }: FormOptions): TemplateResult | typeof nothing {
  if (found.length === 0) return nothing;
  return html`<section class="alike" aria-labelledby="alike">
    <p id="alike">${view.t('service.alike')}</p>
    <ul>
      ${found.map(
        (one) =>
          html`<li>
            ${link(one.id, `${one.number} · ${one.subject}`)}
            ${statusBadge(one.status, view, false)}
          </li>`,
      )}
    </ul>
  </section>`;
}

/** A field of the category. */
function ownField(
  { key, kind, labels, required, options }: CategoryField,
  { view, draft, wrong, onChange }: FormOptions,
): TemplateResult {
  const { t, format } = view;
  const name = textIn(labels, format);
  const common = {
    id: `field-${key}`,
    label: required ? name : t('service.optional', { label: name }),
    value: draft.fields[key] ?? '',
    error: wrong[key],
  };
  const set = (value: string) => onChange({ fields: { [key]: value } });
  if (kind === 'date') return dayField({ ...common, texts: dayTexts(view), onChange: set });
  if (kind === 'select')
    return selectField({
      ...common,
      options: [
        ['', t('service.choice')],
        ...options.map((one) => [one.value, textIn(one.labels, format)] as const),
      ],
      onChange: set,
    });
  return textField({
    ...common,
    maxLength: kind === 'text' ? serviceLimits.value : 60,
    onInput: set,
  });
}

/** What it is about: settled by the page it was begun on, or looked for among what the reader may see. */
function about(options: FormOptions): TemplateResult | typeof nothing {
  const { view, about: settled, kinds, draft, finder, onChange, onAboutRemoved } = options;
  const { t } = view;
  if (settled !== undefined)
    return html`<p class="settled">
      <span>${t('service.about')}: <strong>${settled}</strong></span>
      ${options.before ? nothing : button({ kind: 'quiet', icon: 'cross', label: t('service.about_remove'), onClick: onAboutRemoved })}
    </p>`;
  if (kinds.length === 0 || options.before) return nothing;
  return html`<div class="pair">
    ${selectField({
      id: 'about-kind',
      label: t('service.about'),
      value: draft.kind,
      options: [
        ['', t('service.about_none')],
        ...kinds.map((kind) => [kind, t(`service.about_${kind}`)] as const),
      ],
      onChange: (kind) => onChange({ kind: kind as RequestDraft['kind'] }),
    })}
    ${
      draft.kind
        ? field({
            id: 'about',
            label: t('service.number'),
            error: options.wrong.about,
            control: finder.render(
              {
                hint: t('service.about_hint'),
                none: t('service.about_none_found'),
                failed: t('service.about_failed'),
              },
              Boolean(options.wrong.about),
            ),
          })
        : nothing
    }
  </div>`;
}

function files({ view: { t }, uploads, onFiles }: FormOptions): TemplateResult {
  return html`<div class="files-row">
    <input
      hidden
      id="request-file"
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
      icon: 'paper',
      label: t('service.attach'),
      onClick: (event) =>
        (event.currentTarget as HTMLElement)
          .closest('.files-row')
          ?.querySelector<HTMLInputElement>('#request-file')
          ?.click(),
    })}
    <p class="note">${t('service.files_limit')}</p>
    ${
      uploads.items.length > 0
        ? html`<ul class="sent-files">
            ${uploads.items.map((item) => sentFile(item, uploads, t))}
          </ul>`
        : nothing
    }
  </div>`;
}

function sentFile(
  { key, file: { name, size }, state, sent, fault }: UploadItem,
  uploads: Uploads,
  t: View['t'],
): TemplateResult {
  const percent = size > 0 ? Math.floor((sent * 100) / size) : 0;
  const said = fault
    ? t(`error.${fault.code}`)
    : state === 'done'
      ? t('service.file_done')
      : `${percent} %`;
  return html`<li class=${state}>
    <span>${name} <small>${said}</small></span>
    ${
      state === 'paused'
        ? button({
            kind: 'quiet',
            icon: 'play',
            label: t('service.file_resume', { name }),
            onClick: () => uploads.resume(key),
          })
        : nothing
    }
    ${button({ kind: 'quiet', icon: 'cross', label: t('service.file_remove', { name }), onClick: () => uploads.remove(key) })}
  </li>`;
}
