import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import { quoteLimits } from '#contract/quote-words';
import { operations, transportModes } from '#contract/shipment-words';
import type { TextKey } from '../core/index.ts';
import type { Translate } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { dayField } from '../kit/day-field.ts';
import { field, fieldDescription, select, selectField, textField } from '../kit/field.ts';
import { filePicker, type FilePickerOptions } from '../records/file-picker.ts';
import type { Uploads } from '../records/uploads.ts';
import { dayTexts, type View } from '../records/view.ts';

/** What was typed, by field. */
export type Fields = Readonly<Record<string, string>>;
export type Box = { type: string; count: string };

/** Types of containers that are offered; others can be told in the remarks. */
const boxTypes = ['20DC', '40DC', '40HC', '45HC', '20RF', '40RF', '20OT', '40OT', '40FR'] as const;

export type RequestFormOptions = {
  view: View;
  fields: Fields;
  boxes: readonly Box[];
  /** What is wrong, by field. */
  wrong: Fields;
  uploads: Uploads;
  busy: boolean;
  fault: TemplateResult | undefined;
  onField: (name: string, value: string) => void;
  onBoxes: (change: (now: readonly Box[]) => readonly Box[]) => void;
  onSubmit: () => void;
  onCancel: () => void;
};

/** The form that asks for a transport to be quoted. */
export function requestForm(options: RequestFormOptions): TemplateResult {
  const { view, fields, wrong, uploads, busy, fault, onField, onSubmit, onCancel } = options;
  const { t } = view;
  const of = (
    id: string,
    label: TextKey,
    more: { numeric?: true; max?: number; hint?: string } = {},
  ) =>
    textField({
      id,
      label: t(label),
      value: fields[id] ?? '',
      error: wrong[id],
      hint: more.hint,
      maxLength: more.max ?? limits.name,
      ...(more.numeric && { inputMode: 'numeric' as const }),
      onInput: (value) => onField(id, value),
    });
  const choice = <W extends string>(id: string, label: TextKey, words: readonly W[]) =>
    selectField({
      id,
      label: t(label),
      value: fields[id] || words[0]!,
      options: words.map((word) => [word, t(`quotes.${id}_${word}` as TextKey)] as const),
      onChange: (value) => onField(id, value),
    });
  const submit = (event: Event) => {
    event.preventDefault();
    onSubmit();
  };
  return html`<form
    class="form request"
    part="request"
    data-of="request"
    novalidate
    @submit=${submit}
  >
    <p class="muted prose">${t('quotes.request_text')}</p>
    <div class="grid">
      ${choice('operation', 'quotes.operation', operations)}
      ${choice('mode', 'quotes.mode', transportModes)}
      ${of('origin', 'quotes.origin', { hint: t('quotes.place_hint') })}
      ${of('destination', 'quotes.destination', { hint: t('quotes.place_hint') })}
      ${of('incoterm', 'quotes.incoterm', { max: 10 })}
      ${dayField({
        id: 'readyOn',
        label: t('quotes.ready_on'),
        texts: dayTexts(view),
        value: fields.readyOn ?? '',
        error: wrong.readyOn,
        onChange: (value) => onField('readyOn', value),
      })}
    </div>
    ${of('goods', 'quotes.goods', { max: limits.text })}
    <div class="grid">
      ${of('weight', 'quotes.weight_kg', { numeric: true })}
      ${of('volume', 'quotes.volume_m3', { numeric: true })}
      ${of('packages', 'quotes.packages', { numeric: true })}
    </div>
    ${boxFields(options)}
    ${field({
      id: 'note',
      label: t('quotes.request_note'),
      control: html`<textarea
        class="input"
        part="input"
        id="note"
        rows="3"
        maxlength=${quoteLimits.text}
        aria-describedby=${fieldDescription('note')}
        .value=${fields.note ?? ''}
        @input=${(event: Event) => onField('note', (event.target as HTMLTextAreaElement).value)}
      ></textarea>`,
    })}
    ${filePicker({ view, label: t('quotes.request_files'), words: fileWords(t), uploads, most: quoteLimits.files })}
    ${fault ?? nothing}
    <div class="actions">
      ${button({ kind: 'primary', type: 'submit', label: t('quotes.request_send'), off: busy })}
      ${button({ label: t('quotes.cancel'), onClick: onCancel })}
    </div>
  </form>`;
}

/** What choosing files says. */
export const fileWords = (t: Translate): FilePickerOptions['words'] => ({
  choose: t('quotes.attach'),
  checking: t('quotes.file_checking'),
  remove: t('quotes.file_remove'),
});

/** Containers by type, each with how many. */
function boxFields({ view, boxes, onBoxes }: RequestFormOptions): TemplateResult {
  const { t } = view;
  const change = (at: number, more: Partial<Box>) =>
    onBoxes((now) => now.map((box, index) => (index === at ? { ...box, ...more } : box)));
  return html`<fieldset class="boxes">
    <legend class="label">${t('quotes.containers')}</legend>
    ${boxes.map(
      ({ type, count }, at) =>
        html`<div class="box-row">
          ${field({
            id: `box-type-${at}`,
            label: t('quotes.container_type'),
            control: select({
              id: `box-type-${at}`,
              name: `box-type-${at}`,
              value: type,
              options: boxTypes.map((one) => [one, one] as const),
              onChange: (value) => change(at, { type: value }),
            }),
          })}
          ${textField({
            id: `box-count-${at}`,
            label: t('quotes.container_count'),
            value: count,
            inputMode: 'numeric',
            maxLength: 3,
            onInput: (value) => change(at, { count: value }),
          })}
          ${button({
            kind: 'quiet',
            icon: 'cross',
            label: t('quotes.file_remove'),
            name: t('quotes.container_remove', { n: at + 1 }),
            onClick: () => onBoxes((now) => now.filter((_, index) => index !== at)),
          })}
        </div>`,
    )}
    ${button({
      label: t('quotes.container_add'),
      off: boxes.length >= quoteLimits.containers,
      onClick: () =>
        onBoxes((now) =>
          now.length < quoteLimits.containers ? [...now, { type: '40HC', count: '1' }] : now,
        ),
    })}
  </fieldset>`;
}
