import { css } from 'lit';

export const stockStyles = css`
  :host {
    min-block-size: 41em;
  }
  .where {
    margin-block-start: calc(var(--p-space) * 4);
  }
  .filter .field {
    flex-basis: 10em;
  }
  .table td.inner {
    padding: 0 0 calc(var(--p-space) * 4) calc(var(--p-space) * 4);
  }
  .inner .scroll {
    max-inline-size: 48em;
    margin: 0;
    padding: 0;
  }
  .inner > .notice {
    max-inline-size: 44em;
    margin-block-end: calc(var(--p-space) * 2);
  }
  .inner .table {
    table-layout: fixed;
  }
  .inner .table th:first-child {
    inline-size: 22%;
  }
  .inner .table :is(td, th) {
    padding-block: calc(var(--p-space) * 1.5);
  }
  .inner .table tr:last-child td {
    border-block-end: 0;
  }
  .read-at {
    margin: 0 0 calc(var(--p-space) * 2);
    color: var(--p-color-muted);
  }
  .level {
    display: inline-flex;
    align-items: center;
    gap: var(--p-space);
    white-space: nowrap;
  }
  .level .icon {
    font-size: 0.85em;
  }
  .level:is(.success, .warning, .danger) {
    background: none;
    color: var(--p-color-text);
  }
  .level.success .icon {
    color: var(--p-color-success);
  }
  .level.warning .icon {
    color: var(--p-color-warning);
  }
  .level.danger {
    color: var(--p-color-muted);
  }
  .level.danger .icon {
    color: var(--p-color-danger);
  }
  abbr {
    text-decoration: none;
  }
  small,
  time {
    color: var(--p-color-muted);
  }
  small {
    font-size: 0.8572em;
  }
  time {
    display: inline-flex;
    align-items: center;
    gap: var(--p-space);
  }
  time.stored {
    color: var(--p-color-warning);
  }
  details {
    margin-block-start: calc(var(--p-space) * 1.5);
    color: var(--p-color-muted);
  }
  @container (max-width: 40em) {
    .table.small > tbody > tr:has(+ .lines) {
      padding-block-end: 0;
      border: 0;
    }
  }
  @container (max-width: 32em) {
    .inner .table,
    .inner tbody {
      display: block;
    }
    .inner thead {
      position: absolute;
      clip-path: inset(50%);
    }
    .inner .table tr {
      display: grid;
      grid-template-columns: 1fr auto;
      gap: var(--p-space) calc(var(--p-space) * 3);
      padding-block: calc(var(--p-space) * 2);
      border-block-start: var(--p-border-width) solid var(--p-color-border);
    }
    .inner .table tr > td {
      padding: 0;
      border: 0;
    }
    .inner td:nth-child(1) {
      font-weight: var(--p-font-weight-medium);
    }
    .inner td:nth-child(4) {
      text-align: end;
    }
  }
  @container (max-width: 30em) {
    .filter > .field:nth-child(3),
    .find > .field {
      grid-column: 1 / -1;
    }
  }
`;
