import { zoneName } from '#contract/zone-words';
import { css, html, nothing, type TemplateResult } from 'lit';
import { mailCadences, type MailCadence } from '#contract/notification-words';
import type {
  NotificationPreference,
  NotificationPreferences as Preferences,
} from '#contract/notifications';
import {
  toClientError,
  type ClientError,
  type Portal,
  type TextKey,
  type Translate,
} from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { select } from '../kit/field.ts';
import { icon } from '../kit/icons.ts';
import { notice } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import type { PersonDesk } from './person-desk.ts';
import { Resource } from './resource.ts';

type Client = Portal['client'];
type PreferenceChange = {
  type: NotificationPreference['type'];
  mail?: MailCadence;
  inbox?: boolean;
  locked?: boolean;
};

type PreferencesOptions = {
  /** Whose they are; empty asks for nothing. */
  id: () => string;
  load: (client: Client, id: string, signal: AbortSignal) => Promise<Preferences>;
  save: (client: Client, id: string, change: PreferenceChange) => Promise<Preferences>;
  /** Whether the company chooses for a contact, and may keep types on. */
  staff?: boolean;
};

/** How a contact hears of each type of notification: a line for each, and what is changed is saved at once. */
export class NoticePreferences {
  readonly #desk: PersonDesk;
  readonly #options: PreferencesOptions;
  readonly #preferences: Resource<string, Preferences>;
  /** As the last change left them, and of whom. */
  #saved: { id: string; value: Preferences } | undefined;
  /** The type that is being saved, or was. */
  #at: { type: string; state: 'saving' | 'saved' } | undefined;
  #refusal: ClientError | undefined;

