import { initialState, Task } from '@lit/task';
import type { ReactiveController, TemplateResult } from 'lit';
import type { CallResult } from '#contract/endpoint';
import type { Endpoints } from '#contract/index';
import {
  addDays,
  toClientError,
  type ClientError,
  type Portal,
  type PortalElement,
  type PortalState,
} from '../core/index.ts';
import { Pages } from '../records/pages.ts';
import { type SessionValue, valueFor } from '../records/session-value.ts';
import { faultOf, stateOf } from '../records/task-state.ts';
import { changes } from './changes.ts';
import { history } from './history.ts';
import { moreStyles } from './more.styles.ts';
import { movements } from './movements.ts';
import type { Company, StatementData } from './statement-data.ts';
import {
  problemOf,
  problemText,
  refusedDay,
  type Problem,
  type StatementFormOptions,
} from './statement-form.ts';
import { LocalPages } from './local-pages.ts';
import type { View } from './statement-view.ts';

export type MoreView = 'movements' | 'changes';
export type Movements = CallResult<Endpoints['GET /movements']>;
export type Changes = CallResult<Endpoints['GET /statement-changes']>;
export type Earlier = CallResult<Endpoints['GET /statements']>;
export type Period = { company: string; from: string; to: string };

export type MoreOptions = {
  portal: () => Portal;
  view: () => View;
  /** The view on screen. */
  shown: () => 'statement' | MoreView;
  data: StatementData;
  /** The company that is chosen in the form. */
  company: () => Company | undefined;
  /** The earlier statements are on screen. */
  history: () => boolean;
  announce: (text: string) => void;
  /** An earlier statement is to be shown, by its id. */
  onOpen: (id: string) => void;
};

/** Days that movements, and changes since no statement before, go back unasked. */
const back = 30;

/**
 * The views besides the statement, and the statements made before. What is on screen is asked for by
 * itself: movements of the last days, and changes since the last statement.
 */
export class More implements ReactiveController {
  readonly #host: PortalElement;
  readonly #options: MoreOptions;
  readonly #pages: Pages;
  readonly #localPages: LocalPages;
  readonly #earlier: Task<
    readonly [string, string | undefined, string, number],
    SessionValue<Earlier>
  >;
  readonly #movements: Task<readonly [Period | undefined, string, number], SessionValue<Movements>>;
  readonly #changes: Task<readonly [Period | undefined, string, number], SessionValue<Changes>>;

  #asked: SessionValue<{ [V in MoreView]?: Period }> = { owner: '', value: {} };
  /** Days that were filled in; those that were not touched follow from what is known. */
  #drafts: { [V in MoreView]?: Partial<Period> } = {};
  #problem: Problem | undefined;
  #owner = '';
  /** The statement that was made last, which is one of the earlier ones then. */
  #made = '';
  #reloads = 0;

