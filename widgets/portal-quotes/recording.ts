import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import {
  decisionWays,
  quoteDecisions,
  type QuoteDecision,
  type RejectReason,
} from '#contract/quote-words';
import type { QuoteDetail } from '#contract/quotes';
import { isComplete } from '#contract/quote-sums';
import { toClientError, type ClientError, type Portal, type PortalElement } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { newFormKey } from '../core/once.ts';
import { button } from '../kit/button.ts';
import { selectField, textField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { arrivedFiles, filePicker, filePickerStyles } from '../records/file-picker.ts';
import { Uploads } from '../records/uploads.ts';
import type { View } from '../records/view.ts';
import { reasonOptions } from './quote-decide.ts';
import { fileWords } from './request-form.ts';
import { missingChoice, missingGroups } from './quote-document.ts';
import { requestStyles } from './request.styles.ts';
import { focusOn, focusWrong } from '../records/focus.ts';

export type RecordingDesk = {
  host: PortalElement;
  portal: () => Portal;
  view: () => View;
  fault: (fault: ClientError) => TemplateResult;
  report: (fault: ClientError) => void;
  announce: (text: string) => void;
  onDone: (decision: QuoteDecision) => void;
  onCancel: () => void;
};

const untyped = {
  decision: 'accepted' as QuoteDecision,
  way: 'mail' as (typeof decisionWays)[number],
  person: '',
  purchaseOrder: '',
  reason: '' as RejectReason | '',
};

/** What staff writes down of a decision that a customer took elsewhere. */
export class Recording {
  readonly #desk: RecordingDesk;
  readonly #uploads: Uploads;
  #typed = untyped;
  #tried = false;
  #busy = false;
  #fault: ClientError | undefined;
  #key = newFormKey();

  constructor(desk: RecordingDesk) {
    this.#desk = desk;
    adopt(desk.host, requestStyles, filePickerStyles);
    this.#uploads = new Uploads(desk.host, {
      purpose: 'quote',
      portal: desk.portal,
      onDone: () => desk.host.requestUpdate(),
      onFault: desk.report,
    });
  }

  /** Begins anew. */
  begin(): void {
    this.#typed = untyped;
    this.#tried = false;
    this.#fault = undefined;
    this.#key = newFormKey();
    this.#uploads.clear();
  }

  #type(change: Partial<typeof untyped>): void {
    this.#typed = { ...this.#typed, ...change };
    this.#desk.host.requestUpdate();
  }

  /** @param chosen the lines that are chosen by now */
  render(quote: QuoteDetail, chosen: () => readonly string[]): TemplateResult {
    const view = this.#desk.view();
    const { t } = view;
    const { decision, way, person, purchaseOrder, reason } = this.#typed;
    const submit = (event: Event) => {
      event.preventDefault();
      void this.#send(quote, chosen());
    };
    return html`<form
      class="form decide"
      part="decision"
      data-of="recording ${quote.id}"
      novalidate
      @submit=${submit}
    >
      <h3 class="subtitle act-title" tabindex="-1">${t('quotes.record_title')}</h3>
      <p class="note">${t('quotes.record_text')}</p>
      ${selectField({
        id: 'record-decision',
        label: t('quotes.decision'),
        value: decision,
        options: quoteDecisions.map((one) => [one, t(`quotes.state_${one}`)] as const),
        onChange: (value) => this.#type({ decision: value as QuoteDecision }),
      })}
      ${textField({
        id: 'record-person',
        label: t('quotes.record_person'),
        value: person,
        error: this.#tried && !person.trim() ? t('rule.required') : undefined,
        maxLength: limits.name,
        autocomplete: 'off',
        onInput: (value) => this.#type({ person: value }),
      })}
      ${selectField({
        id: 'record-way',
        label: t('quotes.way'),
        value: way,
        options: decisionWays.map((one) => [one, t(`quotes.way_${one}`)] as const),
        onChange: (value) => this.#type({ way: value as (typeof decisionWays)[number] }),
      })}
      ${
        decision === 'accepted'
          ? html`${missingGroups(quote.text, chosen()).map((group) => notice(this.#tried ? 'danger' : 'warning', t('quotes.choose_from', { group })))}
            ${textField({
              id: 'record-order',
              label: t('quotes.purchase_order'),
              hint: t('quotes.purchase_order_hint'),
              value: purchaseOrder,
              maxLength: limits.identifier,
              onInput: (value) => this.#type({ purchaseOrder: value }),
            })}`
          : selectField({
              id: 'record-reason',
              label: t('quotes.reason'),
              value: reason,
              error: this.#tried && reason === '' ? t('rule.required') : undefined,
              options: reasonOptions(this.#desk.view()),
              onChange: (value) => this.#type({ reason: value as RejectReason | '' }),
            })
      }
      ${filePicker({ view, label: t('quotes.record_file'), words: fileWords(t), uploads: this.#uploads, most: 1 })}
      ${
        this.#tried && !arrivedFiles(this.#uploads)?.length
          ? notice('danger', t('quotes.record_file_missing'))
          : nothing
      }
      ${this.#fault ? html`<div role="alert">${this.#desk.fault(this.#fault)}</div>` : nothing}
      <div class="actions">
        ${button({ kind: 'primary', type: 'submit', label: t('quotes.record_save'), off: this.#busy || this.#uploads.busy })}
        ${button({ label: t('quotes.cancel'), onClick: this.#desk.onCancel })}
      </div>
    </form>`;
  }

  async #send(quote: QuoteDetail, chosen: readonly string[]): Promise<void> {
    const { host, portal, announce, view } = this.#desk;
    const { decision, way, person, purchaseOrder, reason } = this.#typed;
    const [file] = arrivedFiles(this.#uploads) ?? [];
    const accepted = decision === 'accepted';
    if (this.#busy) return;
    this.#tried = true;
    host.requestUpdate();
    if (accepted && !isComplete(quote.text.lines, chosen)) {
      announce(view().t('quotes.options_missing'));
      return focusOn(host, missingChoice(quote.text, chosen));
    }
    const lacks = !person.trim() || (!accepted && reason === '');
    if (!file || lacks) {
      announce(view().t(lacks ? 'rule.required' : 'quotes.record_file_missing'));
      return focusWrong(host);
    }
    this.#busy = true;
    this.#fault = undefined;
    try {
      await portal().client.call('POST /quotes/:id/recorded-decision', {
        params: { id: quote.id },
        body: {
          hash: quote.hash,
          decision,
          way,
          person: person.trim(),
          file,
          ...(accepted
            ? {
                options: [...chosen],
                ...(purchaseOrder.trim() && { purchaseOrder: purchaseOrder.trim() }),
              }
            : { reason: reason || undefined }),
        },
        once: this.#key,
      });
      this.begin();
      this.#desk.onDone(decision);
    } catch (error) {
      this.#fault = toClientError(error);
      if (this.#fault.code === 'idempotency_mismatch') this.#key = newFormKey();
      this.#desk.report(this.#fault);
    } finally {
      this.#busy = false;
      host.requestUpdate();
    }
  }
}
