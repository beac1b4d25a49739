import {
  html,
  LitElement,
  nothing,
  type PropertyDeclaration,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { property, state } from 'lit/decorators.js';
import type { PersonPermission } from '#contract/permissions';
import type { Session, Tenant, ThemeTokens } from '#contract/portal';
import { button, buttonStyles } from '../kit/button.ts';
import { icon, iconStyles } from '../kit/icon.ts';
import { noticeStyles, panel, type PanelOptions } from '../kit/notice.ts';
import { bones, skeletonStyles } from '../kit/skeleton.ts';
import { base } from './base.styles.ts';
import { ClientError } from './client-error.ts';
import { findConfig, watchConfig, type PortalConfig, type Scheme } from './config.ts';
import { isEntered } from './entered.ts';
import { emit, type PortalState } from './events.ts';
import { keepFocus } from './focus-keeper.ts';
import { defaultRegions, type FormatContext } from './format.ts';
import * as i18n from './i18n.ts';
import { Lazy } from './lazy.ts';
import { portalFor, type Portal } from './portal.ts';
import { ThemeSheet } from './theme.ts';
import type { Begun } from './unsent.ts';
import { tokens } from './tokens.styles.ts';

/** The one text that cannot come from a catalogue: its name when that did not come. */
const tryAgain: Record<i18n.Language, string> = {
  es: 'Reintentar',
  pt: 'Tentar novamente',
  en: 'Try again',
};

/** What takes the focus. */
const focusable =
  ':is(input, select, textarea, button, a[href], [tabindex]):not([tabindex="-1"], [hidden])';

/** Waits until an element is about to be seen. */
const comesNear = (element: Element): Promise<void> =>
  new Promise((resolve) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        resolve();
      },
      { rootMargin: '50%' },
    );
    observer.observe(element);
  });

const noLook: ThemeTokens = {};

const settings = ['api', 'tenant', 'locale', 'theme', 'scheme', 'strings'] as const;

/**
 * What every public element shares: where it gets its configuration, tenant, session, words and look
 * from, and the states it can be in. A widget adds its content.
 *
 * @csspart icon - An icon.
 */
export abstract class PortalElement extends LitElement {
  static readonly tag: string = '';
  static override styles = [tokens, base, iconStyles, buttonStyles, noticeStyles, skeletonStyles];

  /** An attribute that is taken away leaves the property's default, not null: each such property has one. */
  static override createProperty(name: PropertyKey, options: PropertyDeclaration = {}): void {
    super.createProperty(name, {
      ...options,
      useDefault: options.attribute !== false && !options.state,
    });
  }

  /** Public address of the server; else from `<portal-config>` or the script tag. */
  @property() api = '';
  /** Slug of the tenant. */
  @property() tenant = '';
  /** Language: `es`, `pt` or `en`; else the nearest `lang`, else the tenant's. */
  @property() locale = '';
  /** `none` leaves the look to the page. */
  @property() theme = '';
  /** `light`, `dark` or `auto` (the reader's system); else what the page declares. */
  @property() scheme = '';
  /** `lazy` asks for nothing and draws nothing until the reader comes near. */
  @property() loading = '';
  /** Texts of the page's own: key, as `orders.title`, to text. */
  @property({ attribute: false }) strings: i18n.Strings | undefined;

  @state() private announcement = '';

  /** The language and region in use. */
  protected format: FormatContext = { language: 'es', region: defaultRegions.es };
  protected portal!: Portal;
  /** The text of a key in the language in use. */
  protected t: i18n.Translate = () => '';

