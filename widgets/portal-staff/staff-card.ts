import { html, nothing, type TemplateResult } from 'lit';
import type { StaffDetail } from '#contract/staff';
import { formatInstant, type TextKey } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { dialogStyles } from '../kit/dialog.ts';
import { menu } from '../kit/menu.ts';
import { tabs, tabsStyles } from '../kit/tabs.ts';
import { copierStyles } from '../records/copier.ts';
import { PersonActions, type Act } from '../records/person-actions.ts';
import { PersonActivity } from '../records/person-activity.ts';
import { PersonSessions } from '../records/person-sessions.ts';
import { stateBadge } from '../records/person-state.ts';
import { personStyles } from '../records/person.styles.ts';
import { dash } from '../records/view.ts';
import type { Desk } from './desk.ts';
import { StaffAccess } from './staff-access.ts';
import { staffCardStyles } from './staff-card.styles.ts';
import { StaffEdit } from './staff-edit.ts';
import { StaffRequests } from './staff-requests.ts';
import { portfolioText, roleName } from './staff-words.ts';

const tabNames = ['access', 'activity', 'sessions'] as const;
type Tab = (typeof tabNames)[number];

type StaffAct =
  | 'invite'
  | 'revoke_invitation'
  | 'temporary_password'
  | 'reset'
  | 'activate'
  | 'deactivate';

/** What can be done about the access of a person of staff. */
const acts: Record<StaffAct, Act<StaffDetail>> = {
  invite: {
    unasked: true,
    call: async (client, id) => ({
      person: await client.call('POST /staff/:id/invitations', { params: { id }, body: {} }),
    }),
  },
  revoke_invitation: {
    call: async (client, id) => ({
      person: await client.call('DELETE /staff/:id/invitations', { params: { id } }),
    }),
  },
  temporary_password: {
    call: async (client, id, mailed) => {
      const { staff, ...secret } = await client.call('POST /staff/:id/temporary-password', {
        params: { id },
        body: { mailed },
      });
      return { ...secret, person: staff };
    },
  },
  reset: {
    call: async (client, id) => ({
      person: await client.call('POST /staff/:id/password-reset', { params: { id }, body: {} }),
    }),
  },
  activate: {
    unasked: true,
    call: async (client, id) => ({
      person: await client.call('POST /staff/:id/activation', { params: { id }, body: {} }),
    }),
  },
  deactivate: {
    ask: 'staff.ask_deactivate',
    call: async (client, id) => ({
      person: await client.call('POST /staff/:id/deactivation', { params: { id }, body: {} }),
    }),
  },
};

/** One person of staff: who it is, how its access stands, and what can be done about it. */
export class StaffCard {
  readonly #desk: Desk;
  readonly #actions: PersonActions<StaffAct, StaffDetail>;
  readonly #edit: StaffEdit;
  readonly #access: StaffAccess;
  readonly #requests: StaffRequests;
  readonly #activity: PersonActivity;
  readonly #sessions: PersonSessions;
  #id = '';

