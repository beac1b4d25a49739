import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import type { ImportRow } from '#contract/mailing-lists';
import {
  ClientError,
  formatQuantity,
  toClientError,
  type PortalState,
  type TextKey,
} from '../core/index.ts';
import { button } from '../kit/button.ts';
import { field, fieldDescription } from '../kit/field.ts';
import { icon } from '../kit/icon.ts';
import { notice } from '../kit/notice.ts';
import type { Desk, Section } from './desk.ts';
import { importColumns } from './import-rows.ts';
import { importStyles } from './import.styles.ts';
import { modeChoice, type Mode } from './parts.ts';
import { Preview } from './preview.ts';

/** Milliseconds that reading or saving a list may take: it may have 20,000 rows. */
const patience = 120_000;

type Read = { id: string; rows: readonly ImportRow[]; saved?: number };

/** Many mailing lists at once: pasted or dropped, looked at, and only then saved. */
export class Import implements Section {
  readonly #desk: Desk;
  readonly #preview: Preview<ImportRow>;
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
  }

  /** Nothing here is asked for unless somebody presses a button. */
  reload(): void {}

  clear(): void {
    this.#read = this.#fault = this.#file = undefined;
    this.#text = this.#problem = '';
    this.#preview.set([]);
  }

  render(): TemplateResult {
    const fault = this.#fault;
    const { t } = this.#desk.view();
    return html`
      ${fault ? notice('danger', t(`error.${fault.code}`)) : nothing}
      ${this.#read ? this.#renderPreview(this.#read) : this.#renderForm()}
    `;
  }

  #renderForm(): TemplateResult {
    const view = this.#desk.view();
    const { t } = view;
    const submit = (event: Event) => {
      event.preventDefault();
      void this.#process();
    };
    return html`<form class="form" part="form" novalidate @submit=${submit}>
      ${field({
        id: 'sheet',
        label: t('mass_send.sheet'),
        error: this.#problem || undefined,
        hint: t('mass_send.sheet_hint'),
        control: this.#renderText(),
      })}
      ${this.#renderFile()} ${modeChoice(this.#mode, view, (mode) => (this.#mode = mode))}
      <div class="actions">
        ${button({
          kind: 'primary',
          type: 'submit',
          label: t(this.#busy ? 'mass_send.processing' : 'mass_send.process'),
          off: this.#busy,
        })}
        ${this.#renderPatience()}
      </div>
    </form>`;
  }

  #renderText(): TemplateResult {
    const over = (on: boolean) => (event: DragEvent) => {
      event.preventDefault();
      if (on !== this.#over) this.#set(() => (this.#over = on));
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      this.#over = false;
      this.#take(event.dataTransfer?.files[0]);
    };
    return html`<textarea
      class="input sheet ${this.#over ? 'over' : ''}"
      part="input"
      id="sheet"
      name="sheet"
      rows="12"
      spellcheck="false"
      aria-invalid=${this.#problem ? 'true' : 'false'}
      aria-describedby=${fieldDescription('sheet')}
      .value=${this.#text}
      @input=${(event: Event) => {
        this.#text = (event.target as HTMLTextAreaElement).value;
        if (this.#problem) this.#set(() => (this.#problem = ''));
      }}
      @dragover=${over(true)}
      @dragleave=${over(false)}
      @drop=${drop}
    ></textarea>`;
  }

  #renderFile(): TemplateResult {
    const { t } = this.#desk.view();
    const choose = () =>
      this.#desk.host.renderRoot.querySelector<HTMLInputElement>('#file')?.click();
    return html`<div class="file">
      <input
        hidden
        id="file"
        type="file"
        accept=".xlsx,.csv,.txt"
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          this.#take(input.files?.[0]);
          // So that the same file can be chosen again.
          input.value = '';
        }}
      />
      ${button({ label: t('mass_send.choose_file'), onClick: choose })}
      ${
        this.#file
          ? html`<span class="file-name">${icon('list')} ${this.#file.name}</span> ${button({
                kind: 'quiet',
                icon: 'cross',
                label: t('mass_send.drop_file'),
                onClick: () => this.#set(() => (this.#file = undefined)),
              })}`
          : html`<span class="quiet-text">${t('mass_send.file_hint')}</span>`
      }
    </div>`;
  }

  #renderPreview(read: Read): TemplateResult {
    const view = this.#desk.view();
    const { t, format } = view;
    const sound = read.rows.length - this.#preview.count('errors');
    const saved = read.saved !== undefined;
    const save = t(this.#busy ? 'mass_send.saving' : 'mass_send.save_rows', {
      count: sound,
      rows: formatQuantity(String(sound), format),
    });
    return html`
      <h3 class="preview-title" tabindex="-1">
        ${t(saved ? 'mass_send.import_saved' : 'mass_send.preview', this.#counted(read))}
      </h3>
      <div class="actions preview-actions no-print">
        ${
          saved
            ? button({ label: t('mass_send.import_again'), onClick: () => this.#back(true) })
            : html`${button({
                kind: 'primary',
                label: save,
                off: this.#busy || sound === 0,
                onClick: () => void this.#save(read, sound),
              })}
              ${button({ label: t('mass_send.cancel'), off: this.#busy, onClick: () => this.#back(false) })}
              ${this.#renderPatience()}`
        }
      </div>
      ${this.#preview.render(t('mass_send.rows'), importColumns(view, saved))}
    `;
  }

  #renderPatience() {
    if (!this.#slow) return nothing;
    return html`<span class="quiet-text">${this.#desk.view().t('mass_send.takes_long')}</span>`;
  }

  #counted({ rows, saved = rows.length }: Read): { count: number; rows: string } {
    const { format } = this.#desk.view();
    return { count: saved, rows: formatQuantity(String(saved), format) };
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

  async #process(): Promise<void> {
    if (this.#busy) return;
    const { t } = this.#desk.view();
    const file = this.#file;
    if (!file && !this.#text.trim()) return this.#refuse(t('rule.required'));
    if (file ? file.size > limits.importText * 0.74 : this.#text.length > limits.importText)
      return this.#refuse(t('mass_send.sheet_too_large'));
    await this.#ask(async () => {
      const content = file
        ? { file: { name: file.name, content: await base64(file) } }
        : { text: this.#text };
      const read = await this.#desk.portal().client.call('POST /mailing-list-imports', {
        body: { ...content, mode: this.#mode },
        timeout: patience,
      });
      this.#show(read, t('mass_send.preview', this.#counted(read)));
    });
  }

  async #save({ id }: Read, sound: number): Promise<void> {
    if (this.#busy || sound === 0) return;
    await this.#ask(async () => {
      const input = { params: { id }, body: {}, timeout: patience };
      const { saved, rows } = await this.#desk
        .portal()
        .client.call('POST /mailing-list-imports/:id/application', input);
      const read = { id, rows, saved };
      const { t } = this.#desk.view();
      this.#show(read, t('mass_send.import_saved', this.#counted(read)));
    });
  }

  #show(read: Read, words: string): void {
    this.#read = read;
    this.#preview.set(read.rows);
    const errors = this.#preview.count('errors');
    const { t, format } = this.#desk.view();
    const label = `${t('mass_send.rows_errors')}: ${formatQuantity(String(errors), format)}`;
    this.#desk.announce(`${words}. ${label}`);
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
    this.#refuse(t(`rule.${wrong.rule}` as TextKey, blanks));
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
