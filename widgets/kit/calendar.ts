import { html, nothing, render, type TemplateResult } from 'lit';
import { calendarStyles } from './calendar.styles.ts';
import { isDay } from './day-text.ts';
import { icon } from './icons.ts';

/** The region whose days these are, and the names of what can be pressed. */
export type CalendarTexts = {
  region: string;
  open: string;
  previousYear: string;
  previousMonth: string;
  nextMonth: string;
  nextYear: string;
};

export type CalendarOptions = {
  /** The field it belongs to; it stands beside that. */
  place: HTMLElement;
  value: string;
  min: string | undefined;
  max: string | undefined;
  texts: CalendarTexts;
  onPick: (day: string) => void;
};

const week = [0, 1, 2, 3, 4, 5, 6];
/** Regions of the Americas whose week begins on Sunday, for browsers that do not know. */
const sundays = /-(BR|CA|CO|DO|GT|HN|MX|NI|PA|PE|PR|PT|PY|SV|US|VE)\b/;

const at = (day: string): Date => new Date(`${day}T00:00:00Z`);
const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
function moved(day: string, days: number): string {
  const date = at(day);
  date.setUTCDate(date.getUTCDate() + days);
  return dayOf(date);
}
/** The same day of another month, or the last one where that month is shorter. */
function monthsOn(day: string, months: number): string {
  const date = at(day);
  const wanted = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(wanted, last));
  return dayOf(date);
}

/** The first day of the week: 0 is Sunday. */
function firstWeekday(region: string): number {
  const locale = new Intl.Locale(region) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: number };
    weekInfo?: { firstDay: number };
  };
  const info = locale.getWeekInfo?.() ?? locale.weekInfo;
  return (info?.firstDay ?? (sundays.test(region) ? 7 : 1)) % 7;
}

/** Opens a calendar beside a field. It closes by Escape, a press beside it, or the choice of a day. */
export function openCalendar(options: CalendarOptions): void {
  if (!options.place.querySelector('dialog')) new Calendar(options).open();
}

class Calendar {
  readonly #options: CalendarOptions;
  readonly #dialog = document.createElement('dialog');
  readonly #today: string;
  /** The day that has the focus. */
  #day: string;

