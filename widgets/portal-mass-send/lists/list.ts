import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import type { MailingList } from '#contract/mailing-lists';
import {
  toClientError,
  type ClientError,
  type PortalState,
  type TextKey,
} from '../../core/index.ts';
import { adopt } from '../../core/lazy.ts';
import { button } from '../../kit/button.ts';
import type { ViewParams } from '../../records/address.ts';
import { dialog, dialogStyles } from '../../kit/dialog.ts';
import { notice } from '../../kit/notice.ts';
import type { Desk, Section } from '../desk.ts';
import { joined, ListForm } from './list-form.ts';
import { results } from '../../records/listing.ts';
import { listTable } from './list-table.ts';
import { Lists, type Question } from './lists.ts';

/** The mailing lists one by one: saved, found, changed, and deleted. */
export class MailingLists implements Section {
  readonly #desk: Desk;
  readonly #lists: Lists;
  readonly #form: ListForm;
  #busy = false;
  /** The list of the address that is on its way into the form. */
  #opening = '';
  #said: { tone: 'success' | 'danger'; text: string; undo?: MailingList } | undefined;
  /** The list that is about to be deleted. */
  #leaving: MailingList | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
    adopt(desk.host, dialogStyles);
    this.#form = new ListForm(desk);
    this.#lists = new Lists(desk, (count) => {
      // What was just saved or deleted is told first.
      if (!this.#said) desk.announce(desk.view().t('mass_send.found', { count }));
    });
  }

  get state(): PortalState {
    return this.#lists.state;
  }
  get fault(): ClientError | undefined {
    return this.#lists.companies ? undefined : this.#lists.fault;
  }

  reload(): void {
    this.#lists.reload();
  }

  clear(): void {
    this.#form.clear();
    this.#said = this.#leaving = undefined;
    this.#lists.list.clear();
  }

  get params(): ViewParams {
    const { open } = this.#form;
    const list = open ? `${open.company}~${open.customer}` : this.#opening;
    return { ...this.#lists.params, ...(list && { list }) };
  }

  restore(params: ViewParams): void {
    const before = this.params;
    const question = this.#lists.restore(params);
    const kept = ['list', 'company', 'customer'].every((name) => before[name] === params[name]);
    if (kept) return;
    this.#said = undefined;
    this.#form.ask(question ?? { company: '', customer: '' });
    const [company, customer] = params['list']?.split('~') ?? [];
    if (company && customer) void this.#openList({ company, customer });
  }

  render(): TemplateResult {
    if (this.fault) return this.#desk.fault();
    const { t } = this.#desk.view();
    return html`
      <h3 class="visually-hidden">${t('mass_send.catalogue')}</h3>
      ${this.#said ? this.#renderSaid() : nothing}
      ${this.#form.render({
        companies: this.#lists.companies ?? [],
        busy: this.#busy,
        onSave: () => void this.#save(),
        onSearch: () => void this.#search(),
      })}
      ${results(
        this.#lists.render({
          start: ['mass_send.list_start_title', 'mass_send.list_start'],
          empty: 'mass_send.list_empty',
          found: (rows, stale, count) =>
            html`<div class="meta"><span>${count}</span></div>
              ${listTable({
                view: this.#desk.view(),
                rows,
                stale,
                onEdit: (row) => {
                  this.#form.edit(row);
                  this.#desk.onView();
                },
                onDelete: (row) => {
                  this.#leaving = row;
                  this.#desk.host.requestUpdate();
                },
                onRecover: (address) => void this.#recover(address),
              })}`,
        }),
        this.#form.turned && this.#lists.isOutdated(this.#question),
        this.#desk.view(),
      )}
      ${this.#leaving ? this.#renderQuestion(this.#leaving) : nothing}
    `;
  }

  #renderSaid() {
    const { t } = this.#desk.view();
    const { tone, text, undo } = this.#said ?? { tone: 'success', text: '' };
    const back = () => undo && void this.#undo(undo);
    return notice(
      tone,
      undo
        ? html`${text} ${button({ kind: 'quiet', label: t('mass_send.undo'), onClick: back })}`
        : text,
    );
  }

  #renderQuestion(row: MailingList): TemplateResult {
    const { t } = this.#desk.view();
    return dialog({
      title: t('mass_send.delete_title'),
      content: html`<p>
          ${t('mass_send.delete_text', { company: row.company.code, customer: `${row.customer.number} · ${row.customer.name}` })}
        </p>
        <p>${joined(row)}</p>`,
      submit: t('mass_send.delete'),
      danger: true,
      cancel: t('mass_send.keep'),
      onSubmit: () => {
        void this.#delete(row);
        return true;
      },
      onClose: () => {
        this.#leaving = undefined;
        this.#desk.host.requestUpdate();
      },
    });
  }

  get #question(): Question {
    const { company, customer } = this.#form.draft;
    return { company, customer };
  }

  async #search(): Promise<void> {
    this.#said = undefined;
    if (!(await this.#form.resolve())) return;
    this.#form.settle();
    this.#lists.list.ask(this.#question);
    this.#desk.onView();
  }

  /** Puts a list into the form, as it is by now; one that is gone is not there to be changed. */
  async #openList({ company, customer }: Question): Promise<void> {
    this.#opening = `${company}~${customer}`;
    const query = { company, customer, limit: limits.pageMax };
    try {
      const { items } = await this.#desk.portal().client.call('GET /mailing-lists', { query });
      const row = items.find((one) => one.customer.number === customer);
      if (row && this.#opening === `${company}~${customer}`) this.#form.edit(row);
    } catch (error) {
      this.#desk.onFault(toClientError(error));
    } finally {
      this.#opening = '';
      this.#desk.host.requestUpdate();
    }
  }

  async #save(): Promise<void> {
    if (this.#busy || !this.#form.check() || !(await this.#form.resolve())) return;
    const { draft: body } = this.#form;
    const done = await this.#change(
      'mass_send.saved',
      (client) => client.call('PUT /mailing-lists', { body }),
      true,
    );
    if (!done) return;
    const { company, customer } = body;
    if (this.#said) {
      const whose = `${company} · ${customer}`;
      this.#said = { ...this.#said, text: `${this.#said.text} ${whose}` };
    }
    // The next one is likely of the same company; what was saved stands below.
    this.#form.ask({ company, customer: '' });
    this.#lists.list.ask({ company, customer });
    this.#desk.host.requestUpdate();
    await this.#desk.focus('#customer');
  }

  async #delete(row: MailingList): Promise<void> {
    const done = await this.#change('mass_send.deleted', (client) =>
      client.call('DELETE /mailing-lists/:id', { params: { id: row.id } }),
    );
    if (done && this.#said) this.#said = { ...this.#said, undo: row };
    const { open } = this.#form;
    const shown = open?.company === row.company.code && open.customer === row.customer.number;
    if (done && shown) this.#form.clear();
    this.#desk.host.requestUpdate();
    // Its row goes, and the button that had the focus with it.
    if (done) await this.#desk.focus('.notice .button');
  }

  async #undo(row: MailingList): Promise<void> {
    const refocus = this.#desk.keepFocus();
    const body = {
      company: row.company.code,
      customer: row.customer.number,
      mailboxes: joined(row),
    };
    await this.#change('mass_send.undone', (client) => client.call('PUT /mailing-lists', { body }));
    await refocus('#company');
  }

  #recover(address: string): Promise<boolean> {
    return this.#change('mass_send.recovered', (client) =>
      client.call('POST /mailbox-recoveries', { body: { address } }),
    );
  }

  /**
   * Changes something on the server, says how that went, and shows the lists as they are then.
   * @param typed it is what was typed into the form
   */
  async #change(
    text: TextKey,
    call: (client: ReturnType<Desk['portal']>['client']) => Promise<unknown>,
    typed = false,
  ): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    this.#said = undefined;
    this.#desk.host.requestUpdate();
    const { t } = this.#desk.view();
    try {
      await call(this.#desk.portal().client);
      this.#said = { tone: 'success', text: t(text) };
      this.#desk.announce(t(text));
      if (this.#lists.list.asked) this.#lists.reload();
      return true;
    } catch (error) {
      this.#onRefusal(toClientError(error), typed);
      return false;
    } finally {
      this.#busy = false;
      this.#desk.host.requestUpdate();
    }
  }

  /** A refusal of what was typed is said at its field, any other above the form. */
  #onRefusal(fault: ClientError, typed: boolean): void {
    this.#desk.onFault(fault);
    if (typed && this.#form.refuse(fault)) return;
    this.#said = { tone: 'danger', text: this.#desk.view().t(`error.${fault.code}`) };
  }
}
