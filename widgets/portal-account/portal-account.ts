import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import {
  emit,
  formatInstant,
  PortalElement,
  toClientError,
  type ClientError,
  type PortalState,
  type TextKey,
} from '../core/index.ts';
import { adopt, Lazy } from '../core/lazy.ts';
import type { NewPassword } from '../core/password-form.ts';
import { badgeStyles } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { fieldStyles } from '../kit/field.ts';
import { notice, type Tone } from '../kit/notice.ts';
import { bone, bones } from '../kit/skeleton.ts';
import { AccountData } from './account-data.ts';
import { accountStyles } from './portal-account.styles.ts';
import { isChanged, profileForm, type Draft } from './profile-form.ts';
import { deviceOf, others, sessionList } from './session-list.ts';
import { focusOn } from '../records/focus.ts';

/** Milliseconds that the parts wait for each other. */
const patience = 2_000;

type Message = { tone: Tone; text: () => string };

/**
 * What a person keeps of the own account: name, language of mails, password, and where it is signed in.
 * A session that the page vouches for has none.
 *
 * @slot title - Instead of the heading.
 * @slot toolbar - Beside the heading.
 * @slot error - Instead of what is shown when loading failed.
 * @slot forbidden - Instead of what is shown where the page vouches for the person.
 * @slot signed-out - Instead of what is shown when nobody is signed in.
 * @slot footer - Below everything.
 * @fires portal-password-changed - The person changed the password, and signs in with it next.
 * @csspart root - The element's inside.
 * @csspart header - The row of the heading.
 * @csspart title - The heading.
 * @csspart form - A form.
 * @csspart label - A label.
 * @csspart input - An input or list of choices.
 * @csspart button - Any button.
 * @csspart button-primary - The button that saves.
 * @csspart badge - The mark of this session.
 * @csspart notice - A sentence that stands out.
 * @csspart panel - What stands in place of the content.
 * @csspart skeleton - A grey bar while loading.
 */
export class PortalAccount extends PortalElement {
  static override readonly tag = 'account';
  static override styles = [...PortalElement.styles, fieldStyles, badgeStyles, accountStyles];

