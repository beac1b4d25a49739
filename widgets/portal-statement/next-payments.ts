import { css, html, nothing, type TemplateResult } from 'lit';
import type { CallResult } from '#contract/endpoint';
import { bankNumberText } from '#contract/bank-data-words';
import { sumOf } from '#contract/decimal';
import type { Endpoints } from '#contract/index';
import type { Statement, StatementItem, StatementSection } from '#contract/statement';
import type { Portal, PortalElement } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { panel } from '../kit/notice.ts';
import { CalendarAddress } from '../records/calendar-address.ts';
import { Copier, copierStyles } from '../records/copier.ts';
import { Resource } from '../records/resource.ts';
import { sessionKey } from '../records/session-value.ts';
import { day, money, type View } from '../records/view.ts';
import { nameOf } from './statement-view.ts';
import { weeksOf, type Week } from './weeks.ts';

type Accounts = CallResult<Endpoints['GET /bank-data']>;

export type NextPaymentsOptions = {
  portal: () => Portal;
  view: () => View;
  /** Whose accounts are to be shown; undefined while no company is chosen. */
  whose: () => { company: string; customer?: string } | undefined;
  may: () => boolean;
  announce: (text: string) => void;
};

/** What falls due by week, what of it is chosen and comes to, and where to pay it. */
export class NextPayments {
  readonly #host: PortalElement;
  readonly #options: NextPaymentsOptions;
  readonly #copier: Copier;
  readonly #calendar: CalendarAddress;
  readonly #accounts: Resource<{ company: string; customer?: string }, Accounts>;
  #picked: { statement: string; ids: ReadonlySet<string> } = { statement: '', ids: new Set() };

