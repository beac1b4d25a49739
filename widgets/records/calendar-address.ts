import { css, html, nothing, type TemplateResult } from 'lit';
import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import { formatInstant, type ClientError, type Portal, type PortalElement } from '../core/index.ts';
import { toClientError } from '../core/client.ts';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { notice } from '../kit/notice.ts';
import { Copier, copierStyles } from './copier.ts';
import { focusOn } from './focus.ts';
import type { View } from './view.ts';

export type CalendarAddressDesk = {
  host: PortalElement;
  portal: () => Portal;
  view: () => View;
  announce: (text: string) => void;
};
type State = CallResult<Endpoints['GET /me/calendar']>;

/** The address by which a calendar program subscribes to what a contact expects and owes: a question with its answer. */
export class CalendarAddress {
  readonly #desk: CalendarAddressDesk;
  readonly #copier: Copier;
  #open = false;
  #state: State | undefined;
  #url = '';
  #fault: ClientError | undefined;
  #busy = false;

  constructor(desk: CalendarAddressDesk) {
    this.#desk = desk;
    adopt(desk.host, dialogStyles, copierStyles, addressStyles);
    this.#copier = new Copier(desk.host, {
      view: desk.view,
      onCopied: () => desk.announce(desk.view().t('feed.copied')),
      onRefused: (text) => desk.announce(text),
    });
  }

  /** Asks about the address. */
  open(): void {
    this.#open = true;
    this.#state = undefined;
    this.#url = '';
    void this.#act(async () => {
      this.#state = await this.#client.call('GET /me/calendar', {});
    });
  }

  render(): TemplateResult | typeof nothing {
    if (!this.#open) return nothing;
    const { t, format } = this.#desk.view();
    const since = this.#state?.createdAt;
    return dialog({
      title: t('feed.title'),
      content: html`<p>${t('feed.text')}</p>
        ${
          since
            ? html`<p>${t('feed.since', { date: formatInstant(since, format) })}</p>
                <div>
                  ${button({
                    kind: 'quiet',
                    label: t('feed.end'),
                    off: this.#busy,
                    onClick: () => void this.#end(),
                  })}
                </div>`
            : nothing
        }
        ${this.#fault ? notice('danger', t(`error.${this.#fault.code}`)) : nothing}
        ${this.#url ? this.#renderUrl() : nothing}`,
      submit: t(since ? 'feed.renew' : 'feed.make'),
      cancel: t('common.close'),
      off: this.#busy,
      onSubmit: () => {
        void this.#renew();
        return false;
      },
      onClose: () => {
        this.#open = false;
        this.#desk.host.requestUpdate();
      },
    });
  }

  get #client() {
    return this.#desk.portal().client;
  }

  /** The address that was made: it is shown this once. */
  #renderUrl(): TemplateResult {
    const { t } = this.#desk.view();
    return notice(
      'success',
      html`${t('feed.made')}
        <span class="address" part="share"
          >${this.#copier.button(this.#url, this.#url, `${t('feed.link')}: ${this.#url}`)}</span
        >`,
    );
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

  async #renew(): Promise<void> {
    await this.#act(async () => {
      const { url, ...state } = await this.#client.call('POST /me/calendar', { body: {} });
      this.#url = url;
      this.#state = state;
    });
    await focusOn(this.#desk.host, '.address button');
  }

  #end(): Promise<void> {
    return this.#act(async () => {
      await this.#client.call('DELETE /me/calendar', {});
      this.#url = '';
      this.#state = { createdAt: null, lastReadAt: null };
      this.#desk.announce(this.#desk.view().t('feed.ended'));
    });
  }
}

const addressStyles = css`
  .address {
    display: block;
    margin-block-start: var(--p-space);
    font-size: 0.9em;
    overflow-wrap: anywhere;
  }
`;
