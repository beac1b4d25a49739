import { css, html, nothing, type TemplateResult } from 'lit';
import { popup } from '../kit/menu.ts';
import type { Column } from '../kit/table.ts';
import type { View } from './view.ts';

/** Which columns of a list the reader left out. */
export type ColumnChoice = {
  hidden: () => readonly string[];
  onChange: (hidden: readonly string[]) => void;
  announce: (text: string) => void;
};

/** Whether the reader left a column in. */
export const isShown = ({ id }: { id?: string }, { hidden }: ColumnChoice): boolean =>
  id === undefined || !hidden().includes(id);

/** A list of the columns that can be left out, each with a box; nothing where there are none. */
export function columnMenu<R>(
  columns: readonly (Column<R> | false)[],
  choice: ColumnChoice,
  { t }: View,
): TemplateResult | typeof nothing {
  const all = columns.filter((column) => column !== false);
  const named = all.flatMap(({ id, label }) => (id === undefined ? [] : [{ id, label }]));
  if (named.length === 0) return nothing;
  const turn = (id: string) => {
    const before = choice.hidden();
    const hidden = before.includes(id)
      ? before.filter((one) => one !== id)
      : [...before, id].toSorted();
    choice.onChange(hidden);
    const shown = all.filter((column) => isShown(column, choice));
    choice.announce(t('list.columns_shown', { shown: shown.length, all: all.length }));
  };
  return popup({
    label: t('list.columns'),
    icon: 'columns',
    name: 'column-choice no-print',
    kind: 'quiet',
    items: named.map(
      ({ id, label }) =>
        html`<li>
          <label
            ><input
              type="checkbox"
              .checked=${isShown({ id }, choice)}
              @change=${() => turn(id)}
            />${label}</label
          >
        </li>`,
    ),
  });
}

export const columnChoiceStyles = css`
  .column-choice {
    margin-inline-start: auto;
  }
  .column-choice > summary .icon {
    stroke-width: 1.5;
  }
  .column-choice > ul {
    inset-inline: auto 0;
    color: var(--p-color-text);
  }
  .column-choice label {
    display: flex;
    align-items: center;
    gap: calc(var(--p-space) * 2);
  }
  .column-choice input {
    inline-size: 1.15em;
    block-size: 1.15em;
    margin: 0;
    accent-color: var(--p-color-primary);
  }
`;
