import { html, nothing, type TemplateResult } from 'lit';
import type { StaffDetail, StaffGrantable } from '#contract/staff';
import { limits } from '#contract/limits';
import { staffProfiles, type PersonPermission, type StaffProfile } from '#contract/permissions';
import { toClientError, type ClientError } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { selectField, textField } from '../kit/field.ts';
import { icon } from '../kit/icons.ts';
import { notice } from '../kit/notice.ts';
import { changed, isTicked, ticked, type Change } from '../records/change.ts';
import type { Desk } from './desk.ts';
import { roles } from './staff-data.ts';
import { capital, rightName } from './staff-words.ts';

type Customer = StaffDetail['customers'][number];
/** What a person of staff may, and whom it looks after. */
type Draft = {
  permissions: readonly PersonPermission[];
  all: boolean;
  customers: readonly Customer[];
  executive: string;
};
type Said = { tone: 'success' | 'danger' | 'warning'; text: string; undo?: Draft };

const areas = ['orders', 'invoices', 'stock', 'prices', 'statement', 'administration'] as const;
type Area = (typeof areas)[number];

/** What a permission is about, by the first part of its name. */
const areaOf = (permission: string): Area => {
  const [first = ''] = permission.split('.');
  if (first === 'credit' || first === 'mailing_list') return 'statement';
  return areas.find((area) => area === first) ?? 'administration';
};

const draftOf = ({ permissions, portfolio, customers, executive }: StaffDetail): Draft => ({
  permissions,
  all: portfolio.all,
  customers,
  executive: executive?.code ?? '',
});

const numbersOf = ({ customers }: Draft): string => customers.map(({ number }) => number).join();
const isSamePortfolio = (a: Draft, b: Draft): boolean =>
  a.all === b.all && a.executive.trim() === b.executive.trim() && numbersOf(a) === numbersOf(b);
const isSame = (a: Draft, b: Draft): boolean =>
  isSamePortfolio(a, b) && a.permissions.toSorted().join() === b.permissions.toSorted().join();

/** The permissions and the portfolio of a person of staff, and what a change of them gives and takes. */
export class StaffAccess {
  readonly #desk: Desk;
  #staff: StaffDetail | undefined;
  /** What was changed and is not saved yet. */
  #draft: Draft | undefined;
  #number = '';
  #problem = '';
  #said: Said | undefined;
  #busy = false;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Forgets what was changed. */
  clear(): void {
    this.#draft = this.#said = this.#staff = undefined;
    this.#number = this.#problem = '';
  }

  render(staff: StaffDetail): TemplateResult {
    this.#staff = staff;
    const draft = this.#draft ?? draftOf(staff);
    const { t } = this.#desk.view();
    return html`<div class="staff-access">
      <section>
        <h3>${t('staff.rights')}</h3>
        ${this.#renderRole(staff, draft)}
        <div class="right-areas">
          ${areas.map((area) => this.#renderArea(area, staff.grantable, draft))}
        </div>
      </section>
      <section>
        <h3>${t('staff.portfolio')}</h3>
        ${this.#renderPortfolio(staff, draft)}
      </section>
      ${this.#renderOutcome(staff, draft)}
    </div>`;
  }

