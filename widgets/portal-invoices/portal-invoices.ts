import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { InvoiceRow } from '#contract/invoices';
import { emit } from '../core/index.ts';
import { Lazy } from '../core/lazy.ts';
import { periodProblem } from '../kit/day-field.ts';
import { button } from '../kit/button.ts';
import { Copier, copierStyles } from '../records/copier.ts';
import { exportButtons, exportFault, listing } from '../records/listing.ts';
import { helpWith } from '../records/help.ts';
import { MessagesTab } from '../records/messages-tab.ts';
import type { PayableChoice } from '../records/paying.ts';
import { RecordElement } from '../records/record-element.ts';
import { viewState } from '../records/view.ts';
import { invoiceDetail } from './invoice-detail.ts';
import { InvoicesData, queryOf, type Filter, type InvoicesQuery } from './invoices-data.ts';
import { invoicesForm, periodText } from './invoices-form.ts';
import { archiveButton, filesOf } from './archive.ts';
import { hasFiles, invoicesTable, type FileKind } from './invoices-list.ts';
import { LateParts, type LatePart } from './late-parts.ts';
import { invoicesStyles } from './portal-invoices.styles.ts';

const choiceOf = ({ number, company, currency, balance }: InvoiceRow): PayableChoice => ({
  name: number,
  company: company.code,
  currency,
  open: balance,
});

/**
 * Finds the customer's invoices, debit and credit notes, says what of each is open, and hands out their files.
 *
 * @fires portal-navigate - Before an invoice opens or closes; `preventDefault()` leaves it to the page.
 * @fires portal-invoice-opened - An invoice is on screen.
 * @csspart badge - A state; also `badge-<state>`, `badge-missing` and `badge-fiscal-<state>`.
 * @csspart fiscal - The heading of the fiscal document.
 * @csspart relation - Another fiscal document, of a payment or by a relation.
 * @csspart drop - Where staff drops fiscal files.
 */
export class PortalInvoices extends RecordElement<Filter, InvoicesQuery> {
  static override readonly tag = 'invoices';
  static override styles = [...RecordElement.styles, copierStyles, invoicesStyles];

  /** `open` (whatever is not paid), `overdue`, `paid`, `cancelled` or `missing` (a complement); empty finds all. */
  @property(viewState) status = '';
  /** `invoice`, `credit_note` or `debit_note`; empty finds all. */
  @property(viewState) kind = '';
  /** First day, `yyyy-mm-dd`. */
  @property(viewState) from = '';
  /** Last day, `yyyy-mm-dd`. */
  @property(viewState) to = '';
  /** Any part of a number, or a whole fiscal id. */
  @property(viewState) q = '';
  /** Code of the company that issued them; empty finds those of all. */
  @property() company = '';
  /** Number of the customer, for whoever sees several. */
  @property() customer = '';
  /** Field to sort by, with a minus for descending: `-date`. */
  @property(viewState) sort = '-date';

