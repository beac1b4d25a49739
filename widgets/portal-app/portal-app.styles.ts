import { css } from 'lit';

export const appStyles = css`
  :host {
    min-block-size: 48em;
  }
  .root {
    display: flex;
    flex-direction: column;
    padding: 0;
  }
  .top {
    padding: calc(var(--p-space) * 3) var(--p-inset) calc(var(--p-space) * 2);
    border-block-end: var(--p-border-width) solid var(--p-color-border);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 2) calc(var(--p-space) * 4);
    min-block-size: var(--p-control-height);
  }
  .row + .row {
    margin-block-start: calc(var(--p-space) * 2);
  }
  .row .bone-control {
    inline-size: 24em;
  }
  .logo {
    inline-size: auto;
    block-size: 2.3em;
    max-inline-size: 14em;
    object-fit: contain;
    object-position: left;
  }
  .brand {
    font-family: var(--p-font-family-heading);
    font-size: 1.2858em;
    font-weight: var(--p-font-weight-heading);
    letter-spacing: var(--p-heading-spacing);
    overflow-wrap: anywhere;
  }
  .customer {
    flex: 1 1 12em;
    min-inline-size: 0;
    text-align: end;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 1) calc(var(--p-space) * 4);
    margin-inline-start: auto;
  }
  .nav {
    flex: 1 1 100%;
    min-inline-size: 0;
    margin-inline-start: calc(var(--p-space) * -3);
  }
  /* Its words, not its padding, end where the line ends. */
  .tools > .button {
    margin-inline-end: calc(var(--p-space) * -2);
  }
  .find {
    position: relative;
    z-index: 2;
    margin-block: calc(var(--p-space) * 2);
  }
  .bell {
    min-inline-size: 2.6em;
    min-block-size: 2.6em;
  }
  .languages {
    display: flex;
  }
  .language {
    all: unset;
    box-sizing: border-box;
    display: inline-flex;
    align-items: center;
    min-block-size: 28px;
    padding-inline: calc(var(--p-space) * 2);
    border-radius: var(--p-radius-small);
    color: var(--p-color-muted);
    font-size: 0.9286em;
    cursor: pointer;
  }
  .language + .language {
    margin-inline-start: 1px;
  }
  .language:hover {
    color: var(--p-color-text);
  }
  .language[aria-pressed='true'] {
    color: var(--p-color-text);
    font-weight: var(--p-font-weight-strong);
  }
  .language:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
  }
  .bottom .languages {
    display: none;
  }
  .who {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 0 calc(var(--p-space) * 3);
    margin: 0;
    color: var(--p-color-muted);
    overflow-wrap: anywhere;
  }
  .customer-switch {
    max-inline-size: 26em;
    margin-inline-start: auto;
    text-align: start;
  }
  .customer-switch label {
    position: absolute;
    clip-path: inset(50%);
  }
  .customer-switch .note {
    display: none;
  }
  .main {
    flex: 1;
    min-inline-size: 0;
  }
  .main:focus {
    outline: none;
  }
  .waiting {
    padding: var(--p-inset);
  }
  .entry {
    display: flex;
    flex-direction: column;
    align-items: center;
    padding-block: calc(var(--p-space) * 6);
  }
  .entry > * {
    inline-size: min(26em, 100%);
  }
  .panel .button {
    margin-block-start: calc(var(--p-space) * 2);
  }
  .bottom {
    /* Above what an element in the place paints at its edge. */
    position: relative;
    display: flex;
    flex-wrap: wrap;
    gap: var(--p-space) calc(var(--p-space) * 5);
    padding: calc(var(--p-space) * 4) var(--p-inset);
    border-block-start: var(--p-border-width) solid var(--p-color-border);
    color: var(--p-color-muted);
    font-size: 0.9286em;
    overflow-wrap: anywhere;
  }
  /* What loads above it is of another height: it is seen once it has its place. */
  .main:has(> .waiting > .bone, > :not([hidden]):state(loading)) ~ .bottom {
    visibility: hidden;
  }
  .bottom a {
    color: inherit;
  }
  .bottom a:hover {
    color: var(--p-color-text);
  }
  .bottom span:first-child {
    margin-inline-end: auto;
  }
  @container (max-width: 40em) {
    .customer {
      flex-basis: 100%;
      order: 1;
      text-align: start;
    }
    .inside .tools {
      gap: 0;
    }
    .inside .badge .icon {
      display: none;
    }
    /* A phone is for what one came for: what it is called, and below, where the languages are. */
    .inside .tools .languages {
      display: none;
    }
    .bottom .languages {
      display: flex;
      margin-inline-start: calc(var(--p-space) * -2);
    }
    .inside .tools .button:has(.icon) span {
      position: absolute;
      clip-path: inset(50%);
    }
    .inside .row {
      gap: var(--p-space) calc(var(--p-space) * 2);
    }
    .customer-switch {
      max-inline-size: none;
    }
    .who {
      justify-content: flex-start;
    }
    /* One line that moves under a finger, whatever there is to go to. */
    .nav ul {
      flex-wrap: nowrap;
      overflow-x: auto;
      scrollbar-width: none;
    }
    .nav {
      margin-inline: calc(var(--p-space) * -3);
    }
    .place {
      white-space: nowrap;
    }
    .bottom {
      flex-direction: column;
    }
  }
  @container (max-width: 22em) {
    .top,
    .bottom,
    .waiting {
      padding-inline: min(var(--p-inset), 16px);
    }
  }
  @media print {
    .top,
    .bottom {
      padding-inline: 0;
    }
  }
`;
