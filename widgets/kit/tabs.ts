import { css, html, type TemplateResult } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';
import { edgesStyles } from './edges.styles.ts';

export type TabsOptions<T extends string> = {
  label: string;
  tabs: readonly (readonly [id: T, label: string])[];
  selected: T;
  onSelect: (id: T) => void;
};

/** Moves focus along the tabs by arrow keys, Home and End, and selects where it lands. */
function onKey(event: KeyboardEvent): void {
  const tabs = [
    ...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[role="tab"]'),
  ];
  const here = tabs.findIndex((tab) => tab === event.target);
  const next = {
    ArrowLeft: (here - 1 + tabs.length) % tabs.length,
    ArrowRight: (here + 1) % tabs.length,
    Home: 0,
    End: tabs.length - 1,
  }[event.key];
  if (here < 0 || next === undefined) return;
  event.preventDefault();
  tabs[next]?.focus();
  tabs[next]?.click();
}

/** Pixels at an edge in which a row fades out where it goes on; what is selected stands clear of them. */
const fade = 48;

/** Scrolls a row to its selected tab once, where the row goes on beside the screen; a reader may scroll on. */
class Reveal extends Directive {
  #last = '';

  render(_selected: string): void {}

  override update({ element: row }: ElementPart, [selected]: [string]): void {
    if (selected === this.#last) return;
    this.#last = selected;
    // The tabs are rendered and laid out by then.
    requestAnimationFrame(() => {
      const tab = row.querySelector('[aria-selected="true"]')?.getBoundingClientRect();
      const { left, right } = row.getBoundingClientRect();
      if (tab)
        row.scrollLeft +=
          Math.min(tab.left - left - fade, 0) + Math.max(tab.right - right + fade, 0);
    });
  }
}

const reveal = directive(Reveal);

/** A row of tabs. The panel beside it takes `role="tabpanel"`, id `panel` and `aria-labelledby="tab-<id>"`. */
export const tabs = <T extends string>(options: TabsOptions<T>): TemplateResult => html`
  <div
    class="tabs no-print"
    part="tabs"
    role="tablist"
    aria-label=${options.label}
    @keydown=${onKey}
    ${reveal(options.selected)}
  >
    ${options.tabs.map(([id, label]) => {
      const selected = id === options.selected;
      return html`<button
        class="tab"
        part="tab ${selected ? 'tab-current' : ''}"
        type="button"
        role="tab"
        id="tab-${id}"
        aria-controls="panel"
        aria-selected=${selected ? 'true' : 'false'}
        tabindex=${selected ? '0' : '-1'}
        @click=${() => options.onSelect(id)}
      >
        ${label}
      </button>`;
    })}
  </div>
`;

export const tabsStyles = css`
  ${edgesStyles}
  .tabs {
    display: flex;
    gap: calc(var(--p-space) * 5);
    border-block-end: var(--p-border-width) solid var(--p-color-border);
  }
  .tab {
    all: unset;
    box-sizing: border-box;
    display: inline-flex;
    align-items: center;
    margin-block-end: calc(var(--p-border-width) * -1);
    padding-block: calc(var(--p-space) * 2);
    border-block-end: 2px solid transparent;
    color: var(--p-color-muted);
    font-weight: var(--p-font-weight-medium);
    cursor: pointer;
  }
  @container (max-width: 30em) {
    /* They go on beside the screen, in one line. */
    .tabs {
      overflow-x: auto;
      scrollbar-width: none;
    }
    .tab {
      flex: none;
      margin-block-end: 0;
    }
  }
  .tab:hover {
    color: var(--p-color-text);
  }
  .tab[aria-selected='true'] {
    border-color: var(--p-color-primary);
    color: var(--p-color-text);
  }
  .tab:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: -2px;
    border-radius: var(--p-radius-small);
  }
  @media (forced-colors: active) {
    .tab {
      margin-block-end: 0;
      border-color: Canvas;
    }
    .tab[aria-selected='true'] {
      border-color: Highlight;
    }
  }
`;
