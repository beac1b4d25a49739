import { css } from 'lit';

export const paymentsStyles = css`
  .choose {
    max-inline-size: 18em;
  }
  :host {
    min-block-size: 41em;
  }
  .notice + .tabs {
    margin-block-start: calc(var(--p-space) * 4);
  }
  #panel {
    margin-block-start: calc(var(--p-space) * 4);
  }
  .identity {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 calc(var(--p-space) * 2);
  }
  .pick {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--p-space) * 2);
    min-block-size: 24px;
    cursor: pointer;
  }
  :is(.pick, .method) input {
    inline-size: 1.15em;
    block-size: 1.15em;
    margin: 0;
    flex: none;
    accent-color: var(--p-color-primary);
  }
  .overdue,
  .wrong {
    color: var(--p-color-danger);
  }
  td .overdue {
    display: block;
  }
  .amount {
    inline-size: 9em;
    max-inline-size: 100%;
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .amount + .wrong {
    display: block;
    text-wrap: balance;
  }
  .on-account {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: calc(var(--p-space) * 2) calc(var(--p-space) * 3);
    margin-block-end: calc(var(--p-space) * 4);
  }
  .on-account .field {
    flex: 0 1 16em;
  }
  .on-account .quiet-line {
    flex: 1 0 100%;
    margin-block: 0;
  }
  .bar {
    position: sticky;
    inset-block-end: 0;
    z-index: 1;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--p-space) * 3);
    margin-block-start: calc(var(--p-space) * 3);
    padding: calc(var(--p-space) * 3);
    border: var(--p-border-width) solid var(--p-color-border);
    border-radius: var(--p-radius-large);
    background: var(--p-color-background);
  }
  .verbs {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--p-space) * 2);
  }
  .sum,
  .total {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 calc(var(--p-space) * 3);
  }
  :is(.sum, .total) strong {
    font-size: 1.1429em;
  }
  .methods {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(16em, 100%), 1fr));
    gap: calc(var(--p-space) * 3);
    margin-block: calc(var(--p-space) * 4);
  }
  .method {
    display: flex;
    align-items: flex-start;
    gap: calc(var(--p-space) * 3);
    padding: calc(var(--p-space) * 3);
    border: var(--p-border-width) solid var(--p-color-border-strong);
    border-radius: var(--p-radius-medium);
    cursor: pointer;
  }
  .method:has(:checked) {
    border-color: var(--p-color-primary);
    outline: 1px solid var(--p-color-primary);
  }
  .method.off {
    border-color: var(--p-color-border);
    cursor: default;
  }
  .method.off strong {
    color: var(--p-color-muted);
  }
  .method input {
    margin-block-start: 0.2em;
  }
  .method span {
    display: flex;
    flex-direction: column;
  }
  .quiet-line {
    margin: calc(var(--p-space) * 2) 0;
    color: var(--p-color-muted);
  }
  .code {
    font-variant-numeric: tabular-nums;
    word-spacing: 0.15em;
  }
  [part='state'] {
    display: grid;
    gap: calc(var(--p-space) * 2);
  }
  .company {
    max-inline-size: 24em;
    margin-block-end: calc(var(--p-space) * 3);
  }
  #panel > .button.quiet {
    margin-inline-start: calc(var(--p-space) * -2);
  }
  #panel > .actions {
    margin-block-end: calc(var(--p-space) * 4);
  }
  @container (width < 54em) {
    /* As strong as what makes cards of rows. */
    .table > tbody > tr > td:has(.none) {
      display: none;
    }
  }
  .history ol {
    display: grid;
    gap: calc(var(--p-space) * 2);
    margin: calc(var(--p-space) * 3) 0 0;
    padding: 0;
    list-style: none;
  }
  @container (max-width: 30em) {
    .verbs,
    .verbs .button {
      flex: 1;
    }
  }
`;
