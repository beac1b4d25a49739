import { html, nothing, type TemplateResult } from 'lit';
import { field, fieldDescription } from './field.ts';

export type DayFieldOptions = {
  /** Id and name of the input, unique in the shadow root. */
  id: string;
  label: string;
  /** `yyyy-mm-dd` */
  value: string;
  /** The first and the last day that may be chosen. */
  min: string;
  max: string;
  error: string | undefined;
  /** Told of whole dates only: while one part of a date is typed, the browser knows of none. */
  onChange: (value: string) => void;
};

/**
 * A day, in the browser's own field. An unfinished date is drawn into nothing: what is there of it stays while it
 * is typed, and `dayProblem` finds it when the form is sent.
 */
export const dayField = (options: DayFieldOptions): TemplateResult => {
  const { id, label, value, min, max, error, onChange } = options;
  const tell = (event: Event) => {
    const day = (event.target as HTMLInputElement).value;
    if (day) onChange(day);
  };
  return field({
    id,
    label,
    error,
    control: html`<input
      class="input"
      part="input"
      id=${id}
      name=${id}
      type="date"
      required
      min=${min}
      max=${max}
      aria-invalid=${error ? 'true' : nothing}
      aria-describedby=${fieldDescription(id)}
      .value=${value}
      @input=${tell}
      @change=${tell}
    />`,
  });
};

/** What is wrong with the date that stands in a field: there is none, or not one that may be chosen. */
export function dayProblem({ value, min, max }: HTMLInputElement): 'date' | 'range' | undefined {
  if (!value) return 'date';
  return value < min || value > max ? 'range' : undefined;
}
