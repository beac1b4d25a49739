import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { isChoice } from '#contract/quote-sums';
import type { QuoteDetail } from '#contract/quotes';
import { emit, type ClientError, type PortalElement } from '../core/index.ts';
import { Lazy } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { bones } from '../kit/skeleton.ts';
import { tabsStyles } from '../kit/tabs.ts';
import { InnerTab } from '../records/inner-tab.ts';
import { listing } from '../records/listing.ts';
import { MessagesTab } from '../records/messages-tab.ts';
import { RecordElement } from '../records/record-element.ts';
import { viewState } from '../records/view.ts';
import { quotesStyles } from './portal-quotes.styles.ts';
import { quoteDetail, quoteTabs, type Act } from './quote-detail.ts';
import { quoteDocument } from './quote-document.ts';
import { queryOf, QuotesData, type Filter, type QuotesQuery } from './quotes-data.ts';
import { quotesForm, quotesTable } from './quotes-list.ts';

/**
 * Shows the quotes of a customer, compares their versions, and takes the decision: options, terms and acceptance on
 * one page, or a rejection with its reason.
 *
 * @fires portal-navigate - Before a quote opens or closes; `preventDefault()` leaves it to the page.
 * @fires portal-quote-opened - A quote is on screen.
 * @fires portal-before-quote-decision - Before a quote is accepted or rejected; `preventDefault()` stops it.
 * @fires portal-quote-decided - A quote was accepted or rejected.
 * @csspart badge - A state; also `badge-<state>`.
 * @csspart document - The quote as a document.
 * @csspart total - The sums below its lines.
 * @csspart terms - The terms among the steps of an acceptance.
 * @csspart decision - The form that accepts or rejects.
 * @csspart tabs - The row of tabs.
 * @csspart tab - A tab; the open one is also `tab-current`.
 */
export class PortalQuotes extends RecordElement<Filter, QuotesQuery> {
  static override readonly tag = 'quotes';
  static override styles = [...RecordElement.styles, tabsStyles, quotesStyles];

  /** `open`, `accepted`, `rejected`, `expired` or `withdrawn`; empty finds all. */
  @property(viewState) status = '';
  /** `goods` or `freight`; empty finds both. */
  @property(viewState) kind = '';
  /** A number, words of the subject, or the number of a request. */
  @property(viewState) q = '';
  /** Number of the customer, for whoever sees several. */
  @property() customer = '';
  /** Field to sort by, with a minus for descending: `-issued`, `valid_until`, `number`, `-total`. */
  @property(viewState) sort = '-issued';
  /** What of the open quote is shown: `quote`, `versions`, `messages` or `documents`. */
  @property(viewState) tab = 'quote';

  /** `new` asks for a quote, `list` shows what was asked for; empty shows the quotes. */
  @property(viewState) request = '';

  protected readonly defaults: Filter = { status: '', kind: '', q: '' };
  protected readonly targets = { record: 'quote', list: 'quotes' } as const;
  protected readonly loadsAlone = true;

  @state() private compared = '';
  @state() private chosen: readonly string[] = [];
  @state() private act: Act = '';
  @state() private done = '';

