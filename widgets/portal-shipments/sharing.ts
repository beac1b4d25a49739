import { css, html, nothing, type TemplateResult } from 'lit';
import type { ShipmentShare } from '#contract/shipment-sharing';
import { shareDays, shareDaysOffered } from '#contract/sharing-words';
import { emit, formatInstant, type ClientError } from '../core/index.ts';
import { toClientError } from '../core/client.ts';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { selectField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { CalendarAddress, type CalendarAddressDesk } from '../records/calendar-address.ts';
import { Copier, copierStyles } from '../records/copier.ts';
import { focusOn } from '../records/focus.ts';

export type SharingDesk = CalendarAddressDesk;
type Open = { shipment: string; items: ShipmentShare[] | undefined };

/** A shipment for whoever has no account, and all of them for a calendar program: two questions with their answers. */
export class Sharing {
  readonly #desk: SharingDesk;
  readonly #copier: Copier;
  readonly #calendar: CalendarAddress;
  #open: Open | undefined;
  #days: number = shareDays.usual;
  #url = '';
  #fault: ClientError | undefined;
  #busy = false;

  constructor(desk: SharingDesk) {
    this.#desk = desk;
    this.#calendar = new CalendarAddress(desk);
    adopt(desk.host, dialogStyles, copierStyles, sharingStyles);
    this.#copier = new Copier(desk.host, {
      view: desk.view,
      onCopied: () => desk.announce(desk.view().t('shipments.share_copied')),
      onRefused: (text) => desk.announce(text),
    });
  }

  /** Asks about a link to a shipment. */
  share(shipment: string): void {
    this.#begin({ shipment, items: undefined });
    void this.#act(async () => {
      const { items } = await this.#client.call('GET /shipments/:id/shares', {
        params: { id: shipment },
      });
      this.#open = { shipment, items };
    });
  }

  /** Asks about the calendar. */
  calendar(): void {
    this.#calendar.open();
  }

  render(): TemplateResult | typeof nothing {
    return this.#open ? this.#renderShare(this.#open) : this.#calendar.render();
  }

  get #client() {
    return this.#desk.portal().client;
  }

  #begin(open: Open): void {
    this.#open = open;
    this.#url = '';
    this.#days = shareDays.usual;
    this.#fault = undefined;
    this.#desk.host.requestUpdate();
  }

  #dialog(title: string, submit: string, content: unknown, onSubmit: () => void): TemplateResult {
    const { t } = this.#desk.view();
    return dialog({
      title,
      content: html`${content}
      ${this.#fault ? notice('danger', t(`error.${this.#fault.code}`)) : nothing}
      ${this.#url ? this.#renderUrl() : nothing}`,
      submit,
      cancel: t('common.close'),
      off: this.#busy,
      onSubmit: () => {
        onSubmit();
        return false;
      },
      onClose: () => {
        this.#open = undefined;
        this.#desk.host.requestUpdate();
      },
    });
  }

  /** The address that was made: it is shown this once. */
  #renderUrl(): TemplateResult {
    const { t } = this.#desk.view();
    return notice(
      'success',
      html`${t('shipments.share_new')}
        <span class="address" part="share"
          >${this.#copier.button(this.#url, this.#url, `${t('shipments.share_link')}: ${this.#url}`)}</span
        >`,
    );
  }

  #renderShare({ shipment, items }: Open): TemplateResult {
    const { t } = this.#desk.view();
    const content = html`<p>${t('shipments.share_text')}</p>
      ${selectField({
        id: 'share-days',
        label: t('shipments.share_days'),
        value: String(this.#days),
        options: shareDaysOffered.map((days) => [
          String(days),
          t('shipments.share_for', { count: days }),
        ]),
        onChange: (days) => (this.#days = Number(days)),
      })}
      ${
        items && items.length > 0
          ? html`<h4 class="shares-title">${t('shipments.share_active')}</h4>
              <ul class="shares">
                ${items.map((one) => this.#renderItem(one))}
              </ul>`
          : nothing
      }`;
    return this.#dialog(
      t('shipments.share_title'),
      t('shipments.share_make'),
      content,
      () => void this.#make(shipment),
    );
  }

  #renderItem(share: ShipmentShare): TemplateResult {
    const { t, format } = this.#desk.view();
    const date = formatInstant(share.expiresAt, format);
    return html`<li>
      <span
        >${t('shipments.share_until', { date })}
        <small
          >${[share.by, t('shipments.share_views', { count: share.views })]
            .filter(Boolean)
            .join(' · ')}</small
        ></span
      >
      ${button({
        kind: 'quiet',
        label: t('shipments.share_end'),
        name: `${t('shipments.share_end')}: ${t('shipments.share_until', { date })}`,
        off: this.#busy,
        onClick: () => void this.#end(share.id),
      })}
    </li>`;
  }

  /** Does something that the server answers; what it refuses is shown. */
  async #act(work: () => Promise<void>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.#fault = undefined;
    this.#desk.host.requestUpdate();
    try {
      await work();
    } catch (error) {
      this.#fault = toClientError(error);
    } finally {
      this.#busy = false;
      this.#desk.host.requestUpdate();
    }
  }

  async #make(shipment: string): Promise<void> {
    await this.#act(async () => {
      const { share, url } = await this.#client.call('POST /shipments/:id/shares', {
        params: { id: shipment },
        body: { days: this.#days },
      });
      this.#url = url;
      if (this.#open) this.#open = { ...this.#open, items: [share, ...(this.#open.items ?? [])] };
      const { id, expiresAt } = share;
      emit(this.#desk.host, 'portal-share-created', { id, shipment, expiresAt });
    });
    await focusOn(this.#desk.host, '.address button');
  }

  #end(id: string): Promise<void> {
    return this.#act(async () => {
      await this.#client.call('DELETE /shares/:id', { params: { id } });
      if (this.#open)
        this.#open = { ...this.#open, items: this.#open.items?.filter((one) => one.id !== id) };
      this.#url = '';
      this.#desk.announce(this.#desk.view().t('shipments.share_ended'));
    });
  }
}

const sharingStyles = css`
  .address {
    display: block;
    margin-block-start: var(--p-space);
    font-size: 0.9em;
    overflow-wrap: anywhere;
  }
  .shares-title {
    margin: 0;
    font-size: 1em;
    font-weight: var(--p-font-weight-strong);
  }
  .shares {
    display: grid;
    gap: calc(var(--p-space) * 2);
    max-block-size: 14em;
    margin: 0;
    padding: 0;
    list-style: none;
    overflow-y: auto;
  }
  .shares li {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--p-space) * 2);
  }
  .shares button {
    flex-shrink: 0;
  }
  .shares small {
    display: block;
    color: var(--p-color-muted);
  }
`;
