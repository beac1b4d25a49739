import { css, html, noChange, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { icon } from './icon.ts';

export type FieldOptions = {
  /** Id of the control, unique in the shadow root. */
  id: string;
  label: string;
  /** The control itself; it takes `aria-describedby` from `fieldDescription`. */
  control: TemplateResult;
  error?: string | undefined;
  hint?: string | undefined;
  /** Something is wrong that is said elsewhere, as in a list of requirements. */
  wrong?: boolean | undefined;
  /** What stands below the line, as requirements that are met one by one. */
  more?: TemplateResult | typeof nothing | undefined;
};

/** What a control of a field refers to in `aria-describedby`. */
export const fieldDescription = (id: string): string => `${id}-note`;

/** A label, its control, and one line below for the problem or a hint. */
export const field = ({
  id,
  label,
  control,
  error,
  hint,
  wrong,
  more,
}: FieldOptions): TemplateResult => html`
  <div class="field ${error || wrong ? 'wrong' : ''}">
    <label for=${id} part="label">${label}</label>
    ${control}
    <p class="note" id=${fieldDescription(id)} ?hidden=${!error && !hint}>
      ${error ? icon('alert') : nothing}${error ?? hint}
    </p>
    ${more ?? nothing}
  </div>
`;

export type TextFieldOptions = Omit<FieldOptions, 'control'> & {
  /** What the form calls it; else its id. */
  name?: string;
  type?: 'text' | 'search';
  /** Undefined leaves to the browser what stands in it. */
  value?: string;
  autocomplete?: 'name' | 'off' | 'one-time-code' | 'username';
  inputMode?: 'numeric';
  maxLength?: number | undefined;
  placeholder?: string | undefined;
  required?: boolean;
  readOnly?: boolean;
  onInput?: (value: string) => void;
  /** Called when the reader leaves the field. */
  onChange?: (value: string) => void;
  onFocus?: () => void;
};

/** A field of one line of text. */
export function textField(options: TextFieldOptions): TemplateResult {
  const { id, type = 'text', autocomplete = 'off', error, onInput, onChange } = options;
  const on = (handler?: (value: string) => void) =>
    handler && ((event: Event) => handler((event.target as HTMLInputElement).value));
  return field({
    ...options,
    control: html`<input
      class="input"
      part="input"
      id=${id}
      name=${options.name ?? id}
      type=${type}
      inputmode=${options.inputMode ?? nothing}
      autocomplete=${autocomplete}
      autocapitalize=${autocomplete === 'name' ? nothing : 'none'}
      spellcheck="false"
      ?required=${options.required ?? false}
      ?readonly=${options.readOnly ?? false}
      maxlength=${options.maxLength ?? nothing}
      placeholder=${options.placeholder ?? nothing}
      aria-invalid=${error ? 'true' : nothing}
      aria-describedby=${fieldDescription(id)}
      .value=${options.value ?? noChange}
      @input=${on(onInput)}
      @change=${on(onChange)}
      @focus=${options.onFocus}
    />`,
  });
}

export type TextAreaOptions = Omit<FieldOptions, 'control'> & {
  value: string;
  rows?: number;
  maxLength: number;
  onInput: (value: string) => void;
};

/** A field of several lines of text. */
export function textAreaField(options: TextAreaOptions): TemplateResult {
  const { id, value, rows, maxLength, error, onInput } = options;
  return field({
    ...options,
    control: html`<textarea
      class="input"
      part="input"
      id=${id}
      name=${id}
      rows=${rows ?? nothing}
      maxlength=${maxLength}
      aria-invalid=${error ? 'true' : nothing}
      aria-describedby=${fieldDescription(id)}
      .value=${value}
      @input=${(event: Event) => onInput((event.target as HTMLTextAreaElement).value)}
    ></textarea>`,
  });
}

export type SelectOptions = {
  id: string;
  name: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  onChange: (value: string) => void;
};

/** The browser's own list of choices. */
export const select = ({ id, name, value, options, onChange }: SelectOptions): TemplateResult =>
  html`<span class="select">
    <select
      class="input"
      part="input"
      id=${id}
      name=${name}
      @change=${(event: Event) => onChange((event.target as HTMLSelectElement).value)}
    >
      ${options.map(
        ([option, label]) =>
          html`<option value=${option} .selected=${live(option === value)}>${label}</option>`,
      )}
    </select>
    ${icon('chevron')}
  </span>`;

/** A field of the browser's own list of choices. */
export const selectField = ({
  label,
  ...options
}: Omit<SelectOptions, 'name'> & { label: string; error?: string | undefined }): TemplateResult =>
  field({ ...options, label, control: select({ ...options, name: options.id }) });

export const fieldStyles = css`
  .form {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 4);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 2) calc(var(--p-space) * 4);
  }
  .form > .actions {
    margin-block-start: var(--p-space);
  }
  .actions .button.quiet {
    margin-inline: calc(var(--p-space) * -2);
  }
  .field {
    display: flex;
    flex-direction: column;
    gap: var(--p-space);
    min-inline-size: 0;
  }
  .field label {
    color: var(--p-color-muted);
    font-size: 0.9286em;
    font-weight: var(--p-font-weight-medium);
  }
  .note {
    display: flex;
    gap: var(--p-space);
    margin: 0;
    color: var(--p-color-muted);
    font-size: 0.9286em;
  }
  /* In the middle of the first line. */
  .note > .icon {
    margin-block-start: calc((var(--p-line-height) - 1.15) * 0.5em);
  }
  .input::-webkit-search-cancel-button {
    display: none;
  }
  .wrong .note {
    color: var(--p-color-danger);
  }
  .input {
    appearance: none;
    box-sizing: border-box;
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: var(--p-control-height);
    margin: 0;
    padding: var(--p-space) calc(var(--p-space) * 2.5);
    border: var(--p-border-width) solid var(--p-color-border-strong);
    border-radius: var(--p-radius-medium);
    background: var(--p-color-field);
    color: var(--p-color-text);
    font: inherit;
    text-overflow: ellipsis;
  }
  .input::placeholder {
    color: var(--p-color-muted);
    opacity: 1;
  }
  .input:read-only:not(select) {
    border-color: var(--p-color-border);
    background: var(--p-color-surface);
  }
  .wrong .input {
    border-color: var(--p-color-danger);
  }
  .select {
    position: relative;
    display: block;
  }
  .select .input {
    padding-inline-end: calc(var(--p-space) * 8);
  }
  .select .icon {
    position: absolute;
    inset-inline-end: calc(var(--p-space) * 2.5);
    inset-block-start: calc(50% - 0.575em);
    color: var(--p-color-muted);
    pointer-events: none;
  }
`;
