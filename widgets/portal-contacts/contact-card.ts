import { html, nothing, type TemplateResult } from 'lit';
import type { ContactDetail } from '#contract/contacts';
import { formatInstant, type TextKey } from '../core/index.ts';
import { adopt, Lazy } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { dialogStyles } from '../kit/dialog.ts';
import { icon } from '../kit/icons.ts';
import { menu } from '../kit/menu.ts';
import { notice, panel } from '../kit/notice.ts';
import { tabs, tabsStyles } from '../kit/tabs.ts';
import { copierStyles } from '../records/copier.ts';
import { listSkeleton } from '../records/listing.ts';
import { dash } from '../records/view.ts';
import type { NoticePreferences } from '../records/notice-preferences.ts';
import { PersonActions } from '../records/person-actions.ts';
import { PersonActivity } from '../records/person-activity.ts';
import { PersonSessions } from '../records/person-sessions.ts';
import { stateBadge } from '../records/person-state.ts';
import { personStyles } from '../records/person.styles.ts';
import { contactActs, type ContactAct } from './contact-acts.ts';
import { ContactEdit } from './contact-edit.ts';
import { ContactViewAs } from './contact-view-as.ts';
import type { Desk } from './desk.ts';

const tabNames = ['access', 'notices', 'activity', 'sessions'] as const;
type Tab = (typeof tabNames)[number];

/** One contact: what it is, how its access stands, and what can be done about it. */
export class ContactCard {
  readonly #desk: Desk;
  readonly #actions: PersonActions<ContactAct, ContactDetail>;
  readonly #edit: ContactEdit;
  readonly #viewAs: ContactViewAs;
  readonly #activity: PersonActivity;
  readonly #sessions: PersonSessions;
  readonly #access;
  readonly #notices: Lazy<NoticePreferences>;
  #id = '';

