import { css, html, nothing, type TemplateResult } from 'lit';
import { icon, type IconName } from './icons.ts';

export type MenuItem = { label: string; onClick: () => void };

/** Closes the list that something happened in, and puts the focus back on what opened it. */
function close(event: Event): void {
  const menu = (event.currentTarget as HTMLElement).closest('details');
  if (!menu?.open) return;
  menu.open = false;
  menu.querySelector('summary')?.focus();
}

export type PopupOptions = {
  label: string;
  icon: IconName;
  /** Of the `<details>`, besides `menu`. */
  name?: string;
  /** Of the button. */
  kind?: 'plain' | 'quiet';
  /** Elements of a list. */
  items: unknown;
};

/** A list that opens below a button; Escape closes it, and so does leaving it. */
export function popup({ label, icon: shape, name = '', kind = 'plain', items }: PopupOptions) {
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close(event);
  };
  const onLeave = (event: FocusEvent) => {
    const menu = event.currentTarget as HTMLDetailsElement;
    if (!menu.contains(event.relatedTarget as Node | null)) menu.open = false;
  };
  // A press on what takes no focus itself gives it to the list, and so does not leave it.
  return html`<details class="menu ${name}" @keydown=${onKey} @focusout=${onLeave}>
    <summary class="button ${kind}" part="button">${icon(shape)}<span>${label}</span></summary>
    <ul tabindex="-1">
      ${items}
    </ul>
  </details>`;
}

/** Further actions, which open below a button; nothing where there are none. */
export function menu(label: string, items: readonly MenuItem[]): TemplateResult | typeof nothing {
  if (items.length === 0) return nothing;
  return popup({
    label,
    icon: 'more',
    items: items.map(
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
    ),
  });
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
    &:focus {
      outline: none;
    }
  }
  .menu li > button {
    all: unset;
  }
  .menu li > * {
    box-sizing: border-box;
    inline-size: 100%;
    padding: calc(var(--p-space) * 1.5) calc(var(--p-space) * 2);
    border-radius: var(--p-radius-small);
    cursor: pointer;
  }
  .menu li > :hover {
    background: var(--p-color-hover);
  }
  .menu li button:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: -2px;
  }
`;
