import { css, html, nothing, type TemplateResult } from 'lit';
import { sumOf } from '#contract/decimal';
import { addDays, today } from '#contract/format';
import { limits } from '#contract/limits';
import { pointOf, readQuantity } from '#contract/order-quantity';
import type { PayableItem } from '#contract/payments';
import type { Dispute, PaymentPromise } from '#contract/promises';
import {
  disputeFilters,
  disputeReasons,
  mostDisputeText,
  mostPromisedDays,
  promiseFilters,
  type DisputeReason,
  type DisputeState,
  type PromiseState,
} from '#contract/promise-words';
import {
  formatInstant,
  toClientError,
  type ClientError,
  type Portal,
  type PortalElement,
} from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { newFormKey } from '../core/once.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { dayField, dayProblem, dayStyles } from '../kit/day-field.ts';
import { dialog } from '../kit/dialog.ts';
import { selectField, textAreaField, textField } from '../kit/field.ts';
import type { IconName } from '../kit/icon.ts';
import { notice, type Tone } from '../kit/notice.ts';
import { columnsOf } from '../records/columns.ts';
import { listing } from '../records/listing.ts';
import { ListResource, type Page } from '../records/resource.ts';
import { day, dayTexts, money, type View } from '../records/view.ts';

export type SaidDesk = {
  host: PortalElement;
  portal: () => Portal;
  view: () => View;
  may: () => boolean;
  mayReview: () => boolean;
  /** Whether the reader may promise, and may dispute. */
  pays: () => boolean;
  disputes: () => boolean;
  /** How the lists are narrowed, as the address says it. */
  status: () => string;
  customer: () => string;
  onStatus: (status: string) => void;
  renderFault: (fault: ClientError) => TemplateResult;
  report: (fault: ClientError) => void;
  announce: (text: string) => void;
  /** Something was said, or taken back. */
  onDone: () => void;
};

/** What is promised: documents of one company and currency. */
export type Promised = {
  company: string;
  currency: string;
  total: string;
  items: { id: string; amount: string }[];
};
type PromiseForm = { what: 'promise'; of: Promised; date: string; note: string };
type DisputeForm = {
  what: 'dispute';
  company: string;
  of: PayableItem;
  reason: DisputeReason | '';
  amount: string;
  text: string;
};
type Form = PromiseForm | DisputeForm;
type Query<S> = { status?: S; customer?: string };

const promiseMarks: Record<PromiseState, readonly [Tone, IconName]> = {
  open: ['info', 'clock'],
  kept: ['success', 'check'],
  late: ['warning', 'check'],
  broken: ['danger', 'alert'],
  replaced: ['neutral', 'back'],
  withdrawn: ['neutral', 'cross'],
};
const disputeMarks: Record<DisputeState, readonly [Tone, IconName]> = {
  open: ['warning', 'clock'],
  accepted: ['success', 'check'],
  refused: ['danger', 'cross'],
  withdrawn: ['neutral', 'cross'],
};

const styles = css`
  .said {
    display: grid;
    gap: calc(var(--p-space) * 4);
    max-inline-size: 40em;
  }
  .said p {
    margin: 0;
    white-space: pre-line;
    overflow-wrap: anywhere;
  }
  .said blockquote {
    margin: 0;
    padding-inline-start: calc(var(--p-space) * 3);
    border-inline-start: 3px solid var(--p-color-border-strong);
  }
  .said textarea,
  .dialog textarea {
    min-block-size: 6em;
    resize: vertical;
  }
  .narrow {
    max-inline-size: 16em;
    margin-block-end: calc(var(--p-space) * 3);
  }
`;

/** What customers say of what they owe: the forms in which they do, and the lists of it. */
export class Said {
  readonly #desk: SaidDesk;
  readonly #promises: ListResource<Query<'open' | 'broken'>, Page<PaymentPromise>>;
  readonly #disputes: ListResource<Query<'open' | 'done'>, Page<Dispute>>;
  #form: Form | undefined;
  #tried = false;
  #busy = false;
  #fault: ClientError | undefined;
  #key = newFormKey();
  /** The dispute on screen, and what is typed as its answer. */
  #open = '';
  #answer = '';

