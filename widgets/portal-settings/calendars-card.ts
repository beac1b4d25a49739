import { html, nothing, type TemplateResult } from 'lit';
import type { Calendar, Calendars } from '#contract/calendars';
import type { TextKey } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { dayProblem, dayStyles } from '../kit/day-field.ts';
import { field, fieldDescription, selectField, textField } from '../kit/field.ts';
import { changed, isTicked, ticked, type Change } from '../records/change.ts';
import { Card, part } from './card.ts';
import { daysOff, type DayOff } from './days-off.ts';
import type { Desk } from './desk.ts';

type Draft = Pick<Calendar, 'weekdays' | 'opens' | 'closes' | 'days'>;

/** Minutes of the day on a clock, and back. */
const clockOf = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((one) => String(one).padStart(2, '0')).join(':');
const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
};

const noDay: DayOff = { day: '', name: '' };
const week = [1, 2, 3, 4, 5, 6, 7];
/** A Monday, to name the days of a week by. */
const monday = Date.UTC(2024, 0, 1);

/** Which days are worked: of the whole company, and where it differs of one legal entity or of a place. */
export class CalendarsCard extends Card<Calendars> {
  #key = 'tenant';
  #draft: Draft | undefined;
  #newDay = noDay;
  #newPlace = '';
  #removing = false;

  constructor(desk: Desk) {
    super(desk, {
      name: 'calendars',
      permission: 'settings.manage',
      load: (client, signal) => client.call('GET /settings/calendars', { signal }),
    });
    adopt(desk.host, dialogStyles, dayStyles);
  }

  protected forget(): void {
    this.#key = 'tenant';
    this.#newPlace = '';
    this.#leave();
  }

  protected content(all: Calendars): TemplateResult {
    const { t } = this.view;
    const calendar = this.#calendarOf(all);
    const draft = this.#draft ?? calendar;
    return html`
      ${part(t('settings.calendar_which'), '', this.#renderChoice(all, calendar))}
      ${part(t('settings.weekdays'), t('settings.weekdays_text'), this.#renderWeek(draft))}
      ${part(t('settings.calendar_hours'), '', this.#renderHours(draft))}
      ${part(t('settings.days_off'), '', this.#renderDays(draft))}
      <div class="part">
        <div class="actions">
          ${button({
            kind: 'primary',
            label: t(this.busy ? 'settings.saving' : 'settings.save'),
            off: this.busy || !this.#draft,
            onClick: () => void this.#save(calendar),
          })}
          ${
            calendar.version > 0
              ? button({
                  kind: 'quiet',
                  label: t(this.#undoing(calendar)),
                  off: this.busy,
                  onClick: () => this.set(() => (this.#removing = true)),
                })
              : nothing
          }
        </div>
      </div>
      ${this.#removing ? this.#renderQuestion(calendar) : nothing}
    `;
  }

