import { html, nothing, type TemplateResult } from 'lit';
import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import type { Reconciliation, ReconciliationLine } from '#contract/payment-desk';
import { reconciliationLists } from '#contract/payment-words';
import {
  formatInstant,
  toClientError,
  type ClientError,
  type Portal,
  type PortalElement,
} from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import { columnsOf } from '../records/columns.ts';
import { Download } from '../records/download.ts';
import { listing, listSkeleton } from '../records/listing.ts';
import { ListResource, Resource, type Page } from '../records/resource.ts';
import { table } from '../kit/table.ts';
import { money, type View } from '../records/view.ts';
import { stateBadge } from './words.ts';

type Detail = CallResult<Endpoints['GET /payment-reconciliations/:id']>;

export type ReconciliationsDesk = {
  host: PortalElement;
  portal: () => Portal;
  view: () => View;
  may: () => boolean;
  renderFault: (fault: ClientError) => TemplateResult;
  report: (fault: ClientError) => void;
  announce: (text: string) => void;
  /** Opens a payment. */
  onPayment: (id: string) => void;
};

const differing = ({ counts }: Reconciliation): number =>
  reconciliationLists.reduce((sum, list) => sum + (list === 'matched' ? 0 : counts[list]), 0);

/** What providers say they took, held against what is here: the runs, and the lists of one. */
export class Reconciliations {
  readonly #desk: ReconciliationsDesk;
  readonly #list: ListResource<Record<never, never>, Page<Reconciliation>>;
  readonly #detail: Resource<string, Detail>;
  readonly #download: Download;
  #open = '';
  #busy = false;
  #fault: ClientError | undefined;

