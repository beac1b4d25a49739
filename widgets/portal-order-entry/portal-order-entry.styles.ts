import { css } from 'lit';

export const orderEntryStyles = css`
  :host {
    min-block-size: 41em;
  }
  .entry {
    display: grid;
    gap: calc(var(--p-space) * 6);
  }
  @container (min-width: 62em) {
    .entry {
      grid-template-columns: minmax(0, 1fr) 19em;
      align-items: start;
    }
    .side {
      position: sticky;
      inset-block-start: calc(var(--p-space) * 4);
    }
  }
  .side {
    display: grid;
    gap: calc(var(--p-space) * 3);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 2) calc(var(--p-space) * 4);
    margin-block-end: calc(var(--p-space) * 3);
  }
  .bar .saved {
    margin-inline-start: auto;
  }
  .muted,
  .saved,
  small {
    color: var(--p-color-muted);
  }
  small {
    display: block;
    font-size: 0.8572em;
  }
  p {
    margin: 0;
  }
  .sum {
    display: grid;
    gap: calc(var(--p-space) * 2);
    padding-block-start: calc(var(--p-space) * 3);
    border-block-start: var(--p-border-width) solid var(--p-color-border);
  }
  .sum p:first-child {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: var(--p-space) calc(var(--p-space) * 2);
  }
  .sum strong {
    font-size: 1.25em;
    font-variant-numeric: tabular-nums;
  }
  .sum.stale strong {
    color: var(--p-color-muted);
  }
  .sheet td {
    vertical-align: middle;
  }
  .sheet .input {
    min-block-size: 32px;
    inline-size: 100%;
  }
  .sheet .cell-material {
    inline-size: 10em;
  }
  .sheet .cell-description {
    min-inline-size: 9em;
  }
  .sheet .cell-quantity {
    inline-size: 7em;
  }
  .sheet .cell-unit {
    inline-size: 5.5em;
  }
  .sheet .input.number {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .sheet .cell-end {
    white-space: nowrap;
    text-align: end;
    inline-size: 4em;
  }
  .sheet .noted > td {
    border-block-end-color: transparent;
  }
  .notes > td {
    padding-block-start: 0;
    white-space: normal;
  }
  .notes .hint {
    color: var(--p-color-muted);
    margin-inline-end: calc(var(--p-space) * 3);
  }
  .fault {
    color: var(--p-color-danger);
  }
  .fault + .fault {
    display: block;
  }
  .warn {
    color: var(--p-color-warning);
  }
  .good,
  .stock.enough {
    color: var(--p-color-success);
  }
  .stock.partial {
    color: var(--p-color-warning);
  }
  .stock.none {
    color: var(--p-color-danger);
  }
  .stock.unknown {
    color: var(--p-color-muted);
  }
  .strong {
    font-weight: var(--p-font-weight-strong);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--p-space) * 2);
    margin-block-start: calc(var(--p-space) * 4);
  }
  textarea.input {
    resize: vertical;
    block-size: auto;
    padding-block: calc(var(--p-space) * 2);
  }
  .record-title {
    margin: 0 0 calc(var(--p-space) * 3);
    font-size: 1.15em;
  }
  .notice {
    margin-block: calc(var(--p-space) * 3);
  }
  @container (max-width: 46em) {
    .sheet thead,
    .drafts thead,
    .paste thead {
      position: absolute;
      clip-path: inset(50%);
      inline-size: 1px;
      overflow: hidden;
    }
    .sheet,
    .sheet tbody,
    .drafts,
    .drafts tbody,
    .paste .table,
    .paste tbody {
      display: block;
    }
    .sheet tr,
    .drafts tr,
    .paste tbody tr {
      display: grid;
      grid-template-columns: 1fr 1fr;
      gap: calc(var(--p-space) * 2) calc(var(--p-space) * 3);
      padding-block: calc(var(--p-space) * 3);
      border-block-end: var(--p-border-width) solid var(--p-color-border);
    }
    .sheet .noted {
      border-block-end: 0;
      padding-block-end: 0;
    }
    .sheet .notes {
      display: block;
      padding-block-start: var(--p-space);
    }
    /* What is out of sight of an order of hundreds of lines costs nothing at a key. */
    @supports (overflow-clip-margin: 1px) {
      .sheet tbody {
        content-visibility: auto;
        contain-intrinsic-block-size: auto 128em;
        overflow-clip-margin: calc(var(--p-focus-width) + 2px);
      }
    }
    .sheet td,
    .sheet td.number,
    .drafts td,
    .drafts td.number,
    .paste td,
    .paste td.number {
      display: block;
      inline-size: auto;
      padding: 0;
      border: 0;
      text-align: start;
      white-space: normal;
    }
    .sheet td[data-label]:not(:empty)::before,
    .drafts td[data-label]::before,
    .paste td[data-label]::before {
      content: attr(data-label);
      display: block;
      color: var(--p-color-muted);
      font-size: 0.8572em;
      font-weight: var(--p-font-weight);
    }
    .sheet .cell-material,
    .sheet .cell-quantity,
    .sheet .cell-unit,
    .sheet .cell-end {
      inline-size: auto;
    }
    .sheet .cell-material,
    .sheet .cell-description,
    .drafts .heading {
      grid-column: 1 / -1;
    }
    .sheet .cell-description::before {
      content: none !important;
    }
    .sheet .cell-end {
      grid-column: 1 / -1;
      text-align: end;
    }
    .sheet .input {
      min-block-size: 40px;
    }
    .sum {
      position: sticky;
      inset-block-end: 0;
      padding-block-end: calc(var(--p-space) * 3);
      background: var(--p-color-background);
      border-block-start: var(--p-border-width) solid var(--p-color-border-strong);
    }
    .sum .button {
      inline-size: 100%;
    }
  }
`;
