import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { PersonPermission } from '#contract/permissions';
import { emit, type PortalState, type TextKey } from '../core/index.ts';
import { Lazy } from '../core/lazy.ts';
import { badgeStyles } from '../kit/badge.ts';
import { cardStyles } from '../kit/cards.styles.ts';
import { button } from '../kit/button.ts';
import { disclosureStyles } from '../kit/disclosure.styles.ts';
import { fieldStyles } from '../kit/field.ts';
import { icon, type IconName } from '../kit/icons.ts';
import { panel } from '../kit/notice.ts';
import { bone, bones } from '../kit/skeleton.ts';
import { tableStyles } from '../kit/table.ts';
import { listSkeleton } from '../records/listing.ts';
import { viewState } from '../records/view.ts';
import { ViewElement } from '../records/view-element.ts';
import type { Card } from './card.ts';
import type { Desk } from './desk.ts';
import { settingsStyles } from './portal-settings.styles.ts';
import { focusOn } from '../records/focus.ts';

type CardName =
  | 'sites'
  | 'keys'
  | 'webhooks'
  | 'erp'
  | 'statuses'
  | 'departments'
  | 'calendars'
  | 'approvals'
  | 'access'
  | 'bank'
  | 'mail'
  | 'messages'
  | 'payments'
  | 'fiscal';
type Topic = { icon: IconName; permission: PersonPermission };

const topics: Record<CardName, Topic> = {
  sites: { icon: 'home', permission: 'settings.manage' },
  keys: { icon: 'lock', permission: 'keys.manage' },
  webhooks: { icon: 'arrow', permission: 'keys.manage' },
  erp: { icon: 'refresh', permission: 'settings.manage' },
  statuses: { icon: 'tag', permission: 'settings.manage' },
  departments: { icon: 'people', permission: 'settings.manage' },
  calendars: { icon: 'calendar', permission: 'settings.manage' },
  approvals: { icon: 'check', permission: 'settings.manage' },
  access: { icon: 'person', permission: 'settings.manage' },
  bank: { icon: 'invoice', permission: 'settings.manage' },
  mail: { icon: 'mail', permission: 'settings.manage' },
  messages: { icon: 'chat', permission: 'settings.manage' },
  payments: { icon: 'checks', permission: 'settings.manage' },
  fiscal: { icon: 'paper', permission: 'settings.manage' },
};
const names = Object.keys(topics) as CardName[];

/**
 * Runs the portal: the sites it is on, the keys of the ERP, which systems are told what happens, what comes from the ERP
 * and what its statuses mean, which departments answer, which days are worked, how people sign in, where customers pay to, and mail. A list of
 * cards, each of which saves by itself.
 *
 * @fires portal-navigate - Before a card opens or closes; `preventDefault()` leaves it to the page.
 * @csspart badge - A state.
 * @csspart dialog - A question that has to be answered first.
 * @csspart form - A form.
 * @csspart nav-item - A card in the list.
 */
export class PortalSettings extends ViewElement {
  static override readonly tag = 'settings';
  static override styles = [
    ...ViewElement.styles,
    fieldStyles,
    badgeStyles,
    tableStyles,
    cardStyles,
    disclosureStyles,
    settingsStyles,
  ];

  /**
   * The open card: `sites`, `keys`, `webhooks`, `erp`, `statuses`, `departments`, `calendars`, `approvals`, `access`, `bank`, `mail`,
   * `messages`, `payments` or `fiscal`; empty shows the list.
   */
  @property(viewState) open = '';
  /** The kind of data whose refused records are on screen, as `orders`. */
  @property(viewState) entity = '';

