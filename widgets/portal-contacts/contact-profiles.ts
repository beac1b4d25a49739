import { html, nothing, type TemplateResult } from 'lit';
import type { PermissionProfile } from '#contract/contacts';
import { limits } from '#contract/limits';
import { grantScopes, type ContactPermission, type GrantScope } from '#contract/permissions';
import { toClientError } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { newFormKey } from '../core/once.ts';
import { button } from '../kit/button.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { selectField, textField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { table } from '../kit/table.ts';
import { changed, isTicked, type Change } from '../records/change.ts';
import { columnsOf } from '../records/columns.ts';
import { listSkeleton } from '../records/listing.ts';
import { personStyles } from '../records/person.styles.ts';
import { dash } from '../records/view.ts';
import { areaNames, areas, rightKey } from './areas.ts';
import { profileName } from './contact-state.ts';
import type { Desk } from './desk.ts';
import { profilesResource } from './profiles.ts';

type Grants = PermissionProfile['grants'];
/** A profile as it stands in the form; `id` is that of one that there is. */
type Draft = { id?: string; version: number; name: string; grants: Grants; timeBoxed: boolean };
const empty: Draft = { version: 1, name: '', grants: [], timeBoxed: false };
type Said = { tone: 'success' | 'danger'; text: string; undo?: PermissionProfile };

const capital = (words: string): string => words.charAt(0).toLocaleUpperCase() + words.slice(1);

/** The profiles of the company: what each grants, how many have it, and the form that changes one. */
export class ContactProfiles {
  readonly #desk: Desk;
  readonly #profiles;
  #draft: Draft | undefined;
  #key = newFormKey();
  #problem = '';
  #said: Said | undefined;
  #asking: PermissionProfile | undefined;
  #busy = false;

  constructor(desk: Desk) {
    this.#desk = desk;
    adopt(desk.host, personStyles, dialogStyles);
    this.#profiles = profilesResource(desk.host, desk.portal);
  }

  clear(): void {
    this.#draft = this.#said = this.#asking = undefined;
    this.#problem = '';
  }

  render(): TemplateResult {
    const { t } = this.#desk.view();
    const { value, fault } = this.#profiles;
    const said = this.#said;
    return html`<h2 class="title record-title" part="title" tabindex="-1">
        ${t('contacts.profiles_title')}
      </h2>
      ${said ? notice(said.tone, this.#renderSaid(said)) : nothing}
      ${fault ? notice('danger', t(`error.${fault.code}`)) : nothing}
      ${
        this.#draft
          ? this.#renderForm(this.#draft, value ?? [])
          : value
            ? this.#renderList(value.filter(({ own }) => own))
            : listSkeleton(3)
      }
      ${this.#asking ? this.#renderQuestion(this.#asking) : nothing}`;
  }