  constructor(desk: PersonDesk, options: PreferencesOptions) {
    this.#desk = desk;
    this.#options = options;
    adopt(desk.host, styles);
    this.#preferences = new Resource(desk.host, {
      portal: desk.portal,
      query: () => options.id() || undefined,
      load: options.load,
    });
  }

  reload(): void {
    this.clear();
    this.#preferences.reload();
  }

  /** Forgets what was said and saved: they are another's now. */
  clear(): void {
    this.#saved = this.#at = this.#refusal = undefined;
  }

  /** Whether they have come, or did not. */
  get settled(): boolean {
    return !['loading', 'stale'].includes(this.#preferences.state);
  }

  render(): TemplateResult {
    const { t } = this.#desk.view();
    const { fault } = this.#preferences;
    const id = this.#options.id();
    const value = this.#saved?.id === id ? this.#saved.value : this.#preferences.value;
    if (fault) return notice('danger', t(`error.${fault.code}`));
    if (!value) return html`<div>${bones(4, 'row')}</div>`;
    const { staff = false } = this.#options;
    if (value.items.length === 0)
      return html`<p class="quiet-text">
        ${t(staff ? 'notice.nothing_staff' : 'notice.nothing')}
      </p>`;
    const groups = [...new Set(value.items.map(({ group }) => group))];
    return html`
      ${staff ? html`<p class="quiet-text">${t('notice.staff_text')}</p>` : nothing}
      ${this.#refusal ? notice('danger', t(`error.${this.#refusal.code}`)) : nothing}
      <table class="notices ${staff ? 'staff' : ''}">
        <thead>
          <tr>
            <th scope="col">${t('notice.column_type')}</th>
            <th scope="col">${t('notice.column_mail')}</th>
            <th scope="col" class="tick">${t('notice.column_inbox')}</th>
            ${staff ? html`<th scope="col" class="tick">${t('notice.column_lock')}</th>` : nothing}
          </tr>
        </thead>
        ${groups.map(
          (group) =>
            html`<tbody>
              <tr class="group">
                <th scope="rowgroup" colspan=${staff ? 4 : 3}>${t(`notice.group_${group}`)}</th>
              </tr>
              ${value.items.filter((one) => one.group === group).map((one) => this.#renderRow(t, one))}
            </tbody>`,
        )}
      </table>
      <p class="zone">
        ${t('notice.preferences_zone', { zone: zoneName(value.timeZone, this.#desk.view().format) })}
      </p>
    `;
  }

  #renderRow(t: Translate, preference: NotificationPreference): TemplateResult {
    const { staff = false } = this.#options;
    const { type, legal, locked, mail, inbox } = preference;
    const label = t(`notice.type_${type}`);
    const kept = legal || (locked && !staff);
    return html`<tr>
      <th scope="row">
        <span class="name">${label}</span>
        ${
          legal || locked
            ? html`<span class="kept"
                >${icon('lock')}<span>${t(legal ? 'notice.legal' : 'notice.locked')}</span></span
              >`
            : nothing
        }
        ${this.#at?.type === type ? html`<span class="said">${t(`notice.${this.#at.state}`)}</span>` : nothing}
      </th>
      <td>${legal ? t('notice.mail_now') : this.#renderMail(t, preference, label, kept, mail)}</td>
      <td class="tick">
        ${this.#renderTick(
          t,
          t('notice.inbox_for', { type: label }),
          'notice.column_inbox',
          inbox,
          kept && inbox,
          (on) => this.#save({ type, inbox: on }),
        )}
      </td>
      ${
        staff
          ? html`<td class="tick">
              ${this.#renderTick(
                t,
                t('notice.lock_for', { type: label }),
                'notice.column_lock',
                locked,
                legal,
                (on) => this.#save({ type, locked: on }),
              )}
            </td>`
          : nothing
      }
    </tr>`;
  }

  #renderMail(
    t: Translate,
    { type, digest }: NotificationPreference,
    label: string,
    kept: boolean,
    mail: MailCadence,
  ): TemplateResult {
    const choices = mailCadences.filter(
      (one) =>
        (digest || (one !== 'daily' && one !== 'weekly')) &&
        (one !== 'off' || !kept || mail === 'off'),
    );
    return html`<label class="mail-choice">
      <span class="visually-hidden">${t('notice.mail_for', { type: label })}</span>
      ${select({
        id: `mail-${type}`,
        name: type,
        value: mail,
        options: choices.map((one) => [one, t(`notice.mail_${one}`)] as const),
        onChange: (value) => void this.#save({ type, mail: value as MailCadence }),
      })}
    </label>`;
  }

  #renderTick(
    t: Translate,
    name: string,
    label: TextKey,
    on: boolean,
    off: boolean,
    save: (on: boolean) => Promise<void>,
  ): TemplateResult {
    return html`<label class="tick-box">
      <input
        type="checkbox"
        aria-label=${name}
        .checked=${on}
        ?disabled=${off}
        @change=${(event: Event) => void save((event.target as HTMLInputElement).checked)}
      />
      <span class="tick-label" aria-hidden="true">${t(label)}</span>
    </label>`;
  }

  async #save(change: PreferenceChange): Promise<void> {
    const { type } = change;
    const id = this.#options.id();
    this.#refusal = undefined;
    this.#at = { type, state: 'saving' };
    this.#desk.host.requestUpdate();
    try {
      const value = await this.#options.save(this.#desk.portal().client, id, change);
      this.#saved = { id, value };
      this.#at = { type, state: 'saved' };
      const { t } = this.#desk.view();
      this.#desk.announce(`${t(`notice.type_${type}`)}: ${t('notice.saved')}`);
    } catch (error) {
      this.#at = undefined;
      this.#refusal = toClientError(error);
      this.#desk.onFault(this.#refusal);
      // What stands there is what there was.
      this.#preferences.reload();
    }
    this.#desk.host.requestUpdate();
  }
}

/** Those of whoever is signed in. */
export const ownPreferences = (desk: PersonDesk): NoticePreferences =>
  new NoticePreferences(desk, {
    id: () => desk.portal().session?.customer?.number ?? '',
    load: (client, _, signal) => client.call('GET /me/notification-preferences', { signal }),
    save: (client, _, change) => {
      // Summaries follow the clock of whoever chooses them.
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      return client.call('PUT /me/notification-preferences', {
        body: { items: [change], ...(change.mail && timeZone && { timeZone }) },
      });
    },
  });

/** Those of a contact, as staff sees them. @param id of the contact; empty asks for nothing */
export const preferencesOfContact = (desk: PersonDesk, id: () => string): NoticePreferences =>
  new NoticePreferences(desk, {
    staff: true,
    id,
    load: (client, contact, signal) =>
      client.call('GET /contacts/:id/notification-preferences', {
        params: { id: contact },
        signal,
      }),
    save: (client, contact, change) =>
      client.call('PUT /contacts/:id/notification-preferences', {
        params: { id: contact },
        body: { items: [change] },
      }),
  });

const styles = css`
  .notices {
    inline-size: 100%;
    border-collapse: collapse;
    text-align: start;
  }
  .notices th {
    font-weight: inherit;
    text-align: start;
  }
  .notices :is(th, td) {
    padding: calc(var(--p-space) * 2) calc(var(--p-space) * 3);
    border-block-end: var(--p-border-width) solid var(--p-color-border);
    vertical-align: middle;
  }
  .notices :is(th, td):first-child {
    padding-inline-start: 0;
  }
  .notices :is(th, td):last-child {
    padding-inline-end: 0;
  }
  .notices thead th,
  .notices .group th {
    color: var(--p-color-muted);
    font-size: 0.9286em;
    font-weight: var(--p-font-weight-medium);
  }
  .notices .group th {
    padding-block: calc(var(--p-space) * 4) var(--p-space);
    border: 0;
    color: var(--p-color-text);
    font-weight: var(--p-font-weight-strong);
  }
  .notices .tick {
    inline-size: 1%;
    text-align: center;
    white-space: nowrap;
  }
  .notices td:nth-child(2) {
    inline-size: 12em;
  }
  .tick-box {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: calc(var(--p-space) * 2);
    min-inline-size: 28px;
    min-block-size: 28px;
    cursor: pointer;
  }
  .tick-box input {
    inline-size: 1.15em;
    block-size: 1.15em;
    margin: 0;
    accent-color: var(--p-color-primary);
  }
  .tick-label {
    display: none;
  }
  .kept,
  .said {
    display: inline-flex;
    align-items: center;
    gap: var(--p-space);
    margin-inline-start: calc(var(--p-space) * 2);
    color: var(--p-color-muted);
    font-size: 0.9286em;
  }
  .zone {
    margin: calc(var(--p-space) * 3) 0 0;
    color: var(--p-color-muted);
    font-size: 0.9286em;
  }
  @container (max-width: 34em) {
    .notices thead {
      position: absolute;
      clip-path: inset(50%);
    }
    .notices tr {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: calc(var(--p-space) * 2) calc(var(--p-space) * 4);
      padding-block: calc(var(--p-space) * 3);
      border-block-end: var(--p-border-width) solid var(--p-color-border);
    }
    .notices .group {
      padding-block: calc(var(--p-space) * 4) 0;
      border: 0;
    }
    .notices :is(th, td),
    .notices .group th {
      padding: 0;
      border: 0;
    }
    .notices th[scope='row'] {
      flex: 1 0 100%;
    }
    .notices td:nth-child(2) {
      flex: 1 1 11em;
      inline-size: auto;
    }
    .notices .tick {
      inline-size: auto;
    }
    .tick-label {
      display: inline;
    }
  }
`;
