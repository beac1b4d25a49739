import { html, nothing, type TemplateResult } from 'lit';
import type { Column } from '../kit/table.ts';

type Box = {
  /** What is chosen by it, for whoever does not see the row. */
  name: string;
  checked: boolean;
  /** Whether some of what it stands for are chosen, and not all. */
  some?: boolean;
  off?: boolean;
  onChange: (on: boolean) => void;
};

/** A checkbox that chooses a row, or all rows. */
export const pickBox = ({
  name,
  checked,
  some = false,
  off = false,
  onChange,
}: Box): TemplateResult =>
  html`<input
    class="pick no-print"
    type="checkbox"
    aria-label=${name}
    .checked=${checked}
    .indeterminate=${some}
    ?disabled=${off}
    @change=${(event: Event) => onChange((event.target as HTMLInputElement).checked)}
  />`;

export type PickColumnOptions<T> = {
  label: string;
  /** Name of the box in the head, which chooses all rows that can be. */
  all: string;
  /** Name of a row's box. */
  name: (row: T) => string;
  rows: readonly T[];
  /** Whether a row can be chosen; each can by default. */
  pickable?: (row: T) => boolean;
  has: (row: T) => boolean;
  onPick: (rows: readonly T[], on: boolean) => void;
  /** What a row shows that cannot be chosen; a box that is off by default. */
  without?: unknown;
  /** Its place in a card; `null` for none of its own. */
  card?: Column<T>['card'] | null;
};

/** The column of boxes that choose rows, with one in the head for all of them. */
export function pickColumn<T>(options: PickColumnOptions<T>): Column<T> {
  const { label, all, name, rows, pickable = () => true, has, onPick, card = 'lead' } = options;
  const open = rows.filter(pickable);
  const count = open.filter(has).length;
  const box = (row: T) =>
    pickBox({
      name: name(row),
      checked: has(row),
      off: !pickable(row),
      onChange: (on) => onPick([row], on),
    });
  return {
    label,
    screenOnly: true,
    ...(card && { card }),
    head: pickBox({
      name: all,
      checked: count > 0 && count === open.length,
      some: count > 0 && count < open.length,
      off: open.length === 0,
      onChange: (on) => onPick(open, on),
    }),
    cell: (row) =>
      pickable(row) || !('without' in options) ? box(row) : (options.without ?? nothing),
  };
}
