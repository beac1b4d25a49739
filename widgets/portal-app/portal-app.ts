import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Session, Tenant } from '#contract/portal';
import { sections } from '#contract/sections';
import { isEntered } from '../core/entered.ts';
import {
  emit,
  PortalElement,
  toClientError,
  type ClientError,
  type Language,
} from '../core/index.ts';
import { Lazy } from '../core/lazy.ts';
import { CustomerSwitch } from '../core/customer-switch.ts';
import { placesOf, type PlaceFilter, type PlaceName } from '../core/places.ts';
import type { RecordRouter, ViewParams } from '../records/address.ts';
import { viewState } from '../records/view.ts';
import { badge, badgeStyles } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { fieldStyles } from '../kit/field.ts';
import { bringCurrent, nav, navStyles, opensElsewhere } from '../kit/nav.ts';
import { notice } from '../kit/notice.ts';
import { bone, bones } from '../kit/skeleton.ts';
import { appFooter } from './app-footer.ts';
import { languageSwitch } from './language-switch.ts';
import { Logo } from '../core/logo.ts';
import { innerParts } from './parts.ts';
import { PageTitle } from './page-title.ts';
import { appStyles } from './portal-app.styles.ts';
import { Rooms } from './rooms.ts';
import type { Room } from './sources.ts';
import { Route, type Place } from './route.ts';

/** What the elements inside can do besides what all can. */
type Inner = PortalElement & {
  open?: string;
  router?: RecordRouter;
  /** What is on screen without an open record. */
  listParams?: ViewParams;
  restoreView?: (params: ViewParams, open?: string) => void;
  links?: Partial<Record<PlaceName, string>>;
  inner?: boolean;
  signOut?: () => Promise<ClientError | undefined>;
  /** Puts the cursor into its field. */
  focusField?: () => Promise<void>;
};

/**
 * The whole portal in one tag: sign-in, header with logo and languages, the sections this person may
 * enter, and a footer.
 *
 * @slot logo - Instead of the logo or name.
 * @slot toolbar - In the header, before the languages.
 * @slot error - Instead of what is shown when loading failed.
 * @slot footer - Below everything.
 * @fires portal-navigate - Somebody is about to go elsewhere; `preventDefault()` leaves it to the page, whose
 *   router then sets `section` and `open`.
 * @fires portal-navigated - The portal is at another place.
 * @fires portal-locale-change - The reader chose a language; `preventDefault()` leaves it to the page.
 * @fires portal-error - A call failed, here or in an element inside.
 * @fires portal-customer-changed - The reader works for another customer now.
 * @csspart root - The element's inside.
 * @csspart top - The header.
 * @csspart logo - The logo; `brand` is the name in its place.
 * @csspart nav - The list of sections.
 * @csspart nav-item - A section in it.
 * @csspart main - The section that is open.
 * @csspart bottom - The footer.
 * @csspart button - Any button.
 * @csspart input - The list of customers.
 * @csspart badge - The environment, outside production.
 * @csspart notice - A sentence that stands out.
 * @csspart panel - What stands in place of the content.
 * @csspart skeleton - A grey bar while loading.
 */
export class PortalApp extends PortalElement {
  static override readonly tag = 'app';
  static override styles = [
    ...PortalElement.styles,
    fieldStyles,
    badgeStyles,
    navStyles,
    appStyles,
  ];

  /** Where the place is kept in the page's address: `hash`, `history` or `none`. */
  @property() routing = 'hash';
  /** Path that all addresses begin with, for `history`. */
  @property() base = '';
  /** Part of the fragment that is this portal's, where there are several on a page. */
  @property() name = '';
  /** Languages to choose from, as `es pt`. */
  @property() languages = 'es pt';
  /** `keep` leaves the title of the page as it is; else the place stands before it. The attribute is `page-title`. */
  @property({ attribute: 'page-title' }) pageTitle = '';
  /** The section that is open; empty is the home. */
  @property(viewState) section = '';
  /** Id of the record that is open in it. */
  @property(viewState) open = '';

