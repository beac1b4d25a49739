import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Contact } from '#contract/contacts';
import { emit, type ClientError, type PortalState, type TextKey } from '../core/index.ts';
import { Lazy } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { bones } from '../kit/skeleton.ts';
import { listing, listSkeleton } from '../records/listing.ts';
import { RecordElement } from '../records/record-element.ts';
import { viewState } from '../records/view.ts';
import { ContactsData, queryOf, type ContactsQuery, type Filter } from './contacts-data.ts';
import { contactsForm, contactsTable, type Choice } from './contacts-list.ts';
import type { Desk } from './desk.ts';
import { contactsStyles } from './portal-contacts.styles.ts';
import { focusOn } from '../records/focus.ts';

/** What `open` says where no contact is open, but a form. */
const forms = ['new', 'import', 'profiles'] as const;
type Form = (typeof forms)[number];

/**
 * Looks after the contacts of customers: who has access, what each may see, invitations, passwords and sessions. For
 * staff over its customers, and for the administrators of a customer over their own.
 *
 * @fires portal-navigate - Before a contact opens or closes; `preventDefault()` leaves it to the page.
 * @fires portal-before-access-change - Before permissions are saved; `preventDefault()` stops it.
 * @fires portal-access-changed - A contact has other permissions now.
 * @csspart badge - A state; also `badge-<state>`.
 * @csspart bulk - What is done to several contacts at once.
 * @csspart dialog - A question that has to be answered first.
 * @csspart form - A form.
 * @csspart mirror - The home page as the contact would see it.
 */
export class PortalContacts extends RecordElement<Filter, ContactsQuery> {
  static override readonly tag = 'contacts';
  static override styles = [...RecordElement.styles, contactsStyles];

  /** How the access stands: `none`, `invited`, `temporary`, `active`, `inactive`. The attribute is `state`. */
  @property({ ...viewState, attribute: 'state' }) access = '';
  /** Number of a customer; empty finds the contacts of all. */
  @property(viewState) customer = '';
  /** Any part of a name, a mailbox, or a customer's name or number. */
  @property(viewState) q = '';
  /** `name` or `customer`, with a minus for descending. */
  @property(viewState) sort = 'name';
  /** Tab of the open contact: `access`, `activity` or `sessions`. */
  @property(viewState) tab = 'access';