  #undoing({ kind }: Calendar): TextKey {
    return kind === 'tenant' ? 'settings.calendar_reset' : 'settings.calendar_remove';
  }

  #renderChoice(all: Calendars, { kind, version }: Calendar): TemplateResult {
    const { t } = this.view;
    return html`<div class="pair">
        ${selectField({
          id: 'calendar',
          label: t('settings.calendar_of'),
          value: this.#key,
          options: this.#choices(all),
          onChange: (key) => this.set(() => this.#choose(key)),
        })}
      </div>
      ${
        version === 0 && kind !== 'tenant'
          ? html`<p class="about">${t('settings.calendar_none')}</p>`
          : nothing
      }
      ${this.#renderPlace()}`;
  }

  /** The calendar that is on screen; one that is to be made begins as the company's. */
  #calendarOf({ items, companies }: Calendars): Calendar {
    const found = items.find(({ key }) => key === this.#key);
    if (found) return found;
    const [kind, code = ''] = this.#key.split(/:(.*)/s);
    const name = companies.find((one) => one.code === code)?.name ?? null;
    return { ...items[0]!, key: this.#key, kind: kind as Calendar['kind'], code, name, version: 0 };
  }

  #choices({ items, companies }: Calendars): (readonly [string, string])[] {
    const { t } = this.view;
    const places = items.filter(({ kind }) => kind === 'location');
    const keys = new Set(places.map(({ key }) => key));
    const added = this.#key.startsWith('location:') && !keys.has(this.#key) ? [this.#key] : [];
    return [
      ['tenant', t('settings.calendar_tenant')],
      ...companies.map(({ code, name }) => [`company:${code}`, `${code} · ${name}`] as const),
      ...places.map(({ key, code, name }) => [key, name ? `${code} · ${name}` : code!] as const),
      ...added.map((key) => [key, key.slice('location:'.length)] as const),
    ];
  }

  #renderPlace(): TemplateResult {
    const { t } = this.view;
    const submit = (event: Event) => {
      event.preventDefault();
      const code = this.#newPlace.trim().toUpperCase();
      if (/^[A-Z0-9]{1,20}$/.test(code)) this.set(() => this.#choose(`location:${code}`));
      else {
        this.set(() => (this.problems = { place: t('settings.place_wrong') }));
        void this.desk.focus('#place');
      }
    };
    return html`<form class="row" part="form" data-of="place" novalidate @submit=${submit}>
      ${textField({
        id: 'place',
        label: t('settings.place'),
        hint: t('settings.place_hint'),
        value: this.#newPlace,
        error: this.problems.place,
        maxLength: 20,
        onInput: (value) => this.set(() => (this.#newPlace = value)),
      })}
      ${button({ type: 'submit', label: t('settings.place_open') })}
    </form>`;
  }

  #renderWeek({ weekdays }: Draft): TemplateResult {
    const { format, t } = this.view;
    const name = new Intl.DateTimeFormat(format.region, { weekday: 'long', timeZone: 'UTC' });
    return html`<fieldset class="choices across">
        <legend class="visually-hidden">${t('settings.weekdays')}</legend>
        ${week.map((number) => {
          const tick = (event: Event) =>
            this.#change((now) => ({ weekdays: ticked(now.weekdays, number, isTicked(event)) }));
          return html`<label class="choice"
            ><input
              type="checkbox"
              name=${`weekday-${number}`}
              .checked=${weekdays.includes(number)}
              @change=${tick}
            />${name.format(monday + (number - 1) * 86_400_000)}</label
          >`;
        })}
      </fieldset>
      ${weekdays.length === 0 ? html`<p class="error" role="alert">${t('settings.weekdays_none')}</p>` : nothing}`;
  }

  #renderHours(draft: Draft): TemplateResult {
    const { t } = this.view;
    const time = (name: 'opens' | 'closes') =>
      field({
        id: `calendar-${name}`,
        label: t(`settings.calendar_${name}`),
        error: name === 'closes' && draft.opens >= draft.closes ? t('rule.period') : undefined,
        control: html`<input
          class="input"
          part="input"
          type="time"
          id="calendar-${name}"
          aria-describedby=${fieldDescription(`calendar-${name}`)}
          .value=${clockOf(draft[name])}
          @change=${(event: Event) => this.#change({ [name]: minutesOf((event.target as HTMLInputElement).value) })}
        />`,
      });
    return html`<div class="pair">${time('opens')} ${time('closes')}</div>`;
  }

  #renderDays({ days }: Draft): TemplateResult {
    return daysOff({
      view: this.view,
      days,
      next: this.#newDay,
      problems: this.problems,
      off: this.busy,
      onRemove: (gone) =>
        this.#change((now) => ({ days: now.days.filter(({ day }) => day !== gone) })),
      onNext: (change) => this.set(() => (this.#newDay = { ...this.#newDay, ...change })),
      onAdd: () => this.#addDay(this.#draft?.days ?? days),
    });
  }

  #addDay(days: readonly DayOff[]): void {
    const { t } = this.view;
    const { day } = this.#newDay;
    const name = this.#newDay.name.trim();
    const fault = (key: 'day' | 'name', text: TextKey) => {
      this.set(() => (this.problems = { [key]: t(text) }));
      void this.desk.focus(key === 'day' ? '#day-off' : '#day-off-name');
    };
    if (!day || dayProblem(day)) return fault('day', 'rule.date');
    if (days.some((one) => one.day === day)) return fault('day', 'settings.day_off_twice');
    if (!name) return fault('name', 'rule.required');
    this.#newDay = noDay;
    this.problems = {};
    this.#change((now) => ({ days: [...now.days, { day, name }] }));
    void this.desk.focus('#day-off');
  }

  #renderQuestion(calendar: Calendar): TemplateResult {
    const { t } = this.view;
    return dialog({
      title: t('settings.calendar_ask_title'),
      content: html`<p>
        ${t(calendar.kind === 'tenant' ? 'settings.calendar_ask_reset' : 'settings.calendar_ask')}
      </p>`,
      submit: t(this.#undoing(calendar)),
      danger: true,
      cancel: t('settings.cancel'),
      onSubmit: () => {
        void this.#remove(calendar);
        return true;
      },
      onClose: () => this.set(() => (this.#removing = false)),
    });
  }

  #change(change: Change<Draft>): void {
    const { value } = this;
    if (!value) return;
    const { weekdays, opens, closes, days } = this.#draft ?? this.#calendarOf(value);
    this.set(() => (this.#draft = changed({ weekdays, opens, closes, days }, change)));
  }

  #choose(key: string): void {
    this.#key = key;
    this.#newPlace = '';
    this.#leave();
  }

  #leave(): void {
    this.#draft = undefined;
    this.#newDay = noDay;
    this.#removing = false;
    this.problems = {};
  }

  async #save({ key, version }: Calendar): Promise<void> {
    const draft = this.#draft;
    if (!draft || draft.weekdays.length === 0 || draft.opens >= draft.closes) return;
    const done = await this.act(async () => {
      this.take(
        await this.client.call('PUT /settings/calendars/:calendar', {
          params: { calendar: key },
          body: { version, ...draft },
        }),
      );
      this.#draft = undefined;
    });
    if (done) this.say('success', this.view.t('settings.calendar_saved'));
  }

  async #remove({ key }: Calendar): Promise<void> {
    const done = await this.act(async () => {
      this.take(
        await this.client.call('DELETE /settings/calendars/:calendar', {
          params: { calendar: key },
        }),
      );
      this.#choose('tenant');
    });
    if (!done) return;
    this.say('success', this.view.t('settings.calendar_removed'));
    await this.desk.focus('.card-title');
  }
}
