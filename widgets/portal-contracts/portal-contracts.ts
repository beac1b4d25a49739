import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { contractStates, type ContractState } from '#contract/contract-words';
import type { Contract, ContractDetail } from '#contract/contracts';
import { button } from '../kit/button.ts';
import { selectField } from '../kit/field.ts';
import { panel } from '../kit/notice.ts';
import { richText } from '../kit/rich-text.ts';
import { bones } from '../kit/skeleton.ts';
import { table } from '../kit/table.ts';
import { columnsOf } from '../records/columns.ts';
import { exportButtons, exportFault, listPager, listSkeleton } from '../records/listing.ts';
import { RecordElement } from '../records/record-element.ts';
import { ListResource, Resource, type Page } from '../records/resource.ts';
import { day, viewState } from '../records/view.ts';
import {
  allowanceBar,
  contractBadge,
  contractCard,
  endText,
  priceText,
  termBar,
} from './contract-card.ts';

type Filter = Record<'state', string>;
type Asked = { state?: ContractState };

const styles = css`
  :host {
    min-block-size: 32em;
  }
  a {
    color: var(--p-color-link);
    text-decoration: none;
  }
  :is(a, .link):hover {
    text-decoration: underline;
  }
  .term .note {
    margin-block-start: calc(var(--p-space) * 1.5);
    text-wrap: balance;
  }
  .contracts {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(22em, 100%), 1fr));
    gap: calc(var(--p-space) * 4);
    margin: calc(var(--p-space) * 4) 0 0;
    padding: 0;
    list-style: none;
  }
  .contract {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 3);
    padding: calc(var(--p-space) * 5);
    border: var(--p-border-width) solid var(--p-color-border);
    border-radius: var(--p-radius-large);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: calc(var(--p-space) * 2);
  }
  .choose {
    max-inline-size: 16em;
  }
  .bar {
    display: block;
    inline-size: 100%;
    block-size: 0.6em;
  }
  .track {
    fill: var(--p-color-border);
  }
  .gone {
    fill: var(--p-color-primary);
  }
  .over {
    fill: var(--p-color-danger);
  }
  .mark {
    fill: var(--p-color-danger);
  }
  .ends {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--p-space);
    justify-content: space-between;
    color: var(--p-color-muted);
    font-size: 0.8572em;
  }
  .left {
    margin: 0;
  }
  .soon {
    color: var(--p-color-warning);
    font-weight: var(--p-font-weight-medium);
  }
  .allowance {
    display: grid;
    gap: var(--p-space);
  }
  .link {
    all: unset;
    color: var(--p-color-link);
    cursor: pointer;
  }
  .link:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: 2px;
  }
`;

/**
 * A customer's contracts of service as cards: their terms, until when notice may be given, and what of the allowance is
 * used; one of them with what it covers.
 *
 * @fires portal-navigate - Before a contract opens or closes; `preventDefault()` leaves it to the page.
 * @csspart contract - A contract in the list.
 * @csspart term-bar - From its start to its end.
 * @csspart allowance - What of the allowance is used.
 * @csspart rich-text - What it covers.
 * @csspart sort - Not here.
 * @csspart search - Not here.
 * @csspart notice - Not here.
 * @csspart button-primary - Not here.
 */
export class PortalContracts extends RecordElement<Filter, Asked> {
  static override readonly tag = 'contracts';
  static override styles = [...RecordElement.styles, styles];

  /** `active`, `suspended`, `ended` or `cancelled`; empty shows all. */
  @property({ ...viewState, attribute: 'state' }) contractState = '';

  protected readonly defaults: Filter = { state: '' };
  protected readonly targets = { record: 'contracts', list: 'contracts' } as const;
  protected readonly loadsAlone = true;
  readonly #may = () => this.allows('contracts.view');
  protected readonly list = new ListResource<Asked, Page<Contract>>(this, {
    portal: () => this.portal,
    may: this.#may,
    load: (client, query, signal) => client.call('GET /contracts', { query, signal }),
    onValue: ({ items }) => {
      if (!this.open) this.announce(this.t('contracts.found', { count: items.length }));
    },
  });
  protected readonly record = new Resource<string, ContractDetail>(this, {
    portal: () => this.portal,
    may: this.#may,
    query: () => this.open || undefined,
    load: (client, id, signal) => client.call('GET /contracts/:id', { params: { id }, signal }),
  });

  protected override get vocabulary() {
    return 'messages' as const;
  }
  protected override get permission() {
    return 'contracts.view' as const;
  }
  protected override get viewProperties() {
    return { ...super.viewProperties, state: 'contractState' };
  }
  protected override get downloadedText(): string {
    return this.t('contracts.exported');
  }
  protected queryOf({ state }: Filter): Asked {
    const found = contractStates.find((one) => one === state);
    return found ? { state: found } : {};
  }
  protected override reload(): void {
    this.list.reload();
    this.record.reload();
  }