  constructor(host: PortalElement, options: MoreOptions) {
    this.#host = host;
    this.#options = options;
    this.#localPages = new LocalPages(host);
    const { styleSheet } = moreStyles;
    if (styleSheet) (host.renderRoot as ShadowRoot).adoptedStyleSheets.push(styleSheet);
    // Before the tasks, so that these ask what another customer is to be asked.
    host.addController(this);
    this.#pages = new Pages(host, () => options.data.owner);
    const { client } = options.portal();
    const whose = () => options.data.whose;
    this.#earlier = new Task(host, {
      task: async ([owner, cursor], { signal }) => {
        if (!owner) return initialState;
        const query = { ...whose(), cursor, limit: 10 };
        return { owner, value: await client.call('GET /statements', { query, signal }) };
      },
      args: () => [
        options.history() || options.shown() === 'changes' ? options.data.owner : '',
        this.#pages.cursor,
        this.#made,
        this.#reloads,
      ],
    });
    this.#movements = new Task(host, {
      task: async ([asked, owner], { signal }) => {
        if (!asked || !owner) return initialState;
        const query = { ...asked, ...whose() };
        return { owner, value: await client.call('GET /movements', { query, signal }) };
      },
      args: () => [this.#askedOf('movements'), options.data.owner, this.#reloads],
      onComplete: ({ value }) => this.#tell('statement.movements', value),
      onError: (error) => this.#tellFault(error),
    });
    this.#changes = new Task(host, {
      task: async ([asked, owner], { signal }) => {
        if (!asked || !owner) return initialState;
        const query = { ...asked, ...whose() };
        return { owner, value: await client.call('GET /statement-changes', { query, signal }) };
      },
      args: () => [this.#askedOf('changes'), options.data.owner, this.#reloads],
      onComplete: ({ value }) => this.#tell('statement.changes', value),
      onError: (error) => this.#tellFault(error),
    });
  }

  hostUpdate(): void {
    const { data, shown, company } = this.#options;
    if (data.owner !== this.#owner) {
      this.#owner = data.owner;
      this.#drafts = {};
      this.#problem = undefined;
      this.#localPages.restart();
    }
    if (data.statement && !data.earlier) this.#made = data.statement.id;
    const view = shown();
    const chosen = company();
    if (view === 'statement' || !chosen || this.#askedOf(view)) return;
    // Since when, only the statements made before can tell.
    if (view === 'changes' && !this.#list && !faultOf(this.#earlier)) return;
    this.#ask(view, this.#draft(view, chosen));
  }

  get fault(): ClientError | undefined {
    const view = this.#options.shown();
    return view === 'statement' ? undefined : faultOf(this.#taskOf(view));
  }
  get state(): PortalState {
    const view = this.#options.shown();
    if (view === 'statement') return 'ready';
    const value = this.#valueOf(view);
    return stateOf(
      this.#taskOf(view),
      value,
      value?.sections.every(({ items }) => items.length === 0) ?? false,
    );
  }

  reload(): void {
    this.#reloads += 1;
    this.#host.requestUpdate();
  }

  /** The days of a view, and its button. */
  form(
    view: MoreView,
    company: Company,
  ): Pick<StatementFormOptions, 'days' | 'problem' | 'submit' | 'onSubmit'> {
    const draft = this.#draft(view, company);
    const labels =
      view === 'movements'
        ? (['statement.from', 'statement.to'] as const)
        : (['statement.before', 'statement.after'] as const);
    return {
      days: (['from', 'to'] as const).map((id, index) => ({
        id,
        label: labels[index] ?? 'statement.to',
        value: draft[id],
        onChange: (value) => {
          this.#drafts[view] = { ...this.#drafts[view], [id]: value };
          this.#problem = undefined;
          this.#host.requestUpdate();
        },
      })),
      problem: this.#problem,
      submit: this.#options.view().t(`statement.ask_${view}`),
      onSubmit: () => this.#onSubmit(view, draft),
    };
  }

  /** What a view shows; undefined while it is on its way. */
  content(view: MoreView): TemplateResult | undefined {
    const options = {
      view: this.#options.view(),
      pages: this.#localPages,
      stale: this.state === 'stale',
    };
    const [period, moved, changed] = [
      this.#askedOf(view),
      this.#valueOf('movements'),
      this.#valueOf('changes'),
    ];
    if (!period) return undefined;
    if (view === 'movements') return moved && movements(moved, period, options);
    return changed && changes(changed, period, options);
  }

  /** The statements made before. */
  history(): TemplateResult {
    return history({
      view: this.#options.view(),
      timeZone: this.#options.portal().tenant?.timeZone,
      list: this.#list,
      fault: faultOf(this.#earlier),
      shown: this.#options.data.statement?.id,
      onPrevious: this.#pages.onPrevious(),
      onNext: this.#pages.onNext(this.#list?.nextCursor),
      onOpen: this.#options.onOpen,
      onRetry: () => this.reload(),
    });
  }

  get #list(): Earlier | undefined {
    return valueFor(this.#earlier.value, this.#options.data.owner);
  }

  #taskOf(view: MoreView) {
    return view === 'movements' ? this.#movements : this.#changes;
  }

  #valueOf<V extends MoreView>(view: V) {
    const { owner } = this.#options.data;
    const values = { movements: this.#movements.value, changes: this.#changes.value };
    return valueFor<Movements | Changes>(values[view], owner) as
      (V extends 'movements' ? Movements : Changes) | undefined;
  }

  #askedOf(view: MoreView): Period | undefined {
    return valueFor(this.#asked, this.#options.data.owner)?.[view];
  }

  #ask(view: MoreView, period: Period): void {
    const { owner } = this.#options.data;
    this.#asked = { owner, value: { ...valueFor(this.#asked, owner), [view]: period } };
    this.#localPages.restart();
    this.#host.requestUpdate();
  }

  #draft(view: MoreView, { code, today }: Company): Period {
    const last = this.#list?.items.find(
      ({ company, cutOff }) => company.code === code && cutOff < today,
    );
    const from = (view === 'changes' && last?.cutOff) || addDays(today, -back);
    return { from, to: today, ...this.#drafts[view], company: code };
  }

  #onSubmit(view: MoreView, draft: Period): void {
    this.#problem = this.#inputs.map(problemOf).find((found) => found !== undefined);
    if (!this.#problem && draft.to < draft.from) {
      this.#problem = { field: 'to', text: 'statement.period_order' };
    }
    if (!this.#problem) return this.#ask(view, draft);
    this.#options.announce(problemText(this.#problem, this.#options.view()));
    this.#host.requestUpdate();
    this.#host.renderRoot.querySelector<HTMLElement>(`#${this.#problem.field}`)?.focus();
  }

  get #inputs(): HTMLInputElement[] {
    return [...this.#host.renderRoot.querySelectorAll<HTMLInputElement>('#from, #to')];
  }

  #tell(
    text: 'statement.movements' | 'statement.changes',
    { sections }: { sections: readonly { items: readonly unknown[] }[] },
  ): void {
    const count = sections.reduce((sum, { items }) => sum + items.length, 0);
    this.#options.announce(this.#options.view().t(text, { count }));
  }

  /** A refusal of the days is said at their fields, any other where the rows would be. */
  #tellFault(error: unknown): void {
    const view = this.#options.view();
    const { code, errors } = toClientError(error);
    const day = errors.find(({ path }) => path === 'query.from' || path === 'query.to');
    if (day) this.#problem = refusedDay(day.path.slice('query.'.length), day);
    this.#options.announce(
      day && this.#problem ? problemText(this.#problem, view) : view.t(`error.${code}`),
    );
  }
}
