import { html, type TemplateResult } from 'lit';
import type { PaymentPromise } from '#contract/promises';
import { promiseFilters, type PromiseFilter, type PromiseState } from '#contract/promise-words';
import { formatInstant } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import type { IconName } from '../kit/icons.ts';
import type { Tone } from '../kit/notice.ts';
import { columnsOf } from '../records/columns.ts';
import { listing } from '../records/listing.ts';
import { ListResource, type Page } from '../records/resource.ts';
import { askedOf, narrowing, who, type SaidListDesk, type SaidQuery } from './said-list.ts';

const marks: Record<PromiseState, readonly [Tone, IconName]> = {
  open: ['info', 'clock'],
  kept: ['success', 'check'],
  late: ['warning', 'check'],
  broken: ['danger', 'alert'],
  replaced: ['neutral', 'back'],
  withdrawn: ['neutral', 'cross'],
};

/** When customers said they would pay. */
export class PromisesList {
  readonly #desk: SaidListDesk;
  readonly #list: ListResource<SaidQuery<PromiseFilter>, Page<PaymentPromise>>;

  constructor(desk: SaidListDesk) {
    this.#desk = desk;
    const { host, portal, may } = desk;
    this.#list = new ListResource(host, {
      portal,
      may,
      sizes: true,
      load: (client, query, signal) => client.call('GET /promises', { query, signal }),
    });
  }

  reload(): void {
    if (this.#list.asked) this.#list.reload();
  }

  render(): TemplateResult {
    const { view, renderFault } = this.#desk;
    const v = view();
    const { t, format } = v;
    const list = this.#list;
    const query = askedOf(this.#desk, promiseFilters);
    if (!list.isAsked(query)) list.ask(query);
    const c = columnsOf<PaymentPromise>(v);
    return html`${narrowing(this.#desk, promiseFilters)}
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
            ({ state }) => badge(...marks[state], t(`payments.promise_state_${state}`)),
            { card: 'trail' },
          ),
          c.wide('payments.note', ({ note }) => note),
          c.name(
            'payments.said_by',
            ({ by, at }) => html`${by} <small class="figures">${formatInstant(at, format)}</small>`,
          ),
        ],
        key: ({ id }) => id,
        wide: 'large',
      },
    })}`;
  }
}