  /** Cards, fetched when somebody opens them. */
  readonly #cards: Record<CardName, Lazy<Card<unknown>>> = {
    sites: this.#lazy(async () => new (await import('./sites-card.ts')).SitesCard(this.#desk)),
    keys: this.#lazy(async () => new (await import('./keys-card.ts')).KeysCard(this.#desk)),
    webhooks: this.#lazy(
      async () => new (await import('./webhooks-card.ts')).WebhooksCard(this.#desk),
    ),
    erp: this.#lazy(async () => new (await import('./erp-card.ts')).ErpCard(this.#desk)),
    statuses: this.#lazy(
      async () => new (await import('./statuses-card.ts')).StatusesCard(this.#desk),
    ),
    departments: this.#lazy(
      async () => new (await import('./departments-card.ts')).DepartmentsCard(this.#desk),
    ),
    calendars: this.#lazy(
      async () => new (await import('./calendars-card.ts')).CalendarsCard(this.#desk),
    ),
    approvals: this.#lazy(
      async () => new (await import('./approvals-card.ts')).ApprovalsCard(this.#desk),
    ),
    access: this.#lazy(async () => new (await import('./access-card.ts')).AccessCard(this.#desk)),
    bank: this.#lazy(async () => new (await import('./bank-card.ts')).BankCard(this.#desk)),
    mail: this.#lazy(async () => new (await import('./mail-card.ts')).MailCard(this.#desk)),
    messages: this.#lazy(
      async () => new (await import('./messages-card.ts')).MessagesCard(this.#desk),
    ),
    payments: this.#lazy(
      async () => new (await import('./payments-card.ts')).PaymentsCard(this.#desk),
    ),
    fiscal: this.#lazy(async () => new (await import('./fiscal-card.ts')).FiscalCard(this.#desk)),
  };
  #focusNext = '';

  protected override get vocabulary() {
    return 'settings' as const;
  }
  protected override get permission() {
    return this.allows('settings.manage') ? 'settings.manage' : 'keys.manage';
  }
  protected override get contentState(): PortalState {
    const { value, fault } = this.#cards[this.#shown];
    return value ? 'ready' : fault ? 'error' : 'loading';
  }
  protected override get viewProperties() {
    return { entity: 'entity' };
  }
  protected override get recordNames() {
    return ['entity'];
  }

  /** Cards the person may open. */
  get #open(): CardName[] {
    return names.filter((name) => this.allows(topics[name].permission));
  }
  /** The card that is on screen: the open one, else the first, which a narrow element leaves out. */
  get #shown(): CardName {
    return this.#open.find((name) => name === this.open) ?? this.#open[0] ?? 'sites';
  }

  /** Asks again for what is on screen. */
  override async refresh(): Promise<void> {
    await super.refresh();
    const card = this.#cards[this.#shown];
    card.retry();
    card.value?.reload();
  }

  protected override forget(): void {
    super.forget();
    for (const { value } of Object.values(this.#cards)) value?.clear();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('open') && changed.get('open') !== undefined && this.#leaves)
      this.#focusNext = this.open ? '.card-title' : `[data-card="${String(changed.get('open'))}"]`;
    if (this.allows(this.permission)) this.#cards[this.#shown].need();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (!this.#focusNext) return;
    this.renderRoot.querySelector<HTMLElement>(this.#focusNext)?.focus();
    this.#focusNext = '';
    this.#leaves = false;
  }
  /** The reader pressed something that may go away. */
  #leaves = false;

  protected override renderSkeleton(): TemplateResult {
    return html`<div class="header">${bone('title')}</div>
      <div class="frame" aria-hidden="true">
        <div class="topics">${bones(7, 'control')}</div>
        <div class="card">${listSkeleton(6)}</div>
      </div>`;
  }

  protected override renderContent(): TemplateResult {
    const shown = this.#shown;
    return html`${this.renderHeader(this.t('settings.title'))}
      <div class="frame ${this.open ? 'open' : ''}">
        <nav aria-label=${this.t('settings.cards')}>
          <ul class="topics">
            ${this.#open.map((name) => this.#renderTopic(name, name === shown))}
          </ul>
          ${
            this.allows('keys.manage')
              ? nothing
              : html`<p class="elsewhere">${this.t('settings.keys_elsewhere')}</p>`
          }
        </nav>
        <section class="card" aria-labelledby="card-title">${this.#renderCard(shown)}</section>
      </div>`;
  }

  #renderTopic(name: CardName, shown: boolean): TemplateResult {
    const content = html`${icon(topics[name].icon)}<span
        >${this.t(`settings.${name}`)}<small>${this.t(`settings.${name}_text`)}</small></span
      >`;
    const href = this.place.href(name);
    const go = (event: MouseEvent) => this.#go(name, event);
    return html`<li>
      ${
        href
          ? html`<a
              class="topic"
              part="nav-item"
              href=${href}
              data-card=${name}
              aria-current=${shown ? 'true' : nothing}
              @click=${go}
              >${content}</a
            >`
          : html`<button
              class="topic"
              part="nav-item"
              type="button"
              data-card=${name}
              aria-current=${shown ? 'true' : nothing}
              @click=${go}
            >
              ${content}
            </button>`
      }
    </li>`;
  }

  #renderCard(name: CardName): TemplateResult {
    const { value, fault } = this.#cards[name];
    return html`<span class="back"
        >${button({
          kind: 'quiet',
          label: this.t('settings.back'),
          icon: 'back',
          onClick: (event) => this.#go('', event as MouseEvent),
        })}</span
      >
      <h3 class="card-title" id="card-title" tabindex="-1">${this.t(`settings.${name}`)}</h3>
      <p class="card-text">${this.t(`settings.${name}_text`)}</p>
      ${fault ? this.#renderMissing(name, `error.${fault.code}`) : (value?.render() ?? listSkeleton(6))}`;
  }

  /** A card that could not be fetched. */
  #renderMissing(name: CardName, text: TextKey): TemplateResult {
    return panel({
      icon: 'alert',
      title: this.t('common.error_title'),
      text: this.t(text),
      action: button({ label: this.t('common.retry'), onClick: () => this.#cards[name].retry() }),
    });
  }

  /** Opens a card, or goes back to the list, unless the page sees to it or a new tab is wanted. */
  #go(card: CardName | '', event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0) return;
    event.preventDefault();
    const href = this.place.href(card || null);
    const to = card ? 'settings-card' : 'settings';
    if (!emit(this, 'portal-navigate', { to, id: card || null, href })) return;
    this.#leaves = true;
    this.entity = '';
    this.open = card;
    this.place.push();
  }

  #lazy<T>(load: () => Promise<Card<T>>): Lazy<Card<unknown>> {
    return new Lazy(this, load as () => Promise<Card<unknown>>);
  }

  get #desk(): Desk {
    return {
      host: this,
      portal: () => this.portal,
      view: () => ({ t: this.t, format: this.format }),
      announce: (text) => this.announce(text),
      onFault: (error) => emit(this, 'portal-error', { error }),
      focus: (selector) => focusOn(this, selector),
      isOpen: (card) => card === this.#shown,
      entity: () => this.entity,
      onEntity: (entity) => {
        this.entity = entity;
        this.place.push();
      },
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-settings': PortalSettings;
  }
}