  readonly #data = new QuotesData(this, {
    portal: () => this.portal,
    may: () => this.allows(this.permission),
    open: () => this.open,
    compared: () => (this.tab === 'versions' ? this.compared : ''),
    onList: (count) => this.announce(this.t('quotes.found', { count })),
    onQuote: (quote) => this.#onQuote(quote),
  });
  readonly #messages = new MessagesTab(this);
  readonly #documents = new InnerTab<{ owner: string }>(
    this,
    () => import('../portal-documents/embed.ts'),
  );

  readonly #acting = new Lazy(this, async () => {
    const { Acting, aside, quoteVersions } = await import('./acting.ts');
    const acting = new Acting({
      ...this.#desk,
      person: () => this.session?.person.name ?? '',
      onDone: (words) => this.#finish(words),
      onCancel: this.#leaveAct,
      onVersion: (id, event) => this.openRecord(id, event),
      onStale: () => {
        this.#leaveAct();
        this.#data.reload();
      },
    });
    return Object.assign(acting, { aside, quoteVersions });
  });
  readonly #requests = new Lazy(this, async () => {
    const { Requests } = await import('./requests.ts');
    return new Requests({
      ...this.#desk,
      onOpen: (id, event) => this.openRecord(id, event),
      onShow: (what) => this.#onRequest(what),
    });
  });
  readonly #recording = new Lazy(this, async () => {
    const { Recording } = await import('./recording.ts');
    return new Recording({
      ...this.#desk,
      onDone: (decision) => {
        this.#finish(this.t(`quotes.state_${decision}`));
      },
      onCancel: this.#leaveAct,
    });
  });
  /** What the parts that come later work with. */
  readonly #desk = {
    host: this as PortalElement,
    portal: () => this.portal,
    view: () => this.view,
    fault: (fault: ClientError) => this.renderFault(fault),
    report: (fault: ClientError) => this.report(fault),
    announce: (text: string) => this.announce(text),
  };

  protected override get permission() {
    return this.allows('quotes.manage') ? ('quotes.manage' as const) : ('quotes.view' as const);
  }
  protected override get vocabulary() {
    return 'quotes' as const;
  }
  protected get list() {
    return this.#data.list;
  }
  protected get record() {
    return this.#data.quote;
  }
  protected queryOf(filter: Filter): QuotesQuery {
    return queryOf({ ...filter, customer: this.customer, sort: this.sort });
  }
  protected override get viewProperties() {
    return { ...super.viewProperties, sort: 'sort', tab: 'tab', request: 'request' };
  }
  protected override get recordNames() {
    return ['tab'];
  }
  protected override get downloadedText(): string {
    return this.t('quotes.downloaded');
  }
  protected override reload(): void {
    this.#messages.retry();
    this.#documents.retry();
    this.#acting.retry();
    this.#requests.retry();
    this.#recording.retry();
    this.#requests.value?.reload();
    this.#data.reload();
  }

  get #quote(): QuoteDetail | undefined {
    const { value } = this.#data.quote;
    return value?.id === this.open ? value : undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!changed.has('open')) return;
    this.#leaveAct();
    this.chosen = [];
    this.compared = '';
    this.done = '';
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.act === 'accept') this.#acting.value?.look();
  }

  protected override onOpening(): void {
    this.tab = 'quote';
  }

  #onQuote(quote: QuoteDetail): void {
    emit(this, 'portal-quote-opened', { id: quote.id, number: quote.number });
    const offered = quote.text.lines.filter(isChoice).map(({ position }) => position);
    this.chosen = quote.decision
      ? quote.decision.options
      : this.chosen.filter((position) => offered.includes(position));
    const [, before] = quote.versions;
    this.compared ||=
      quote.versions.find(({ version }) => version < quote.version)?.id ?? before?.id ?? '';
  }

  protected override renderSkeleton(): TemplateResult {
    return this.renderSearchSkeleton(2, 1, 6);
  }

  protected override renderContent(): TemplateResult {
    if (this.open) return this.#renderQuote();
    const what = this.#asks ? this.request : '';
    return what === 'new' || what === 'list' ? this.#renderRequests(what) : this.#renderSearch();
  }

  /** Whether there are requests: of whoever may ask, and of those who look after them. */
  get #asks(): boolean {
    return this.allows('quotes.request') || this.allows('quotes.manage');
  }

  /** A part that is fetched when it is needed. */
  #later<T>(part: Lazy<T>, show: (part: T) => TemplateResult): TemplateResult {
    part.need();
    if (part.fault) return this.renderFault(part.fault);
    return part.value ? show(part.value) : html`<div aria-hidden="true">${bones(5)}</div>`;
  }

  #renderRequests(what: 'new' | 'list'): TemplateResult {
    const { t } = this;
    return html`
      ${button({ kind: 'quiet', label: t('quotes.back'), icon: 'back', onClick: () => this.#onRequest('') })}
      ${this.renderHeader(t(what === 'new' ? 'quotes.request' : 'quotes.requests'), what === 'list' && this.allows('quotes.request') ? this.#asker() : nothing)}
      ${this.#later(this.#requests, (part) => part.render(what))}
    `;
  }

  #asker(): TemplateResult {
    return button({
      kind: 'primary',
      label: this.t('quotes.request'),
      onClick: () => this.#onRequest('new'),
    });
  }

  #onRequest(what: '' | 'new' | 'list'): void {
    this.request = what;
    this.place.push();
    this.focusNext('.title');
  }

  #renderSearch(): TemplateResult {
    const tools = html`${
      this.#asks
        ? button({
            kind: 'quiet',
            label: this.t('quotes.requests'),
            onClick: () => this.#onRequest('list'),
          })
        : nothing
    }${this.allows('quotes.request') ? button({ label: this.t('quotes.request'), onClick: () => this.#onRequest('new') }) : nothing}`;
    return html`
      ${this.renderHeader(this.t('quotes.title'), tools)}
      ${quotesForm({
        view: this.view,
        draft: this.draft,
        onChange: this.change,
        onSubmit: () => this.search(),
      })}
      ${this.renderResults(this.#renderList())}
    `;
  }

  #renderList(): TemplateResult {
    const { t, view, list } = this;
    const own = this.session?.customer?.number;
    const filtered = Object.values(this.filter).some(Boolean);
    return listing({
      view,
      list,
      fault: list.fault && this.renderFault(),
      empty: filtered
        ? { icon: 'search', title: t('quotes.empty_title'), text: t('quotes.empty') }
        : { icon: 'tag', title: t('quotes.none_title'), text: t('quotes.none') },
      choice: this.columnChoice,
      found: (count) => t('quotes.found', { count }),
      table: quotesTable({
        view,
        sort: this.sort,
        customers: list.items.some(({ customer }) => customer.number !== own),
        rows: list.items,
        link: ({ id, number }) => this.recordLink(id, number),
        opener: ({ id, number, version }) =>
          this.opener(id, t('quotes.view'), t('quotes.view_quote', { number, version })),
        onOpen: ({ id }, event) => this.openRecord(id, event),
        onSort: (sort) => (this.sort = sort),
      }),
    });
  }

  #renderQuote(): TemplateResult {
    this.#acting.need();
    const { quote, list } = this.#data;
    const found = this.#quote;
    const about = found && `quote:${found.versions[0]?.id ?? found.id}`;
    const failed = (fault: ClientError) => this.renderFault(fault);
    return quoteDetail({
      view: this.view,
      number: list.items.find(({ id }) => id === this.open)?.number,
      quote: found,
      fault: quote.fault && this.renderFault(quote.fault),
      stale: quote.state === 'stale',
      tab: quoteTabs.find((one) => one === this.tab) ?? 'quote',
      panels: {
        quote: () => this.#renderDocument(found!),
        ...(found && found.versions.length > 1 && { versions: () => this.#renderVersions(found) }),
        ...(this.allows('messages.view') && {
          messages: () => this.#messages.render(about!, failed),
        }),
        ...(this.allows('documents.view') && {
          documents: () => this.#documents.render({ owner: about! }, failed),
        }),
      },
      done: this.done,
      aside: (quote) => this.#renderAside(quote),
      onBack: this.onBack,
      onTab: (tab) => {
        this.tab = tab;
        this.place.push();
      },
      onOpen: (id, event) => this.openRecord(id, event),
    });
  }

  #renderAside(quote: QuoteDetail): TemplateResult {
    return this.#later(this.#acting, ({ aside }) =>
      aside(quote, {
        view: this.view,
        act: this.act,
        form: this.act ? this.#renderForm(quote) : nothing,
        asks: this.allows('messages.send'),
        downloading: this.download.busy !== '',
        links: { order: undefined, shipment: undefined },
        onAct: this.#onAct,
        onFile: (kind) => void this.#save(kind),
      }),
    );
  }

  #renderDocument(quote: QuoteDetail): TemplateResult {
    return quoteDocument({
      view: this.view,
      quote,
      chosen: this.chosen,
      onChoose:
        quote.actions.length > 0 ? (change) => (this.chosen = change(this.chosen)) : undefined,
      withoutTerms: this.act === 'accept',
    });
  }

  #renderVersions(quote: QuoteDetail): TemplateResult {
    const { differences } = this.#data;
    return this.#later(this.#acting, (acting) =>
      acting.quoteVersions({
        view: this.view,
        quote,
        compared: this.compared,
        differences: differences.value,
        fault: differences.fault && this.renderFault(differences.fault),
        onOpen: (id, event) => this.openRecord(id, event),
        onCompare: (id) => (this.compared = id),
      }),
    );
  }

  #renderForm(quote: QuoteDetail): TemplateResult {
    if (this.act === 'record')
      return this.#later(this.#recording, (part) => part.render(quote, () => this.chosen));
    const { act } = this;
    return act
      ? this.#later(this.#acting, (part) => part.render(act, quote, () => this.chosen))
      : html``;
  }

  #onAct = (act: Act): void => {
    this.#leaveAct();
    this.done = '';
    this.tab = 'quote';
    this.act = act;
    this.focusNext('.act-title');
  };

  #leaveAct = (): void => {
    this.act = '';
    this.#acting.value?.begin();
    this.#recording.value?.begin();
  };

  #finish(words: string): void {
    this.#leaveAct();
    this.done = words;
    this.announce(words);
    this.focusNext('.record-title');
    this.#data.reload();
  }

  async #save(kind: 'pdf' | 'receipt'): Promise<void> {
    const quote = this.#quote;
    if (!quote) return;
    const name = this.t(kind === 'pdf' ? 'quotes.file' : 'quotes.receipt_file');
    await this.download.save(`${name}-${quote.number}-v${quote.version}.pdf`, () =>
      this.portal.client.call(`GET /quotes/:id/${kind}`, {
        params: { id: quote.id },
        query: { locale: this.format.language },
      }),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-quotes': PortalQuotes;
  }
}