  readonly #route = new Route(this, (place) => this.#arrive(place));
  /** Number of the record that is open, once it came, and its id. */
  #opened = { id: '', number: '' };
  /** The place of the menu that was brought into sight last. */
  #shown: HTMLElement | undefined;
  /** What stood below the header before: the way in, the terms of use, or a place. */
  #scene = '';
  readonly #logo = new Logo(this, () => this.portal);
  readonly #customers = new CustomerSwitch(this, () => this.portal);
  readonly #rooms: Rooms = new Rooms(this, (element, room) => this.#settle(element, room));
  /** The bell of a contact. */
  readonly #bell = new Lazy(this, () => this.#rooms.make('inbox'));
  /** The box that finds things by their numbers. */
  readonly #search = new Lazy(this, () => this.#rooms.make('search'));
  /** Whose elements there are. */
  #owner = '';
  /** Where staff was when it began to look as a contact. */
  #left: PlaceName | undefined;
  /** A place whose element is not there yet to restore it. */
  #pending: Place | undefined;

  @state() private busy = false;
  /** Whether the box that finds things is open. */
  @state() private finding = false;
  @state() private refusal: ClientError | undefined;

  get #place(): PlaceName {
    return (this.section || 'home') as PlaceName;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('keydown', this.#onKey);
    for (const name of opening) this.addEventListener(name, this.#onOpened);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('keydown', this.#onKey);
  }

  /** Asks again for all that is on screen. */
  override async refresh(): Promise<void> {
    this.refusal = undefined;
    this.#rooms.retry();
    await super.refresh();
    await Promise.all(this.#rooms.all.map(([, element]) => element.refresh()));
  }

  /** Puts the focus where somebody begins: on the form that signs in, else on the first place. */
  override focus(options?: FocusOptions): void {
    const login = isEntered(this.session) ? undefined : this.#rooms.get('login');
    if (login) login.focus(options);
    else super.focus(options);
  }

  /** Signs out, as the button does; a listener of `portal-before-sign-out` may stop it. */
  async signOut(): Promise<void> {
    await this.#onSignOut();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { session } = this;
    const owner = session ? `${session.person.login} ${session.customer?.number}` : '';
    if (owner === this.#owner) return;
    // A record of the customer before is nobody's business now.
    if (this.#owner) {
      this.#rooms.clear();
      this.#pending = undefined;
      this.#go({ section: this.#placeFor(session), open: '' });
    }
    this.#owner = owner;
    this.refusal = undefined;
  }

  /** Whether the terms of use stand before everything. */
  get #awaitsTerms(): boolean {
    const { session } = this;
    return session?.access === 'full' && !session.termsAccepted;
  }

  /** Who comes in, and who accepts the terms, goes on at the place that opens then. */
  #followScene(): void {
    if (!this.portal.tenant) return;
    const main = this.renderRoot.querySelector<HTMLElement>('section.main');
    const next = main ?? this.renderRoot.querySelector<HTMLElement>('.main h2.panel-title');
    const scene = main ? 'place' : next ? 'terms' : 'way';
    if (this.#scene && this.#scene !== scene && next && this.matches(':not(:focus-within)')) {
      const { activeElement } = document;
      if (!activeElement || activeElement === document.body) next.focus();
    }
    // What is still on its way is no scene.
    if (this.#awaitsTerms && !next) return;
    this.#scene = scene;
  }

  /**
   * Where somebody else begins: staff that looks as a contact at its home page, and back where it was before; others
   * where the one before was, if they may be there.
   */
  #placeFor(session: Session | null): PlaceName {
    if (session?.impersonation) {
      this.#left ??= this.#place;
      return 'home';
    }
    const place = this.#left ?? this.#place;
    this.#left = undefined;
    const open = !session || placesOf(session, this.t, () => null).some(({ id }) => id === place);
    return open ? place : 'home';
  }

  constructor() {
    super();
    this.addController(new PageTitle(() => this.#titleWords));
  }

  /** The place in words, as the page's title says it: `Pedido 0084001040 · Mis pedidos`. */
  get #titleWords(): string {
    return this.pageTitle === 'keep' || this.routing === 'none' ? '' : this.#placeWords;
  }

  /** The place, after the record that is open there; empty while nobody is signed in. */
  get #placeWords(): string {
    const { session } = this;
    if (!this.portal?.tenant || !isEntered(session)) return '';
    if (this.#awaitsTerms) return this.t('app.terms');
    const place = placesOf(session, this.t, () => null).find(({ id }) => id === this.#place);
    const { id, number } = this.#opened;
    return [this.open && id === this.open ? number : '', place?.label].filter(Boolean).join(' · ');
  }

  #onOpened = (event: Event): void => {
    const { id, number } = (event as HTMLElementEventMap['portal-order-opened']).detail;
    this.#opened = { id, number };
    this.requestUpdate();
  };

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    this.#rooms.update();
    this.#followScene();
    this.#shown = bringCurrent(this.renderRoot, this.#shown);
    if (this.#bell.value) this.#settle(this.#bell.value, 'inbox');
    if (this.#search.value) this.#settle(this.#search.value, 'search');
    this.#logo.update();
  }

  protected override get vocabulary() {
    return 'home' as const;
  }

  protected override renderSkeleton(): TemplateResult {
    return html`
      <div class="top">
        <div class="row">${bone('title')}</div>
        <div class="row">${bone('control')}</div>
      </div>
      <div class="main waiting">${bone('title')}${bones(5, 'row')}</div>
    `;
  }

  protected override renderContent(): TemplateResult {
    const tenant = this.tenantInfo!;
    const { session } = this;
    const inside = isEntered(session) ? session : null;
    return html`
      ${this.#renderTop(tenant, inside)}
      ${inside ? this.#renderMain(tenant, inside) : this.#renderEntry()}
      ${appFooter({ t: this.t, tenant, language: this.format.language, beside: inside ? this.#renderLanguages() : nothing })}
    `;
  }

  #renderTop(tenant: Tenant, session: Session | null): TemplateResult {
    const { environment } = tenant;
    return html`<div class="top ${isEntered(session) ? 'inside' : ''}" part="top">
      <h1 class="visually-hidden">
        ${[this.#placeWords, tenant.name].filter(Boolean).join(' · ')}
      </h1>
      <div class="row">
        <slot name="logo">${this.#logo.render(tenant)}</slot>
        ${
          environment === 'production'
            ? nothing
            : badge('warning', 'info', environment, 'badge-environment')
        }
        ${session ? this.#renderCustomer(session) : nothing}
        <div class="tools no-print">
          <slot name="toolbar"></slot>
          ${session?.termsAccepted ? this.#renderFinder() : nothing}
          ${session ? this.#renderBell(session) : nothing} ${this.#renderLanguages()}
          ${
            session
              ? button({
                  kind: 'quiet',
                  label: this.t('login.sign_out'),
                  name: this.t('app.sign_out_of', { name: session.person.name }),
                  off: this.busy,
                  onClick: this.#onSignOut,
                })
              : nothing
          }
        </div>
      </div>
      ${session?.termsAccepted && this.finding ? this.#renderSearch() : nothing}
      ${session && !this.#awaitsTerms ? this.#renderPlaces(session) : nothing}
    </div>`;
  }

  #renderLanguages(): TemplateResult {
    return languageSwitch({
      label: this.t('app.languages'),
      languages: this.languages,
      current: this.format.language,
      onChoose: this.#onLanguage,
    });
  }

  #renderFinder(): TemplateResult {
    const label = this.t('app.search');
    return button({
      kind: 'quiet',
      icon: 'search',
      label,
      name: `${label} (Ctrl K)`,
      onClick: () => this.#find(!this.finding),
    });
  }

