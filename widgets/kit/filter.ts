import { css, html, nothing, type TemplateResult } from 'lit';
import { button } from './button.ts';
import { field } from './field.ts';

export type FinderOptions = {
  label: string;
  hint: string;
  /** Label of the button. */
  submit: string;
  value: string;
  /** Characters at most. */
  longest: number;
  /** A choice before the text, as what it is. */
  before?: TemplateResult;
  onChange: (text: string) => void;
};

/** The end of a bar of filters: the text to find, and the button. */
export const finder = (options: FinderOptions): TemplateResult => html`
  <div class="find">
    ${options.before ?? nothing}
    ${field({
      id: 'q',
      label: options.label,
      control: html`<input
        class="input"
        part="input"
        id="q"
        name="q"
        type="search"
        autocomplete="off"
        spellcheck="false"
        maxlength=${options.longest}
        placeholder=${options.hint}
        .value=${options.value}
        @input=${(event: Event) => options.onChange((event.target as HTMLInputElement).value)}
      />`,
    })}
    ${button({ kind: 'primary', type: 'submit', label: options.submit, icon: 'search' })}
  </div>
`;

/** A bar of filters, what it found below, and a line above that. */
export const filterStyles = css`
  .filter,
  .find {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    gap: calc(var(--p-space) * 3);
  }
  .filter .field {
    flex: 1 1 8.5em;
  }
  .find {
    flex: 2.6 1 27em;
    flex-wrap: nowrap;
  }
  .find > .button,
  .find > .bone {
    flex: 0 1 8em;
    margin-block-start: calc(0.9286em * var(--p-line-height) + var(--p-space));
  }
  .results {
    margin-block-start: calc(var(--p-space) * 5);
  }
  .meta {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--p-space) * 2);
    min-block-size: 28px;
    margin-block-end: calc(var(--p-space) * 2);
    color: var(--p-color-muted);
  }
  .meta .button {
    margin-inline: calc(var(--p-space) * -2);
    text-align: start;
  }
  .meta + .notice {
    margin-block-end: calc(var(--p-space) * 3);
  }
  @container (max-width: 30em) {
    .filter {
      display: grid;
      grid-template-columns: 1fr 1fr;
    }
    .find {
      display: contents;
    }
    .find > .button,
    .find > .bone {
      grid-column: 1 / -1;
      margin-block-start: var(--p-space);
    }
  }
`;