  readonly #theme = typeof CSSStyleSheet === 'undefined' ? undefined : new ThemeSheet();
  readonly #internals = (this as Partial<HTMLElement>).attachInternals?.();
  /** Settled once the reader is near, where the element waits for that; undefined where it does not, or no longer. */
  #near: Promise<void> | undefined;
  #leavePortal: (() => void) | undefined;
  #leaveConfig: (() => void) | undefined;
  #texts: unknown[] = [];
  /** Texts of the page's own, from far to near. */
  #strings: PortalConfig['strings'] = [];
  /** Vocabularies that a part of the element brought along. */
  #learned: readonly i18n.Vocabulary[] = [];
  /** The language whose catalogue did not come. */
  #speechless: i18n.Language | undefined;
  #look: ThemeTokens = noLook;
  #scheme: Scheme | undefined;
  #state: PortalState | undefined;
  #isShown = false;
  #isDrawn = false;
  #reported: ClientError | undefined;
  readonly #terms = new Lazy(this, async () => {
    const { Terms } = await import('./terms.ts');
    return new Terms(
      this,
      () => this.portal,
      (error) => this.announce(this.t(`error.${error.code}`)),
    );
  });

  protected get tenantInfo(): Tenant | undefined {
    return this.portal.tenant;
  }
  /** Who is signed in; null for nobody, and until the server has answered. */
  get session(): Session | null {
    return this.portal?.session ?? null;
  }
  /** What the session must be allowed to, or that it is a person's own; null where none is needed. */
  protected get permission(): PersonPermission | 'person' | null {
    return null;
  }
  /** Title and text of the panel that stands in place of the content. */
  protected panelTexts(state: 'signed-out' | 'forbidden'): [i18n.TextKey, i18n.TextKey] {
    return state === 'forbidden'
      ? [
          'common.forbidden_title',
          this.session?.kind === 'staff' ? 'common.forbidden_staff' : 'common.forbidden',
        ]
      : ['common.signed_out_title', 'common.signed_out'];
  }
  /** Whether it waits until the terms of use are accepted: all that shows what is the company's does. */
  protected get underTerms(): boolean {
    return this.permission !== null && this.permission !== 'person';
  }
  /** What it says besides what all elements do. */
  protected get vocabulary(): i18n.Vocabulary | undefined {
    return undefined;
  }
  /** The state of the content, once tenant, words and permission are there. */
  protected get contentState(): PortalState {
    return 'ready';
  }
  /** What failed, if anything did. */
  protected get fault(): ClientError | undefined {
    return this.portal.tenant ? undefined : this.portal.error;
  }
  protected abstract renderContent(): TemplateResult;
  /** Grey bars of the content's height. */
  protected abstract renderSkeleton(): TemplateResult;

  /** The state the element is in; the same as its custom state, and as `data-state` once it has come. */
  get state(): PortalState {
    if (!this.isConnected || !this.portal) return 'loading';
    if (this.#texts.length === 0) return this.#speechless ? 'error' : 'loading';
    if (!this.portal.tenant) return this.portal.error ? 'error' : 'loading';
    if (this.#awaitsTerms) return 'forbidden';
    if (!this.permission) return this.contentState;
    // Before somebody is in nothing opens but the way there, which is <portal-login>'s.
    if (!isEntered(this.session)) return 'signed-out';
    return this.allows(this.permission) ? this.contentState : 'forbidden';
  }

  /** Whether the session may do something. */
  protected allows(permission: PersonPermission | 'person'): boolean {
    const { session } = this;
    if (!isEntered(session)) return false;
    return permission === 'person'
      ? session.access === 'full'
      : session.termsAccepted && session.permissions.includes(permission);
  }

  get #awaitsTerms(): boolean {
    const { session } = this;
    return this.underTerms && session?.access === 'full' && !session.termsAccepted;
  }

  /** Asks the server again: for the tenant and session; a widget adds its content. */
  async refresh(): Promise<void> {
    if (this.#terms.fault) this.#terms.retry();
    await this.portal.refresh();
  }

  /** Puts the focus on the first thing inside that takes it. */
  override focus(options?: FocusOptions): void {
    this.renderRoot?.querySelector<HTMLElement>(focusable)?.focus(options);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.loading === 'lazy' && !this.portal) this.#near ??= this.#awaitReader();
    this.#leaveConfig = watchConfig(this, () => this.#configure());
    if ((history.state as Record<string, object> | null)?.porticoUnsent) void this.#keepUnsent();
    this.#configure();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leaveConfig?.();
    this.#leavePortal?.();
    this.#leavePortal = undefined;
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot();
    if (root instanceof ShadowRoot && this.#theme) {
      root.adoptedStyleSheets.push(this.#theme.sheet);
      this.#leadFocus = keepFocus(root, focusable);
      root.addEventListener('focusin', ({ target }) => {
        const { value, form } = target as Partial<HTMLInputElement>;
        if (form && value !== undefined) void this.#keepUnsent({ target: target!, value });
      });
    }
    return root;
  }

  #leadFocus: (() => void) | undefined;

  /** Has what is typed into forms kept until it is sent; what does it comes with the first form that is entered. */
  async #keepUnsent(begun?: Begun): Promise<void> {
    if (begun) this.#begun?.push(begun);
    if (this.#keepsUnsent) return;
    this.#keepsUnsent = true;
    const who = () => (this.session ? `${this.portal.slug} ${this.session.person.login}` : '');
    try {
      const { keepUnsent } = await import('./unsent.ts');
      keepUnsent(this, { who, words: () => this.t('common.unsent') }, this.#begun ?? []);
      this.#begun = undefined;
    } catch {
      this.#keepsUnsent = false;
    }
  }
  #keepsUnsent = false;
  /** Fields that were entered before what keeps them is here. */
  #begun: Begun[] | undefined = [];

  async #awaitReader(): Promise<void> {
    await comesNear(this);
    this.#near = undefined;
    this.#configure();
  }

  protected override scheduleUpdate(): void | Promise<unknown> {
    return this.#near ? this.#near.then(() => super.scheduleUpdate()) : super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues): void {
    // Also at the first update: what was set before the definition only arrives then.
    if (settings.some((name) => changed.has(name))) this.#configure();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#leadFocus?.();
    const [before, now] = [this.#state, this.state];
    if (before !== now) {
      this.#state = now;
      this.#reflect(now, before);
      emit(this, 'portal-state', { state: now, before });
      if (now !== 'loading' && !this.#isShown) {
        this.#isShown = true;
        emit(this, 'portal-ready', { state: now });
      }
    }
    const fault = this.fault ?? this.portal?.hostError;
    if (fault && fault !== this.#reported) emit(this, 'portal-error', { error: fault });
    this.#reported = fault;
  }

  /** Shows the state to the page: at once to its style sheets, and in the markup once there is more than a skeleton. */
  #reflect(now: PortalState, before: PortalState | undefined): void {
    const states = this.#internals?.states;
    states?.clear();
    try {
      states?.add(now);
    } catch {
      // Browsers of before 2024 take names with two hyphens alone.
    }
    // A framework that hydrates the page compares it with what the server sent.
    if (before ?? now !== 'loading') this.dataset.state = now;
  }

  /** Reads the configuration again and takes over what changed, in place. */
  #configure(): void {
    if (!this.isConnected || this.#near) return;
    const config = findConfig(this, (this.constructor as typeof PortalElement).tag, this);
    const portal = portalFor(config.api, config.tenant);
    if (portal !== this.portal || !this.#leavePortal) {
      this.#leavePortal?.();
      this.portal = portal;
      this.#leavePortal = portal.subscribe(() => this.#configure(), this);
    }
    if (config.getSession) portal.vouchBy(config.getSession);
    const { tenant } = portal;
    this.#look = config.theme === 'none' || !tenant ? noLook : tenant.theme;
    this.#scheme = config.scheme;
    // Without a word from the page, only the tenant knows the language.
    const language = config.locale ?? tenant?.locale ?? (portal.error && 'es');
    if (language) void this.#speak(language, tenant, config);
    this.requestUpdate();
  }

  /** Takes over a language and the overrides of its texts, once its catalogue is there. */
  async #speak(
    language: i18n.Language,
    tenant: Tenant | undefined,
    { strings, formats }: PortalConfig,
  ): Promise<void> {
    if (!i18n.isLoaded(language, this.#vocabularies)) {
      try {
        await i18n.loadCatalogue(language, this.#vocabularies);
      } catch {
        if (this.#speechless === language) return;
        this.#speechless = language;
        this.requestUpdate();
        emit(this, 'portal-error', { error: new ClientError('offline') });
        return;
      }
      // Meanwhile another language may have been asked for.
      return this.#configure();
    }
    const texts = [language, tenant?.strings[language], formats, ...strings];
    const { length } = this.#texts;
    if (texts.length === length && texts.every((part, index) => part === this.#texts[index]))
      return;
    this.#speechless = undefined;
    this.#texts = texts;
    this.#strings = strings;
    const region = tenant?.formats[language] ?? defaultRegions[language];
    this.format = { language, region, own: formats };
    this.#translate(tenant);
  }

  get #vocabularies(): readonly i18n.Vocabulary[] {
    return this.vocabulary ? [this.vocabulary, ...this.#learned] : this.#learned;
  }

  #translate(tenant: Tenant | undefined): void {
    const { language } = this.format;
    const overrides = [tenant?.strings[language], ...this.#strings];
    this.t = i18n.createTranslator(this.format, this.#vocabularies, overrides);
    this.requestUpdate();
  }

  /**
   * Fetches the words of a part that few readers need, in the language in use and from then on in every other: that
   * part is drawn once they are there.
   */
  protected async learn(vocabulary: i18n.Vocabulary): Promise<void> {
    let { language } = this.format;
    do {
      ({ language } = this.format);
      await i18n.loadCatalogue(language, [vocabulary]);
      // Meanwhile another language may have been asked for.
    } while (language !== this.format.language);
    if (this.#learned.includes(vocabulary)) return;
    this.#learned = [...this.#learned, vocabulary];
    this.#translate(this.portal.tenant);
  }

  /** Says something to screen readers, once the reader is idle. */
  protected announce(text: string): void {
    // The same words twice in a row would not be read.
    this.announcement = this.announcement === text ? `${text}\u00a0` : text;
  }

  protected override render(): TemplateResult {
    const state = this.state;
    const body = this.#renderBody(state);
    this.#dress(body);
    // No space around it: a page's `white-space: pre` would make lines of that.
    return html`<div
      class="root"
      part="root"
      translate="no"
      lang=${this.#texts.length ? this.format.region : nothing}
      aria-busy=${state === 'loading' ? 'true' : nothing}
    >
      ${body}
      <slot name="footer"></slot>
      <div class="visually-hidden" role="status">${this.announcement}</div>
    </div>`;
  }

  /** Once anything but a skeleton is drawn, the look holds whole, and stays. */
  #dress(body: TemplateResult): void {
    this.#isDrawn ||= body.strings !== this.renderSkeleton().strings;
    this.#theme?.apply(this.#look, this.#scheme, this.#isDrawn);
  }

  #renderBody(state: PortalState): TemplateResult {
    if (state === 'signed-out') return this.#renderPanel(state, 'person');
    if (state === 'forbidden' && this.#awaitsTerms) return this.renderTerms();
    if (state === 'forbidden') return this.#renderPanel(state, 'lock');
    if (this.#texts.length === 0 && this.#speechless) return this.#renderSpeechless();
    if (!this.portal?.tenant || this.#texts.length === 0) {
      return state === 'error' ? this.renderFault() : this.renderSkeleton();
    }
    return this.renderContent();
  }

  /** Without words: a sign, and a button that tries again. */
  #renderSpeechless(): TemplateResult {
    const again = () => {
      this.#speechless = undefined;
      this.#configure();
    };
    return html`<div class="panel" part="panel">
      ${icon('alert')}
      ${button({ label: '↻', name: tryAgain[this.#speechless ?? 'es'], onClick: again })}
    </div>`;
  }

  #renderPanel(state: 'signed-out' | 'forbidden', icon: PanelOptions['icon']): TemplateResult {
    const [title, text] = this.panelTexts(state);
    return html`<slot name=${state}
      >${panel({ icon, title: this.t(title), text: this.t(text) })}</slot
    >`;
  }

  /** The terms of use, to read and accept. */
  protected renderTerms(): TemplateResult {
    const { value, fault } = this.#terms;
    this.#terms.need();
    if (fault) return this.renderFault(fault);
    return value?.render(this.t, this.format.language) ?? html`${bones(4)}`;
  }

  /** The error in words, with its number for support and a button to try again. */
  protected renderFault(fault = this.fault): TemplateResult {
    if (!fault) return html``;
    const again = button({
      label: this.t('common.retry'),
      icon: 'refresh',
      onClick: () => void this.refresh(),
    });
    return html`<slot name="error">
      ${panel({
        icon: 'alert',
        title: this.t('common.error_title'),
        text: this.t(`error.${fault.code}`),
        detail: fault.requestId ? this.t('common.reference', { id: fault.requestId }) : undefined,
        action: fault.retriable ? again : undefined,
      })}
    </slot>`;
  }

  /** The title row; the page may put its own heading and tools in. */
  protected renderHeader(title: string, tools: unknown = nothing): TemplateResult {
    return html`<header class="header" part="header">
      <slot name="title"><h2 class="title" part="title">${title}</h2></slot>
      <div class="tools no-print" part="toolbar">${tools}<slot name="toolbar"></slot></div>
    </header>`;
  }
}