  #renderSaid({ text, undo }: Said): unknown {
    if (!undo) return text;
    return html`${text}
    ${button({
      kind: 'quiet',
      label: this.#desk.view().t('contacts.undo'),
      off: this.#busy,
      onClick: () => void this.#save({ ...undo, name: undo.name ?? '', id: undefined }, true),
    })}`;
  }

  #renderList(own: readonly PermissionProfile[]): TemplateResult {
    const view = this.#desk.view();
    const { t } = view;
    const c = columnsOf<PermissionProfile>(view);
    return html`<p class="quiet-text">${t('contacts.profiles_text')}</p>
      ${
        own.length === 0
          ? nothing
          : table({
              caption: t('contacts.profiles_title'),
              columns: [
                c.wide('contacts.name', ({ name }) => name, { card: 'heading' }),
                c.wide('contacts.profile_grants', ({ grants }) => this.#words(grants) || dash),
                c.text('contacts.profile_users', ({ users = 0 }) => users, { card: 'trail' }),
                c.action('contacts.edit', (profile) => this.#renderActs(profile)),
              ],
              rows: own,
              key: ({ id }) => id,
              wide: 'small',
            })
      }
      <div class="actions below">
        ${button({
          kind: 'primary',
          label: t('contacts.profile_add'),
          onClick: () => this.#edit(empty),
        })}
      </div>`;
  }

  #renderActs(profile: PermissionProfile): TemplateResult {
    const { t } = this.#desk.view();
    const name = profile.name ?? '';
    return html`${button({
      kind: 'quiet',
      label: t('contacts.profile_edit'),
      name: t('contacts.profile_edit_named', { name }),
      onClick: () => this.#edit({ ...profile, name }),
    })}
    ${button({
      kind: 'quiet',
      label: t('contacts.profile_delete'),
      name: t('contacts.profile_delete_named', { name }),
      off: this.#busy,
      onClick: () => this.#set(() => (this.#asking = profile)),
    })}`;
  }

  #words(grants: Grants): string {
    const { t } = this.#desk.view();
    return capital(
      grants.map(({ permission }) => t(`contacts.right_${rightKey(permission)}`)).join(', '),
    );
  }

  #renderForm(draft: Draft, all: readonly PermissionProfile[]): TemplateResult {
    const { t } = this.#desk.view();
    const submit = (event: Event) => {
      event.preventDefault();
      if (this.#draft) void this.#save(this.#draft);
    };
    const scope = scopeOf(draft.grants);
    return html`<form
      class="form person-form"
      part="form"
      data-of="profile ${draft.id ?? ''}"
      novalidate
      @submit=${submit}
    >
      <div class="columns">
        ${textField({
          id: 'profile-name',
          label: t('contacts.name'),
          value: draft.name,
          error: this.#problem || undefined,
          required: true,
          maxLength: limits.identifier,
          onInput: (name) => this.#write({ name }),
        })}
        ${selectField({
          id: 'profile-scope',
          label: t('contacts.scope'),
          value: scope,
          options: [
            ...(scope ? [] : [['', t('contacts.differs')] as const]),
            ...grantScopes.map((one) => [one, t(`contacts.scope_${one}`)] as const),
          ],
          onChange: (one) =>
            one &&
            this.#write(({ grants }) => ({
              grants: grants.map((grant) => ({ ...grant, scope: one as GrantScope })),
            })),
        })}
        ${
          draft.id
            ? nothing
            : selectField({
                id: 'profile-from',
                label: t('contacts.profile_from'),
                value: '',
                options: [['', dash], ...all.map((one) => [one.id, profileName(one, t)] as const)],
                onChange: (id) => {
                  const found = all.find((one) => one.id === id);
                  if (found) this.#write({ grants: found.grants, timeBoxed: found.timeBoxed });
                },
              })
        }
      </div>
      <div class="columns">
        ${areaNames.map(
          (area) =>
            html`<fieldset class="choices column">
              <legend>${t(`contacts.area_${area}`)}</legend>
              ${areas[area].map((permission) => this.#renderRight(permission, draft))}
            </fieldset>`,
        )}
      </div>
      <label class="choice"
        ><input
          type="checkbox"
          .checked=${draft.timeBoxed}
          @change=${(event: Event) =>
            this.#write({ timeBoxed: (event.target as HTMLInputElement).checked })}
        /><span>${t('contacts.profile_time_boxed')}</span></label
      >
      ${draft.id ? html`<p class="quiet-text">${t('contacts.profile_keeps')}</p>` : nothing}
      <div class="actions">
        ${button({
          kind: 'primary',
          type: 'submit',
          label: t(this.#busy ? 'contacts.saving' : 'contacts.profile_save'),
          off: this.#busy,
        })}
        ${button({
          label: t('contacts.cancel'),
          off: this.#busy,
          onClick: () => this.#leave(),
        })}
      </div>
    </form>`;
  }

  #renderRight(permission: ContactPermission, draft: Draft): TemplateResult {
    const { t } = this.#desk.view();
    return html`<label class="choice"
      ><input
        type="checkbox"
        name=${permission}
        .checked=${draft.grants.some((one) => one.permission === permission)}
        @change=${(event: Event) =>
          this.#write(({ grants }) => {
            const others = grants.filter((one) => one.permission !== permission);
            const given = { permission, scope: scopeOf(grants) || 'customer' };
            return { grants: isTicked(event) ? [...others, given] : others };
          })}
      /><span>${capital(t(`contacts.right_${rightKey(permission)}`))}</span></label
    >`;
  }

  #renderQuestion(profile: PermissionProfile): TemplateResult {
    const { t } = this.#desk.view();
    const name = profile.name ?? '';
    return dialog({
      title: t('contacts.ask_profile_delete_title', { name }),
      content: html`<p>${t('contacts.ask_profile_delete', { count: profile.users ?? 0 })}</p>`,
      submit: t('contacts.profile_delete'),
      danger: true,
      cancel: t('contacts.cancel'),
      onSubmit: () => {
        void this.#delete(profile);
        return true;
      },
      onClose: () => this.#set(() => (this.#asking = undefined)),
    });
  }

  #edit(draft: Draft): void {
    this.#set(() => {
      this.clear();
      this.#draft = draft;
      this.#key = newFormKey();
    });
    void this.#desk.focus('#profile-name');
  }

  #leave(): void {
    this.#set(() => (this.#draft = undefined));
  }

  #write(change: Change<Draft>): void {
    this.#set(() => {
      this.#draft = changed({ ...empty, ...this.#draft }, change);
      this.#key = newFormKey();
      this.#problem = '';
    });
  }

  async #save({ id, version, name, grants, timeBoxed }: Draft, undone = false): Promise<void> {
    const { t } = this.#desk.view();
    if (this.#busy) return;
    if (!name.trim()) return this.#refuse(t('rule.required'));
    if (grants.length === 0) return this.#refuse(t('contacts.profile_empty'));
    const body = { name: name.trim(), grants: [...grants], timeBoxed };
    await this.#do(async (client) => {
      if (id)
        await client.call('PUT /permission-profiles/:id', {
          params: { id },
          body: { ...body, version },
        });
      else await client.call('POST /permission-profiles', { body, once: this.#key });
      this.#draft = undefined;
      this.#key = newFormKey();
      return {
        tone: 'success',
        text: t(undone ? 'contacts.profile_back' : 'contacts.profile_saved'),
      };
    });
  }

  #delete(profile: PermissionProfile): Promise<void> {
    const { t } = this.#desk.view();
    return this.#do(async (client) => {
      await client.call('DELETE /permission-profiles/:id', { params: { id: profile.id } });
      return { tone: 'success', text: t('contacts.profile_deleted'), undo: profile };
    });
  }

  async #do(work: (client: ReturnType<Desk['portal']>['client']) => Promise<Said>): Promise<void> {
    this.#set(() => {
      this.#busy = true;
      this.#said = undefined;
    });
    const { t } = this.#desk.view();
    try {
      this.#said = await work(this.#desk.portal().client);
      this.#desk.announce(this.#said.text);
      this.#profiles.reload();
      await this.#desk.focus('.record-title');
    } catch (error) {
      const fault = toClientError(error);
      if (fault.code === 'name_taken') return this.#refuse(t('error.name_taken'));
      const current = fault.current as PermissionProfile | undefined;
      // What was typed stays, over what somebody else left.
      if (fault.code === 'record_changed' && current && this.#draft)
        this.#draft = { ...this.#draft, version: current.version };
      this.#said = { tone: 'danger', text: t(`error.${fault.code}`) };
      this.#desk.onFault(fault);
    } finally {
      this.#set(() => (this.#busy = false));
    }
  }

  #refuse(problem: string): void {
    this.#set(() => (this.#problem = problem));
    this.#desk.announce(problem);
    void this.#desk.focus('#profile-name');
  }

  #set(change: () => void): void {
    change();
    this.#desk.host.requestUpdate();
  }
}

/** How far all of some permissions reach; empty where they differ. */
function scopeOf(grants: Draft['grants']): GrantScope | '' {
  const scopes = new Set(grants.map(({ scope }) => scope));
  return scopes.size > 1 ? '' : ([...scopes][0] ?? 'customer');
}
