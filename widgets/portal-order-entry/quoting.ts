import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import { quoteLimits } from '#contract/quote-words';
import { toClientError, type ClientError } from '../core/index.ts';
import { newFormKey } from '../core/once.ts';
import { adopt } from '../core/lazy.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { textAreaField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import type { Desk } from './desk.ts';
import type { SheetLine } from './draft-store.ts';

/** Has the lines of a draft quoted instead of ordering them: also those that have no price, or no material that is known. */
export class Quoting {
  readonly #desk: Desk;
  #open = false;
  #note = '';
  #busy = false;
  #fault: ClientError | undefined;
  #key = newFormKey();
  /** Number of what was asked for last, and of which draft. */
  #sent: { draft: string; number: string } | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
    adopt(desk.host, dialogStyles);
  }

  ask(): void {
    this.#set(() => {
      this.#open = true;
      this.#note = '';
      this.#fault = undefined;
      this.#key = newFormKey();
    });
  }

  #set(change: () => void): void {
    change();
    this.#desk.host.requestUpdate();
  }

  /** Lines that say how much of what. */
  get #lines(): SheetLine[] {
    return this.#desk.store.lines.filter(
      ({ material, quantity }) => material.trim() && /^\d{1,12}(\.\d{1,6})?$/.test(quantity),
    );
  }

  render(): TemplateResult {
    const { words, store } = this.#desk;
    const { t } = words();
    const sent = this.#sent;
    return html`${
      sent && sent.draft === store.draft?.id
        ? notice('success', t('ordering.quote_sent', { number: sent.number }))
        : nothing
    }
    ${this.#open ? this.#dialog() : nothing}`;
  }

  #dialog(): TemplateResult {
    const { words, store } = this.#desk;
    const { t } = words();
    const count = this.#lines.length;
    const left = store.lines.length - count;
    const fits = count > 0 && count <= quoteLimits.lines;
    return dialog({
      title: t('ordering.quote_title'),
      content: html`<p>
          ${
            count > quoteLimits.lines
              ? t('ordering.quote_most', { max: quoteLimits.lines })
              : t(count === 0 ? 'ordering.quote_none' : 'ordering.quote_text', { count })
          }
        </p>
        ${left > 0 && count > 0 ? notice('warning', t('ordering.quote_left', { count: left })) : nothing}
        ${textAreaField({
          id: 'quote-note',
          label: t('ordering.quote_note'),
          value: this.#note,
          rows: 3,
          maxLength: quoteLimits.text,
          onInput: (typed) => (this.#note = typed),
        })}
        ${this.#fault ? notice('danger', t(`error.${this.#fault.code}`)) : nothing}`,
      submit: t('ordering.quote_send'),
      cancel: t('ordering.cancel'),
      off: this.#busy || !fits,
      onSubmit: () => (void this.#send(), false),
      onClose: () => this.#set(() => (this.#open = false)),
    });
  }

  async #send(): Promise<void> {
    const { portal, store, words, announce } = this.#desk;
    const { draft } = store;
    if (this.#busy || !draft) return;
    this.#set(() => {
      this.#busy = true;
      this.#fault = undefined;
    });
    try {
      const note = this.#note.trim();
      const { number } = await portal().client.call('POST /quote-requests', {
        body: {
          kind: 'goods',
          company: draft.company.code,
          lines: this.#lines.map(({ material, quantity, unit, out }) => ({
            material: (out?.found?.number ?? material).trim().slice(0, limits.name),
            quantity,
            ...(unit && { unit }),
            ...(out?.requestedDate && { requestedDate: out.requestedDate }),
            ...(out?.note && { note: out.note }),
          })),
          ...(note && { note }),
        },
        once: this.#key,
      });
      this.#sent = { draft: draft.id, number };
      this.#open = false;
      announce(words().t('ordering.quote_sent', { number }));
    } catch (error) {
      this.#fault = toClientError(error);
      if (this.#fault.code === 'idempotency_mismatch') this.#key = newFormKey();
    } finally {
      this.#set(() => (this.#busy = false));
    }
  }
}