  constructor(desk: SaidDesk) {
    this.#desk = desk;
    const { host, portal, may } = desk;
    this.#promises = new ListResource(host, {
      portal,
      may,
      sizes: true,
      load: (client, query, signal) => client.call('GET /promises', { query, signal }),
    });
    this.#disputes = new ListResource(host, {
      portal,
      may,
      sizes: true,
      load: (client, query, signal) => client.call('GET /disputes', { query, signal }),
    });
    adopt(host, dayStyles, styles);
  }

  askPromise(of: Promised): void {
    this.#begin({ what: 'promise', of, date: '', note: '' });
  }

  askDispute(company: string, of: PayableItem): void {
    const point = pointOf(this.#desk.view().format.language);
    const amount = of.open.replace('.', point);
    this.#begin({ what: 'dispute', company, of, reason: '', amount, text: '' });
  }

  #begin(form: Form | undefined): void {
    this.#form = form;
    this.#tried = false;
    this.#fault = undefined;
    this.#key = newFormKey();
    this.#desk.host.requestUpdate();
  }

  #type(change: Partial<PromiseForm> | Partial<DisputeForm>): void {
    this.#form = { ...this.#form!, ...change } as Form;
    this.#key = newFormKey();
    this.#desk.host.requestUpdate();
  }

  /** The form that is being filled in, over everything else. */
  dialog(): TemplateResult | typeof nothing {
    const form = this.#form;
    if (!form) return nothing;
    const { t } = this.#desk.view();
    const isPromise = form.what === 'promise';
    return dialog({
      title: isPromise
        ? t('payments.promise_title')
        : t('payments.dispute_title', { document: form.of.document ?? '' }),
      content: html`${isPromise ? this.#promiseFields(form) : this.#disputeFields(form)}
      ${this.#fault ? notice('danger', t(`error.${this.#fault.code}`)) : nothing}`,
      submit: t(isPromise ? 'payments.promise_send' : 'payments.dispute_send'),
      cancel: t('common.back'),
      off: this.#busy,
      onSubmit: () => {
        const now = this.#form;
        if (now?.what === 'promise') void this.#promise(now);
        else if (now) void this.#dispute(now);
        // Until it is said.
        return false;
      },
      onClose: () => this.#begin(undefined),
    });
  }

  #promiseFields(form: PromiseForm): TemplateResult {
    const { of, date, note } = form;
    const view = this.#desk.view();
    const { t } = view;
    const [min, max] = this.#days;
    return html`<p class="total">
        <span>${t('payments.chosen', { count: of.items.length })}</span>
        <strong class="figures">${money(of.total, of.currency, view)}</strong>
      </p>
      <p>${t('payments.promise_text')}</p>
      ${dayField({
        id: 'promise-date',
        label: t('payments.promise_date'),
        texts: dayTexts(view),
        value: date,
        min,
        max,
        error:
          this.#tried && dayProblem(date, min, max) ? t('payments.promise_date_wrong') : undefined,
        onChange: (typed) => this.#type({ date: typed }),
      })}
      ${textField({
        id: 'promise-note',
        label: t('payments.promise_note'),
        value: note,
        maxLength: limits.text,
        onInput: (typed) => this.#type({ note: typed }),
      })}`;
  }

  /** The first day and the last that may be promised; the server knows better which day it is where the company is. */
  get #days(): [string, string] {
    const here = today(new Intl.DateTimeFormat().resolvedOptions().timeZone);
    return [here, addDays(here, mostPromisedDays)];
  }

  async #promise({ of, date, note }: PromiseForm): Promise<void> {
    const { view, announce } = this.#desk;
    this.#tried = true;
    this.#desk.host.requestUpdate();
    if (dayProblem(date, ...this.#days)) return announce(view().t('payments.promise_date_wrong'));
    const { company, items } = of;
    const body = { company, items, date, ...(note.trim() && { note: note.trim() }) };
    await this.#act(
      (client) => client.call('POST /promises', { body, once: this.#key }),
      view().t('payments.promise_sent', { date: day(date, view()) }),
    );
  }

  #disputeFields(form: DisputeForm): TemplateResult {
    const { t } = this.#desk.view();
    const { of, reason, amount, text } = form;
    const missing = (is: boolean) => (this.#tried && is ? t('payments.required') : undefined);
    return html`<p>${t('payments.dispute_text')}</p>
      ${selectField({
        id: 'dispute-reason',
        label: t('payments.dispute_reason'),
        value: reason,
        error: missing(reason === ''),
        options: [
          ['', t('payments.dispute_reason_none')],
          ...disputeReasons.map((one) => [one, t(`payments.dispute_reason_${one}`)] as const),
        ],
        onChange: (chosen) => this.#type({ reason: chosen as DisputeReason | '' }),
      })}
      ${textField({
        id: 'dispute-amount',
        label: `${t('payments.dispute_amount')} (${of.currency})`,
        value: amount,
        error: missing(!this.#read(amount)),
        maxLength: 24,
        onInput: (typed) => this.#type({ amount: typed }),
      })}
      ${textAreaField({
        id: 'dispute-text',
        label: t('payments.dispute_words'),
        value: text,
        error: missing(!text.trim()),
        maxLength: mostDisputeText,
        onInput: (typed) => this.#type({ text: typed }),
      })}`;
  }

  #read(typed: string): string | undefined {
    const read = readQuantity(typed, pointOf(this.#desk.view().format.language))?.quantity;
    return read && sumOf([read]);
  }

  async #dispute({ company, of, reason, amount, text }: DisputeForm): Promise<void> {
    const { view, announce } = this.#desk;
    this.#tried = true;
    this.#desk.host.requestUpdate();
    const read = this.#read(amount);
    if (reason === '' || !read || !text.trim()) return announce(view().t('payments.required'));
    const body = { company, item: of.id, reason, amount: read, text: text.trim() };
    await this.#act(
      (client) => client.call('POST /disputes', { body, once: this.#key }),
      view().t('payments.dispute_sent'),
    );
  }

  /** Takes back when a document is paid. */
  withdrawPromise(id: string): Promise<void> {
    return this.#act(
      (client) => client.call('POST /promises/:id/withdrawal', { params: { id }, body: {} }),
      this.#desk.view().t('payments.promise_gone'),
    );
  }

  async #act(work: (client: Portal['client']) => Promise<unknown>, done: string): Promise<void> {
    const { host, portal, report, announce, onDone } = this.#desk;
    if (this.#busy) return;
    this.#busy = true;
    this.#fault = undefined;
    host.requestUpdate();
    try {
      await work(portal().client);
      this.#begin(undefined);
      this.#answer = '';
      announce(done);
      this.#promises.reload();
      this.#disputes.reload();
    } catch (error) {
      this.#fault = toClientError(error);
      report(this.#fault);
    } finally {
      this.#busy = false;
      onDone();
      host.requestUpdate();
    }
  }

  #narrow(states: readonly ('open' | 'broken' | 'done')[]): TemplateResult {
    const { view, status, onStatus } = this.#desk;
    const { t } = view();
    return html`<div class="narrow no-print">
      ${selectField({
        id: 'said-status',
        label: t('payments.filter_said'),
        value: states.find((one) => one === status()) ?? '',
        options: [
          ['', t('payments.filter_all')],
          ...states.map((one) => [one, t(`payments.filter_${one}`)] as const),
        ],
        onChange: onStatus,
      })}
    </div>`;
  }

  #askedOf<S extends string>(states: readonly S[]): Query<S> {
    const { status, customer } = this.#desk;
    const known = states.find((one) => one === status());
    return { ...(known && { status: known }), ...(customer() && { customer: customer() }) };
  }

  promises(): TemplateResult {
    const { view, renderFault } = this.#desk;
    const v = view();
    const { t, format } = v;
    const list = this.#promises;
    const query = this.#askedOf(promiseFilters);
    if (!list.isAsked(query)) list.ask(query);
    const c = columnsOf<PaymentPromise>(v);
    return html`${this.#narrow(promiseFilters)}
    ${listing<PaymentPromise>({
      view: v,
      list,
      fault: list.fault && renderFault(list.fault),
      empty: {
        icon: 'check',
        title: t('payments.promises_none_title'),
        text: t('payments.promises_none'),
      },
      found: (count) => t('payments.promises_found', { count }),
      table: {
        caption: t('payments.view_promises'),
        columns: [
          c.text('payments.document', ({ document }) => document, { card: 'heading' }),
          c.wide('payments.customer', (row) => who(row)),
          c.date('payments.promised_on', ({ promisedOn }) => promisedOn),
          c.money('payments.amount_short', ({ amount, currency }) => [amount, currency], {
            card: 'figure',
          }),
          c.text(
            'payments.state',
            ({ state }) => badge(...promiseMarks[state], t(`payments.promise_state_${state}`)),
            { card: 'trail' },
          ),
          c.wide('payments.note', ({ note }) => note),
          c.text(
            'payments.said_by',
            ({ by, at }) => html`${by} <small class="figures">${formatInstant(at, format)}</small>`,
          ),
        ],
        key: ({ id }) => id,
        wide: 'large',
      },
    })}`;
  }

  disputes(): TemplateResult {
    const list = this.#disputes;
    const query = this.#askedOf(disputeFilters);
    if (!list.isAsked(query)) list.ask(query);
    const shown = list.items.find(({ id }) => id === this.#open);
    return shown ? this.#renderDispute(shown) : this.#renderDisputes();
  }

  #renderDisputes(): TemplateResult {
    const { view, renderFault, mayReview } = this.#desk;
    const v = view();
    const { t, format } = v;
    const list = this.#disputes;
    const c = columnsOf<Dispute>(v);
    return html`${this.#narrow(disputeFilters)}
    ${listing<Dispute>({
      view: v,
      list,
      fault: list.fault && renderFault(list.fault),
      empty: {
        icon: 'check',
        title: t('payments.disputes_none_title'),
        text: t('payments.disputes_none'),
      },
      found: (count) => t('payments.disputes_found', { count }),
      table: {
        caption: t('payments.view_disputes'),
        columns: [
          c.text('payments.document', ({ document }) => document, { card: 'heading' }),
          mayReview() && c.wide('payments.customer', (row) => who(row)),
          c.wide('payments.dispute_reason', ({ reason }) => t(`payments.dispute_reason_${reason}`)),
          c.money('payments.amount_short', ({ amount, currency }) => [amount, currency], {
            card: 'figure',
          }),
          c.text('payments.state', (one) => disputeBadge(one, v), { card: 'trail' }),
          c.text(
            'payments.said_at',
            ({ at }) => html`<span class="figures">${formatInstant(at, format)}</span>`,
          ),
          c.action('payments.see', ({ id, document }) =>
            button({
              kind: 'quiet',
              icon: 'arrow',
              label: t('payments.see'),
              name: t('payments.dispute_see', { document }),
              onClick: () => this.#show(id),
            }),
          ),
        ],
        key: ({ id }) => id,
      },
    })}`;
  }

  #show(id: string): void {
    this.#open = id;
    this.#answer = '';
    this.#tried = false;
    this.#fault = undefined;
    this.#desk.host.requestUpdate();
  }

  #renderDispute(shown: Dispute): TemplateResult {
    const v = this.#desk.view();
    const { t, format } = v;
    const { document, reason, amount, currency, open, text, state, answer, by, at } = shown;
    const fact = (label: string, value: unknown, kind = '') =>
      html`<div class="fact ${kind}">
        <dt>${label}</dt>
        <dd>${value}</dd>
      </div>`;
    return html`${button({ kind: 'quiet', icon: 'back', label: t('common.back'), onClick: () => this.#show('') })}
      <div class="said">
        <h3 class="subtitle" tabindex="-1">${t('payments.dispute_title', { document })}</h3>
        <p>${disputeBadge(shown, v)}</p>
        ${this.#fault ? notice('danger', t(`error.${this.#fault.code}`)) : nothing}
        <dl class="facts">
          ${fact(t('payments.customer'), who(shown), 'broad')}
          ${fact(t('payments.dispute_reason'), t(`payments.dispute_reason_${reason}`), 'broad')}
          ${fact(t('payments.dispute_amount'), money(amount, currency, v), 'figures')}
          ${fact(t('payments.open'), money(open, currency, v), 'figures')}
        </dl>
        <blockquote>
          <p>${text}</p>
          <small>${by} · <span class="figures">${formatInstant(at, format)}</span></small>
        </blockquote>
        ${
          answer === null
            ? nothing
            : html`<div>
                <h4>${t('payments.dispute_answer')}</h4>
                <p>${answer}</p>
              </div>`
        }
        ${state === 'open' ? this.#renderDeeds(shown) : nothing}
      </div>`;
  }

  #renderDeeds({ id }: Dispute): TemplateResult | typeof nothing {
    const { view, mayReview, disputes, announce, host } = this.#desk;
    const { t } = view();
    const withdraw = () =>
      void this.#act(
        (client) => client.call('POST /disputes/:id/withdrawal', { params: { id }, body: {} }),
        t('payments.dispute_gone'),
      );
    if (disputes())
      return html`<div class="actions no-print">
        ${button({ icon: 'cross', label: t('payments.dispute_withdraw'), off: this.#busy, onClick: withdraw })}
      </div>`;
    if (!mayReview()) return nothing;
    const answer = this.#answer.trim();
    const decide = (decision: 'accepted' | 'refused') => {
      this.#tried = true;
      host.requestUpdate();
      if (!answer) return announce(t('payments.required'));
      void this.#act(
        (client) =>
          client.call('POST /disputes/:id/decision', {
            params: { id },
            body: { decision, answer },
          }),
        t('payments.dispute_answered'),
      );
    };
    return html`<section class="said no-print" part="desk">
      ${textAreaField({
        id: 'dispute-answer',
        label: t('payments.dispute_answer_to'),
        value: this.#answer,
        error: this.#tried && !answer ? t('payments.required') : undefined,
        maxLength: mostDisputeText,
        onInput: (typed) => {
          this.#answer = typed;
          host.requestUpdate();
        },
      })}
      <small>${t('payments.dispute_accept_text')}</small>
      <div class="actions">
        ${button({ kind: 'primary', label: t('payments.dispute_accept'), off: this.#busy, onClick: () => decide('accepted') })}
        ${button({ label: t('payments.dispute_refuse'), off: this.#busy, onClick: () => decide('refused') })}
      </div>
    </section>`;
  }
}

const who = ({ customer }: Pick<Dispute, 'customer'>): TemplateResult =>
  html`${customer.name} <small>${customer.number}</small>`;

const disputeBadge = ({ state }: Dispute, { t }: View): TemplateResult =>
  badge(...disputeMarks[state], t(`payments.dispute_state_${state}`));
