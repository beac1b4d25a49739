import { css, html, nothing, type TemplateResult } from 'lit';
import type { CalendarTexts } from './calendar.ts';
import { dayShape, dayText, isDay, readDay } from './day-text.ts';
import { field, fieldDescription } from './field.ts';
import { icon } from './icons.ts';

/** How days are written, and the words of the field. */
export type DayTexts = CalendarTexts & {
  /** What stands for the digits of each part, as `dd`. */
  letters: { day: string; month: string; year: string };
};

export type DayFieldOptions = {
  /** Id and name of the input, unique in the shadow root. */
  id: string;
  label: string;
  texts: DayTexts;
  /** `yyyy-mm-dd`, or what is typed and no day yet. */
  value: string;
  /** The first and the last day that may be chosen. */
  min?: string;
  max?: string;
  error: string | undefined;
  hint?: string;
  /** Called with a day as `yyyy-mm-dd`, else with the text as it is typed: `dayProblem` finds it. */
  onChange: (value: string) => void;
};

/**
 * A day, typed in the order of the reader's region whatever the browser speaks, or picked from a calendar. What is
 * typed stays as it is until it is a day.
 */
export const dayField = (options: DayFieldOptions): TemplateResult => {
  const { id, label, texts, value, min, max, error, hint, onChange } = options;
  const read = (done: boolean) => (event: Event) =>
    onChange(readDay((event.target as HTMLInputElement).value, texts.region, done));
  const pick = (event: Event) => {
    const place = (event.currentTarget as HTMLElement).closest<HTMLElement>('.day');
    // Without it the day is typed.
    void import('./calendar.ts').then(
      ({ openCalendar }) =>
        place && openCalendar({ place, value, min, max, texts, onPick: onChange }),
      () => {},
    );
  };
  return field({
    id,
    label,
    error,
    hint,
    control: html`<span class="day">
      <input
        class="input"
        part="input"
        id=${id}
        name=${id}
        inputmode="numeric"
        autocomplete="off"
        maxlength="32"
        placeholder=${dayShape(texts.region, texts.letters)}
        aria-invalid=${error ? 'true' : nothing}
        aria-describedby=${fieldDescription(id)}
        .value=${dayText(value, texts.region)}
        @input=${read(false)}
        @change=${read(true)}
        @keydown=${(event: KeyboardEvent) => {
          if (event.altKey && event.key === 'ArrowDown') pick(event);
        }}
      />
      <button
        class="open-calendar"
        type="button"
        aria-label="${texts.open}: ${label}"
        aria-haspopup="dialog"
        @click=${pick}
      >
        ${icon('calendar')}
      </button>
    </span>`,
  });
};

/** What is wrong with the value of a field: it is no day, or not one that may be chosen. */
export function dayProblem(value: string, min = '', max = ''): 'date' | 'range' | undefined {
  if (!isDay(value)) return 'date';
  return value < min || (max && value > max) ? 'range' : undefined;
}

/** Before it, a year is a slip of the finger. */
const earliest = '1000-01-01';

/** The end of a period that has to be mended: it is no day, or the period ends before it begins. An end may be open. */
export function periodProblem(
  from: string,
  to: string,
): { field: 'from' | 'to'; what: 'date' | 'order' } | undefined {
  if (from && dayProblem(from, earliest)) return { field: 'from', what: 'date' };
  if (to && dayProblem(to, earliest)) return { field: 'to', what: 'date' };
  return from && to && to < from ? { field: 'to', what: 'order' } : undefined;
}

export const dayStyles = css`
  .field:has(.day) {
    flex-basis: 11em;
  }
  /* Fields below each other: there it would be a height. */
  .form > .field:has(.day) {
    flex-basis: auto;
  }
  .day {
    position: relative;
    display: block;
  }
  .day .input {
    padding-inline-end: calc(var(--p-control-height) + var(--p-space));
    font-variant-numeric: tabular-nums;
  }
  @container (max-width: 30em) {
    .day .input {
      padding-inline: calc(var(--p-space) * 2) calc(var(--p-control-height) - var(--p-space));
    }
  }
  .open-calendar {
    all: unset;
    position: absolute;
    inset-block: 0;
    inset-inline-end: 0;
    display: grid;
    place-items: center;
    inline-size: var(--p-control-height);
    border-radius: var(--p-radius-medium);
    color: var(--p-color-muted);
    cursor: pointer;
  }
  .open-calendar:hover {
    color: var(--p-color-text);
  }
  .open-calendar:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: -3px;
  }
`;
