import { css, html, nothing, type TemplateResult } from 'lit';
import type { FiscalImport, FiscalImportRow } from '#contract/fiscal-imports';
import { importLimits, importStates, type ImportState } from '#contract/fiscal-words';
import {
  toClientError,
  type ClientError,
  type Portal,
  type PortalElement,
  type TextKey,
} from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { badge } from '../kit/badge.ts';
import { button } from '../kit/button.ts';
import { selectField } from '../kit/field.ts';
import { notice } from '../kit/notice.ts';
import { pager } from '../kit/pager.ts';
import { table } from '../kit/table.ts';
import { chips } from '../records/chips.ts';
import { columnsOf } from '../records/columns.ts';
import { dash, money, type View } from '../records/view.ts';

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

/** Milliseconds one portion may take, bytes of it, and rows on the page at a time. */
const [patience, portion, size] = [120_000, 3_500_000, 100];

const looks = {
  matched: ['success', 'check'],
  new: ['info', 'info'],
  doubtful: ['warning', 'alert'],
  same: ['neutral', 'checks'],
  faulty: ['danger', 'cross'],
} as const;

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
    adopt(desk.host, loadStyles);
  }

  render(): TemplateResult {
    const { t } = this.#desk.view();
    return html`<h2 class="title record-title" part="title" tabindex="-1">
        ${t('fiscal_import.title')}
      </h2>
      ${this.#fault ? this.#desk.fault(this.#fault) : nothing}
      ${this.#done ? this.#renderDone(this.#done) : this.#found ? this.#renderPreview(this.#found) : this.#renderDrop()}
      <div class="actions no-print">
        ${this.#found && !this.#done ? this.#renderApply() : nothing}
        ${button({ label: t('fiscal_import.close'), onClick: this.#desk.onClose, off: this.#busy !== '' })}
      </div>`;
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
    const rows = this.#found?.rows ?? [];
    return filter === 'all' ? rows : rows.filter(({ state }) => state === filter);
  }

  #renderPreview({ rows }: FiscalImport): TemplateResult {
    const view = this.#desk.view();
    const { t } = view;
    const shown = this.#rows(this.#filter).slice(this.#page * size, (this.#page + 1) * size);
    const c = columnsOf<FiscalImportRow>(view);
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
        c.text('fiscal_import.result', (row) => this.#result(row), { card: 'trail' }),
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
            : this.#whose(row),
        ),
        c.short('fiscal_import.invoice', (row) => row.invoice?.number ?? dash),
      ],
      rows: shown,
      key: ({ row }) => String(row),
      below: (row) => this.#why(row),
      wide: 'large',
    })}
    ${this.#renderPager(rows.length)}`;
  }

  #renderPager(all: number): unknown {
    const { t } = this.#desk.view();
    const pages = Math.ceil(
      (this.#filter === 'all' ? all : this.#rows(this.#filter).length) / size,
    );
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

  #result({ state, isTest }: FiscalImportRow): TemplateResult {
    const { t } = this.#desk.view();
    return html`${badge(looks[state][0], looks[state][1], t(`fiscal_import.state_${state}`), `load-${state}`)}
    ${isTest ? html`<small>${t('fiscal_import.test')}</small>` : nothing}`;
  }

  /** Why it is as it is, and what can be decided. */
  #why(row: FiscalImportRow): TemplateResult | typeof nothing {
    const view = this.#desk.view();
    const { t } = view;
    const { fault, at, doubt, warnings, invoice, currency } = row;
    const odd = warnings.map((code) => t(`fiscal_import.warning_${code}`));
    if (!fault && !doubt && odd.length === 0) return nothing;
    const amount = invoice && currency ? money(invoice.total, currency, view) : '';
    return html`<div class="why">
      ${fault ? html`<span>${t(`fiscal_import.fault_${fault}` as TextKey)}${at ? ` (${at})` : nothing}.</span>` : nothing}
      ${doubt ? html`<span>${t(`fiscal_import.doubt_${doubt}`, { number: invoice?.number ?? '', amount })}.</span>` : nothing}
      ${odd.map((text) => html`<span>${text}.</span>`)}
      ${row.state === 'doubtful' && doubt !== 'customers' ? this.#decision(row) : nothing}
    </div>`;
  }

  #decision({ row, fileName }: FiscalImportRow): TemplateResult {
    const { t } = this.#desk.view();
    return html`<label class="decide no-print">
      <input
        type="checkbox"
        aria-label=${t('fiscal_import.accept_row', { name: fileName })}
        .checked=${this.#accepted.has(row)}
        @change=${(event: Event) => this.#accept(row, (event.target as HTMLInputElement).checked ? '' : null)}
      />
      ${t('fiscal_import.accept')}
    </label>`;
  }

  #whose({ row, customers, file }: FiscalImportRow): TemplateResult | null {
    if (customers.length === 0 || file === 'pdf') return null;
    const { t } = this.#desk.view();
    return html`<span class="whose"
      >${selectField({
        id: `whose-${row}`,
        label: t('fiscal_import.whose'),
        value: this.#accepted.get(row) ?? '',
        options: [
          ['', t('fiscal_import.nobody')],
          ...customers.map(({ number, name }): [string, string] => [number, `${name} (${number})`]),
        ],
        onChange: (number) => this.#accept(row, number || null),
      })}</span
    >`;
  }

  #accept(row: number, customer: string | null): void {
    if (customer === null) this.#accepted.delete(row);
    else this.#accepted.set(row, customer);
    this.#draw();
  }

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
      label: this.#busy || t('fiscal_import.apply', { count }),
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

/** Files that go together in one request. */
function* portionsOf(files: readonly File[]): Generator<File[]> {
  let [some, bytes]: [File[], number] = [[], 0];
  for (const file of files) {
    if (some.length > 0 && (bytes + file.size > portion || some.length >= 100)) {
      yield some;
      [some, bytes] = [[], 0];
    }
    some.push(file);
    bytes += file.size;
  }
  if (some.length > 0) yield some;
}

async function sent(file: File): Promise<{ name: string; content: string }> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += 32_768)
    binary += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return { name: file.name.slice(-255), content: btoa(binary) };
}

const loadStyles = css`
  .drop {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: calc(var(--p-space) * 3);
    padding: calc(var(--p-space) * 6);
    border: 1px dashed var(--p-color-border-strong, currentcolor);
    border-radius: var(--p-radius-medium);
  }
  .drop.over {
    background: var(--p-color-info-surface);
  }
  .drop p {
    margin: 0;
    max-inline-size: 62ch;
  }
  .why {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 2);
    color: var(--p-color-muted);
  }
  .decide {
    display: inline-flex;
    align-items: center;
    gap: var(--p-space);
    color: var(--p-color-text);
  }
`;
