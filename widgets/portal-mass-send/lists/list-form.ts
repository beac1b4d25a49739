import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import { limits } from '#contract/limits';
import type { MailingList } from '#contract/mailing-lists';
import type { ClientError, TextKey } from '../../core/index.ts';
import { button } from '../../kit/button.ts';
import { field, fieldDescription } from '../../kit/field.ts';
import type { Desk } from '../desk.ts';
import { customerField, customerProblem, whomFields, type Question } from './lists.ts';
import { modeChoice, type Mode } from '../parts.ts';
import type { CustomerField } from '../../records/customer-field.ts';
import { wrongControls } from '../../records/focus.ts';

export type Draft = { company: string; customer: string; mailboxes: string; mode: Mode };
type Problems = { company?: string; customer?: string; mailboxes?: string };

const fields = ['company', 'customer', 'mailboxes'] as const;
const empty: Draft = { company: '', customer: '', mailboxes: '', mode: 'replace' };

export const joined = ({ mailboxes }: MailingList): string =>
  mailboxes.map(({ address }) => address).join('; ');

export type ListFormOptions = {
  companies: CallResult<Endpoints['GET /mailing-lists']>['companies'];
  busy: boolean;
  onSave: () => void;
  onSearch: () => void;
};

/** The form of one mailing list: what is typed into it, and what is wrong with that. */
export class ListForm {
  readonly #desk: Desk;
  #draft: Draft = empty;
  /** The list that is being changed: its company and customer. */
  #open: Question | undefined;
  /** The list that it was filled with, however it is turned since: what is typed is kept with it. */
  #filled = '';
  /** Name of the customer whose list that is. */
  #name = '';
  #turned = false;
  #problems: Problems = {};
  readonly #customer: CustomerField;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#customer = customerField(desk, (customer) => this.#turn({ customer }));
  }

  get draft(): Draft {
    return { ...this.#draft, customer: this.#draft.customer.trim() };
  }

  /** The list that is being changed; undefined where the form is empty, or of a list that may be new. */
  get open(): Question | undefined {
    return this.#open;
  }

  /** Whether the reader chose another company or customer since it was asked for, saved, or filled. */
  get turned(): boolean {
    return this.#turned;
  }

  /** Writes whose list it is to be. */
  ask(question: Question): void {
    this.clear();
    this.#draft = { ...empty, ...question };
    this.#customer.show(question.customer);
  }

  clear(): void {
    this.#draft = empty;
    this.#customer.clear();
    this.#open = undefined;
    this.#filled = '';
    this.settle();
  }

  /** Fills it with a list that is to be changed. */
  edit(row: MailingList): void {
    this.settle();
    const { company, customer } = row;
    this.#open = { company: company.code, customer: customer.number };
    this.#filled = `${company.code}~${customer.number}`;
    this.#name = customer.name;
    this.#customer.clear();
    this.#customer.show(customer.number, customer.name);
    this.#write({
      company: company.code,
      customer: customer.number,
      mailboxes: joined(row),
      mode: 'replace',
    });
    void this.#desk.focus('#mailboxes');
  }

  /** Forgets what was wrong, and that anything was changed. */
  settle(): void {
    this.#problems = {};
    this.#turned = false;
  }

  /** Takes what was typed for the customer that it means. @returns whether it means one, or none was typed */
  async resolve(): Promise<boolean> {
    const problem = await customerProblem(this.#customer);
    return !problem || !this.#refuse({ customer: this.#desk.view().t(problem) });
  }

  /** Says what is missing; what the mailboxes are, the server reads, as it does those of a sheet. @returns whether nothing is */
  check(): boolean {
    const required = this.#desk.view().t('rule.required');
    return !this.#refuse({
      ...(!this.#draft.company && {
        company: this.#desk.view().t('mass_send.company_choose'),
      }),
      ...(!this.#draft.customer.trim() && { customer: required }),
      ...(!this.#draft.mailboxes.trim() && { mailboxes: required }),
    });
  }

  /** Says a refusal of what was typed at its field. @returns whether it has one */
  refuse({ code, errors }: ClientError): boolean {
    const { t } = this.#desk.view();
    if (code === 'not_of_company') return this.#refuse({ customer: t('error.not_of_company') });
    if (code === 'not_found')
      return this.#refuse({ customer: t('mass_send.row_customer_unknown') });
    const problems: Problems = {};
    for (const { path, rule, params } of errors) {
      const name = fields.find((one) => path.startsWith(`body.${one}`));
      if (!name) continue;
      const text = t(`rule.${rule}` as TextKey, params as Record<string, string | number>);
      // Each mailbox that is none comes by itself.
      problems[name] = [problems[name], text].filter(Boolean).join(' ');
    }
    return this.#refuse(problems);
  }

  render({ companies, busy, onSave, onSearch }: ListFormOptions): TemplateResult {
    const view = this.#desk.view();
    const { t } = view;
    const submit = (event: Event) => {
      event.preventDefault();
      onSave();
    };
    const filled = this.#filled;
    const form = html`<form
      class="filter writes no-print"
      part="form"
      data-of=${filled || nothing}
      novalidate
      @submit=${submit}
    >
      ${whomFields({
        desk: this.#desk,
        companies,
        company: this.#draft.company,
        customer: this.#customer,
        problems: this.#problems,
        onCompany: (company) => this.#turn({ company }),
      })}
      ${this.#renderMailboxes()}
      ${modeChoice(this.#draft.mode, view, (mode) => this.#write({ mode }))}
      <div class="actions form-actions">
        ${button({
          kind: 'primary',
          type: 'submit',
          label: t(busy ? 'mass_send.saving' : 'mass_send.save'),
          off: busy,
        })}
        ${button({ label: t('mass_send.search'), icon: 'search', onClick: onSearch })}
        ${
          this.#open
            ? button({
                kind: 'quiet',
                label: t('mass_send.cancel'),
                onClick: () => this.#leave(),
              })
            : nothing
        }
      </div>
    </form>`;
    return html`${this.#open ? this.#renderEdited(this.#open) : nothing} ${keyed(filled, form)}`;
  }

  /** Says which list is being changed. */
  #renderEdited({ company, customer }: Question): TemplateResult {
    const list = [company, customer, this.#name].join(' · ');
    return html`<h4 class="edited no-print">
      ${this.#desk.view().t('mass_send.edited', { list })}
    </h4>`;
  }

  /** Leaves the list that is being changed as it is. */
  #leave(): void {
    this.clear();
    this.#desk.onView();
    this.#desk.host.requestUpdate();
    void this.#desk.focus('#company');
  }

  #renderMailboxes(): TemplateResult {
    const { t } = this.#desk.view();
    const error = this.#problems.mailboxes;
    return html`<div class="grow clearable">
      ${field({
        id: 'mailboxes',
        label: t('mass_send.mailboxes'),
        error,
        hint: t('mass_send.mailboxes_hint'),
        more: error
          ? html`<p class="quiet-text" id="mailboxes-hint">${t('mass_send.mailboxes_hint')}</p>`
          : nothing,
        control: html`<textarea
          class="input several"
          part="input"
          id="mailboxes"
          name="mailboxes"
          rows="2"
          inputmode="email"
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          maxlength=${limits.mailboxText}
          aria-invalid=${error ? 'true' : 'false'}
          aria-describedby="${fieldDescription('mailboxes')}${error ? ' mailboxes-hint' : ''}"
          .value=${this.#draft.mailboxes}
          @input=${(event: Event) =>
            this.#write({ mailboxes: (event.target as HTMLTextAreaElement).value })}
        ></textarea>`,
      })}
      ${
        this.#draft.mailboxes
          ? button({
              kind: 'quiet',
              icon: 'cross',
              label: t('mass_send.clear'),
              onClick: () => {
                this.#write({ mailboxes: '' });
                void this.#desk.focus('#mailboxes');
              },
            })
          : nothing
      }
    </div>`;
  }

  /** The reader says that it is another's list. */
  #turn(change: Partial<Question>): void {
    this.#open = undefined;
    this.#turned = true;
    this.#write(change);
  }

  #write(change: Partial<Draft>): void {
    this.#draft = { ...this.#draft, ...change };
    for (const name of fields) if (change[name] !== undefined) delete this.#problems[name];
    this.#desk.host.requestUpdate();
  }

  #refuse(problems: Problems): boolean {
    this.#problems = problems;
    const texts = Object.values(problems);
    if (texts.length === 0) return false;
    this.#desk.announce(texts.join(' '));
    this.#desk.host.requestUpdate();
    void this.#desk.focus(wrongControls);
    return true;
  }
}
