import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { isComplete, isChoice, totalWith } from '#contract/quote-sums';
import type { QuoteDetail } from '#contract/quotes';
import { emit, toClientError, type ClientError } from '../core/index.ts';
import { Lazy } from '../core/lazy.ts';
import { newFormKey } from '../core/once.ts';
import { button } from '../kit/button.ts';
import { tabsStyles } from '../kit/tabs.ts';
import { InnerTab } from '../records/inner-tab.ts';
import { listing } from '../records/listing.ts';
import { MessagesTab } from '../records/messages-tab.ts';
import { RecordElement } from '../records/record-element.ts';
import { viewState } from '../records/view.ts';
import { quotesStyles } from './portal-quotes.styles.ts';
import { isAtEnd, untyped, type Act, type DecideOptions, type Typed } from './quote-typed.ts';
import { quoteDetail, quoteTabs } from './quote-detail.ts';
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

  protected readonly defaults: Filter = { status: '', kind: '', q: '' };
  protected readonly targets = { record: 'quote', list: 'quotes' } as const;
  protected readonly loadsAlone = true;

  @state() private compared = '';
  @state() private chosen: readonly string[] = [];
  @state() private act: Act = '';
  @state() private typed: Typed = untyped;
  @state() private busy = false;
  @state() private done = '';
  @state() private refused: ClientError | undefined;
  /** The key of the act: the same with each try of it. */
  #key = newFormKey();

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

  readonly #acting = new Lazy(this, () => import('./acting.ts'));

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
    return { ...super.viewProperties, sort: 'sort', tab: 'tab' };
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
    // Terms that need no scrolling are read as they stand.
    const box = this.act === 'accept' && this.renderRoot.querySelector<HTMLElement>('.terms');
    if (box && !this.typed.read && isAtEnd(box)) this.typed = { ...this.typed, read: true };
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
    return this.open ? this.#renderQuote() : this.#renderSearch();
  }

  #renderSearch(): TemplateResult {
    return html`
      ${this.renderHeader(this.t('quotes.title'))}
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
          this.opener(id, t('quotes.view'), t('quotes.heading', { number, version })),
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
      act: this.act,
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
      form: found && this.act ? this.#renderForm(found) : nothing,
      asks: this.allows('messages.send'),
      done: this.done,
      downloading: this.download.busy !== '',
      links: { order: undefined, shipment: undefined },
      onBack: this.onBack,
      onTab: (tab) => {
        this.tab = tab;
        this.place.push();
      },
      onAct: this.#onAct,
      onFile: (kind) => void this.#save(kind),
      onOpen: (id, event) => this.openRecord(id, event),
    });
  }

  #renderDocument(quote: QuoteDetail): TemplateResult {
    return quoteDocument({
      view: this.view,
      quote,
      chosen: this.chosen,
      onChoose: quote.actions.length > 0 ? (chosen) => (this.chosen = chosen) : undefined,
      withoutTerms: this.act === 'accept',
    });
  }

  #renderVersions(quote: QuoteDetail): TemplateResult {
    const { differences } = this.#data;
    const { value: acting, fault } = this.#acting;
    if (!acting) return fault ? this.renderFault(fault) : html``;
    return acting.quoteVersions({
      view: this.view,
      quote,
      compared: this.compared,
      differences: differences.value,
      fault: differences.fault && this.renderFault(differences.fault),
      onOpen: (id, event) => this.openRecord(id, event),
      onCompare: (id) => (this.compared = id),
    });
  }

  #renderForm(quote: QuoteDetail): TemplateResult {
    const options: DecideOptions = {
      view: this.view,
      quote,
      chosen: this.chosen,
      typed: this.typed,
      person: this.session?.person.name ?? '',
      busy: this.busy,
      fault: this.refused && this.#renderRefusal(this.refused),
      onType: (change) => (this.typed = { ...this.typed, ...change }),
      onSubmit: () => void this.#submit(quote),
      onCancel: this.#leaveAct,
    };
    const { value: acting, fault } = this.#acting;
    if (!acting) return fault ? this.renderFault(fault) : html``;
    if (this.act === 'reject') return acting.rejectForm(options);
    return this.act === 'ask' ? acting.askForm(options) : acting.acceptForm(options);
  }

  /** Why it did not succeed; where the quote is another by now, with the way to how it is. */
  #renderRefusal(fault: ClientError): TemplateResult {
    return html`<div role="alert">
      ${this.renderFault(fault)}
      ${
        fault.code.startsWith('quote_') && fault.code !== 'quote_options'
          ? button({
              label: this.t('quotes.reload'),
              onClick: () => {
                this.#leaveAct();
                this.#data.reload();
              },
            })
          : nothing
      }
    </div>`;
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
    this.typed = untyped;
    this.refused = undefined;
    this.#key = newFormKey();
  };

  async #submit(quote: QuoteDetail): Promise<void> {
    if (this.busy) return;
    const { text } = quote;
    const isReady =
      this.act === 'ask'
        ? this.typed.text.trim() !== ''
        : this.act === 'reject' ||
          (isComplete(text.lines, this.chosen) && (this.typed.agreed || text.terms.length === 0));
    if (!isReady) {
      this.typed = { ...this.typed, tried: true };
      const what = isComplete(text.lines, this.chosen)
        ? 'quotes.terms_missing'
        : 'quotes.options_missing';
      if (this.act === 'accept') this.announce(this.t(what));
      return;
    }
    this.busy = true;
    this.refused = undefined;
    try {
      if (this.act === 'ask') await this.#ask(quote);
      else await this.#decide(quote, this.act === 'accept' ? 'accepted' : 'rejected');
    } catch (error) {
      this.refused = toClientError(error);
      if (this.refused.code === 'idempotency_mismatch') this.#key = newFormKey();
      this.report(this.refused);
    } finally {
      this.busy = false;
    }
  }

  async #ask({ id, number, versions }: QuoteDetail): Promise<void> {
    await this.portal.client.call('POST /threads', {
      body: {
        owner: `quote:${versions[0]?.id ?? id}`,
        subject: this.t('quotes.ask_subject', { number }),
        text: this.typed.text.trim(),
      },
      once: this.#key,
    });
    this.#finish(this.t('quotes.asked'));
  }

  async #decide(quote: QuoteDetail, decision: 'accepted' | 'rejected'): Promise<void> {
    const { id, number, hash, text } = quote;
    const accepted = decision === 'accepted';
    const total = accepted ? totalWith(text.total, text.lines, this.chosen) : null;
    if (!emit(this, 'portal-before-quote-decision', { id, number, decision, total })) return;
    const { purchaseOrder, reason, text: said } = this.typed;
    const made = await this.portal.client.call('POST /quotes/:id/decision', {
      params: { id },
      body: {
        hash,
        decision,
        ...(accepted
          ? {
              options: [...this.chosen],
              ...(purchaseOrder.trim() && { purchaseOrder: purchaseOrder.trim() }),
            }
          : { reason, ...(said.trim() && { text: said.trim() }) }),
      },
      once: this.#key,
    });
    emit(this, 'portal-quote-decided', { id, number, decision });
    this.#finish(this.t(`quotes.${made.decision?.decision ?? decision}_done`));
    this.#data.reload();
  }

  #finish(words: string): void {
    this.#leaveAct();
    this.done = words;
    this.announce(words);
    this.focusNext('.record-title');
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
