import { css } from 'lit';

export const portfolioStyles = css`
  :host {
    min-block-size: 41em;
  }
  a {
    color: var(--p-color-link);
  }
  .totals {
    display: grid;
    gap: calc(var(--p-space) * 2);
    margin: 0 0 calc(var(--p-space) * 4);
    padding: 0;
    list-style: none;
  }
  /* The amounts of one currency below those of the other. */
  .total dl {
    display: grid;
    grid-template-columns: repeat(4, minmax(max-content, 12em));
    gap: calc(var(--p-space) * 2) calc(var(--p-space) * 8);
    margin: 0;
  }
  @container (max-width: 48em) {
    .total dl {
      grid-template-columns: 1fr 1fr;
      gap: calc(var(--p-space) * 2) calc(var(--p-space) * 3);
    }
  }
  @container (max-width: 18em) {
    .total dl {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  .whole {
    white-space: nowrap;
  }
  .total dt {
    color: var(--p-color-muted);
    font-size: 0.9286em;
  }
  .total dd {
    margin: 0;
    font-weight: var(--p-font-weight-medium);
  }
  .total dl div:first-child dd {
    color: var(--p-color-danger);
  }
  .chosen {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 2) calc(var(--p-space) * 4);
    margin-block-end: calc(var(--p-space) * 3);
    padding: calc(var(--p-space) * 3);
    border: var(--p-border-width) solid var(--p-color-border);
    border-radius: var(--p-radius);
    background: var(--p-color-background);
  }
  .chosen p {
    margin: 0;
  }
  .pick {
    inline-size: 24px;
    block-size: 24px;
    margin: 0;
    accent-color: var(--p-color-primary);
  }
  .late {
    color: var(--p-color-danger);
    font-weight: var(--p-font-weight-medium);
  }
  .quiet-text {
    color: var(--p-color-muted);
  }
  abbr {
    text-decoration: none;
  }
  .link {
    all: unset;
    color: var(--p-color-link);
    cursor: pointer;
  }
  .link:hover {
    text-decoration: underline;
  }
  .link:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: 2px;
  }
`;
