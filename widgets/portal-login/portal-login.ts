import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import type { Session } from '#contract/portal';
import {
  emit,
  PortalElement,
  toClientError,
  type ClientError,
  type PortalState,
} from '../core/index.ts';
import { Lazy } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { SignInForm } from '../core/sign-in-form.ts';
import { fieldStyles } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { passwordStyles } from '../kit/password.ts';
import { bone } from '../kit/skeleton.ts';
import type { AccessView } from './access.ts';
import type { Desk } from './desk.ts';
import { dropLink, isLinkKept, takeLink } from './link.ts';
import { loginStyles } from './portal-login.styles.ts';
import { sessionCard } from './session-card.ts';

/** What the element was told to show; who is signed in decides as well. */
type LoginView = 'sign-in' | Exclude<AccessView, 'first' | 'code' | 'setup'>;

/**
 * Signs a person in, and shows who is signed in. Leads through a forgotten password, the change of a
 * temporary one, and what a mailed link opens: the fragment `portal-access=<tenant>.<token>` of the page's
 * address, which the element of that tenant takes out at once.
 *
 * @slot title - Instead of the heading.
 * @slot toolbar - Beside the heading.
 * @slot error - Instead of what is shown when the portal cannot be reached.
 * @slot footer - Below everything.
 * @fires portal-before-sign-in - Before a call; `preventDefault()` stops it.
 * @fires portal-signed-in - Somebody signed in here; with a temporary password not before it was changed, where a code
 *   of an authenticator is asked for not before it was given.
 * @fires portal-before-sign-out - Before a call; `preventDefault()` stops it.
 * @fires portal-signed-out - Somebody signed out here.
 * @fires portal-password-changed - Somebody set a new password here, and signs in with it next.
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
  static override styles = [...PortalElement.styles, fieldStyles, passwordStyles, loginStyles];

  /** Fetched where there is a logo for the sign-in. */
  readonly #logo = new Lazy(
    this,
    async () => new (await import('../core/logo.ts')).Logo(this, () => this.portal),
  );
  /** The place kept for the form has been given up. */
  #compact = false;
  /** Where what comes after the element began before a session was drawn. */
  #before: number[] | undefined;
  readonly #signInForm = new SignInForm({
    host: this,
    t: () => this.t,
    announce: (text) => this.announce(text),
    focus: (selector) => this.#focus(selector),
    signIn: (login, password) => this.#onSignIn(login, password),
    onRefused: (error) => emit(this, 'portal-error', { error }),
  });
  /** The views besides signing in, which most readers never see. */
  readonly #access = new Lazy(
    this,
    async () => new (await import('./access.ts')).Access(this.#desk),
  );
  /** Few people have several customers, so the choice between them comes when it is needed. */
  readonly #customers = new Lazy(
    this,
    async () =>
      new (await import('../core/customer-switch.ts')).CustomerSwitch(this, () => this.portal),
  );
  /** Of a mailed link, until those views are there; nothing else keeps it. Empty is the one that the server keeps. */
  #token: string | undefined;
  /** Whether it was seen if the page was loaded again behind a link. */
  #looked = false;

  @state() private pending = false;
  @state() private refusal: ClientError | undefined;
  @state() private view: LoginView = 'sign-in';
  @query('form') private form!: HTMLFormElement | null;

  protected override get contentState(): PortalState {
    const shown = this.#shown;
    if (shown === 'sign-in' || shown === 'session') return 'ready';
    const { value, fault } = this.#access;
    if (!value) return fault ? 'error' : 'loading';
    return shown === 'link' ? value.linkState : 'ready';
  }

  protected override get fault(): ClientError | undefined {
    return super.fault ?? this.#access.fault;
  }

  get #shown(): AccessView | 'sign-in' | 'session' {
    if (this.#byLink || !this.session) return this.view;
    // Recovery codes stay until they have been kept, though their owner is in by now.
    if (this.#access.value?.keeping) return 'setup';
    const { access } = this.session;
    if (access === 'code' || access === 'setup') return access;
    return access === 'temporary' ? 'first' : 'session';
  }

  /** What a link opens stands, whoever is signed in. */
  get #byLink(): boolean {
    return this.view === 'link' || this.view === 'defined';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('hashchange', this.#takeLink);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.#takeLink);
  }

  override async refresh(): Promise<void> {
    if (this.#access.fault) this.#access.retry();
    this.#access.value?.retry();
    await super.refresh();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#takeLink();
    if (this.session && !this.renderRoot.querySelector('.card')) this.#before = placesBelow(this);
    // Signed in elsewhere, the way out is behind us.
    if (this.session && !this.#byLink) this.view = 'sign-in';
    const needed = this.#shown !== 'sign-in' && this.#shown !== 'session';
    if (needed) this.#access.need();
    if (this.#token === undefined || !this.#access.value) return;
    void this.#access.value.open(this.#token);
    this.#token = undefined;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#logo.value?.update();
    const card = this.renderRoot.querySelector('.card');
    if (!card) this.#compact = false;
    if (!card || this.#compact) return;
    // Found at loading, a session takes the place of the form: it gives up what it does not need only
    // where that moves the page less. After signing in here, the reader expects the change.
    const [before = placesBelow(this), kept] = [this.#before, placesBelow(this)];
    card.classList.add('compact');
    this.#compact = distance(before, placesBelow(this)) <= distance(before, kept);
    card.classList.toggle('compact', this.#compact);
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
    const shown = this.#shown;
    if (shown === 'session' && this.session) return this.#renderSession(this.session);
    if (shown === 'sign-in' || shown === 'session') return this.#renderForm();
    const { value, fault } = this.#access;
    if (fault) return this.renderFault(fault);
    return value?.render(shown) ?? this.renderSkeleton();
  }

  #renderLogo(): TemplateResult | typeof nothing {
    const tenant = this.tenantInfo!;
    if (!tenant.logos.login) return nothing;
    this.#logo.need();
    return this.#logo.value?.render(tenant, tenant.logos.login) ?? nothing;
  }

  #renderForm(): TemplateResult {
    return html`
      ${this.#renderLogo()} ${this.renderHeader(this.t('login.title'))}
      <form class="form" part="form" novalidate @submit=${this.#signInForm.submit}>
        ${this.#signInForm.render(this.portal.hostError)}
        ${button({
          kind: 'primary',
          type: 'submit',
          label: this.#signInForm.submitText,
          off: this.#signInForm.off,
        })}
        ${button({
          kind: 'quiet',
          label: this.t('login.forgot'),
          onClick: () => void this.#show('forgot'),
        })}
      </form>
    `;
  }

  #renderSession(session: Session): TemplateResult {
    if (session.customers.length > 1) this.#customers.need();
    return html`<div class="card ${this.#compact ? 'compact' : ''}">
      ${this.renderHeader(this.t('login.signed_in'))}
      ${sessionCard({
        t: this.t,
        format: this.format,
        session,
        tenant: this.tenantInfo?.name ?? '',
        pending: this.pending,
        customers: this.#customers.value?.render(this.t),
        onSignOut: () => void this.signOut(),
      })}
      ${this.refusal ? notice('danger', this.t(`error.${this.refusal.code}`)) : nothing}
    </div>`;
  }

  /** Puts the focus on the first thing to mend. */
  async #focus(selector: string): Promise<void> {
    await this.updateComplete;
    const target = this.renderRoot.querySelector<HTMLElement>(selector);
    target?.focus();
    if (target instanceof HTMLInputElement) target.select();
  }

  async #onSignIn(login: string, password: string): Promise<void> {
    if (!emit(this, 'portal-before-sign-in', { login })) return;
    const session = await this.portal.signIn(login, password);
    this.#compact = true;
    if (session.access === 'temporary') {
      await this.#access.ready();
      return this.#focus('#current');
    }
    if (session.access === 'code' || session.access === 'setup') {
      const access = await this.#access.ready();
      return access.step(session.access);
    }
    await this.#entered(session);
  }

  async #entered(session: Session): Promise<void> {
    emit(this, 'portal-signed-in', { session });
    await this.#focus('.person');
    this.announce(`${this.t('login.signed_in')}: ${session.person.name}`);
  }

  /**
   * Signs out, and shows the way back in. A listener of `portal-before-sign-out` may stop it.
   * @returns why it failed, which is shown here as well; the session stays then
   */
  async signOut(): Promise<ClientError | undefined> {
    if (!this.session || this.pending) return undefined;
    if (!emit(this, 'portal-before-sign-out', { session: this.session })) return undefined;
    this.pending = true;
    this.refusal = undefined;
    try {
      // What the way out looks like comes meanwhile; without it, the form does as well.
      const [, loaded] = await Promise.all([
        this.portal.signOut(),
        this.#access.ready().catch(() => undefined),
      ]);
      if (loaded) this.view = 'signed-out';
      emit(this, 'portal-signed-out', {});
      this.announce(this.t('login.signed_out'));
      await this.#focus(loaded ? '.actions .button' : '#login');
    } catch (error) {
      this.refusal = toClientError(error);
      emit(this, 'portal-error', { error: this.refusal });
    } finally {
      this.pending = false;
    }
    return this.refusal;
  }

  /** Takes no more room than is used: called by the loader before it writes down the height for the next page. */
  leave(): void {
    const card = this.renderRoot.querySelector('.card');
    this.#compact = card !== null;
    card?.classList.add('compact');
  }

  /** Takes a mailed link out of the page's address, if it is for this tenant. */
  #takeLink = (): void => {
    const slug = this.portal?.slug || this.portal?.tenant?.slug;
    // One that was taken away leaves the link to the one in its place.
    if (!slug || !this.isConnected) return;
    const kept = !this.#looked && isLinkKept(slug) ? '' : undefined;
    this.#looked = true;
    const token = takeLink(slug) ?? kept;
    if (token === undefined) return;
    this.view = 'link';
    this.#token = token;
  };

  /** Goes to another view, once it is there. */
  async #show(view: 'forgot' | 'changed' | 'defined'): Promise<void> {
    try {
      const access = await this.#access.ready();
      // What was typed while these views were on their way counts as well.
      const login = this.form && String(new FormData(this.form).get('username') ?? '');
      if (login) access.login = login;
      if (view === 'forgot') access.clear();
      this.#signInForm.reset();
      this.view = view;
      await this.#focus(view === 'forgot' ? '#login' : '.actions .button');
    } catch (error) {
      // Told beside the form; the next press tries again.
      this.#access.retry();
      const fault = toClientError(error);
      emit(this, 'portal-error', { error: fault });
      this.#signInForm.reset(fault);
    }
  }

  /** Back to the form that signs in. */
  #signIn = async (login: string, error?: ClientError): Promise<void> => {
    dropLink();
    this.view = 'sign-in';
    this.#signInForm.reset(error);
    if (error) this.announce(this.t(`error.${error.code}`));
    await this.updateComplete;
    const input = this.renderRoot.querySelector<HTMLInputElement>('#login');
    if (input) input.value = login;
    await this.#focus(login ? '#password' : '#login');
  };

  get #desk(): Desk {
    return {
      host: this,
      portal: () => this.portal,
      t: () => this.t,
      format: () => this.format,
      wait: this.#signInForm.wait,
      waitText: () => this.#signInForm.waitText,
      header: (title) => this.renderHeader(title),
      fault: (error) => this.renderFault(error),
      announce: (text) => this.announce(text),
      focus: (selector) => this.#focus(selector),
      show: (view) => void this.#show(view),
      signIn: (login, error) => void this.#signIn(login, error),
      signOut: () => void this.signOut(),
      onError: (error) => emit(this, 'portal-error', { error }),
      learn: () => this.learn('session'),
      onEntered: (session) => void this.#entered(session),
      onPasswordChanged: () => {
        dropLink();
        emit(this, 'portal-password-changed', {});
      },
    };
  }
}

/** Where everything that comes after an element begins. */
function placesBelow(element: Element): number[] {
  const places: number[] = [];
  for (let at: Element | null = element; at; at = at.parentElement) {
    const next = at.nextElementSibling;
    if (next) places.push(next.getBoundingClientRect().top);
  }
  return places;
}

/** How far places have moved, all in all. */
const distance = (before: readonly number[], after: readonly number[]): number =>
  before.reduce((sum, place, at) => sum + Math.abs(place - (after[at] ?? place)), 0);

declare global {
  interface HTMLElementTagNameMap {
    'portal-login': PortalLogin;
  }
}
