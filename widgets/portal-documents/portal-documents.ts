import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { DocumentDecision } from '#contract/document-words';
import type { ChecklistLine, DocumentDetail, DocumentVersion } from '#contract/documents';
import type { StoredFile } from '#contract/files';
import { limits } from '#contract/limits';
import { toClientError } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { dayProblem } from '../kit/day-field.ts';
import { dialog, dialogStyles } from '../kit/dialog.ts';
import { field } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { progressStyles } from '../kit/progress.ts';
import { exportFault, listing, results } from '../records/listing.ts';
import { RecordElement } from '../records/record-element.ts';
import { viewState } from '../records/view.ts';
import { documentDetail } from './document-detail.ts';
import { DocumentsData, queryOf, type DocumentsQuery, type Filter } from './documents-data.ts';
import { documentsChecklist, documentsForm, documentsTable } from './documents-list.ts';
import { documentsStyles } from './portal-documents.styles.ts';
import { emptyDraft, uploadPanel, type UploadDraft } from './upload-panel.ts';
import { Thumbnails } from '../records/thumbnails.ts';
import { Uploads } from '../records/uploads.ts';
import { titleOf, typeName } from './words.ts';

/** What the reader is asked before it is done. */
type Question = { what: 'reject' | 'withdraw'; reason: string; error?: string };

/**
 * Shows the documents that are shared with a customer, takes in those that the customer hands in, and has staff decide
 * of them.
 *
 * @fires portal-navigate - Before a document opens or closes; `preventDefault()` leaves it to the page.
 * @csspart badge - A state; also `badge-<state>`.
 * @csspart upload - Where files are handed over.
 * @csspart drop - Where files are dropped.
 * @csspart dialog - A question that has to be answered first.
 */
export class PortalDocuments extends RecordElement<Filter, DocumentsQuery> {
  static override readonly tag = 'documents';
  static override styles = [...RecordElement.styles, progressStyles, dialogStyles, documentsStyles];

  /**
   * Only those of one record: `order:<id>`, `invoice:<id>`, `shipment:<id>` or `customer:<number>`. Shows what it has to
   * have.
   */
  @property(viewState) owner = '';
  /** Code of a type, such as `packing_list`; empty finds all. */
  @property(viewState) type = '';
  /** A state such as `received`, `owed` (to be handed in) or `undecided` (to be decided of); empty finds all. */
  @property(viewState) status = '';
  /** Words of title, file, number of the record or tags. */
  @property(viewState) q = '';
  /** Number of the customer, for whoever sees several. */
  @property() customer = '';
  /** Field to sort by, with a minus for descending: `-at`. */
  @property(viewState) sort = '-at';
  /** Without heading, search and frame, as in a tab of a record. */
  @property({ type: Boolean }) inner = false;

