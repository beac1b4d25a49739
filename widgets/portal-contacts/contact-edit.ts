import { html, nothing, type TemplateResult } from 'lit';
import type { ContactDetail } from '#contract/contacts';
import { toClientError, type Language } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import {
  personFields,
  problemsOf,
  type Person,
  type PersonField,
  type Problems,
} from './contact-fields.ts';
import type { Desk } from './desk.ts';
import { wrongControls } from '../records/focus.ts';

/** The form that changes what is kept of a contact. Only what was changed is sent. */
export class ContactEdit {
  readonly #desk: Desk;
  #draft: Partial<Person> | undefined;
  #problems: Problems = {};
  #refusal = '';
  #busy = false;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  get open(): boolean {
    return this.#draft !== undefined;
  }

  start(): void {
    this.#set(() => {
      this.#draft ??= {};
      this.#problems = {};
      this.#refusal = '';
    });
    void this.#desk.focus('#name');
  }

  close(): void {
    this.#draft = undefined;
    this.#problems = {};
    this.#refusal = '';
  }

  render(contact: ContactDetail): TemplateResult {
    const view = this.#desk.view();
    const { t } = view;
    const submit = (event: Event) => {
      event.preventDefault();
      void this.#save(contact);
    };
    return html`<form
      class="form person-form"
      part="form"
      data-of=${contact.id}
      novalidate
      @submit=${submit}
    >
      ${this.#refusal ? notice('danger', this.#refusal) : nothing}
      ${personFields({
        view,
        person: { ...personOf(contact), ...this.#draft },
        problems: this.#problems,
        locked: contact.ofErp,
        signsInByMailbox: contact.logins.some(
          (login) => login.toLowerCase() === contact.email?.toLowerCase(),
        ),
        language: contact.logins.length > 0,
        onInput: (field, value) => this.#write(field, value),
      })}
      <div class="actions">
        ${button({
          kind: 'primary',
          type: 'submit',
          label: t(this.#busy ? 'contacts.saving' : 'contacts.save'),
          off: this.#busy,
        })}
        ${button({ label: t('contacts.cancel'), off: this.#busy, onClick: () => this.#leave() })}
      </div>
    </form>`;
  }

  #write(field: PersonField, value: string): void {
    this.#set(() => {
      this.#draft = { ...this.#draft, [field]: value };
      const { [field]: _, ...others } = this.#problems;
      this.#problems = others;
    });
  }

  #leave(): void {
    if (this.#busy) return;
    this.#set(() => this.close());
    void this.#desk.focus('.menu > summary');
  }

  async #save(contact: ContactDetail): Promise<void> {
    if (this.#busy) return;
    const { t } = this.#desk.view();
    const before = personOf(contact);
    const changed = Object.entries(this.#draft ?? {}).filter(
      ([field, value]) => value.trim() !== before[field as PersonField],
    );
    if (changed.length === 0) return this.#leave();
    if (changed.some(([field, value]) => field === 'name' && !value.trim()))
      return this.#refuse({ name: t('rule.required') });
    this.#set(() => (this.#busy = true));
    try {
      const saved = await this.#desk.portal().client.call('PATCH /contacts/:id', {
        params: { id: contact.id },
        body: { version: contact.version, ...bodyOf(Object.fromEntries(changed)) },
      });
      this.close();
      this.#desk.onContact(saved);
      this.#desk.announce(t('contacts.saved'));
      await this.#desk.focus('.record-title');
    } catch (error) {
      this.#onRefusal(error);
    } finally {
      this.#set(() => (this.#busy = false));
    }
  }

  /** What was typed stays; where somebody else was quicker, it is held against what they left. */
  #onRefusal(error: unknown): void {
    const fault = toClientError(error);
    const view = this.#desk.view();
    const problems = problemsOf(fault, view);
    if (Object.keys(problems).length > 0) return this.#refuse(problems);
    if (fault.code === 'record_changed' && fault.current)
      this.#desk.onContact(fault.current as ContactDetail);
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

const personOf = ({ name, email, phone, role, locale }: ContactDetail): Person => ({
  name,
  email: email ?? '',
  phone: phone ?? '',
  role: role ?? '',
  locale: locale ?? '',
});

/** A person as the server takes it: what is empty is not known. */
export function bodyOf({ name, locale, ...rest }: Partial<Person>) {
  const known = Object.entries(rest).map(([field, value]) => [field, value.trim() || null]);
  return {
    ...(Object.fromEntries(known) as Partial<Record<'email' | 'phone' | 'role', string | null>>),
    ...(name !== undefined && { name: name.trim() }),
    ...(locale !== undefined && { locale: (locale || null) as Language | null }),
  };
}
