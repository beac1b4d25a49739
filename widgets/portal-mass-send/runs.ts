import { initialState, Task } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import { formatDate, formatInstant, formatQuantity } from '../core/index.ts';
import { Pages } from '../records/pages.ts';
import { sessionKey, type SessionValue, valueFor } from '../records/session-value.ts';
import { faultOf } from '../records/task-state.ts';
import { button } from '../kit/button.ts';
import { icon } from '../kit/icon.ts';
import { bones } from '../kit/skeleton.ts';
import { table } from '../kit/table.ts';
import type { Desk } from './desk.ts';
import { faultPanel, turner } from './parts.ts';
import { runBadge } from './run-words.ts';

type Answer = CallResult<Endpoints['GET /mass-sends']>;

/** The runs there have been, to open again. They are asked for when somebody looks. */
export class Runs {
  readonly #desk: Desk;
  readonly #pages: Pages;
  readonly #task: Task<readonly [string, string | undefined, number], SessionValue<Answer>>;
  #open = false;
  #reloads = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#pages = new Pages(desk.host, () => this.#owner);
    this.#task = new Task(desk.host, {
      task: async ([owner, cursor], { signal }) => {
        if (!owner) return initialState;
        const query = { cursor, limit: 10 };
        const { client } = desk.portal();
        return { owner, value: await client.call('GET /mass-sends', { query, signal }) };
      },
      args: () => [this.#open ? this.#owner : '', this.#pages.cursor, this.#reloads],
    });
  }

  reload(): void {
    this.#reloads += 1;
    this.#desk.host.requestUpdate();
  }

  render(): TemplateResult {
    const { t } = this.#desk.view();
    const toggle = (event: Event) => {
      this.#open = (event.target as HTMLDetailsElement).open;
      // Others may have sent meanwhile.
      if (this.#open) this.reload();
    };
    return html`<details class="runs no-print" .open=${this.#open} @toggle=${toggle}>
      <summary>${icon('chevron')}<span>${t('mass_send.runs')}</span></summary>
      ${this.#open ? this.#renderList() : nothing}
    </details>`;
  }

  get #owner(): string {
    return sessionKey(this.#desk.portal(), this.#desk.may('statement.mass_send'));
  }

  #renderList(): TemplateResult {
    const view = this.#desk.view();
    const { t, format } = view;
    const page = valueFor(this.#task.value, this.#owner);
    const fault = faultOf(this.#task);
    if (fault) return faultPanel(this.#desk, fault, () => this.reload());
    if (!page) return html`<div aria-hidden="true">${bones(4, 'row')}</div>`;
    if (page.items.length === 0) return html`<p class="quiet-text">${t('mass_send.runs_none')}</p>`;
    return html`
      ${table({
        caption: t('mass_send.runs'),
        columns: [
          {
            label: t('mass_send.run_at'),
            card: 'heading',
            cell: ({ createdAt }) =>
              html`<time datetime=${createdAt}>${formatInstant(createdAt, format)}</time>`,
          },
          { label: t('mass_send.company'), kind: 'short', cell: ({ company }) => company.code },
          { label: t('mass_send.cut_off'), cell: ({ cutOff }) => formatDate(cutOff, format) },
          { label: t('mass_send.run_by'), cell: ({ by }) => by },
          {
            label: t('mass_send.state_sent'),
            kind: 'number',
            cell: ({ counts }) => formatQuantity(String(counts.sent), format),
          },
          {
            label: t('mass_send.state_failed'),
            kind: 'number',
            cell: ({ counts }) => formatQuantity(String(counts.failed), format),
          },
          { label: t('mass_send.state'), cell: ({ state }) => runBadge(state, view) },
          {
            label: t('mass_send.actions'),
            kind: 'action',
            card: 'trail',
            cell: ({ id, createdAt }) =>
              button({
                kind: 'quiet',
                label: t('mass_send.open'),
                name: t('mass_send.open_named', { at: formatInstant(createdAt, format) }),
                onClick: () => {
                  this.#desk.onRun(id);
                  void this.#desk.focus('.run-title');
                },
              }),
          },
        ],
        rows: page.items,
        key: ({ id }) => id,
      })}
      ${turner(this.#pages, page.nextCursor, view)}
    `;
  }
}
