import { html, nothing, type TemplateResult } from 'lit';
import type { StaffDetail } from '#contract/staff';
import { toClientError, type Language } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import type { Desk } from './desk.ts';
import { personFields, problemsOf, type Person, type Problems } from './staff-person.ts';
import { wrongControls } from '../records/focus.ts';

/** The form that changes what is kept of a person of staff. Only what was changed is sent. */
export class StaffEdit {
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
      this.close();
      this.#draft = {};
    });
    void this.#desk.focus('#name');
  }

  close(): void {
    this.#draft = undefined;
    this.#problems = {};
    this.#refusal = '';
  }

  render(staff: StaffDetail): TemplateResult {
    const view = this.#desk.view();
    const { t } = view;
    const submit = (event: Event) => {
      event.preventDefault();
      void this.#save(staff);
    };
    const signsInByMailbox = staff.logins.some(
      (login) => login.toLowerCase() === staff.email?.toLowerCase(),
    );
    return html`<form
      class="form person-form"
      part="form"
      data-of=${staff.id}
      novalidate
      @submit=${submit}
    >
      ${this.#refusal ? notice('danger', this.#refusal) : nothing}
      <div class="columns">
        ${personFields({
          view,
          person: { ...personOf(staff), ...this.#draft },
          problems: this.#problems,
          emailHint: signsInByMailbox ? t('contacts.email_moves') : undefined,
          onInput: (field, value) =>
            this.#set(() => {
              this.#draft = { ...this.#draft, [field]: value };
              this.#problems = { ...this.#problems, [field]: undefined };
            }),
        })}
      </div>
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

  #leave(): void {
    this.#set(() => this.close());
    void this.#desk.focus('.menu > summary');
  }

  async #save(staff: StaffDetail): Promise<void> {
    if (this.#busy) return;
    const { t } = this.#desk.view();
    const before = personOf(staff);
    const { name, email, locale } = { ...before, ...this.#draft };
    if (!name.trim()) return this.#refuse({ name: t('rule.required') });
    const body = {
      ...(name.trim() !== before.name && { name: name.trim() }),
      ...(email.trim() !== before.email && { email: email.trim() || null }),
      ...(locale !== before.locale && { locale: (locale || null) as Language | null }),
    };
    if (Object.keys(body).length === 0) return this.#leave();
    this.#set(() => (this.#busy = true));
    try {
      const saved = await this.#desk.portal().client.call('PATCH /staff/:id', {
        params: { id: staff.id },
        body: { version: staff.version, ...body },
      });
      this.close();
      this.#desk.onStaff(saved);
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
      this.#desk.onStaff(fault.current as StaffDetail);
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

const personOf = ({ name, email, locale }: StaffDetail): Person => ({
  name,
  email: email ?? '',
  locale: locale ?? '',
});
