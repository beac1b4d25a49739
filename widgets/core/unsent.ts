// Keeps what is typed into a form and not sent: through a reload, back and forward, and a form that goes without having
// been sent or given up. It lives in the page's entry of the history, and so in this tab alone.
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Where the state of an entry of the history holds it, by tag. */
export const unsentKey = 'porticoUnsent';

/** Milliseconds after the last letter. */
const pause = 500;

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
/** What a control holds, by the control's name in its form. */
type Values = Record<string, string>;
/** Of one element: whose it is, and by form what was typed. */
type Kept = { who: string; forms: Record<string, Values> };
/**
 * A form that was entered: how it was drawn, what was typed since, what comes back as soon as it can be chosen, and
 * whether it was sent or given up.
 */
type Tracked = { key: string; drawn: Values; typed: Values; late: Values; left: boolean };
/** A control that was entered before this was there, and what it held. */
export type Begun = { target: EventTarget; value: string };

export type UnsentHost = ReactiveControllerHost & {
  readonly localName: string;
  readonly renderRoot: HTMLElement | DocumentFragment;
  /** Of an element that opens records: the open one. */
  readonly open?: string;
};

export type UnsentOptions = {
  /** Key of the person who writes; empty while nobody is in. */
  who: () => string;
  /** Says that something came back. */
  words: () => string;
};

/** Filters keep what they hold in the address, unless they are a form besides; passwords and files are kept nowhere. */
const kept = 'form:not(.filter:not(.writes), [role="search"], :has(input[type="password"]))';
const controls =
  ':is(input:not([type="file"], [type="hidden"], [autocomplete="one-time-code"]), textarea, select)';

const isTicked = (control: Control): control is HTMLInputElement =>
  control.type === 'checkbox' || control.type === 'radio';
const valueOf = (control: Control): string =>
  isTicked(control) ? String(control.checked) : control.value;

/** The controls of a form by a name that is the same at every drawing. */
function controlsOf(form: HTMLFormElement): Map<string, Control> {
  const found = new Map<string, Control>();
  for (const control of form.querySelectorAll<Control>(controls)) {
    const base = control.id || `${control.name} ${isTicked(control) ? control.value : ''}`;
    let name = base;
    for (let n = 2; found.has(name); n++) name = `${base} ${n}`;
    found.set(name, control);
  }
  return found;
}

const valuesOf = (form: HTMLFormElement): Values =>
  Object.fromEntries(Array.from(controlsOf(form), ([name, control]) => [name, valueOf(control)]));

/** The state of the current entry of the history, if it is one that others can be added to. */
function stateOf(): Record<string, unknown> | null {
  const state: unknown = history.state;
  return state === null || (typeof state === 'object' && !Array.isArray(state))
    ? (state as Record<string, unknown> | null)
    : null;
}

class Unsent implements ReactiveController {
  readonly #host: UnsentHost;
  readonly #options: UnsentOptions;
  readonly #tracked = new Map<HTMLFormElement, Tracked>();
  /** What forms held that are not on screen. */
  #waiting: Kept['forms'] = {};
  /** Whose that is. */
  #owner = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #restoring = false;

