import { html, nothing, type TemplateResult } from 'lit';
import type { SheetChoice } from '#contract/mailing-lists';
import { formatQuantity, type TextKey } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { field, fieldDescription, select } from '../kit/field.ts';
import { icon } from '../kit/icons.ts';
import { notice } from '../kit/notice.ts';
import type { View } from './view.ts';

/** What is said of the list: its name, what may be pasted, and what a file has. */
export type SheetWords = Record<'label' | 'hint' | 'file', TextKey>;

export type SheetFormOptions = {
  view: View;
  words: SheetWords;
  text: string;
  /** Name of the file that takes the place of the text. */
  file: string | undefined;
  /** What is chosen besides. */
  choices: unknown;
  problem: string;
  busy: boolean;
  /** A file is held over the field. */
  over: boolean;
  /** What is said where it takes long. */
  patience: unknown;
  onText: (text: string) => void;
  onFile: (file: File | undefined) => void;
  onDropFile: () => void;
  onOver: (on: boolean) => void;
  onSubmit: () => void;
};

/** Where a list is pasted or dropped. */
export function sheetForm(options: SheetFormOptions): TemplateResult {
  const { view, words, choices, problem, busy, patience, onSubmit } = options;
  const { t } = view;
  const submit = (event: Event) => {
    event.preventDefault();
    onSubmit();
  };
  return html`<form class="form" part="form" data-of="sheet" novalidate @submit=${submit}>
    ${field({
      id: 'sheet',
      label: t(words.label),
      error: problem || undefined,
      hint: t(words.hint),
      // What may be pasted is what somebody wants to know who pasted something else.
      more: problem ? html`<p class="quiet-text" id="sheet-hint">${t(words.hint)}</p>` : nothing,
      control: sheetText(options),
    })}
    ${fileChoice(options)} ${choices}
    <div class="actions">
      ${button({
        kind: 'primary',
        type: 'submit',
        label: t(busy ? 'import.processing' : 'import.process'),
        off: busy,
      })}
      ${patience}
    </div>
  </form>`;
}

function sheetText({ text, problem, over, onText, onFile, onOver }: SheetFormOptions) {
  const hold = (on: boolean) => (event: DragEvent) => {
    event.preventDefault();
    onOver(on);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    onOver(false);
    onFile(event.dataTransfer?.files[0]);
  };
  return html`<textarea
    class="input sheet ${over ? 'over' : ''}"
    part="input"
    id="sheet"
    name="sheet"
    rows="12"
    spellcheck="false"
    aria-invalid=${problem ? 'true' : 'false'}
    aria-describedby="${fieldDescription('sheet')}${problem ? ' sheet-hint' : ''}"
    .value=${text}
    @input=${(event: Event) => onText((event.target as HTMLTextAreaElement).value)}
    @dragover=${hold(true)}
    @dragleave=${hold(false)}
    @drop=${drop}
  ></textarea>`;
}

function fileChoice({ view: { t }, words, file, onFile, onDropFile }: SheetFormOptions) {
  const choose = (event: Event) =>
    (event.currentTarget as HTMLElement).parentElement
      ?.querySelector<HTMLInputElement>('#file')
      ?.click();
  return html`<div class="file">
    <input
      hidden
      id="file"
      type="file"
      accept=".xlsx,.csv,.txt"
      @change=${(event: Event) => {
        const input = event.target as HTMLInputElement;
        onFile(input.files?.[0]);
        // So that the same file can be chosen again.
        input.value = '';
      }}
    />
    ${button({ label: t('import.choose_file'), onClick: choose })}
    ${
      file !== undefined
        ? html`<span class="file-name">${icon('list')} ${file}</span> ${button({
              kind: 'quiet',
              icon: 'cross',
              label: t('import.drop_file'),
              onClick: onDropFile,
            })}`
        : html`<span class="quiet-text">${t(words.file)}</span>`
    }
  </div>`;
}

const hideable = ['rows', 'columns', 'sheets'] as const;

/** Which sheet of a workbook was read, where there are several, and what of it nobody sees. */
export function sheetChoice(
  { sheet, sheets, hidden }: SheetChoice,
  { t, format }: View,
  onChoose: (name: string) => void,
): TemplateResult {
  const number = (count: number) => formatQuantity(String(count), format);
  const what = hideable
    .filter((one) => hidden[one] > 0)
    .map((one) => t(`import.hidden_${one}`, { number: number(hidden[one]) }));
  return html`${
    sheets.length > 1
      ? html`<div class="which-sheet no-print">
          ${field({
            id: 'which-sheet',
            label: t('import.which_sheet'),
            control: select({
              id: 'which-sheet',
              name: 'which-sheet',
              value: sheet,
              options: sheets.map(({ name, rows }) => [
                name,
                t('import.sheet_rows', { name, rows: number(rows) }),
              ]),
              onChange: onChoose,
            }),
          })}
        </div>`
      : nothing
  }
  ${what.length > 0 ? notice('info', t('import.hidden_left', { what: what.join('; ') })) : nothing}`;
}