  constructor(options: CalendarOptions) {
    this.#options = options;
    const now = new Date();
    const local = new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()));
    this.#today = dayOf(local);
    this.#day = this.#within(isDay(options.value) ? options.value : this.#today);
  }

  open(): void {
    const { place, texts } = this.#options;
    const dialog = this.#dialog;
    const root = place.getRootNode();
    const { styleSheet } = calendarStyles;
    if (root instanceof ShadowRoot && styleSheet && !root.adoptedStyleSheets.includes(styleSheet))
      root.adoptedStyleSheets.push(styleSheet);
    dialog.className = 'calendar';
    dialog.setAttribute('aria-label', texts.open);
    // A phone may be turned meanwhile.
    const follow = () => this.#moveBeside(place);
    addEventListener('resize', follow);
    dialog.addEventListener('close', () => {
      removeEventListener('resize', follow);
      dialog.remove();
    });
    dialog.addEventListener('click', (event) => {
      if (event.target === dialog) dialog.close();
    });
    // Its keys are no keys of the form.
    dialog.addEventListener('keydown', (event) => event.stopPropagation());
    place.append(dialog);
    this.#draw();
    dialog.showModal();
    this.#moveBeside(place);
    this.#focus();
  }

  /** Below the field where there is room, else above it. */
  #moveBeside(place: HTMLElement): void {
    const field = place.getBoundingClientRect();
    const { offsetWidth, offsetHeight, style } = this.#dialog;
    const below = field.bottom + 4;
    const top = below + offsetHeight < innerHeight ? below : field.top - offsetHeight - 4;
    style.setProperty('top', `${Math.max(8, Math.min(top, innerHeight - offsetHeight - 8))}px`);
    style.setProperty(
      'left',
      `${Math.max(8, Math.min(field.left, innerWidth - offsetWidth - 8))}px`,
    );
  }

  #within(day: string): string {
    const { min, max } = this.#options;
    if (min && day < min) return min;
    return max && day > max ? max : day;
  }

  #go(day: string): void {
    const before = this.#day;
    this.#day = this.#within(day);
    if (this.#day !== before) this.#draw();
  }

  #focus(): void {
    this.#dialog.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }

  #draw(): void {
    render(this.#render(), this.#dialog);
  }

  #name(options: Intl.DateTimeFormatOptions, day: string): string {
    const { region } = this.#options.texts;
    return new Intl.DateTimeFormat(region, { ...options, timeZone: 'UTC' }).format(at(day));
  }

  #render(): TemplateResult {
    const { texts } = this.#options;
    const first = `${this.#day.slice(0, 8)}01`;
    const begin = firstWeekday(texts.region);
    const start = moved(first, -((at(first).getUTCDay() - begin + 7) % 7));
    const rows = week.filter(
      (row) => row < 1 || moved(start, row * 7).slice(0, 7) <= first.slice(0, 7),
    );
    const turn = (months: number, name: string, turned: string) =>
      html`<button
        class="turn ${turned}"
        type="button"
        aria-label=${name}
        title=${name}
        @click=${() => this.#go(monthsOn(this.#day, months))}
      >
        ${icon('chevron')}${Math.abs(months) > 1 ? icon('chevron') : nothing}
      </button>`;
    return html`
      <div class="months">
        ${turn(-12, texts.previousYear, 'back')} ${turn(-1, texts.previousMonth, 'back')}
        <span class="month" id="calendar-month" aria-live="polite"
          >${this.#name({ month: 'long', year: 'numeric' }, first)}</span
        >
        ${turn(1, texts.nextMonth, 'on')} ${turn(12, texts.nextYear, 'on')}
      </div>
      <table class="days" role="grid" aria-labelledby="calendar-month" @keydown=${this.#onKey}>
        <thead>
          <tr>
            ${week.map((index) => {
              const day = moved(start, index);
              return html`<th scope="col" abbr=${this.#name({ weekday: 'long' }, day)}>
                ${this.#name({ weekday: 'short' }, day).replace('.', '').slice(0, 3)}
              </th>`;
            })}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${week.map((index) => this.#renderDay(moved(start, row * 7 + index)))}
              </tr>`,
          )}
        </tbody>
      </table>
    `;
  }

  #renderDay(day: string): TemplateResult {
    const { value, onPick } = this.#options;
    if (day.slice(0, 7) !== this.#day.slice(0, 7)) return html`<td></td>`;
    const off = this.#within(day) !== day;
    return html`<td aria-selected=${day === value ? 'true' : 'false'}>
      <button
        class="one"
        type="button"
        tabindex=${day === this.#day ? '0' : '-1'}
        aria-label=${this.#name({ dateStyle: 'full' }, day)}
        aria-disabled=${off ? 'true' : nothing}
        aria-current=${day === this.#today ? 'date' : nothing}
        data-day=${day}
        @click=${() => {
          if (off) return;
          this.#dialog.close();
          onPick(day);
        }}
      >
        ${Number(day.slice(8))}
      </button>
    </td>`;
  }

  #onKey = (event: KeyboardEvent): void => {
    const { region } = this.#options.texts;
    const inWeek = (at(this.#day).getUTCDay() - firstWeekday(region) + 7) % 7;
    const page = event.shiftKey ? 12 : 1;
    const steps: Record<string, () => string> = {
      ArrowLeft: () => moved(this.#day, -1),
      ArrowRight: () => moved(this.#day, 1),
      ArrowUp: () => moved(this.#day, -7),
      ArrowDown: () => moved(this.#day, 7),
      Home: () => moved(this.#day, -inWeek),
      End: () => moved(this.#day, 6 - inWeek),
      PageUp: () => monthsOn(this.#day, -page),
      PageDown: () => monthsOn(this.#day, page),
    };
    const step =
      Object.hasOwn(steps, event.key) && !event.altKey && !event.ctrlKey
        ? steps[event.key]
        : undefined;
    if (!step) return;
    event.preventDefault();
    this.#go(step());
    this.#focus();
  };
}
