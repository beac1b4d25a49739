import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import { limits } from '#contract/limits';
import type { Session } from '#contract/portal';
import { emit, PortalElement, toClientError, type ClientError } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { field, fieldDescription, fieldStyles } from '../kit/field.ts';
import { icon } from '../kit/icon.ts';
import { notice } from '../kit/notice.ts';
import { bone } from '../kit/skeleton.ts';
import { Countdown } from './countdown.ts';
import { loginStyles } from './portal-login.styles.ts';

type FieldName = 'login' | 'password';

/**
 * Signs a person in, and shows who is signed in.
 *
 * @slot title - Instead of the heading.
 * @slot toolbar - Beside the heading.
 * @slot error - Instead of what is shown when the portal cannot be reached.
 * @slot footer - Below everything.
 * @fires portal-before-sign-in - Before a call; `preventDefault()` stops it.
 * @fires portal-signed-in - Somebody signed in here.
 * @fires portal-before-sign-out - Before a call; `preventDefault()` stops it.
 * @fires portal-signed-out - Somebody signed out here.
 * @csspart root - The element's inside.
 * @csspart header - The row of the heading.
 * @csspart title - The heading.
 * @csspart form - The form.
 * @csspart label - A label.
 * @csspart input - An input.
 * @csspart button - Any button.
 * @csspart button-primary - The button that signs in.
 * @csspart notice - What went wrong.
 */
export class PortalLogin extends PortalElement {
  static override readonly tag = 'login';
  static override styles = [...PortalElement.styles, fieldStyles, loginStyles];

  /** The place kept for the form has been given up. */
  #compact = false;
  readonly #wait = new Countdown(this, () => this.announce(this.t('login.wait_over')));

  @state() private pending = false;
  @state() private refusal: ClientError | undefined;
  @state() private empty: readonly FieldName[] = [];
  @state() private passwordShown = false;
  @state() private capsLock = false;
  @query('form') private form!: HTMLFormElement | null;

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const block = this.renderRoot.querySelector('.session');
    if (!block) this.#compact = false;
    if (!block || this.#compact) return;
    // Found at loading, a session takes the place of the form: it gives up what it does not need only
    // where nothing of the page would move. After signing in here, the reader expects the change.
    const before = placesBelow(this);
    block.classList.add('compact');
    this.#compact = placesBelow(this) === before;
    block.classList.toggle('compact', this.#compact);
  }

  protected override renderSkeleton(): TemplateResult {
    return html`
      <div class="header">${bone('title')}</div>
      <div class="form">
        ${['login', 'password'].map(
          () => html`<div class="field"><label>${bone('text')}</label>${bone('control')}</div>`,
        )}
        ${bone('control')}
      </div>
    `;
  }

  protected override renderContent(): TemplateResult {
    return this.session ? this.#renderSession(this.session) : this.#renderForm();
  }

  #renderForm(): TemplateResult {
    const off = this.pending || this.#wait.seconds > 0;
    return html`
      ${this.renderHeader(this.t('login.title'))}
      <form class="form" part="form" novalidate @submit=${this.#onSubmit}>
        ${this.#renderRefusal()} ${this.#renderLogin()} ${this.#renderPassword()}
        ${button({
          kind: 'primary',
          type: 'submit',
          label: this.t(this.pending ? 'login.submitting' : 'login.submit'),
          off,
        })}
      </form>
    `;
  }

  #renderRefusal(): TemplateResult | typeof nothing {
    if (this.#wait.seconds > 0) return notice('warning', this.#waitText(), 'clock');
    if (!this.refusal || this.refusal.code === 'too_many_attempts') return nothing;
    return notice('danger', this.t(`error.${this.refusal.code}`));
  }

