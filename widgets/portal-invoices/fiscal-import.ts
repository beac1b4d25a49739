import { html, nothing, type TemplateResult } from 'lit';
import type { FiscalImport, FiscalImportRow } from '#contract/fiscal-imports';
import { importLimits, importStates, type ImportState } from '#contract/fiscal-words';
import { toClientError, type ClientError, type Portal, type PortalElement } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import { pager } from '../kit/pager.ts';
import { table } from '../kit/table.ts';
import { chips, chipStyles } from '../records/chips.ts';
import { columnsOf } from '../records/columns.ts';
import { dash, type View } from '../records/view.ts';
import { result, whose, why } from './fiscal-rows.ts';
import { loadStyles, portionsOf, sent } from './fiscal-send.ts';

export type ImportDesk = {
  host: PortalElement;
  portal: () => Portal;
  view: () => View;
  announce: (text: string) => void;
  fault: (fault: ClientError) => TemplateResult;
  onClose: () => void;
  /** Something was taken over. */
  onDone: () => void;
};

/** Milliseconds one portion may take; rows on the page at a time. */
const [patience, size] = [120_000, 100];

/** Fiscal files that staff drops: read and shown first, kept once that is confirmed. */
export class FiscalLoad {
  readonly #desk: ImportDesk;
  #busy = '';
  #problem = '';
  #over = false;
  #fault: ClientError | undefined;
  #found: FiscalImport | undefined;
  #filter: ImportState | 'all' = 'all';
  #page = 0;
  /** Rows in doubt that are taken, and whose they are where that is in doubt. */
  #accepted = new Map<number, string>();
  #done: { taken: number; left: number } | undefined;

  constructor(desk: ImportDesk) {
    this.#desk = desk;
    adopt(desk.host, chipStyles, loadStyles);
  }

  render(): TemplateResult {
    const { t } = this.#desk.view();
    return html`<h2 class="title record-title" part="title" tabindex="-1">
        ${t('fiscal_import.title')}
      </h2>
      <div class="late">
        ${this.#fault ? this.#faultNotice(this.#fault) : nothing}
        ${this.#done ? this.#renderDone(this.#done) : this.#found ? this.#renderPreview() : this.#renderDrop()}
        <div class="actions no-print">
          ${this.#found && !this.#done ? this.#renderApply() : nothing}
          ${button({ label: t('fiscal_import.close'), onClick: this.#desk.onClose, off: this.#busy !== '' })}
        </div>
      </div>`;
  }

  #faultNotice(fault: ClientError): TemplateResult {
    return fault.code === 'file_unreadable'
      ? notice('danger', this.#desk.view().t('fiscal_import.unreadable'))
      : this.#desk.fault(fault);
  }

