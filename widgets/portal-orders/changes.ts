import { css, html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import type { OrderChange } from '#contract/order-changes';
import { pointOf, readQuantity } from '#contract/order-quantity';
import { changeKinds, type ChangeAnswer, type ChangeKind } from '#contract/order-words';
import type { Order } from '#contract/orders';
import {
  formatInstant,
  formatQuantity,
  toClientError,
  today,
  type ClientError,
  type Portal,
  type PortalElement,
} from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { newFormKey } from '../core/once.ts';
import { button } from '../kit/button.ts';
import { dayField, dayProblem } from '../kit/day-field.ts';
import { selectField, textAreaField, textField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { changed, isTicked, ticked, type Change } from '../records/change.ts';
import { focusWrong } from '../records/focus.ts';
import { day, dayTexts, described, textIn, type View } from '../records/view.ts';

/** What is said once it is done, and the change it is about. */
export type Done = { words: string; change: string };

export type ChangesDesk = {
  host: PortalElement;
  portal: () => Portal;
  view: () => View;
  zone: () => string | undefined;
  /** Whether the reader answers what customers ask for. */
  answers: () => boolean;
  fault: (fault: ClientError) => TemplateResult;
  report: (fault: ClientError) => void;
  announce: (text: string) => void;
  /** Something was asked or answered: the order is another by now. */
  onDone: (done: Done) => void;
  onClose: () => void;
};

const styles = css`
  .changes {
    display: grid;
    gap: calc(var(--p-space) * 3);
  }
  .changes .form,
  .change-lines {
    display: grid;
    gap: calc(var(--p-space) * 3);
    max-inline-size: 40em;
  }
  .change-lines {
    gap: var(--p-space);
    margin: 0;
    padding: 0;
    border: 0;
  }
  .change-lines legend {
    padding: 0;
    font-weight: 600;
  }
  .changes label.tick {
    display: flex;
    gap: calc(var(--p-space) * 2);
    align-items: baseline;
    min-block-size: 24px;
  }
  .changes .form > :is(h3, h4, p) {
    margin-block: 0;
  }
  .change p {
    margin: var(--p-space) 0 0;
    overflow-wrap: anywhere;
    white-space: pre-line;
  }
`;

const untyped = {
  kind: 'cancel' as ChangeKind,
  positions: [] as readonly string[],
  quantities: {} as Readonly<Record<string, string>>,
  date: '',
  text: '',
  /** All of the order is meant to be cancelled. */
  whole: false,
};

/** What is asked to be changed of an order: what was asked before, the form, and the answer of the company. */
export class Changes {
  readonly #desk: ChangesDesk;
  #typed = untyped;
  #tried = false;
  #busy = false;
  #fault: ClientError | undefined;
  #key = newFormKey();
  /** What is answered, by the change. */
  #answers: Readonly<Record<string, string>> = {};

  constructor(desk: ChangesDesk) {
    this.#desk = desk;
    adopt(desk.host, styles);
  }

  /** Begins anew. */
  begin(): void {
    this.#typed = untyped;
    this.#tried = false;
    this.#fault = undefined;
    this.#key = newFormKey();
  }

  /** @param asking whether the form is open */
  render(order: Order, asking: boolean): TemplateResult {
    return html`<div class="changes" part="changes">
      ${order.changes.map((change) => this.#change(change))} ${asking ? this.#form(order) : nothing}
    </div>`;
  }

  #change(change: OrderChange): TemplateResult {
    const view = this.#desk.view();
    const { t, format } = view;
    const when = (instant: string) => formatInstant(instant, format);
    const { id, kind, state, lines, date, text, by, at, answer, answeredAt, waitingSince } = change;
    const tone = state === 'asked' ? 'warning' : state === 'accepted' ? 'success' : 'danger';
    const said = [
      ...lines.map(({ position, quantity }) =>
        quantity === null
          ? t('order_change.line_alone', { position })
          : t('order_change.line_to', { position, quantity: formatQuantity(quantity, format) }),
      ),
      ...(date ? [t('order_change.date_to', { date: day(date, view) })] : []),
      ...(text ? [text] : []),
    ].join('\n');
    return notice(
      tone,
      html`<div class="change" part="change" data-change=${id} tabindex="-1">
        <strong>${t(`order_change.${kind}_was`)}</strong> · ${t(`order_change.${state}`)}
        <small>${t('order_change.by', { name: by, when: when(at) })}</small>
        ${said ? html`<p>${said}</p>` : nothing}
        ${waitingSince ? html`<p>${t('order_change.waiting', { when: when(waitingSince) })}</p>` : nothing}
        ${
          answeredAt
            ? html`<p>
                ${t('order_change.answered_at', { when: when(answeredAt) })}${answer && textIn(answer, format) ? html`: ${textIn(answer, format)}` : nothing}
              </p>`
            : this.#desk.answers()
              ? this.#answerForm(change)
              : nothing
        }
      </div>`,
      state === 'asked' ? 'clock' : state === 'accepted' ? 'check' : 'cross',
    );
  }

  #answerForm({ id }: OrderChange): TemplateResult {
    const { t } = this.#desk.view();
    const give = (answer: ChangeAnswer, kind?: 'primary') =>
      button({
        ...(kind && { kind }),
        label: t(answer === 'accepted' ? 'order_change.accept' : 'order_change.reject'),
        off: this.#busy,
        onClick: () => void this.#answer(id, answer),
      });
    return html`<div class="form no-print">
      ${textField({
        id: `change-answer-${id}`,
        label: t('order_change.answer_text'),
        hint: t('order_change.answer_hint'),
        value: this.#answers[id] ?? '',
        maxLength: limits.name,
        onInput: (text) => (this.#answers = { ...this.#answers, [id]: text }),
      })}
      ${this.#fault ? html`<div role="alert">${this.#desk.fault(this.#fault)}</div>` : nothing}
      <div class="actions">${give('accepted', 'primary')} ${give('rejected')}</div>
    </div>`;
  }

  #form(order: Order): TemplateResult {
    const view = this.#desk.view();
    const { t } = view;
    const { kind, text, date } = this.#typed;
    const submit = (event: Event) => {
      event.preventDefault();
      void this.#ask(order);
    };
    const wanted = kind === 'address' || kind === 'other';
    const wrong = this.#tried && wanted && !text.trim() ? t('rule.required') : undefined;
    return html`<form
      class="form no-print"
      part="change-form"
      data-of="change ${order.id}"
      novalidate
      @submit=${submit}
    >
      <h3 class="subtitle act-title" tabindex="-1">${t('order_change.title')}</h3>
      <p class="quiet-text">${t('order_change.intro')}</p>
      ${selectField({
        id: 'change-kind',
        label: t('order_change.kind'),
        value: kind,
        options: changeKinds.map((one) => [one, t(`order_change.${one}_kind`)] as const),
        onChange: (value) => this.#type({ kind: value as ChangeKind }),
      })}
      ${
        kind === 'date'
          ? dayField({
              id: 'change-date',
              label: t('order_change.date'),
              texts: dayTexts(view),
              value: date,
              min: this.#today,
              error: this.#tried && this.#dateWrong ? t('rule.date') : undefined,
              onChange: (value) => this.#type({ date: value }),
            })
          : nothing
      }
      ${wanted ? nothing : this.#lines(order)} ${this.#isWhole ? this.#whole() : nothing}
      ${textAreaField({
        id: 'change-text',
        label: t(wanted ? 'order_change.text' : 'order_change.text_optional'),
        value: text,
        error: wrong,
        rows: 3,
        maxLength: limits.text,
        onInput: (typed) => this.#type({ text: typed }),
      })}
      ${this.#fault ? html`<div role="alert">${this.#desk.fault(this.#fault)}</div>` : nothing}
      <div class="actions">
        ${button({
          kind: 'primary',
          type: 'submit',
          label: t(this.#busy ? 'order_change.sending' : 'order_change.send'),
          off: this.#busy,
        })}
        ${button({ label: t('order_change.cancel'), onClick: this.#desk.onClose })}
      </div>
    </form>`;
  }

  /** Which positions it is about, or what each is to be. */
  #lines({ items }: Order): TemplateResult | typeof nothing {
    const view = this.#desk.view();
    const { t, format } = view;
    const { kind, positions, quantities } = this.#typed;
    if (items.length === 0) return nothing;
    const isBare = this.#tried && Object.values(quantities).every((one) => !one.trim());
    if (kind === 'quantity')
      return html`<fieldset class="change-lines">
        <legend>${t('order_change.lines')}</legend>
        ${items.map((item) => {
          const typed = quantities[item.position] ?? '';
          return textField({
            id: `change-quantity-${item.position}`,
            label: `${t('order_change.line', { position: item.position, text: described(item, view) })} · ${formatQuantity(item.quantity, format)} ${item.unit}`,
            value: typed,
            maxLength: limits.typedQuantity,
            placeholder: t('order_change.quantity'),
            wrong: isBare,
            error:
              this.#tried && typed.trim() && this.#read(typed) === null
                ? t('order_change.number_wrong')
                : undefined,
            onInput: (value) =>
              this.#type((now) => ({
                quantities: { ...now.quantities, [item.position]: value },
              })),
          });
        })}
        ${isBare ? notice('danger', t('order_change.no_lines')) : nothing}
      </fieldset>`;
    return html`<fieldset class="change-lines">
      <legend>${t('order_change.lines')}</legend>
      <p class="quiet-text">${t('order_change.lines_hint')}</p>
      ${items.map(
        (item) =>
          html`<label class="tick">
            <input
              type="checkbox"
              .checked=${positions.includes(item.position)}
              @change=${(event: Event) => this.#tick(item.position, isTicked(event))}
            />
            ${t('order_change.line', { position: item.position, text: described(item, view) })}
          </label>`,
      )}
    </fieldset>`;
  }

  /** Whether it is about all of the order that is to be cancelled. */
  get #isWhole(): boolean {
    return this.#typed.kind === 'cancel' && this.#typed.positions.length === 0;
  }

  #whole(): TemplateResult {
    const { t } = this.#desk.view();
    const isMissing = this.#tried && !this.#typed.whole;
    return html`<label class="tick">
        <input
          id="change-whole"
          type="checkbox"
          aria-invalid=${isMissing ? 'true' : nothing}
          aria-describedby=${isMissing ? 'change-whole-note' : nothing}
          .checked=${this.#typed.whole}
          @change=${(event: Event) => this.#type({ whole: isTicked(event) })}
        />
        ${t('order_change.whole')}
      </label>
      ${isMissing ? html`<div id="change-whole-note">${notice('danger', t('order_change.whole_wrong'))}</div>` : nothing}`;
  }

  get #today(): string {
    return today(this.#desk.zone() ?? 'UTC');
  }

  get #dateWrong(): boolean {
    const { date } = this.#typed;
    return date === '' || dayProblem(date, this.#today) !== undefined;
  }

  #read(text: string): string | null {
    const read = readQuantity(text, pointOf(this.#desk.view().format.language));
    return read?.quantity ?? null;
  }

  #type(change: Change<typeof untyped>): void {
    this.#typed = changed(this.#typed, change);
    this.#desk.host.requestUpdate();
  }

  #tick(position: string, on: boolean): void {
    this.#type(({ positions }) => ({ positions: ticked(positions, position, on) }));
  }

  /** What is sent; null where something is missing or wrong. */
  #asked() {
    const { kind, positions, quantities, date, text, whole } = this.#typed;
    const said = text.trim();
    if (this.#isWhole && !whole) return null;
    if (kind === 'address' || kind === 'other') return said ? { kind, text: said } : null;
    if (kind === 'date' && this.#dateWrong) return null;
    const given = Object.entries(quantities).filter(([, typed]) => typed.trim() !== '');
    const lines =
      kind === 'quantity'
        ? given.map(([position, typed]) => ({ position, quantity: this.#read(typed) ?? '' }))
        : positions.map((position) => ({ position }));
    if (kind === 'quantity' && lines.length === 0) return null;
    if (lines.some((line) => 'quantity' in line && line.quantity === '')) return null;
    return { kind, lines, ...(kind === 'date' && { date }), ...(said && { text: said }) };
  }

  async #ask({ id }: Order): Promise<void> {
    const { t, format } = this.#desk.view();
    if (this.#busy) return;
    this.#tried = true;
    const asked = this.#asked();
    this.#desk.host.requestUpdate();
    if (!asked) {
      this.#desk.announce(t('rule.required'));
      return void focusWrong(this.#desk.host);
    }
    await this.#try(async (client) => {
      const { id: change } = await client.call('POST /orders/:id/change-requests', {
        params: { id },
        body: { ...asked, locale: format.language },
        once: this.#key,
      });
      this.begin();
      return { words: t('order_change.sent'), change };
    });
  }

  async #answer(id: string, answer: ChangeAnswer): Promise<void> {
    const { t, format } = this.#desk.view();
    const text = this.#answers[id]?.trim();
    if (this.#busy) return;
    await this.#try(async (client) => {
      await client.call('POST /order-changes/:id/answer', {
        params: { id },
        body: { answer, ...(text && { text: { [format.language]: text } }) },
      });
      return { words: t(`order_change.answered_${answer}`), change: id };
    });
  }

  async #try(work: (client: Portal['client']) => Promise<Done>): Promise<void> {
    const { host, portal, report, onDone } = this.#desk;
    this.#busy = true;
    this.#fault = undefined;
    host.requestUpdate();
    try {
      onDone(await work(portal().client));
    } catch (error) {
      this.#fault = toClientError(error);
      if (this.#fault.code === 'idempotency_mismatch') this.#key = newFormKey();
      report(this.#fault);
    } finally {
      this.#busy = false;
      host.requestUpdate();
    }
  }
}
