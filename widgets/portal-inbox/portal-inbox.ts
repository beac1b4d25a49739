import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Notification } from '#contract/notifications';
import { placeText } from '#contract/place-words';
import { isEntered } from '../core/entered.ts';
import { emit, formatDate, PortalElement, toClientError, type TextKey } from '../core/index.ts';
import { hrefOf, linksConverter } from '../core/places.ts';
import { button } from '../kit/button.ts';
import { icon, type IconName } from '../kit/icons.ts';
import { opensElsewhere } from '../kit/nav.ts';
import { notice } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { timeAgo } from '../records/time.ts';
import { InboxData } from './inbox-data.ts';
import { inboxStyles } from './portal-inbox.styles.ts';

/** Where a notification leads. */
type Target =
  | 'order'
  | 'order-entry'
  | 'invoice'
  | 'thread'
  | 'service'
  | 'quote'
  | 'payment'
  | 'shipment'
  | 'statement'
  | 'documents'
  | 'account';

const icons: Record<Target, IconName> = {
  order: 'list',
  'order-entry': 'paper',
  invoice: 'invoice',
  quote: 'tag',
  payment: 'checks',
  shipment: 'box',
  thread: 'mail',
  service: 'info',
  statement: 'bars',
  documents: 'paper',
  account: 'key',
};

/**
 * What the contact who is signed in was told of: a bell with the number of what is unread, and the list behind it.
 * It shows nothing while nobody is signed in, and to staff.
 *
 * @slot footer - Below everything.
 * @fires portal-navigate - Somebody is about to open what a notification is about; `preventDefault()` leaves it to
 *   the page.
 * @fires portal-notification-opened - A notification was opened.
 * @csspart root - The element's inside.
 * @csspart bell - The button with the bell.
 * @csspart count - The number of what is unread.
 * @csspart panel - The list behind the bell.
 * @csspart item - A notification in it.
 * @csspart button - Any button.
 * @csspart notice - A sentence that stands out.
 */
export class PortalInbox extends PortalElement {
  static override readonly tag = 'inbox';
  static override styles = [...PortalElement.styles, inboxStyles];

  /** Whether the list is open. */
  @property({ type: Boolean, reflect: true }) open = false;
  /** How many are unread, up to 99. The element sets it. */
  @property({ type: Number, reflect: true }) unread = 0;
  /**
   * Where what notifications are about is, as JSON: `{"order": "/orders?order={id}", "account": "/account"}`, for
   * `order`, `order-entry`, `invoice`, `thread`, `service`, `quote`, `payment`, `shipment`, `statement`, `documents`
   * and `account`.
   */
  @property({ converter: linksConverter }) links: Partial<
    Record<
      | 'order'
      | 'order-entry'
      | 'invoice'
      | 'thread'
      | 'service'
      | 'quote'
      | 'payment'
      | 'shipment'
      | 'statement'
      | 'documents'
      | 'account',
      string
    >
  > = {};

