import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { PasskeyWindow } from '#contract/factors';
import { limits } from '#contract/limits';
import { Countdown } from '../kit/countdown.ts';
import { textField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { PasswordField } from '../kit/password.ts';
import type { ClientError } from './client-error.ts';
import { toClientError } from './client.ts';
import { Passkey } from './factor-passkey.ts';
import type { Translate } from './i18n.ts';

/** What the form needs of where it stands. */
export type CodeDesk = {
  host: ReactiveControllerHost;
  /** With the words of the second factor. */
  t: () => Translate;
  announce: (text: string) => void;
  focus: (selector: string) => Promise<void>;
  /** Hands the code over. @throws ClientError */
  submit: (code: string) => Promise<void>;
  onRefused: (refusal: ClientError) => void;
  /** Has a window for a passkey drawn, where one may stand for the code. @throws ClientError */
  drawPasskey?: () => Promise<PasskeyWindow>;
};

const codeLength = 40;

/** One field for a code, or for the password: its problem, why the server refused, and how long to wait then. */
export class FactorCode {
  readonly #desk: CodeDesk;
  readonly #wait: Countdown;
  readonly #password: PasswordField;
  /** What is asked for. */
  readonly #kind: 'code' | 'password';
  readonly #hint: 'factor.code_hint' | undefined;
  readonly #passkey: Passkey | undefined;
  #offered = false;
  #pending = false;
  #problem: string | undefined;
  #refusal: ClientError | undefined;

  /** @param first whether it is the first code of an authenticator, which no recovery code stands for */
  constructor(desk: CodeDesk, kind: 'code' | 'password' = 'code', first = false) {
    this.#hint = first ? undefined : 'factor.code_hint';
    this.#desk = desk;
    this.#kind = kind;
    this.#wait = new Countdown(desk.host, () => desk.announce(desk.t()('login.wait_over')));
    const { drawPasskey: draw } = desk;
    this.#passkey = draw && new Passkey({ ...desk, draw }, 'factor.passkey_use');
    this.#password = new PasswordField(desk.host, {
      id: 'proof',
      name: 'proof',
      autocomplete: 'current-password',
      maxLength: limits.password,
    });
  }

  get off(): boolean {
    return this.#pending || this.#wait.seconds > 0;
  }
  submitText(text: 'factor.submit' | 'factor.confirm' = 'factor.submit'): string {
    return this.#desk.t()(this.#pending ? 'factor.submitting' : text);
  }
  /** What it asks for, as a proof that the person is there. */
  get aboutText(): 'factor.confirm_code' | 'factor.confirm_password' {
    return `factor.confirm_${this.#kind}`;
  }
  reset(): void {
    this.#problem = this.#refusal = undefined;
    this.#offered = false;
    this.#passkey?.reset();
  }

  /** Lets the person show a passkey in place of a code. */
  offerPasskey(): void {
    if (this.#offered) return;
    this.#offered = true;
    void this.#passkey?.prepare();
  }

  render(): TemplateResult {
    const t = this.#desk.t();
    return html`${this.#renderRefusal()}
    ${this.#offered && this.#passkey ? html`<div class="actions">${this.#passkey.render()}</div>` : nothing}
    ${
      this.#kind === 'password'
        ? this.#password.render({
            label: t('factor.password'),
            error: this.#problem,
            words: {
              show: t('login.show_password'),
              hide: t('login.hide_password'),
              capsLock: t('login.caps_lock'),
            },
            onInput: this.#mend,
          })
        : textField({
            id: 'proof',
            label: t('factor.code'),
            hint: this.#hint && t(this.#hint),
            value: '',
            autocomplete: 'one-time-code',
            required: true,
            maxLength: codeLength,
            error: this.#problem,
            onInput: this.#mend,
          })
    }`;
  }

  /** Hands over what stands in the form, unless it is empty. */
  submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.off) return;
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const typed = String(data.get('proof') ?? '');
    const t = this.#desk.t();
    this.#refusal = undefined;
    this.#problem = typed.trim() ? undefined : t('rule.required');
    if (this.#problem) {
      this.#desk.announce(this.#problem);
      this.#desk.host.requestUpdate();
      return this.#desk.focus('#proof');
    }
    this.#set(true);
    try {
      await this.#desk.submit(typed);
    } catch (error) {
      await this.#refuse(toClientError(error));
    } finally {
      this.#set(false);
    }
  };

  async #refuse(refusal: ClientError): Promise<void> {
    const t = this.#desk.t();
    const rule = refusal.errors.find(({ path }) => path === 'body.password')?.rule;
    if (rule === 'wrong_password') this.#problem = t('rule.wrong_password');
    else this.#refusal = refusal;
    if (refusal.code === 'too_many_attempts') this.#wait.start(refusal.retryAfter ?? 60);
    this.#desk.announce(
      this.#wait.seconds > 0 ? this.#waitText : (this.#problem ?? t(`error.${refusal.code}`)),
    );
    this.#desk.onRefused(refusal);
    await this.#desk.focus('#proof');
  }

  get #waitText(): string {
    return this.#desk.t()('login.wait', { time: this.#wait.time });
  }

  #renderRefusal(): TemplateResult | typeof nothing {
    if (this.#wait.seconds > 0) return notice('warning', this.#waitText, 'clock');
    if (!this.#refusal || this.#refusal.code === 'too_many_attempts') return nothing;
    return notice('danger', this.#desk.t()(`error.${this.#refusal.code}`));
  }

  #mend = (): void => {
    if (!this.#problem) return;
    this.#problem = undefined;
    this.#desk.host.requestUpdate();
  };

  #set(pending: boolean): void {
    this.#pending = pending;
    this.#desk.host.requestUpdate();
  }
}
