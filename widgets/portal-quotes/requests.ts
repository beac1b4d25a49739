import { html, nothing, type TemplateResult } from 'lit';
import type { QuoteRequestRow } from '#contract/quote-requests';
import type { RequestState } from '#contract/quote-words';
import { operations, transportModes } from '#contract/shipment-words';
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
import { dayProblem } from '../kit/day-field.ts';
import type { IconName } from '../kit/icons.ts';
import { notice, panel, type Tone } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { table } from '../kit/table.ts';
import { columnsOf } from '../records/columns.ts';
import { Drafts, writerOf } from '../records/drafts.ts';
import { arrivedFiles, filePickerStyles } from '../records/file-picker.ts';
import { ListResource, type Page } from '../records/resource.ts';
import { Uploads } from '../records/uploads.ts';
import { textIn, type View } from '../records/view.ts';
import { requestForm, type Box } from './request-form.ts';
import { requestStyles } from './request.styles.ts';

export type RequestsDesk = {
  host: PortalElement;
  portal: () => Portal;
  view: () => View;
  fault: (fault: ClientError) => TemplateResult;
  report: (fault: ClientError) => void;
  announce: (text: string) => void;
  onOpen: (id: string, event: MouseEvent) => void;
  /** Leads to the list of requests, or back to the quotes. */
  onShow: (what: '' | 'list') => void;
};

const names = [
  'operation',
  'mode',
  'origin',
  'destination',
  'incoterm',
  'goods',
  'weight',
  'volume',
  'packages',
  'readyOn',
  'note',
] as const;
const needed = ['origin', 'destination', 'goods'] as const;
const numbers = ['weight', 'volume', 'packages'] as const;

const looks: Record<RequestState, [Tone, IconName]> = {
  sent: ['info', 'clock'],
  received: ['info', 'progress'],
  refused: ['danger', 'cross'],
  quoted: ['success', 'check'],
};

/** Requests for quotes: the form, whose text stays until it was sent, and the list of what was asked. */
export class Requests {
  readonly #desk: RequestsDesk;
  readonly #drafts: Drafts;
  readonly #uploads: Uploads;
  readonly #list: ListResource<object, Page<QuoteRequestRow>>;
  #wrong: Record<string, string> = {};
  #fault: ClientError | undefined;
  #busy = false;
  #sent = '';

