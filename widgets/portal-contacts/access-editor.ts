import { html, nothing, type TemplateResult } from 'lit';
import type { ContactDetail, Grant } from '#contract/contacts';
import type { ContactPermission } from '#contract/permissions';
import { emit, toClientError, today } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { dayField, dayProblem } from '../kit/day-field.ts';
import { disclosureStyles } from '../kit/disclosure.styles.ts';
import { selectField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { dayTexts } from '../records/view.ts';
import { areaRow } from './access-rows.ts';
import { AddressChoice } from './address-choice.ts';
import { accessStyles } from './access.styles.ts';
import { areaNames, type Area } from './areas.ts';
import { profileName } from './contact-state.ts';
import type { Desk } from './desk.ts';
import { differenceOf, Editing, grantOf, isSame, ofArea, type Grants } from './grants.ts';
import { Mirror } from './mirror.ts';
import { profileOf, profilesResource } from './profiles.ts';
import { differenceInWords } from './sentence.ts';

type Said = { tone: 'success' | 'danger' | 'warning'; text: string; undo?: Grants };

/** The permissions of a contact: a profile, the areas, what a change gives and takes, and how that looks. */
export class AccessEditor {
  readonly #desk: Desk;
  readonly #profiles;
  readonly #mirror: Mirror;
  readonly #addresses: AddressChoice;
  #contact: ContactDetail | undefined;
  /** What was changed and is not saved yet. */
  #draft: Grants | undefined;
  /** The profile that was chosen; empty where none was. */
  #chosen = '';
  #opened: ReadonlySet<Area> = new Set();
  #said: Said | undefined;
  #busy = false;
  /** Days as they are typed while they are none yet, by the area they are for; empty for all areas. */
  readonly #typedDays = new Map<Area | '', string>();
  /** Whether saving was tried with one of them. */
  #daysRefused = false;

  constructor(desk: Desk) {
    this.#desk = desk;
    adopt(desk.host, disclosureStyles, accessStyles);
    this.#profiles = profilesResource(desk.host, desk.portal);
    this.#addresses = new AddressChoice(desk, () =>
      desk.tab() === 'access' && this.#opened.has('orders') ? this.#contact : undefined,
    );
    this.#mirror = new Mirror(desk, () =>
      desk.tab() === 'access' && this.#contact?.actions.includes('access')
        ? { contact: this.#contact, grants: this.#grants }
        : undefined,
    );
  }

  reload(): void {
    this.#profiles.reload();
    this.#mirror.reload();
  }

  /** Forgets what was changed. */
  clear(): void {
    this.#draft = this.#said = this.#contact = undefined;
    this.#chosen = '';
    this.#opened = new Set();
    this.#addresses.clear();
    this.#forgetDays();
  }

  #forgetDays(): void {
    this.#typedDays.clear();
    this.#daysRefused = false;
  }

  /** What a field of a day shows: what is typed in it, else the day that is granted. */
  #dayField(area: Area | '', granted: string) {
    const typed = this.#typedDays.get(area);
    return {
      value: typed ?? granted,
      error:
        typed !== undefined && this.#daysRefused ? this.#desk.view().t('rule.date') : undefined,
    };
  }

  /** Takes a day; what is none yet stays in its field. */
  #onDay(editing: Editing, area: Area | '', day: string): void {
    if (day && dayProblem(day)) return this.#set(() => void this.#typedDays.set(area, day));
    this.#typedDays.delete(area);
    this.#change(editing.limit(this.#grants, area || null, { expiresOn: day || null }));
  }

  get #grants(): Grants {
    return this.#draft ?? this.#contact?.grants ?? [];
  }
  get #context() {
    const contact = this.#contact;
    return {
      ...this.#desk.view(),
      ...(contact && { addresses: this.#addresses.names(contact) }),
    };
  }
  get #day(): string {
    return today(this.#desk.portal().tenant?.timeZone ?? 'UTC');
  }

  render(contact: ContactDetail): TemplateResult {
    this.#contact = contact;
    const { t } = this.#desk.view();
    const may = contact.actions.includes('access');
    const editing = new Editing(contact.grantable, contact.grants);
    return html`<div class="access">
      <div class="access-form">
        ${may ? this.#renderTop(editing) : html`<p class="quiet-text">${t('contacts.read_only')}</p>`}
        <div class="areas" role="group" aria-label=${t('contacts.areas')}>
          ${areaNames.map((area) => this.#renderArea(area, editing, contact, may))}
        </div>
      </div>
      ${may ? html`${this.#renderOutcome(contact)} ${this.#mirror.render(contact)}` : nothing}
    </div>`;
  }

  #renderArea(area: Area, editing: Editing, contact: ContactDetail, may: boolean): TemplateResult {
    return areaRow({
      view: this.#desk.view(),
      area,
      grants: this.#grants,
      editing,
      companies: contact.companies,
      addressNames: this.#addresses.names(contact),
      addressChoice: (chosen, onChange) => this.#addresses.render(contact, { chosen, onChange }),
      may,
      day: this.#day,
      open: this.#opened.has(area),
      onOpen: (open) => this.#set(() => (this.#opened = toggled(this.#opened, area, open))),
      onStep: (step) => this.#change(editing.setStep(this.#grants, area, step)),
      onRight: (permission: ContactPermission, on) =>
        this.#change(editing.set(this.#grants, permission, on)),
      onLimit: (limits) => {
        const grants = this.#grants;
        const said = typeof limits === 'function' ? limits(ofArea(grants, area)) : limits;
        this.#change(editing.limit(grants, area, said));
      },
      onAmount: (permission, change) => {
        const grants = this.#grants;
        const limit = change(grantOf(grants, permission)?.limit);
        this.#change(editing.limitAmount(grants, permission, limit));
      },
      dayField: (granted) => this.#dayField(area, granted),
      onDay: (day) => this.#onDay(editing, area, day),
    });
  }

  /** The profile, and until when all of it holds. */
  #renderTop(editing: Editing): TemplateResult {
    const { t } = this.#desk.view();
    const profiles = this.#profiles.value ?? [];
    const grants = this.#grants;
    const found = profileOf(profiles, grants, this.#chosen || (this.#contact?.profile?.id ?? ''));
    const ends = new Set(grants.map(({ expiresOn }) => expiresOn ?? ''));
    const end = ends.size === 1 ? [...ends][0]! : '';
    return html`<div class="access-top">
      ${selectField({
        id: 'profile',
        label: t('contacts.profile'),
        value: found?.id ?? (grants.length === 0 ? 'none' : 'custom'),
        options: [
          ...(grants.length === 0 ? [['none', t('contacts.profile_none')] as const] : []),
          ...(found || grants.length === 0 ? [] : [['custom', t('contacts.custom')] as const]),
          ...profiles.map((profile) => [profile.id, profileName(profile, t)] as const),
        ],
        onChange: (id) => {
          const profile = profiles.find((one) => one.id === id);
          if (!profile) return;
          this.#chosen = id;
          this.#change(editing.fromProfile(profile, end || null));
        },
      })}
      ${dayField({
        id: 'expires',
        label: t('contacts.valid_until'),
        texts: dayTexts(this.#desk.view()),
        hint: found?.timeBoxed && !end ? t('contacts.time_boxed') : t('contacts.optional'),
        ...this.#dayField('', end),
        onChange: (day) => this.#onDay(editing, '', day),
      })}
    </div>`;
  }

  /** What the change gives and takes, and the button that saves it. */
  #renderOutcome(contact: ContactDetail): TemplateResult {
    const { t } = this.#desk.view();
    const changed = this.#draft !== undefined;
    const sentence = differenceInWords(
      differenceOf(contact.grants, this.#grants, this.#day),
      this.#context,
    );
    const said = this.#said;
    return html`<div class="access-bar">
      ${said ? notice(said.tone, this.#renderSaid(said)) : nothing}
      <p class="difference" aria-live="polite">
        ${changed ? sentence || t('contacts.expired_only') : t('contacts.unchanged')}
      </p>
      <div class="actions no-print">
        ${button({
          kind: 'primary',
          label: t(this.#busy ? 'contacts.saving' : 'contacts.save_access'),
          off: this.#busy || !changed,
          onClick: () => void this.#save(contact, this.#grants),
        })}
        ${
          changed
            ? button({
                label: t('contacts.discard'),
                off: this.#busy,
                onClick: () => {
                  this.#set(() => {
                    this.#draft = undefined;
                    this.#chosen = '';
                  });
                  void this.#desk.focus('#profile');
                },
              })
            : nothing
        }
      </div>
    </div>`;
  }

  #renderSaid({ text, undo }: Said): unknown {
    const { t } = this.#desk.view();
    const contact = this.#contact;
    if (!undo || !contact) return text;
    return html`${text}
    ${button({
      kind: 'quiet',
      label: t('contacts.undo'),
      off: this.#busy,
      onClick: () => void this.#save(contact, undo, true),
    })}`;
  }

  #change(grants: Grants): void {
    this.#set(() => {
      this.#draft = isSame(grants, this.#contact?.grants ?? []) ? undefined : grants;
      this.#said = undefined;
    });
  }

  async #save(contact: ContactDetail, grants: Grants, undone = false): Promise<void> {
    if (this.#busy || (!undone && this.#draft === undefined)) return;
    if (!undone && this.#typedDays.size > 0) {
      const text = this.#desk.view().t('rule.date');
      this.#set(() => (this.#daysRefused = true));
      return this.#desk.announce(text);
    }
    this.#forgetDays();
    const told = { contact: contact.id, grants: grants as Grant[] };
    if (!emit(this.#desk.host, 'portal-before-access-change', told)) return;
    const { t } = this.#desk.view();
    const chosen = this.#chosen || (contact.profile?.id ?? '');
    const profile = profileOf(this.#profiles.value ?? [], grants, chosen)?.id ?? null;
    this.#set(() => (this.#busy = true));
    try {
      const saved = await this.#desk.portal().client.call('PUT /contacts/:id/access', {
        params: { id: contact.id },
        body: { version: contact.version, grants: [...grants], profile },
      });
      if (this.#contact?.id !== contact.id) return;
      this.#draft = undefined;
      this.#chosen = '';
      this.#said = undone
        ? { tone: 'success', text: t('contacts.access_undone') }
        : { tone: 'success', text: t('contacts.access_saved'), undo: contact.grants };
      this.#desk.onContact(saved);
      this.#desk.announce(this.#said.text);
      emit(this.#desk.host, 'portal-access-changed', told);
      await this.#desk.focus(undone ? '#profile' : '.access-bar .notice .button');
    } catch (error) {
      this.#onRefusal(error, contact);
    } finally {
      this.#set(() => (this.#busy = false));
    }
  }

  /** Where somebody else was quicker, it is said what they changed; what was changed here stays. */
  #onRefusal(error: unknown, contact: ContactDetail): void {
    const fault = toClientError(error);
    const { t } = this.#desk.view();
    const current = fault.code === 'record_changed' && (fault.current as ContactDetail | undefined);
    if (!current) {
      this.#said = { tone: 'danger', text: t(`error.${fault.code}`) };
      return this.#desk.onFault(fault);
    }
    this.#draft ??= contact.grants;
    this.#desk.onContact(current);
    const theirs = differenceInWords(
      differenceOf(contact.grants, current.grants, this.#day),
      this.#context,
    );
    const text = theirs ? t('contacts.changed_meanwhile', { theirs }) : t('contacts.changed_else');
    this.#said = { tone: 'warning', text };
    this.#desk.announce(text);
  }

  #set(change: () => void): void {
    change();
    this.#desk.host.requestUpdate();
  }
}

const toggled = <T>(all: ReadonlySet<T>, one: T, on: boolean): ReadonlySet<T> => {
  const next = new Set(all);
  if (on) next.add(one);
  else next.delete(one);
  return next;
};