  constructor(desk: ReconciliationsDesk) {
    this.#desk = desk;
    const { host, portal, may } = desk;
    this.#list = new ListResource(host, {
      portal,
      may,
      load: (client, query, signal) =>
        client.call('GET /payment-reconciliations', { query, signal }),
    });
    this.#detail = new Resource(host, {
      portal,
      may,
      query: () => this.#open || undefined,
      load: (client, id, signal) =>
        client.call('GET /payment-reconciliations/:id', { params: { id }, signal }),
    });
    this.#download = new Download(host, { portal, onDone: () => {}, onFault: desk.report });
    this.#list.ask({});
  }

  render(): TemplateResult {
    return this.#open ? this.#renderDetail() : this.#renderList();
  }

  #renderList(): TemplateResult {
    const { view, renderFault } = this.#desk;
    const v = view();
    const { t, format } = v;
    const list = this.#list;
    const c = columnsOf<Reconciliation>(v);
    return html`
      ${this.#fault ? notice('danger', t(`error.${this.#fault.code}`)) : nothing}
      <div class="reconcile no-print">
        ${button({ label: t(this.#busy ? 'payments.reconciling' : 'payments.reconcile'), icon: 'refresh', off: this.#busy, onClick: () => void this.#reconcile() })}
      </div>
      ${listing<Reconciliation>({
        view: v,
        list,
        fault: list.fault && renderFault(list.fault),
        empty: {
          icon: 'checks',
          title: t('payments.reconciliation_none_title'),
          text: t('payments.reconciliation_none'),
        },
        found: (count) => t('payments.runs', { count }),
        table: {
          caption: t('payments.view_reconciliations'),
          columns: [
            c.text('payments.reconciled_at', ({ at }) => formatInstant(at, format), {
              card: 'heading',
            }),
            c.wide('payments.company', ({ company }) => company.name),
            c.text('payments.provider', ({ provider }) =>
              t(`payments.provider_${provider as 'stripe'}`),
            ),
            c.number('payments.list_matched', ({ counts }) => counts.matched),
            c.text(
              'payments.list_differ',
              (one) =>
                differing(one) === 0
                  ? badge('success', 'check', '0')
                  : badge('danger', 'alert', String(differing(one))),
              { card: 'trail' },
            ),
            c.action('payments.see', ({ id }) =>
              button({
                kind: 'quiet',
                icon: 'arrow',
                label: t('payments.see'),
                onClick: () => this.#show(id),
              }),
            ),
          ],
          key: ({ id }) => id,
        },
      })}
    `;
  }

  #renderDetail(): TemplateResult {
    const { view, renderFault } = this.#desk;
    const v = view();
    const { t, format } = v;
    const { fault, last } = this.#detail;
    const shown = last?.id === this.#open ? last : undefined;
    return html`
      ${button({ kind: 'quiet', icon: 'back', label: t('payments.back_reconciliations'), onClick: () => this.#show('') })}
      ${fault ? renderFault(fault) : nothing}
      ${
        shown
          ? html`<h3 class="subtitle" tabindex="-1">
                ${shown.company.name} · ${formatInstant(shown.at, format)}
              </h3>
              ${differing(shown) === 0 ? notice('success', t('payments.all_match')) : nothing}
              <dl class="facts">
                ${reconciliationLists.map(
                  (list) =>
                    html`<div class="fact figures">
                      <dt>${t(`payments.list_${list}`)}</dt>
                      <dd>${shown.counts[list]}</dd>
                    </div>`,
                )}
                ${shown.sums.map((sum) => this.#renderSums(sum, v))}
              </dl>
              <div class="actions no-print">
                ${button({
                  icon: 'download',
                  label: t(this.#download.busy ? 'payments.csv_busy' : 'payments.csv'),
                  off: this.#download.busy !== '',
                  onClick: () => this.#save(shown),
                })}
              </div>
              ${shown.more ? notice('info', t('payments.lines_more')) : nothing}
              ${this.#renderLines(shown.lines, v)}`
          : fault
            ? nothing
            : listSkeleton()
      }
    `;
  }

  #renderSums(sum: Reconciliation['sums'][number], view: View): TemplateResult {
    const { t } = view;
    const one = (label: string, amount: string) =>
      html`<div class="fact figures">
        <dt>${label}</dt>
        <dd>${money(amount, sum.currency, view)}</dd>
      </div>`;
    return html`${one(t('payments.received'), sum.received)}
    ${one(t('payments.refunded'), sum.refunded)} ${one(t('payments.fee'), sum.fee)}
    ${one(t('payments.net'), sum.net)}`;
  }

  #renderLines(lines: readonly ReconciliationLine[], view: View): TemplateResult {
    const { t } = view;
    const c = columnsOf<ReconciliationLine>(view);
    const sum = (of: 'receivedHere' | 'receivedThere' | 'refundedHere' | 'refundedThere') =>
      c.money(
        (
          {
            receivedHere: 'payments.csv_received_here',
            receivedThere: 'payments.csv_received_there',
            refundedHere: 'payments.csv_refunded_here',
            refundedThere: 'payments.csv_refunded_there',
          } as const
        )[of],
        (line) => [line[of], line.currency],
      );
    return table({
      caption: t('payments.view_reconciliations'),
      columns: [
        c.text('payments.csv_list', ({ list }) => t(`payments.list_${list}`), { card: 'lead' }),
        c.text(
          'payments.number',
          ({ payment, providerPayment }) =>
            payment
              ? button({
                  kind: 'quiet',
                  label: payment.number,
                  onClick: () => this.#desk.onPayment(payment.id),
                })
              : providerPayment,
          { card: 'heading' },
        ),
        c.text('payments.state', ({ payment }) => payment && stateBadge(payment.state, t)),
        sum('receivedHere'),
        sum('receivedThere'),
        sum('refundedHere'),
        sum('refundedThere'),
      ],
      rows: lines,
      key: (line) => `${line.list} ${line.providerPayment ?? line.payment?.id}`,
      wide: 'large',
    });
  }

  #show(id: string): void {
    this.#open = id;
    this.#desk.host.requestUpdate();
  }

  #save({ id, company, at }: Reconciliation): void {
    const { portal, view } = this.#desk;
    const { t, format } = view();
    const name = `${t('payments.csv_file')}-${company.code}-${at.slice(0, 10)}.csv`;
    void this.#download.save(name, () =>
      portal().client.call('GET /payment-reconciliations/:id/csv', {
        params: { id },
        query: { locale: format.language },
      }),
    );
  }

  async #reconcile(): Promise<void> {
    const { portal, host, report } = this.#desk;
    if (this.#busy) return;
    this.#busy = true;
    this.#fault = undefined;
    host.requestUpdate();
    try {
      const { items } = await portal().client.call('POST /payment-reconciliations', {
        body: {},
      });
      this.#list.reload();
      if (items.length === 1) this.#open = items[0]!.id;
    } catch (error) {
      this.#fault = toClientError(error);
      report(this.#fault);
    } finally {
      this.#busy = false;
      host.requestUpdate();
    }
  }
}