  /** The starter sets that can be given; what takes two persons is in none, and stays as it is. */
  #renderRole({ grantable }: StaffDetail, draft: Draft): TemplateResult {
    const { t } = this.#desk.view();
    const kept = (permission: string) =>
      grantable.find((one) => one.permission === permission)?.twoPersons ?? false;
    const closed = new Set<string>(
      grantable.filter(({ may }) => !may).map(({ permission }) => permission),
    );
    const fits = (role: StaffProfile) =>
      staffProfiles[role].every((one) => !closed.has(one) || draft.permissions.includes(one));
    const form = (all: readonly string[]) =>
      all
        .filter((one) => !kept(one))
        .toSorted()
        .join();
    const found = roles.find((role) => form(staffProfiles[role]) === form(draft.permissions));
    const none = draft.permissions.length === 0;
    return selectField({
      id: 'role',
      label: t('staff.role'),
      value: found ?? (none ? 'none' : 'custom'),
      options: [
        ...(found
          ? []
          : [[none ? 'none' : 'custom', t(none ? 'staff.role_none' : 'contacts.custom')] as const]),
        ...roles
          .filter((role) => fits(role) || role === found)
          .map((role) => [role, t(`staff.role_${role}`)] as const),
      ],
      onChange: (role) => {
        const set: readonly PersonPermission[] | undefined = staffProfiles[role as StaffProfile];
        if (!set) return;
        const stays = (one: string) => kept(one) || closed.has(one);
        this.#change(({ permissions }) => ({
          permissions: [...set, ...permissions.filter((one) => stays(one) && !set.includes(one))],
        }));
      },
    });
  }

  #renderArea(
    area: Area,
    grantable: readonly StaffGrantable[],
    draft: Draft,
  ): TemplateResult | typeof nothing {
    const { t } = this.#desk.view();
    const here = grantable.filter(({ permission }) => areaOf(permission) === area);
    if (here.length === 0) return nothing;
    return html`<fieldset class="choices column">
      <legend>
        ${t(area === 'administration' ? 'staff.area_administration' : `contacts.area_${area}`)}
      </legend>
      ${here.map((one) => this.#renderRight(one, draft))}
    </fieldset>`;
  }

  #renderRight(
    { permission, may, lock, twoPersons }: StaffGrantable,
    draft: Draft,
  ): TemplateResult {
    const { t } = this.#desk.view();
    const hint = lock
      ? html`${icon('lock')} ${t(`staff.lock_${lock}`)}`
      : twoPersons
        ? t('staff.two_persons')
        : nothing;
    return html`<label class="choice ${may ? '' : 'locked'}"
      ><input
        type="checkbox"
        name=${permission}
        .checked=${draft.permissions.includes(permission)}
        ?disabled=${!may}
        @change=${(event: Event) =>
          this.#change(({ permissions }) => ({
            permissions: ticked(permissions, permission, isTicked(event)),
          }))}
      /><span
        >${capital(rightName(permission, t))}${hint === nothing ? nothing : html` <small>${hint}</small>`}</span
      ></label
    >`;
  }

  #renderPortfolio(staff: StaffDetail, draft: Draft): TemplateResult {
    const { t } = this.#desk.view();
    const { mayGiveAll } = staff;
    const way = (all: boolean) =>
      html`<label class="choice ${all && !mayGiveAll ? 'locked' : ''}"
        ><input
          type="radio"
          name="all"
          .checked=${draft.all === all}
          ?disabled=${all && !mayGiveAll}
          @change=${() => this.#change({ all })}
        /><span>${t(all ? 'staff.all_customers' : 'staff.own_portfolio')}</span></label
      >`;
    return html`<div class="portfolio">
      <fieldset class="choices column">
        <legend class="visually-hidden">${t('staff.portfolio')}</legend>
        ${way(true)} ${way(false)}
      </fieldset>
      ${mayGiveAll ? nothing : html`<p class="quiet-text">${t('staff.not_all')}</p>`}
      ${draft.all ? nothing : this.#renderOwn(staff, draft)}
    </div>`;
  }

  /** The executive whose customers it looks after, and those that were added by hand. */
  #renderOwn({ executive, mayGiveAll }: StaffDetail, draft: Draft): TemplateResult {
    const { t } = this.#desk.view();
    const known = executive && executive.code === draft.executive.trim() ? executive : null;
    return html`${textField({
        id: 'executive',
        label: t('staff.executive'),
        value: draft.executive,
        readOnly: !mayGiveAll,
        maxLength: limits.identifier,
        hint: known
          ? known.name
            ? t('staff.executive_is', {
                name: known.name,
                customers: t('staff.customers', { count: known.customers }),
              })
            : t('staff.executive_unknown')
          : undefined,
        onInput: (code) => this.#change({ executive: code }),
      })}
      <div>
        <p class="quiet-text" id="by-hand">${t('staff.by_hand')}</p>
        <ul class="by-hand" aria-labelledby="by-hand">
          ${draft.customers.map(
            (customer) =>
              html`<li>
                <span>${customer.name} <small>${customer.number}</small></span>
                ${button({
                  kind: 'quiet',
                  label: t('staff.remove'),
                  name: t('staff.remove_customer', { name: customer.name || customer.number }),
                  onClick: () => {
                    this.#change(({ customers }) => ({
                      customers: customers.filter(({ number }) => number !== customer.number),
                    }));
                    void this.#desk.focus('#customer');
                  },
                })}
              </li>`,
          )}
        </ul>
      </div>
      <form
        class="add-customer"
        data-of="customer"
        novalidate
        @submit=${(event: Event) => this.#takeCustomer(event)}
      >
        ${textField({
          id: 'customer',
          label: t('staff.customer_number'),
          value: this.#number,
          error: this.#problem || undefined,
          maxLength: limits.identifier,
          onInput: (number) =>
            this.#set(() => {
              this.#number = number;
              this.#problem = '';
            }),
        })}
        ${button({ type: 'submit', label: t('staff.add_customer') })}
      </form>`;
  }

  #takeCustomer(event: Event): void {
    event.preventDefault();
    const number = this.#number.trim();
    if (!number) return;
    this.#number = '';
    this.#change(({ customers }) =>
      customers.some((one) => one.number === number)
        ? {}
        : { customers: [...customers, { number, name: '' }] },
    );
  }

  /** What the change gives and takes, in words. */
  #difference(staff: StaffDetail, draft: Draft): string {
    const { t } = this.#desk.view();
    const before = draftOf(staff);
    const words = (all: readonly string[]) => all.map((one) => rightName(one, t)).join(', ');
    const added = draft.permissions.filter((one) => !before.permissions.includes(one));
    const two = (one: string) =>
      staff.grantable.some(({ permission, twoPersons }) => permission === one && twoPersons);
    const lost = before.permissions.filter((one) => !draft.permissions.includes(one));
    const [gained, asked] = [added.filter((one) => !two(one)), added.filter(two)];
    return [
      gained.length > 0 && t('staff.gains', { what: words(gained) }),
      lost.length > 0 && t('staff.loses', { what: words(lost) }),
      asked.length > 0 && t('staff.asks', { what: words(asked) }),
      !isSamePortfolio(before, draft) && t('staff.portfolio_changes'),
    ]
      .filter(Boolean)
      .join(' ');
  }

  #renderOutcome(staff: StaffDetail, draft: Draft): TemplateResult {
    const { t } = this.#desk.view();
    const changed = this.#draft !== undefined;
    const said = this.#said;
    const { undo } = said ?? {};
    return html`<div class="access-bar">
      ${
        said
          ? notice(
              said.tone,
              html`${said.text}
              ${
                undo
                  ? button({
                      kind: 'quiet',
                      label: t('contacts.undo'),
                      off: this.#busy,
                      onClick: () => void this.#save(staff, undo, true),
                    })
                  : nothing
              }`,
            )
          : nothing
      }
      <p class="difference" aria-live="polite">
        ${changed ? this.#difference(staff, draft) : t('contacts.unchanged')}
      </p>
      <div class="actions no-print">
        ${button({
          kind: 'primary',
          label: t(this.#busy ? 'contacts.saving' : 'staff.save'),
          off: this.#busy || !changed,
          onClick: () => void this.#save(staff, this.#draft ?? draft),
        })}
        ${
          changed
            ? button({
                label: t('contacts.discard'),
                off: this.#busy,
                onClick: () => {
                  this.#set(() => (this.#draft = undefined));
                  void this.#desk.focus('#role');
                },
              })
            : nothing
        }
      </div>
    </div>`;
  }

  #change(change: Change<Draft>): void {
    const staff = this.#staff;
    if (!staff) return;
    this.#set(() => {
      const next = changed(this.#draft ?? draftOf(staff), change);
      this.#draft = isSame(next, draftOf(staff)) ? undefined : next;
      this.#said = undefined;
      this.#problem = '';
    });
  }

  async #save(staff: StaffDetail, draft: Draft, undone = false): Promise<void> {
    if (this.#busy || (!undone && !this.#draft)) return;
    const before = draftOf(staff);
    const { t } = this.#desk.view();
    this.#set(() => {
      this.#busy = true;
      this.#problem = '';
    });
    try {
      const saved = await this.#desk.portal().client.call('PATCH /staff/:id', {
        params: { id: staff.id },
        body: { version: staff.version, ...bodyOf(before, draft) },
      });
      if (this.#staff?.id !== staff.id) return;
      this.#draft = undefined;
      const waits = saved.requests.length > staff.requests.length;
      const text = t(undone ? 'staff.undone' : waits ? 'staff.saved_pending' : 'staff.saved');
      this.#said = { tone: 'success', text, ...(!undone && { undo: before }) };
      this.#desk.onStaff(saved);
      this.#desk.announce(text);
      await this.#desk.focus(undone ? '#role' : '.access-bar .notice .button');
    } catch (error) {
      this.#onRefusal(toClientError(error), staff);
    } finally {
      this.#set(() => (this.#busy = false));
    }
  }

  /** Where somebody else was quicker, what was changed here stays, over what they left. */
  #onRefusal(fault: ClientError, staff: StaffDetail): void {
    const { t } = this.#desk.view();
    if (fault.errors.some(({ path }) => path.startsWith('body.customers'))) {
      this.#problem = t('staff.no_customer');
      this.#desk.announce(this.#problem);
      return void this.#desk.focus('#customer');
    }
    if (fault.code === 'record_changed' && fault.current) {
      this.#draft ??= draftOf(staff);
      this.#desk.onStaff(fault.current as StaffDetail);
      this.#said = { tone: 'warning', text: t('staff.changed_meanwhile') };
      return this.#desk.announce(this.#said.text);
    }
    this.#said = { tone: 'danger', text: t(`error.${fault.code}`) };
    this.#desk.onFault(fault);
  }

  #set(change: () => void): void {
    change();
    this.#desk.host.requestUpdate();
  }
}

/** What was changed, as the server takes it. */
function bodyOf(before: Draft, after: Draft) {
  const executive = after.executive.trim();
  return {
    ...(!isSame({ ...before, permissions: after.permissions }, before) && {
      permissions: [...after.permissions],
    }),
    ...(after.all !== before.all && { all: after.all }),
    ...(numbersOf(after) !== numbersOf(before) && {
      customers: after.customers.map(({ number }) => number),
    }),
    ...(executive !== before.executive.trim() && { executive: executive || null }),
  };
}
