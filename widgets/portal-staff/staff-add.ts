import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import { toClientError, type Language } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { newFormKey } from '../core/once.ts';
import { button } from '../kit/button.ts';
import { textField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { personStyles } from '../records/person.styles.ts';
import type { Desk } from './desk.ts';
import { personFields, problemsOf, type Person, type Problems } from './staff-person.ts';
import { wrongControls } from '../records/focus.ts';

type Draft = Person & { login: string };
const empty: Draft = { name: '', email: '', locale: '', login: '' };

/** The form that adds a person of staff, and invites it. */
export class StaffAdd {
  readonly #desk: Desk;
  #draft = empty;
  #key = newFormKey();
  #problems: Problems = {};
  #refusal = '';
  #busy = false;
  #begun = false;

  constructor(desk: Desk) {
    this.#desk = desk;
    adopt(desk.host, personStyles);
  }

  reload(): void {}

  clear(): void {
    this.#draft = empty;
    this.#key = newFormKey();
    this.#problems = {};
    this.#refusal = '';
    this.#begun = false;
  }

  render(): TemplateResult {
    const view = this.#desk.view();
    const { t } = view;
    if (!this.#begun) {
      this.#begun = true;
      void this.#desk.focus('.record-title');
    }
    const submit = (event: Event) => {
      event.preventDefault();
      void this.#save();
    };
    return html`<h2 class="title record-title" part="title" tabindex="-1">${t('staff.add')}</h2>
      <form class="form person-form" part="form" data-of="staff" novalidate @submit=${submit}>
        ${this.#refusal ? notice('danger', this.#refusal) : nothing}
        <div class="columns">
          ${personFields({
            view,
            person: this.#draft,
            problems: this.#problems,
            onInput: (field, value) => this.#write({ [field]: value }),
          })}
          ${textField({
            id: 'login',
            label: t('contacts.logins'),
            value: this.#draft.login,
            error: this.#problems.login,
            hint: t('staff.login_hint'),
            maxLength: limits.loginName,
            onInput: (login) => this.#write({ login }),
          })}
        </div>
        <p class="quiet-text">${t('staff.after_adding')}</p>
        <div class="actions">
          ${button({
            kind: 'primary',
            type: 'submit',
            label: t(this.#busy ? 'contacts.saving' : 'contacts.add_and_invite'),
            off: this.#busy,
          })}
          ${button({ label: t('contacts.cancel'), off: this.#busy, onClick: this.#desk.onBack })}
        </div>
      </form>`;
  }

  #write(change: Partial<Draft>): void {
    this.#set(() => {
      this.#draft = { ...this.#draft, ...change };
      this.#key = newFormKey();
      for (const field of Object.keys(change))
        this.#problems = { ...this.#problems, [field]: undefined };
    });
  }

  async #save(): Promise<void> {
    if (this.#busy) return;
    const { t } = this.#desk.view();
    const { name, email, login, locale } = this.#draft;
    const required = t('rule.required');
    const missing = {
      ...(!name.trim() && { name: required }),
      ...(!email.trim() && { email: required }),
    };
    if (Object.keys(missing).length > 0) return this.#refuse(missing);
    this.#set(() => {
      this.#busy = true;
      this.#refusal = '';
    });
    try {
      const added = await this.#desk.portal().client.call('POST /staff', {
        once: this.#key,
        body: {
          name: name.trim(),
          email: email.trim(),
          ...(login.trim() && { login: login.trim() }),
          locale: (locale || null) as Language | null,
        },
      });
      this.clear();
      this.#desk.announce(t('staff.added_and_invited', { name: added.name }));
      this.#desk.onAdded(added);
    } catch (error) {
      this.#onRefusal(error);
    } finally {
      this.#set(() => (this.#busy = false));
    }
  }

  #onRefusal(error: unknown): void {
    const fault = toClientError(error);
    const view = this.#desk.view();
    const problems = problemsOf(fault, view, this.#draft.login.trim() ? 'login' : 'email');
    if (Object.keys(problems).length > 0) return this.#refuse(problems);
    this.#refusal = view.t(`error.${fault.code}`);
    this.#desk.onFault(fault);
  }

  #refuse(problems: Problems): void {
    this.#set(() => (this.#problems = problems));
    this.#desk.announce(Object.values(problems).join(' '));
    void this.#desk.focus(wrongControls);
  }

  #set(change: () => void): void {
    change();
    this.#desk.host.requestUpdate();
  }
}
