import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import type { ImportRow, SheetChoice } from '#contract/mailing-lists';
import {
  ClientError,
  formatQuantity,
  toClientError,
  type PortalState,
  type TextKey,
} from '../core/index.ts';
import { Download } from '../records/download.ts';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import type { Desk, Section } from './desk.ts';
import { importForm, sheetChoice } from './import-form.ts';
import { fixButton, ImportFix } from './import-fix.ts';
import { importColumns, wrongOf } from './import-rows.ts';
import { importStyles } from './import.styles.ts';
import type { Mode } from './parts.ts';
import { Preview } from './preview.ts';

/** Milliseconds that reading or saving a list may take: it may have 20,000 rows. */
const patience = 120_000;

type Read = {
  id: string;
  rows: readonly ImportRow[];
  choice?: SheetChoice | null;
  saved?: number;
};

/** Many mailing lists at once: pasted or dropped, looked at, and only then saved. */
export class Import implements Section {
  readonly #desk: Desk;
  readonly #preview: Preview<ImportRow>;
  readonly #fix: ImportFix;
  readonly #download: Download;
  #text = '';
  #file: File | undefined;
  #mode: Mode = 'replace';
  #problem = '';
  #busy = false;
  /** It has been busy for a while. */
  #slow = false;
  #over = false;
  #read: Read | undefined;
  #fault: ClientError | undefined;

