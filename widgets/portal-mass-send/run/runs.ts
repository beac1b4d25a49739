import { html, nothing, type TemplateResult } from 'lit';
import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import { formatDate, formatInstant } from '../../core/index.ts';
import { button } from '../../kit/button.ts';
import { icon } from '../../kit/icon.ts';
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

/** The previous runs, to open again. They are loaded when somebody looks. */
export class Runs {
  readonly #desk: Desk;
  readonly #list: ListResource<object, Page<RunRow>>;
  #open = false;

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
          c.text('mass_send.run_by', ({ by }) => by),
          c.quantity('mass_send.state_sent', ({ counts }) => String(counts.sent)),
          c.quantity('mass_send.state_failed', ({ counts }) => String(counts.failed)),
          c.text('mass_send.state', ({ state }) => runBadge(state, view)),
          c.action('mass_send.actions', (row) => this.#opener(row)),
        ],
        rows: items,
        key: ({ id }) => id,
      })}
      ${listPager(this.#list, view)}
    `;
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