  constructor(desk: RequestsDesk) {
    this.#desk = desk;
    adopt(desk.host, requestStyles, filePickerStyles);
    this.#drafts = new Drafts(() => writerOf(desk.portal()), 'porticoQuoteRequest');
    this.#uploads = new Uploads(desk.host, {
      purpose: 'quote',
      portal: desk.portal,
      onDone: () => desk.host.requestUpdate(),
      onFault: desk.report,
    });
    this.#list = new ListResource(desk.host, {
      portal: desk.portal,
      load: (client, query, signal) => client.call('GET /quote-requests', { query, signal }),
    });
  }

  /** The form, or the list. */
  render(what: 'new' | 'list'): TemplateResult {
    return what === 'new' ? this.#renderForm() : this.#renderList();
  }

  reload(): void {
    if (this.#list.asked) this.#list.reload();
  }

  get #boxes(): Box[] {
    try {
      const kept: unknown = JSON.parse(this.#drafts.get('boxes') || '[]');
      return Array.isArray(kept) ? (kept as Box[]) : [];
    } catch {
      return [];
    }
  }

  #renderForm(): TemplateResult {
    const view = this.#desk.view();
    return requestForm({
      view,
      fields: Object.fromEntries(names.map((name) => [name, this.#drafts.get(name)])),
      boxes: this.#boxes,
      wrong: this.#wrong,
      uploads: this.#uploads,
      busy: this.#busy || this.#uploads.busy,
      fault: this.#fault && this.#desk.fault(this.#fault),
      onField: (name, value) => {
        this.#drafts.set(name, value);
        delete this.#wrong[name];
        this.#desk.host.requestUpdate();
      },
      onBoxes: (change) => {
        const boxes = change(this.#boxes);
        this.#drafts.set('boxes', boxes.length > 0 ? JSON.stringify(boxes) : '');
        this.#desk.host.requestUpdate();
      },
      onSubmit: () => void this.#send(),
      onCancel: () => this.#desk.onShow(''),
    });
  }

  /** What is wrong with what was typed, by field. */
  #check(): Record<string, string> {
    const { t } = this.#desk.view();
    const wrong: Record<string, string> = {};
    for (const name of needed) if (!this.#drafts.get(name).trim()) wrong[name] = t('rule.required');
    for (const name of numbers) {
      const value = plainNumber(this.#drafts.get(name));
      if (value && !/^\d{1,12}(\.\d{1,6})?$/.test(value)) wrong[name] = t('rule.decimal');
    }
    const ready = this.#drafts.get('readyOn');
    if (ready && dayProblem(ready)) wrong.readyOn = t('rule.date');
    return wrong;
  }

  async #send(): Promise<void> {
    const { host, announce, view } = this.#desk;
    const files = arrivedFiles(this.#uploads);
    if (this.#busy || files === undefined) return;
    this.#wrong = this.#check();
    host.requestUpdate();
    const [first] = Object.keys(this.#wrong);
    if (first !== undefined) {
      announce(this.#wrong[first]!);
      await host.updateComplete;
      host.renderRoot.querySelector<HTMLElement>(`#${first}`)?.focus();
      return;
    }
    this.#busy = true;
    this.#fault = undefined;
    try {
      // The same key with every try, through a reload as well.
      if (!this.#drafts.get('once')) this.#drafts.set('once', newFormKey());
      const made = await this.#desk.portal().client.call('POST /quote-requests', {
        body: { kind: 'freight', freight: this.#freight(), files, ...this.#note() },
        once: this.#drafts.get('once'),
      });
      for (const name of [...names, 'boxes', 'once']) this.#drafts.set(name, '');
      this.#uploads.clear();
      this.#sent = made.number;
      announce(view().t('quotes.request_sent', { number: made.number }));
      this.reload();
      this.#desk.onShow('list');
    } catch (error) {
      this.#fault = toClientError(error);
      if (this.#fault.code === 'idempotency_mismatch') this.#drafts.set('once', newFormKey());
      this.#desk.report(this.#fault);
    } finally {
      this.#busy = false;
      host.requestUpdate();
    }
  }

  #note(): { note?: string } {
    const note = this.#drafts.get('note').trim();
    return note ? { note } : {};
  }

  #freight() {
    const text = (name: (typeof names)[number]) => this.#drafts.get(name).trim();
    const given = Object.fromEntries(
      [...numbers, 'incoterm' as const, 'readyOn' as const].flatMap((name) => {
        const value = text(name);
        const isNumber = (numbers as readonly string[]).includes(name);
        return value ? [[name, isNumber ? plainNumber(value) : value]] : [];
      }),
    );
    return {
      operation: operations.find((one) => one === text('operation')) ?? operations[0],
      mode: transportModes.find((one) => one === text('mode')) ?? transportModes[0],
      origin: text('origin'),
      destination: text('destination'),
      goods: text('goods'),
      containers: this.#boxes.flatMap(({ type, count }) =>
        Number(count) >= 1 ? [{ type, count: Math.min(999, Math.floor(Number(count))) }] : [],
      ),
      ...given,
    };
  }

  #renderList(): TemplateResult {
    const view = this.#desk.view();
    const { t, format } = view;
    if (!this.#list.asked) this.#list.ask({}, '');
    const { items, fault, state } = this.#list;
    const c = columnsOf<QuoteRequestRow>(view);
    const content = fault
      ? this.#desk.fault(fault)
      : items.length === 0
        ? state === 'loading'
          ? html`<div aria-hidden="true">${bones(5)}</div>`
          : panel({ icon: 'tag', title: t('quotes.requests'), text: t('quotes.requests_none') })
        : table<QuoteRequestRow>({
            caption: t('quotes.requests'),
            columns: [
              c.short('quotes.request_number', ({ number }) => number, { card: 'heading' }),
              c.wide('quotes.request_what', (row) => whatText(row, view)),
              c.text('quotes.request_at', ({ at }) => formatInstant(at, format)),
              c.text('quotes.state', (row) => stateText(row, view), { card: 'trail' }),
              c.text('quotes.title', ({ quotes }) =>
                quotes.length === 0
                  ? null
                  : quotes.map(({ id, number, version }) =>
                      button({
                        kind: 'quiet',
                        label: `${number} v${version}`,
                        onClick: (event) => this.#desk.onOpen(id, event as MouseEvent),
                      }),
                    ),
              ),
            ],
            rows: items,
            key: ({ id }) => id,
            wide: 'large',
          });
    return html`${
      this.#sent
        ? notice(
            'success',
            html`<strong>${t('quotes.request_sent', { number: this.#sent })}</strong>
              ${t('quotes.request_next')}`,
          )
        : nothing
    }${content}`;
  }
}

/** A number as people type it, with a comma or a point and marks between thousands, as the server takes it. */
export function plainNumber(typed: string): string {
  const text = typed.replaceAll(/[\s'’]/g, '');
  const last = Math.max(text.lastIndexOf(','), text.lastIndexOf('.'));
  if (last < 0) return text;
  const behind = text.slice(last + 1);
  const marks = text.replaceAll(/[^,.]/g, '');
  // One kind of mark, with three digits behind each, parts thousands.
  const parts = text.split(/[,.]/).slice(1);
  const isGrouped =
    new Set(marks).size === 1 && parts.every((part) => part.length === 3) && marks.length > 1;
  return isGrouped
    ? text.replaceAll(/[,.]/g, '')
    : `${text.slice(0, last).replaceAll(/[,.]/g, '')}.${behind}`;
}

function whatText(row: QuoteRequestRow, { t }: View): TemplateResult {
  const way = [row.origin, row.destination].filter(Boolean).join(' → ');
  return html`<span class="stacked"
    ><span>${way || t('quotes.request_lines', { count: row.lines })}</span>${
      row.goods ? html`<small>${row.goods}</small>` : nothing
    }</span
  >`;
}

function stateText({ state, refusal, waitingSince }: QuoteRequestRow, { t, format }: View) {
  const [tone, icon] = looks[state];
  return html`<span class="stacked"
    >${badge(tone, icon, t(`quotes.request_state_${state}`))}${
      refusal ? html`<small>${textIn(refusal, format)}</small>` : nothing
    }${
      state === 'sent' && waitingSince
        ? html`<small
            >${t('quotes.waiting_since', { time: formatInstant(waitingSince, format) })}</small
          >`
        : nothing
    }</span
  >`;
}
