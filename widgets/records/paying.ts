import { css, html, nothing, type TemplateResult } from 'lit';
import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import { compareDecimals, sumOf } from '#contract/decimal';
import { mostLedItems, paymentLink } from '#contract/payment-words';
import type { ContactPermission } from '#contract/permissions';
import { emit, type Portal, type PortalElement } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { icon, type IconName } from '../kit/icons.ts';
import { Resource } from './resource.ts';
import { badge } from '../kit/badge.ts';
import { day, money, type View } from './view.ts';

/** Whose payments: of one company or of all, of the session's own customer or of another. */
export type PayingAsked = { company?: string; customer?: string };
type OnTheirWay = CallResult<Endpoints['GET /payments-on-their-way']>;
/**
 * A document that may be paid: the name it is led to by is its id in the ledger, or the number of an invoice; `open` is
 * what the ledger says that is left of it, null where that is not known.
 */
export type PayableChoice = {
  name: string;
  company: string;
  currency: string;
  open: string | null;
};

export type PayingOptions = {
  portal: () => Portal;
  view: () => View;
  allows: (permission: ContactPermission) => boolean;
  /** Undefined asks for nothing. */
  asked: () => PayingAsked | undefined;
};

const styles = css`
  .on-their-way {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 calc(var(--p-space) * 2);
    margin: calc(var(--p-space) * 2) 0 0;
    color: var(--p-color-muted);
  }
  .on-their-way strong {
    margin-inline-start: auto;
    color: var(--p-color-text);
  }
  .on-their-way .icon {
    align-self: center;
  }
  .paying {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 2);
  }
  .under-way,
  .said {
    display: block;
  }
  .said .badge {
    border-radius: min(var(--p-radius-badge), 0.8em);
    white-space: normal;
    margin-block-start: var(--p-space);
  }
`;

type Sum = { amount: string; currency: string };

/** What customers said of documents, by currency. */
const saidSums = (said: readonly Sum[], of: string | undefined): (Sum & { count: number })[] =>
  [...Map.groupBy(said, ({ currency }) => currency)]
    .filter(([currency]) => !of || currency === of)
    .map(([currency, some]) => ({
      currency,
      count: some.length,
      amount: sumOf(some.map(({ amount }) => amount)),
    }));

/** What is on its way beside a list of documents, and the way to pay them. The figures of the ledger stay what they are. */
export class Paying {
  readonly #host: PortalElement;
  readonly #options: PayingOptions;
  readonly #data: Resource<PayingAsked, OnTheirWay>;
  #asked: { key: string; query: PayingAsked } | undefined;

  constructor(host: PortalElement, options: PayingOptions) {
    this.#host = host;
    this.#options = options;
    this.#data = new Resource(host, {
      portal: options.portal,
      may: () => options.allows('payments.view'),
      query: () => this.#query,
      load: (client, query, signal) => client.call('GET /payments-on-their-way', { query, signal }),
    });
    adopt(host, styles);
  }

  reload(): void {
    this.#data.reload();
  }

  get #query(): PayingAsked | undefined {
    const query = this.#options.asked();
    if (!query) return undefined;
    const key = JSON.stringify(query);
    if (this.#asked?.key !== key) this.#asked = { key, query };
    return this.#asked.query;
  }

  /** The sums on their way, of one currency or of each; nothing where there are none, or they cannot be had. */
  line(currency?: string): TemplateResult | typeof nothing {
    const { t } = this.#options.view();
    const known = this.#data.last;
    if (!known) return nothing;
    const { items, promises, disputes } = known;
    const sums = items.filter((sum) => !currency || sum.currency === currency);
    return html`${sums.map((sum) =>
      this.#line('progress', t('paying.on_their_way', { count: sum.count }), sum),
    )}
    ${saidSums(promises, currency).map((sum) => this.#line('calendar', t('paying.promised_sum', { count: sum.count }), sum))}
    ${saidSums(disputes, currency).map((sum) => this.#line('alert', t('paying.disputed_sum', { count: sum.count }), sum))}`;
  }

  #line(mark: IconName, text: string, { amount, currency }: Sum): TemplateResult {
    return html`<p class="on-their-way" part="on-their-way">
      ${icon(mark)}
      <span>${text}</span>
      <strong class="figures">${money(amount, currency, this.#options.view())}</strong>
    </p>`;
  }

  /** What the customer said of a document of the ledger: when it is paid, and that it is not right. */
  said(item: string): TemplateResult | typeof nothing {
    const view = this.#options.view();
    const promise = this.#data.last?.promises.find((one) => one.item === item);
    const dispute = this.#data.last?.disputes.find((one) => one.item === item);
    if (!promise && !dispute) return nothing;
    const broken = promise?.state === 'broken';
    return html`${
      promise
        ? html`<span class="said"
            >${badge(
              broken ? 'danger' : 'info',
              'calendar',
              view.t(broken ? 'paying.promise_broken' : 'paying.promised', {
                date: day(promise.promisedOn, view),
              }),
            )}</span
          >`
        : nothing
    }
    ${dispute ? html`<span class="said">${badge('warning', 'alert', view.t('paying.disputed'))}</span>` : nothing}`;
  }

  #documentsOf(name: string, company: string | undefined): OnTheirWay['documents'] {
    const documents = this.#data.last?.documents ?? [];
    return documents.filter(
      (one) => one.id === name || (one.invoice === name && one.company === company),
    );
  }

  /** Whether what is open of a document is on its way already, so that nothing of it is left to pay. */
  isCovered({ name, company, open }: PayableChoice): boolean {
    const amounts = this.#documentsOf(name, company).map(({ amount }) => amount);
    return open !== null && amounts.length > 0 && compareDecimals(sumOf(amounts), open) >= 0;
  }

  /** The payment under way for a document, as the way to it. */
  underWay(name: string, company?: string): TemplateResult | typeof nothing {
    const { t } = this.#options.view();
    const [found] = this.#documentsOf(name, company);
    if (!found) return nothing;
    const { id, number } = found.payment;
    return html`<small class="under-way no-print"
      >${button({
        kind: 'quiet',
        label: t('paying.see', { number }),
        onClick: () => this.#lead(id),
      })}</small
    >`;
  }

  /**
   * Leads to paying what is chosen, or says why that cannot be one payment. Documents whose money is on its way are
   * left out; beside each stands the payment.
   */
  button(ticked: readonly PayableChoice[], label?: string): TemplateResult | typeof nothing {
    // Too many for one payment are not gone through.
    const tooMany = ticked.length > mostLedItems;
    const chosen = tooMany ? ticked : ticked.filter((one) => !this.isCovered(one));
    const [first] = chosen;
    if (!first || !this.#options.allows('payments.pay')) return nothing;
    const { t } = this.#options.view();
    const mixed = chosen.some(
      ({ company, currency }) => company !== first.company || currency !== first.currency,
    );
    return html`<div class="paying no-print">
      ${button({
        kind: 'primary',
        icon: 'checks',
        label: label ?? t('paying.pay_selected', { count: chosen.length }),
        off: mixed || tooMany,
        onClick: () =>
          this.#lead(
            paymentLink(
              first.company,
              chosen.map(({ name }) => name),
            ),
          ),
      })}
      ${mixed ? html`<small>${t('paying.mixed')}</small>` : nothing}
      ${tooMany ? html`<small>${t('paying.most', { most: mostLedItems })}</small>` : nothing}
    </div>`;
  }

  #lead(id: string): void {
    emit(this.#host, 'portal-navigate', { to: 'payment', id, href: null });
  }
}
