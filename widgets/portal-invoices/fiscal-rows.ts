import { html, nothing, type TemplateResult } from 'lit';
import type { FiscalImportRow } from '#contract/fiscal-imports';
import { badge } from '../kit/badge.ts';
import { selectField } from '../kit/field.ts';
import { money, type View } from '../records/view.ts';

const looks = {
  matched: ['success', 'check'],
  new: ['info', 'info'],
  doubtful: ['warning', 'alert'],
  same: ['neutral', 'checks'],
  faulty: ['danger', 'cross'],
} as const;

/** Columns of the table of an import. */
const importColumns = 7;

/** What was decided of rows in doubt: taken, and whose they are where that is in doubt. */
export type Decided = {
  view: View;
  accepted: ReadonlyMap<number, string>;
  /** Null takes the decision back. */
  onAccept: (row: number, customer: string | null) => void;
};

/** What would become of a file, in a word. */
export function result({ state, isTest }: FiscalImportRow, { t }: View): TemplateResult {
  return html`${badge(looks[state][0], looks[state][1], t(`fiscal_import.state_${state}`), `load-${state}`)}
  ${isTest ? html`<small>${t('fiscal_import.test')}</small>` : nothing}`;
}

/** Why it is as it is, and what can be decided. */
export function why(row: FiscalImportRow, decided: Decided): TemplateResult | typeof nothing {
  const { view } = decided;
  const { t } = view;
  const { fault, at, doubt, warnings, invoice, currency } = row;
  const odd = warnings.map((code) => t(`fiscal_import.warning_${code}`));
  if (!fault && !doubt && odd.length === 0) return nothing;
  const amount = invoice && currency ? money(invoice.total, currency, view) : '';
  return html`<tr class="lines" role="row">
    <td class="broad" role="cell" colspan=${importColumns}>
      <div class="why">
        ${fault ? html`<span>${t(`fiscal_import.fault_${fault}`)}${at ? ` (${at})` : nothing}.</span>` : nothing}
        ${doubt ? html`<span>${t(`fiscal_import.doubt_${doubt}`, { number: invoice?.number ?? '', amount })}.</span>` : nothing}
        ${odd.map((text) => html`<span>${text}.</span>`)}
        ${row.state === 'doubtful' && doubt !== 'customers' ? decision(row, decided) : nothing}
      </div>
    </td>
  </tr>`;
}

function decision(
  { row, fileName }: FiscalImportRow,
  { view: { t }, accepted, onAccept }: Decided,
): TemplateResult {
  return html`<label class="decide no-print">
    <input
      type="checkbox"
      aria-label=${t('fiscal_import.accept_row', { name: fileName })}
      .checked=${accepted.has(row)}
      @change=${(event: Event) => onAccept(row, (event.target as HTMLInputElement).checked ? '' : null)}
    />
    ${t('fiscal_import.accept')}
  </label>`;
}

/** Whose a document is, for people to choose. */
export function whose(
  { row, customers, file }: FiscalImportRow,
  { view: { t }, accepted, onAccept }: Decided,
): TemplateResult | null {
  if (customers.length === 0 || file === 'pdf') return null;
  return html`<span class="whose"
    >${selectField({
      id: `whose-${row}`,
      label: t('fiscal_import.whose'),
      value: accepted.get(row) ?? '',
      options: [
        ['', t('fiscal_import.nobody')],
        ...customers.map(({ number, name }): [string, string] => [number, `${name} (${number})`]),
      ],
      onChange: (number) => onAccept(row, number || null),
    })}</span
  >`;
}
