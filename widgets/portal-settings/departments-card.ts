import { html, nothing, type TemplateResult } from 'lit';
import type { Department, Departments } from '#contract/departments';
import { adopt } from '../core/lazy.ts';
import { newFormKey } from '../core/once.ts';
import type { TextKey } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { changed, type Change } from '../records/change.ts';
import { departmentName } from '../records/department.ts';
import { textIn } from '../records/view.ts';
import { Card } from './card.ts';
import {
  departmentFields,
  newDepartment,
  sentOf,
  type DepartmentDraft,
} from './department-form.ts';
import type { Desk } from './desk.ts';

/** The form that is open: of a new department, or of the one with that key. */
type OpenForm = { key: string | null; draft: DepartmentDraft };
type Question = { what: 'retire' | 'remove'; key: string };

/** Who answers and how to reach them: the departments that every company has, and those it names itself. */
export class DepartmentsCard extends Card<Departments> {
  #form: OpenForm | undefined;
  #asking: Question | undefined;
  /** Of the form of a new one. */
  #key = newFormKey();

  constructor(desk: Desk) {
    super(desk, {
      name: 'departments',
      permission: 'settings.manage',
      load: (client, signal) => client.call('GET /settings/departments', { signal }),
    });
    adopt(desk.host, dialogStyles);
  }

  protected forget(): void {
    this.#form = this.#asking = undefined;
  }

  protected content({ items, companies }: Departments): TemplateResult {
    const { t } = this.view;
    const own = items.some(({ builtIn }) => !builtIn);
    const asked = this.#asking && items.find(({ key }) => key === this.#asking?.key);
    return html`<div class="part">
      ${
        this.#form?.key === null
          ? this.#renderForm(this.#form, undefined, companies)
          : button({
              kind: 'primary',
              label: t('settings.department_new'),
              onClick: () => this.#open(null),
            })
      }
      <ul class="entries">
        ${items.map((one) => this.#renderEntry(one, companies))}
      </ul>
      ${own ? nothing : html`<p class="quiet-text">${t('settings.department_none_own')}</p>`}
      ${this.#asking && asked ? this.#renderQuestion(this.#asking.what, asked) : nothing}
    </div>`;
  }

  #renderEntry(department: Department, companies: Departments['companies']): TemplateResult {
    const { t } = this.view;
    const { key, retired, signs } = department;
    if (this.#form?.key === key)
      return html`<li class="entry">${this.#renderForm(this.#form, department, companies)}</li>`;
    return html`<li class="entry" data-department=${key}>
      <span>
        ${departmentName(department, this.view)}
        ${retired ? badge('neutral', 'eye-off', t('settings.department_retired')) : nothing}
        ${signs.map((which) => badge('info', 'mail', t(`settings.department_signs_${which}`)))}
        ${this.#about(department).map((text) => html`<br /><small>${text}</small>`)}
      </span>
      ${this.#renderActs(department)}
    </li>`;
  }

