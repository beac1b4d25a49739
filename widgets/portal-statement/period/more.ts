import { html, type ReactiveController, type TemplateResult } from 'lit';
import type { ContactPermission } from '#contract/permissions';
import {
  addDays,
  type ClientError,
  type Portal,
  type PortalElement,
  type PortalState,
} from '../../core/index.ts';
import { adopt } from '../../core/lazy.ts';
import { Download } from '../../records/download.ts';
import { exportButtons, exportFault } from '../../records/listing.ts';
import { ListResource, Resource, type Page } from '../../records/resource.ts';
import { type SessionValue, valueFor } from '../../records/session-value.ts';
import { changes } from './changes.ts';
import { history } from './history.ts';
import { moreStyles } from './more.styles.ts';
import type { Changes, EarlierRow, Movements, Period } from './more-results.ts';
import { movements } from './movements.ts';
import { searchField } from './period-search.ts';
import type { Company, StatementData } from '../statement-data.ts';
import {
  problemOf,
  problemText,
  refusedDay,
  type Problem,
  type StatementFormOptions,
} from '../statement-form.ts';
import { LocalPages, type LocalPagesOptions } from '../local-pages.ts';
import type { View } from '../../records/view.ts';

export type MoreView = 'movements' | 'changes';
export type MoreOptions = LocalPagesOptions & {
  portal: () => Portal;
  view: () => View;
  /** The view on screen. */
  shown: () => 'statement' | MoreView;
  data: StatementData;
  allows: (permission: ContactPermission) => boolean;
  /** What is searched for, in all views. */
  look: () => { q: string };
  onLook: (look: { q: string }) => void;
  /** The company that is chosen in the form. */
  company: () => Company | undefined;
  /** The earlier statements are on screen. */
  history: () => boolean;
  announce: (text: string) => void;
  /** An earlier statement is to be shown, by its id. */
  onOpen: (id: string) => void;
};

const isEmptyList = ({
  sections,
}: {
  sections: readonly { items: readonly unknown[] }[];
}): boolean => sections.every(({ items }) => items.length === 0);

/** Days that movements, and changes since no statement before, go back unasked. */
const back = 30;

/**
 * The views besides the statement, and the statements made before. What is on screen is asked for by
 * itself: movements of the last days, and changes since the last statement.
 */
export class More implements ReactiveController {
  readonly #host: PortalElement;
  readonly #options: MoreOptions;
  readonly #localPages: LocalPages;
  readonly #earlier: ListResource<object, Page<EarlierRow>>;
  readonly #movements: Resource<Period, Movements>;
  readonly #changes: Resource<Period, Changes>;

  #asked: SessionValue<{ [V in MoreView]?: Period }> = { owner: '', value: {} };
  /** Days that were filled in; those that were not touched follow from what is known. */
  #drafts: { [V in MoreView]?: Partial<Period> } = {};
  /** What is wrong with the days of a view. */
  #problem: (Problem & { view: MoreView }) | undefined;
  readonly #download: Download;
  #owner = '';
  /** The statement that was made last, which is one of the earlier ones then. */
  #made = '';

