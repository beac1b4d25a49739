import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import type { SheetChoice } from '#contract/mailing-lists';
import {
  type ClientError,
  formatQuantity,
  toClientError,
  type Portal,
  type PortalElement,
  type TextKey,
} from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { button } from '../kit/button.ts';
import { notice } from '../kit/notice.ts';
import type { Column } from '../kit/table.ts';
import { base64Of } from './base64.ts';
import { Preview } from './preview.ts';
import { fixButton, RowFix, type Correction, type RowFixOptions } from './row-fix.ts';
import { sheetChoice, sheetForm, type SheetWords } from './sheet-form.ts';
import { sheetImportStyles } from './sheet-import.styles.ts';
import type { View } from './view.ts';

/** Milliseconds that reading or saving a list may take: it may have 20,000 rows. */
export const patience = 120_000;

/** What an import needs of the element it stands in. */
export type ImportDesk = {
  host: PortalElement;
  portal: () => Portal;
  view: () => View;
  announce: (text: string) => void;
  onFault: (fault: ClientError) => void;
  focus: (selector: string) => Promise<void>;
};

/** What was pasted or dropped, as the server takes it. */
export type SheetContent =
  | { text: string }
  | { file: { name: string; content: string; sheet?: string } };

/** Rows as they were read; `saved` once what was sound was saved. */
export type SheetRead<R> = {
  id: string;
  rows: readonly R[];
  choice?: SheetChoice | null;
  saved?: number;
};

export type SheetImportOptions<R, N extends string> = Pick<
  RowFixOptions<R, N>,
  'cells' | 'draftOf'
> & { words: SheetWords; isChange: (row: R) => boolean };

/** Many rows at once: pasted or dropped, looked at, corrected, and only then saved. */
export abstract class SheetImport<
  R extends { row: number; error: string | null },
  N extends string,
