import { html, nothing, type TemplateResult } from 'lit';
import type { PermissionProfile } from '#contract/contacts';
import { limits } from '#contract/limits';
import { addDays, toClientError, today } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { newFormKey } from '../core/once.ts';
import { button } from '../kit/button.ts';
import { dayField, dayProblem } from '../kit/day-field.ts';
import { selectField, textField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { dayTexts } from '../records/view.ts';
import { bodyOf } from './contact-edit.ts';
import {
  personFields,
  problemsOf,
  type Person,
  type PersonField,
  type Problems,
} from './contact-fields.ts';
import { personStyles } from '../records/person.styles.ts';
import { profileName } from './contact-state.ts';
import type { Desk } from './desk.ts';
import { profilesResource } from './profiles.ts';
import { wrongControls } from '../records/focus.ts';

type Draft = Person & { customer: string; profile: string; expires: string; invite: boolean };
const empty: Draft = {
  name: '',
  email: '',
  phone: '',
  role: '',
  locale: '',
  customer: '',
  profile: '',
  expires: '',
  invite: true,
};
/** Days that a profile for a time is suggested to hold. */
const suggestedDays = 90;

/** The form that adds a contact the ERP does not know, with a profile and an invitation. */
export class ContactAdd {
  readonly #desk: Desk;
  readonly #profiles;
  #draft = empty;
  #key = newFormKey();
  #problems: Problems = {};
  #refusal = '';
  #busy = false;
  #begun = false;

  constructor(desk: Desk) {
    this.#desk = desk;
    adopt(desk.host, personStyles);
    this.#profiles = profilesResource(desk.host, desk.portal);
  }

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
    return html`<h2 class="title record-title" part="title" tabindex="-1">
        ${t('contacts.add_title')}
      </h2>
      <form class="form person-form" part="form" data-of="contact" novalidate @submit=${submit}>
        ${this.#refusal ? notice('danger', this.#refusal) : nothing}
        ${
          this.#desk.session()?.kind === 'staff'
            ? textField({
                id: 'customer',
                label: t('contacts.customer_number'),
                value: this.#draft.customer,
                error: this.#problems.customer,
                required: true,
                maxLength: limits.identifier,
                onInput: (customer) => this.#write({ customer }),
              })
            : nothing
        }
        ${personFields({
          view,
          person: this.#draft,
          problems: this.#problems,
          locked: false,
          language: true,
          onInput: (field: PersonField, value) => this.#write({ [field]: value }),
        })}
        ${this.#renderAccess()}
        <div class="actions">
          ${button({
            kind: 'primary',
            type: 'submit',
            label: t(
              this.#busy
                ? 'contacts.saving'
                : this.#draft.invite
                  ? 'contacts.add_and_invite'
                  : 'contacts.add_only',
            ),
            off: this.#busy,
          })}
          ${button({ label: t('contacts.cancel'), off: this.#busy, onClick: this.#desk.onBack })}
        </div>
      </form>`;
  }

  #renderAccess(): TemplateResult {
    const { t } = this.#desk.view();
    const { profile, expires, invite } = this.#draft;
    const profiles = this.#offered;
    return html`<div class="columns">
        ${selectField({
          id: 'profile',
          label: t('contacts.profile'),
          value: profile,
          options: [
            ['', t('contacts.profile_none')],
            ...profiles.map((one) => [one.id, profileName(one, t)] as const),
          ],
          onChange: (id) => {
            const found = profiles.find((one) => one.id === id);
            const end = found?.timeBoxed ? addDays(this.#day, suggestedDays) : '';
            this.#write({ profile: id, expires: end });
          },
        })}
        ${
          profile
            ? dayField({
                id: 'expires',
                label: t('contacts.valid_until'),
                texts: dayTexts(this.#desk.view()),
                hint: t('contacts.optional'),
                value: expires,
                error: this.#problems.expires,
                onChange: (day) => this.#write({ expires: day }),
              })
            : nothing
        }
      </div>
      <label class="choice"
        ><input
          type="checkbox"
          .checked=${invite}
          @change=${(event: Event) =>
            this.#write({ invite: (event.target as HTMLInputElement).checked })}
        /><span>${t('contacts.invite_now')}</span></label
      >`;
  }

  get #day(): string {
    return today(this.#desk.portal().tenant?.timeZone ?? 'UTC');
  }

  /** Nobody grants what they lack; who gives access for the company may grant all of it. */
  get #offered(): PermissionProfile[] {
    const session = this.#desk.session();
    return (this.#profiles.value ?? []).filter(
      ({ grants }) =>
        session?.kind === 'staff' ||
        grants.every(({ permission }) => session?.permissions.includes(permission)),
    );
  }

  #write(change: Partial<Draft>): void {
    this.#set(() => {
      this.#draft = { ...this.#draft, ...change };
      this.#key = newFormKey();
      const changed = Object.keys(change);
      this.#problems = Object.fromEntries(
        Object.entries(this.#problems).filter(([field]) => !changed.includes(field)),
      );
    });
  }

  /** What is missing, before it is sent. */
  #missing(): Problems {
    const { t } = this.#desk.view();
    const { name, customer, email, invite, profile, expires } = this.#draft;
    const required = t('rule.required');
    return {
      ...(!name.trim() && { name: required }),
      ...(this.#desk.session()?.kind === 'staff' && !customer.trim() && { customer: required }),
      ...(invite && !email.trim() && { email: t('contacts.invite_needs_mailbox') }),
      ...(profile && expires && dayProblem(expires) && { expires: t('rule.date') }),
    };
  }

  async #save(): Promise<void> {
    if (this.#busy) return;
    const missing = this.#missing();
    if (Object.keys(missing).length > 0) return this.#refuse(missing);
    const { customer, profile, expires, invite, ...person } = this.#draft;
    const found = this.#profiles.value?.find(({ id }) => id === profile);
    this.#set(() => {
      this.#busy = true;
      this.#refusal = '';
    });
    try {
      const added = await this.#desk.portal().client.call('POST /contacts', {
        once: this.#key,
        body: {
          ...bodyOf(person),
          name: person.name.trim(),
          ...(customer.trim() && { customer: customer.trim() }),
          grants: (found?.grants ?? []).map((grant) => ({
            ...grant,
            companies: [],
            expiresOn: expires || null,
          })),
          profile: found?.id ?? null,
          invite,
        },
      });
      this.clear();
      const { t } = this.#desk.view();
      this.#desk.announce(
        t(invite && !added.joinable ? 'contacts.added_and_invited' : 'contacts.added'),
      );
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
    const { t } = view;
    if (fault.code === 'not_found') return this.#refuse({ customer: t('contacts.no_customer') });
    const problems = problemsOf(fault, view);
    if (Object.keys(problems).length > 0) return this.#refuse(problems);
    this.#refusal = t(`error.${fault.code}`);
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
