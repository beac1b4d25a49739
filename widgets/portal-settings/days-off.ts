import { html, type TemplateResult } from 'lit';
import type { Calendar } from '#contract/calendars';
import { button } from '../kit/button.ts';
import { dayField } from '../kit/day-field.ts';
import { textField } from '../kit/field.ts';
import { table } from '../kit/table.ts';
import { columnsOf } from '../records/columns.ts';
import { day as dayText, dayTexts, type View } from '../records/view.ts';
import type { Problems } from './card.ts';

export type DayOff = Calendar['days'][number];

export type DaysOffOptions = {
  view: View;
  days: readonly DayOff[];
  /** What is typed of another one. */
  next: DayOff;
  problems: Problems;
  off: boolean;
  onRemove: (day: string) => void;
  onNext: (change: Partial<DayOff>) => void;
  onAdd: () => void;
};

/** Days off in their order, and a form to add one. */
export const daysOff = (options: DaysOffOptions): TemplateResult =>
  html`${options.days.length === 0 ? html`<p class="quiet-text">${options.view.t('settings.days_off_none')}</p>` : list(options)}
  ${form(options)}`;

function list({ view, days, off, onRemove }: DaysOffOptions): TemplateResult {
  const { t } = view;
  const c = columnsOf<DayOff>(view);
  return table({
    caption: t('settings.days_off'),
    columns: [
      c.short('settings.day_off', ({ day }) => dayText(day, view), { card: 'heading' }),
      c.wide('settings.day_off_name', ({ name }) => name),
      c.action('settings.day_off_remove', ({ day, name }) =>
        button({
          kind: 'quiet',
          label: t('settings.day_off_remove'),
          name: t('settings.day_off_remove_named', { name, day: dayText(day, view) }),
          off,
          onClick: () => onRemove(day),
        }),
      ),
    ],
    rows: days.toSorted((a, b) => a.day.localeCompare(b.day)),
    key: ({ day }) => day,
    wide: 'small',
  });
}

function form({ view, next, problems, off, onNext, onAdd }: DaysOffOptions): TemplateResult {
  const { t } = view;
  const submit = (event: Event) => {
    event.preventDefault();
    onAdd();
  };
  return html`<form class="form" part="form" data-of="day-off" novalidate @submit=${submit}>
    <div class="pair">
      ${dayField({
        id: 'day-off',
        label: t('settings.day_off'),
        texts: dayTexts(view),
        value: next.day,
        error: problems.day,
        onChange: (day) => onNext({ day }),
      })}
      ${textField({
        id: 'day-off-name',
        label: t('settings.day_off_name'),
        value: next.name,
        error: problems.name,
        maxLength: 100,
        onInput: (name) => onNext({ name }),
      })}
    </div>
    <div class="actions">${button({ type: 'submit', label: t('settings.day_off_add'), off })}</div>
  </form>`;
}
