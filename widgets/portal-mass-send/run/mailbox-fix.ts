import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import type { MassSendRecipient } from '#contract/mass-send';
import type { ClientError, TextKey } from '../../core/index.ts';
import { button } from '../../kit/button.ts';
import { textField } from '../../kit/field.ts';
import type { Desk } from '../desk.ts';

type Typed = { recipient: string; address: string; text: string; error?: string | undefined };

export type MailboxFixOptions = {
  busy: () => boolean;
  /** Puts another mailbox in the place of one that failed. @returns why it did not work */
  replace: (
    row: MassSendRecipient,
    body: { address: string; replacement: string },
  ) => Promise<ClientError | undefined>;
};

/** Mends a mailbox whose mail failed, in the row of its customer: to try it once more as it is would be in vain. */
export class MailboxFix {
  readonly #desk: Desk;
  readonly #options: MailboxFixOptions;
  #typed: Typed | undefined;

  constructor(desk: Desk, options: MailboxFixOptions) {
    this.#desk = desk;
    this.#options = options;
  }

  clear(): void {
    this.#typed = undefined;
  }

  /** The button beside a mailbox that failed; nothing for whoever may not change lists. */
  button(row: MassSendRecipient, address: string): TemplateResult | typeof nothing {
    const { t } = this.#desk.view();
    const open = this.#typed?.recipient === row.id && this.#typed.address === address;
    if (open || !this.#desk.may('mailing_list.manage')) return nothing;
    return button({
      kind: 'quiet',
      label: t('mass_send.fix_mailbox'),
      name: `${t('mass_send.fix_mailbox')}: ${address}`,
      off: this.#options.busy(),
      onClick: () => {
        this.#typed = { recipient: row.id, address, text: address };
        this.#desk.host.requestUpdate();
        void this.#desk.focus('#fix-mailbox');
      },
    });
  }

  /** The form below a row whose mailbox is being mended. */
  below(row: MassSendRecipient, columns: number): TemplateResult | typeof nothing {
    const typed = this.#typed;
    if (typed?.recipient !== row.id) return nothing;
    const { t } = this.#desk.view();
    const busy = this.#options.busy();
    const submit = (event: Event) => {
      event.preventDefault();
      if (this.#typed) void this.#submit(row, this.#typed);
    };
    const cancel = () => {
      this.clear();
      this.#desk.host.requestUpdate();
    };
    return html`<tr class="lines" role="row">
      <td role="cell" colspan=${columns}>
        <form class="fix" data-of="mailbox ${row.id}" novalidate @submit=${submit}>
          ${textField({
            id: 'fix-mailbox',
            label: t('mass_send.fix_label', { address: typed.address }),
            hint: t('mass_send.fix_hint'),
            error: typed.error,
            maxLength: limits.name,
            value: typed.text,
            onInput: (text) => {
              this.#typed = { ...(this.#typed ?? typed), text, error: undefined };
              this.#desk.host.requestUpdate();
            },
          })}
          <div class="actions">
            ${button({ kind: 'primary', type: 'submit', label: t('mass_send.fix_send'), off: busy })}
            ${button({ label: t('mass_send.cancel'), off: busy, onClick: cancel })}
          </div>
        </form>
      </td>
    </tr>`;
  }

  async #submit(row: MassSendRecipient, typed: Typed): Promise<void> {
    const { t } = this.#desk.view();
    const replacement = typed.text.trim();
    if (!replacement) return this.#refuse(typed, t('rule.required'));
    const fault = await this.#options.replace(row, { address: typed.address, replacement });
    if (!fault) {
      this.clear();
      this.#desk.announce(t('mass_send.fixed'));
      return this.#desk.host.requestUpdate();
    }
    const refused = fault.errors.find(({ path }) => path === 'body.replacement');
    if (!refused) return;
    const { rule, params } = refused;
    const key = rule === 'mailbox_bounced' ? 'mass_send.mailbox_bounced' : `rule.${rule}`;
    this.#refuse(typed, t(key as TextKey, { value: replacement, ...params }));
  }

  #refuse(typed: Typed, error: string): void {
    this.#typed = { ...typed, error };
    this.#desk.announce(error);
    this.#desk.host.requestUpdate();
    void this.#desk.focus('#fix-mailbox');
  }
}
