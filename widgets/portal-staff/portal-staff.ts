import { html, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { emit, type ClientError, type PortalState } from '../core/index.ts';
import { Lazy } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { bones } from '../kit/skeleton.ts';
import { listing, listSkeleton } from '../records/listing.ts';
import { RecordElement } from '../records/record-element.ts';
import { viewState } from '../records/view.ts';
import type { Desk } from './desk.ts';
import { staffStyles } from './portal-staff.styles.ts';
import { queryOf, StaffData, type Filter, type StaffQuery } from './staff-data.ts';
import { staffForm, staffTable } from './staff-list.ts';
import { focusOn } from '../records/focus.ts';

/** What `open` says where nobody is open, but the form that adds somebody. */
const form = 'new';

/**
 * Looks after the people of the company: what each may do, which customers it looks after, invitations, passwords and
 * sessions, and what a second person has to confirm. For staff that gives access.
 *
 * @fires portal-navigate - Before a person opens or closes; `preventDefault()` leaves it to the page.
 * @csspart badge - A state; also `badge-<state>`.
 * @csspart dialog - A question that has to be answered first.
 * @csspart form - A form.
 * @csspart requests - Permissions that wait for a second person.
 */
export class PortalStaff extends RecordElement<Filter, StaffQuery> {
  static override readonly tag = 'staff';
  static override styles = [...RecordElement.styles, staffStyles];

  /** How the access stands: `none`, `invited`, `temporary`, `active`, `inactive`. The attribute is `state`. */
  @property({ ...viewState, attribute: 'state' }) access = '';
  /** A starter set of permissions: `owner`, `access`, `collections`, `sales`, `logistics`. The attribute is `role-set`. */
  @property({ ...viewState, attribute: 'role-set' }) roleSet = '';
  /** Any part of a name or a mailbox. */
  @property(viewState) q = '';
  /** `name`, with a minus for descending. */
  @property(viewState) sort = 'name';
  /** Tab of the open person: `access`, `activity` or `sessions`. */
  @property(viewState) tab = 'access';

  protected readonly defaults: Filter = { state: '', role: '', q: '' };
  protected readonly targets = { record: 'staff-person', list: 'staff' } as const;
  readonly #data = new StaffData(this, {
    portal: () => this.portal,
    may: () => this.allows(this.permission),
    open: () => (this.open === form ? '' : this.open),
    onList: (count) => {
      if (!this.open) this.announce(this.t('staff.found', { count }));
    },
  });
  /** Parts that are fetched when somebody goes there. */
  readonly #parts = {
    card: new Lazy(this, async () => new (await import('./staff-card.ts')).StaffCard(this.#desk)),
    new: new Lazy(this, async () => new (await import('./staff-add.ts')).StaffAdd(this.#desk)),
    requests: new Lazy(
      this,
      async () => new (await import('./staff-requests.ts')).StaffRequests(this.#desk),
    ),
  };
  /** Whose the view is; another person begins anew. */
  #person = '';

  protected override get vocabulary() {
    return 'administration' as const;
  }
  protected override get permission() {
    return 'access.manage' as const;
  }
  get #isForm(): boolean {
    return this.open === form;
  }
  /** The part that is on screen, other than the list. */
  get #part() {
    return this.open ? this.#parts[this.#isForm ? 'new' : 'card'] : undefined;
  }
  protected get list() {
    return this.#data.list;
  }
  protected get record(): { state: PortalState; fault: ClientError | undefined } {
    const fault = this.#part?.fault ?? (this.#isForm ? undefined : this.#data.person.fault);
    if (fault) return { state: 'error', fault };
    const loaded = this.#part?.value && (this.#isForm || this.#data.shown);
    return { state: loaded ? 'ready' : 'loading', fault };
  }
  protected queryOf(filter: Filter): StaffQuery {
    return queryOf({ ...filter, sort: this.sort });
  }
  protected readonly loadsAlone = true;
  protected override get viewProperties() {
    return { ...super.viewProperties, state: 'access', role: 'roleSet', sort: 'sort', tab: 'tab' };
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
    // The title that waits for the person makes way for that of the person.
    if (this.shadowRoot?.activeElement?.matches('.record-title')) this.focusNext('.record-title');
    super.willUpdate(changed);
    this.#forget();
    if (changed.has('open') && changed.get('open') !== undefined) this.#clear();
    if (!this.allows(this.permission)) return;
    this.#part?.need();
    if (this.#data.requests.value?.length) this.#parts.requests.need();
  }

  protected override onOpening(): void {
    this.tab = 'access';
  }

  protected override renderSkeleton(): TemplateResult {
    return this.renderSearchSkeleton(2, 1, 6);
  }

  protected override renderContent(): TemplateResult {
    return this.open ? this.#renderPart() : this.#renderSearch();
  }

  #renderSearch(): TemplateResult {
    const { t, view, list } = this;
    const add = button({
      kind: 'primary',
      label: t('staff.add'),
      onClick: (event: Event) => this.openRecord(form, event as MouseEvent),
    });
    return html`
      ${this.renderHeader(t('staff.title'), add)}
      ${this.#parts.requests.value?.render(this.#data.requests.value ?? [])}
      ${staffForm({
        view,
        draft: this.draft,
        onChange: this.change,
        onSubmit: () => this.search(),
      })}
      ${this.renderResults(
        listing({
          view,
          list,
          fault: list.fault && this.renderFault(),
          empty: { icon: 'people', title: t('staff.empty_title'), text: t('staff.empty') },
          found: (count) => t('staff.found', { count }),
          table: staffTable({
            view,
            sort: this.sort,
            link: ({ id, name }) => this.recordLink(id, name),
            opener: ({ id, name }) =>
              this.opener(id, t('contacts.view'), t('staff.view_person', { name })),
            onOpen: ({ id }, event) => this.openRecord(id, event),
            onSort: (sort) => (this.sort = sort),
          }),
        }),
      )}
    `;
  }

  #renderPart(): TemplateResult {
    const { fault } = this.record;
    const back = button({
      kind: 'quiet',
      label: this.t('contacts.back'),
      icon: 'back',
      onClick: this.onBack,
    });
    const { card, new: add } = this.#parts;
    if (!fault && this.#isForm && add.value) return html`${back} ${add.value.render()}`;
    const person = this.#data.shown;
    if (!fault && card.value && person) return html`${back} ${card.value.render(person)}`;
    const name = person?.name ?? this.list.items.find(({ id }) => id === this.open)?.name;
    return html`${back}
      <h2 class="title record-title" part="title" tabindex="-1">
        ${name ?? (fault ? this.t('staff.title') : this.t('common.loading'))}
      </h2>
      ${
        fault
          ? this.renderFault(fault)
          : html`<div class="record" aria-hidden="true">
              <div class="facts">${bones(3, 'control')}</div>
              ${listSkeleton(5)}
            </div>`
      }`;
  }

  #clear(): void {
    for (const part of Object.values(this.#parts)) part.value?.clear();
  }

  /** Another person has typed nothing yet, and opens nothing. */
  #forget(): void {
    const { session } = this;
    if (!session) return;
    const person = session.person.login;
    if (this.#person && person !== this.#person) {
      this.#clear();
      this.open = '';
    }
    this.#person = person;
  }

  get #desk(): Desk {
    return {
      host: this,
      portal: () => this.portal,
      view: () => this.view,
      announce: (text) => this.announce(text),
      onFault: (error) => this.report(error),
      focus: (selector) => focusOn(this, selector),
      tab: () => this.tab,
      onTab: (tab) => (this.tab = tab),
      onStaff: (person) => this.#data.take(person),
      onAdded: ({ id }) => {
        this.list.reload();
        if (emit(this, 'portal-navigate', { to: 'staff-person', id, href: this.place.href(id) })) {
          this.tab = 'access';
          this.open = id;
          this.place.push();
        }
      },
      onSettled: () => this.#data.reload(),
      onBack: this.onBack,
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-staff': PortalStaff;
  }
}