  /** Where it is reached, and what names it. */
  #about({ contacts, uses }: Department): string[] {
    const { t, format } = this.view;
    const ways = contacts.map(({ company, phone, extension, mailbox }) =>
      [
        company,
        [phone, extension && t('settings.department_ext', { extension })].filter(Boolean).join(' '),
        mailbox,
      ]
        .filter(Boolean)
        .join(' · '),
    );
    const names = uses.categories.map((labels) => textIn(labels, format)).join(', ');
    const used = [
      names && t('settings.department_categories', { names }),
      uses.threads > 0 && t('settings.department_used', { count: uses.threads }),
    ].filter((text) => typeof text === 'string' && text !== '') as string[];
    return [
      ...(ways.length > 0 ? ways : [t('settings.department_unreached')]),
      ...(used.length > 0 ? [used.join(' · ')] : []),
    ];
  }

  #renderActs(department: Department): TemplateResult {
    const { t } = this.view;
    const { key, builtIn, retired, uses } = department;
    const name = departmentName(department, this.view);
    const act = (label: TextKey, onClick: () => void) =>
      button({
        kind: 'quiet',
        label: t(label),
        name: `${t(label)} ${name}`,
        off: this.busy,
        onClick,
      });
    const unused = uses.categories.length === 0 && uses.threads === 0;
    return html`<span class="acts">
      ${act('settings.department_edit', () => this.#open(department))}
      ${
        builtIn
          ? nothing
          : retired
            ? act('settings.department_back', () => void this.#retire(department, false))
            : act('settings.department_retire', () => this.#ask('retire', department))
      }
      ${
        !builtIn && unused
          ? act('settings.department_remove', () => this.#ask('remove', { ...department, key }))
          : nothing
      }
    </span>`;
  }

  #renderForm(
    { draft }: OpenForm,
    department: Department | undefined,
    companies: Departments['companies'],
  ): TemplateResult {
    const { view, problems } = this;
    const { t } = view;
    const submit = (event: Event) => {
      event.preventDefault();
      // What is typed now, which may be more than is drawn.
      const { draft: typed } = this.#form ?? { draft };
      void (department ? this.#save(department, typed) : this.#make(typed));
    };
    return html`<form
      class="form editing"
      part="form"
      data-of="department ${department?.key ?? ''}"
      novalidate
      @submit=${submit}
    >
      ${
        department?.builtIn
          ? html`<h4 class="part-title">${departmentName(department, view)}</h4>
              <p class="about">${t('settings.department_built_in')}</p>`
          : nothing
      }
      ${departmentFields(
        {
          view,
          draft,
          problems,
          companies,
          own: !department?.builtIn,
          signed: department?.signs ?? [],
        },
        (change) => this.#write(change),
      )}
      <div class="actions">
        ${button({
          kind: 'primary',
          type: 'submit',
          label: t(
            this.busy
              ? 'settings.saving'
              : department
                ? 'settings.save'
                : 'settings.department_make',
          ),
          off: this.busy,
        })}
        ${button({ label: t('settings.cancel'), onClick: () => this.#close() })}
      </div>
    </form>`;
  }

  #renderQuestion(what: Question['what'], department: Department): TemplateResult {
    const { t } = this.view;
    const { uses } = department;
    const name = departmentName(department, this.view);
    return dialog({
      title: t(`settings.department_ask_${what}_title`, { name }),
      content: html`<p>${t(`settings.department_ask_${what}`)}</p>
        ${
          what === 'retire' && uses.threads > 0
            ? html`<p>
                ${t('settings.department_keeps', { count: uses.threads, open: uses.openThreads })}
              </p>`
            : nothing
        }`,
      submit: t(`settings.department_${what}`),
      danger: true,
      cancel: t('settings.cancel'),
      onSubmit: () => {
        void (what === 'retire' ? this.#retire(department, true) : this.#remove(department));
        return true;
      },
      onClose: () => this.set(() => (this.#asking = undefined)),
    });
  }

  /** Asks before it is done, or says what still refers to it. */
  #ask(what: Question['what'], department: Department): void {
    const { t, format } = this.view;
    const name = departmentName(department, this.view);
    const names = department.uses.categories.map((labels) => textIn(labels, format)).join(', ');
    if (names) this.say('danger', t('settings.department_blocked_categories', { name, names }));
    else if (department.signs.length > 0)
      this.say('danger', t('settings.department_blocked_signs', { name }));
    else this.set(() => (this.#asking = { what, key: department.key }));
  }

  #open(department: Department | null): void {
    this.set(() => {
      this.problems = {};
      const { names, signs, contacts } = department ?? newDepartment;
      this.#form = { key: department?.key ?? null, draft: { names, signs, contacts } };
    });
    void this.desk.focus('.editing input');
  }

  #close(): void {
    const key = this.#form?.key;
    this.set(() => {
      this.problems = {};
      this.#form = undefined;
    });
    void this.desk.focus(key ? `[data-department="${key}"] .button` : '.part > .button');
  }

  #write(change: Change<DepartmentDraft>): void {
    this.#key = newFormKey();
    const form = this.#form;
    if (form) this.set(() => (this.#form = { ...form, draft: changed(form.draft, change) }));
  }

  async #make(draft: DepartmentDraft): Promise<void> {
    const { names, contacts } = sentOf(draft);
    await this.#do('settings.department_added', async () => {
      this.take(
        await this.client.call('POST /settings/departments', {
          body: { names, contacts },
          once: this.#key,
        }),
      );
      this.#key = newFormKey();
    });
  }

  async #save(department: Department, draft: DepartmentDraft): Promise<void> {
    await this.#do('settings.department_saved', () => this.#put(department, sentOf(draft)));
  }

  async #retire(department: Department, retired: boolean): Promise<void> {
    await this.#do(
      retired ? 'settings.department_retired_done' : 'settings.department_back_done',
      () => this.#put(department, { retired }),
    );
  }

  async #remove({ key }: Department): Promise<void> {
    await this.#do('settings.department_removed', async () => {
      const params = { department: key };
      this.take(await this.client.call('DELETE /settings/departments/:department', { params }));
    });
  }

  async #put(
    { key, builtIn, version, names, contacts, signs, retired }: Department,
    change: Partial<DepartmentDraft & { retired: boolean }>,
  ): Promise<void> {
    const body = { version, names, contacts, signs, retired, ...change };
    this.take(
      await this.client.call('PUT /settings/departments/:department', {
        params: { department: key },
        body: { ...body, names: builtIn ? null : body.names },
      }),
    );
  }

  async #do(done: TextKey, work: () => Promise<void>): Promise<void> {
    if (!(await this.act(work))) return;
    this.#close();
    this.say('success', this.view.t(done));
  }
}
