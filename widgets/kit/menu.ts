import { css, html, nothing, type TemplateResult } from 'lit';
import { icon } from './icon.ts';

export type MenuItem = { label: string; onClick: () => void };

/** Closes the menu that something happened in, and puts the focus back on what opened it. */
function close(event: Event): void {
  const menu = (event.currentTarget as HTMLElement).closest('details');
  if (!menu?.open) return;
  menu.open = false;
  menu.querySelector('summary')?.focus();
}

/** Further actions, which open below a button; nothing where there are none. */
export function menu(label: string, items: readonly MenuItem[]): TemplateResult | typeof nothing {
  if (items.length === 0) return nothing;
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close(event);
  };
  const onLeave = (event: FocusEvent) => {
    const menu = event.currentTarget as HTMLDetailsElement;
    if (!menu.contains(event.relatedTarget as Node | null)) menu.open = false;
  };
  return html`<details class="menu" @keydown=${onKey} @focusout=${onLeave}>
    <summary class="button" part="button">${icon('more')}<span>${label}</span></summary>
    <ul>
      ${items.map(
        ({ label, onClick }) =>
          html`<li>
            <button
              type="button"
              @click=${(event: Event) => {
                close(event);
                onClick();
              }}
            >
              ${label}
            </button>
          </li>`,
      )}
    </ul>
  </details>`;
}

export const menuStyles = css`
  .menu {
    position: relative;
  }
  .menu > summary {
    list-style: none;
  }
  .menu > summary::-webkit-details-marker {
    display: none;
  }
  .menu > summary .icon {
    stroke-width: 2.5;
    transform: none;
  }
  .menu > ul {
    position: absolute;
    z-index: 2;
    inset-inline-start: 0;
    inset-block-start: calc(100% + var(--p-space));
    inline-size: max-content;
    max-inline-size: min(20em, 80vw);
    margin: 0;
    padding: var(--p-space);
    border: var(--p-border-width) solid var(--p-color-border);
    border-radius: var(--p-radius-medium);
    background: var(--p-color-background);
    box-shadow: 0 4px 16px color-mix(in srgb, var(--p-color-backdrop) 40%, transparent);
    list-style: none;
  }
  .menu li button {
    all: unset;
    box-sizing: border-box;
    inline-size: 100%;
    padding: calc(var(--p-space) * 1.5) calc(var(--p-space) * 2);
    border-radius: var(--p-radius-small);
    cursor: pointer;
  }
  .menu li button:hover {
    background: var(--p-color-hover);
  }
  .menu li button:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: -2px;
  }
`;
