import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { limits } from '#contract/limits';
import type { Message, MessageDesk, MessageFile, Thread } from '#contract/messages';
import { changesFor, type ChangesPoller } from '../core/changes.ts';
import { adopt, Lazy } from '../core/lazy.ts';
import { toClientError, type TextKey } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { dialog } from '../kit/dialog.ts';
import { disclosureStyles } from '../kit/disclosure.styles.ts';
import { field } from '../kit/field.ts';
import { notice, panel } from '../kit/notice.ts';
import { bones } from '../kit/skeleton.ts';
import { exportFault } from '../records/listing.ts';
import { RecordElement } from '../records/record-element.ts';
import { Resource } from '../records/resource.ts';
import { Thumbnails } from '../records/thumbnails.ts';
import { viewState } from '../records/view.ts';
import type { HeadOptions } from './conversation.ts';
import { messagesStyles } from './portal-messages.styles.ts';
import { Scrolling } from './scrolling.ts';
import { Sender, type Written } from './sender.ts';
import { ThreadData } from './thread-data.ts';
import { queryOf, threadsList, type Filter, type ThreadsQuery } from './threads-data.ts';
import { listMore, threadRows, threadsForm } from './threads-list.ts';

type Talk = typeof import('./talk.ts');

/** Stands for the conversation that is begun, in place of an id. */
const beginning = 'new';
/** Stands for the mails that are in no conversation. */
const unassigned = 'mails';
const isThread = (open: string): boolean => ![beginning, unassigned, ''].includes(open);

/**
 * The conversations between customers and the company: a list, and the one that is open. Staff sees besides what its
 * people note for each other, and says who is to answer.
 *
 * @fires portal-navigate - Before a conversation opens or closes; `preventDefault()` leaves it to the page.
 * @csspart thread-row - A conversation in the list.
 * @csspart thread - The messages of the open conversation.
 * @csspart message - A message in it.
 * @csspart note - A message that only people of the company see.
 * @csspart quoted - What a mail quoted of others.
 * @csspart file - A file of a message, sent or to be sent.
 * @csspart composer - Where a message is written.
 * @csspart table - Not here.
 * @csspart row - Not here.
 * @csspart cell - Not here.
 * @csspart head - Not here.
 * @csspart column-head - Not here.
 * @csspart sort - Not here.
 * @csspart pagination - Not here.
 * @csspart previous - Not here.
 * @csspart next - Not here.
 */
export class PortalMessages extends RecordElement<Filter, ThreadsQuery> {
  static override readonly tag = 'messages';
  static override styles = [...RecordElement.styles, disclosureStyles, messagesStyles];

  /** Id of the open conversation; `new` begins one. */
  @property({ ...viewState, attribute: 'thread' }) override open = '';
  /** Only conversations on this: `order:<id>`, `invoice:<id>`, `shipment:<id>` or `customer:<number>`. */
  @property() owner = '';
  /** `inbox` shows list and conversation, `thread` the conversation of `owner` alone. */
  @property({ attribute: 'view', reflect: true }) mode: 'inbox' | 'thread' = 'inbox';
  /** Words of the subject, or the number of a record or customer. */
  @property(viewState) q = '';
  /** `open`, `closed`, `awaited`, `unread`, `mine` or `nobody`; empty shows all. */
  @property(viewState) show = '';
  /** Staff: the department that answers, by its key; empty shows all. */
  @property(viewState) department = '';

