import { html, nothing, type TemplateResult } from 'lit';
import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import type { Reconciliation } from '#contract/payment-desk';
import { reconciliationLists } from '#contract/payment-words';
import { formatInstant, type ClientError } from '../core/index.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import { columnsOf } from '../records/columns.ts';
import { Deed, type DeedDesk } from '../records/deed.ts';
import { Download } from '../records/download.ts';
import { listing, listSkeleton } from '../records/listing.ts';
import { ListResource, Resource, type Page } from '../records/resource.ts';
import type { View } from '../records/view.ts';
import { against, reconciliationFacts, reconciliationLines } from './reconciliation-view.ts';
import { StatementFile } from './statement-file.ts';

type Detail = CallResult<Endpoints['GET /payment-reconciliations/:id']>;

export type ReconciliationsDesk = DeedDesk & {
  view: () => View;
  may: () => boolean;
  renderFault: (fault: ClientError) => TemplateResult;
  announce: (text: string) => void;
  /** Id of the one on screen, as the address has it, and how another gets there. */
  open: () => string;
  onOpen: (id: string) => void;
  onChanged: () => void;
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
  readonly #task: Deed;
  readonly #file: StatementFile;

  constructor(desk: ReconciliationsDesk) {
    this.#desk = desk;
    this.#task = new Deed(desk);
    this.#file = new StatementFile({
      ...desk,
      onApplied: (id) => {
        this.#list.reload();
        desk.onOpen(id);
      },
    });
    const { host, portal, may, open } = desk;
    this.#list = new ListResource(host, {
      portal,
      may,
      load: (client, query, signal) =>
        client.call('GET /payment-reconciliations', { query, signal }),
    });
    this.#detail = new Resource(host, {
      portal,
      may,
      query: () => open() || undefined,
      load: (client, id, signal) =>
        client.call('GET /payment-reconciliations/:id', { params: { id }, signal }),
    });
    this.#download = new Download(host, { portal, onDone: () => {}, onFault: desk.report });
    this.#list.ask({});
  }

  render(): TemplateResult {
    if (this.#file.isOpen) return this.#file.render();
    return this.#desk.open() ? this.#renderDetail() : this.#renderList();
  }

  #renderList(): TemplateResult {
    const { view, renderFault, onOpen } = this.#desk;
    const v = view();
    const { t, format } = v;
    const list = this.#list;
    const { busy, fault } = this.#task;
    const c = columnsOf<Reconciliation>(v);
    return html`
      ${fault ? notice('danger', t(`error.${fault.code}`)) : nothing}
      <div class="reconcile no-print">
        ${button({ label: t(busy ? 'payments.reconciling' : 'payments.reconcile'), icon: 'refresh', off: busy, onClick: () => this.#reconcile() })}
        ${button({ label: t('payments.file_upload'), icon: 'paper', onClick: () => this.#file.open() })}
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
            c.text(
              'payments.provider',
              ({ provider, file }) =>
                html`${t(`payments.provider_${provider as 'stripe'}`)}
                ${file === null ? nothing : html`<small>${file}</small>`}`,
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
                onClick: () => onOpen(id),
              }),
            ),
          ],
          key: ({ id }) => id,
        },
      })}
    `;
  }

  #renderDetail(): TemplateResult {
    const { view, renderFault, open, onOpen, onPayment } = this.#desk;
    const v = view();
    const { t, format } = v;
    const { fault, last } = this.#detail;
    const shown = last?.id === open() ? last : undefined;
    return html`
      ${button({ kind: 'quiet', icon: 'back', label: t('payments.back_reconciliations'), onClick: () => onOpen('') })}
      <h3 class="subtitle record-title" tabindex="-1">
        ${shown ? `${shown.company.name} · ${formatInstant(shown.at, format)}` : t(fault ? 'payments.view_reconciliations' : 'common.loading')}
        ${shown?.file ? html`<small>${shown.file}</small>` : nothing}
      </h3>
      ${fault ? renderFault(fault) : nothing}
      ${
        shown
          ? html`${differing(shown) === 0 ? notice('success', t(`payments.all_match_${against(shown.provider)}`)) : nothing}
              ${reconciliationFacts(shown, v)}
              <div class="actions no-print">
                ${button({
                  icon: 'download',
                  label: t(this.#download.busy ? 'payments.csv_busy' : 'payments.csv'),
                  off: this.#download.busy !== '',
                  onClick: () => this.#save(shown),
                })}
              </div>
              ${shown.more ? notice('info', t('payments.lines_more')) : nothing}
              ${reconciliationLines(shown.lines, shown.provider, v, onPayment)}`
          : fault
            ? nothing
            : listSkeleton()
      }
    `;
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

  #reconcile(): void {
    void this.#task.run(
      (client) => client.call('POST /payment-reconciliations', { body: {} }),
      ({ items }) => {
        this.#list.reload();
        if (items.length === 1) this.#desk.onOpen(items[0]!.id);
      },
    );
  }
}
