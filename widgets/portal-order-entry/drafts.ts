import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import type { DraftRow } from '#contract/order-entry';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { panel } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { Resource } from '../records/resource.ts';
import type { Desk, Late } from './desk.ts';
import { draftsTable } from './drafts-list.ts';
import type { Form } from './side.ts';

/** Drafts and orders that were sent, and where new ones begin. */
export class Drafts implements Late {
  readonly #desk: Desk;
  readonly #list: Resource<true, DraftRow[]>;
  #discarding: DraftRow | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
    adopt(desk.host, dialogStyles);
    this.#list = new Resource<true, DraftRow[]>(desk.host, {
      portal: desk.portal,
      may: () => desk.allows('orders.create'),
      query: () => true as const,
      load: async (client, _query, signal) =>
        (await client.call('GET /order-drafts', { query: { limit: limits.pageMax }, signal }))
          .items,
    });
  }

  reload(): void {
    this.#list.reload();
  }

  clear(): void {
    this.#discarding = undefined;
  }

  render(form: Form): TemplateResult {
    const { words, isReadonly, isBusy, begin, go } = this.#desk;
    const { t } = words();
    const { value: rows, fault } = this.#list;
    if (fault)
      return panel({
        icon: 'alert',
        title: t('common.error_title'),
        text: t(`error.${fault.code}`),
        action: button({ label: t('common.retry'), onClick: () => this.reload() }),
      });
    if (!rows) return html`${bones(8)}`;
    return html`<div class="bar no-print">
        ${
          form.blocked || isReadonly()
            ? nothing
            : button({
                kind: 'primary',
                label: t('ordering.new'),
                off: isBusy(),
                onClick: () => void begin(),
              })
        }
        ${
          this.#desk.allows('orders.approve')
            ? button({
                icon: 'check',
                label: t('ordering.approvals'),
                onClick: () => this.#desk.show('approvals'),
              })
            : nothing
        }
        ${
          this.#desk.allows('contacts.manage')
            ? button({
                kind: 'quiet',
                label: t('ordering.rules'),
                onClick: () => this.#desk.show('rules'),
              })
            : nothing
        }
      </div>
      ${draftsTable({
        view: words(),
        rows,
        onOpen: go,
        onDiscard: (row) => this.#ask(row),
      })}
      ${this.#renderDialog()}`;
  }

  #ask(row: DraftRow | undefined): void {
    this.#discarding = row;
    this.#desk.host.requestUpdate();
  }

  #renderDialog(): TemplateResult | typeof nothing {
    const row = this.#discarding;
    if (!row) return nothing;
    const { t } = this.#desk.words();
    return dialog({
      title: t('ordering.discard_title'),
      content: html`<p>${t('ordering.discard_text', { count: row.count })}</p>`,
      submit: t('ordering.discard'),
      danger: true,
      cancel: t('ordering.cancel'),
      onSubmit: () => (void this.#discard(row.id), true),
      onClose: () => this.#ask(undefined),
    });
  }

  async #discard(id: string): Promise<void> {
    const { call, portal } = this.#desk;
    this.#ask(undefined);
    await call(() => portal().client.call('DELETE /order-drafts/:id', { params: { id } }));
    this.reload();
  }
}