  protected override renderSkeleton(): TemplateResult {
    return this.renderSearchSkeleton(1, 0, 6);
  }

  protected override renderContent(): TemplateResult {
    return this.open ? this.#renderContract() : this.#renderList();
  }

  #renderList(): TemplateResult {
    const { t, view, list } = this;
    const own = this.session?.customer?.number;
    const cards = html`<ul class="contracts">
        ${list.items.map((one) => contractCard(one, view, { link: this.#link(one), own }))}
      </ul>
      ${listPager(list, view)}`;
    const found =
      list.page && list.items.length === 0
        ? html`<slot name="empty"
            >${panel({ icon: 'paper', title: t('contracts.empty_title'), text: t('contracts.empty') })}</slot
          >`
        : cards;
    return html`${this.renderHeader(
        t('contracts.title'),
        exportButtons(
          this.download,
          [{ format: 'xlsx', label: t('contracts.export'), busy: t('contracts.exporting') }],
          () => void this.#export(),
        ),
      )}
      <div class="choose no-print">
        ${selectField({
          id: 'state',
          label: t('contracts.state'),
          value: this.contractState,
          options: [
            ['', t('contracts.state_all')],
            ...contractStates.map((one) => [one, t(`contracts.state_${one}`)] as const),
          ],
          onChange: (state) => {
            this.change({ state });
            this.search();
          },
        })}
      </div>
      ${this.renderSaved()} ${exportFault(this.download, view)}
      ${list.fault ? this.renderFault(list.fault) : list.page ? found : listSkeleton(5)}`;
  }

  async #export(): Promise<void> {
    const query = { ...this.query, locale: this.format.language };
    await this.saveList(this.t('contracts.title'), 'xlsx', () =>
      this.portal.client.call('GET /exports/contracts', { query }),
    );
  }

  #link({ id, title }: Contract): TemplateResult {
    const href = this.place.href(id);
    const open = (event: MouseEvent) => this.openRecord(id, event);
    return href
      ? html`<a href=${href} data-record=${id} @click=${open}>${title}</a>`
      : html`<button class="link" type="button" data-record=${id} @click=${open}>${title}</button>`;
  }

  #renderContract(): TemplateResult {
    const { t, record } = this;
    const contract = record.value?.id === this.open ? record.value : undefined;
    return html`${button({ kind: 'quiet', label: t('contracts.back'), icon: 'back', onClick: this.onBack })}
      <h2 class="title record-title" part="title" tabindex="-1">
        ${contract?.title ?? t(this.fault ? 'contracts.title' : 'common.loading')}
      </h2>
      ${
        record.fault
          ? this.renderFault(record.fault)
          : contract
            ? this.#renderDetail(contract)
            : html`<div class="record" aria-hidden="true">${bones(6, 'row')}</div>`
      }`;
  }

  #renderDetail(contract: ContractDetail): TemplateResult {
    const { t, view, format } = this;
    const fact = (label: string, value: unknown) =>
      html`<div class="fact">
        <dt>${label}</dt>
        <dd>${value}</dd>
      </div>`;
    const { coverage, items, noticeBy } = contract;
    const covered = coverage[format.language] ?? coverage.es ?? coverage.pt ?? coverage.en;
    const price = priceText(contract, view);
    const ends = endText(contract, view);
    const c = columnsOf<ContractDetail['items'][number]>(view);
    return html`<div class="record">
      <dl class="facts">
        ${fact(t('contracts.state'), contractBadge(contract.state, view))}
        ${fact(t('contracts.number'), contract.number)}
        ${ends ? fact(t('contracts.end'), ends) : nothing}
        ${fact(t('contracts.renewal'), t(`contracts.renewal_${contract.renewal}`))}
        ${noticeBy === null ? nothing : fact(t('contracts.notice_by'), day(noticeBy, view))}
        ${price ? fact(t('contracts.amount'), price) : nothing}
        ${fact(t('contracts.company'), contract.company.name)}
      </dl>
      ${termBar(contract, view)} ${allowanceBar(contract, view)}
      ${
        covered
          ? html`<h3 class="subtitle">${t('contracts.coverage')}</h3>
              ${richText(covered)}`
          : nothing
      }
      ${
        items.length > 0
          ? html`<h3 class="subtitle">${t('contracts.items')}</h3>
              ${table({
                caption: t('contracts.items'),
                columns: [
                  c.short('contracts.serial', (one) => one.serial, { card: 'heading' }),
                  c.short('contracts.material', (one) => one.material),
                  c.wide('contracts.site', (one) => one.site),
                ],
                rows: items,
                key: ({ line }) => `${line}`,
                wide: 'small',
              })}`
          : nothing
      }
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-contracts': PortalContracts;
  }
}
