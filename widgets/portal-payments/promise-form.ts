import { html } from 'lit';
import { addDays, today } from '#contract/format';
import { limits } from '#contract/limits';
import { mostPromisedDays } from '#contract/promise-words';
import { dayField, dayProblem } from '../kit/day-field.ts';
import { textField } from '../kit/field.ts';
import { day, dayTexts, money } from '../records/view.ts';
import type { SaidForm, SaidFormDesk } from './said-form.ts';

/** What is promised: documents of one company and currency. */
export type Promised = {
  company: string;
  currency: string;
  total: string;
  items: { id: string; amount: string }[];
};

/** The first day and the last that may be promised; the server knows better which day it is where the company is. */
const daysNow = (): [string, string] => {
  const here = today(new Intl.DateTimeFormat().resolvedOptions().timeZone);
  return [here, addDays(here, mostPromisedDays)];
};

/** What is said of a day that cannot be promised: that it does not exist, or which days do. */
const wrongDay = (typed: string, problem: 'date' | 'range') =>
  problem === 'date' && typed ? 'rule.date' : 'payments.promise_date_wrong';

/** When documents will be paid. */
export function promiseForm({ view, onType }: SaidFormDesk, of: Promised): SaidForm {
  let typed = { date: '', note: '' };
  const type = (change: Partial<typeof typed>) => {
    typed = { ...typed, ...change };
    onType();
  };
  return {
    of: `promise ${of.items.map(({ id }) => id).join(' ')}`,
    title: () => view().t('payments.promise_title'),
    submit: () => view().t('payments.promise_send'),

    fields: (tried) => {
      const v = view();
      const { t } = v;
      const { date, note } = typed;
      const [min, max] = daysNow();
      const wrong = tried ? dayProblem(date, min, max) : undefined;
      return html`<p class="total">
          <span>${t('payments.chosen', { count: of.items.length })}</span>
          <strong class="figures">${money(of.total, of.currency, v)}</strong>
        </p>
        <p>${t('payments.promise_text')}</p>
        ${dayField({
          id: 'promise-date',
          label: t('payments.promise_date'),
          texts: dayTexts(v),
          value: date,
          min,
          max,
          error: wrong && t(wrongDay(date, wrong)),
          onChange: (value) => type({ date: value }),
        })}
        ${textField({
          id: 'promise-note',
          label: t('payments.promise_note'),
          value: note,
          maxLength: limits.text,
          onInput: (value) => type({ note: value }),
        })}`;
    },

    saying: () => {
      const { date } = typed;
      const note = typed.note.trim();
      const { t } = view();
      const wrong = dayProblem(date, ...daysNow());
      if (wrong) return { missing: t(wrongDay(date, wrong)) };
      const { company, items } = of;
      const body = { company, items, date, ...(note && { note }) };
      return {
        say: (client, once) => client.call('POST /promises', { body, once }),
        done: t('payments.promise_sent', { date: day(date, view()) }),
      };
    },
  };
}
