import { html, nothing, type TemplateResult } from 'lit';
import { limits } from '#contract/limits';
import type { ImportRow } from '#contract/mailing-lists';
import { button } from '../kit/button.ts';
import { textField } from '../kit/field.ts';
import type { Desk, View } from './desk.ts';
import { wrongOf } from './import-rows.ts';

/** A row as it is typed anew. */
export type Correction = { row: number; company: string; customer: string; mailboxes: string };

const names = ['company', 'customer', 'mailboxes'] as const;
const longest = {
  company: limits.identifier,
  customer: limits.identifier,
  mailboxes: limits.mailboxText,
} as const;

/** One faulty row of an import, opened in its place. */
export class ImportFix {
  readonly #desk: Desk;
  #draft: Correction | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  open({ row, company, customer, mailboxes, invalid }: ImportRow): void {
    const all = [...mailboxes, ...invalid].join('; ');
    this.#draft = { row, company, customer, mailboxes: all };
    this.#desk.host.requestUpdate();
    void this.#desk.focus('#fix-mailboxes');
  }

  close(): void {
    this.#draft = undefined;
    this.#desk.host.requestUpdate();
  }

  get draft(): Correction | undefined {
    return this.#draft;
  }

  /** What stands below the row that is open, and nothing below the others. */
  render(
    row: ImportRow,
    columns: number,
    { busy, onCheck }: { busy: boolean; onCheck: () => void },
  ): TemplateResult | typeof nothing {
    const draft = this.#draft;
    if (draft?.row !== row.row) return nothing;
    const view = this.#desk.view();
    const { t } = view;
    const submit = (event: Event) => {
      event.preventDefault();
      onCheck();
    };
    const cancel = () => {
      this.close();
      void this.#desk.focus(fixButton(row.row, view));
    };
    return html`<tr class="lines" role="row">
      <td role="cell" colspan=${columns}>
        <form class="fix" novalidate @submit=${submit}>
          ${names.map((name) => this.#field(name, draft, wrongOf(row, view)))}
          <div class="actions">
            ${button({
              kind: 'primary',
              type: 'submit',
              label: t(busy ? 'mass_send.checking_row' : 'mass_send.check_row'),
              off: busy,
            })}
            ${button({ label: t('mass_send.cancel'), off: busy, onClick: cancel })}
          </div>
        </form>
      </td>
    </tr>`;
  }

  #field(name: (typeof names)[number], draft: Correction, wrong: string): TemplateResult {
    const { t } = this.#desk.view();
    const id = `fix-${name}`;
    return html`<div class=${name === 'mailboxes' ? 'grow' : ''}>
      ${textField({
        id,
        label: t('mass_send.in_row', { label: t(`mass_send.${name}`), row: draft.row }),
        hint: name === 'mailboxes' ? wrong : undefined,
        maxLength: longest[name],
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
  `.button[aria-label="${t('mass_send.fix_named', { row }).replaceAll('"', '\\"')}"]`;
