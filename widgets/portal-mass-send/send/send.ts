import { html, nothing, type TemplateResult } from 'lit';
import { earliestDay } from '#contract/days';
import type { MailingList } from '#contract/mailing-lists';
import {
  formatDate,
  toClientError,
  today,
  type ClientError,
  type PortalState,
} from '../../core/index.ts';
import { adopt } from '../../core/lazy.ts';
import { dialogStyles } from '../../kit/dialog.ts';
import { button } from '../../kit/button.ts';
import { dayField, dayProblem } from '../../kit/day-field.ts';
import { field, select } from '../../kit/field.ts';
import { notice } from '../../kit/notice.ts';
import { progressStyles } from '../../kit/progress.ts';
import type { ViewParams } from '../../records/address.ts';
import type { CustomerField } from '../../records/customer-field.ts';
import { results } from '../../records/listing.ts';
import { dayTexts } from '../../records/view.ts';
import type { Desk, Section } from '../desk.ts';
import {
  customerField,
  customerProblem,
  Lists,
  whomFields,
  type Question,
} from '../lists/lists.ts';
import { OpenRuns } from './open-runs.ts';
import { Run } from '../run/run.ts';
import { Runs } from '../run/runs.ts';
import { Selection } from './selection.ts';
import { sendStyles } from './send.styles.ts';
import { selectionText, sendTable } from './send-table.ts';

const languages = ['es', 'pt', 'en'] as const;
type Problems = { company?: string; customer?: string; cutOff?: string };
type Options = {
  cutOff: string | undefined;
  skip: boolean;
  locale: '' | (typeof languages)[number];
};

/** Milliseconds that preparing a run may take: it reads the ledger of thousands of customers. */
const patience = 60_000;

const nobody: Question = { company: '', customer: '' };
const usual: Options = { cutOff: undefined, skip: true, locale: '' };

/** Sends statements: who gets one, what that would be, and how far it is. */
export class Send implements Section {
  readonly #desk: Desk;
  readonly #lists: Lists;
  readonly #selection: Selection;
  readonly #runs: Runs;
  readonly #run: Run;
  readonly #open: OpenRuns;
  readonly #customer: CustomerField;
  #draft = nobody;
  #options = usual;
  #problems: Problems = {};
  #fault: ClientError | undefined;
  #busy = false;

