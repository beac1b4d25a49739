import { css } from 'lit';

/**
 * What every element starts from: nothing of the page, then our own type, lines and states. A page's rule
 * for everything reaches the element itself, so what is inherited starts anew inside it. Whether it is seen
 * and can be clicked stays the page's to say.
 */
export const base = css`
  :host,
  .root {
    all: initial;
    display: block;
    box-sizing: border-box;
    color-scheme: inherit;
    direction: ltr;
    visibility: inherit;
    pointer-events: inherit;
  }
  :host {
    --p-font-size: var(--portal-font-size, medium);
    padding: 0 !important;
    container-type: inline-size;
    contain: layout style;
    /* Its width never comes from what is inside, so where a page asks for that (flex, a dialog, a float) it
       is this, and leaves room beside itself on a phone; and a track of a grid that has nothing left keeps enough to read, unless the
       screen has no more, as a phone's where letters are large. */
    contain-intrinsic-inline-size: min(64em, 85vw);
    min-inline-size: min(12em, 75vw);
    max-inline-size: 100%;
    border-radius: var(--p-radius-large);
    background: var(--p-color-background);
    font-size: var(--p-font-size) !important;
  }
  :host([hidden]) {
    display: none !important;
  }
  .root {
    min-block-size: inherit;
    padding: var(--p-inset);
    color: var(--p-color-text);
    font-family: var(--p-font-family);
    font-size: 0.875em;
    font-weight: var(--p-font-weight);
    line-height: var(--p-line-height);
    overflow-wrap: break-word;
    -webkit-text-size-adjust: 100%;
    accent-color: var(--p-color-primary);
  }
  /* On a page without a doctype, tables begin anew. */
  table {
    color: inherit;
    font: inherit;
    text-align: start;
  }
  .terms {
    max-block-size: 24em;
    overflow: auto;
    text-align: start;
  }
  [type='checkbox'],
  [type='radio'] {
    flex: none;
  }
  @container (max-width: 22em) {
    .root {
      padding: min(var(--p-inset), 16px);
    }
  }
  [hidden] {
    display: none !important;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: 2px;
  }
  .input:focus-visible {
    outline-offset: -1px;
  }
  /* A bar that stays in sight must not hide what takes the focus. */
  :is(a, button, input, select, textarea, summary) {
    scroll-margin-block: 4em 8em;
  }
  @media (forced-colors: active) {
    .root [aria-pressed='true']:not(:focus-visible) {
      outline: 2px solid Highlight;
    }
  }
  /* What a finger presses; a table's own rows stay as close as they are. */
  @media (pointer: coarse) {
    :host {
      --p-control-height: max(var(--portal-control-height, 36px), 44px);
    }
    .root
      :is(
        .button,
        .chip,
        .choice,
        .tab,
        .language,
        summary,
        label:has(> [type='checkbox'], > [type='radio'])
      ):not(.table *) {
      align-items: center;
      min-block-size: 44px;
    }
    /* Smaller ones have some phones enlarge the page. */
    .root .input {
      font-size: max(1em, 16px);
    }
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--p-space) * 2) calc(var(--p-space) * 4);
    margin-block-end: calc(var(--p-space) * 5);
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 2);
  }
  .title,
  ::slotted([slot='title']) {
    margin: 0;
    color: var(--p-color-text);
    font-family: var(--p-font-family-heading);
    font-size: calc(var(--p-heading-scale) * 1em);
    font-weight: var(--p-font-weight-heading);
    letter-spacing: var(--p-heading-spacing);
    line-height: 1.3;
    overflow-wrap: anywhere;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
    }
  }
  @media print {
    :host {
      --p-color-background: #fff !important;
      /* Paper has room for more: what depends on the width goes by this as well. */
      --p-font-size: calc(var(--portal-font-size, 16px) * 0.75);
      border-radius: 0;
      color-scheme: light !important;
    }
    .root {
      padding: 0;
    }
    .button,
    .no-print {
      display: none !important;
    }
  }
`;