  protected readonly defaults: Filter = { state: '', customer: '', q: '' };
  protected readonly targets = { record: 'contact', list: 'contacts' } as const;
  readonly #data = new ContactsData(this, {
    portal: () => this.portal,
    may: () => this.allows(this.permission),
    open: () => (this.#form ? '' : this.open),
    onList: (count) => {
      if (!this.open) this.announce(this.t('contacts.found', { count }));
    },
  });
  /** Parts that are fetched when somebody goes there. */
  readonly #parts = {
    card: new Lazy(
      this,
      async () => new (await import('./contact-card.ts')).ContactCard(this.#desk),
    ),
    new: new Lazy(this, async () => new (await import('./contact-add.ts')).ContactAdd(this.#desk)),
    import: new Lazy(
      this,
      async () => new (await import('./contact-import.ts')).ContactImport(this.#desk),
    ),
    profiles: new Lazy(
      this,
      async () => new (await import('./contact-profiles.ts')).ContactProfiles(this.#desk),
    ),
  };
  /** Contacts that something is to be done to, by id; of the rows that are on screen. */
  #chosen: ReadonlyMap<string, Contact> = new Map();
  readonly #bulk = new Lazy(
    this,
    async () => new (await import('./contact-bulk.ts')).ContactBulk(this.#desk),
  );
  /** Whose the view is; another person begins anew. */
  #person = '';

  protected override get vocabulary() {
    return 'administration' as const;
  }
  /** Whom staff looks at the portal as may have no access to this; it is still staff who reads. */
  protected override panelTexts(state: 'signed-out' | 'forbidden'): [TextKey, TextKey] {
    return state === 'forbidden' && this.session?.impersonation
      ? ['contacts.viewing_title', 'contacts.viewing']
      : super.panelTexts(state);
  }
  protected override get permission() {
    return this.allows('access.manage') ? 'access.manage' : 'contacts.view';
  }
  /** Whether the person may change anything. */
  get #manages(): boolean {
    return this.allows('access.manage') || this.allows('contacts.manage');
  }
  /** Profiles are the company's. */
  #mayForm(form: Form): boolean {
    return form === 'profiles' ? this.allows('access.manage') : this.#manages;
  }
  get #form(): Form | undefined {
    return forms.find((form) => form === this.open);
  }
  /** The part that is on screen, other than the list. */
  get #part() {
    return this.open ? this.#parts[this.#form ?? 'card'] : undefined;
  }
  protected get list() {
    return this.#data.list;
  }
  protected get record(): { state: PortalState; fault: ClientError | undefined } {
    const { contact } = this.#data;
    const fault = this.#part?.fault ?? (this.#form ? undefined : contact.fault);
    if (fault) return { state: 'error', fault };
    const loaded = this.#part?.value && (this.#form || this.#data.shown);
    return { state: loaded ? 'ready' : 'loading', fault };
  }
  protected queryOf(filter: Filter): ContactsQuery {
    return queryOf({ ...filter, sort: this.sort });
  }
  protected readonly loadsAlone = true;
  protected override get viewProperties() {
    return { ...super.viewProperties, state: 'access', sort: 'sort', tab: 'tab' };
  }
  protected override get recordNames() {
    return ['tab'];
  }
  protected override reload(): void {
    for (const part of Object.values(this.#parts)) part.retry();
    this.#data.reload();
    this.#parts.card.value?.reload();
  }

  protected override willUpdate(changed: PropertyValues): void {
    // The title that waits for the contact makes way for that of the contact.
    if (this.shadowRoot?.activeElement?.matches('.record-title')) this.focusNext('.record-title');
    super.willUpdate(changed);
    this.#forget();
    // Who may not change anything has no use for its forms.
    if (this.#form && this.session && !this.#mayForm(this.#form)) this.open = '';
    if (changed.has('open') && changed.get('open') !== undefined) this.#parts.card.value?.clear();
    if (this.allows(this.permission)) this.#part?.need();
  }

  protected override onOpening(): void {
    this.tab = 'access';
  }

  protected override renderSkeleton(): TemplateResult {
    return this.renderSearchSkeleton(2, 1, 8);
  }

  protected override renderContent(): TemplateResult {
    return this.open ? this.#renderPart() : this.#renderSearch();
  }

  #renderSearch(): TemplateResult {
    const { t, view, list } = this;
    return html`
      ${this.renderHeader(t('contacts.title'), this.#renderTools())}
      ${contactsForm({
        view,
        draft: this.draft,
        customers: this.#customers,
        onChange: this.change,
        onSubmit: () => this.search(),
      })}
      ${this.#bulk.value?.render([...this.#chosen.values()], (left) => this.#onBulk(left))}
      ${this.renderResults(
        listing({
          view,
          list,
          fault: list.fault && this.renderFault(),
          empty: { icon: 'people', title: t('contacts.empty_title'), text: t('contacts.empty') },
          choice: this.columnChoice,
          found: (count) => t('contacts.found', { count }),
          table: contactsTable({
            view,
            sort: this.sort,
            customers: this.#customers,
            choice: this.#choice,
            link: ({ id, name }) => this.recordLink(id, name),
            opener: ({ id, name }) =>
              this.opener(id, t('contacts.view'), t('contacts.view_contact', { name })),
            onOpen: ({ id }, event) => this.openRecord(id, event),
            onSort: (sort) => (this.sort = sort),
          }),
        }),
      )}
    `;
  }

  /** What is chosen of the rows on screen, by whoever may change them. */
  get #choice(): Choice | undefined {
    if (!this.#manages) return undefined;
    return {
      rows: this.list.items,
      has: (id) => this.#chosen.has(id),
      choose: (rows, on) => {
        const chosen = new Map(this.#chosen);
        for (const row of rows) {
          if (on) chosen.set(row.id, row);
          else chosen.delete(row.id);
        }
        this.#chosen = chosen;
        this.#bulk.need();
        this.requestUpdate();
      },
    };
  }

  #onBulk(left: readonly Contact[]): void {
    this.#chosen = new Map(left.map((row) => [row.id, row]));
    this.list.reload();
    this.requestUpdate();
  }

  /** Staff sees contacts of many customers, a customer's administrator of one. */
  get #customers(): boolean {
    return this.session?.kind === 'staff';
  }

  #renderTools(): TemplateResult | typeof nothing {
    if (!this.#manages) return nothing;
    const go = (form: Form) => (event: Event) => this.openRecord(form, event as MouseEvent);
    return html`${this.#mayForm('profiles') ? button({ label: this.t('contacts.profiles'), onClick: go('profiles') }) : nothing}
    ${button({ label: this.t('contacts.import'), onClick: go('import') })}
    ${button({ kind: 'primary', label: this.t('contacts.add'), onClick: go('new') })}`;
  }

  #renderPart(): TemplateResult {
    const { fault } = this.record;
    const form = this.#form;
    const contact = this.#data.shown;
    const back = button({
      kind: 'quiet',
      label: this.t('contacts.back'),
      icon: 'back',
      onClick: this.onBack,
    });
    if (!fault && form && this.#mayForm(form)) {
      const part = this.#parts[form].value;
      return html`${back} ${part?.render() ?? this.#renderBones()}`;
    }
    const card = this.#parts.card.value;
    if (!fault && card && contact) return html`${back} ${card.render(contact)}`;
    const name = contact?.name ?? this.list.items.find(({ id }) => id === this.open)?.name;
    return html`${back}
      <h2 class="title record-title" part="title" tabindex="-1">
        ${name ?? (fault ? this.t('contacts.title') : this.t('common.loading'))}
      </h2>
      ${fault ? this.renderFault(fault) : this.#renderBones()}`;
  }

  #renderBones(): TemplateResult {
    return html`<div class="record" aria-hidden="true">
      <div class="facts">${bones(6, 'control')}</div>
      ${listSkeleton(5)}
    </div>`;
  }

  /** Another person has typed nothing yet, and opens nothing. */
  #forget(): void {
    const { session } = this;
    if (!session) return;
    const person = `${session.person.login} ${session.customer?.number ?? ''}`;
    if (this.#person && person !== this.#person) {
      for (const part of [...Object.values(this.#parts), this.#bulk]) part.value?.clear();
      this.#chosen = new Map();
      this.open = '';
    }
    this.#person = person;
  }

  get #desk(): Desk {
    return {
      host: this,
      portal: () => this.portal,
      view: () => this.view,
      session: () => this.session,
      may: (permission) => this.allows(permission),
      announce: (text) => this.announce(text),
      onFault: (error) => this.report(error),
      learn: (vocabulary) => this.learn(vocabulary),
      focus: (selector) => focusOn(this, selector),
      tab: () => this.tab,
      onTab: (tab) => (this.tab = tab),
      onContact: (contact) => this.#data.take(contact),
      onAdded: ({ id }) => {
        this.list.reload();
        if (emit(this, 'portal-navigate', { to: 'contact', id, href: this.place.href(id) })) {
          this.tab = 'access';
          this.open = id;
          this.place.push();
        }
      },
      onBack: this.onBack,
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-contacts': PortalContacts;
  }
}
