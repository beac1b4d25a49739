import { html, nothing, type TemplateResult } from 'lit';
import type { PortalElement } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { textField } from '../kit/field.ts';
import type { View } from './view.ts';

/** A row as it is typed anew. */
export type Correction<N extends string> = { row: number } & Record<N, string>;

export type RowFixOptions<R, N extends string> = {
  host: PortalElement;
  view: () => View;
  focus: (selector: string) => Promise<void>;
  /** The cells by name, each with its label and the most characters; what is wrong is said at the last one. */
  cells: readonly (readonly [name: N, label: () => string, maxLength: number])[];
  draftOf: (row: R) => Correction<N>;
  wrongOf: (row: R) => string;
};

/** One faulty row of an import, opened in its place. */
export class RowFix<R extends { row: number }, N extends string> {
  readonly #options: RowFixOptions<R, N>;
  #draft: Correction<N> | undefined;

  constructor(options: RowFixOptions<R, N>) {
    this.#options = options;
  }

  open(row: R): void {
    this.#draft = this.#options.draftOf(row);
    this.#options.host.requestUpdate();
    void this.#options.focus(`#fix-${this.#last}`);
  }

  close(): void {
    this.#draft = undefined;
    this.#options.host.requestUpdate();
  }

  get draft(): Correction<N> | undefined {
    return this.#draft;
  }

  get #last(): N | undefined {
    return this.#options.cells.at(-1)?.[0];
  }

  /** What stands below the row that is open, and nothing below the others. */
  render(
    row: R,
    columns: number,
    { busy, onCheck }: { busy: boolean; onCheck: () => void },
  ): TemplateResult | typeof nothing {
    const draft = this.#draft;
    if (draft?.row !== row.row) return nothing;
    const view = this.#options.view();
    const { t } = view;
    const submit = (event: Event) => {
      event.preventDefault();
      onCheck();
    };
    const cancel = () => {
      this.close();
      void this.#options.focus(fixButton(row.row, view));
    };
    return html`<tr class="lines" role="row">
      <td role="cell" colspan=${columns}>
        <form class="fix" data-of="row ${row.row}" novalidate @submit=${submit}>
          ${this.#options.cells.map((cell) => this.#field(cell, draft, row))}
          <div class="actions">
            ${button({
              kind: 'primary',
              type: 'submit',
              label: t(busy ? 'import.checking_row' : 'import.check_row'),
              off: busy,
            })}
            ${button({ label: t('import.cancel'), off: busy, onClick: cancel })}
          </div>
        </form>
      </td>
    </tr>`;
  }

  #field(
    [name, label, maxLength]: RowFixOptions<R, N>['cells'][number],
    draft: Correction<N>,
    row: R,
  ): TemplateResult {
    const { t } = this.#options.view();
    const last = name === this.#last;
    return html`<div class=${last ? 'grow' : ''}>
      ${textField({
        id: `fix-${name}`,
        label: t('import.in_row', { label: label(), row: draft.row }),
        hint: last ? this.#options.wrongOf(row) : undefined,
        maxLength,
        value: draft[name],
        onInput: (value) => {
          this.#draft = { ...draft, ...this.#draft, [name]: value };
        },
      })}
    </div>`;
  }
}

/** The button that opens a row. */
export const fixButton = (row: number, { t }: View): string =>
  `.button[aria-label="${t('import.fix_named', { row }).replaceAll('"', '\\"')}"]`;
