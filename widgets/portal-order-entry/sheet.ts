import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { limits } from '#contract/limits';
import type { LineFault, OrderLine } from '#contract/order-entry';
import { pointOf, readQuantity } from '#contract/order-quantity';
import { formatQuantity, type TextKey } from '../core/index.ts';
import { button } from '../kit/button.ts';
import { icon } from '../kit/icons.ts';
import { dash, described, money, type View } from '../records/view.ts';
import { step, type SheetLine, type Typed } from './draft-store.ts';

export type Suggestion = { number: string; text: string };

type Options = {
  view: View;
  lines: readonly SheetLine[];
  currency: string;
  prices: boolean;
  readonly: boolean;
  suggestions: readonly Suggestion[];
  onType: (id: string | null, change: Partial<Typed> & { read?: string | null }) => void;
  onRemove: (id: string) => void;
  onSuggest: (text: string) => void;
  onPaste: (text: string) => void;
};

const empty: SheetLine = {
  id: '',
  position: 0,
  material: '',
  materialId: null,
  quantity: '',
  unit: null,
  read: null,
  out: null,
};

/** Lines that a browser lays out together, or not at all while they are out of sight. */
const together = 8;

/** A line stays in its group whatever is done to others, and so do the focus and what is typed in it. */
const groupOf = ({ id, position }: SheetLine): number =>
  id ? Math.floor(position / (together * step)) : Infinity;

/** The lines of an order as a table to type in; the last is always empty. */
export function sheet(options: Options): TemplateResult {
  const { view, lines, readonly } = options;
  const { t } = view;
  const rows = (readonly ? lines : [...lines, empty]).map((line, index) => ({ line, index }));
  const groups = Map.groupBy(rows, ({ line }) => groupOf(line));
  const shared = [view.t, readonly, options.currency];
  const rowsOf = (members: typeof rows) =>
    html`<tbody>
      ${repeat(
        members,
        ({ line }) => line.id,
        ({ line, index }) => guard([line, index, ...shared], () => row(line, index, options)),
      )}
    </tbody>`;
  return html`<table
      class="table sheet"
      part="table"
      @keydown=${onKey}
      @paste=${(event: ClipboardEvent) => onPaste(event, options)}
    >
      <caption class="visually-hidden">
        ${t('ordering.lines')}
      </caption>
      <thead>
        <tr>
          <th scope="col">${t('ordering.material')}</th>
          <th scope="col">${t('ordering.description')}</th>
          <th scope="col" class="number">${t('ordering.quantity')}</th>
          <th scope="col">${t('ordering.unit')}</th>
          ${
            options.prices
              ? html`<th scope="col" class="number">${t('ordering.price')}</th>
                  <th scope="col" class="number">${t('ordering.amount')}</th>`
              : nothing
          }
          <th scope="col"><span class="visually-hidden">${t('ordering.stock')}</span></th>
        </tr>
      </thead>
      ${repeat(
        groups,
        ([group]) => group,
        ([, members]) =>
          guard([members[0]!.index, ...members.map(({ line }) => line), ...shared], () =>
            rowsOf(members),
          ),
      )}
    </table>
    <datalist id="found">
      ${options.suggestions.map(({ number, text }) => html`<option value=${number}>${text}</option>`)}
    </datalist>`;
}

