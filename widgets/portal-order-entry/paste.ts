import { html, nothing, type TemplateResult } from 'lit';
import type { ImportedRow, LineFault } from '#contract/order-entry';
import { formatQuantity, toClientError, type ClientError, type TextKey } from '../core/index.ts';
import { adopt } from '../core/lazy.ts';
import { saveBlob } from '../core/save.ts';
import { button } from '../kit/button.ts';
import { field } from '../kit/field.ts';
import { icon } from '../kit/icons.ts';
import { notice } from '../kit/notice.ts';
import { described, type View } from '../records/view.ts';
import { eitherOf } from './approval-words.ts';
import type { Desk, Late } from './desk.ts';
import { pasteStyles } from './paste.styles.ts';

type Filter = 'all' | 'ready' | 'noted' | 'wrong';
/** Milliseconds that reading a list may take. */
const patience = 60_000;

const stateOf = ({ faults, ambiguous }: ImportedRow): Exclude<Filter, 'all'> =>
  faults.length > 0 ? 'wrong' : ambiguous ? 'noted' : 'ready';

/** A list that is pasted or dropped: read, looked at, and only then added. */
export class PastePanel implements Late {
  readonly #desk: Desk;
  text = '';
  #file: File | undefined;
  #rows: readonly ImportedRow[] | undefined;
  #filter: Filter = 'all';
  /** Rows that name a material again are added to its first. */
  #summed = true;
  #busy = false;
  #fault: ClientError | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
    adopt(desk.host, pasteStyles);
  }

  reload(): void {}

  clear(text = ''): void {
    this.text = text;
    this.#file = undefined;
    this.#rows = undefined;
    this.#fault = undefined;
    this.#filter = 'all';
    this.#summed = true;
    this.#desk.host.requestUpdate();
    if (text) void this.#read();
  }

  async #read(): Promise<void> {
    const { portal, words, store, announce } = this.#desk;
    const { t, format } = words();
    if (this.#busy) return;
    this.#busy = true;
    this.#fault = undefined;
    this.#desk.host.requestUpdate();
    try {
      const file = this.#file && { name: this.#file.name, content: await base64Of(this.#file) };
      const { rows } = await portal().client.call('POST /order-drafts/:id/lines-import', {
        params: { id: store.draft!.id },
        body: { locale: format.language, ...(file ? { file } : { text: this.text }) },
        timeout: patience,
      });
      this.#rows = rows;
      announce(t('ordering.rows_read', { count: rows.length }));
    } catch (thrown) {
      this.#fault = toClientError(thrown);
    }
    this.#busy = false;
    this.#desk.host.requestUpdate();
  }

  #choose(row: number, number: string): void {
    this.#rows = this.#rows?.map((one) => {
      const found = one.suggestions.find((material) => material.number === number);
      if (one.row !== row || !found) return one;
      const faults = one.faults.filter(({ code }) => !code.startsWith('material'));
      return { ...one, material: number, found, faults };
    });
    this.#desk.host.requestUpdate();
  }

  #takeSound = (): void => {
    const rows = (this.#rows ?? []).filter(
      (row) => stateOf(row) !== 'wrong' && !(this.#summed && row.repeats !== null),
    );
    const { store, announce, words, show } = this.#desk;
    store.add(
      rows.map(({ material, quantity, found, sum }) => ({
        material,
        materialId: found?.number === material ? null : (found?.id ?? null),
        quantity: (this.#summed && sum) || quantity,
        unit: null,
      })),
    );
    announce(words().t('ordering.added', { count: rows.length }));
    show('edit');
  };

  /** The rows that cannot be added, with what is wrong with each. */
  #saveErrors = (): void => {
    const view = this.#desk.words();
    const { t } = view;
    const cell = (text: string) => `"${text.replace(/^([=+\-@])/, "'$1").replaceAll('"', '""')}"`;
    const rows = (this.#rows ?? [])
      .filter(({ faults }) => faults.length > 0)
      .map(({ row, material, quantity, faults }) =>
        [String(row), material, quantity, faults.map((fault) => faultText(fault, view)).join(' ')]
          .map(cell)
          .join(','),
      );
    const head = [
      t('ordering.row'),
      t('ordering.material'),
      t('ordering.quantity'),
      t('ordering.reason'),
    ].map(cell);
    saveBlob(
      new Blob([`\ufeff${[head.join(','), ...rows].join('\r\n')}\r\n`], { type: 'text/csv' }),
      `${t('ordering.errors_file')}.csv`,
    );
  };

  render(): TemplateResult {
    const { t } = this.#desk.words();
    return html`<section class="paste" part="paste" aria-labelledby="paste-title">
      <h3 id="paste-title" class="record-title" tabindex="-1">${t('ordering.paste_title')}</h3>
      ${this.#rows ? this.#renderPreview(this.#rows) : this.#renderForm()}
      ${this.#fault ? notice('danger', t(`error.${this.#fault.errors[0]?.rule === 'too_many' ? 'too_many_lines' : this.#fault.code}` as TextKey)) : nothing}
      <div class="actions">
        ${button({ label: t('ordering.cancel'), onClick: () => this.#desk.show('edit') })}
      </div>
    </section>`;
  }

  #renderForm(): TemplateResult {
    const { t } = this.#desk.words();
    const drop = (event: DragEvent) => {
      event.preventDefault();
      this.#file = event.dataTransfer?.files[0];
      if (this.#file) void this.#read();
    };
    return html`<p class="muted">${t('ordering.paste_text')}</p>
      <div @dragover=${(event: Event) => event.preventDefault()} @drop=${drop}>
        ${field({
          id: 'rows',
          label: t('ordering.paste_label'),
          control: html`<textarea
            class="input"
            part="input"
            id="rows"
            rows="8"
            spellcheck="false"
            .value=${this.text}
            @input=${(event: Event) => (this.text = (event.target as HTMLTextAreaElement).value)}
          ></textarea>`,
        })}
        <p>
          <label class="file"
            >${t('ordering.file')}
            <input
              type="file"
              accept=".xlsx,.csv,.txt"
              @change=${(event: Event) => {
                this.#file = (event.target as HTMLInputElement).files?.[0];
                if (this.#file) void this.#read();
              }}
          /></label>
        </p>
      </div>
      ${button({ kind: 'primary', label: t(this.#busy ? 'ordering.reading' : 'ordering.read'), off: this.#busy, onClick: () => this.text.trim() && void this.#read() })}`;
  }

  #renderPreview(rows: readonly ImportedRow[]): TemplateResult {
    const { t } = this.#desk.words();
    const count = (state: Filter) => rows.filter((row) => stateOf(row) === state).length;
    const repeated = rows.filter(({ repeats }) => repeats !== null).length;
    const good = rows.length - count('wrong') - (this.#summed ? repeated : 0);
    const shown =
      this.#filter === 'all' ? rows : rows.filter((row) => stateOf(row) === this.#filter);
    const filters = (['all', 'ready', 'noted', 'wrong'] as const).map(
      (state) =>
        html`<button
          type="button"
          class="chip"
          part="button"
          aria-pressed=${this.#filter === state}
          @click=${() => {
            this.#filter = state;
            this.#desk.host.requestUpdate();
          }}
        >
          ${t(`ordering.rows_${state}`, { count: state === 'all' ? rows.length : count(state) })}
        </button>`,
    );
    return html`<div class="chips">${filters}</div>
      ${
        repeated === 0
          ? nothing
          : html`<p class="summed" role="status">
              ${t(this.#summed ? 'ordering.summed' : 'ordering.not_summed', { count: repeated })}
              ${button({
                kind: 'quiet',
                label: t(this.#summed ? 'ordering.sum_undo' : 'ordering.sum'),
                onClick: () => {
                  this.#summed = !this.#summed;
                  this.#desk.host.requestUpdate();
                },
              })}
            </p>`
      }
      <table class="table" part="preview">
        <caption class="visually-hidden">
          ${t('ordering.paste_title')}
        </caption>
        <thead>
          <tr>
            <th scope="col" class="number">${t('ordering.row')}</th>
            <th scope="col">${t('ordering.material')}</th>
            <th scope="col">${t('ordering.description')}</th>
            <th scope="col" class="number">${t('ordering.quantity')}</th>
            <th scope="col">${t('ordering.state')}</th>
          </tr>
        </thead>
        <tbody>
          ${shown.slice(0, mostShown).map((row) => this.#renderRow(row))}
        </tbody>
      </table>
      ${shown.length > mostShown ? html`<p class="muted">${t('ordering.rows_more', { count: shown.length - mostShown })}</p>` : nothing}
      <div class="actions">
        ${button({ kind: 'primary', label: t('ordering.add_rows', { count: good }), off: good === 0, onClick: () => good > 0 && this.#takeSound() })}
        ${count('wrong') > 0 ? button({ icon: 'download', label: t('ordering.errors'), onClick: this.#saveErrors }) : nothing}
        ${button({ kind: 'quiet', label: t('ordering.paste_again'), onClick: () => this.clear() })}
      </div>`;
  }

  #renderRow(row: ImportedRow): TemplateResult {
    const view = this.#desk.words();
    const { t, format } = view;
    const state = stateOf(row);
    const isNumber = /^\d+(\.\d+)?$/.test(row.quantity);
    return html`<tr>
      <td class="number" data-label=${t('ordering.row')}>${row.row}</td>
      <td data-label=${t('ordering.material')}>${row.material}</td>
      <td data-label=${t('ordering.description')}>
        ${row.found ? described(row.found, view) : nothing}
        ${row.suggestions.length > 0 && !row.found ? row.suggestions.map((one) => button({ kind: 'quiet', label: `${one.number} ${described(one, view)}`, onClick: () => this.#choose(row.row, one.number) })) : nothing}
      </td>
      <td class="number" data-label=${t('ordering.quantity')}>
        ${isNumber ? formatQuantity(row.quantity, format) : row.quantity}
        ${this.#summed && row.sum !== null ? html`<small>${t('ordering.sum_of', { quantity: formatQuantity(row.sum, format) })}</small>` : nothing}
        ${this.#summed && row.repeats !== null ? html`<small>${t('ordering.summed_in', { row: row.repeats })}</small>` : nothing}
      </td>
      <td data-label=${t('ordering.state')}>
        ${
          state === 'ready'
            ? html`<span class="good">${icon('check')} ${t('ordering.row_ready')}</span>`
            : state === 'noted'
              ? html`<span class="warn"
                  >${icon('alert')}
                  ${t('ordering.read_as', { quantity: formatQuantity(row.quantity, format) })}</span
                >`
              : row.faults.map(
                  (fault) =>
                    html`<span class="fault">${icon('alert')} ${faultText(fault, view)}</span>`,
                )
        }
      </td>
    </tr>`;
  }
}

/** What is wrong with a row; of a quantity, with those nearest to it that would do. */
function faultText({ code, values }: LineFault, view: View): string {
  const said = view.t(`ordering.fault_${code}` as TextKey);
  if (!ofQuantity.has(code) || values.length === 0) return said;
  const quantities = eitherOf(
    values.map((value) => formatQuantity(value, view.format)),
    view,
  );
  return `${said} ${view.t('ordering.nearest', { quantities })}`;
}
const ofQuantity: ReadonlySet<LineFault['code']> = new Set([
  'below_minimum',
  'above_maximum',
  'not_multiple',
]);

/** Rows of the preview that are drawn; the others are counted. */
const mostShown = 200;

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 32_768)
    text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(text);
}
