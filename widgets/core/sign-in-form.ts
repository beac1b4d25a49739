import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import { Countdown } from '../kit/countdown.ts';
import { textField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { PasswordField } from '../kit/password.ts';
import type { ClientError } from './client-error.ts';
import { toClientError } from './client.ts';
import type { Translate } from './i18n.ts';

type FieldName = 'login' | 'password';

/** What the form needs of where it stands. */
export type SignInDesk = {
  host: ReactiveControllerHost;
  t: () => Translate;
  announce: (text: string) => void;
  /** Puts the focus on something once it is rendered, and selects the text in it. */
  focus: (selector: string) => Promise<void>;
  /** Signs in. @throws ClientError */
  signIn: (login: string, password: string) => Promise<void>;
  onRefused: (refusal: ClientError) => void;
};

/** The fields that somebody signs in with: their problems, why the server refused, and how long to wait then. */
export class SignInForm {
  readonly #desk: SignInDesk;
  readonly #password: PasswordField;
  readonly wait: Countdown;
  #pending = false;
  #refusal: ClientError | undefined;
  #empty: readonly FieldName[] = [];

  constructor(desk: SignInDesk) {
    this.#desk = desk;
    this.wait = new Countdown(desk.host, () => desk.announce(desk.t()('login.wait_over')));
    this.#password = new PasswordField(desk.host, {
      id: 'password',
      name: 'password',
      autocomplete: 'current-password',
      maxLength: limits.password,
    });
  }

  get waitText(): string {
    return this.#desk.t()('login.wait', { time: this.wait.time });
  }

  /** The words of the button that sends it, and whether that is not possible now. */
  get submitText(): string {
    return this.#desk.t()(this.#pending ? 'login.submitting' : 'login.submit');
  }
  get off(): boolean {
    return this.#pending || this.wait.seconds > 0;
  }

  /**
   * The refusal and both fields.
   * @param refusal why nobody is signed in, where the form was not refused itself
   * @param login stands in the field at first
   */
  render(refusal?: ClientError, login?: string): TemplateResult {
    const t = this.#desk.t();
    return html`
      ${this.#renderRefusal(this.#refusal ?? refusal)}
      ${textField({
        id: 'login',
        name: 'username',
        label: t('login.login'),
        ...(login !== undefined && { value: login }),
        autocomplete: 'username',
        required: true,
        maxLength: limits.loginName,
        error: this.#problem('login'),
        onInput: () => this.#mend('login'),
      })}
      ${this.#password.render({
        label: t('login.password'),
        error: this.#problem('password'),
        words: {
          show: t('login.show_password'),
          hide: t('login.hide_password'),
          capsLock: t('login.caps_lock'),
        },
        onInput: () => this.#mend('password'),
      })}
    `;
  }

  /** Begins anew. @param refusal why somebody has to sign in */
  reset(refusal?: ClientError): void {
    this.#set({ refusal, empty: [] });
  }

  /** Signs in with what stands in the form, unless something in it has to be mended first. */
  submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.off) return;
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const login = String(data.get('username')).trim();
    const password = String(data.get('password'));
    const empty: FieldName[] = [];
    if (!login) empty.push('login');
    if (!password) empty.push('password');
    this.#set({ refusal: undefined, empty });
    if (empty[0]) {
      this.#desk.announce(this.#desk.t()('rule.required'));
      return this.#desk.focus(`#${empty[0]}`);
    }
    this.#set({ pending: true });
    try {
      await this.#desk.signIn(login, password);
      this.#password.hide();
    } catch (error) {
      await this.#refuse(toClientError(error));
    } finally {
      this.#set({ pending: false });
    }
  };

  async #refuse(refusal: ClientError): Promise<void> {
    this.#set({ refusal });
    if (refusal.code === 'too_many_attempts') this.wait.start(refusal.retryAfter ?? 60);
    const t = this.#desk.t();
    this.#desk.announce(this.wait.seconds > 0 ? this.waitText : t(`error.${refusal.code}`));
    this.#desk.onRefused(refusal);
    await this.#desk.focus('#password');
  }

  #renderRefusal(refusal: ClientError | undefined): TemplateResult | typeof nothing {
    if (this.wait.seconds > 0) return notice('warning', this.waitText, 'clock');
    if (!refusal || refusal.code === 'too_many_attempts') return nothing;
    return notice('danger', this.#desk.t()(`error.${refusal.code}`));
  }

  #problem(name: FieldName): string | undefined {
    return this.#empty.includes(name) ? this.#desk.t()('rule.required') : undefined;
  }

  #mend(name: FieldName): void {
    if (this.#empty.includes(name)) this.#set({ empty: this.#empty.filter((one) => one !== name) });
  }

  #set(change: {
    pending?: boolean;
    refusal?: ClientError | undefined;
    empty?: readonly FieldName[];
  }): void {
    if (change.pending !== undefined) this.#pending = change.pending;
    if ('refusal' in change) this.#refusal = change.refusal;
    if (change.empty) this.#empty = change.empty;
    this.#desk.host.requestUpdate();
  }
}