  readonly state: PortalState = 'ready';
  readonly fault = undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
    const { styleSheet } = importStyles;
    if (styleSheet) (desk.host.renderRoot as ShadowRoot).adoptedStyleSheets.push(styleSheet);
    this.#preview = new Preview<ImportRow>({
      desk,
      key: ({ row }) => String(row),
      isError: ({ error }) => error !== null,
      isChange: ({ change }) => change === 'new' || change === 'changed',
    });
    this.#fix = new ImportFix(desk);
    this.#download = new Download(desk.host, {
      portal: desk.portal,
      onDone: () => desk.announce(desk.view().t('mass_send.downloaded')),
      onFault: (fault) => desk.onFault(fault),
    });
  }

  /** Nothing here is asked for unless somebody presses a button. */
  reload(): void {}

  clear(): void {
    this.#read = this.#fault = this.#file = undefined;
    this.#text = this.#problem = '';
    this.#preview.set([]);
    this.#fix.close();
  }

  render(): TemplateResult {
    const fault = this.#fault ?? this.#download.fault;
    const { t } = this.#desk.view();
    return html`
      ${fault ? notice('danger', t(`error.${fault.code}`)) : nothing}
      ${this.#read ? this.#renderPreview(this.#read) : this.#renderForm()}
    `;
  }

  #renderForm(): TemplateResult {
    return importForm({
      view: this.#desk.view(),
      text: this.#text,
      file: this.#file?.name,
      mode: this.#mode,
      problem: this.#problem,
      busy: this.#busy,
      over: this.#over,
      patience: this.#renderPatience(),
      onText: (text) => {
        this.#text = text;
        if (this.#problem) this.#set(() => (this.#problem = ''));
      },
      onFile: (file) => this.#take(file),
      onDropFile: () => this.#set(() => (this.#file = undefined)),
      onMode: (mode) => (this.#mode = mode),
      onOver: (on) => {
        if (on !== this.#over) this.#set(() => (this.#over = on));
      },
      onSubmit: () => void this.#process(),
    });
  }

  #renderPreview(read: Read): TemplateResult {
    return html`
      <h3 class="preview-title" tabindex="-1">${this.#title(read)}</h3>
      ${read.choice && read.saved === undefined ? sheetChoice(read.choice, this.#desk.view(), (name) => void this.#process(name)) : nothing}
      <div class="actions preview-actions no-print">${this.#renderActions(read)}</div>
      ${this.#renderRows(read)}
    `;
  }

  #renderRows(read: Read): TemplateResult {
    const view = this.#desk.view();
    const saved = read.saved !== undefined;
    const onFix = (row: ImportRow) => this.#fix.open(row);
    const columns = importColumns({ view, saved, onFix });
    return this.#preview.render(view.t('mass_send.rows'), columns, (row) =>
      this.#fix.render(row, columns.length, {
        busy: this.#busy,
        onCheck: () => void this.#correct(read),
      }),
    );
  }

  #renderActions(read: Read) {
    const { t, format } = this.#desk.view();
    const wrong = this.#preview.count('errors');
    const sound = read.rows.length - wrong;
    const download =
      wrong > 0
        ? button({
            label: t('mass_send.download_errors'),
            icon: 'download',
            off: Boolean(this.#download.busy),
            onClick: () => void this.#downloadErrors(read),
          })
        : nothing;
    if (read.saved !== undefined)
      return html`${button({ label: t('mass_send.import_again'), onClick: () => this.#back(true) })}
      ${download}`;
    const rows = formatQuantity(String(sound), format);
    return html`${button({
      kind: 'primary',
      label: t(this.#busy ? 'mass_send.saving' : 'mass_send.save_rows', { count: sound, rows }),
      off: this.#busy || sound === 0,
      onClick: () => void this.#save(read, sound),
    })}
    ${button({ label: t('mass_send.cancel'), off: this.#busy, onClick: () => this.#back(false) })}
    ${download} ${this.#renderPatience()}`;
  }

  #renderPatience() {
    if (!this.#slow) return nothing;
    return html`<span class="quiet-text">${this.#desk.view().t('mass_send.takes_long')}</span>`;
  }

  /** How many rows were read or saved, and of how many that is not so. */
  #title({ rows, saved }: Read): string {
    const { t, format } = this.#desk.view();
    const number = (count: number) => formatQuantity(String(count), format);
    if (saved === undefined)
      return t('mass_send.preview', { count: rows.length, rows: number(rows.length) });
    const words = t('mass_send.import_saved', { count: saved, rows: number(saved) });
    const wrong = this.#preview.count('errors');
    return wrong > 0 ? `${words} · ${t('mass_send.with_error', { rows: number(wrong) })}` : words;
  }

  /** A file takes the place of what was pasted, which stays for when the file is left out again. */
  #take(file: File | undefined): void {
    if (!file) return this.#desk.host.requestUpdate();
    this.#set(() => {
      this.#file = file;
      this.#problem = '';
    });
  }

  /** Back to what was pasted; after it was saved, to nothing. */
  #back(empty: boolean): void {
    if (this.#busy) return;
    this.#read = this.#fault = undefined;
    if (empty) this.clear();
    this.#desk.host.requestUpdate();
    void this.#desk.focus('#sheet');
  }

  async #process(sheet?: string): Promise<void> {
    if (this.#busy) return;
    const { t } = this.#desk.view();
    const file = this.#file;
    if (!file && !this.#text.trim()) return this.#refuse(t('rule.required'));
    if (file ? file.size > limits.importText * 0.74 : this.#text.length > limits.importText)
      return this.#refuse(t('mass_send.sheet_too_large'));
    await this.#ask(async () => {
      const content = file
        ? { file: { name: file.name, content: await base64(file), ...(sheet && { sheet }) } }
        : { text: this.#text };
      const read = await this.#desk.portal().client.call('POST /mailing-list-imports', {
        body: { ...content, mode: this.#mode },
        timeout: patience,
      });
      this.#show(read);
    });
  }

  async #save({ id }: Read, sound: number): Promise<void> {
    if (this.#busy || sound === 0) return;
    await this.#ask(async () => {
      const input = { params: { id }, body: {}, timeout: patience };
      const { saved, rows } = await this.#desk
        .portal()
        .client.call('POST /mailing-list-imports/:id/application', input);
      this.#show({ id, rows, saved });
    });
  }

  /** Has the row that is open read anew, among the others. */
  async #correct({ id, choice }: Read): Promise<void> {
    const draft = this.#fix.draft;
    if (this.#busy || !draft) return;
    await this.#ask(async () => {
      const read = await this.#desk
        .portal()
        .client.call('POST /mailing-list-imports/:id/corrections', {
          params: { id },
          body: { rows: [draft] },
          timeout: patience,
        });
      this.#fix.close();
      this.#read = { ...read, choice };
      this.#preview.set(read.rows, true);
      this.#onChecked(draft.row, read.rows);
    });
  }

  /** Says what became of a corrected row; one that joined another is that one now. */
  #onChecked(number: number, rows: readonly ImportRow[]): void {
    const view = this.#desk.view();
    const row = rows.find((one) => one.row === number || one.joined.includes(number));
    if (!row) return;
    const message = wrongOf(row, view);
    this.#desk.announce(view.t('mass_send.row_checked', { row: number, message }));
    void this.#desk.focus(row.error ? fixButton(row.row, view) : '.preview-title');
  }

  #downloadErrors({ id }: Read): Promise<void> {
    const { t, format } = this.#desk.view();
    return this.#download.save(t('mass_send.errors_file'), () =>
      this.#desk.portal().client.call('GET /mailing-list-imports/:id/errors', {
        params: { id },
        query: { locale: format.language },
      }),
    );
  }

  #show(read: Read): void {
    this.#read = read;
    this.#fix.close();
    this.#preview.set(read.rows);
    const errors = this.#preview.count('errors');
    const { t, format } = this.#desk.view();
    const label = `${t('mass_send.rows_errors')}: ${formatQuantity(String(errors), format)}`;
    this.#desk.announce(`${this.#title(read)}. ${label}`);
    void this.#desk.focus('.preview-title');
  }

  async #ask(work: () => Promise<void>): Promise<void> {
    this.#set(() => {
      this.#busy = true;
      this.#fault = undefined;
    });
    const slow = setTimeout(() => {
      this.#set(() => (this.#slow = true));
      this.#desk.announce(this.#desk.view().t('mass_send.takes_long'));
    }, 3_000);
    try {
      await work();
    } catch (error) {
      this.#onFault(toClientError(error));
    } finally {
      clearTimeout(slow);
      this.#set(() => (this.#busy = this.#slow = false));
    }
  }

  /** What is wrong with the list is said at its field, anything else above it. */
  #onFault(fault: ClientError): void {
    this.#desk.onFault(fault);
    const [wrong] = fault.errors;
    if (!wrong || this.#read) return void (this.#fault = fault);
    const { t } = this.#desk.view();
    const blanks = wrong.params as Record<string, string | number>;
    // Why a file cannot be read is told nowhere else, so its words are not among those of all rules.
    const room = wrong.rule.startsWith('file_') ? 'mass_send' : 'rule';
    this.#refuse(t(`${room}.${wrong.rule}` as TextKey, blanks));
  }

  #refuse(problem: string): void {
    this.#set(() => (this.#problem = problem));
    this.#desk.announce(problem);
    void this.#desk.focus('#sheet');
  }

  #set(change: () => void): void {
    change();
    this.#desk.host.requestUpdate();
  }
}

/** The bytes of a file as base64; the browser's own reader is quicker than a loop. */
const base64 = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
    reader.onerror = () => reject(new ClientError('file_unreadable'));
    reader.readAsDataURL(file);
  });