  constructor(host: PortalElement, options: MoreOptions) {
    this.#host = host;
    this.#options = options;
    this.#localPages = new LocalPages(host, options);
    this.#download = new Download(host, {
      portal: options.portal,
      place: options.shown,
      onDone: () => options.announce(options.view().t('statement.downloaded')),
      onFault: (error) => options.announce(options.view().t(`error.${error.code}`)),
    });
    adopt(host, moreStyles);
    // Before the resources, so that these load what another customer is to see.
    host.addController(this);
    const { portal, data } = options;
    const owner = () => data.owner;
    const onFault = (fault: ClientError) => this.#tellFault(fault);
    this.#earlier = new ListResource(host, {
      portal,
      owner: () => (options.history() || options.shown() === 'changes' ? data.owner : ''),
      load: (client, { cursor }, signal) => {
        const query = { ...data.whose, cursor, limit: 10 };
        return client.call('GET /statements', { query, signal });
      },
    });
    this.#earlier.ask({});
    this.#movements = new Resource(host, {
      portal,
      owner,
      query: () => this.#askedOf('movements'),
      load: (client, period, signal) =>
        client.call('GET /movements', { query: { ...period, ...data.whose }, signal }),
      isEmpty: isEmptyList,
      onValue: (value) => this.#tell('statement.movements', value),
      onFault,
    });
    this.#changes = new Resource(host, {
      portal,
      owner,
      query: () => this.#askedOf('changes'),
      load: (client, period, signal) =>
        client.call('GET /statement-changes', { query: { ...period, ...data.whose }, signal }),
      isEmpty: isEmptyList,
      onValue: (value) => this.#tell('statement.changes', value),
      onFault,
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
    const made = data.statement && !data.earlier ? data.statement.id : this.#made;
    if (made !== this.#made) this.#earlier.reload();
    this.#made = made;
    const view = shown();
    const chosen = company();
    if (view === 'statement' || !chosen || this.#askedOf(view)) return;
    // Since when, only the statements made before can tell.
    if (view === 'changes' && !this.#earlier.page && !this.#earlier.fault) return;
    this.#ask(view, this.#draft(view, chosen));
  }

  get fault(): ClientError | undefined {
    const view = this.#options.shown();
    return view === 'statement' ? undefined : this.#resourceOf(view).fault;
  }
  get state(): PortalState {
    const view = this.#options.shown();
    return view === 'statement' ? 'ready' : this.#resourceOf(view).state;
  }

  reload(): void {
    for (const one of [this.#earlier, this.#movements, this.#changes]) one.reload();
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
      problem: this.#problem?.view === view ? this.#problem : undefined,
      submit: this.#options.view().t(`statement.ask_${view}`),
      onSubmit: () => this.#onSubmit(view, draft, company),
    };
  }

  /** What a view shows; undefined while it is on its way. */
  content(view: MoreView): TemplateResult | undefined {
    const options = {
      view: this.#options.view(),
      pages: this.#localPages,
      stale: this.state === 'stale',
      q: this.#options.look().q,
      head: searchField(
        this.#options.look().q,
        this.#options.view(),
        (q) => {
          this.#options.onLook({ q });
          this.#localPages.restart();
          this.#host.requestUpdate();
        },
        this.#tools(view),
      ),
    };
    const [period, moved, changed] = [
      this.#askedOf(view),
      this.#movements.value,
      this.#changes.value,
    ];
    if (!period) return undefined;
    if (view === 'movements') return moved && movements(moved, period, options);
    return changed && changes(changed, period, options);
  }

  /** The file of what a view shows, and why the last one did not come. */
  #tools(view: MoreView): unknown {
    const { allows, view: of } = this.#options;
    if (!allows('statement.export')) return undefined;
    return html`${exportButtons(
      this.#download,
      [
        {
          format: 'xlsx',
          label: of().t('statement.download', { format: 'XLSX' }),
          busy: of().t('statement.preparing', { format: 'XLSX' }),
        },
      ],
      () => void this.#export(view),
    )}
    ${exportFault(this.#download, of())}`;
  }

  async #export(view: MoreView): Promise<void> {
    const period = this.#askedOf(view);
    if (!period) return;
    const { portal, data, view: of } = this.#options;
    const { t, format } = of();
    const query = { ...period, ...data.whose, locale: format.language };
    const days = [period.from, period.to].map((day) => day.replaceAll('-', '')).join('_');
    const name = `${t(`statement.file_${view}`)}_${period.company}_${days}.xlsx`;
    await this.#download.save(name, () =>
      view === 'movements'
        ? portal().client.call('GET /exports/movements', { query })
        : portal().client.call('GET /exports/statement-changes', { query }),
    );
  }

  /** The statements made before. */
  history(): TemplateResult {
    return history({
      view: this.#options.view(),
      timeZone: this.#options.portal().tenant?.timeZone,
      list: this.#earlier,
      shown: this.#options.data.statement?.id,
      onOpen: this.#options.onOpen,
      onRetry: () => this.reload(),
    });
  }

  #resourceOf(view: MoreView) {
    return view === 'movements' ? this.#movements : this.#changes;
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
    const last = this.#earlier.items.find(
      ({ company, cutOff }) => company.code === code && cutOff < today,
    );
    const from = (view === 'changes' && last?.cutOff) || addDays(today, -back);
    return { from, to: today, ...this.#drafts[view], company: code };
  }

  #onSubmit(view: MoreView, draft: Period, company: Company): void {
    const wrong =
      problemOf('from', draft.from, company) ??
      problemOf('to', draft.to, company) ??
      (draft.to < draft.from
        ? ({ field: 'to', text: 'statement.period_order' } as const)
        : undefined);
    this.#problem = wrong && { ...wrong, view };
    if (!this.#problem) return this.#ask(view, draft);
    this.#options.announce(problemText(this.#problem, this.#options.view()));
    this.#host.requestUpdate();
    this.#host.renderRoot.querySelector<HTMLElement>(`#${this.#problem.field}`)?.focus();
  }

  #tell(
    text: 'statement.movements' | 'statement.changes',
    { sections }: { sections: readonly { items: readonly unknown[] }[] },
  ): void {
    const count = sections.reduce((sum, { items }) => sum + items.length, 0);
    this.#options.announce(this.#options.view().t(text, { count }));
  }

  /** A refusal of the days is said at their fields, any other where the rows would be. */
  #tellFault({ code, errors }: ClientError): void {
    const view = this.#options.view();
    const day = errors.find(({ path }) => path === 'query.from' || path === 'query.to');
    const shown = this.#options.shown();
    if (day && shown !== 'statement')
      this.#problem = { ...refusedDay(day.path.slice('query.'.length), day), view: shown };
    this.#options.announce(
      day && this.#problem ? problemText(this.#problem, view) : view.t(`error.${code}`),
    );
  }
}
