import { css, html, nothing, type TemplateResult } from 'lit';
import { icon, type IconName } from './icons.ts';

export type NavItem<T extends string> = {
  id: T;
  label: string;
  icon: IconName;
  /** Where it leads; without an address it is a button. */
  href: string | null;
};

export type NavOptions<T extends string> = {
  /** What the list is, for whoever hears it. */
  label: string;
  items: readonly NavItem<T>[];
  current: string;
  onGo: (item: NavItem<T>, event: MouseEvent) => void;
};

/** A list of places to go to; the one the reader is at is marked. */
export const nav = <T extends string>({
  label,
  items,
  current,
  onGo,
}: NavOptions<T>): TemplateResult => html`
  <nav class="nav no-print" part="nav" aria-label=${label}>
    <ul>
      ${items.map((item) => {
        const here = item.id === current;
        const content = html`${icon(item.icon)}<span>${item.label}</span>`;
        const go = (event: MouseEvent) => onGo(item, event);
        return html`<li>
          ${
            item.href === null
              ? html`<button
                  class="place"
                  part="nav-item"
                  type="button"
                  aria-current=${here ? 'page' : nothing}
                  @click=${go}
                >
                  ${content}
                </button>`
              : html`<a
                  class="place"
                  part="nav-item"
                  href=${item.href}
                  aria-current=${here ? 'page' : nothing}
                  @click=${go}
                  >${content}</a
                >`
          }
        </li>`;
      })}
    </ul>
  </nav>
`;

/** Whether a press on a link is the browser's own business: another tab or window. */
export const opensElsewhere = (event: MouseEvent): boolean =>
  event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0;

/**
 * Brings the place the reader is at into sight, in the list alone: the page stays where the reader has it.
 * @param shown the place that was brought into sight last @returns the one that is now
 */
export function bringCurrent(
  root: ParentNode,
  shown: HTMLElement | undefined,
): HTMLElement | undefined {
  const here = root.querySelector<HTMLElement>('.nav [aria-current]') ?? undefined;
  const list = here?.closest('ul');
  if (here && list && here !== shown)
    list.scrollLeft = here.offsetLeft - (list.clientWidth - here.offsetWidth) / 2;
  return here;
}

export const navStyles = css`
  .nav ul {
    display: flex;
    flex-wrap: wrap;
    gap: 0 calc(var(--p-space) * 1);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .place {
    all: unset;
    box-sizing: border-box;
    display: inline-flex;
    align-items: center;
    gap: calc(var(--p-space) * 2);
    min-block-size: var(--p-control-height);
    padding-inline: calc(var(--p-space) * 3);
    border-radius: var(--p-radius-medium);
    color: var(--p-color-muted);
    font-weight: var(--p-font-weight-medium);
    cursor: pointer;
  }
  .place:hover {
    background: var(--p-color-hover);
    color: var(--p-color-text);
  }
  .place[aria-current] {
    background: var(--p-color-selected);
    /* Its ground alone may be too pale to be told apart. */
    box-shadow: inset 0 -2px var(--p-color-primary);
    color: var(--p-color-text);
  }
  .place:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: -2px;
  }
  @media (forced-colors: active) {
    .place[aria-current]:not(:focus-visible) {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
