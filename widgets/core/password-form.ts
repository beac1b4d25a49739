import { html, nothing, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import type { PasswordPolicy } from '#contract/portal';
import { button } from '../kit/button.ts';
import { checklist, checklistStyles } from '../kit/checklist.ts';
import { Countdown } from '../kit/countdown.ts';
import { textField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { PasswordField, passwordStyles } from '../kit/password.ts';
import type { ClientError } from './client-error.ts';
import { toClientError } from './client.ts';
import type { TextKey, Translate } from './i18n.ts';
import { adopt } from './lazy.ts';
import { passwordRules, type PasswordRule } from './password-rules.ts';

const names = ['current', 'password', 'confirm'] as const;
type Name = (typeof names)[number];
type Params = Record<string, string | number>;
/** What is wrong with a field: a rule's name, and the numbers its text needs. */
type Fault = { rule: string; params?: Params };
export type NewPassword = { current: string; password: string };

export type SubmitPassword = (entered: NewPassword) => Promise<void>;

export type PasswordFormOptions = {
  t: () => Translate;
  policy: () => PasswordPolicy | undefined;
  /** Words the password must not be built on. */
  context: () => readonly string[];
  announce: (text: string) => void;
  /** Hands the passwords to the server; a refusal of it is shown at the field it is about. */
  submit: SubmitPassword;
  onError: (error: ClientError) => void;
};

export type PasswordFormView = {
  /** Whose password it is, which password managers ask for. */
  login: string;
  /** Whether the password there is now must be given. */
  withCurrent: boolean;
  submit: string;
  /** Beside the button that submits. */
  actions?: TemplateResult;
};

/** Milliseconds without a key before a screen reader hears how many rules are met. */
const pause = 900;

/**
 * The form that sets a password: whose it is, the current one where it is asked for, the new one with the
 * rules it must meet, and the new one again. Brings its style sheet along, since it is loaded on demand.
 */
export class PasswordForm implements ReactiveController {
  readonly #host: LitElement;
  readonly #options: PasswordFormOptions;
  readonly #inputs: Record<Name, PasswordField>;
  readonly #wait: Countdown;

  #written: Record<Name, string> = { current: '', password: '', confirm: '' };
  #faults: Partial<Record<Name, Fault>> = {};
  #error: ClientError | undefined;
  #pending = false;
  /** The new password has been written, for better or worse. */
  #left = false;
  /** What the server found easy to guess. */
  #refused = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #said = 0;
  /** The press of a pointer that is under way. */
  #press: Promise<void> | undefined;

  constructor(host: LitElement, options: PasswordFormOptions) {
    this.#host = host;
    this.#options = options;
    const input = (id: string, name: Name, autocomplete: 'current-password' | 'new-password') =>
      new PasswordField(host, { id, name, autocomplete });
    this.#inputs = {
      current: input('current', 'current', 'current-password'),
      password: input('new', 'password', 'new-password'),
      confirm: input('confirm', 'confirm', 'new-password'),
    };
    this.#wait = new Countdown(host, () => options.announce(options.t()('login.wait_over')));
    adopt(host, passwordStyles, checklistStyles);
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  render(view: PasswordFormView): TemplateResult {
    const t = this.#t;
    const off = this.#pending || this.#wait.seconds > 0;
    const label = this.#pending ? t('password.submitting') : view.submit;
    return html`
      <form
        class="form"
        part="form"
        novalidate
        @submit=${this.#onSubmit}
        @pointerdown=${this.#onPress}
      >
        ${this.#renderError()}
        ${textField({
          id: 'user',
          name: 'username',
          label: t('login.login'),
          autocomplete: 'username',
          readOnly: true,
          value: view.login,
        })}
        ${view.withCurrent ? this.#renderField('current', t('password.current')) : nothing}
        ${this.#renderField('password', t('password.new'), 'rules', this.#renderRules())}
        ${this.#renderField('confirm', t('password.confirm'), undefined, this.#renderMatch())}
        <div class="actions">
          ${button({ kind: 'primary', type: 'submit', label, off })} ${view.actions ?? nothing}
        </div>
      </form>
    `;
  }

  get #t(): Translate {
    return this.#options.t();
  }

  #renderError(): TemplateResult | typeof nothing {
    const { seconds, time } = this.#wait;
    if (seconds > 0) return notice('warning', this.#t('login.wait', { time }), 'clock');
    if (!this.#error || this.#error.code === 'too_many_attempts') return nothing;
    return notice('danger', this.#t(`error.${this.#error.code}`));
  }

  #renderField(
    name: Name,
    label: string,
    describedBy?: string,
    more?: TemplateResult | typeof nothing,
  ): TemplateResult {
    const show = this.#t('password.show', { field: label });
    const hide = this.#t('login.hide_password');
    return this.#inputs[name].render({
      label,
      // What the list of requirements says is not said twice.
      error: this.#isListed(name) ? undefined : this.#textOf(name),
      wrong: this.#isListed(name),
      words: { show, hide, capsLock: this.#t('login.caps_lock') },
      ...(describedBy && { describedBy }),
      more,
      onInput: (value) => this.#onInput(name, value),
      onLeave: () => this.#onLeave(name),
    });
  }

  #renderRules(): TemplateResult {
    const policy = this.#options.policy();
    const labels: Record<PasswordRule, string> = {
      length: this.#t('password.rule_length', {
        min: policy?.minLength ?? 0,
        max: policy?.maxLength ?? limits.password,
      }),
      characters: this.#t('password.rule_characters'),
      guess: this.#t('password.rule_guess'),
    };
    const checks = [...this.#rules()].map(([rule, met]) => {
      const state = met ? 'met' : met === false && this.#left ? 'unmet' : 'open';
      return { state, label: labels[rule], word: this.#t(`password.${state}`) } as const;
    });
    return checklist('rules', this.#t('password.rules'), checks);
  }

  #renderMatch(): TemplateResult | typeof nothing {
    const { password, confirm } = this.#written;
    if (!confirm || confirm !== password) return nothing;
    const [label, word] = [this.#t('password.match'), this.#t('password.met')];
    return checklist('match', this.#t('password.confirm'), [{ state: 'met', label, word }]);
  }

  #rules(): ReadonlyMap<PasswordRule, boolean | undefined> {
    const policy = this.#options.policy();
    const { password } = this.#written;
    if (!policy) return new Map();
    const rules = new Map(passwordRules(password, policy, this.#options.context()));
    if (password && password === this.#refused) rules.set('guess', false);
    return rules;
  }

  #isListed(name: Name): boolean {
    const rule = this.#faults[name]?.rule;
    return rule === 'password_length' || rule === 'password_characters';
  }

  #textOf(name: Name): string | undefined {
    const fault = this.#faults[name];
    if (!fault) return undefined;
    if (fault.rule === 'mismatch') return this.#t('password.mismatch');
    const key = `rule.${fault.rule}` as TextKey;
    const text = this.#t(key, fault.params);
    // A rule of a newer server has no words here.
    return text === key ? this.#t('rule.invalid') : text;
  }

  #onInput(name: Name, value: string): void {
    this.#written[name] = value;
    delete this.#faults[name];
    // What is corrected here may have been the fault there.
    if (name === 'password' && this.#faults.confirm?.rule === 'mismatch')
      delete this.#faults.confirm;
    if (name === 'password') this.#sayLater();
    this.#host.requestUpdate();
  }

  #onPress = (): void => {
    this.#press ??= new Promise((resolve) => {
      const ends = ['pointerup', 'pointercancel'];
      const end = () => {
        for (const type of ends) window.removeEventListener(type, end);
        this.#press = undefined;
        // After the click, which comes right behind.
        setTimeout(resolve);
      };
      for (const type of ends) window.addEventListener(type, end);
    });
  };

  #onLeave(name: Name): void {
    // What is found here moves what lies below, which must not slip away from under a press.
    if (this.#press) return void this.#press.then(() => this.#onLeave(name));
    const { password, confirm } = this.#written;
    if (name === 'password' && password) this.#left = true;
    if (confirm && name !== 'current' && confirm !== password) {
      this.#faults.confirm = { rule: 'mismatch' };
    }
    this.#host.requestUpdate();
  }

  /** One sentence once the person stops to write, and only if it is a new one. */
  #sayLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const rules = [...this.#rules().values()];
      const met = rules.filter(Boolean).length;
      if (met === this.#said) return;
      this.#said = met;
      this.#options.announce(this.#t('password.progress', { met, all: rules.length }));
    }, pause);
  }

  /** What the form itself can tell. What is easy to guess is the server's to say. */
  #check(withCurrent: boolean): void {
    const { current, password, confirm } = this.#written;
    const policy = this.#options.policy();
    const rules = this.#rules();
    this.#faults = {};
    if (withCurrent && !current) this.#faults.current = { rule: 'required' };
    if (!password) this.#faults.password = { rule: 'required' };
    else if (rules.get('length') === false) {
      const params = { min: policy?.minLength ?? 0, max: policy?.maxLength ?? 0 };
      this.#faults.password = { rule: 'password_length', params };
    } else if (rules.get('characters') === false) {
      this.#faults.password = { rule: 'password_characters' };
    } else if (withCurrent && password === current) {
      this.#faults.password = { rule: 'password_same' };
    }
    if (!confirm) this.#faults.confirm = { rule: 'required' };
    else if (confirm !== password) this.#faults.confirm = { rule: 'mismatch' };
  }

  #onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.#pending || this.#wait.seconds > 0) return;
    // Some password managers write without an event.
    const data = new FormData(event.target as HTMLFormElement);
    for (const name of names) this.#written[name] = String(data.get(name) ?? '');
    this.#error = undefined;
    this.#left = true;
    this.#check(data.has('current'));
    if (Object.keys(this.#faults).length > 0) return this.#toFault();
    this.#pending = true;
    this.#host.requestUpdate();
    const { current, password } = this.#written;
    try {
      await this.#options.submit({ current, password });
      this.reset();
    } catch (error) {
      this.#pending = false;
      await this.#refuse(toClientError(error));
    }
  };

  async #refuse(error: ClientError): Promise<void> {
    for (const { path, rule, params } of error.errors) {
      const name = names.find((one) => path === `body.${one}`);
      if (name) this.#faults[name] ??= { rule, ...(params && { params: params as Params }) };
    }
    const guess = ['password_common', 'password_context', 'password_unclear'];
    if (guess.includes(this.#faults.password?.rule ?? '')) this.#refused = this.#written.password;
    this.#options.onError(error);
    if (Object.keys(this.#faults).length > 0) return this.#toFault();
    this.#error = error;
    if (error.code === 'too_many_attempts') this.#wait.start(error.retryAfter ?? 60);
    const { seconds, time } = this.#wait;
    this.#options.announce(
      seconds > 0 ? this.#t('login.wait', { time }) : this.#t(`error.${error.code}`),
    );
    this.#host.requestUpdate();
  }

  /** Says the first fault and goes to its field. */
  async #toFault(): Promise<void> {
    const name = names.find((one) => this.#faults[one]) ?? 'password';
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    const id = name === 'password' ? 'new' : name;
    const input = this.#host.renderRoot.querySelector<HTMLInputElement>(`#${id}`);
    this.#options.announce(`${input?.labels?.[0]?.textContent ?? ''}: ${this.#textOf(name) ?? ''}`);
    input?.focus();
  }

  /** Forgets what was written. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#written = { current: '', password: '', confirm: '' };
    this.#faults = {};
    this.#error = undefined;
    this.#pending = this.#left = false;
    this.#refused = '';
    this.#said = 0;
    for (const input of Object.values(this.#inputs)) input.hide();
    this.#host.requestUpdate();
  }
}