  constructor(desk: Desk) {
    this.#desk = desk;
    adopt(desk.host, personStyles, dialogStyles, tabsStyles, copierStyles, staffCardStyles);
    this.#actions = new PersonActions(desk, {
      acts,
      params: () => ({}),
      mayShow: () => true,
      onPerson: desk.onStaff,
    });
    this.#edit = new StaffEdit(desk);
    this.#access = new StaffAccess(desk);
    this.#requests = new StaffRequests(desk);
    this.#activity = new PersonActivity(
      desk,
      () => (this.#tab === 'activity' ? this.#id : ''),
      (client, { id, cursor }, signal) =>
        client.call('GET /staff/:id/activity', { params: { id }, query: { cursor }, signal }),
    );
    this.#sessions = new PersonSessions(desk, () => (this.#tab === 'sessions' ? this.#id : ''), {
      load: (client, id, signal) =>
        client.call('GET /staff/:id/sessions', { params: { id }, signal }),
      end: (client, id, session) =>
        session
          ? client.call('DELETE /staff/:id/sessions/:session', { params: { id, session } })
          : client.call('DELETE /staff/:id/sessions', { params: { id } }),
    });
  }

  get #tab(): Tab {
    return tabNames.find((tab) => tab === this.#desk.tab()) ?? 'access';
  }

  reload(): void {
    this.#activity.list.reload();
    this.#sessions.reload();
  }

  /** Forgets what was typed and said: another person is open, or another one is here. */
  clear(): void {
    this.#actions.clear();
    this.#edit.close();
    this.#access.clear();
    this.#requests.clear();
  }

  render(staff: StaffDetail): TemplateResult {
    if (this.#id !== staff.id) {
      this.#id = staff.id;
      this.#activity.list.ask({ id: staff.id });
    }
    const view = this.#desk.view();
    const { t } = view;
    const role = roleName({ role: staff.role, permissions: staff.permissions.length }, t);
    return html`
      <div class="person-head">
        <div>
          <h2 class="title record-title" part="title" tabindex="-1">${staff.name}</h2>
          <p class="person-of">
            ${role} · ${portfolioText(staff.portfolio, t)} ${stateBadge(staff, view)}
          </p>
        </div>
        <div class="person-actions no-print">
          ${this.#renderDue(staff)} ${this.#renderMenu(staff)}
        </div>
      </div>
      ${this.#actions.render(staff)}
      ${this.#edit.open ? this.#edit.render(staff) : this.#renderFacts(staff)}
      ${tabs({
        label: t('staff.tabs'),
        tabs: tabNames.map((tab) => [
          tab,
          t(tab === 'access' ? 'staff.tab_access' : `contacts.tab_${tab}`),
        ]),
        selected: this.#tab,
        onSelect: this.#desk.onTab,
      })}
      <div class="person-panel" id="panel" role="tabpanel" aria-labelledby="tab-${this.#tab}">
        ${this.#renderTab(staff)}
      </div>
    `;
  }

  #renderTab(staff: StaffDetail): TemplateResult {
    const tab = this.#tab;
    if (tab === 'activity') return this.#activity.render();
    if (tab === 'sessions') return this.#sessions.render(staff);
    return html`${this.#requests.render(staff.requests)} ${this.#access.render(staff)}`;
  }

  /** The one action that is due. */
  #renderDue({ state, actions }: StaffDetail): TemplateResult | typeof nothing {
    const { t } = this.#desk.view();
    const act = (['invite', 'activate'] as const).find((one) => actions.includes(one));
    if (!act) return nothing;
    const again = act === 'invite' && state === 'invited';
    return button({
      kind: 'primary',
      label: t(again ? 'contacts.act_invite_again' : `contacts.act_${act}`),
      off: this.#actions.busy,
      onClick: () => this.#actions.start(act),
    });
  }

  #renderMenu(staff: StaffDetail): TemplateResult | typeof nothing {
    const { t } = this.#desk.view();
    const more = (['temporary_password', 'reset', 'revoke_invitation', 'deactivate'] as const)
      .filter((act) => staff.actions.includes(act))
      .map((act) => ({ label: t(`contacts.act_${act}`), onClick: () => this.#actions.start(act) }));
    const edit = { label: t('contacts.edit'), onClick: () => this.#edit.start() };
    return menu(t('contacts.more'), [...(staff.actions.includes('edit') ? [edit] : []), ...more]);
  }

  #renderFacts(staff: StaffDetail): TemplateResult {
    const { t, format } = this.#desk.view();
    const fact = (label: TextKey, value: unknown, kind = '') =>
      html`<div class="fact ${kind}">
        <dt>${t(label)}</dt>
        <dd>${value || dash}</dd>
      </div>`;
    return html`<dl class="facts" aria-label=${t('staff.details')}>
      ${fact('contacts.email', staff.email, 'broad')}
      ${fact('contacts.logins', staff.logins.join(', '), 'broad')}
      ${fact('contacts.last_sign_in', staff.lastSignInAt && formatInstant(staff.lastSignInAt, format))}
    </dl>`;
  }
}