  constructor(host: UnsentHost, options: UnsentOptions, begun: readonly Begun[]) {
    this.#host = host;
    this.#options = options;
    const { renderRoot } = host;
    renderRoot.addEventListener('focusin', ({ target }) => this.#track(target));
    for (const name of ['input', 'change']) renderRoot.addEventListener(name, this.#onInput);
    renderRoot.addEventListener('submit', ({ target }) => this.#leave(target));
    renderRoot.addEventListener('click', ({ target }) => {
      // A button that sends nothing and is no part of a field gives up, or goes on elsewhere.
      const button = (target as Element).closest('.actions button[type="button"]');
      if (button) this.#leave(button.closest('form'));
    });
    host.addController(this);
    for (const { target, value } of begun) this.#track(target, value);
    this.#read();
  }

  hostConnected(): void {
    addEventListener('popstate', this.#read);
    addEventListener('pagehide', this.#write);
  }

  hostDisconnected(): void {
    removeEventListener('popstate', this.#read);
    removeEventListener('pagehide', this.#write);
    clearTimeout(this.#timer);
  }

  hostUpdated(): void {
    for (const [form, tracked] of this.#tracked) {
      if (form.isConnected) continue;
      this.#tracked.delete(form);
      const unsent = tracked.left ? {} : unsentOf(form, tracked);
      if (isEmpty(unsent)) delete this.#waiting[tracked.key];
      else this.#waiting[tracked.key] = unsent;
      this.#soon();
    }
    void this.#restore();
  }

  /** A form that says what it is of is known by that alone, however it is drawn by then. */
  #keyOf({ className, dataset: { of } }: HTMLFormElement, drawn: Values): string {
    return JSON.stringify([this.#host.open ?? '', className, of ?? drawn]);
  }

  /** @param held what the control held before anything was typed, where that is known */
  #track(target: EventTarget | null, held?: string): void {
    const form = target instanceof Element ? target.closest<HTMLFormElement>(kept) : null;
    if (!form) return;
    const before = this.#tracked.get(form);
    if (before && held === undefined) return;
    const tracked = before ?? { key: '', drawn: valuesOf(form), typed: {}, late: {}, left: false };
    const { drawn, typed } = tracked;
    const name = nameOf(form, target);
    if (held !== undefined && name !== undefined && !(name in typed) && drawn[name] !== held) {
      typed[name] = drawn[name]!;
      drawn[name] = held;
    }
    tracked.key = this.#keyOf(form, drawn);
    this.#tracked.set(form, tracked);
    this.#owner = this.#options.who();
    if (!isEmpty(typed)) this.#soon();
  }

  #leave(target: EventTarget | null): void {
    const tracked = this.#tracked.get(target as HTMLFormElement);
    if (tracked) tracked.left = true;
  }

  readonly #onInput = (event: Event): void => {
    const { target } = event;
    const form = (target as Element).closest<HTMLFormElement>(kept);
    const tracked = form && this.#tracked.get(form);
    const name = tracked ? nameOf(form, target) : undefined;
    if (!tracked || name === undefined) return;
    tracked.typed[name] = valueOf(target as Control);
    delete tracked.late[name];
    // What a field fills in by itself while its form is on its way is nothing new.
    if (!(event instanceof CustomEvent)) tracked.left = false;
    this.#soon();
  };

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#write, pause);
  }

  /** Writes what there is into the entry of the history. */
  readonly #write = (): void => {
    clearTimeout(this.#timer);
    const who = this.#options.who();
    const state = stateOf();
    if (!who || (state === null && history.state !== null)) return;
    if (who !== this.#owner) this.#waiting = {};
    this.#owner = who;
    const forms = { ...this.#waiting };
    for (const [form, tracked] of this.#tracked) {
      const unsent = unsentOf(form, tracked);
      if (isEmpty(unsent)) delete forms[tracked.key];
      else forms[tracked.key] = unsent;
    }
    const { [this.#host.localName]: before, ...others } = keptIn(state);
    const some = !isEmpty(forms);
    if (!some && before === undefined) return;
    const all = some ? { ...others, [this.#host.localName]: { who, forms } } : others;
    try {
      history.replaceState({ ...state, [unsentKey]: all }, '');
    } catch {
      // Too much or too often for this browser; it stays as long as the element does.
    }
  };

  /** Takes over what the entry of the history holds. */
  readonly #read = (): void => {
    const found = keptIn(stateOf())[this.#host.localName];
    this.#waiting = { ...this.#waiting, ...found?.forms };
    if (found) this.#owner = found.who;
    void this.#restore();
  };

  /** Puts back what a form held that is drawn again as it was. */
  async #restore(): Promise<void> {
    const who = this.#options.who();
    const late = [...this.#tracked].filter(([, { late: more }]) => !isEmpty(more));
    if (this.#restoring || !who || (isEmpty(this.#waiting) && late.length === 0)) return;
    // What somebody else wrote is nobody's any more.
    if (who !== this.#owner) return void (this.#waiting = {});
    this.#restoring = true;
    try {
      for (const [form, tracked] of late) await this.#fill(form, tracked);
      for (const form of this.#host.renderRoot.querySelectorAll<HTMLFormElement>(kept)) {
        if (this.#tracked.has(form)) continue;
        const drawn = valuesOf(form);
        const key = this.#keyOf(form, drawn);
        const values = this.#waiting[key];
        if (!values) continue;
        delete this.#waiting[key];
        const tracked = { key, drawn, typed: {}, late: values, left: false };
        this.#tracked.set(form, tracked);
        await this.#fill(form, tracked);
        this.#say(form);
        this.#soon();
      }
    } finally {
      this.#restoring = false;
    }
  }

  /** Types it again, one control after the other: what one changes is drawn before the next. */
  async #fill(form: HTMLFormElement, { late }: Tracked): Promise<void> {
    for (const [name, value] of Object.entries(late)) {
      // What the one before it has brought along is there by now.
      const control = controlsOf(form).get(name);
      if (control && valueOf(control) !== value) {
        // What there is to choose from may still be on its way.
        if (control instanceof HTMLSelectElement && !hasOption(control, value)) continue;
        if (isTicked(control)) control.checked = value === 'true';
        else control.value = value;
        for (const event of ['input', 'change'])
          // No browser types by one of these: who listens can tell the two apart.
          control.dispatchEvent(new CustomEvent(event, { bubbles: true, composed: true }));
        await this.#host.updateComplete;
      }
      delete late[name];
    }
  }

  #say(form: HTMLFormElement): void {
    const words = this.#options.words();
    if (!words) return;
    const note = document.createElement('p');
    note.className = 'note unsent';
    note.setAttribute('role', 'status');
    note.textContent = words;
    form.prepend(note);
  }
}

/**
 * Keeps what is typed into the forms of an element from now on, and puts back what was kept before.
 * @param begun the controls that the reader has entered already
 */
export const keepUnsent = (
  host: UnsentHost,
  options: UnsentOptions,
  begun: readonly Begun[],
): object => new Unsent(host, options, begun);

const keptIn = (state: Record<string, unknown> | null): Record<string, Kept | undefined> =>
  (state?.[unsentKey] ?? {}) as Record<string, Kept | undefined>;

const isEmpty = (object: object): boolean => Object.keys(object).length === 0;

/** What was typed and still stands there: a form that was taken, or shows another record by now, holds something else. */
function unsentOf(form: HTMLFormElement, { drawn, typed, late }: Tracked): Values {
  const now = valuesOf(form);
  const stands = Object.entries(typed).filter(
    ([name, value]) => now[name] === value && drawn[name] !== value,
  );
  return { ...Object.fromEntries(stands), ...late };
}

const hasOption = ({ options }: HTMLSelectElement, value: string): boolean =>
  [...options].some((option) => option.value === value);

/** The name of a control in its form, if it is one whose value is kept. */
function nameOf(form: HTMLFormElement, target: EventTarget | null): string | undefined {
  for (const [name, control] of controlsOf(form)) if (control === target) return name;
  return undefined;
}