function row(line: SheetLine, index: number, options: Options): TemplateResult {
  const { view, currency, prices, readonly, onType } = options;
  const { t } = view;
  const { out } = line;
  const id = line.id || null;
  const at = { n: index + 1 };
  const key = line.id || 'new';
  const faults = faultsOf(line);
  const wrong = (of: 'material' | 'quantity') =>
    faults.some(({ code }) => isOfMaterial(code) === (of === 'material'));
  const found = out?.found;
  const cells = html` <td class="cell-material" data-label=${t('ordering.material')}>
      <input
        class="input"
        part="input"
        id="m-${key}"
        list="found"
        aria-label=${t('ordering.material_of', at)}
        aria-invalid=${wrong('material') ? 'true' : nothing}
        aria-describedby="f-${key}"
        maxlength=${limits.identifier * 2}
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        placeholder=${line.id ? nothing : t('ordering.material_hint')}
        ?readonly=${readonly}
        .value=${line.material}
        @input=${(event: InputEvent) => {
          const { value } = event.target as HTMLInputElement;
          options.onSuggest(value);
          if (id) onType(id, { material: value });
        }}
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          if (!id && input.value.trim()) {
            onType(null, { material: input.value });
            input.value = '';
          }
        }}
      />
    </td>
    <td class="cell-description" data-label=${t('ordering.description')}>
      ${found ? described(found, view) : nothing}
      ${found?.customerNumber && found.customerNumber !== line.material ? html`<small>${t('ordering.own_number', { number: found.customerNumber })}</small>` : nothing}
      ${found && found.number !== line.material ? html`<small>${found.number}</small>` : nothing}
    </td>
    <td class="number cell-quantity" data-label=${t('ordering.quantity')}>
      ${readonly ? shownQuantity(line, view) : nothing}
      <input
        ?hidden=${readonly}
        class="input number"
        part="input"
        id="q-${key}"
        inputmode="decimal"
        aria-label=${t('ordering.quantity_of', at)}
        aria-invalid=${wrong('quantity') ? 'true' : nothing}
        aria-describedby="f-${key}"
        maxlength=${limits.typedQuantity}
        autocomplete="off"
        ?readonly=${readonly}
        ?disabled=${!id}
        .value=${shownQuantity(line, view)}
        @change=${(event: Event) => id && onType(id, typedQuantity((event.target as HTMLInputElement).value, view))}
      />
    </td>
    <td class="cell-unit" data-label=${line.id ? t('ordering.unit') : nothing}>
      ${unitCell(line, options, at)}
    </td>
    ${
      prices
        ? html`<td class="number" data-label=${line.id ? t('ordering.price') : nothing}>
              ${out?.price ? html`${money(out.price.price, currency, view)}${out.price.priceUnit === '1' || Number(out.price.priceUnit) === 1 ? nothing : html` <small>/ ${formatQuantity(out.price.priceUnit, view.format)}</small>`}` : line.id ? dash : nothing}
            </td>
            <td class="number strong" data-label=${line.id ? t('ordering.amount') : nothing}>
              ${line.id ? money(out?.amount ?? null, currency, view) : nothing}
            </td>`
        : nothing
    }
    <td class="cell-end">
      ${stockMark(line, view)}
      ${id && !readonly ? button({ kind: 'quiet', icon: 'cross', label: '', name: t('ordering.remove', at), onClick: () => options.onRemove(id) }) : nothing}
    </td>`;
  const notes = notesRow(line, faults, options, key);
  return html`<tr class=${notes === nothing ? '' : 'noted'} part="line">
      ${cells}
    </tr>
    ${notes}`;
}

/** Faults of what is typed at the moment are not said before it is typed whole. */
const pendingOf = (line: SheetLine, code: LineFault['code']): boolean =>
  code === 'quantity_missing' && line.out !== null && line.quantity === '';

const faultsOf = (line: SheetLine): readonly LineFault[] =>
  (line.out?.faults ?? []).filter(({ code }) => !pendingOf(line, code));

function notesRow(line: SheetLine, faults: readonly LineFault[], options: Options, key: string) {
  const { view } = options;
  const { t } = view;
  const next = line.out?.price?.next;
  const notes = [
    line.read !== null &&
      t('ordering.read_as', { quantity: formatQuantity(line.read, view.format) }),
    next &&
      options.prices &&
      t('ordering.next_price', {
        from: formatQuantity(next.from, view.format),
        price: money(next.price, options.currency, view),
      }),
    isShort(line) && stockText(line, view),
  ].filter((one) => one !== false && one !== undefined && one !== null);
  if (faults.length === 0 && notes.length === 0) return nothing;
  return html`<tr class="notes">
    <td colspan="7" id="f-${key}">
      ${faults.map((fault) => faultLine(line, fault, options))}
      ${notes.map((text) => html`<span class="hint">${text}</span>`)}
    </td>
  </tr>`;
}

/** Lines of one answer whose faults are read aloud one by one. */
const mostRead = 3;

/** What is wrong with lines that were just saved, for whoever hears it; empty where nothing is. */
export function heardFaults(
  lines: readonly SheetLine[],
  saved: readonly OrderLine[],
  { t }: View,
): string {
  const ids = new Set(saved.map(({ id }) => id));
  const wrong = lines
    .map((line, index) => ({ line, n: index + 1, faults: faultsOf(line) }))
    .filter(({ line, faults }) => ids.has(line.id) && faults.length > 0);
  if (wrong.length > mostRead) return t('ordering.review_faulty', { count: wrong.length });
  return wrong
    .flatMap(({ n, faults }) =>
      faults.map(({ code }) => {
        const where = isOfMaterial(code) ? 'ordering.material_of' : 'ordering.quantity_of';
        return `${t(where, { n })}: ${t(`ordering.fault_${code}` as TextKey)}`;
      }),
    )
    .join(' ');
}

