import { css } from 'lit';

export const quotesStyles = css`
  :host {
    min-block-size: 32em;
  }
  .stacked {
    display: inline-flex;
    flex-direction: column;
    align-items: flex-start;
  }
  .stacked small {
    font-weight: var(--p-font-weight);
  }
  .number .stacked {
    align-items: flex-end;
  }
  .near {
    color: var(--p-color-warning);
  }
  .record-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--p-space) calc(var(--p-space) * 4);
    margin-block: calc(var(--p-space) * 3) calc(var(--p-space) * 2);
  }
  .record-head .record-title,
  .lead,
  .card p,
  .prose {
    margin: 0;
  }
  .lead {
    color: var(--p-color-muted);
    font-size: 1.0715em;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--p-space) * 6) calc(var(--p-space) * 8);
  }
  .main,
  .paper,
  .parts {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 5);
    min-inline-size: 0;
  }
  .paper > .subtitle {
    margin-block: calc(var(--p-space) * 2) calc(var(--p-space) * -3);
  }
  .card,
  .aside {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 3);
    min-inline-size: 0;
  }
  .card {
    padding: calc(var(--p-space) * 5);
    border: var(--p-border-width) solid var(--p-color-border);
    border-radius: var(--p-radius-large);
    overflow-wrap: anywhere;
  }
  .card-label,
  .muted {
    color: var(--p-color-muted);
  }
  .card-figure,
  .grand {
    font-size: 1.5715em;
    font-weight: var(--p-font-weight-strong);
    line-height: 1.2;
  }
  .acts {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 2);
  }
  .facts.stack {
    flex-direction: column;
    gap: calc(var(--p-space) * 2);
  }
  .facts.stack .fact {
    flex: none;
  }
  .sums {
    align-self: flex-end;
    display: flex;
    flex-direction: column;
    gap: var(--p-space);
    margin: 0;
    inline-size: min(100%, 22em);
  }
  .sums div {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 calc(var(--p-space) * 6);
  }
  .sums dt {
    color: var(--p-color-muted);
  }
  .sums dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .sums .strong {
    padding-block-start: calc(var(--p-space) * 2);
    border-block-start: var(--p-border-width) solid var(--p-color-border-strong);
    font-weight: var(--p-font-weight-strong);
    font-size: 1.0715em;
  }
  .sums .strong dt {
    color: inherit;
  }
  .choice {
    display: flex;
    align-items: flex-start;
    gap: calc(var(--p-space) * 2);
    cursor: pointer;
  }
  .choice input {
    flex: none;
    inline-size: 1.15em;
    block-size: 1.15em;
    min-inline-size: 16px;
    min-block-size: 16px;
    margin: 0.15em 0 0;
    accent-color: var(--p-color-primary);
  }
  .choice:has(input:disabled) {
    cursor: default;
  }
  .decide section {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 2);
  }
  .decide h4,
  .decide p {
    margin: 0;
  }
  .decide h4 {
    font-size: 1em;
    font-weight: var(--p-font-weight-strong);
  }
  .decide .button.primary {
    text-wrap: balance;
  }
  .picked {
    margin: 0;
    padding-inline-start: calc(var(--p-space) * 5);
  }
  .terms {
    max-block-size: 14em;
    overflow: auto;
    padding: calc(var(--p-space) * 3);
    border: var(--p-border-width) solid var(--p-color-border);
    border-radius: var(--p-radius-medium);
    background: var(--p-color-surface);
  }
  section > .subtitle {
    margin-block-end: calc(var(--p-space) * 3);
  }
  .rich > :first-child {
    margin-block-start: 0;
  }
  .rich > :last-child {
    margin-block-end: 0;
  }
  textarea.input {
    resize: vertical;
  }
  @container (min-width: 60em) {
    .columns {
      grid-template-columns: minmax(0, 1fr) 21em;
    }
    .aside {
      position: sticky;
      inset-block-start: calc(var(--p-space) * 4);
      align-self: start;
    }
  }
  @media print {
    .acts,
    .aside .actions {
      display: none;
    }
  }
`;