  readonly #data = new AccountData(
    this,
    () => this.portal,
    () => this.allows('person'),
  );
  readonly #passwordForm = new Lazy(
    this,
    async () =>
      new (await import('../core/password-form.ts')).PasswordForm(this, {
        t: () => this.t,
        policy: () => this.tenantInfo?.passwordPolicy,
        context: () => [this.tenantInfo?.name ?? '', ...Object.values(this.session?.person ?? {})],
        announce: (text) => this.announce(text),
        submit: this.#changePassword,
        onError: (error) => emit(this, 'portal-error', { error }),
      }),
  );
  /** The second factor, of the person on screen; its words come with it. */
  #factors = this.#newFactors();
  readonly #notices = new Lazy(this, async () => {
    const [{ ownPreferences }] = await Promise.all([
      import('../records/notice-preferences.ts'),
      this.learn('notices'),
    ]);
    return ownPreferences({
      host: this,
      portal: () => this.portal,
      view: () => ({ t: this.t, format: this.format }),
      announce: (text) => this.announce(text),
      onFault: (error) => void emit(this, 'portal-error', { error }),
      focus: (selector) => focusOn(this, selector),
    });
  });
  /** Whose account was on screen last. */
  #owner: string | undefined;
  /** The session is over because the password was changed here. */
  #changed = false;

  /** Whose account is shown, part by part: all that comes at first is shown at once, so that nothing moves. */
  #shown: string | undefined;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  @state() private draft: Draft = {};
  @state() private nameError: TextKey | undefined;
  @state() private saving = false;
  @state() private profileMessage: Message | undefined;
  @state() private changing = false;
  @state() private asking = '';
  @state() private ending = false;
  @state() private sessionsMessage: Message | undefined;

  protected override get vocabulary() {
    return 'records' as const;
  }

  protected override get permission() {
    return 'person' as const;
  }

  protected override get contentState(): PortalState {
    const { state } = this.#data;
    return state === 'ready' && !this.#isWhole ? 'loading' : state;
  }

  protected override get fault(): ClientError | undefined {
    return super.fault ?? this.#data.fault ?? this.#factors.fault;
  }

  protected override panelTexts(of: 'signed-out' | 'forbidden'): [TextKey, TextKey] {
    if (of === 'forbidden') return ['account.host_title', 'account.host'];
    return this.#changed
      ? ['account.password_done_title', 'account.password_done']
      : super.panelTexts(of);
  }

  /** Asks again for all that is on screen. */
  override async refresh(): Promise<void> {
    await super.refresh();
    if (this.#factors.fault) this.#factors.retry();
    this.#data.reload();
    this.#notices.retry();
    this.#notices.value?.reload();
    await this.#factors.value?.load();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const owner = this.session?.person.login;
    if (owner) this.#changed = false;
    if (owner !== this.#owner) this.#clear();
    this.#owner = owner;
    if (!this.allows('person')) return;
    this.#factors.need();
    if (this.#hasNotices) this.#notices.need();
    if (this.#isWhole) this.#shown = owner;
    // A part that is late must not keep the others away.
    else if (this.#data.account)
      this.#waiting ??= setTimeout(() => {
        this.#shown = this.session?.person.login;
        this.requestUpdate();
      }, patience);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
  }

  /** Whether a contact is here, who is told of things; staff is told of nothing. */
  get #hasNotices(): boolean {
    return this.session?.kind === 'contact' && this.session.termsAccepted;
  }

  /** Whether each part has come, or did not, or was on screen before. */
  get #isWhole(): boolean {
    if (this.#shown !== undefined && this.#shown === this.#owner) return true;
    const parts = this.#hasNotices ? [this.#factors, this.#notices] : [this.#factors];
    const { account, sessions } = this.#data;
    return (
      account !== undefined &&
      !['loading', 'stale'].includes(sessions.state) &&
      parts.every(({ value, fault }) => fault !== undefined || value?.settled === true)
    );
  }

  protected override renderSkeleton(): TemplateResult {
    const section = (content: TemplateResult) =>
      html`<section class="section">
        <div>${bone()}</div>
        <div class="content">${content}</div>
      </section>`;
    const two = () =>
      html`<div class="pair">${[1, 2].map(() => html`<div>${bones(2)}</div>`)}</div>`;
    return html`
      <div class="header">${bone('title')}</div>
      ${section(
        html`${two()} ${two()}
          <div class="pair">${bones(4, 'control')}</div>`,
      )}
      ${section(html`<div class="pair">${bone('control')}</div>`)}
      ${section(html`<div>${bones(5, 'row')}</div>`)}
    `;
  }

  protected override renderContent(): TemplateResult {
    const { fault, account } = this.#data;
    if (fault) return this.renderFault(fault);
    if (!account || !this.#isWhole) return this.renderSkeleton();
    return html`
      ${this.renderHeader(this.t('account.title'))} ${this.#renderProfile(account)}
      ${this.#renderPassword(account)} ${this.#renderFactors()} ${this.#renderNotices()}
      ${this.#renderSessions()}
    `;
  }

  #renderSection(id: string, title: string, about: string, content: unknown): TemplateResult {
    return html`<section class="section" aria-labelledby=${id}>
      <div>
        <h3 class="subtitle" id=${id} tabindex="-1">${title}</h3>
        ${about ? html`<p class="about">${about}</p>` : nothing}
      </div>
      ${content}
    </section>`;
  }

  #renderProfile(account: NonNullable<AccountData['account']>): TemplateResult {
    return this.#renderSection(
      'profile',
      this.t('account.profile'),
      '',
      html`<div class="content">
        ${profileForm({
          t: this.t,
          format: this.format,
          account,
          portalLanguage: this.tenantInfo?.locale ?? 'es',
          draft: this.draft,
          error: this.nameError && this.t(this.nameError),
          notice: renderMessage(this.profileMessage),
          saving: this.saving,
          onChange: this.#onChange,
          onSubmit: this.#onSave,
        })}
      </div>`,
    );
  }

  #renderPassword({ passwordChangedAt }: NonNullable<AccountData['account']>): TemplateResult {
    const time = passwordChangedAt && formatInstant(passwordChangedAt, this.format);
    const open = button({
      label: this.t('password.submit'),
      onClick: () => void this.#openPassword(),
    });
    const { fault: error, value: form } = this.#passwordForm;
    return this.#renderSection(
      'password-title',
      this.t('account.password'),
      time ? this.t('account.password_changed', { time }) : '',
      html`<div class="content narrow">
        ${error ? notice('danger', this.t(`error.${error.code}`)) : nothing}
        ${
          this.changing && form
            ? html`<p class="about">${this.t('account.password_hint')}</p>
                ${form.render({
                  login: this.session?.person.login ?? '',
                  withCurrent: true,
                  submit: this.t('password.submit'),
                  actions: button({
                    kind: 'quiet',
                    label: this.t('account.cancel'),
                    onClick: () => void this.#closePassword(),
                  }),
                })}`
            : open
        }
      </div>`,
    );
  }

  #renderFactors(): TemplateResult {
    return this.#renderPart(this.#factors, () => ['factors', this.t('factor.title'), '']);
  }

  #newFactors() {
    return new Lazy(this, async () => {
      const [{ FactorSection, factorStyles }] = await Promise.all([
        import('../core/factor.ts'),
        this.learn('session'),
      ]);
      adopt(this, factorStyles);
      const section = new FactorSection({
        host: this,
        portal: () => this.portal,
        t: () => this.t,
        format: () => this.format,
        announce: (text) => this.announce(text),
        focus: (selector) => focusOn(this, selector),
        onError: (error) => emit(this, 'portal-error', { error }),
      });
      void section.load();
      return section;
    });
  }

  /** What a contact is told of, and how. */
  #renderNotices(): TemplateResult | typeof nothing {
    if (!this.#hasNotices) return nothing;
    return this.#renderPart(this.#notices, () => [
      'notices',
      this.t('notice.preferences'),
      this.t('notice.preferences_text'),
    ]);
  }

  /** A section that comes with words of its own, its heading among them. */
  #renderPart(
    part: Lazy<{ render(): TemplateResult }>,
    head: () => [id: string, title: string, text: string],
  ): TemplateResult {
    const { value, fault } = part;
    part.need();
    if (value)
      return this.#renderSection(...head(), html`<div class="content">${value.render()}</div>`);
    return html`<section class="section">
      <div>${fault ? nothing : bone()}</div>
      <div class="content">${fault ? this.renderFault(fault) : bones(3)}</div>
    </section>`;
  }

  #renderSessions(): TemplateResult {
    const { value: sessions, fault } = this.#data.sessions;
    const list = () =>
      sessions
        ? sessionList({
            t: this.t,
            format: this.format,
            sessions,
            asking: this.asking,
            ending: this.ending,
            onAsk: this.#onAsk,
            onEnd: this.#onEnd,
          })
        : html`<div>${bones(4)}</div>`;
    return this.#renderSection(
      'sessions',
      this.t('account.sessions'),
      this.t('account.sessions_text'),
      html`<div class="content">
        ${renderMessage(this.sessionsMessage)} ${fault ? this.renderFault(fault) : list()}
      </div>`,
    );
  }

  #onChange = (change: Draft): void => {
    this.draft = { ...this.draft, ...change };
    if (change.name !== undefined) this.nameError = undefined;
    this.profileMessage = undefined;
  };

  #onSave = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { account } = this.#data;
    if (!account || this.saving || !isChanged(this.draft, account)) return;
    const name = (this.draft.name ?? account.name).trim();
    const locale = this.draft.locale ?? account.locale;
    if (!name) return this.#refuseName('rule.required');
    this.saving = true;
    this.profileMessage = undefined;
    try {
      await this.#data.save({
        ...(name !== account.name && { name }),
        ...(locale !== account.locale && { locale: locale || null }),
      });
      this.draft = {};
      this.profileMessage = this.#say('success', () => this.t('account.saved'));
    } catch (error) {
      const fault = toClientError(error);
      emit(this, 'portal-error', { error: fault });
      const rule = fault.errors.find(({ path }) => path === 'body.name')?.rule;
      if (rule) await this.#refuseName(`rule.${rule}` as TextKey);
      else this.profileMessage = this.#say('danger', () => this.t(`error.${fault.code}`));
    } finally {
      this.saving = false;
    }
  };

  async #refuseName(error: TextKey): Promise<void> {
    this.nameError = error;
    this.announce(`${this.t('account.name')}: ${this.t(error)}`);
    await focusOn(this, '#name');
  }

  async #openPassword(): Promise<void> {
    try {
      await this.#passwordForm.ready();
      this.changing = true;
      await focusOn(this, '#current');
    } catch (error) {
      this.announce(this.t('error.offline'));
      emit(this, 'portal-error', { error: toClientError(error) });
    }
  }

  async #closePassword(): Promise<void> {
    this.#passwordForm.value?.reset();
    this.changing = false;
    await focusOn(this, '[aria-labelledby="password-title"] .button');
  }

  #changePassword = async (body: NewPassword): Promise<void> => {
    await this.portal.client.call('PUT /me/password', { body });
    this.changing = false;
    this.#changed = true;
    this.portal.forget();
    emit(this, 'portal-password-changed', {});
    this.announce(this.t('login.changed'));
    await this.updateComplete;
    // What had the focus is gone; what took its place is read from its beginning.
    const panel = this.renderRoot.querySelector<HTMLElement>('.panel');
    panel?.setAttribute('tabindex', '-1');
    panel?.focus();
  };

  #onAsk = (id: string): void => {
    const before = this.asking;
    this.asking = id;
    this.sessionsMessage = undefined;
    void focusOn(this, `[data-session="${CSS.escape(id || before)}"] .button`);
  };

  #onEnd = async (id: string): Promise<void> => {
    if (this.ending) return;
    this.ending = true;
    const session = this.#data.sessions.value?.find((one) => one.id === id);
    const done = () =>
      session
        ? this.t('account.ended', { device: deviceOf(session, this.t) })
        : this.t('account.ended_others');
    try {
      await this.#data.end(id === others ? null : id);
      this.sessionsMessage = this.#say('success', done);
    } catch (error) {
      const fault = toClientError(error);
      emit(this, 'portal-error', { error: fault });
      this.sessionsMessage = this.#say('danger', () => this.t(`error.${fault.code}`));
    } finally {
      this.ending = false;
      this.asking = '';
      await focusOn(this, '#sessions');
    }
  };

  /** A message that is heard now, and stays in the language in use. */
  #say(tone: Tone, text: () => string): Message {
    this.announce(text());
    return { tone, text };
  }

  /** Nothing of a person is left for the next one. */
  #clear(): void {
    clearTimeout(this.#waiting);
    this.#waiting = this.#shown = undefined;
    this.#passwordForm.value?.reset();
    this.#factors = this.#newFactors();
    this.#notices.value?.clear();
    this.draft = {};
    this.changing = false;
    this.asking = '';
    this.nameError = this.profileMessage = this.sessionsMessage = undefined;
  }
}

const renderMessage = (message: Message | undefined): TemplateResult | typeof nothing =>
  message ? notice(message.tone, message.text()) : nothing;

declare global {
  interface HTMLElementTagNameMap {
    'portal-account': PortalAccount;
  }
}