  protected readonly defaults: Filter = { type: '', status: '', q: '' };
  protected readonly targets = { record: 'document', list: 'documents' } as const;
  readonly #data = new DocumentsData(this, {
    portal: () => this.portal,
    may: () => this.allows('documents.view') || this.allows('documents.manage'),
    manages: () => this.#manages,
    open: () => this.open,
    owner: () => (this.open ? '' : this.owner),
    onList: (count) => {
      if (!this.open) this.announce(this.t('document.found', { count }));
    },
  });
  readonly #uploads = new Uploads(this, {
    purpose: 'document',
    portal: () => this.portal,
    onDone: ({ name }) => {
      this.announce(this.t('document.uploaded', { name }));
      this.#data.reload();
    },
    onFault: (fault) => this.report(fault),
  });
  readonly #thumbnails = new Thumbnails(this, (id) =>
    this.portal.client.call('GET /document-versions/:id/thumbnail', { params: { id } }),
  );

  /** What files are being handed over for: a new document, or a version of the open one. */
  @state() private panel: 'new' | 'version' | '' = '';
  /** The document that a line of the checklist asks for. */
  @state() private wanted: ChecklistLine | undefined;
  @state() private said: UploadDraft = emptyDraft;
  @state() private over = false;
  @state() private dayWrong = false;
  @state() private question: Question | undefined;
  @state() private busy = false;
  @state() private refusal = '';

  protected override get vocabulary() {
    return 'documents' as const;
  }
  protected override get permission() {
    return this.#manages ? 'documents.manage' : 'documents.view';
  }
  get #manages(): boolean {
    return this.allows('documents.manage');
  }
  get #uploadsAllowed(): boolean {
    return this.#manages || this.allows('documents.upload');
  }
  protected get list() {
    return this.#data.list;
  }
  protected get record() {
    return this.#data.document;
  }
  protected queryOf(filter: Filter): DocumentsQuery {
    const { owner, customer, sort } = this;
    return queryOf({ ...filter, owner, customer, sort });
  }
  protected readonly loadsAlone = true;
  protected override get viewProperties() {
    return { ...super.viewProperties, owner: 'owner', sort: 'sort' };
  }
  protected override get downloadedText(): string {
    return this.t('document.downloaded');
  }
  protected override reload(): void {
    this.#data.reload();
  }
  protected override forget(): void {
    super.forget();
    this.#uploads.clear();
    this.#closePanel();
    this.question = undefined;
    this.refusal = '';
  }
  protected override onOpening(): void {
    this.#closePanel();
    this.refusal = '';
  }
  protected override willUpdate(changed: PropertyValues): void {
    // In a tab another record has come: what was open was the other's.
    if (this.inner && changed.get('owner')) {
      this.open = '';
      this.#closePanel();
    }
    super.willUpdate(changed);
  }
  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#thumbnails.update();
  }

  protected override renderSkeleton(): TemplateResult {
    return this.renderSearchSkeleton(2, 1, 8);
  }

  protected override renderContent(): TemplateResult {
    return html`${this.open ? this.#renderDocument() : this.#renderSearch()}
    ${this.#renderQuestion()}`;
  }

  #renderSearch(): TemplateResult {
    const { t, view } = this;
    const types = this.#data.types.value;
    const upload =
      this.panel !== 'new' && this.#uploadsAllowed
        ? button({
            kind: 'primary',
            icon: 'up',
            label: t('document.upload'),
            onClick: () => this.#openPanel('new'),
          })
        : nothing;
    return html`
      ${this.inner ? nothing : this.renderHeader(t('document.title'), upload)} ${this.#renderRoom()}
      ${
        this.panel === 'new'
          ? this.#renderPanel()
          : this.inner && upload !== nothing
            ? html`<div class="actions no-print opens-upload">${upload}</div>`
            : nothing
      }
      ${documentsChecklist({
        view,
        lines: this.owner ? (this.#data.checklist.value ?? []) : [],
        types,
        onHandIn: this.#uploadsAllowed ? this.#handIn : undefined,
      })}
      ${
        this.inner
          ? nothing
          : documentsForm({
              view,
              draft: this.draft,
              types,
              onChange: this.change,
              onSubmit: () => this.search(),
            })
      }
      ${this.inner ? results(this.#renderList(), this.outdated, this.view) : this.renderResults(this.#renderList())}
    `;
  }

  #renderList(): TemplateResult {
    const { t, view, list } = this;
    const own = this.session?.customer?.number;
    const filtered = Object.entries(this.filter).some(
      ([name, value]) => value !== this.defaults[name as keyof Filter],
    );
    return listing({
      view,
      list,
      fault: list.fault && this.renderFault(),
      empty: {
        icon: 'paper',
        title: t('document.empty_title'),
        text: t(filtered ? 'document.empty_filter' : 'document.empty'),
      },
      choice: this.columnChoice,
      found: (count) => t('document.found', { count }),
      tools: this.#renderArchive(),
      above: exportFault(this.download, view),
      table: documentsTable({
        view,
        sort: this.sort,
        rows: list.items,
        types: this.#data.types.value,
        customers: list.items.some(({ customer }) => customer.number !== own),
        link: (id, title) => this.recordLink(id, title),
        opener: (id, title) =>
          this.opener(id, t('document.view'), t('document.view_document', { title })),
        onOpen: (id, event) => this.openRecord(id, event),
        onSort: (sort) => (this.sort = sort),
      }),
    });
  }

  /** What is on the page, or of one record all there is, as a ZIP. */
  #renderArchive(): TemplateResult | typeof nothing {
    const { t, download, owner } = this;
    const documents = this.list.items.flatMap(({ id, file }) => (file ? id : []));
    if (documents.length === 0) return nothing;
    const name = `${t('document.title').toLocaleLowerCase(this.format.language)}.zip`;
    const locale = this.format.language;
    const body = owner ? { owner, locale } : { documents, locale };
    return button({
      kind: 'quiet',
      icon: 'download',
      label: download.busy === name ? t('document.preparing') : t('document.archive'),
      off: download.busy !== '',
      onClick: () =>
        void download.save(name, () =>
          this.portal.client.call('POST /document-archives', { body }),
        ),
    });
  }

  /** Says in time that the room for files comes to an end. */
  #renderRoom(): TemplateResult | typeof nothing {
    const storage = this.#data.storage.value;
    if (!storage || storage.quota === 0) return nothing;
    const percent = Math.floor((storage.bytes * 100) / storage.quota);
    if (percent >= 100) return notice('danger', this.t('document.storage_full'));
    return percent >= 90
      ? notice('warning', this.t('document.storage_scarce', { percent }))
      : nothing;
  }

  #renderDocument(): TemplateResult {
    const { document, types } = this.#data;
    const shown = document.value?.id === this.open ? document.value : undefined;
    const act = (work: (document: DocumentDetail) => void) => () => shown && work(shown);
    return html`${exportFault(this.download, this.view)}
    ${documentDetail({
      view: this.view,
      document: shown,
      types: types.value,
      fault: document.fault && this.renderFault(document.fault),
      refusal: this.refusal,
      stale: document.state === 'stale',
      own: this.session?.customer?.number,
      busy: this.busy || this.download.busy !== '',
      panel: this.panel === 'version' ? this.#renderPanel() : nothing,
      onBack: this.onBack,
      onDownload: this.#onDownload,
      onAddVersion: () => this.#openPanel('version'),
      onDecide: (decision) =>
        decision === 'reject'
          ? (this.question = { what: 'reject', reason: '' })
          : shown && void this.#decide(shown, decision),
      onVisibility: act((one) => void this.#toggleVisibility(one)),
      onWithdraw: () => (this.question = { what: 'withdraw', reason: '' }),
    })}`;
  }

  #renderPanel(): TemplateResult {
    const { t, view, session, wanted } = this;
    const types = this.#data.types.value;
    const ofDocument = this.panel === 'version' || Boolean(wanted?.document);
    return uploadPanel({
      view,
      heading: wanted
        ? t('document.hand_in_type', { type: typeName(wanted.type, types, view) })
        : t(ofDocument ? 'document.upload_version' : 'document.upload'),
      draft: this.said,
      types,
      uploads: this.#uploads,
      ofDocument,
      asksCustomer: !ofDocument && !this.owner && !this.customer && !session?.customer,
      manages: this.#manages,
      dayError: this.dayWrong ? t('rule.date') : undefined,
      over: this.over,
      onChange: (change) => {
        this.said = { ...this.said, ...change };
        this.dayWrong = false;
      },
      onFiles: this.#onFiles,
      onOver: (over) => (this.over = over),
      onAsk: () => void this.#ask(),
      onClose: () => {
        this.#closePanel();
        this.focusNext(this.open ? '.record-title' : ':is(.header, .opens-upload) .button.primary');
      },
    });
  }

  #renderQuestion(): TemplateResult | typeof nothing {
    const { question, t } = this;
    const document = this.#data.document.value;
    if (!question || !document) return nothing;
    const title = titleOf(document, this.#data.types.value, this.view);
    const rejects = question.what === 'reject';
    return dialog({
      title: t(rejects ? 'document.reject_title' : 'document.withdraw_title', { title }),
      content: rejects
        ? field({
            id: 'reason',
            label: t('document.reason'),
            error: question.error,
            control: html`<textarea
              class="input full"
              part="input"
              id="reason"
              name="reason"
              maxlength=${limits.text}
              aria-describedby="reason-note"
              .value=${question.reason}
              @input=${(event: Event) => (question.reason = (event.target as HTMLTextAreaElement).value)}
            ></textarea>`,
          })
        : html`<p>${t('document.withdraw_text')}</p>`,
      submit: t(rejects ? 'document.decide_reject' : 'document.withdraw'),
      danger: true,
      cancel: t('document.cancel'),
      onSubmit: () => {
        if (rejects && question.reason.trim() === '') {
          this.question = { ...question, error: t('document.reason_required') };
          return false;
        }
        void (rejects
          ? this.#decide(document, 'reject', question.reason.trim())
          : this.#withdraw(document));
        return true;
      },
      onClose: () => (this.question = undefined),
    });
  }

  #openPanel(panel: 'new' | 'version', wanted?: ChecklistLine): void {
    this.panel = panel;
    this.wanted = wanted;
    this.said = { ...emptyDraft, ...(wanted && { type: wanted.type }) };
    this.focusNext('#upload-title');
  }

  #closePanel(): void {
    this.panel = '';
    this.wanted = undefined;
  }

  #handIn = (line: ChecklistLine): void => this.#openPanel('new', line);

  /** Whose a new document is. */
  get #whose(): string {
    const number = this.customer || this.session?.customer?.number || this.said.customer.trim();
    return this.owner || `customer:${number}`;
  }

  /** Whether what is said of the next files can be said; the field that is wrong takes the focus. */
  #isSound(): boolean {
    const { expiresOn } = this.said;
    this.dayWrong = expiresOn !== '' && dayProblem(expiresOn) !== undefined;
    if (this.dayWrong) this.focusNext('#upload-expires');
    const nobody = this.#whose === 'customer:' && this.panel === 'new';
    if (nobody) this.focusNext('#upload-customer');
    if (this.dayWrong || nobody) this.requestUpdate();
    return !this.dayWrong && !nobody;
  }

  #onFiles = (files: readonly File[]): void => {
    if (!this.#isSound()) return;
    const target = this.panel === 'version' ? this.open : (this.wanted?.document ?? undefined);
    const { said } = this;
    const owner = this.#whose;
    const given = { note: said.note.trim() || null, expiresOn: said.expiresOn || null };
    const { client } = this.portal;
    for (const file of target ? files.slice(0, 1) : files)
      this.#uploads.add(file, async ({ id: upload }: StoredFile) => {
        if (target)
          await client.call('POST /documents/:id/versions', {
            params: { id: target },
            body: {
              upload,
              note: given.note,
              ...(given.expiresOn && { expiresOn: given.expiresOn }),
            },
          });
        else
          await client.call('POST /documents', {
            body: {
              owner,
              type: said.type,
              upload,
              ...given,
              ...(said.internal && { visibility: 'internal' }),
            },
          });
      });
  };

  async #ask(): Promise<void> {
    if (!this.#isSound()) return;
    const { type } = this.said;
    const body = { owner: this.#whose, type, required: true };
    await this.#change('document.asked', () =>
      this.portal.client.call('POST /documents', { body }),
    );
  }

  #onDownload = (version: DocumentVersion): void =>
    void this.download.save(version.fileName, () =>
      this.portal.client.call('GET /document-versions/:id/content', {
        params: { id: version.id },
        // As long as 25 MB take on a slow line.
        timeout: 600_000,
      }),
    );

  async #decide(
    { id, version }: DocumentDetail,
    decision: DocumentDecision,
    reason?: string,
  ): Promise<void> {
    const body = { version, decision, ...(reason !== undefined && { reason }) };
    const word = ({ review: 'in_review', accept: 'accepted', reject: 'rejected' } as const)[
      decision
    ];
    await this.#change(`document.decided_${word}`, () =>
      this.portal.client.call('POST /documents/:id/decision', { params: { id }, body }),
    );
  }

  async #toggleVisibility({ id, version, visibility }: DocumentDetail): Promise<void> {
    const to = visibility === 'internal' ? ('customer' as const) : ('internal' as const);
    await this.#change('document.saved', () =>
      this.portal.client.call('PATCH /documents/:id', {
        params: { id },
        body: { version, visibility: to },
      }),
    );
  }

  async #withdraw({ id }: DocumentDetail): Promise<void> {
    const gone = await this.#change('document.withdrawn', () =>
      this.portal.client.call('DELETE /documents/:id', { params: { id } }),
    );
    if (gone) this.onBack();
  }

  /** Makes a change, says how it went, and shows what it came to. @returns whether it came about */
  async #change(
    done:
      | `document.decided_${'in_review' | 'accepted' | 'rejected'}`
      | 'document.saved'
      | 'document.withdrawn'
      | 'document.asked',
    work: () => Promise<unknown>,
  ): Promise<boolean> {
    this.busy = true;
    this.refusal = '';
    try {
      await work();
      this.announce(this.t(done));
      return true;
    } catch (error) {
      const fault = toClientError(error);
      this.refusal = this.t(`error.${fault.code}`);
      this.report(fault);
      return false;
    } finally {
      this.busy = false;
      this.#data.reload();
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-documents': PortalDocuments;
  }
}