  constructor(desk: Desk) {
    this.#desk = desk;
    adopt(desk.host, personStyles, dialogStyles, tabsStyles, copierStyles);
    this.#actions = new PersonActions(desk, {
      acts: contactActs,
      params: ({ customer }) => ({ customer: customer.name }),
      // A password is shown to people of the company alone.
      mayShow: () => desk.session()?.kind === 'staff',
      onPerson: desk.onContact,
    });
    this.#edit = new ContactEdit(desk);
    this.#viewAs = new ContactViewAs(desk);
    this.#activity = new PersonActivity(
      desk,
      () => (this.#tab === 'activity' ? this.#id : ''),
      (client, { id, cursor }, signal) =>
        client.call('GET /contacts/:id/activity', { params: { id }, query: { cursor }, signal }),
    );
    this.#sessions = new PersonSessions(desk, () => (this.#tab === 'sessions' ? this.#id : ''), {
      load: (client, id, signal) =>
        client.call('GET /contacts/:id/sessions', { params: { id }, signal }),
      end: (client, id, session) =>
        session
          ? client.call('DELETE /contacts/:id/sessions/:session', { params: { id, session } })
          : client.call('DELETE /contacts/:id/sessions', { params: { id } }),
    });
    this.#access = new Lazy(
      desk.host,
      async () => new (await import('./access-editor.ts')).AccessEditor(desk),
    );
    this.#notices = new Lazy(desk.host, async () => {
      const [{ preferencesOfContact }] = await Promise.all([
        import('../records/notice-preferences.ts'),
        desk.learn('notices'),
      ]);
      return preferencesOfContact(desk, () => (this.#tab === 'notices' ? this.#id : ''));
    });
  }

  /** Only the company looks at what a contact wants to hear of. */
  get #tabs(): Tab[] {
    return tabNames.filter((tab) => tab !== 'notices' || this.#desk.may('access.manage'));
  }
  get #tab(): Tab {
    return this.#tabs.find((tab) => tab === this.#desk.tab()) ?? 'access';
  }

  reload(): void {
    this.#access.retry();
    this.#access.value?.reload();
    this.#activity.list.reload();
    this.#sessions.reload();
    this.#notices.retry();
    this.#notices.value?.reload();
  }

  /** Forgets what was typed and said: another contact is open, or another person is here. */
  clear(): void {
    this.#actions.clear();
    this.#edit.close();
    this.#viewAs.clear();
    this.#access.value?.clear();
    this.#notices.value?.clear();
  }

  render(contact: ContactDetail): TemplateResult {
    if (this.#id !== contact.id) {
      this.#id = contact.id;
      this.#activity.list.ask({ id: contact.id });
    }
    const view = this.#desk.view();
    const { t } = view;
    return html`
      <div class="person-head">
        <div>
          <h2 class="title record-title" part="title" tabindex="-1">${contact.name}</h2>
          <p class="person-of">
            ${contact.role ? html`${contact.role} · ` : nothing}${contact.customer.name}
            <small>${contact.customer.number}</small> ${stateBadge(contact, view)}
          </p>
        </div>
        <div class="person-actions no-print">
          ${this.#renderDue(contact)} ${this.#renderMenu(contact)}
        </div>
      </div>
      ${this.#actions.render(contact)} ${this.#viewAs.render(contact)} ${this.#renderHints(contact)}
      ${this.#edit.open ? this.#edit.render(contact) : this.#renderFacts(contact)}
      ${tabs({
        label: t('contacts.tabs'),
        tabs: this.#tabs.map((tab) => [tab, t(`contacts.tab_${tab}`)]),
        selected: this.#tab,
        onSelect: this.#desk.onTab,
      })}
      <div class="person-panel" id="panel" role="tabpanel" aria-labelledby="tab-${this.#tab}">
        ${this.#renderTab(contact)}
      </div>
    `;
  }

  #renderTab(contact: ContactDetail): TemplateResult {
    const tab = this.#tab;
    if (tab === 'activity') return this.#activity.render();
    if (tab === 'sessions') return this.#sessions.render(contact);
    if (tab === 'notices') return this.#renderLazy(this.#notices, (notices) => notices.render());
    return this.#renderLazy(this.#access, (access) => access.render(contact));
  }

  #renderLazy<T>(part: Lazy<T>, render: (value: T) => TemplateResult): TemplateResult {
    part.need();
    const { value, fault } = part;
    const { t } = this.#desk.view();
    if (fault)
      return panel({
        icon: 'alert',
        title: t('common.error_title'),
        text: t(`error.${fault.code}`),
        action: button({ label: t('common.retry'), onClick: () => part.retry() }),
      });
    return value ? render(value) : listSkeleton(5);
  }

  /** The one action that is due. */
  #renderDue({ state, actions }: ContactDetail): TemplateResult | typeof nothing {
    const { t } = this.#desk.view();
    const act = (['join', 'invite', 'activate'] as const).find((one) => actions.includes(one));
    if (!act) return nothing;
    const again = act === 'invite' && state === 'invited';
    return button({
      kind: 'primary',
      label: t(again ? 'contacts.act_invite_again' : `contacts.act_${act}`),
      off: this.#actions.busy,
      onClick: () => this.#actions.start(act),
    });
  }

  #renderMenu(contact: ContactDetail): TemplateResult | typeof nothing {
    const { t } = this.#desk.view();
    const more = (['temporary_password', 'reset', 'revoke_invitation', 'deactivate'] as const)
      .filter((act) => contact.actions.includes(act))
      .map((act) => ({
        label: t(`contacts.act_${act}`),
        onClick: () => this.#actions.start(act),
      }));
    const edit = { label: t('contacts.edit'), onClick: () => this.#edit.start() };
    const viewAs = { label: t('contacts.act_impersonate'), onClick: () => this.#viewAs.start() };
    return menu(t('contacts.more'), [
      ...(mayEdit(contact) ? [edit] : []),
      ...(contact.actions.includes('impersonate') ? [viewAs] : []),
      ...more,
    ]);
  }

  /** Why there is no way in yet, and that the person is known already. */
  #renderHints({ joinable, email, state, actions, inactiveBy }: ContactDetail): unknown {
    const { t } = this.#desk.view();
    if (joinable && actions.includes('join')) {
      const customers = joinable.customers.map(({ name }) => name).join(', ');
      return notice(
        'info',
        customers
          ? t('contacts.joinable', { customers, mailbox: email ?? '' })
          : t('contacts.joinable_unseen', { mailbox: email ?? '' }),
      );
    }
    if (state === 'none' && email === null && actions.length > 0)
      return notice('info', t('contacts.needs_mailbox'));
    if (inactiveBy === 'erp' || inactiveBy === 'account')
      return notice('neutral', t(`contacts.inactive_by_${inactiveBy}`));
    return nothing;
  }

  #renderFacts(contact: ContactDetail): TemplateResult {
    const { t, format } = this.#desk.view();
    const fact = (label: TextKey, value: unknown, kind = '') =>
      html`<div class="fact ${kind}">
        <dt>${t(label)}</dt>
        <dd>${value || dash}</dd>
      </div>`;
    const others = contact.otherCustomers.map(({ name, number }) => `${name} (${number})`);
    return html`<dl class="facts" aria-label=${t('contacts.details')}>
        ${fact('contacts.email', contact.email, 'broad')} ${fact('contacts.phone', contact.phone)}
        ${fact('contacts.logins', contact.logins.join(', '), 'broad')}
        ${fact('contacts.last_sign_in', contact.lastSignInAt && formatInstant(contact.lastSignInAt, format))}
        ${others.length > 0 ? fact('contacts.other_customers', others.join(', '), 'broad') : nothing}
      </dl>
      ${
        contact.ofErp
          ? html`<p class="of-erp">${icon('lock')} ${t('contacts.of_erp')}</p>`
          : nothing
      }`;
  }
}

/** Whether anything of a contact can be changed: of one of the ERP only the language, once there is an account. */
const mayEdit = ({ actions, ofErp, logins }: ContactDetail): boolean =>
  actions.includes('edit') || (ofErp && actions.includes('access') && logins.length > 0);