  protected readonly defaults: Filter = { status: '', kind: '', from: '', to: '', q: '' };
  protected readonly targets = { record: 'invoice', list: 'invoices' } as const;
  readonly #data = new InvoicesData(this, {
    portal: () => this.portal,
    may: () => this.allows('invoices.view'),
    open: () => this.open,
    onList: (count) => this.announce(this.t('invoices.found', { count })),
    onInvoice: ({ id, number }) => emit(this, 'portal-invoice-opened', { id, number }),
  });

  readonly #copier = new Copier(this, {
    view: () => this.view,
    onCopied: () => this.announce(this.t('list.copied')),
    // A page may keep the clipboard to itself; then the number can at least be heard as a whole.
    onRefused: (text) => this.announce(text),
  });

  readonly #messages = new MessagesTab(this);
  readonly #paying = new Lazy(this, async () => {
    const { Paying } = await import('../records/paying.ts');
    return new Paying(this, {
      portal: () => this.portal,
      view: () => this.view,
      allows: (permission) => this.allows(permission),
      // Staff names a customer first.
      asked: () =>
        this.session?.customer || this.customer
          ? { ...(this.customer && { customer: this.customer }) }
          : undefined,
    });
  });

  readonly #late = new LateParts(this, {
    portal: () => this.portal,
    view: () => this.view,
    announce: (text) => this.announce(text),
    fault: (fault) => this.renderFault(fault),
    report: (fault) => this.report(fault),
    learn: (vocabulary) => this.learn(vocabulary),
    several: () =>
      this.session?.customer === null ||
      this.list.items.some(({ customer }) => customer.number !== this.session?.customer?.number),
    own: () => this.session?.customer?.number,
    onClose: () => (this.showing = ''),
    onDone: () => this.reload(),
  });

  /** What stands instead of the list: the pack of a month, or files that are loaded. */
  @state() private showing: LatePart | '' = '';
  /** The invoice whose conversations are shown. */
  @state() private talking = '';
  @state() private problem: ReturnType<typeof periodProblem>;
  /** Those whose files are picked, by id; also of other pages. */
  @state() private picked: ReadonlyMap<string, InvoiceRow> = new Map();

  protected override get permission() {
    return 'invoices.view' as const;
  }
  protected get list() {
    return this.#data.list;
  }
  protected get record() {
    return this.#data.invoice;
  }
  protected queryOf(filter: Filter): InvoicesQuery {
    const { company, customer, sort } = this;
    return queryOf({ ...filter, company, customer, sort });
  }
  protected readonly loadsAlone = true;
  protected override get viewProperties() {
    return { ...super.viewProperties, sort: 'sort' };
  }
  protected override get downloadedText(): string {
    return this.t('invoices.exported');
  }
  protected override reload(): void {
    this.#data.reload();
    this.#paying.value?.reload();
  }
  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.allows('payments.view')) this.#paying.need();
  }
  /** Whether it can be paid here: it is open, no credit, the reader's own, and not paid already. */
  #isPayable = (row: InvoiceRow): boolean =>
    this.#paying.value?.isCovered(choiceOf(row)) === false &&
    this.allows('payments.pay') &&
    row.kind !== 'credit_note' &&
    (row.state === 'open' || row.state === 'overdue') &&
    row.customer.number === this.session?.customer?.number;

  /** Downloads the list that was found as XLSX. */
  async exportXlsx(): Promise<void> {
    const query = { ...(this.list.asked ?? this.query), locale: this.format.language };
    await this.saveList(this.t('invoices.export_file'), 'xlsx', () =>
      this.portal.client.call('GET /exports/invoices', { query }),
    );
  }

  protected override renderSkeleton(): TemplateResult {
    return this.renderSearchSkeleton(4, 1, 8);
  }

  protected override renderContent(): TemplateResult {
    if (this.open) return this.#renderInvoice();
    return this.showing ? this.#late.render(this.showing) : this.#renderSearch();
  }

  #renderSearch(): TemplateResult {
    return html`
      ${this.renderHeader(
        this.t('invoices.title'),
        html`${this.#renderShow('pack', 'invoices.bulk')}
        ${this.#renderShow('load', 'invoices.manage')}`,
      )}
      ${invoicesForm({
        view: this.view,
        draft: this.draft,
        problem: this.problem,
        onChange: (change) => {
          this.problem = undefined;
          this.change(change);
        },
        onSubmit: this.#onSubmit,
      })}
      ${this.renderResults(this.#renderList())}
    `;
  }

  #renderList(): TemplateResult {
    const { t, view, list } = this;
    const own = this.session?.customer?.number;
    const bulk = this.allows('invoices.bulk');
    return listing({
      view,
      list,
      fault: list.fault && this.renderFault(),
      empty: { icon: 'search', title: t('invoices.empty_title'), text: t('invoices.empty') },
      choice: this.columnChoice,
      found: (count) => t('invoices.found', { count }),
      before: this.#paying.value?.line(),
      tools: html`${this.#renderPay([...this.picked.values()])} ${this.#renderArchive()}
      ${exportButtons(
        this.download,
        [{ format: 'xlsx', label: t('invoices.export'), busy: t('invoices.exporting') }],
        this.allows('invoices.export') ? () => void this.exportXlsx() : undefined,
      )}`,
      above: exportFault(this.download, view),
      table: invoicesTable({
        view,
        sort: this.sort,
        customers: list.items.some(({ customer }) => customer.number !== own),
        link: ({ id, number }) => this.recordLink(id, number),
        onOpen: ({ id }, event) => this.openRecord(id, event),
        picked: bulk || this.allows('payments.pay') ? this.picked : null,
        pickable: (row) => (bulk && hasFiles(row)) || this.#isPayable(row),
        underWay: ({ number, company }) =>
          this.#paying.value?.underWay(number, company.code) ?? nothing,
        rows: list.items,
        busy: this.download.busy,
        opener: ({ id, number }) => this.#opener(id, number),
        onSort: (sort) => (this.sort = sort),
        onPick: this.#onPick,
        onFile: this.#onFile,
      }),
    });
  }

  #renderShow(part: LatePart, permission: 'invoices.bulk' | 'invoices.manage') {
    if (!this.allows(permission)) return nothing;
    const onClick = () => {
      this.showing = part;
      this.focusNext('.record-title');
    };
    return button({ kind: 'quiet', label: this.t(`invoices.${part}`), onClick });
  }

  /** The way to pay what of these can be paid. */
  #renderPay(rows: readonly InvoiceRow[], label?: string): TemplateResult | typeof nothing {
    return this.#paying.value?.button(rows.filter(this.#isPayable).map(choiceOf), label) ?? nothing;
  }

  /** The files of what is picked, if anything is. */
  #renderArchive(): TemplateResult | typeof nothing {
    const files = filesOf(this.picked.values());
    const name = `${this.t('invoices.export_file')}.zip`;
    return archiveButton(this.view, files, this.download.busy, name, () =>
      this.download.save(name, () =>
        this.portal.client.call('POST /fiscal-archives', {
          body: { files, locale: this.format.language },
        }),
      ),
    );
  }

  #renderInvoice(): TemplateResult {
    const { invoice, list } = this.#data;
    const shown = invoice.value?.id === this.open ? invoice.value : undefined;
    return html`${exportFault(this.download, this.view)}
    ${invoiceDetail({
      view: this.view,
      number: list.items.find(({ id }) => id === this.open)?.number,
      invoice: shown,
      paying:
        shown &&
        html`${this.#renderPay([shown], this.t('paying.pay'))}
        ${this.#paying.value?.underWay(shown.number, shown.company.code) ?? nothing}`,
      fault: invoice.fault && this.renderFault(invoice.fault),
      stale: invoice.state === 'stale',
      own: this.session?.customer?.number,
      busy: this.download.busy,
      copy: (id) => this.#copier.button(id, id, this.t('invoices.copy', { id })),
      opener: (id, number) => this.#opener(id, number),
      fiscal: (of) =>
        this.#late.fiscal({
          view: this.view,
          invoice: of,
          busy: this.download.busy !== '',
          copy: (id) => this.#copier.button(id, id, this.t('invoices.copy', { id })),
          opener: (id, number) => this.#opener(id, number),
          onAsk: helpWith(this, this.allows('service.create'), `invoice:${this.open}`),
          onFile: (id, kind, name) => this.#save(id, kind, name),
        }),
      messages: this.#renderMessages(),
      onHelp: helpWith(this, this.allows('service.create'), `invoice:${this.open}`),
      onBack: this.onBack,
      onFile: this.#onFile,
    })}`;
  }

  #renderMessages(): TemplateResult | typeof nothing {
    if (!this.allows('messages.view')) return nothing;
    const heading = this.t('invoices.messages');
    return html`<h3 class="subtitle" ?hidden=${this.talking !== this.open}>${heading}</h3>
      ${
        this.talking === this.open
          ? this.#messages.render(`invoice:${this.open}`, (fault) => this.renderFault(fault))
          : html`<div class="no-print">
              ${button({ icon: 'chat', label: heading, onClick: () => (this.talking = this.open) })}
            </div>`
      }`;
  }

  #opener(id: string, number: string): TemplateResult {
    return this.opener(id, this.t('invoices.view'), this.t('invoices.view_invoice', { number }));
  }

  #onSubmit = (): void => {
    const { from, to } = this.draft;
    this.problem = periodProblem(from, to);
    if (this.problem) {
      this.announce(this.t(periodText(this.problem)));
      this.focusNext(`#${this.problem.field}`);
      return;
    }
    this.picked = new Map();
    this.search();
  };

  #onPick = (rows: readonly InvoiceRow[], on: boolean): void => {
    const picked = new Map(this.picked);
    for (const row of rows) {
      if (on) picked.set(row.id, row);
      else picked.delete(row.id);
    }
    this.picked = picked;
  };

  #onFile = (row: InvoiceRow, kind: FileKind): void => {
    const id = row[kind];
    if (id) this.#save(id, kind, row.number);
  };

  #save(id: string, kind: FileKind, name: string): void {
    void this.download.save(`${name}.${kind}`, () =>
      this.portal.client.call(`GET /fiscal-files/:id/${kind}`, { params: { id } }),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-invoices': PortalInvoices;
  }
}