  protected readonly defaults: Filter = { q: '', show: '', department: '' };
  protected readonly targets = { record: 'thread', list: 'messages' } as const;
  protected readonly loadsAlone = true;
  readonly #may = () => this.allows('messages.view') || this.#manages;
  protected readonly list = threadsList(
    this,
    () => this.portal,
    this.#may,
    (items) => this.#onList(items),
  );
  readonly #thread = new ThreadData(this, {
    portal: () => this.portal,
    may: this.#may,
    open: () => (isThread(this.open) ? this.open : ''),
    onNew: (messages) => this.announce(this.t('messages.new_messages', { count: messages.length })),
    onFault: (fault) => this.report(fault),
  });
  readonly #desk = new Resource<true, MessageDesk>(this, {
    portal: () => this.portal,
    may: () => this.#manages,
    query: () => (this.#manages ? true : undefined),
    load: (client, _, signal) => client.call('GET /message-desk', { signal }),
  });
  readonly #sender = new Sender(this, {
    portal: () => this.portal,
    target: () => (this.open === beginning ? `${beginning} ${this.owner}` : this.open),
    send: (message) => this.#send(message),
    onFault: (fault) => this.report(fault),
  });
  readonly #thumbnails = new Thumbnails(this, (id) =>
    this.portal.client.call('GET /message-files/:id/thumbnail', { params: { id } }),
  );
  readonly #scrolling = new Scrolling(this);
  readonly #talk = new Lazy(this, async () => {
    const talk = await import('./talk.ts');
    adopt(this, talk.talkStyles);
    return talk;
  });

  readonly #mails = new Lazy(this, async () => {
    const [{ UnmatchedMails }, { talkStyles }, { mailsStyles }] = await Promise.all([
      import('./unmatched.ts'),
      import('./talk.ts'),
      import('./unmatched.styles.ts'),
    ]);
    adopt(this, talkStyles, mailsStyles);
    return new UnmatchedMails(this, {
      portal: () => this.portal,
      view: () => this.view,
      shown: () => this.open === unassigned,
      may: () => this.#manages,
      announce: (text) => this.announce(text),
      onFault: (fault) => this.report(fault),
      onAssigned: () => this.list.reload(),
      onOpen: (thread, event) => this.openRecord(thread, event),
    });
  });

  @state() private unfolded: ReadonlySet<string> = new Set();
  @state() private question: { message: Message; text: string; error?: string } | undefined;
  @state() private busy = false;
  @state() private refusal: TextKey | '' = '';
  @state() private wrong: { subject?: string; customer?: string } = {};
  #poller: ChangesPoller | undefined;
  #leave: (() => void) | undefined;
  /** What of conversations was new when this was loaded. */
  #known: string | undefined;
  #reading = '';
  #announces = false;

  protected override get vocabulary() {
    return 'messages' as const;
  }
  protected override get permission() {
    return this.#manages ? 'messages.manage' : 'messages.view';
  }
  get #manages(): boolean {
    return this.allows('messages.manage');
  }
  get #sends(): boolean {
    return (this.#manages || this.allows('messages.send')) && !this.session?.impersonation;
  }
  get #staff(): boolean {
    return this.session?.kind === 'staff';
  }
  get #alone(): boolean {
    return this.mode === 'thread';
  }
  protected get record() {
    return this.#thread;
  }
  protected override get contentState() {
    return this.open === beginning ? ('ready' as const) : super.contentState;
  }
  protected override get shown() {
    return isThread(this.open) ? this.#thread : this.list;
  }
  protected queryOf(filter: Filter): ThreadsQuery {
    return queryOf(filter, this.owner);
  }
  protected override get viewProperties() {
    return { ...super.viewProperties, owner: 'owner' };
  }
  protected override get downloadedText(): string {
    return this.t('messages.downloaded');
  }
  protected override reload(): void {
    if (this.#talk.fault) this.#talk.retry();
    if (this.#mails.fault) this.#mails.retry();
    this.#mails.value?.reload();
    this.list.reload();
    void this.#thread.reload();
  }
  protected override search(): void {
    this.#announces = true;
    super.search();
  }
  protected override forget(): void {
    super.forget();
    this.#sender.forget();
    this.#mails.value?.forget();
    this.question = undefined;
    this.unfolded = new Set();
  }
  protected override onOpening(): void {
    this.refusal = '';
    this.wrong = {};
    this.unfolded = new Set();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave?.();
    this.#leave = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const poller = changesFor(this.portal);
    if (poller === this.#poller && this.#leave) return;
    this.#leave?.();
    this.#poller = poller;
    this.#leave = poller.subscribe(this.#onChanges, () => this.open !== '');
    // What was known before this was loaded is news once it is another.
    this.#known ??= poller.changes?.threads?.cursor;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#thumbnails.update();
    this.#scrolling.update(this.#thread.messages, this.open);
    void this.#markRead();
  }

  /** Loads again what is on screen once anything was written anywhere. */
  #onChanges = (): void => {
    const cursor = this.#poller?.changes?.threads?.cursor;
    if (cursor === undefined || cursor === this.#known) return;
    const first = this.#known === undefined;
    this.#known = cursor;
    if (!first) this.reload();
  };

  #onList(items: readonly Thread[]): void {
    if (this.#announces) this.announce(this.t('messages.found', { count: items.length }));
    this.#announces = false;
    // Of one record there is one conversation as a rule: no list to choose it from.
    if (!this.#alone || this.open || this.list.pages.number > 1) return;
    if (items.length === 1) this.open = items[0]!.id;
    else if (items.length === 0 && this.#sends) this.open = beginning;
  }

  /** Says up to where the reader has read, while the conversation is before it. */
  async #markRead(): Promise<void> {
    const { detail, messages } = this.#thread;
    const number = messages.at(-1)?.number;
    if (!detail || !number || this.session?.impersonation) return;
    const key = `${detail.id} ${number}`;
    if (key === this.#reading || BigInt(number) <= BigInt(detail.readNumber)) return;
    if (document.visibilityState !== 'visible') return;
    this.#reading = key;
    try {
      await this.portal.client.call('PUT /threads/:id/read', {
        params: { id: detail.id },
        body: { number },
        background: true,
      });
      this.list.reload();
      await this.#poller?.ask();
    } catch {
      // It is said with the next message.
    }
  }

  protected override renderSkeleton(): TemplateResult {
    return html`<div class="waiting" aria-hidden="true">${bones(8, 'row')}</div>`;
  }

  protected override renderContent(): TemplateResult {
    const opened = this.open !== '';
    const alone = this.#alone;
    const several = this.list.items.length > 1 || !this.list.whole;
    const classes = `${alone ? `alone ${several ? 'several' : ''}` : 'desk'} ${opened ? 'opened' : ''}`;
    return html`${alone ? nothing : this.renderHeader(this.t('messages.title'), this.#renderNew())}
      <div class=${classes}>
        ${alone && opened ? nothing : this.#renderList()}
        ${alone && !opened ? nothing : html`<div class="talk">${this.#renderTalk()}</div>`}
      </div>
      ${this.#renderQuestion()}`;
  }

  #renderNew(): TemplateResult | typeof nothing {
    return this.#sends
      ? button({
          kind: 'primary',
          icon: 'chat',
          label: this.t('messages.new'),
          onClick: (event) => this.openRecord(beginning, event as MouseEvent),
        })
      : nothing;
  }

  #renderList(): TemplateResult {
    const { view, list, t } = this;
    const rows = list.page
      ? list.items.length > 0
        ? threadRows({
            view,
            threads: list.items,
            open: this.open,
            staff: this.#staff,
            own: this.session?.customer?.number,
            href: (id) => this.place.href(id),
            onOpen: (id, event) => this.openRecord(id, event),
          })
        : html`<slot name="empty"
            >${panel({
              icon: 'chat',
              title: t('messages.empty_title'),
              text: t(
                this.q || this.show || this.department ? 'messages.empty_filter' : 'messages.empty',
              ),
            })}</slot
          >`
      : html`<div class="waiting" aria-hidden="true">${bones(6, 'row')}</div>`;
    return html`<div class="list">
      ${
        this.#alone
          ? nothing
          : threadsForm({
              view,
              draft: this.draft,
              staff: this.#staff,
              departments: this.#desk.value?.departments,
              onChange: this.change,
              onSubmit: () => this.search(),
            })
      }
      ${this.#alone ? nothing : this.renderSaved()}
      ${list.fault ? this.renderFault(list.fault) : rows}
      ${
        this.#manages && !this.#alone
          ? button({
              kind: 'quiet',
              icon: 'mail',
              label: t('unmatched.title'),
              onClick: (event) => this.openRecord(unassigned, event as MouseEvent),
            })
          : nothing
      }
      ${listMore(view, list.onPrevious, list.onNext)} ${this.#alone ? this.#renderNew() : nothing}
    </div>`;
  }

  #renderMails(): TemplateResult {
    this.#mails.need();
    const { value: mails } = this.#mails;
    const fault = this.#mails.fault ?? mails?.fault;
    return html`${this.#renderBack()}
    ${fault ? this.renderFault(fault) : (mails?.render() ?? html`<div class="waiting" aria-hidden="true">${bones(8, 'row')}</div>`)}`;
  }

  #renderTalk(): TemplateResult {
    const { t } = this;
    if (this.open === unassigned && this.#manages) return this.#renderMails();
    if (!this.open)
      return panel({ icon: 'chat', title: t('messages.choose_title'), text: t('messages.choose') });
    this.#talk.need();
    const { value: talk } = this.#talk;
    if (talk && this.open === beginning) return this.#renderBeginning(talk);
    const { detail } = this.#thread;
    const fault = this.#thread.fault ?? this.#talk.fault;
    if (!detail || !talk)
      return html`${this.#renderBack()}
      ${fault ? this.renderFault(fault) : html`<div class="waiting" aria-hidden="true">${bones(8, 'row')}</div>`}`;
    return html`${this.#renderBack()}
    ${talk.threadHead({
      view: this.view,
      thread: detail,
      staff: this.#staff,
      own: this.session?.customer?.number,
      desk: this.#desk.value,
      busy: this.busy,
      onMute: this.session?.impersonation ? undefined : () => void this.#mute(),
      onChange: (change) => void this.#change(change),
    })}
    ${this.refusal ? notice('danger', t(this.refusal)) : nothing}
    ${exportFault(this.download, this.view)}
    ${talk.threadMessages({
      view: this.view,
      thread: detail,
      messages: this.#thread.messages,
      readLine: this.#thread.readLine,
      hasOlder: this.#thread.hasOlder,
      loading: this.#thread.loading,
      unfolded: this.unfolded,
      busy: this.download.busy !== '',
      onOlder: () => void this.#thread.older(),
      onUnfold: (id) => {
        const unfolded = new Set(this.unfolded);
        if (!unfolded.delete(id)) unfolded.add(id);
        this.unfolded = unfolded;
      },
      onDownload: this.#onDownload,
      onRedact: this.#manages ? (message) => (this.question = { message, text: '' }) : undefined,
    })}
    ${
      detail.actions.includes('send') && this.#sends
        ? this.#renderComposer(talk, detail.actions.includes('note'), detail.state === 'closed')
        : html`<p class="read-only">${t('messages.read_only')}</p>`
    }`;
  }

  #renderBack(): TemplateResult {
    return html`<div class="back no-print">
      ${button({ kind: 'quiet', icon: 'back', label: this.t('messages.back'), onClick: this.onBack })}
    </div>`;
  }

  #renderBeginning(talk: Talk): TemplateResult {
    const { t, view } = this;
    const empty = this.#alone && this.list.items.length === 0;
    return html`${empty ? nothing : this.#renderBack()}
      <div class="talk-head">
        <h3 class="record-title" part="title" tabindex="-1">
          ${t(empty ? 'messages.empty_owner' : 'messages.new')}
        </h3>
      </div>
      ${talk.beginFields({
        view,
        subject: this.#sender.field('subject'),
        customer: this.#sender.field('customer'),
        asksCustomer: !this.owner && !this.session?.customer,
        errors: this.wrong,
        onSubject: (text) => this.#sender.setField('subject', text),
        onCustomer: (text) => this.#sender.setField('customer', text),
      })}
      ${this.#renderComposer(talk, false, false)}`;
  }

  #renderComposer(talk: Talk, notes: boolean, closed: boolean): TemplateResult {
    const sender = this.#sender;
    return talk.composer({
      view: this.view,
      text: sender.text,
      internal: notes ? sender.internal : undefined,
      uploads: sender.uploads,
      busy: sender.busy,
      refusal: sender.refusal && this.t(sender.refusal),
      closed,
      over: sender.over,
      onText: (text) => (sender.text = text),
      onInternal: (internal) => (sender.internal = internal),
      onFiles: (files) => sender.addFiles(files),
      onOver: sender.drag,
      onSend: () => void this.#onSend(),
    });
  }

  async #onSend(): Promise<void> {
    if (this.open === beginning && !this.#isComplete()) return;
    await this.#sender.send();
    if (this.#sender.refusal) this.focusNext('#message-text');
  }

  /** Whether a conversation that is begun has what it needs. */
  #isComplete(): boolean {
    const { t } = this;
    const asks = !this.owner && !this.session?.customer;
    const missing = (name: string) => this.#sender.field(name).trim() === '';
    this.wrong = {
      ...(missing('subject') && { subject: t('messages.subject_required') }),
      ...(asks && missing('customer') && { customer: t('messages.customer_required') }),
    };
    const [first] = ['customer', 'subject'].filter((name) => name in this.wrong);
    if (first) this.focusNext(`#${first}`);
    return !first;
  }

  async #send({ text, files, internal, once }: Written): Promise<void> {
    const { client } = this.portal;
    if (this.open === beginning) {
      const number = this.session?.customer?.number ?? this.#sender.field('customer').trim();
      const owner = this.owner || `customer:${number}`;
      const subject = this.#sender.field('subject').trim();
      const body = { owner, subject, text, files };
      const { id } = await client.call('POST /threads', { body, once });
      this.open = id;
      this.focusNext('#message-text');
    } else {
      const visibility = internal ? ('internal' as const) : ('customer' as const);
      const { open: id } = this;
      const body = { text, files, visibility };
      await client.call('POST /threads/:id/messages', { params: { id }, body, once });
    }
    this.announce(this.t(internal ? 'messages.note_saved' : 'messages.sent'));
    this.list.reload();
    // The record that it is on may stand otherwise now, and is shown by others on the page.
    void changesFor(this.portal).ask();
    await this.#thread.reload();
  }

  async #mute(): Promise<void> {
    const { detail } = this.#thread;
    if (!detail) return;
    const muted = !detail.muted;
    await this.#act(() =>
      this.portal.client.call('PUT /threads/:id/mute', {
        params: { id: detail.id },
        body: { muted },
      }),
    );
  }

  #change: HeadOptions['onChange'] = async (change) => {
    const { detail } = this.#thread;
    if (!detail) return;
    const { id, version } = detail;
    await this.#act(() =>
      this.portal.client.call('PATCH /threads/:id', {
        params: { id },
        body: { version, ...change },
      }),
    );
  };

  /** Does something with the open conversation, and shows what it came to. */
  async #act(work: () => Promise<unknown>, done: TextKey = 'messages.changed'): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.refusal = '';
    try {
      await work();
      this.announce(this.t(done));
    } catch (error) {
      const fault = toClientError(error);
      this.refusal = `error.${fault.code}`;
      this.report(fault);
    } finally {
      this.busy = false;
      this.reload();
    }
  }

  #onDownload = ({ id, name }: MessageFile): void =>
    void this.download.save(name, () =>
      this.portal.client.call('GET /message-files/:id/content', {
        params: { id },
        // As long as 25 MB take on a slow line.
        timeout: 600_000,
      }),
    );

  #renderQuestion(): TemplateResult | typeof nothing {
    const { question, t } = this;
    if (!question) return nothing;
    return dialog({
      title: t('messages.redact_title'),
      content: html`<p>${t('messages.redact_text')}</p>
        ${field({
          id: 'reason',
          label: t('messages.redact_reason'),
          error: question.error,
          control: html`<input
            class="input full"
            part="input"
            id="reason"
            name="reason"
            maxlength=${limits.text}
            aria-describedby="reason-note"
            .value=${question.text}
            @input=${(event: Event) => (question.text = (event.target as HTMLInputElement).value)}
          />`,
        })}`,
      submit: t('messages.redact'),
      danger: true,
      cancel: t('messages.cancel'),
      onSubmit: () => {
        const reason = question.text.trim();
        if (!reason) {
          this.question = { ...question, error: t('messages.redact_required') };
          return false;
        }
        void this.#redact(question.message, reason);
        return true;
      },
      onClose: () => (this.question = undefined),
    });
  }

  async #redact({ id }: Message, reason: string): Promise<void> {
    await this.#act(async () => {
      const message = await this.portal.client.call('POST /messages/:id/redaction', {
        params: { id },
        body: { reason },
      });
      this.#thread.put(message);
    }, 'messages.redact_done');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-messages': PortalMessages;
  }
}