  constructor(desk: Desk) {
    this.#desk = desk;
    adopt(desk.host, dialogStyles, progressStyles, sendStyles);
    this.#selection = new Selection(() => desk.host.requestUpdate());
    this.#lists = new Lists(desk, (count) =>
      desk.announce(desk.view().t('mass_send.found', { count })),
    );
    this.#runs = new Runs(desk);
    this.#run = new Run(desk);
    this.#open = new OpenRuns(desk);
    this.#customer = customerField(desk, (customer) => this.#ask({ customer }));
  }

  get state(): PortalState {
    return this.#desk.run() ? this.#run.state : this.#lists.state;
  }
  get fault(): ClientError | undefined {
    if (this.#desk.run()) return this.#run.fault;
    return this.#lists.companies ? undefined : this.#lists.fault;
  }

  reload(): void {
    if (this.#desk.run()) return this.#run.reload();
    this.#lists.reload();
    this.#runs.reload();
    this.#open.reload();
  }

  clear(): void {
    this.#fill(nobody);
    this.#options = usual;
    this.#problems = {};
    this.#fault = undefined;
    this.#selection.all();
    this.#lists.list.clear();
    this.#run.clear();
  }

  get params(): ViewParams {
    return { ...this.#lists.params, ...this.#runs.params, ...this.#run.params };
  }

  restore(params: ViewParams): void {
    const before = JSON.stringify(this.#lists.list.asked);
    const question = this.#lists.restore(params);
    if (JSON.stringify(question) !== before) {
      this.#fill(question ?? nobody);
      this.#selection.all();
    }
    this.#runs.restore(params);
    this.#run.restore(params);
  }

  render(): TemplateResult {
    if (this.#desk.run()) return this.#run.render();
    if (this.fault) return this.#desk.fault();
    return html`
      ${this.#open.render()} ${this.#renderForm()}
      ${results(this.#renderResults(), this.#outdated, this.#desk.view())} ${this.#runs.render()}
    `;
  }

  #renderForm(): TemplateResult {
    const { t } = this.#desk.view();
    const submit = (event: Event) => {
      event.preventDefault();
      void this.#search();
    };
    return html`<form
      class="filter no-print"
      part="search"
      role="search"
      novalidate
      @submit=${submit}
    >
      ${whomFields({
        desk: this.#desk,
        companies: this.#lists.companies ?? [],
        company: this.#draft.company,
        customer: this.#customer,
        problems: this.#problems,
        onCompany: (company) => this.#ask({ company }),
      })}
      <div class="at-fields">
        ${button({ type: 'submit', label: t('mass_send.search'), icon: 'search' })}
      </div>
    </form>`;
  }

  #renderResults(): TemplateResult {
    // Who only sends cannot add a list.
    const may = this.#desk.may('mailing_list.manage');
    const { fault, list } = this.#lists;
    return html`
      ${list.items.length && !fault ? this.#renderOptions() : nothing}
      ${this.#lists.render({
        start: ['mass_send.send_start_title', 'mass_send.send_start'],
        empty: may ? 'mass_send.send_empty' : 'mass_send.list_empty',
        found: (rows, stale, count) =>
          html`${sendTable({
            count,
            view: this.#desk.view(),
            rows,
            whole: this.#lists.list.whole,
            stale,
            selection: this.#selection,
          })}`,
      })}
      ${list.items.length && !fault ? this.#renderBar() : nothing}
    `;
  }

  #renderOptions(): TemplateResult {
    const { t } = this.#desk.view();
    const { cutOff, skip, locale } = this.#options;
    const set = (change: Partial<Options>) => {
      this.#options = { ...this.#options, ...change };
      this.#problems = {};
      this.#desk.host.requestUpdate();
    };
    const submit = (event: Event) => {
      event.preventDefault();
      void this.#prepare();
    };
    return html`<form
      class="filter options no-print"
      part="form"
      data-of="send"
      novalidate
      @submit=${submit}
    >
      ${dayField({
        id: 'cut-off',
        label: t('mass_send.cut_off'),
        texts: dayTexts(this.#desk.view()),
        value: cutOff ?? this.#today,
        min: earliestDay,
        max: this.#today,
        error: this.#problems.cutOff,
        onChange: (day) => set({ cutOff: day }),
      })}
      ${field({
        id: 'language',
        label: t('mass_send.language'),
        control: select({
          id: 'language',
          name: 'language',
          value: locale,
          options: [
            ['', t('mass_send.language_own')],
            ...languages.map((one) => [one, t(`mass_send.language_${one}`)] as const),
          ],
          onChange: (value) => set({ locale: languages.find((one) => one === value) ?? '' }),
        }),
      })}
      <label class="choice at-fields"
        ><input
          type="checkbox"
          name="skip"
          .checked=${skip}
          @change=${(event: Event) => set({ skip: (event.target as HTMLInputElement).checked })}
        />${t('mass_send.skip_without_balance')}</label
      >
    </form>`;
  }

  /** What is selected and what is to be done with it, in sight however long the list is. */
  #renderBar(): TemplateResult {
    const { t } = this.#desk.view();
    return html`<div class="send-bar no-print" role="group" aria-label=${t('mass_send.selection')}>
      <p aria-live="polite">
        <strong>${selectionText(this.#selection, this.#lists.total, this.#desk.view())}</strong>
        <span class="quiet-text"
          >${t(this.#outdated ? 'mass_send.process_outdated' : 'mass_send.process_hint')}</span
        >
      </p>
      ${button({
        kind: 'primary',
        label: t(this.#busy ? 'mass_send.processing' : 'mass_send.process'),
        off: this.#busy || this.#selection.none || this.#outdated,
        onClick: () => void this.#prepare(),
      })}
      ${this.#fault ? notice('danger', t(`error.${this.#fault.code}`)) : nothing}
    </div>`;
  }

  get #today(): string {
    return today(this.#desk.portal().tenant?.timeZone ?? 'UTC');
  }

  get #question(): Question {
    const { company, customer } = this.#draft;
    return { company, customer: customer.trim() };
  }

  /** Whether the form asks for others than those that were found. */
  get #outdated(): boolean {
    return this.#lists.isOutdated(this.#question);
  }

  /** Writes whom it is to go to into the form. */
  #fill(question: Question): void {
    this.#draft = question;
    this.#customer.clear();
    this.#customer.show(question.customer);
  }

  #ask(change: Partial<Question>): void {
    this.#draft = { ...this.#draft, ...change };
    this.#problems = {};
    this.#desk.host.requestUpdate();
  }

  async #search(): Promise<void> {
    const problem = await customerProblem(this.#customer);
    if (problem) return this.#refuse('customer', this.#desk.view().t(problem));
    this.#selection.all();
    this.#lists.list.ask(this.#question);
    this.#desk.onView();
  }

  /** The company that a run is of: the one searched for, else that of all that was found. */
  #company(): string | undefined {
    const { asked, page } = this.#lists.list;
    if (asked?.company) return asked.company;
    const found = new Set(page?.items.map(({ company }: MailingList) => company.code));
    return this.#lists.list.whole && found.size === 1 ? [...found][0] : undefined;
  }

  async #prepare(): Promise<void> {
    if (this.#busy || this.#selection.none) return;
    const { t } = this.#desk.view();
    // Whom it would go to is not what the form says.
    if (this.#outdated) return this.#desk.announce(t('mass_send.process_outdated'));
    const company = this.#company();
    if (!company) return this.#refuse('company', t('mass_send.company_needed'));
    const { cutOff, skip, locale } = this.#options;
    const wrong = dayProblem(cutOff ?? this.#today, earliestDay, this.#today);
    if (wrong === 'date') return this.#refuse('cutOff', t('rule.date'));
    if (wrong) return this.#refuse('cutOff', this.#rangeText(earliestDay, this.#today));
    const { asked } = this.#lists.list;
    const customer = asked?.customer || undefined;
    this.#busy = true;
    this.#fault = undefined;
    this.#desk.host.requestUpdate();
    try {
      const run = await this.#desk.portal().client.call('POST /mass-sends', {
        body: {
          company,
          customer,
          // A day that was not touched is the day of sending, whenever that is.
          cutOff,
          ...this.#selection.ids,
          skipWithoutBalance: skip,
          locale: locale || undefined,
        },
        timeout: patience,
      });
      this.#run.take(run);
      this.#runs.reload();
      this.#desk.announce(t('mass_send.prepared'));
      await this.#desk.focus('.run-title');
    } catch (error) {
      const fault = toClientError(error);
      const day = fault.errors.find(({ rule }) => rule === 'day_range')?.params;
      if (day)
        return this.#refuse('cutOff', this.#rangeText(String(day['min']), String(day['max'])));
      this.#fault = fault;
      this.#desk.onFault(fault);
    } finally {
      this.#busy = false;
      this.#desk.host.requestUpdate();
    }
  }

  #rangeText(min: string, max: string): string {
    const { t, format } = this.#desk.view();
    return t('rule.day_range', { min: formatDate(min, format), max: formatDate(max, format) });
  }

  #refuse(name: keyof Problems, text: string): void {
    this.#problems = { [name]: text };
    this.#desk.announce(text);
    this.#desk.host.requestUpdate();
    void this.#desk.focus(name === 'cutOff' ? '#cut-off' : `#${name}`);
  }
}
