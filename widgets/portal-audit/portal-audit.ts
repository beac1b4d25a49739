import { html, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { formatInstant } from '../core/index.ts';
import { periodProblem } from '../kit/day-field.ts';
import { eventText } from '../records/audit-words.ts';
import { exportButtons, exportFault, listing } from '../records/listing.ts';
import { RecordElement } from '../records/record-element.ts';
import { viewState } from '../records/view.ts';
import { AuditData, queryOf, type AuditQuery, type Filter } from './audit-data.ts';
import { auditEntry } from './audit-entry.ts';
import { auditForm, auditTable, periodText } from './audit-list.ts';
import { auditStyles } from './portal-audit.styles.ts';

/**
 * Shows the audit log to staff: who did what, when, from where and on whose behalf, and what was changed.
 *
 * @fires portal-navigate - Before an entry opens or closes; `preventDefault()` leaves it to the page.
 * @csspart sort - Not here.
 */
export class PortalAudit extends RecordElement<Filter, AuditQuery> {
  static override readonly tag = 'audit';
  static override styles = [...RecordElement.styles, auditStyles];

  /** Who did it: `contact` (a customer, staff left out), `staff`, `key`, `operator` or `public`. */
  @property(viewState) kind = '';
  /** An event such as `account.invited`, or all that are about something: `account`. */
  @property(viewState) what = '';
  /** Number of a customer; empty finds what is about any. */
  @property(viewState) customer = '';
  /** What it was done to, exactly: an id, a number or a mailbox. The attribute is `record`. */
  @property({ ...viewState, attribute: 'record' }) subject = '';
  /** First day, `yyyy-mm-dd`. */
  @property(viewState) from = '';
  /** Last day, `yyyy-mm-dd`. */
  @property(viewState) to = '';
  /** Part of the name, or a user name, of who did it. */
  @property(viewState) q = '';

  protected readonly defaults: Filter = {
    kind: '',
    what: '',
    customer: '',
    record: '',
    from: '',
    to: '',
    q: '',
  };
  protected readonly targets = { record: 'audit-entry', list: 'audit' } as const;
  readonly #data = new AuditData(this, {
    portal: () => this.portal,
    may: () => this.allows('audit.view'),
    open: () => this.open,
    onList: (count) => {
      if (!this.open) this.announce(this.t('audit.found', { count }));
    },
  });

  @state() private problem: ReturnType<typeof periodProblem>;

  protected override get vocabulary() {
    return 'administration' as const;
  }
  protected override get permission() {
    return 'audit.view' as const;
  }
  protected get list() {
    return this.#data.list;
  }
  protected get record() {
    return this.#data.entry;
  }
  protected queryOf(filter: Filter): AuditQuery {
    return queryOf(filter);
  }
  protected readonly loadsAlone = true;
  protected override get viewProperties() {
    return { ...super.viewProperties, record: 'subject' };
  }
  protected override get downloadedText(): string {
    return this.t('audit.exported');
  }
  protected override reload(): void {
    this.#data.reload();
  }

  /** Downloads the list that was found as a CSV file. */
  async exportCsv(): Promise<void> {
    const query = { ...(this.list.asked ?? this.query), locale: this.format.language };
    await this.saveList(this.t('audit.export_file'), 'csv', () =>
      this.portal.client.call('GET /exports/audit', { query }),
    );
  }

  protected override renderSkeleton(): TemplateResult {
    return this.renderSearchSkeleton(6, 1, 8);
  }

  protected override renderContent(): TemplateResult {
    return this.open ? this.#renderEntry() : this.#renderSearch();
  }

  #renderSearch(): TemplateResult {
    return html`
      ${this.renderHeader(this.t('audit.title'))}
      ${auditForm({
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
    return listing({
      view,
      list,
      fault: list.fault && this.renderFault(),
      empty: { icon: 'search', title: t('audit.empty_title'), text: t('audit.empty') },
      found: (count) => t('audit.found', { count }),
      tools: exportButtons(
        this.download,
        [{ format: 'csv', label: t('audit.export'), busy: t('audit.exporting') }],
        () => void this.exportCsv(),
      ),
      above: exportFault(this.download, view),
      table: auditTable({
        view,
        link: ({ id }, label) => this.recordLink(id, label),
        opener: ({ id, event, at }) =>
          this.opener(
            id,
            t('audit.view'),
            t('audit.view_entry', {
              what: eventText(event, t),
              when: formatInstant(at, this.format),
            }),
          ),
        onOpen: ({ id }, event) => this.openRecord(id, event),
      }),
    });
  }

  #renderEntry(): TemplateResult {
    const { entry, list } = this.#data;
    return auditEntry({
      view: this.view,
      event: list.items.find(({ id }) => id === this.open)?.event,
      entry: entry.value?.id === this.open ? entry.value : undefined,
      fault: entry.fault && this.renderFault(entry.fault),
      stale: entry.state === 'stale',
      onBack: this.onBack,
    });
  }

  #onSubmit = (): void => {
    const { from, to } = this.draft;
    this.problem = periodProblem(from, to);
    if (this.problem) {
      this.announce(this.t(periodText(this.problem)));
      this.focusNext(`#${this.problem.field}`);
      return;
    }
    this.search();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'portal-audit': PortalAudit;
  }
}