  #renderLogin(): TemplateResult {
    return field({
      id: 'login',
      label: this.t('login.login'),
      error: this.#problem('login'),
      control: html`<input
        class="input"
        part="input"
        id="login"
        name="username"
        type="text"
        autocomplete="username"
        autocapitalize="none"
        spellcheck="false"
        required
        maxlength=${limits.loginName}
        aria-invalid=${this.#problem('login') ? 'true' : nothing}
        aria-describedby=${fieldDescription('login')}
        @input=${() => this.#onInput('login')}
      />`,
    });
  }

  #renderPassword(): TemplateResult {
    const shown = this.passwordShown;
    return field({
      id: 'password',
      label: this.t('login.password'),
      error: this.#problem('password'),
      hint: this.capsLock ? this.t('login.caps_lock') : undefined,
      control: html`<span class="password">
        <input
          class="input"
          part="input"
          id="password"
          name="password"
          type=${shown ? 'text' : 'password'}
          autocomplete="current-password"
          autocapitalize="none"
          spellcheck="false"
          required
          maxlength=${limits.password}
          aria-invalid=${this.#problem('password') ? 'true' : nothing}
          aria-describedby=${fieldDescription('password')}
          @input=${() => this.#onInput('password')}
          @keydown=${this.#onKey}
          @keyup=${this.#onKey}
        />
        <button
          class="reveal"
          type="button"
          aria-pressed=${shown ? 'true' : 'false'}
          aria-label=${this.t('login.show_password')}
          title=${this.t(shown ? 'login.hide_password' : 'login.show_password')}
          @click=${() => (this.passwordShown = !shown)}
        >
          ${icon(shown ? 'eye-off' : 'eye')}
        </button>
      </span>`,
    });
  }

  #renderSession({ person, customer }: Session): TemplateResult {
    const tenant = this.tenantInfo?.name ?? '';
    return html`
      ${this.renderHeader(this.t('login.signed_in'))}
      <div class="session ${this.#compact ? 'compact' : ''}">
        <span class="face">${icon('person')}</span>
        <div class="who">
          <p class="person" tabindex="-1">${person.name}</p>
          <p class="customer">${customer?.name ?? this.t('login.staff', { tenant })}</p>
          ${
            customer
              ? html`<p class="customer">
                  ${this.t('login.customer', { number: customer.number })}
                </p>`
              : nothing
          }
        </div>
        ${button({ label: this.t('login.sign_out'), off: this.pending, onClick: this.#onSignOut })}
      </div>
      ${this.refusal ? notice('danger', this.t(`error.${this.refusal.code}`)) : nothing}
    `;
  }

  #waitText(): string {
    const { seconds } = this.#wait;
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    return this.t('login.wait', { time });
  }

  #problem(name: FieldName): string | undefined {
    return this.empty.includes(name) ? this.t('rule.required') : undefined;
  }

  /** Puts the focus on the first thing to mend. */
  async #focus(selector: string): Promise<void> {
    await this.updateComplete;
    const target = this.renderRoot.querySelector<HTMLElement>(selector);
    target?.focus();
    if (target instanceof HTMLInputElement) target.select();
  }

  #onInput(name: FieldName): void {
    if (this.empty.includes(name)) this.empty = this.empty.filter((one) => one !== name);
  }

  #onKey = (event: KeyboardEvent): void => {
    // Password managers send key events that are none.
    if (event.getModifierState) this.capsLock = event.getModifierState('CapsLock');
  };

  #onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (!this.form || this.pending || this.#wait.seconds > 0) return;
    const data = new FormData(this.form);
    const login = String(data.get('username')).trim();
    const password = String(data.get('password'));
    this.empty = [...(login ? [] : ['login' as const]), ...(password ? [] : ['password' as const])];
    this.refusal = undefined;
    if (this.empty[0]) {
      this.announce(this.t('rule.required'));
      return this.#focus(`#${this.empty[0]}`);
    }
    if (!emit(this, 'portal-before-sign-in', { login })) return;
    this.pending = true;
    try {
      const session = await this.portal.signIn(login, password);
      this.#compact = true;
      this.passwordShown = false;
      emit(this, 'portal-signed-in', { session });
      await this.#focus('.person');
      this.announce(`${this.t('login.signed_in')}: ${session.person.name}`);
    } catch (error) {
      await this.#refuse(toClientError(error));
    } finally {
      this.pending = false;
    }
  };

  async #refuse(refusal: ClientError): Promise<void> {
    this.refusal = refusal;
    if (refusal.code === 'too_many_attempts') this.#wait.start(refusal.retryAfter ?? 60);
    this.announce(this.#wait.seconds > 0 ? this.#waitText() : this.t(`error.${refusal.code}`));
    emit(this, 'portal-error', { error: refusal });
    await this.#focus('#password');
  }

  #onSignOut = async (): Promise<void> => {
    if (!this.session || this.pending) return;
    if (!emit(this, 'portal-before-sign-out', { session: this.session })) return;
    this.pending = true;
    this.refusal = undefined;
    try {
      await this.portal.signOut();
      emit(this, 'portal-signed-out', {});
      this.announce(this.t('login.signed_out'));
      await this.#focus('#login');
    } catch (error) {
      this.refusal = toClientError(error);
      emit(this, 'portal-error', { error: this.refusal });
    } finally {
      this.pending = false;
    }
  };
}

/** Where everything that comes after an element begins. */
function placesBelow(element: Element): string {
  const places: number[] = [];
  for (let at: Element | null = element; at; at = at.parentElement) {
    const next = at.nextElementSibling;
    if (next) places.push(next.getBoundingClientRect().top);
  }
  return places.join();
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-login': PortalLogin;
  }
}
