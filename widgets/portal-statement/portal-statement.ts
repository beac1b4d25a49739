import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { emit, type ClientError, type PortalState } from '../core/index.ts';
import { Lazy } from '../core/lazy.ts';
import { badgeStyles } from '../kit/badge.ts';
import { cardStyles } from '../kit/cards.styles.ts';
import { disclosureStyles } from '../kit/disclosure.styles.ts';
import { fieldStyles } from '../kit/field.ts';
import { filterStyles } from '../kit/filter.ts';
import { icon } from '../kit/icons.ts';
import { notice, panel } from '../kit/notice.ts';
import { pagerStyles } from '../kit/pager.ts';
import { bone, bones } from '../kit/skeleton.ts';
import { tableStyles } from '../kit/table.ts';
import { tabs, tabsStyles } from '../kit/tabs.ts';
import type { ViewParams } from '../records/address.ts';
import { results } from '../records/listing.ts';
import { ViewElement } from '../records/view-element.ts';
import { viewState } from '../records/view.ts';
import { statementStyles } from './portal-statement.styles.ts';
import { StatementData, type Company, type Question } from './statement-data.ts';
import {
  problemOf,
  problemText,
  refusedDay,
  statementForm,
  type Problem,
} from './statement-form.ts';
import type { MoreOptions } from './period/more.ts';
import type { ResultOptions } from './statement/result.ts';
import type { CustomerPickerOptions } from '../records/customer-picker.ts';
import type { View } from '../records/view.ts';

const views = ['statement', 'next', 'movements', 'changes'] as const;
export type ViewName = (typeof views)[number];

/** What is being filled in; without a day it is today, which was not touched. */
type Draft = { company: string; cutOff?: string | undefined };

/**
 * Shows the open documents of a customer with a company at a date, what moved the balance, and what
 * changed between two dates; hands the statement and its fiscal documents out as files.
 *
 * @slot title - Instead of the heading.
 * @slot toolbar - Beside the heading.
 * @slot empty - Instead of what is shown when nothing is open.
 * @slot error - Instead of what is shown when loading failed.
 * @slot forbidden - Instead of what is shown without permission.
 * @slot signed-out - Instead of what is shown when nobody is signed in.
 * @slot footer - Below everything.
 * @fires portal-navigate - Before documents are paid, or a payment opens; `preventDefault()` leaves it to the page.
 * @fires portal-statement-opened - A statement is on screen; with its id, cut-off and customer.
 * @csspart root - The element's inside.
 * @csspart header - The row of the heading.
 * @csspart title - The heading.
 * @csspart form - The form.
 * @csspart label - A label.
 * @csspart input - An input or list of choices.
 * @csspart choices - The customers that staff may pick.
 * @csspart button - Any button.
 * @csspart button-primary - The button that generates.
 * @csspart summary - The figures of one currency.
 * @csspart on-their-way - What is paid and not in the ledger yet.
 * @csspart chart - The balance by age.
 * @csspart filter - A button that leaves some documents.
 * @csspart table - A table.
 * @csspart row - A row.
 * @csspart cell - A cell.
 * @csspart badge - A status; also `badge-<status>`.
 * @csspart notice - A sentence that stands out.
 * @csspart panel - What stands in place of the content.
 * @csspart pagination - Back and forward.
 * @csspart skeleton - A grey bar while loading.
 * @csspart tabs - The row of tabs.
 * @csspart tab - A tab; the open one is also `tab-current`.
 */
export class PortalStatement extends ViewElement {
  static override readonly tag = 'statement';
  static override styles = [
    ...ViewElement.styles,
    fieldStyles,
    filterStyles,
    badgeStyles,
    tableStyles,
    cardStyles,
    disclosureStyles,
    pagerStyles,
    tabsStyles,
    statementStyles,
  ];

