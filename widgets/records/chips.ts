import { css, html, type TemplateResult } from 'lit';
import { formatQuantity } from '../core/index.ts';
import type { View } from './view.ts';

export type Chip<T extends string> = { id: T; label: string; count: number };

/** Buttons that leave some rows, each with how many there are. */
export const chips = <T extends string>(
  label: string,
  all: readonly Chip<T>[],
  chosen: string,
  { format }: View,
  onChoose: (id: T) => void,
): TemplateResult =>
  html`<div class="chips no-print" role="group" aria-label=${label}>
    ${all.map(
      ({ id, label, count }) =>
        html`<button
          class="chip"
          part="filter"
          type="button"
          aria-pressed=${id === chosen ? 'true' : 'false'}
          @click=${() => onChoose(id)}
        >
          ${label} <span class="figures">${formatQuantity(String(count), format)}</span>
        </button>`,
    )}
  </div>`;

export const chipStyles = css`
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--p-space) * 1.5);
    margin-block-end: calc(var(--p-space) * 3);
  }
  .chip {
    appearance: none;
    min-block-size: 28px;
    margin: 0;
    padding: 0 calc(var(--p-space) * 2.5);
    border: var(--p-border-width) solid var(--p-color-border);
    border-radius: var(--p-radius-badge);
    background: none;
    color: var(--p-color-text);
    font: inherit;
    cursor: pointer;
  }
  .chip:hover {
    background: var(--p-color-hover);
  }
  .chip[aria-pressed='true'] {
    border-color: var(--p-color-primary);
    box-shadow: inset 0 0 0 1px var(--p-color-primary);
  }
`;
