import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { limits } from '#contract/limits';
import type { PortfolioRow } from '#contract/portfolio';
import { portfolioShows, type PortfolioShow } from '#contract/portfolio-words';
import { emit, toClientError, type ClientError, type PortalState } from '../core/index.ts';
import { hrefOf, linksConverter, type Links } from '../core/places.ts';
import { button } from '../kit/button.ts';
import { filterForm } from '../kit/filter.ts';
import { opensElsewhere } from '../kit/nav.ts';
import { notice, panel } from '../kit/notice.ts';
import { table } from '../kit/table.ts';
import type { RecordRouter } from '../records/address.ts';
import { columnMenu, isShown } from '../records/column-choice.ts';
import { InnerTab } from '../records/inner-tab.ts';
import { exportButtons, exportFault, listPager, listSkeleton } from '../records/listing.ts';
import { RecordsElement } from '../records/records-element.ts';
import { ListResource } from '../records/resource.ts';
import { viewState } from '../records/view.ts';
import { Picked } from './picked.ts';
import { portfolioStyles } from './portal-portfolio.styles.ts';
import { portfolioTable, portfolioTotals, sorts, type Sort } from './portfolio-table.ts';

type Filter = Record<'company' | 'show' | 'currency' | 'q', string>;
type Asked = {
  sort: Sort;
  company?: string;
  show?: PortfolioShow;
  currency?: string;
  search?: string;
};
type Page = {
  items: PortfolioRow[];
  nextCursor: string | null;
  found: number;
  totals: PortfolioRow['balances'];
  currency: string | null;
  companies: { code: string; name: string }[];
};

/** Milliseconds that preparing a run may take. */
const patience = 60_000;

/**
 * The customers an executive looks after: what each owes, what it paid last, what it was mailed and what became of
 * that; one or several of them get their statement from here. For staff.
 *
 * @fires portal-navigate - Before a statement opens; `preventDefault()` leaves it to the page.
 * @csspart summary - What all that were found owe in one currency.
 * @csspart badge - A state; also `badge-<state>`.
 */
export class PortalPortfolio extends RecordsElement<Filter, Asked> {
  static override readonly tag = 'portfolio';
  static override styles = [...RecordsElement.styles, portfolioStyles];

  /** Code of a company; empty finds the customers of all. */
  @property(viewState) company = '';
  /** `owing`, `overdue`, `over_30`, `over_60`, `over_90`, `bounced` or `no_mailbox`; empty finds all. */
  @property(viewState) show = '';
  /** In which amounts are sorted; empty is the one of most customers. */
  @property(viewState) currency = '';
  /** Words of a name or of a number. */
  @property(viewState) q = '';
  /** `oldest`, `overdue`, `to_fall_due`, `total`, `payment` or `name`, with a minus for descending: `-overdue`. */
  @property(viewState) sort = 'oldest';
  /** Id of a mass send that is looked at here; empty is none. */
  @property(viewState) run = '';
  /** Where statements are, as JSON; `{customer}` and `{company}` stand for those of a row: `{"statement": "/estado?c={customer}&s={company}"}`. */
  @property({ converter: linksConverter }) links: Links = {};