  #renderDrop(): TemplateResult {
    const { t } = this.#desk.view();
    const hold = (on: boolean) => (event: DragEvent) => {
      event.preventDefault();
      this.#over = on;
      this.#draw();
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      this.#over = false;
      void this.#read([...(event.dataTransfer?.files ?? [])]);
    };
    return html`<div
      class="drop ${this.#over ? 'over' : ''}"
      part="drop"
      @dragover=${hold(true)}
      @dragleave=${hold(false)}
      @drop=${drop}
    >
      <p>${t('fiscal_import.lead', { most: importLimits.files })}</p>
      ${this.#problem ? notice('danger', this.#problem) : nothing}
      <input
        hidden
        id="fiscal-files"
        type="file"
        multiple
        accept=".xml,.pdf,.zip"
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          void this.#read([...(input.files ?? [])]);
          input.value = '';
        }}
      />
      ${button({
        kind: 'primary',
        label: this.#busy || t('fiscal_import.choose'),
        off: this.#busy !== '',
        onClick: (event) =>
          (event.currentTarget as HTMLElement).parentElement
            ?.querySelector<HTMLInputElement>('#fiscal-files')
            ?.click(),
      })}
    </div>`;
  }

  #rows(filter: ImportState | 'all'): readonly FiscalImportRow[] {
    return this.#found?.rows.filter(({ state }) => filter === 'all' || state === filter) ?? [];
  }

  #renderPreview(): TemplateResult {
    const view = this.#desk.view();
    const { t } = view;
    const shown = this.#rows(this.#filter).slice(this.#page * size, (this.#page + 1) * size);
    const c = columnsOf<FiscalImportRow>(view);
    const decided = { view, accepted: this.#accepted, onAccept: this.#accept };
    return html`${chips(
      t('fiscal_import.show'),
      (['all', ...importStates] as const)
        .map((id) => ({
          id,
          label: t(id === 'all' ? 'fiscal_import.all' : `fiscal_import.state_${id}`),
          count: this.#rows(id).length,
        }))
        .filter(({ id, count }) => id === 'all' || count > 0),
      this.#filter,
      view,
      (filter) => {
        this.#filter = filter;
        this.#page = 0;
        this.#draw();
      },
    )}
    ${table({
      caption: t('fiscal_import.preview'),
      columns: [
        c.wide('fiscal_import.file', (row) => row.fileName, { card: 'heading' }),
        c.text('fiscal_import.result', (row) => result(row, view), { card: 'trail' }),
        c.text('fiscal_import.document', (row) =>
          row.kind ? `${t(`fiscal_import.kind_${row.kind}`)} ${row.number ?? ''}` : null,
        ),
        c.date('fiscal_import.date', (row) => row.date),
        c.money('fiscal_import.total', (row) =>
          row.total !== null && row.currency && row.kind !== 'payment'
            ? [row.total, row.currency]
            : null,
        ),
        c.wide('fiscal_import.customer', (row) =>
          row.customer
            ? html`${row.customer.name} <small>${row.customer.number}</small>`
            : whose(row, decided),
        ),
        c.short('fiscal_import.invoice', (row) => row.invoice?.number ?? dash),
      ],
      rows: shown,
      key: ({ row }) => String(row),
      below: (row) => why(row, decided),
      wide: 'large',
    })}
    ${this.#renderPager()}`;
  }

  #renderPager(): unknown {
    const { t } = this.#desk.view();
    const pages = Math.ceil(this.#rows(this.#filter).length / size);
    if (pages <= 1) return nothing;
    const to = (page: number) =>
      page >= 0 && page < pages
        ? () => {
            this.#page = page;
            this.#draw();
          }
        : undefined;
    return pager({
      label: t('import.page_of', { page: this.#page + 1, pages }),
      previous: t('common.previous'),
      next: t('common.next'),
      onPrevious: to(this.#page - 1),
      onNext: to(this.#page + 1),
    });
  }

  #accept = (row: number, customer: string | null): void => {
    if (customer === null) this.#accepted.delete(row);
    else this.#accepted.set(row, customer);
    this.#draw();
  };

  #renderApply(): TemplateResult {
    const { t } = this.#desk.view();
    const ids = new Set(
      this.#rows('doubtful').flatMap(({ row, fiscalId }) =>
        this.#accepted.has(row) && fiscalId ? [fiscalId] : [],
      ),
    );
    // A printable form goes with its document.
    const decided = this.#rows('doubtful').filter(
      ({ row, file, fiscalId, doubt }) =>
        this.#accepted.has(row) ||
        (file === 'pdf' && doubt !== 'replaces' && ids.has(fiscalId ?? '')),
    );
    const count = this.#rows('matched').length + this.#rows('new').length + decided.length;
    return button({
      kind: 'primary',
      label:
        this.#busy ||
        (count === 0 ? t('fiscal_import.apply_none') : t('fiscal_import.apply', { count })),
      off: this.#busy !== '' || count === 0,
      onClick: () => void this.#apply(),
    });
  }

  #renderDone(done: { taken: number; left: number }): TemplateResult {
    const { t } = this.#desk.view();
    return html`${notice('success', t('fiscal_import.done', done))}
      <div class="actions">
        ${button({
          label: t('fiscal_import.again'),
          onClick: () => {
            this.#found = undefined;
            this.#done = undefined;
            this.#draw();
          },
        })}
      </div>`;
  }

  #draw(): void {
    this.#desk.host.requestUpdate();
  }

  async #read(files: readonly File[]): Promise<void> {
    const { t } = this.#desk.view();
    if (files.length === 0 || this.#busy) return;
    const large = files.find((file) => file.size > importLimits.fileBytes);
    this.#problem = large
      ? t('fiscal_import.too_large', { name: large.name, most: importLimits.fileBytes / 1e6 })
      : files.length > importLimits.files
        ? t('fiscal_import.too_much', { most: importLimits.files })
        : '';
    if (this.#problem) return this.#draw();
    await this.#act(async () => {
      const { client } = this.#desk.portal();
      let [id, done] = ['', 0];
      for (const some of portionsOf(files)) {
        this.#busy = t('fiscal_import.reading', { done, all: files.length });
        this.#draw();
        const body = { files: await Promise.all(some.map(sent)) };
        if (id === '') {
          const begun = await client.call('POST /fiscal-imports', { body, timeout: patience });
          ({ id } = begun);
        } else
          await client.call('POST /fiscal-imports/:id/files', {
            params: { id },
            body,
            timeout: patience,
          });
        done += some.length;
      }
      this.#accepted = new Map();
      this.#filter = 'all';
      this.#page = 0;
      this.#found = await client.call('GET /fiscal-imports/:id', {
        params: { id },
        timeout: patience,
      });
    });
  }

  async #apply(): Promise<void> {
    const { t } = this.#desk.view();
    const { id } = this.#found!;
    this.#busy = t('fiscal_import.applying');
    const accepted = [...this.#accepted].map(([row, customer]) => ({
      row,
      ...(customer && { customer }),
    }));
    await this.#act(async () => {
      this.#done = await this.#desk.portal().client.call('POST /fiscal-imports/:id/application', {
        params: { id },
        body: { accepted },
        timeout: patience,
      });
      this.#desk.announce(t('fiscal_import.done', this.#done));
      this.#desk.onDone();
    });
  }

  async #act(work: () => Promise<void>): Promise<void> {
    this.#fault = undefined;
    try {
      await work();
    } catch (error) {
      this.#fault = toClientError(error);
    }
    this.#busy = '';
    this.#draw();
  }
}
