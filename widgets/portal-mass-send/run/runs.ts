import { html, nothing, type TemplateResult } from 'lit';
import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import { formatDate, formatInstant, toClientError, type ClientError } from '../../core/index.ts';
import { button } from '../../kit/button.ts';
import { dialog } from '../../kit/dialog.ts';
import { icon } from '../../kit/icons.ts';
import { notice } from '../../kit/notice.ts';
import { bones } from '../../kit/skeleton.ts';
import { table } from '../../kit/table.ts';
import { columnsOf } from '../../records/columns.ts';
import type { ViewParams } from '../../records/address.ts';
import { listPager } from '../../records/listing.ts';
import { ListResource, type Page } from '../../records/resource.ts';
import type { Desk } from '../desk.ts';
import { faultPanel } from '../parts.ts';
import { runBadge } from './run-words.ts';

type RunRow = CallResult<Endpoints['GET /mass-sends']>['items'][number];

/** Customers that get something in a run. */
const customersOf = ({ skipped: _out, ...counts }: RunRow['counts']): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** The previous runs, to open again. They are loaded when somebody looks. */
export class Runs {
  readonly #desk: Desk;
  readonly #list: ListResource<object, Page<RunRow>>;
  #open = false;
  /** The one that is about to be deleted. */
  #leaving: RunRow | undefined;
  /** Why the last one was not deleted. */
  #fault: ClientError | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#list = new ListResource(desk.host, {
      portal: desk.portal,
      may: () => this.#open && desk.may('statement.mass_send'),
      load: (client, { cursor }, signal) =>
        client.call('GET /mass-sends', { query: { cursor, limit: 10 }, signal }),
    });
    this.#list.ask({});
  }

  reload(): void {
    this.#list.reload();
  }

  /** Whether they are on screen, and which page of them. */
  get params(): ViewParams {
    const { text } = this.#list.pages;
    return this.#open ? { runs: 'open', ...(text && { 'runs-page': text }) } : {};
  }

  restore({ runs, 'runs-page': page = '' }: ViewParams): void {
    this.#open = runs === 'open';
    if (this.#list.pages.text !== page) this.#list.ask({}, page);
  }

  render(): TemplateResult {
    const { t } = this.#desk.view();
    const toggle = (event: Event) => {
      const { open } = event.target as HTMLDetailsElement;
      if (open === this.#open) return;
      this.#open = open;
      // Others may have sent meanwhile.
      if (open) this.reload();
      this.#desk.host.requestUpdate();
    };
    return html`<details class="runs no-print" .open=${this.#open} @toggle=${toggle}>
      <summary>${icon('chevron')}<span>${t('mass_send.runs')}</span></summary>
      ${this.#open ? this.#renderList() : nothing}
    </details>`;
  }

  #renderList(): TemplateResult {
    const view = this.#desk.view();
    const { t, format } = view;
    const { page, items, fault } = this.#list;
    if (fault) return faultPanel(this.#desk, fault, () => this.reload());
    if (!page) return html`<div aria-hidden="true">${bones(4, 'row')}</div>`;
    if (items.length === 0) return html`<p class="quiet-text">${t('mass_send.runs_none')}</p>`;
    const c = columnsOf<RunRow>(view);
    return html`
      ${this.#fault ? notice('danger', t(`error.${this.#fault.code}`)) : nothing}
      ${table({
        caption: t('mass_send.runs'),
        columns: [
          c.text(
            'mass_send.run_at',
            ({ createdAt }) =>
              html`<time datetime=${createdAt}>${formatInstant(createdAt, format)}</time>`,
            { card: 'heading' },
          ),
          c.short('mass_send.company', ({ company }) => company.code),
          c.text('mass_send.cut_off', ({ cutOff }) => formatDate(cutOff, format)),
          c.name('mass_send.run_by', ({ by }) => by),
          c.quantity('mass_send.run_customers', ({ counts }) => String(customersOf(counts))),
          c.quantity('mass_send.state_sent', ({ counts }) => String(counts.sent)),
          c.quantity('mass_send.state_failed', ({ counts }) => String(counts.failed)),
          c.text('mass_send.state', (row) => runBadge(row, view)),
          c.action(
            'mass_send.actions',
            (row) =>
              html`<span class="row-actions"
                >${this.#opener(row)}${row.state === 'draft' ? this.#remover(row) : nothing}</span
              >`,
          ),
        ],
        rows: items,
        key: ({ id }) => id,
      })}
      ${listPager(this.#list, view)}
      ${this.#leaving ? this.#renderQuestion(this.#leaving) : nothing}
    `;
  }

  /** One that was prepared and never sent is nothing to keep. */
  #remover(row: RunRow): TemplateResult {
    const { t, format } = this.#desk.view();
    return button({
      kind: 'quiet',
      label: t('mass_send.delete'),
      name: t('mass_send.run_delete_named', { at: formatInstant(row.createdAt, format) }),
      onClick: () => this.#ask(row),
    });
  }

  #ask(row: RunRow | undefined): void {
    this.#leaving = row;
    this.#desk.host.requestUpdate();
  }

  #renderQuestion(row: RunRow): TemplateResult {
    const { t, format } = this.#desk.view();
    const count = customersOf(row.counts);
    return dialog({
      title: t('mass_send.run_delete_title'),
      content: html`<p>
        ${t('mass_send.run_delete_text', {
          count,
          company: `${row.company.code} · ${row.company.name}`,
          date: formatDate(row.cutOff, format),
        })}
      </p>`,
      submit: t('mass_send.delete'),
      danger: true,
      cancel: t('mass_send.keep'),
      onSubmit: () => {
        void this.#remove(row);
        return true;
      },
      onClose: () => this.#ask(undefined),
    });
  }

  async #remove({ id }: RunRow): Promise<void> {
    const { t } = this.#desk.view();
    this.#fault = undefined;
    try {
      await this.#desk.portal().client.call('DELETE /mass-sends/:id', { params: { id } });
      this.#desk.announce(t('mass_send.run_deleted'));
    } catch (error) {
      this.#fault = toClientError(error);
      this.#desk.onFault(this.#fault);
    }
    // Also where it is not so: somebody else may have sent or deleted it.
    this.reload();
    this.#desk.host.requestUpdate();
    await this.#desk.focus('.runs summary');
  }

  #opener({ id, createdAt }: RunRow): TemplateResult {
    const { t, format } = this.#desk.view();
    return button({
      kind: 'quiet',
      label: t('mass_send.open'),
      name: t('mass_send.open_named', { at: formatInstant(createdAt, format) }),
      onClick: () => {
        this.#desk.onRun(id);
        void this.#desk.focus('.run-title');
      },
    });
  }
}