  protected readonly defaults: Filter = { company: '', show: '', currency: '', q: '' };
  protected readonly loadsAlone = true;
  protected readonly list = new ListResource<Asked, Page>(this, {
    portal: () => this.portal,
    may: () => this.allows('portfolio.view'),
    load: (client, query, signal) => client.call('GET /portfolio', { query, signal }),
    onValue: (page) => {
      this.#dropSent(page.items);
      if (!this.run) this.announce(this.t('portfolio.found', { count: page.found }));
    },
    sizes: true,
  });
  readonly #send = new InnerTab<{ run: string; view: string; router: RecordRouter }>(
    this,
    () => import('../portal-mass-send/embed.ts'),
  );
  /** Where the element of the run writes its address: its run is this one's, and without one it is left. */
  readonly #sendRouter: RecordRouter = {
    href: () => null,
    push: (_, params) => {
      if (!params?.['run']) this.#leaveRun();
    },
  };
  /** The run that was looked at last. */
  #left = '';

  /** They are how an executive begins. */
  @state() protected override showsSaved = true;
  @state() private picked = new Picked();
  @state() private busy = false;
  @state() private refusal: ClientError | undefined;

  protected override get vocabulary() {
    return 'staff' as const;
  }
  protected override get permission() {
    return 'portfolio.view' as const;
  }
  protected override get viewProperties() {
    return { ...super.viewProperties, sort: 'sort', run: 'run' };
  }
  protected override get contentState(): PortalState {
    return this.run ? 'ready' : super.contentState;
  }
  protected override get downloadedText(): string {
    return this.t('portfolio.exported');
  }
  protected queryOf({ company, show, currency, q }: Filter): Asked {
    const found = portfolioShows.find((one) => one === show);
    return {
      sort: sorts.find((one) => one === this.sort) ?? 'oldest',
      ...(company && { company }),
      ...(found && { show: found }),
      ...(/^[A-Z]{3}$/.test(currency) && { currency }),
      ...(q.trim() && { search: q.trim() }),
    };
  }
  protected override reload(): void {
    this.#send.retry();
    this.list.reload();
  }
  protected override forget(): void {
    this.picked = new Picked();
    this.refusal = undefined;
    super.forget();
  }

  /** Downloads the list that was found as XLSX. */
  async exportXlsx(): Promise<void> {
    const query = { ...(this.list.asked ?? this.query), locale: this.format.language };
    await this.saveList(this.t('portfolio.title'), 'xlsx', () =>
      this.portal.client.call('GET /exports/portfolio', { query }),
    );
  }

  protected override renderSkeleton(): TemplateResult {
    return this.renderSearchSkeleton(3, 0, 8);
  }

  protected override renderContent(): TemplateResult {
    const { t } = this;
    if (this.run)
      return html`${this.renderHeader(t('portfolio.run_title'))}
      ${this.#send.render({ run: this.run, view: 'send', router: this.#sendRouter }, (fault) =>
        this.renderFault(fault),
      )}`;
    return html`${this.renderHeader(t('portfolio.title'))} ${this.#renderForm()}
    ${this.renderResults(this.#renderList())}`;
  }

  #renderForm(): TemplateResult {
    const { t, draft } = this;
    const { companies = [], totals = [] } = this.list.page ?? {};
    const currencies = new Set([...totals.map(({ currency }) => currency), draft.currency]);
    currencies.delete('');
    const select = (id: keyof Filter, label: string, options: (readonly [string, string])[]) =>
      ({ kind: 'select', id, label, value: draft[id], options }) as const;
    return filterForm<Filter>({
      fields: [
        (companies.length > 1 || draft.company !== '') &&
          select('company', t('portfolio.company'), [
            ['', t('portfolio.company_all')],
            ...companies.map(({ code, name }) => [code, `${code} · ${name}`] as const),
          ]),
        select('show', t('portfolio.show'), [
          ['', t('portfolio.show_all')],
          ...portfolioShows.map((one) => [one, t(`portfolio.show_${one}`)] as const),
        ]),
        currencies.size > 1 &&
          select('currency', t('portfolio.sort_currency'), [
            ['', t('portfolio.sort_currency_usual')],
            ...[...currencies].toSorted().map((one) => [one, one] as const),
          ]),
      ],
      search: {
        label: t('portfolio.search'),
        placeholder: t('portfolio.search_hint'),
        value: draft.q,
        maxLength: limits.search,
        submit: t('portfolio.find'),
      },
      onChange: this.change,
      onSubmit: () => this.search(),
    });
  }

  #renderList(): TemplateResult {
    const { t, view, list } = this;
    const { page } = list;
    if (list.fault) return this.renderFault();
    if (!page) return listSkeleton();
    if (page.items.length === 0)
      return html`<slot name="empty"
        >${panel({ icon: 'search', title: t('portfolio.empty_title'), text: t('portfolio.empty') })}</slot
      >`;
    const shown = portfolioTable({
      view,
      rows: page.items,
      sort: this.query.sort,
      onSort: (sort) => (this.sort = sort),
      link: (row) => this.#link(row),
      sends: this.allows('statement.mass_send')
        ? {
            picked: this.picked,
            busy: this.busy,
            onPick: (rows, on) => (this.picked = this.picked.with(rows, on)),
            onSend: (row) => void this.#prepare(row.company.code, [row.list!.id]),
            onRun: (run) => this.#openRun(run),
          }
        : undefined,
    });
    return html`
      ${portfolioTotals(page.totals, view)}
      <div class="meta">
        <span>${t('portfolio.found', { count: page.found })}</span>
        ${columnMenu(shown.columns, this.columnChoice, view)}
        ${exportButtons(
          this.download,
          [{ format: 'xlsx', label: t('portfolio.export'), busy: t('portfolio.exporting') }],
          this.allows('statement.export') ? () => void this.exportXlsx() : undefined,
        )}
      </div>
      ${exportFault(this.download, view)} ${this.#renderChosen()}
      ${table({
        ...shown,
        columns: shown.columns.filter((one) => one && isShown(one, this.columnChoice)),
        rows: page.items,
        stale: list.state === 'stale',
      })}
      ${listPager(list, view)}
    `;
  }

  /** What is chosen, and what can be done with it. */
  #renderChosen(): TemplateResult | typeof nothing {
    const { t, picked, refusal } = this;
    const fault = refusal ? notice('danger', t(`error.${refusal.code}`)) : nothing;
    const { company } = picked;
    if (!company) return html`${fault}`;
    const { size: count } = picked.rows;
    return html`${fault}
      <div class="chosen no-print" role="group" aria-label=${t('portfolio.chosen_label')}>
        <p aria-live="polite">${t('portfolio.chosen', { count, company: company.code })}</p>
        ${button({
          kind: 'primary',
          icon: 'mail',
          label: this.busy ? t('portfolio.preparing') : t('portfolio.send_chosen', { count }),
          off: this.busy,
          onClick: () => void this.#prepare(company.code, picked.ids),
        })}
        ${button({
          kind: 'quiet',
          label: t('portfolio.choose_none'),
          onClick: () => (this.picked = new Picked()),
        })}
      </div>`;
  }

  /** The name of a customer, which leads to its statement. */
  #link({ customer, company }: PortfolioRow): unknown {
    if (!this.allows('statement.view')) return customer.name;
    const where = { customer: customer.number, company: company.code };
    const href = this.#statementHref(where);
    const go = (event: MouseEvent) => {
      if (opensElsewhere(event)) return;
      const step = { to: 'statement', id: null, href, filter: where } as const;
      if (!emit(this, 'portal-navigate', step)) event.preventDefault();
    };
    const name = this.t('portfolio.statement_named', { name: customer.name });
    return href === null
      ? html`<button class="link" type="button" title=${name} @click=${go}>
          ${customer.name}
        </button>`
      : html`<a href=${href} title=${name} @click=${go}>${customer.name}</a>`;
  }

  #statementHref(where: Record<'customer' | 'company', string>): string | null {
    const href = hrefOf(this.links, 'statement');
    return (
      href?.replaceAll(/(?:\{|%7B)(customer|company)(?:\}|%7D)/gi, (_, name: string) =>
        encodeURIComponent(where[name.toLowerCase() as keyof typeof where]),
      ) ?? null
    );
  }

  /** Prepares a send to mailing lists; nothing goes before it was looked at and started. */
  async #prepare(company: string, only: string[]): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.refusal = undefined;
    try {
      const body = { company, only, skipWithoutBalance: false };
      const { client } = this.portal;
      const { id } = await client.call('POST /mass-sends', { body, timeout: patience });
      this.#openRun(id);
      this.announce(this.t('mass_send.prepared'));
    } catch (error) {
      this.refusal = toClientError(error);
      this.report(this.refusal);
    } finally {
      this.busy = false;
    }
  }

  #openRun(run: string): void {
    this.run = run;
    this.place.push();
  }

  /** Back from a run: the list says what became of it. */
  #leaveRun(): void {
    this.#left = this.run;
    this.run = '';
    this.place.push();
    this.list.reload();
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('.title')?.focus(),
    );
  }

  /** Whoever was written to is no longer chosen. */
  #dropSent(rows: readonly PortfolioRow[]): void {
    const sent = rows.filter(({ lastSend }) => this.#left && lastSend?.run === this.#left);
    if (sent.length > 0) this.picked = this.picked.with(sent, false);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-portfolio': PortalPortfolio;
  }
}