  readonly #data = new InboxData(
    this,
    () => this.portal,
    () => this.open,
  );
  #refusal: TextKey | undefined;

  protected override get vocabulary() {
    return 'notices' as const;
  }

  /** Asks again for all that is on screen. */
  override async refresh(): Promise<void> {
    await super.refresh();
    await (this.open ? this.#data.open() : undefined);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.#data.follow();
    this.unread = this.#isReader ? (this.#data.changes?.unread ?? 0) : 0;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const panel = this.#panel;
    if (!panel) return;
    if (changed.has('open') && this.open !== panel.matches(':popover-open'))
      panel.togglePopover(this.open);
  }

  protected override renderSkeleton(): TemplateResult {
    return html``;
  }

  get #isReader(): boolean {
    const { session } = this;
    return isEntered(session) && session.kind === 'contact' && session.termsAccepted;
  }
  get #panel(): HTMLElement | null {
    return this.renderRoot.querySelector('#panel');
  }

  protected override renderContent(): TemplateResult {
    if (!this.#isReader) return html``;
    const { unread } = this;
    const more = this.#data.changes?.more ?? false;
    const name =
      unread === 0
        ? this.t('notice.open')
        : this.t(more ? 'notice.open_unread_more' : 'notice.open_unread', { count: unread });
    return html`
      <button
        class="bell no-print"
        part="bell"
        type="button"
        popovertarget="panel"
        aria-label=${name}
        title=${name}
      >
        ${icon('bell')}
        ${
          unread === 0
            ? nothing
            : html`<span class="count" part="count" aria-hidden="true"
                >${more ? `${unread}+` : unread}</span
              >`
        }
      </button>
      <div
        class="panel-box"
        part="panel"
        id="panel"
        popover
        role="dialog"
        aria-label=${this.t('notice.title')}
        @beforetoggle=${this.#onBefore}
        @toggle=${this.#onToggle}
      >
        ${this.open ? this.#renderPanel() : nothing}
      </div>
    `;
  }

  #renderPanel(): TemplateResult {
    const { items, fault, hasMore, loading } = this.#data;
    return html`
      <div class="head">
        <h2 class="subtitle">${this.t('notice.title')}</h2>
        ${
          this.unread > 0
            ? button({
                kind: 'quiet',
                label: this.t('notice.read_all'),
                onClick: () => void this.#try(() => this.#data.read()),
              })
            : nothing
        }
      </div>
      ${this.#refusal ? notice('danger', this.t(this.#refusal)) : nothing}
      ${fault ? notice('danger', this.t(`error.${fault.code}`)) : nothing}
      ${items ? this.#renderItems(items) : fault ? nothing : html`<div class="waiting">${bones(4, 'row')}</div>`}
      <div class="foot">
        ${
          hasMore
            ? button({
                label: this.t(loading ? 'notice.loading' : 'notice.more'),
                off: loading,
                onClick: () => void this.#data.load(true),
              })
            : nothing
        }
        ${this.session?.access === 'full' ? this.#renderSettings() : nothing}
      </div>
    `;
  }

  #renderSettings(): TemplateResult {
    return this.#renderWay(
      'account',
      null,
      'settings',
      () => this.#go('account', null),
      html` ${icon('gear')}<span>${this.t('notice.settings')}</span> `,
    );
  }

  #renderItems(items: readonly Notification[]): TemplateResult {
    if (items.length === 0)
      return html`<div class="nothing">
        ${icon('bell')}
        <p class="nothing-title">${this.t('notice.empty_title')}</p>
        <p>${this.t('notice.empty')}</p>
      </div>`;
    return html`<ul class="items">
      ${repeat(
        items,
        ({ id }) => id,
        (item) => this.#renderItem(item),
      )}
    </ul>`;
  }

  #renderItem(item: Notification): TemplateResult {
    const { at, readAt, record, muted } = item;
    const target = targetOf(item);
    const text = this.#textOf(item);
    const content = html`
      <span class="sign">${icon(icons[target])}</span>
      <span class="what">
        <span class="text">${text}</span>
        <span class="when"
          >${timeAgo(at, this.format)}${muted ? html` · ${this.t('notice.muted')}` : nothing}</span
        >
      </span>
      ${
        readAt
          ? nothing
          : html`<span class="dot"
              ><span class="visually-hidden">${this.t('notice.unread')}</span></span
            >`
      }
    `;
    return html`<li class=${readAt ? 'item' : 'item new'} part="item">
      ${this.#renderWay(target, idOf(item), 'way', () => this.#onItem(item), content)}
      ${
        record
          ? html`<button
              class="mute"
              type="button"
              aria-label=${this.t(muted ? 'notice.unmute_named' : 'notice.mute_named', { record: item.params.number ?? '' })}
              title=${this.t(muted ? 'notice.unmute' : 'notice.mute')}
              @click=${() => void this.#try(() => this.#data.mute(item, !muted))}
            >
              ${icon(muted ? 'bell' : 'bell-off')}
            </button>`
          : nothing
      }
    </li>`;
  }

  /** A link where the page has an address for it, else a button. */
  #renderWay(
    target: Target,
    id: string | null,
    name: string,
    go: () => boolean,
    content: TemplateResult,
  ): TemplateResult {
    const href = this.#hrefOf(target, id);
    if (href === null)
      return html`<button class=${name} type="button" @click=${() => void go()}>
        ${content}
      </button>`;
    const onClick = (event: MouseEvent) => {
      if (!opensElsewhere(event) && !go()) event.preventDefault();
    };
    return html`<a class=${name} href=${href} @click=${onClick}>${content}</a>`;
  }

  #hrefOf(target: Target, id: string | null): string | null {
    const href = hrefOf(this.links, target);
    return href && href.replaceAll('{id}', encodeURIComponent(id ?? ''));
  }

  #textOf({ type, params }: Notification): string {
    const { number = '', company = '' } = params;
    switch (type) {
      case 'order_created':
      case 'order_captured':
      case 'order_accepted':
      case 'order_rejected':
        return this.t(`notice.${type}`, { number });
      case 'order_status':
        return this.t('notice.order_status', {
          number,
          status: this.t(`status.${params.status}` as TextKey),
        });
      case 'order_change':
        return this.t(`notice.order_change_${params.answer}` as TextKey, { number });
      case 'invoice_issued':
        return this.t(`notice.invoice_issued_${params.kind}` as TextKey, { number });
      case 'statement_available':
        return this.t('notice.statement_available', {
          company,
          date: this.#day(params.cutOff),
        });
      case 'message_posted':
        return this.t('notice.message_posted', { subject: params.subject ?? '' });
      case 'request_status':
        return this.t('notice.request_status', { number, subject: params.subject ?? '' });
      case 'approval_asked':
        return this.t('notice.approval_asked', { person: params.person ?? '' });
      case 'approval_waiting':
        return this.t('notice.approval_waiting', {
          person: params.person ?? '',
          count: Number(params.hours),
        });
      case 'approval_decided':
        return this.t(`notice.approval_decided_${params.decision}` as TextKey, {
          person: params.person ?? '',
        });
      case 'quote_issued':
        return this.t('notice.quote_issued', { number });
      case 'quote_expiring':
        return this.t('notice.quote_expiring', {
          number,
          date: this.#day(params.date),
        });
      case 'quote_decided':
        return this.t(`notice.quote_decided_${params.decision}` as TextKey, {
          number,
          person: params.person ?? '',
        });
      case 'document_attached':
        return this.t('notice.document_attached', { subject: params.subject ?? '' });
      case 'shipment_status':
        return this.t(params.corrected ? 'notice.shipment_correction' : 'notice.shipment_status', {
          number,
          state: this.t(`notice.is_${params.status}` as TextKey),
        });
      case 'shipment_milestone':
        return this.t('notice.shipment_milestone', {
          number,
          state: params.place
            ? this.t(`notice.at_${params.status}` as TextKey, {
                place: placeText(
                  { code: params.place, country: params.country },
                  this.format.language,
                ),
              })
            : this.t(`notice.is_${params.status}` as TextKey),
        });
      case 'shipment_eta':
        return this.t(`notice.shipment_eta_${params.way}` as TextKey, {
          number,
          date: this.#day(params.to),
        });
      case 'clock_warning':
        return this.t('notice.clock_warning', { number, date: this.#day(params.date) });
      case 'deadline_near':
        return this.t('notice.deadline_near', {
          number,
          deadline: this.t(`notice.deadline_${params.deadline}` as TextKey),
          date: this.#day(params.date),
        });
      case 'document_expiring':
        return this.t('notice.document_expiring', {
          subject: params.subject ?? '',
          date: this.#day(params.date),
        });
      case 'dispute_decided':
        return this.t(`notice.dispute_decided_${params.decision}` as TextKey, { number });
      case 'payment_status':
        return this.t(`notice.payment_${params.state}` as TextKey, { number });
      case 'account_security':
        return this.t(`notice.account_security_${params.about}` as TextKey);
    }
  }

  /** The day of a date, or of the clock of a place. */
  #day(text = ''): string {
    return text && formatDate(text.slice(0, 10), this.format);
  }

  #onItem(item: Notification): boolean {
    emit(this, 'portal-notification-opened', { id: item.id, type: item.type });
    void this.#try(() => this.#data.read(item));
    return this.#go(targetOf(item), idOf(item));
  }

  /** @returns whether the page leaves the way to the browser */
  #go(to: Target, id: string | null): boolean {
    this.open = false;
    return emit(this, 'portal-navigate', { to, id, href: this.#hrefOf(to, id) });
  }

  async #try(work: () => Promise<void>): Promise<void> {
    this.#refusal = undefined;
    try {
      await work();
    } catch (error) {
      const fault = toClientError(error);
      emit(this, 'portal-error', { error: fault });
      this.#refusal = `error.${fault.code}`;
      this.announce(this.t(this.#refusal));
      this.requestUpdate();
    }
  }

  /** The panel stands below the bell, within the window. */
  #onBefore = (event: ToggleEvent): void => {
    const panel = this.#panel;
    const bell = this.renderRoot.querySelector('.bell')?.getBoundingClientRect();
    if (event.newState !== 'open' || !panel || !bell) return;
    const { clientWidth, clientHeight } = document.documentElement;
    const room = 8;
    const width = Math.min(416, clientWidth - 2 * room);
    const left = Math.max(room, Math.min(bell.right - width, clientWidth - width - room));
    const top = Math.min(bell.bottom + room / 2, clientHeight - 160);
    for (const [name, value] of Object.entries({
      'inset-inline-start': left,
      'inset-block-start': top,
      'inline-size': width,
      'max-block-size': clientHeight - top - room,
    }))
      panel.style.setProperty(name, `${value}px`);
  };

  #onToggle = (event: ToggleEvent): void => {
    const open = event.newState === 'open';
    if (open === this.open && this.#data.items) return;
    this.open = open;
    if (!open) return;
    void this.#load();
  };

  /** Loads the list, and says how much of it is unread. */
  async #load(): Promise<void> {
    await this.#data.open();
    const { unread } = this;
    this.announce(
      unread === 0 ? this.t('notice.announce_none') : this.t('notice.announce', { count: unread }),
    );
  }
}

/** What a notification leads to. */
function targetOf({ type, record }: Notification): Target {
  if (record) return record.kind === 'request' ? 'service' : record.kind;
  if (type.startsWith('approval_')) return 'order-entry';
  if (type.startsWith('document_')) return 'documents';
  if (type === 'dispute_decided') return 'payment';
  return type === 'statement_available' ? 'statement' : 'account';
}

/** What is open there: a document stands in no record's place, and is one all the same. */
const idOf = ({ record, params }: Notification): string | null =>
  record?.id ?? params.document ?? null;

declare global {
  interface HTMLElementTagNameMap {
    'portal-inbox': PortalInbox;
  }
}
