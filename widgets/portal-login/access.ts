import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import { formatInstant, toClientError, type ClientError, type Translate } from '../core/index.ts';
import { PasswordForm, type SubmitPassword } from '../core/password-form.ts';
import { adopt, Lazy } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { textField } from '../kit/field.ts';
import { notice, panel } from '../kit/notice.ts';
import { bone, bones } from '../kit/skeleton.ts';
import { accessStyles } from './access.styles.ts';
import type { Desk } from './desk.ts';

export type AccessView =
  | 'forgot'
  | 'first'
  | 'code'
  | 'setup'
  | 'signed-out'
  | 'changed'
  | 'defined'
  | 'link';
type LinkInfo = CallResult<Endpoints['POST /access-links/check']>;

/** The views around signing in: a forgotten password, the first access, a mailed link, and the way out. */
export class Access {
  readonly #desk: Desk;
  readonly #first: PasswordForm;
  readonly #byLink: PasswordForm;
  /** The name typed into the form that signs in, and in the one of the forgotten password. */
  login = '';
  #pending = false;
  #empty = false;
  #sent = false;
  #error: ClientError | undefined;
  #token = '';
  readonly #factor;
  #link: LinkInfo | undefined;
  #linkError: ClientError | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#factor = new Lazy(desk.host, async () => {
      const [{ FactorStep }] = await Promise.all([import('./factor-step.ts'), desk.learn()]);
      return new FactorStep(desk);
    });
    adopt(desk.host, accessStyles);
    const form = (submit: SubmitPassword, context: () => readonly string[]) =>
      new PasswordForm(desk.host, {
        t: desk.t,
        policy: () => desk.portal().tenant?.passwordPolicy,
        context: () => [desk.portal().tenant?.name ?? '', ...context()],
        announce: desk.announce,
        submit,
        onError: desk.onError,
      });
    this.#first = form(this.#change, () => {
      const { session } = desk.portal();
      return session ? Object.values(session.person) : [];
    });
    this.#byLink = form(this.#use, () => (this.#link ? [this.#link.name, this.#link.login] : []));
  }

  /** Whether the link is still being looked up, or could not be. */
  get linkState(): 'loading' | 'error' | 'ready' {
    if (this.#linkError) return this.#linkError.code === 'link_invalid' ? 'ready' : 'error';
    return this.#link ? 'ready' : 'loading';
  }

  render(view: AccessView): TemplateResult {
    const views: Record<AccessView, () => TemplateResult> = {
      forgot: () => this.#renderForgot(),
      first: () => this.#renderFirst(),
      code: () => this.#renderCode(),
      setup: () => this.#renderSetup(),
      link: () => this.#renderLink(),
      changed: () => this.#renderEnd('login.out_title', 'login.changed', 'login.signed_out'),
      defined: () => this.#renderEnd('login.defined_title', 'login.defined'),
      'signed-out': () => this.#renderEnd('login.out_title', undefined, 'login.signed_out'),
    };
    return views[view]();
  }

  /** Recovery codes are on screen, and nowhere else. */
  get keeping(): boolean {
    return this.#factor.value?.keeping ?? false;
  }

  /** Puts the focus on what the second factor asks for, once it is there. */
  async step(view: 'code' | 'setup'): Promise<void> {
    try {
      const factor = await this.#factor.ready();
      await factor.step(view);
    } catch (error) {
      this.#desk.onError(toClientError(error));
    }
  }

  #renderCode(): TemplateResult {
    return this.#renderFactor('code');
  }
  #renderSetup(): TemplateResult {
    return this.#renderFactor('setup');
  }

  #renderFactor(view: 'code' | 'setup'): TemplateResult {
    const { value, fault } = this.#factor;
    this.#factor.need();
    if (fault) return this.#desk.fault(fault);
    return value?.render(view) ?? skeleton();
  }

  /** What says which link it is: its token, else the one that the server keeps for this browser. */
  get #given(): { token?: string } {
    return this.#token ? { token: this.#token } : {};
  }

  /**
   * Looks up what a link is for. Only a press uses it.
   * @param token empty: the link that was opened before the page was loaded again
   */
  async open(token: string): Promise<void> {
    this.#token = token;
    this.#link = this.#linkError = undefined;
    this.#desk.host.requestUpdate();
    try {
      const link = await this.#desk
        .portal()
        .client.call('POST /access-links/check', { body: this.#given });
      // Meanwhile another one may have been opened.
      if (this.#token !== token) return;
      this.#link = link;
      this.#desk.host.requestUpdate();
      // A person who came by a link has come to type.
      if (link) await this.#desk.focus('#new');
    } catch (error) {
      if (this.#token === token) this.#refuseLink(toClientError(error));
    }
    this.#desk.host.requestUpdate();
  }

  /** Tries again what could not be looked up. */
  retry(): void {
    if (this.#linkError) void this.open(this.#token);
    if (this.#factor.fault) this.#factor.retry();
  }

  /** Leaves the form of the forgotten password as it was at the start. */
  clear(): void {
    this.#sent = this.#empty = false;
    this.#error = undefined;
  }

  get #t(): Translate {
    return this.#desk.t();
  }

  #renderForgot(): TemplateResult {
    const error = this.#empty ? this.#t('rule.required') : undefined;
    return html`
      ${this.#desk.header(this.#t('login.forgot'))}
      <form class="form" part="form" novalidate @submit=${this.#onSend}>
        <p class="text">${this.#t('login.forgot_text')}</p>
        ${this.#renderNotice()}
        ${textField({
          id: 'login',
          name: 'username',
          label: this.#t('login.login'),
          autocomplete: 'username',
          required: true,
          maxLength: limits.loginName,
          value: this.login,
          error,
          onInput: this.#onLogin,
        })}
        <div class="actions">
          ${button({
            kind: 'primary',
            type: 'submit',
            label: this.#t(
              this.#pending ? 'login.sending' : this.#sent ? 'login.send_again' : 'login.send',
            ),
            off: this.#pending || this.#desk.wait.seconds > 0,
          })}
          ${button({
            kind: 'quiet',
            label: this.#t('login.enter'),
            onClick: () => this.#desk.signIn(this.login),
          })}
        </div>
      </form>
    `;
  }

  #renderNotice(): TemplateResult | typeof nothing {
    if (this.#desk.wait.seconds > 0) return notice('warning', this.#desk.waitText(), 'clock');
    if (this.#error && this.#error.code !== 'too_many_attempts') {
      return notice('danger', this.#t(`error.${this.#error.code}`));
    }
    if (!this.#sent) return nothing;
    const hint = html`<span class="more">${this.#t('login.sent_hint')}</span>`;
    return notice('success', html`${this.#t('login.sent')} ${hint}`, 'mail');
  }

  #renderFirst(): TemplateResult {
    const session = this.#desk.portal().session;
    return html`
      ${this.#desk.header(this.#t('login.first_title'))}
      <p class="text">${this.#t(session?.lastSignInAt ? 'login.temporary' : 'login.first')}</p>
      ${this.#first.render({
        login: session?.person.login ?? '',
        withCurrent: true,
        submit: this.#t('password.submit'),
        actions: button({
          kind: 'quiet',
          label: this.#t('login.sign_out'),
          onClick: () => {
            this.#first.reset();
            this.#desk.signOut();
          },
        }),
      })}
    `;
  }

  #renderLink(): TemplateResult {
    if (this.#linkError?.code === 'link_invalid') return this.#renderInvalid();
    if (this.#linkError) return this.#desk.fault(this.#linkError);
    if (!this.#link) return skeleton();
    const { kind, login, name, expiresAt } = this.#link;
    const time = formatInstant(expiresAt, this.#desk.format());
    return html`
      ${this.#desk.header(this.#t(`login.${kind}_title`))}
      <p class="text">${this.#t(`login.${kind}`, { name })}</p>
      ${this.#byLink.render({
        login,
        withCurrent: false,
        submit: this.#t('login.define'),
        actions: button({
          kind: 'quiet',
          label: this.#t('login.enter'),
          onClick: () => {
            this.#byLink.reset();
            this.#desk.signIn(login);
          },
        }),
      })}
      <p class="text small">${this.#t('login.expires', { time })}</p>
    `;
  }

  #renderInvalid(): TemplateResult {
    return panel({
      icon: 'clock',
      title: this.#t('login.link_title'),
      text: this.#t(this.#token ? 'error.link_invalid' : 'login.link_again'),
      action: html`${button({
        kind: 'primary',
        label: this.#t('login.new_link'),
        onClick: () => this.#desk.show('forgot'),
      })}
      ${button({
        kind: 'quiet',
        label: this.#t('login.enter'),
        onClick: () => this.#desk.signIn(''),
      })}`,
    });
  }

  /** A page with nothing to do but to sign in again. */
  #renderEnd(
    title: 'login.out_title' | 'login.defined_title',
    success: 'login.changed' | 'login.defined' | undefined,
    text?: 'login.signed_out',
  ): TemplateResult {
    const again = success === 'login.defined' ? 'login.enter' : 'login.start_again';
    return html`
      ${this.#desk.header(this.#t(title))}
      <div class="form">
        ${success ? notice('success', this.#t(success)) : nothing}
        ${text ? html`<p class="text">${this.#t(text)}</p>` : nothing}
        <div class="actions">
          ${button({
            kind: 'primary',
            label: this.#t(again),
            onClick: () => this.#desk.signIn(this.login),
          })}
        </div>
      </div>
    `;
  }

  #onLogin = (login: string): void => {
    this.login = login;
    if (!this.#empty) return;
    this.#empty = false;
    this.#desk.host.requestUpdate();
  };

  #onSend = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.#pending || this.#desk.wait.seconds > 0) return;
    const data = new FormData(event.target as HTMLFormElement);
    this.login = String(data.get('username'));
    const login = this.login.trim();
    this.#empty = !login;
    this.#error = undefined;
    this.#sent = false;
    this.#desk.host.requestUpdate();
    if (!login) {
      this.#desk.announce(this.#t('rule.required'));
      return this.#desk.focus('#login');
    }
    this.#pending = true;
    try {
      await this.#desk.portal().client.call('POST /password-resets', { body: { login } });
      this.#sent = true;
      this.#desk.announce(`${this.#t('login.sent')} ${this.#t('login.sent_hint')}`);
    } catch (error) {
      this.#refuse(toClientError(error));
    } finally {
      this.#pending = false;
      this.#desk.host.requestUpdate();
    }
  };

  #refuse(error: ClientError): void {
    this.#error = error;
    const tooMany = error.code === 'too_many_attempts';
    if (tooMany) this.#desk.wait.start(error.retryAfter ?? 60);
    this.#desk.announce(tooMany ? this.#desk.waitText() : this.#t(`error.${error.code}`));
    this.#desk.onError(error);
  }

  #change: SubmitPassword = async (body) => {
    const portal = this.#desk.portal();
    const login = portal.session?.person.login ?? '';
    try {
      await portal.client.call('PUT /me/password', { body });
    } catch (error) {
      const fault = toClientError(error);
      if (fault.code !== 'unauthenticated') throw fault;
      // The session ran out meanwhile: nothing here can be mended.
      this.#desk.onError(fault);
      return this.#desk.signIn(login, fault);
    }
    this.#end('changed', login);
    portal.forget();
  };

  #use: SubmitPassword = async ({ password }) => {
    const { portal, host, focus } = this.#desk;
    try {
      const body = { ...this.#given, password };
      await portal().client.call('POST /access-links/use', { body });
    } catch (error) {
      const fault = toClientError(error);
      if (fault.code !== 'link_invalid') throw fault;
      this.#refuseLink(fault);
      host.requestUpdate();
      return focus('.panel .button');
    }
    const login = this.#link?.login ?? '';
    this.#token = '';
    this.#link = undefined;
    this.#end('defined', login);
    // Whoever was signed in here may have been this person.
    void portal().refresh();
  };

  #end(view: 'changed' | 'defined', login: string): void {
    this.login = login;
    this.#desk.show(view);
    this.#desk.announce(this.#t(`login.${view}`));
    this.#desk.onPasswordChanged();
  }

  #refuseLink(error: ClientError): void {
    this.#linkError = error;
    this.#desk.announce(this.#t(`error.${error.code}`));
    this.#desk.onError(error);
  }
}

/** Grey bars of a form that sets a password. */
const skeleton = (): TemplateResult => html`
  <div class="header">${bone('title')}</div>
  <div class="form">
    ${bones(2)} ${[1, 2, 3].map(() => html`<div class="field">${bone()}${bone('control')}</div>`)}
    ${bone('control')}
  </div>
`;
