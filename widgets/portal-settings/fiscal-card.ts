import { html, nothing, type TemplateResult } from 'lit';
import type { FiscalSettings } from '#contract/fiscal-settings';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import { isTicked } from '../records/change.ts';
import { Card, part } from './card.ts';
import type { Desk } from './desk.ts';

/** Whether fiscal files alone become invoices. */
export class FiscalCard extends Card<FiscalSettings> {
  /** What is ticked; as it is kept unless it was changed. */
  #on: boolean | undefined;

  constructor(desk: Desk) {
    super(desk, {
      name: 'fiscal',
      permission: 'settings.manage',
      load: (client, signal) => client.call('GET /settings/fiscal', { signal }),
    });
  }

  protected forget(): void {
    this.#on = undefined;
  }

  protected content(settings: FiscalSettings): TemplateResult {
    const { t } = this.view;
    const { invoicesFromFiles, waiting, unread } = settings;
    const on = this.#on ?? invoicesFromFiles;
    const submit = (event: Event) => {
      event.preventDefault();
      void this.#save(settings, this.#on ?? invoicesFromFiles);
    };
    return html`<form class="form" part="form" data-of="fiscal" novalidate @submit=${submit}>
      ${part(
        t('settings.fiscal_invoices'),
        t('settings.fiscal_invoices_text'),
        html`<label class="choice"
          ><input
            type="checkbox"
            name="invoices-from-files"
            .checked=${on}
            @change=${(event: Event) => this.set(() => (this.#on = isTicked(event)))}
          />${t('settings.fiscal_invoices_on')}</label
        >`,
      )}
      ${on && !invoicesFromFiles ? notice('warning', t('settings.fiscal_will', { count: waiting })) : nothing}
      ${!on && invoicesFromFiles ? notice('info', t('settings.fiscal_stay')) : nothing}
      ${unread > 0 ? notice('info', t('settings.fiscal_unread', { count: unread })) : nothing}
      <div class="actions">
        ${button({
          kind: 'primary',
          type: 'submit',
          label: t(this.busy ? 'settings.saving' : 'settings.save'),
          off: this.busy,
        })}
      </div>
    </form>`;
  }

  async #save({ version }: FiscalSettings, invoicesFromFiles: boolean): Promise<void> {
    const done = await this.act(async () => {
      const body = { version, invoicesFromFiles };
      this.take(await this.client.call('PUT /settings/fiscal', { body }));
      this.#on = undefined;
    });
    if (done) this.say('success', this.view.t('settings.saved'));
  }
}
