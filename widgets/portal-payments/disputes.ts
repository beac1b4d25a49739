import { html, type TemplateResult } from 'lit';
import type { Dispute } from '#contract/promises';
import { disputeFilters, type DisputeFilter } from '#contract/promise-words';
import { formatInstant } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { columnsOf } from '../records/columns.ts';
import { listing } from '../records/listing.ts';
import { ListResource, Resource, type Page } from '../records/resource.ts';
import { DisputePage, disputeBadge, type DisputePageDesk } from './dispute-page.ts';
import { askedOf, narrowing, who, type SaidListDesk, type SaidQuery } from './said-list.ts';

export type DisputesDesk = SaidListDesk &
  Omit<DisputePageDesk, 'onBack'> & {
    /** Id of the one on screen, as the address has it, and how another gets there. */
    open: () => string;
    onOpen: (id: string) => void;
  };

/** Documents that customers say are not right: the list, and the one that is open. */
export class Disputes {
  readonly #desk: DisputesDesk;
  readonly #list: ListResource<SaidQuery<DisputeFilter>, Page<Dispute>>;
  readonly #one: Resource<string, Dispute>;
  readonly #page: DisputePage;

  constructor(desk: DisputesDesk) {
    this.#desk = desk;
    const { host, portal, may, open } = desk;
    this.#list = new ListResource(host, {
      portal,
      may,
      sizes: true,
      load: (client, query, signal) => client.call('GET /disputes', { query, signal }),
    });
    this.#one = new Resource(host, {
      portal,
      may,
      query: () => open() || undefined,
      load: (client, id, signal) => client.call('GET /disputes/:id', { params: { id }, signal }),
    });
    this.#page = new DisputePage({ ...desk, onBack: () => desk.onOpen('') });
  }

  reload(): void {
    if (this.#list.asked) this.#list.reload();
    this.#one.reload();
  }

  render(): TemplateResult {
    const { open, renderFault } = this.#desk;
    const id = open();
    if (!id) return this.#renderList();
    const { fault, last } = this.#one;
    return this.#page.render(id, {
      dispute: last?.id === id ? last : undefined,
      fault: fault && renderFault(fault),
    });
  }

  #renderList(): TemplateResult {
    const { view, renderFault, mayReview, onOpen } = this.#desk;
    const v = view();
    const { t, format } = v;
    const list = this.#list;
    const query = askedOf(this.#desk, disputeFilters);
    if (!list.isAsked(query)) list.ask(query);
    const c = columnsOf<Dispute>(v);
    return html`${narrowing(this.#desk, disputeFilters)}
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
              onClick: () => onOpen(id),
            }),
          ),
        ],
        key: ({ id }) => id,
      },
    })}`;
  }
}
