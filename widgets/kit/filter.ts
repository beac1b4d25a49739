import { css, html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { button } from './button.ts';
import { dayField, dayStyles, type DayTexts } from './day-field.ts';
import { selectField, textField, type SelectOptions } from './field.ts';
import { bone } from './skeleton.ts';

/** A field of a filter form; `id` is the name of the filter. */
export type FilterField = { id: string; label: string; value: string } & (
  | { kind: 'select'; options: SelectOptions['options'] }
  | { kind: 'text'; placeholder: string; maxLength: number; error?: string | undefined }
  | { kind: 'day'; texts: DayTexts; error: string | undefined }
);

export type FilterFormOptions<F> = {
  /** The fields; those that are false are left out. */
  fields: readonly (FilterField | false)[];
  /** The text to search for, at the end beside the button; `before` is a field in front of it. */
  search: {
    before?: FilterField;
    label: string;
    placeholder: string;
    value: string;
    maxLength: number;
    submit: string;
  };
  onChange: (change: Partial<F>) => void;
  onSubmit: () => void;
};

/** A form that filters a list. Nothing is requested before its button is pressed. */
export function filterForm<F>(options: FilterFormOptions<F>): TemplateResult {
  const { fields, search, onSubmit } = options;
  const set = (name: string) => (value: string) =>
    options.onChange({ [name]: value } as Partial<F>);
  const submit = (event: Event) => {
    event.preventDefault();
    onSubmit();
  };
  return html`<form
    class="filter no-print"
    part="search"
    role="search"
    novalidate
    @submit=${submit}
  >
    ${repeat(
      fields.filter((one) => one !== false),
      ({ id }) => id,
      (one) => filterField(one, set(one.id)),
    )}
    <div class="find">
      ${search.before ? filterField(search.before, set(search.before.id)) : nothing}
      ${textField({ ...search, id: 'q', type: 'search', onInput: set('q') })}
      ${button({ kind: 'primary', type: 'submit', label: search.submit, icon: 'search' })}
    </div>
  </form>`;
}

function filterField(one: FilterField, set: (value: string) => void): TemplateResult {
  if (one.kind === 'select') return selectField({ ...one, onChange: set });
  if (one.kind === 'day') return dayField({ ...one, onChange: set });
  return textField({ ...one, onInput: set });
}

/** Skeleton of a filter form. @param beside how many fields stand beside the button */
export function filterSkeleton(fields: number, beside: number): TemplateResult {
  const one = html`<div class="field"><label>${bone()}</label>${bone('control')}</div>`;
  return html`<div class="filter">
    ${Array.from({ length: fields }, () => one)}
    <div class="find">${Array.from({ length: beside }, () => one)} ${bone('control')}</div>
  </div>`;
}

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
  .saved-filters {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 1.5) calc(var(--p-space) * 4);
    margin-block: calc(var(--p-space) * 2);
  }
  .saved-filters > .button {
    min-block-size: 28px;
    margin-inline-start: calc(var(--p-space) * -2);
    padding-block: 0;
  }
  .saved-filters > .button[aria-expanded='false'] .icon {
    transform: rotate(-90deg);
  }
  .saved-filters > .notice {
    flex-basis: 100%;
  }
  .saved-filters ~ .results {
    margin-block-start: calc(var(--p-space) * 3);
  }
  .results.outdated > :not(.notice:first-child) {
    color: var(--p-color-muted);
    filter: grayscale(1);
  }
  .results.outdated > .notice:first-child {
    margin-block-end: calc(var(--p-space) * 3);
  }
  .meta {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--p-space) * 2) calc(var(--p-space) * 6);
    min-block-size: 28px;
    margin-block-end: calc(var(--p-space) * 2);
    color: var(--p-color-muted);
  }
  .meta .button {
    margin-inline: calc(var(--p-space) * -2);
    text-align: start;
  }
  .exports {
    display: flex;
    flex-wrap: wrap;
    gap: 0 calc(var(--p-space) * 6);
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
    /* The last of an odd number of fields has its row to itself. */
    .find:nth-child(odd) > .field:first-child:nth-last-child(2),
    .find:nth-child(even) > .field:nth-child(2) {
      grid-column: 1 / -1;
    }
    .find > .button,
    .find > .bone {
      grid-column: 1 / -1;
      margin-block-start: var(--p-space);
    }
  }
  @container (max-width: 14em) {
    .filter {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  ${dayStyles}
`;