  /** Code of the company; empty is the first. */
  @property(viewState) company = '';
  /** Cut-off date, `yyyy-mm-dd`; empty is today where the company is. The attribute is `cut-off`. */
  @property({ ...viewState, attribute: 'cut-off' }) cutOff = '';
  /** Number of the customer; empty is the session's own. */
  @property(viewState) customer = '';
  /** `statement`, `next` (what is to be paid, by week), `movements` or `changes`. */
  @property(viewState) view = 'statement';
  /** Text to find among the documents. */
  @property(viewState) q = '';
  /** `overdue`, `to_fall_due` or `credit`; empty is all documents. */
  @property(viewState) filter = '';
  /** Column to sort by, with a minus for descending: `-due_date`; empty is the server's order. */
  @property(viewState) sort = '';
  /** Generates without being asked. */
  @property({ type: Boolean }) auto = false;

  readonly #data = new StatementData(this, {
    portal: () => this.portal,
    may: () => this.allows('statement.view'),
    customer: () => this.customer.trim(),
    onStatement: ({ id, cutOff, customer, sections }) => {
      this.#untold = sections.reduce((sum, { items }) => sum + items.length, 0);
      emit(this, 'portal-statement-opened', { id, cutOff, customer: customer.number });
      // Who opened an earlier one goes on there.
      if (this.shadowRoot?.activeElement?.closest('.earlier')) void this.#focusHead();
    },
    onFault: (fault) => this.#onFault(fault),
  });
  /** What the parts need of this element. */
  readonly #context: ResultOptions & MoreOptions & CustomerPickerOptions = {
    area: 'statement',
    portal: () => this.portal,
    view: () => this.#drawing,
    t: () => this.t,
    data: this.#data,
    allows: (permission) => this.allows(permission),
    look: () => {
      const { q, filter, sort } = this;
      return { q, filter, sort };
    },
    onLook: (look) => Object.assign(this, look),
    size: () => this.#size,
    onSize: (size) => (this.#size = size),
    shown: () => (this.#shown === 'next' ? 'statement' : this.#shown),
    company: () => this.#company,
    history: () => this.history,
    announce: (text) => this.announce(text),
    onOpen: (id) => this.#ask({ id }),
    onPick: (number) => {
      this.customer = number;
      this.place.push();
    },
  };
  /** The drawing of a statement, the other views with the earlier statements, and what staff needs. */
  readonly #result = new Lazy(this, async () => {
    const { Result } = await import('./statement/result.ts');
    return new Result(this, this.#context);
  });
  readonly #more = new Lazy(this, async () => {
    const { More } = await import('./period/more.ts');
    return new More(this, this.#context);
  });
  readonly #next = new Lazy(this, async () => {
    const { NextPayments } = await import('./next-payments.ts');
    return new NextPayments(this, {
      ...this.#context,
      may: () => this.allows('statement.view'),
      whose: () =>
        this.#shown === 'next' && this.#company
          ? { company: this.#company.code, ...this.#data.whose }
          : undefined,
    });
  });
  readonly #staff = new Lazy(this, async () => {
    const { CustomerPicker } = await import('../records/customer-picker.ts');
    return new CustomerPicker(this, this.#context);
  });
  /** How many rows a page has, as the address keeps it. */
  #size = '';
  /** The statement that the address names, until its customer and companies are known. */
  #pending: Question | undefined;
  #isShown = false;
  /** How many documents came; the words to say it may come later. */
  #untold: number | undefined;

  @state() private draft: Draft = { company: '' };
  @state() private problem: Problem | undefined;
  @state() private history = false;

  protected override get vocabulary() {
    return 'records' as const;
  }

  protected override get permission() {
    return 'statement.view' as const;
  }

  protected override get contentState(): PortalState {
    const { state, companies, asked } = this.#data;
    if (this.#partFault) return 'error';
    if (!this.session?.customer && !this.#staff.value) return 'loading';
    if (!companies) return state;
    if (this.#shown === 'next') return this.#next.value ? state : 'loading';
    if (this.#shown !== 'statement') return this.#more.value?.state ?? 'loading';
    return asked && !this.#result.value ? 'loading' : state;
  }

  protected override get fault(): ClientError | undefined {
    const { fault, companies } = this.#data;
    const own = companies && this.#isMore ? this.#more.value?.fault : fault;
    return super.fault ?? this.#partFault ?? own;
  }

  protected override get viewProperties() {
    return { customer: 'customer', view: 'view', q: 'q', filter: 'filter', sort: 'sort' };
  }
  protected override moreParams(): ViewParams {
    const size = this.#size && { size: this.#size };
    // Before it is connected, there is no portal yet.
    const asked = (this.portal && this.#data.asked) || this.#pending;
    if (!asked || 'id' in asked) return { ...asked, ...size };
    const { company, cutOff } = asked;
    return { company, ...(cutOff && { 'cut-off': cutOff }), ...size };
  }
  protected override onRestore(params: ViewParams): void {
    const { id, company, 'cut-off': cutOff = '', size = '' } = params;
    this.#size = size;
    const statement = company === undefined ? undefined : { company, cutOff };
    if (statement) Object.assign(this, statement);
    this.#pending = id ? { id } : statement;
    if (!this.#pending && !this.auto) this.#data.clear();
  }

  /** Why a part that is needed now did not come. */
  get #partFault(): ClientError | undefined {
    const shown = this.#isMore ? this.#more : this.#shown === 'next' ? this.#next : this.#result;
    return this.#staff.fault ?? shown.fault;
  }

  /** Whether a view with periods of its own is on screen. */
  get #isMore(): boolean {
    return this.#shown === 'movements' || this.#shown === 'changes';
  }

  get #shown(): ViewName {
    return views.find((view) => view === this.view) ?? 'statement';
  }

  get #drawing(): View {
    return { t: this.t, format: this.format };
  }

  /** The company that is chosen in the form; where that is none of the customer's, the first. */
  get #company(): Company | undefined {
    const { companies } = this.#data;
    return companies?.find(({ code }) => code === this.draft.company) ?? companies?.[0];
  }

  /** Asks again for what is on screen. */
  override async refresh(): Promise<void> {
    for (const part of [this.#result, this.#more, this.#next, this.#staff]) part.retry();
    await super.refresh();
    this.#data.reload();
    this.#more.value?.reload();
    this.#result.value?.reload();
  }

  /** Downloads the statement on screen as a file. */
  async exportFile(format: 'xlsx' | 'pdf'): Promise<void> {
    await this.#result.value?.exportFile(format);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    // What was filled in and not yet asked for stays.
    if (changed.has('company')) this.draft = { ...this.draft, company: this.company };
    if (changed.has('cutOff')) this.draft = { ...this.draft, cutOff: this.cutOff || undefined };
    if (this.allows('statement.view')) this.#result.need();
    if (this.#chooses) this.#staff.need();
    if (this.#shown === 'next') this.#next.need();
    if (this.#isMore || this.history) this.#more.need();
    this.#staff.value?.show(this.customer.trim() || (this.session?.customer?.number ?? ''));
    this.#load(changed);
    if (this.#untold !== undefined && ['ready', 'empty'].includes(this.state)) {
      this.announce(this.t('statement.generated', { count: this.#untold }));
      this.#untold = undefined;
    }
  }

  protected override renderSkeleton(): TemplateResult {
    return html`
      <div class="header">${bone('title')}</div>
      ${bone('control')}
      <div class="results">${this.auto ? this.#renderBones() : nothing}</div>
    `;
  }

  protected override renderContent(): TemplateResult {
    // At first all at once above the result: what comes above something would push it down.
    const waits = !this.#data.companies && this.contentState === 'loading';
    if (!this.#isShown && waits) return this.renderSkeleton();
    this.#isShown = true;
    return html`
      ${this.renderHeader(this.t('statement.title'))}
      ${this.#chooses ? this.#renderStaff() : nothing} ${this.#renderCompanies()}
    `;
  }

  /** Whether the reader says whose statement it is to be: staff, and the head of a group. */
  get #chooses(): boolean {
    return this.session !== null && (!this.session.customer || this.#data.others);
  }

  /** Staff say first whose statement it is to be; then it stands above everything whose it is. */
  #renderStaff(): TemplateResult {
    const { statement, companies, noCustomer } = this.#data;
    const name = statement?.customer.name ?? this.#staff.value?.name ?? this.customer;
    return html`
      ${this.#staff.value?.render(noCustomer) ?? (this.#staff.fault ? this.renderFault() : bone('control'))}
      ${
        companies && !this.session?.customer
          ? notice('warning', this.t('statement.as_staff', { customer: name }), 'person')
          : nothing
      }
    `;
  }

  #renderCompanies(): TemplateResult {
    const { owner, companies, noCustomer } = this.#data;
    const company = this.#company;
    if (!owner || (noCustomer && !this.session?.customer)) {
      const [title, text] = ['statement.start_title', 'statement.start'] as const;
      return panel({ icon: 'person', title: this.t(title), text: this.t(text) });
    }
    if (!companies) return this.fault ? this.renderFault() : this.#renderBones();
    if (!company) {
      return panel({
        icon: 'invoice',
        title: this.t('statement.no_company_title'),
        text: this.t('statement.no_company'),
      });
    }
    const view = this.#shown;
    return html`
      ${tabs({
        label: this.t('statement.views'),
        tabs: views.map((one) => [one, this.t(`statement.view_${one}`)]),
        selected: view,
        onSelect: (one) => (this.view = one),
      })}
      <div id="panel" role="tabpanel" aria-labelledby="tab-${view}">
        ${view === 'statement' ? this.#renderStatement(company) : view === 'next' ? this.#renderNext(company) : this.#renderMore(view, company)}
      </div>
    `;
  }

  #renderForm(
    company: Company,
    form: Pick<Parameters<typeof statementForm>[0], 'days' | 'problem' | 'submit' | 'onSubmit'>,
  ): TemplateResult {
    return statementForm({
      view: this.#drawing,
      companies: this.#data.companies ?? [],
      company,
      onCompany: (code) => (this.draft = { ...this.draft, company: code }),
      ...form,
    });
  }

  #renderStatement(company: Company): TemplateResult {
    return html`
      ${this.#renderForm(company, {
        days: [
          {
            id: 'cut-off',
            label: 'statement.cut_off',
            value: this.draft.cutOff ?? company.today,
            onChange: (cutOff) => {
              this.draft = { ...this.draft, cutOff };
              this.problem = undefined;
            },
          },
        ],
        problem: this.problem,
        submit: this.t('statement.generate'),
        onSubmit: () => this.#onSubmit(),
      })}
      ${this.#renderHistory()}
      ${results(this.#renderResults(), this.#outdated(company), this.#drawing)}
    `;
  }

  /** Whether the statement on screen is of another company or day than the form says. */
  #outdated({ code, today }: Company): boolean {
    const { asked } = this.#data;
    if (!asked || 'id' in asked) return false;
    return asked.company !== code || (asked.cutOff || today) !== (this.draft.cutOff ?? today);
  }

  #renderHistory(): TemplateResult {
    return html`<details
      class="history no-print"
      .open=${this.history}
      @toggle=${(event: Event) => (this.history = (event.target as HTMLDetailsElement).open)}
    >
      <summary>${icon('chevron')}<span>${this.t('statement.history')}</span></summary>
      ${this.history ? (this.#more.value?.history() ?? this.#renderWaiting()) : nothing}
    </details>`;
  }

  #renderWaiting(): unknown {
    return this.#more.fault ? this.renderFault(this.#more.fault) : bones(3);
  }

  #renderResults(): TemplateResult {
    const { asked, statement, fault } = this.#data;
    if (!asked) {
      return panel({
        icon: 'invoice',
        title: this.t('statement.begin_title'),
        text: this.t('statement.begin'),
      });
    }
    if (fault ?? this.#partFault) return this.renderFault();
    if (!statement || !this.#result.value) return this.#renderBones();
    return this.#result.value.render(statement);
  }

  /** What falls due, of the statement of today. */
  #renderNext(company: Company): TemplateResult {
    const { asked, statement, fault } = this.#data;
    const current = asked && !('id' in asked) && asked.cutOff === '' ? statement : undefined;
    const failed = fault ?? this.#partFault;
    return html`
      ${
        (this.#data.companies?.length ?? 0) > 1
          ? this.#renderForm(company, {
              days: [],
              problem: undefined,
              submit: this.t('statement.next_show'),
              onSubmit: () => this.#ask({ company: company.code, cutOff: '' }),
            })
          : nothing
      }
      <div class="results">
        ${failed ? this.renderFault() : current && this.#next.value ? this.#next.value.render(current) : this.#renderBones()}
      </div>
    `;
  }

  #renderMore(view: 'movements' | 'changes', company: Company): TemplateResult {
    const more = this.#more.value;
    if (!more) return this.#partFault ? this.renderFault() : this.#renderBones();
    return html`
      ${this.#renderForm(company, more.form(view, company))}
      <div class="results">
        ${more.fault ? this.renderFault() : (more.content(view) ?? this.#renderBones())}
      </div>
    `;
  }

  #renderBones(): TemplateResult {
    return html`<div class="list-skeleton" aria-hidden="true">
      ${bone('title')} ${bones(5)} ${bones(8, 'row')}
    </div>`;
  }

  protected override forget(): void {
    super.forget();
    this.company = this.cutOff = '';
    this.draft = { company: '' };
    this.problem = undefined;
    this.history = false;
    this.#staff.value?.clear();
  }

  /** Loads the statement that the address or the page asks for. The form does so by itself. */
  #load(changed: PropertyValues<this>): void {
    const company = this.#company;
    if (!company || this.#isMore) return;
    if (this.#shown === 'next') return this.#loadNext(company);
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending && !this.#data.isAsked(pending)) return this.#data.ask(pending);
    const question = { company: company.code, cutOff: this.cutOff };
    const set = changed.has('company') || changed.has('cutOff');
    const wanted = this.#data.asked ? !pending && set && !this.#data.isAsked(question) : this.auto;
    if (wanted) this.#data.ask(question);
  }

  /** What falls due is that of today, of the company that is chosen first. */
  #loadNext({ code }: Company): void {
    const { asked } = this.#data;
    const pending = this.#pending;
    this.#pending = undefined;
    if (asked && !('id' in asked) && asked.cutOff === '') return;
    const company = pending && 'company' in pending ? pending.company : code;
    this.#data.ask({ company, cutOff: '' });
  }

  async #focusHead(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.whose')?.focus();
  }

  #ask(question: Question): void {
    this.#data.ask(question);
    this.place.push();
  }

  #onSubmit(): void {
    const company = this.#company;
    const { cutOff } = this.draft;
    this.problem =
      company && cutOff !== undefined ? problemOf('cut-off', cutOff, company) : undefined;
    if (this.problem) {
      this.announce(problemText(this.problem, this.#drawing));
      return this.renderRoot.querySelector<HTMLElement>('#cut-off')?.focus();
    }
    this.company = company?.code ?? '';
    this.cutOff = cutOff ?? '';
    this.#ask({ company: this.company, cutOff: this.cutOff });
  }

  /** A refusal of the day is said at its field, any other where the statement would be. */
  #onFault(fault: ClientError): void {
    const refused = fault.errors.find(({ path }) => path === 'body.cutOff');
    if (refused) this.problem = refusedDay('cut-off', refused);
    const none = fault.code === 'not_found' && !this.#data.companies && this.customer;
    const text = none ? 'statement.no_customer' : (`error.${fault.code}` as const);
    this.announce(this.problem ? problemText(this.problem, this.#drawing) : this.t(text));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-statement': PortalStatement;
  }
}
