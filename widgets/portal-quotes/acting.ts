import { html, nothing, type TemplateResult } from 'lit';
import { isComplete, totalWith } from '#contract/quote-sums';
import type { QuoteDetail } from '#contract/quotes';
import {
  emit,
  toClientError,
  type ClientError,
  type Portal,
  type PortalElement,
} from '../core/index.ts';
import { newFormKey } from '../core/once.ts';
import { button } from '../kit/button.ts';
import type { View } from '../records/view.ts';
import {
  acceptForm,
  askForm,
  isAtEnd,
  rejectForm,
  untyped,
  type DecideOptions,
  type Typed,
} from './quote-decide.ts';
import { focusOn, focusWrong } from '../records/focus.ts';
import { askLabel } from './quote-aside.ts';
import { missingChoice } from './quote-document.ts';

// What comes once a quote is open: what stands beside it, and what its versions change.
export { aside } from './quote-aside.ts';
export { quoteVersions } from './quote-versions.ts';

export type ActingDesk = {
  host: PortalElement;
  portal: () => Portal;
  view: () => View;
  /** In whose name it is decided. */
  person: () => string;
  fault: (fault: ClientError) => TemplateResult;
  report: (fault: ClientError) => void;
  announce: (text: string) => void;
  /** It is done: what is said of it. */
  onDone: (words: string) => void;
  onCancel: () => void;
  /** The quote is another by now. */
  onStale: () => void;
  /** Another version of it is to be shown. */
  onVersion: (id: string, event: MouseEvent) => void;
};
type Doing = 'accept' | 'reject' | 'ask';

/** The decision of a quote on its way: what was typed, and each try to send it. */
export class Acting {
  readonly #desk: ActingDesk;
  #typed: Typed = untyped;
  #busy = false;
  #fault: ClientError | undefined;
  /** The same with each try. */
  #key = newFormKey();

  constructor(desk: ActingDesk) {
    this.#desk = desk;
  }

  /** Begins anew. */
  begin(): void {
    this.#typed = untyped;
    this.#fault = undefined;
    this.#key = newFormKey();
  }

  /** Takes terms that need no scrolling for read. */
  look(): void {
    const box = this.#desk.host.renderRoot.querySelector<HTMLElement>('.terms');
    if (box && !this.#typed.read && isAtEnd(box)) this.#type({ read: true });
  }

  /** @param chosen the lines that are chosen by now */
  render(act: Doing, quote: QuoteDetail, chosen: () => readonly string[]): TemplateResult {
    const options: DecideOptions = {
      view: this.#desk.view(),
      quote,
      chosen: chosen(),
      typed: this.#typed,
      person: this.#desk.person(),
      busy: this.#busy,
      fault: this.#fault && this.#refusal(this.#fault),
      onType: (change) => this.#type(change),
      onSubmit: () => void this.#submit(act, quote, chosen()),
      onCancel: this.#desk.onCancel,
    };
    return { accept: acceptForm, reject: rejectForm, ask: askForm }[act](options);
  }

  #type(change: Partial<Typed>): void {
    this.#typed = { ...this.#typed, ...change };
    this.#desk.host.requestUpdate();
  }

  /** Why it did not succeed; where the quote is another by now, with the way to how it is. */
  #refusal(fault: ClientError): TemplateResult | undefined {
    const { view, onStale, onVersion, fault: shown } = this.#desk;
    const { t } = view();
    const isStale = fault.code.startsWith('quote_') && fault.code !== 'quote_options';
    const newest =
      fault.code === 'quote_superseded'
        ? (fault.current as { id: string; version: number } | undefined)
        : undefined;
    return html`<div role="alert">
      ${shown(fault)}
      ${
        newest
          ? button({
              label: t('quotes.open_newest', { version: newest.version }),
              onClick: (event) => onVersion(newest.id, event as MouseEvent),
            })
          : isStale
            ? button({ label: t('quotes.reload'), onClick: onStale })
            : nothing
      }
    </div>`;
  }

  async #submit(act: Doing, quote: QuoteDetail, chosen: readonly string[]): Promise<void> {
    if (this.#busy) return;
    const { view, announce, report, host } = this.#desk;
    const { text } = quote;
    const missing =
      act === 'accept'
        ? !isComplete(text.lines, chosen)
          ? 'quotes.options_missing'
          : !this.#typed.agreed && text.terms.length > 0 && 'quotes.terms_missing'
        : this.#typed[act === 'ask' ? 'text' : 'reason'].trim() === '' && 'rule.required';
    this.#type({ tried: true });
    if (missing) {
      announce(view().t(missing));
      if (missing === 'quotes.options_missing') return focusOn(host, missingChoice(text, chosen));
      // Before they are read, they cannot be agreed to.
      if (missing === 'quotes.terms_missing' && !this.#typed.read) return focusOn(host, '.terms');
      return focusWrong(host);
    }
    this.#busy = true;
    this.#fault = undefined;
    host.requestUpdate();
    try {
      if (act === 'ask') await this.#ask(quote);
      else await this.#decide(quote, act === 'accept' ? 'accepted' : 'rejected', chosen);
    } catch (error) {
      this.#fault = toClientError(error);
      if (this.#fault.code === 'idempotency_mismatch') this.#key = newFormKey();
      report(this.#fault);
    } finally {
      this.#busy = false;
      host.requestUpdate();
    }
  }

  async #ask({ id, number, versions, state }: QuoteDetail): Promise<void> {
    const { t } = this.#desk.view();
    await this.#desk.portal().client.call('POST /threads', {
      body: {
        owner: `quote:${versions[0]?.id ?? id}`,
        subject: t(`${askLabel({ state })}_subject`, { number }),
        text: this.#typed.text.trim(),
      },
      once: this.#key,
    });
    this.#desk.onDone(t('quotes.asked'));
  }

  async #decide(
    { id, number, hash, text }: QuoteDetail,
    decision: 'accepted' | 'rejected',
    chosen: readonly string[],
  ): Promise<void> {
    const { host, portal, view, onDone } = this.#desk;
    const accepted = decision === 'accepted';
    const total = accepted ? totalWith(text.total, text.lines, chosen) : null;
    if (!emit(host, 'portal-before-quote-decision', { id, number, decision, total })) return;
    const { purchaseOrder, reason, text: said } = this.#typed;
    await portal().client.call('POST /quotes/:id/decision', {
      params: { id },
      body: {
        hash,
        decision,
        ...(accepted
          ? {
              options: [...chosen],
              ...(purchaseOrder.trim() && { purchaseOrder: purchaseOrder.trim() }),
            }
          : { reason: reason || undefined, ...(said.trim() && { text: said.trim() }) }),
      },
      once: this.#key,
    });
    emit(host, 'portal-quote-decided', { id, number, decision });
    onDone(view().t(`quotes.${decision}_done`));
  }
}