const isOfMaterial = (code: LineFault['code']): boolean => code.startsWith('material');

/** What is wrong, and buttons that put it right. */
function faultLine(line: SheetLine, { code, values }: LineFault, options: Options): TemplateResult {
  const { view, onType, readonly } = options;
  const cures = code === 'date_past' || readonly ? [] : values;
  const cure = (value: string): Partial<Typed> & { read?: null } =>
    isOfMaterial(code)
      ? { material: value }
      : code === 'unit_unknown'
        ? { unit: value }
        : { quantity: value, read: null };
  const label = (value: string) =>
    isOfMaterial(code) || code === 'unit_unknown' ? value : formatQuantity(value, view.format);
  return html`<span class="fault"
      >${icon('alert')} ${view.t(`ordering.fault_${code}` as TextKey)}</span
    >
    ${cures.map((value) =>
      button({
        kind: 'quiet',
        label: view.t('ordering.use', { value: label(value) }),
        onClick: ({ target }) => {
          // What is put right has the focus before the button that did so goes away.
          const cell = isOfMaterial(code) ? '.cell-material' : '.cell-quantity';
          const row = (target as Element).closest('tr')?.previousElementSibling;
          row?.querySelector<HTMLElement>(`${cell} input`)?.focus();
          onType(line.id, cure(value));
        },
      }),
    )}`;
}

function unitCell(line: SheetLine, { view, readonly, onType }: Options, at: { n: number }) {
  const units = line.out?.found?.units ?? [];
  const unit = line.unit ?? units[0] ?? '';
  if (readonly || units.length < 2) return html`${unit}`;
  return html`<select
    class="input"
    part="input"
    aria-label=${view.t('ordering.unit_of', at)}
    @change=${(event: Event) => onType(line.id, { unit: (event.target as HTMLSelectElement).value })}
  >
    ${units.map((one) => html`<option value=${one} .selected=${one === unit}>${one}</option>`)}
  </select>`;
}

/** Whether there is less than is ordered: that is said in words under the line. */
const isShort = ({ out }: SheetLine): boolean =>
  out?.stock?.level === 'partial' || out?.stock?.level === 'none';

/** How much there is, and where. */
function stockText({ out }: SheetLine, { t, format }: View): string | null {
  const stock = out?.stock;
  if (!stock) return null;
  return stock.quantity !== null && stock.plant !== null
    ? t(`ordering.stock_${stock.level}_at` as TextKey, {
        quantity: formatQuantity(stock.quantity, format),
        unit: stock.unit ?? '',
        plant: stock.plant,
      })
    : t(`ordering.stock_${stock.level}` as TextKey);
}

function stockMark(line: SheetLine, view: View): TemplateResult | typeof nothing {
  const text = stockText(line, view);
  if (text === null) return nothing;
  return html`<span class="stock ${line.out!.stock!.level}" title=${text}
    >${icon('dot')}${isShort(line) ? nothing : html`<span class="visually-hidden">${text}</span>`}</span
  >`;
}

const shownQuantity = ({ quantity }: SheetLine, { format }: View): string =>
  /^\d+(\.\d+)?$/.test(quantity) ? formatQuantity(quantity, format) : quantity;

/** A quantity as the reader's country writes it; what is none is sent as it is, and refused in words. */
export function typedQuantity(
  text: string,
  { format }: View,
): { quantity: string; read: string | null } {
  const read = readQuantity(text, pointOf(format.language));
  return read
    ? { quantity: read.quantity, read: read.ambiguous ? read.quantity : null }
    : { quantity: text, read: null };
}

/** Enter goes down to the next line, as in a sheet. */
function onKey(event: KeyboardEvent): void {
  const input = event.target;
  if (event.key !== 'Enter' || !(input instanceof HTMLInputElement)) return;
  event.preventDefault();
  input.dispatchEvent(new Event('change', { bubbles: true }));
  const rows = [
    ...input.closest('table')!.querySelectorAll<HTMLInputElement>('.cell-material input'),
  ];
  const row = input.closest('tr')!.querySelector<HTMLInputElement>('.cell-material input');
  const quantity = input.closest('tr')!.querySelector<HTMLInputElement>('.cell-quantity input');
  if (input === row && quantity && !quantity.disabled) quantity.focus();
  else if (input !== row) rows[rows.indexOf(row!) + 1]?.focus();
}

/** Several rows that are pasted into a cell are read as a list. */
function onPaste(event: ClipboardEvent, { onPaste: take, readonly }: Options): void {
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (readonly || !/[\n\t].*\S/s.test(text.trim())) return;
  event.preventDefault();
  take(text);
}
