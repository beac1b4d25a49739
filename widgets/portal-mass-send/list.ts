import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import type { MailingList } from '#contract/mailing-lists';
import {
  formatInstant,
  toClientError,
  type ClientError,
  type PortalState,
  type TextKey,
} from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { field, fieldDescription } from '../kit/field.ts';
import { notice, panel } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { table } from '../kit/table.ts';
import type { Desk, Section } from './desk.ts';
import { Lists, whomFields } from './lists.ts';
import { faultPanel, modeChoice, type Mode } from './parts.ts';

type Draft = { company: string; customer: string; mailboxes: string; mode: Mode };
type Problems = { company?: string; customer?: string; mailboxes?: string };

const fields = ['company', 'customer', 'mailboxes'] as const;
const empty: Draft = { company: '', customer: '', mailboxes: '', mode: 'replace' };
/** Enough to find a slip of the fingers; the server has the last word. */
const mailbox = /^[^\s@,]+@[^\s@,]+\.[^\s@,.]+$/;
const joined = ({ mailboxes }: MailingList): string =>
  mailboxes.map(({ address }) => address).join('; ');

/** The mailing lists one by one: saved, found, changed, and deleted. */
export class MailingLists implements Section {
  readonly #desk: Desk;
  readonly #lists: Lists;
  #draft: Draft = empty;
  #problems: Problems = {};
  #busy = false;
  #said: { tone: 'success' | 'danger'; text: string; undo?: MailingList } | undefined;
  /** The list that is about to be deleted. */
  #leaving: MailingList | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
    const { styleSheet } = dialogStyles;
    if (styleSheet) (desk.host.renderRoot as ShadowRoot).adoptedStyleSheets.push(styleSheet);
    this.#lists = new Lists(desk, ({ length: count }) => {
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
    this.#draft = empty;
    this.#problems = {};
    this.#said = this.#leaving = undefined;
    this.#lists.forget();
  }

  render(): TemplateResult {
    if (this.fault) return this.#desk.fault();
    const { t } = this.#desk.view();
    return html`
      <h3 class="visually-hidden">${t('mass_send.catalogue')}</h3>
      ${this.#said ? this.#renderSaid() : nothing} ${this.#renderForm()}
      <div class="results">${this.#renderResults()}</div>
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

  #renderForm(): TemplateResult {
    const view = this.#desk.view();
    const { t } = view;
    const submit = (event: Event) => {
      event.preventDefault();
      void this.#save();
    };
    return html`<form class="filter no-print" part="form" novalidate @submit=${submit}>
      ${whomFields({
        desk: this.#desk,
        companies: this.#lists.companies ?? [],
        draft: this.#draft,
        problems: this.#problems,
        onChange: (change) => this.#write(change),
      })}
      ${this.#renderMailboxes()}
      ${modeChoice(this.#draft.mode, view, (mode) => this.#write({ mode }))}
      <div class="actions form-actions">
        ${button({
          kind: 'primary',
          type: 'submit',
          label: t(this.#busy ? 'mass_send.saving' : 'mass_send.save'),
          off: this.#busy,
        })}
        ${button({ label: t('mass_send.search'), icon: 'search', onClick: () => this.#search() })}
      </div>
    </form>`;
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
        control: html`<input
          class="input"
          part="input"
          id="mailboxes"
          name="mailboxes"
          type="text"
          inputmode="email"
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          maxlength=${limits.mailboxText}
          aria-invalid=${error ? 'true' : 'false'}
          aria-describedby=${fieldDescription('mailboxes')}
          .value=${this.#draft.mailboxes}
          @input=${(event: Event) =>
            this.#write({ mailboxes: (event.target as HTMLInputElement).value })}
        />`,
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

  #renderResults(): TemplateResult {
    const { t } = this.#desk.view();
    const { asked, page, fault } = this.#lists;
    if (!asked) {
      return panel({
        icon: 'mail',
        title: t('mass_send.list_start_title'),
        text: t('mass_send.list_start'),
      });
    }
    if (fault) return faultPanel(this.#desk, fault, () => this.reload());
    if (!page) return html`<div class="list-skeleton" aria-hidden="true">${bones(8, 'row')}</div>`;
    if (page.items.length === 0) {
      return panel({
        icon: 'search',
        title: t('mass_send.empty_title'),
        text: t('mass_send.list_empty'),
      });
    }
    return html`${this.#renderTable(page.items)} ${this.#lists.pager()}`;
  }

  #renderTable(rows: readonly MailingList[]): TemplateResult {
    const { t } = this.#desk.view();
    return table({
      caption: t('mass_send.lists'),
      columns: [
        {
          label: t('mass_send.company'),
          kind: 'short',
          card: 'lead',
          cell: ({ company }) => html`<abbr title=${company.name}>${company.code}</abbr>`,
        },
        { label: t('mass_send.customer'), kind: 'short', cell: ({ customer }) => customer.number },
        {
          label: t('mass_send.name'),
          kind: 'wide',
          card: 'heading',
          cell: ({ customer }) => customer.name,
        },
        {
          label: t('mass_send.mailboxes'),
          kind: 'wide',
          card: 'broad',
          cell: (row) => this.#renderAddresses(row),
        },
        {
          label: t('mass_send.actions'),
          kind: 'action',
          card: 'trail',
          cell: (row) => this.#renderActions(row),
        },
      ],
      rows,
      key: ({ id }) => id,
      stale: this.#lists.state === 'stale',
    });
  }

  #renderAddresses({ mailboxes }: MailingList): TemplateResult {
    const { t, format } = this.#desk.view();
    return html`<ul class="mailboxes">
      ${mailboxes.map(
        ({ address, bouncedAt }) =>
          html`<li>
            ${address}
            ${
              bouncedAt
                ? html`<br />${badge('warning', 'alert', t('mass_send.bounced_at', { at: formatInstant(bouncedAt, format) }), 'badge-bounced')}
                    ${button({
                      kind: 'quiet',
                      label: t('mass_send.recover'),
                      name: t('mass_send.recover_named', { address }),
                      onClick: () => void this.#recover(address),
                    })}`
                : nothing
            }
          </li>`,
      )}
    </ul>`;
  }

  #renderActions(row: MailingList): TemplateResult {
    const { t } = this.#desk.view();
    const { number } = row.customer;
    const named = (label: string) => t('mass_send.named', { label, customer: number });
    return html`<span class="row-actions">
      ${button({
        kind: 'quiet',
        label: t('mass_send.edit'),
        name: named(t('mass_send.edit')),
        onClick: () => this.#edit(row),
      })}
      ${button({
        kind: 'quiet',
        label: t('mass_send.delete'),
        name: named(t('mass_send.delete')),
        onClick: () => {
          this.#leaving = row;
          this.#desk.host.requestUpdate();
        },
      })}
    </span>`;
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

  #write(change: Partial<Draft>): void {
    this.#draft = { ...this.#draft, ...change };
    for (const name of fields) if (change[name] !== undefined) delete this.#problems[name];
    this.#desk.host.requestUpdate();
  }

  #search(): void {
    this.#said = undefined;
    this.#problems = {};
    const { company, customer } = this.#draft;
    this.#lists.ask({ company, customer: customer.trim() });
  }

  #edit(row: MailingList): void {
    const { company, customer } = row;
    this.#problems = {};
    this.#write({
      company: company.code,
      customer: customer.number,
      mailboxes: joined(row),
      mode: 'replace',
    });
    void this.#desk.focus('#mailboxes');
  }

  /** What is wrong with the form, as far as that can be told here. */
  #check(): Problems {
    const { t } = this.#desk.view();
    const required = t('rule.required');
    const addresses = this.#draft.mailboxes.split(';').map((one) => one.trim());
    const bad = addresses.filter((one) => one && !mailbox.test(one));
    return {
      ...(!this.#draft.company && { company: required }),
      ...(!this.#draft.customer.trim() && { customer: required }),
      ...(!addresses.some(Boolean) && { mailboxes: required }),
      ...(bad.length > 0 && { mailboxes: this.#namedBad(bad) }),
    };
  }

  #namedBad(bad: readonly string[]): string {
    const { t } = this.#desk.view();
    return t('mass_send.bad_mailboxes', { count: bad.length, addresses: bad.join(', ') });
  }

  async #save(): Promise<void> {
    if (this.#busy) return;
    this.#problems = this.#check();
    if (Object.keys(this.#problems).length > 0) return this.#refuse();
    const { company, customer, mailboxes, mode } = this.#draft;
    const done = await this.#change(
      'mass_send.saved',
      (client) =>
        client.call('PUT /mailing-lists', {
          body: { company, customer: customer.trim(), mailboxes, mode },
        }),
      true,
    );
    if (done) this.#draft = empty;
    this.#desk.host.requestUpdate();
    await this.#desk.focus(done ? '#company' : '[aria-invalid=true]');
  }

  async #delete(row: MailingList): Promise<void> {
    const done = await this.#change('mass_send.deleted', (client) =>
      client.call('DELETE /mailing-lists/:id', { params: { id: row.id } }),
    );
    if (done && this.#said) this.#said = { ...this.#said, undo: row };
    this.#desk.host.requestUpdate();
  }

  #undo(row: MailingList): Promise<boolean> {
    const body = {
      company: row.company.code,
      customer: row.customer.number,
      mailboxes: joined(row),
    };
    return this.#change('mass_send.undone', (client) =>
      client.call('PUT /mailing-lists', { body }),
    );
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
      if (this.#lists.asked) this.#lists.reload();
      return true;
    } catch (error) {
      await this.#onRefusal(toClientError(error), typed);
      return false;
    } finally {
      this.#busy = false;
      this.#desk.host.requestUpdate();
    }
  }

  /** A refusal of what was typed is said at its field, any other above the form. */
  async #onRefusal(fault: ClientError, typed: boolean): Promise<void> {
    const { t } = this.#desk.view();
    this.#desk.onFault(fault);
    if (typed) this.#problems = this.#problemsOf(fault);
    if (Object.keys(this.#problems).length > 0) return this.#refuse();
    this.#said = { tone: 'danger', text: t(`error.${fault.code}`) };
  }

  #problemsOf({ code, errors }: ClientError): Problems {
    const { t } = this.#desk.view();
    if (code === 'not_of_company' || code === 'not_found')
      return { customer: t('error.not_of_company') };
    const problems: Problems = {};
    for (const { path, rule, params } of errors) {
      const name = fields.find((one) => path.startsWith(`body.${one}`));
      if (!name) continue;
      const text = t(`rule.${rule}` as TextKey, params as Record<string, string | number>);
      // Each mailbox that is none comes by itself.
      problems[name] = [problems[name], text].filter(Boolean).join(' ');
    }
    return problems;
  }

  async #refuse(): Promise<void> {
    this.#desk.announce(Object.values(this.#problems).join(' '));
    this.#desk.host.requestUpdate();
    await this.#desk.focus('[aria-invalid=true], .wrong select');
  }
}