  constructor(host: PortalElement, options: NextPaymentsOptions) {
    this.#host = host;
    this.#options = options;
    this.#calendar = new CalendarAddress({ ...options, host });
    adopt(host, copierStyles, nextStyles);
    this.#copier = new Copier(host, {
      view: options.view,
      onCopied: () => options.announce(options.view().t('bank_data.copied')),
      onRefused: (text) => options.announce(text),
    });
    this.#accounts = new Resource(host, {
      portal: options.portal,
      owner: () => {
        const whose = options.whose();
        const owner = sessionKey(options.portal(), options.may());
        return owner && whose ? `${owner} ${JSON.stringify(whose)}` : '';
      },
      query: () => options.whose(),
      load: (client, query, signal) => client.call('GET /bank-data', { query, signal }),
    });
  }

  /** @param statement of today */
  render(statement: Statement): TemplateResult {
    const { t } = this.#options.view();
    const owed = statement.sections.filter((section) => weeksOf(section.items).length > 0);
    // A calendar is a contact's own.
    const subscribes = this.#options.portal().session?.kind === 'contact';
    return html`${
        subscribes
          ? html`<div class="no-print">
              ${button({
                kind: 'quiet',
                icon: 'calendar',
                label: t('feed.open'),
                onClick: () => this.#calendar.open(),
              })}
            </div>`
          : nothing
      }
      <div class="next">
        <div class="due">
          ${
            owed.length === 0
              ? panel({
                  icon: 'check',
                  title: t('statement.next_none_title'),
                  text: t('statement.next_none'),
                })
              : owed.map((section) => this.#renderSection(statement, section))
          }
        </div>
        ${this.#renderAccounts()}
      </div>
      ${this.#calendar.render()}`;
  }

  #idsOf({ id }: Statement): ReadonlySet<string> {
    return this.#picked.statement === id ? this.#picked.ids : new Set();
  }

  #renderSection(statement: Statement, section: StatementSection): TemplateResult {
    const view = this.#options.view();
    const { t } = view;
    const picked = this.#idsOf(statement);
    const chosen = section.items.filter(({ id }) => picked.has(id));
    const sum = (items: readonly StatementItem[]) =>
      money(sumOf(items.map(({ open }) => open)), section.currency, view);
    return html`<section class="of-currency">
      ${weeksOf(section.items).map((week) => this.#renderWeek(statement, week, sum))}
      <p class="chosen-sum" aria-live="polite">
        ${
          chosen.length > 0
            ? html`<strong
                  >${t('statement.next_chosen', { count: chosen.length, amount: sum(chosen) })}</strong
                >
                ${button({
                  kind: 'quiet',
                  label: t('statement.next_clear'),
                  onClick: () => this.#pick(statement, section.items, false),
                })}`
            : t('statement.next_choose')
        }
      </p>
    </section>`;
  }

  #renderWeek(
    statement: Statement,
    week: Week,
    sum: (items: readonly StatementItem[]) => string,
  ): TemplateResult {
    const view = this.#options.view();
    const { t } = view;
    const picked = this.#idsOf(statement);
    const on = week.items.filter(({ id }) => picked.has(id)).length;
    const name =
      week.kind === 'week'
        ? t('statement.next_week', { from: day(week.from, view), to: day(week.to, view) })
        : t(`statement.next_${week.kind}`);
    return html`<section class="week ${week.kind}">
      <h3 class="week-head">
        <label
          ><input
            type="checkbox"
            .checked=${on === week.items.length}
            .indeterminate=${on > 0 && on < week.items.length}
            @change=${(event: Event) =>
              this.#pick(statement, week.items, (event.target as HTMLInputElement).checked)}
          />${name}</label
        >
        <span class="figures">${sum(week.items)}</span>
      </h3>
      <ul class="due-items">
        ${week.items.map((item) => this.#renderItem(statement, item, picked.has(item.id), sum))}
      </ul>
    </section>`;
  }

  #renderItem(
    statement: Statement,
    item: StatementItem,
    on: boolean,
    sum: (items: readonly StatementItem[]) => string,
  ): TemplateResult {
    const view = this.#options.view();
    const { kind, dueDate } = item;
    return html`<li>
      <label
        ><input
          type="checkbox"
          .checked=${on}
          @change=${(event: Event) =>
            this.#pick(statement, [item], (event.target as HTMLInputElement).checked)}
        /><span
          >${view.t(`statement.kind_${kind}`)} ${nameOf(item)}
          ${dueDate ? html`<small>${day(dueDate, view)}</small>` : nothing}</span
        ></label
      >
      <span class="figures">${sum([item])}</span>
    </li>`;
  }

  /** Where to pay; nothing where it did not come, since the statement says enough. */
  #renderAccounts(): TemplateResult | typeof nothing {
    const { t } = this.#options.view();
    const accounts = this.#accounts.value?.accounts;
    if (!accounts) return nothing;
    return html`<section class="accounts" aria-label=${t('bank_data.title')}>
      <h3 class="subtitle">${t('bank_data.title')}</h3>
      ${
        accounts.length === 0
          ? html`<p>${t('bank_data.none')}</p>`
          : html`<p class="warn">${t('bank_data.text')}</p>
              ${accounts.map((one) => this.#renderAccount(one))}`
      }
    </section>`;
  }

  #renderAccount(account: Accounts['accounts'][number]): TemplateResult {
    const { t } = this.#options.view();
    const { kind, currency, bank, holder, number, branch, reference } = account;
    const copied = (label: string, shown: string, value = shown) =>
      html`<div>
        <dt>${label}</dt>
        <dd>${this.#copier.button(value, shown, t('bank_data.copy', { label, value: shown }))}</dd>
      </div>`;
    const said = (label: string, value: string) =>
      html`<div>
        <dt>${label}</dt>
        <dd>${value}</dd>
      </div>`;
    return html`<dl class="account">
      ${copied(t(`bank_data.kind_${kind}`), bankNumberText(kind, number), number)}
      ${branch ? said(t('bank_data.branch'), branch) : nothing} ${said(t('bank_data.bank'), bank)}
      ${copied(t('bank_data.holder'), holder)} ${said(t('bank_data.currency'), currency)}
      ${reference ? copied(t('bank_data.note'), reference) : nothing}
    </dl>`;
  }

  #pick(statement: Statement, items: readonly StatementItem[], on: boolean): void {
    const ids = new Set(this.#idsOf(statement));
    for (const { id } of items) {
      if (on) ids.add(id);
      else ids.delete(id);
    }
    this.#picked = { statement: statement.id, ids };
    this.#host.requestUpdate();
  }
}

const nextStyles = css`
  .next {
    display: grid;
    grid-template-columns: minmax(0, 2fr) minmax(16em, 1fr);
    gap: calc(var(--p-space) * 8);
    align-items: start;
  }
  @container (max-width: 48em) {
    .next {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  .week {
    margin-block-end: calc(var(--p-space) * 4);
  }
  .week-head,
  .due-items li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--p-space) * 2);
    margin: 0;
    padding-block: calc(var(--p-space) * 1.5);
  }
  .week-head {
    border-block-end: var(--p-border-width) solid var(--p-color-border);
    font-size: 1em;
    font-weight: var(--p-font-weight-strong);
  }
  .week.overdue .week-head {
    color: var(--p-color-danger);
  }
  .due-items {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .next label {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--p-space) * 2);
    min-block-size: 24px;
    overflow-wrap: anywhere;
    cursor: pointer;
  }
  .next input[type='checkbox'] {
    flex: none;
    inline-size: 20px;
    block-size: 20px;
    margin: 0;
    accent-color: var(--p-color-primary);
  }
  .due-items small {
    color: var(--p-color-muted);
    margin-inline-start: var(--p-space);
  }
  .chosen-sum {
    position: sticky;
    inset-block-end: 0;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 3);
    min-block-size: var(--p-control-height);
    margin: 0;
    padding-block: calc(var(--p-space) * 2);
    border-block-start: var(--p-border-width) solid var(--p-color-border);
    background: var(--p-color-background);
  }
  .accounts .warn {
    color: var(--p-color-muted);
  }
  .account {
    display: grid;
    gap: calc(var(--p-space) * 2);
    margin: 0 0 calc(var(--p-space) * 4);
    padding-block-start: calc(var(--p-space) * 3);
    border-block-start: var(--p-border-width) solid var(--p-color-border);
  }
  .account dt {
    color: var(--p-color-muted);
    font-size: 0.9286em;
  }
  .account dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
`;