> {
  protected readonly desk: ImportDesk;
  readonly #words: SheetWords;
  readonly #preview: Preview<R>;
  readonly #fix: RowFix<R, N>;
  #text = '';
  #file: File | undefined;
  #problem = '';
  #busy = false;
  /** It has been busy for a while. */
  #slow = false;
  #over = false;
  #read: SheetRead<R> | undefined;
  #fault: ClientError | undefined;

  constructor(desk: ImportDesk, { words, isChange, cells, draftOf }: SheetImportOptions<R, N>) {
    this.desk = desk;
    this.#words = words;
    const { host, view, focus } = desk;
    adopt(host, sheetImportStyles);
    this.#preview = new Preview<R>({
      host,
      view,
      key: ({ row }) => String(row),
      isError: ({ error }) => error !== null,
      isChange,
    });
    const wrongOf = (row: R) => this.wrongOf(row);
    this.#fix = new RowFix<R, N>({ host, view, focus, cells, draftOf, wrongOf });
  }

  /** Has the server read a sheet, save what is sound of it, or read a row anew as it was corrected. */
  protected abstract read(content: SheetContent): Promise<SheetRead<R>>;
  protected abstract save(read: SheetRead<R>): Promise<SheetRead<R>>;
  protected abstract correct(read: SheetRead<R>, row: Correction<N>): Promise<SheetRead<R>>;
  protected abstract columns(saved: boolean, onFix: (row: R) => void): Column<R>[];
  /** What is wrong with a row, in words. */
  protected abstract wrongOf(row: R): string;
  /** The button that saves so many rows, and what is said once they are saved. */
  protected abstract saveLabel(sound: number, busy: boolean): string;
  protected abstract savedText(saved: number): string;
  /** What is chosen besides, below the list and above its preview. */
  protected choices(): unknown {
    return nothing;
  }
  protected previewChoices(_read: SheetRead<R>): unknown {
    return nothing;
  }
  /** Further buttons of the preview. */
  protected moreActions(_read: SheetRead<R>): unknown {
    return nothing;
  }
  /** A fault of something besides. */
  protected get otherFault(): ClientError | undefined {
    return undefined;
  }
  /** The row that has a number now; one that joined another is that one. */
  protected rowOf(rows: readonly R[], number: number): R | undefined {
    return rows.find(({ row }) => row === number);
  }

  /** Rows with an error. */
  protected get wrong(): number {
    return this.#preview.count('errors');
  }

  clear(): void {
    this.#read = this.#fault = this.#file = undefined;
    this.#text = this.#problem = '';
    this.#preview.set([]);
    this.#fix.close();
  }

  render(): TemplateResult {
    const fault = this.#fault ?? this.otherFault;
    const { t } = this.desk.view();
    return html`
      ${fault ? notice('danger', t(`error.${fault.code}`)) : nothing}
      ${this.#read ? this.#renderPreview(this.#read) : this.#renderForm()}
    `;
  }

  #renderForm(): TemplateResult {
    return sheetForm({
      view: this.desk.view(),
      words: this.#words,
      text: this.#text,
      file: this.#file?.name,
      choices: this.choices(),
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
      onOver: (on) => {
        if (on !== this.#over) this.#set(() => (this.#over = on));
      },
      onSubmit: () => void this.#process(),
    });
  }

  #renderPreview(read: SheetRead<R>): TemplateResult {
    const open = read.saved === undefined;
    return html`
      <h3 class="preview-title" tabindex="-1">${this.#title(read)}</h3>
      ${read.choice && open ? sheetChoice(read.choice, this.desk.view(), (name) => void this.#process(name)) : nothing}
      ${open ? this.previewChoices(read) : nothing}
      <div class="actions preview-actions no-print">${this.#renderActions(read)}</div>
      ${this.#renderRows(read)}
    `;
  }

  #renderRows(read: SheetRead<R>): TemplateResult {
    const columns = this.columns(read.saved !== undefined, (row) => this.#fix.open(row));
    return this.#preview.render(this.desk.view().t('import.rows'), columns, (row) =>
      this.#fix.render(row, columns.length, {
        busy: this.#busy,
        onCheck: () => void this.#correct(read),
      }),
    );
  }

  #renderActions(read: SheetRead<R>): TemplateResult {
    const { t } = this.desk.view();
    const sound = read.rows.length - this.wrong;
    if (read.saved !== undefined)
      return html`${button({ label: t('import.import_again'), onClick: () => this.#back(true) })}
      ${this.moreActions(read)}`;
    return html`${button({
      kind: 'primary',
      // A button that is off says why.
      label: sound === 0 ? t('import.none_sound') : this.saveLabel(sound, this.#busy),
      off: this.#busy || sound === 0,
      onClick: () => void this.#save(read, sound),
    })}
    ${button({ label: t('import.cancel'), off: this.#busy, onClick: () => this.#back(false) })}
    ${this.moreActions(read)} ${this.#renderPatience()}`;
  }

  #renderPatience() {
    if (!this.#slow) return nothing;
    return html`<span class="quiet-text">${this.desk.view().t('import.takes_long')}</span>`;
  }

  /** How many rows were read or saved, and of how many that is not so. */
  #title({ rows, saved }: SheetRead<R>): string {
    const { t, format } = this.desk.view();
    const number = (count: number) => formatQuantity(String(count), format);
    if (saved === undefined)
      return t('import.preview', { count: rows.length, rows: number(rows.length) });
    const words = this.savedText(saved);
    return this.wrong > 0
      ? `${words} · ${t('import.with_error', { rows: number(this.wrong) })}`
      : words;
  }

  /** A file takes the place of what was pasted, which stays for when the file is left out again. */
  #take(file: File | undefined): void {
    if (!file) return this.desk.host.requestUpdate();
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
    this.desk.host.requestUpdate();
    void this.desk.focus('#sheet');
  }

  async #process(sheet?: string): Promise<void> {
    if (this.#busy) return;
    const { t } = this.desk.view();
    const file = this.#file;
    if (!file && !this.#text.trim()) return this.#refuse(t('rule.required'));
    if (file ? file.size > limits.importText * 0.74 : this.#text.length > limits.importText)
      return this.#refuse(t('import.sheet_too_large'));
    await this.#ask(async () => {
      const content = file
        ? { file: { name: file.name, content: await base64Of(file), ...(sheet && { sheet }) } }
        : { text: this.#text };
      this.#show(await this.read(content));
    });
  }

  async #save(read: SheetRead<R>, sound: number): Promise<void> {
    if (this.#busy || sound === 0) return;
    await this.#ask(async () => this.#show(await this.save(read)));
  }

  /** Has the row that is open read anew, among the others. */
  async #correct(before: SheetRead<R>): Promise<void> {
    const draft = this.#fix.draft;
    if (this.#busy || !draft) return;
    await this.#ask(async () => {
      const read = await this.correct(before, draft);
      this.#fix.close();
      this.#read = { ...read, choice: before.choice ?? null };
      this.#preview.set(read.rows, true);
      this.#onChecked(draft.row, read.rows);
    });
  }

  /** Says what became of a corrected row. */
  #onChecked(number: number, rows: readonly R[]): void {
    const view = this.desk.view();
    const row = this.rowOf(rows, number);
    if (!row) return;
    const message = this.wrongOf(row);
    this.desk.announce(view.t('import.row_checked', { row: number, message }));
    void this.desk.focus(row.error ? fixButton(row.row, view) : '.preview-title');
  }

  #show(read: SheetRead<R>): void {
    this.#read = read;
    this.#fix.close();
    this.#preview.set(read.rows);
    const { t, format } = this.desk.view();
    const label = `${t('import.rows_errors')}: ${formatQuantity(String(this.wrong), format)}`;
    this.desk.announce(`${this.#title(read)}. ${label}`);
    void this.desk.focus('.preview-title');
  }

  async #ask(work: () => Promise<void>): Promise<void> {
    this.#set(() => {
      this.#busy = true;
      this.#fault = undefined;
    });
    const slow = setTimeout(() => {
      this.#set(() => (this.#slow = true));
      this.desk.announce(this.desk.view().t('import.takes_long'));
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
    this.desk.onFault(fault);
    const [wrong] = fault.errors;
    if (!wrong || this.#read) return void (this.#fault = fault);
    const { t } = this.desk.view();
    const blanks = wrong.params as Record<string, string | number>;
    // Why a file cannot be read is told nowhere else, so its words are not among those of all rules.
    const room = wrong.rule.startsWith('file_') ? 'import' : 'rule';
    this.#refuse(t(`${room}.${wrong.rule}` as TextKey, blanks));
  }

  #refuse(problem: string): void {
    this.#set(() => (this.#problem = problem));
    this.desk.announce(problem);
    void this.desk.focus('#sheet');
  }

  #set(change: () => void): void {
    change();
    this.desk.host.requestUpdate();
  }
}
