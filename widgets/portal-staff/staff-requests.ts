import { html, nothing, type TemplateResult } from 'lit';
import type { StaffRequest } from '#contract/staff';
import { formatInstant, toClientError } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { icon } from '../kit/icons.ts';
import { notice } from '../kit/notice.ts';
import type { Desk } from './desk.ts';
import { rightName } from './staff-words.ts';

/** Permissions that wait for a second person, and what the reader may decide of them. */
export class StaffRequests {
  readonly #desk: Desk;
  #busy = false;
  #asking: StaffRequest | undefined;
  #said: { tone: 'success' | 'danger'; text: string } | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
    adopt(desk.host, dialogStyles);
  }

  clear(): void {
    this.#asking = this.#said = undefined;
  }

  render(requests: readonly StaffRequest[]): TemplateResult | typeof nothing {
    const { t } = this.#desk.view();
    const said = this.#said;
    if (requests.length === 0 && !said) return nothing;
    return html`<section class="requests" part="requests" aria-label=${t('staff.requests')}>
      ${said ? notice(said.tone, said.text) : nothing}
      ${
        requests.length === 0
          ? nothing
          : html`<h3>${icon('people')} ${t('staff.requests')}</h3>
              <ul>
                ${requests.map((one) => this.#renderRequest(one))}
              </ul>`
      }
      ${this.#asking ? this.#renderQuestion(this.#asking) : nothing}
    </section>`;
  }

  #renderRequest(request: StaffRequest): TemplateResult {
    const { t, format } = this.#desk.view();
    const { lock, mayRefuse } = request;
    return html`<li>
      <div>
        <p>
          ${t('staff.request', {
            by: request.requestedBy ?? t('staff.somebody'),
            name: request.staff.name,
            what: rightName(request.permission, t),
          })}
        </p>
        <p class="quiet-text">
          ${lock ? `${t(`staff.request_${lock}`)} ` : ''}${t('staff.request_until', {
            when: formatInstant(request.expiresAt, format),
          })}
        </p>
      </div>
      <div class="actions">
        ${
          lock
            ? nothing
            : button({
                kind: 'primary',
                label: t('staff.confirm'),
                off: this.#busy,
                onClick: () => this.#set(() => (this.#asking = request)),
              })
        }
        ${
          mayRefuse
            ? button({
                label: t(lock === 'own' ? 'staff.withdraw' : 'staff.refuse'),
                off: this.#busy,
                onClick: () => void this.#settle(request, 'refusal'),
              })
            : nothing
        }
      </div>
    </li>`;
  }

  #renderQuestion(request: StaffRequest): TemplateResult {
    const { t } = this.#desk.view();
    const what = rightName(request.permission, t);
    return dialog({
      title: t('staff.ask_confirm_title'),
      content: html`<p>${t('staff.ask_confirm', { name: request.staff.name, what })}</p>`,
      submit: t('staff.confirm'),
      cancel: t('contacts.cancel'),
      onSubmit: () => {
        void this.#settle(request, 'confirmation');
        return true;
      },
      onClose: () => this.#set(() => (this.#asking = undefined)),
    });
  }

  async #settle(request: StaffRequest, how: 'confirmation' | 'refusal'): Promise<void> {
    if (this.#busy) return;
    this.#set(() => {
      this.#busy = true;
      this.#said = undefined;
    });
    const { t } = this.#desk.view();
    try {
      await this.#desk
        .portal()
        .client.call(`POST /staff-requests/:id/${how}`, { params: { id: request.id }, body: {} });
      const text =
        how === 'confirmation'
          ? t('staff.confirmed', { name: request.staff.name })
          : t('staff.refused');
      this.#said = { tone: 'success', text };
      this.#desk.announce(text);
    } catch (error) {
      const fault = toClientError(error);
      this.#said = { tone: 'danger', text: t(`error.${fault.code}`) };
      this.#desk.onFault(fault);
    } finally {
      this.#desk.onSettled();
      this.#set(() => (this.#busy = false));
    }
  }

  #set(change: () => void): void {
    change();
    this.#desk.host.requestUpdate();
  }
}