  /** The box, once its element is there. */
  #renderSearch(): TemplateResult {
    this.#search.need();
    const { value, fault } = this.#search;
    return html`<div class="find" @portal-navigate=${this.#onBell} @keydown=${this.#onFindKey}>
      ${fault ? this.renderFault(fault) : (value ?? bone('control'))}
    </div>`;
  }

  /** What the contact was told of, once its element is there; a portal without it is one all the same. */
  #renderBell({ kind, termsAccepted }: Session): TemplateResult | typeof nothing {
    if (kind !== 'contact' || !termsAccepted) return nothing;
    this.#bell.need();
    return html`<div class="bell" @portal-navigate=${this.#onBell}>
      ${this.#bell.value ?? nothing}
    </div>`;
  }

  #renderPlaces(session: Session): TemplateResult {
    return html`<div class="row places">
      ${nav({
        label: this.t('places.nav'),
        items: placesOf(session, this.t, (section) =>
          this.#route.href({ section, open: '', params: this.#paramsOf(section) }),
        ),
        current: this.#place,
        onGo: ({ id }, event) => {
          if (opensElsewhere(event)) return;
          event.preventDefault();
          this.#ask({ section: id, open: '' });
        },
      })}
    </div>`;
  }

  /** For whom the reader is here, and the choice where there are several. */
  #renderCustomer({ customer, customers, person }: Session): TemplateResult {
    const several = customers.length > 1;
    const number = customer && this.t('login.customer', { number: customer.number });
    return html`<div class="customer">
      ${several ? this.#customers.render(this.t) : nothing}
      <p class="who">
        ${customer && !several ? html`<span>${customer.name}</span> ` : nothing}
        ${number && !several ? html`<span>${number}</span> ` : nothing}
        <span>${person.name}</span>
      </p>
    </div>`;
  }

  /** The room that signs in; it stays, since it also shows the way out. */
  #renderEntry(): TemplateResult {
    return html`<div class="main entry" part="main">${this.#renderRoom('login')}</div>`;
  }

  #renderMain(tenant: Tenant, session: Session): TemplateResult {
    if (this.#awaitsTerms) return html`<div class="main" part="main">${this.renderTerms()}</div>`;
    const place = this.#place;
    const title = placesOf(session, this.t, () => null).find(({ id }) => id === place)?.label;
    return html`<section
      class="main"
      part="main"
      tabindex="-1"
      aria-label=${title ?? this.t('places.home')}
      @portal-navigate=${this.#onInner}
    >
      ${
        this.refusal
          ? html`<div class="waiting">
              ${notice('danger', this.t(`error.${this.refusal.code}`))}
            </div>`
          : nothing
      }
      ${this.#renderRoom(place)}
    </section>`;
  }

  /** The element of a room; those left behind stay hidden, as they were. */
  #renderRoom(room: PlaceName | 'login'): TemplateResult {
    const there = this.#rooms.get(room);
    const fault = this.#rooms.fault(room);
    for (const [name, element] of this.#rooms.all) element.hidden = name !== room;
    return html`
      ${repeat(
        this.#rooms.all,
        ([name]) => name,
        ([, element]) => element,
      )}
      ${there ? nothing : html`<div class="waiting">${fault ? this.renderFault(fault) : html`${bone('title')}${bones(5, 'row')}`}</div>`}
    `;
  }

  /** What an element inside shares with this one, and where it is. */
  #settle(element: Inner, room: Room): void {
    const { api, tenant, locale, strings, theme } = this;
    Object.assign(element, { api, tenant, locale, strings, theme });
    if (!element.hasAttribute('exportparts')) {
      element.setAttribute('exportparts', innerParts);
      // It does not bubble, so the page would never hear of it.
      element.addEventListener('portal-error', ({ detail }) => emit(this, 'portal-error', detail));
    }
    if (room === 'home') {
      element.inner = true;
      element.links = Object.fromEntries(
        sections.map((section) => [section, this.#route.href({ section, open: '' }) ?? undefined]),
      );
    }
    if (room === 'portfolio') {
      const params = { customer: '{customer}', company: '{company}' };
      const statement = this.#route.href({ section: 'statement', open: '', params }) ?? undefined;
      element.links = { statement };
    }
    if (room === 'login' || room === 'inbox' || room === 'search' || !element.restoreView) return;
    if (!element.router) {
      element.router = this.#routerOf(room);
      if (this.#pending?.section === room) this.#arrive(this.#pending, element);
    }
    if (element.open !== undefined && this.#place === room) element.open = this.open;
  }

  /** Keeps the view of a section in the address of the portal. */
  #routerOf(section: PlaceName): RecordRouter {
    const place = (id: string | null, params?: ViewParams) => ({ section, open: id ?? '', params });
    return {
      href: (id, params) => this.#route.href(place(id, params)),
      push: (id, params) => this.#go(place(id, params)),
      replace: (id, params) => {
        // One that was left behind does not change the address of the one on screen.
        if (this.#place === section) this.#route.write(place(id, params), 'replace');
        this.requestUpdate();
      },
    };
  }

  #elementOf(section: PlaceName): Inner | undefined {
    return this.#rooms.all.find(([room]) => room === section)?.[1];
  }

  /** What was on screen in a section when it was left. */
  #paramsOf(section: PlaceName): ViewParams | undefined {
    return this.#elementOf(section)?.listParams;
  }

  /** Shows a place of the address, with all that was on screen there. */
  #arrive(place: Place, element = this.#elementOf(place.section)): void {
    this.#show(place);
    this.#pending = element ? undefined : place;
    element?.restoreView?.(place.params ?? {}, place.open);
  }

  /** Goes to a place, unless the page wants to see to that itself. */
  #ask(place: Place, filter?: PlaceFilter): void {
    const id = place.open || null;
    const params = filter ?? this.#paramsOf(place.section);
    const href = this.#route.href({ ...place, params });
    const step = { to: place.section, id, href, ...(filter && { filter }) };
    if (!emit(this, 'portal-navigate', step)) return;
    if (filter) this.#arrive({ ...place, params });
    this.#go({ ...place, params });
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('section.main')?.focus(),
    );
  }

  #go(place: Place): void {
    this.#show(place);
    this.#route.write(place);
  }

  #show({ section, open }: Place): void {
    const before = `${this.#place} ${this.open}`;
    this.section = section === 'home' ? '' : section;
    this.open = open;
    if (before === `${this.#place} ${open}`) return;
    const href = this.#route.href({ section, open });
    emit(this, 'portal-navigated', { to: section, id: open || null, href });
  }

  /** The home leads to the sections; this element asks the page in its own name. */
  #onInner = (event: HTMLElementEventMap['portal-navigate']): void => {
    const room = this.#rooms.all.find(([, element]) => element === event.target)?.[0];
    const { to, id, filter } = event.detail;
    // A record leads to a request about it and to its payment, a request to the record, and what was sent to its order.
    const away =
      (to === 'payment' && room !== 'payments') || (to === 'order' && room === 'order-entry');
    const led = room === 'service' || away ? sectionsOf[to as keyof typeof sectionsOf] : to;
    const leads = room === 'service' ? led : room !== undefined && (away || to === 'service');
    if (room !== 'home' && !leads && !filter) return;
    event.stopPropagation();
    event.preventDefault();
    this.#ask({ section: led as PlaceName, open: room === 'home' ? '' : (id ?? '') }, filter);
  };

  /** Ctrl K finds things from anywhere on the page. */
  #onKey = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    if (event.key.toLowerCase() !== 'k' || event.defaultPrevented) return;
    if (!isEntered(this.session) || !this.session.termsAccepted) return;
    event.preventDefault();
    this.#find(true);
  };

  /** Escape closes the box once its list is closed. */
  #onFindKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.defaultPrevented) this.#find(false);
  };

  /** Opens the box and puts the cursor into it, or closes it. */
  #find(open: boolean): void {
    this.finding = open;
    if (!open) return;
    void this.#focusSearch();
  }

  async #focusSearch(): Promise<void> {
    try {
      const element: Inner = await this.#search.ready();
      await this.updateComplete;
      await element.focusField?.();
    } catch {
      // Why it did not come stands in its place.
    }
  }

  /** A notification leads to what it is about, and so does what was found. */
  #onBell = (event: HTMLElementEventMap['portal-navigate']): void => {
    event.stopPropagation();
    event.preventDefault();
    const { to, id, filter } = event.detail;
    this.finding = false;
    const section = sectionsOf[to as keyof typeof sectionsOf] ?? (to as PlaceName);
    this.#ask({ section, open: id ?? '' }, filter);
  };

  #onLanguage = (language: Language): void => {
    if (emit(this, 'portal-locale-change', { locale: language })) this.locale = language;
  };

  #onSignOut = async (): Promise<void> => {
    if (this.busy) return;
    this.busy = true;
    this.refusal = undefined;
    // The room that signs in knows how to sign out, and what to show after.
    const login: Inner | undefined = await this.#rooms.load('login');
    try {
      // It takes part once it is in the page.
      await this.updateComplete;
      const fault = login?.signOut ? await login.signOut() : await this.portal.signOut();
      if (fault) this.#refuse(fault);
    } catch (error) {
      this.#refuse(error);
    } finally {
      this.busy = false;
    }
  };

  #refuse(error: unknown): void {
    this.refusal = toClientError(error);
    emit(this, 'portal-error', { error: this.refusal });
    this.announce(this.t(`error.${this.refusal.code}`));
  }
}

/** What says that a record was opened, with its number. */
const opening = [
  'portal-order-opened',
  'portal-invoice-opened',
  'portal-shipment-opened',
  'portal-quote-opened',
] as const;

/** The section of a record that a notification is about. */
const sectionsOf = {
  order: 'orders',
  invoice: 'invoices',
  shipment: 'shipments',
  thread: 'messages',
  quote: 'quotes',
  payment: 'payments',
} as const;

declare global {
  interface HTMLElementTagNameMap {
    'portal-app': PortalApp;
  }
}
