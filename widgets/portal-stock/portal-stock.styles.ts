import { css } from 'lit';

export const stockStyles = css`
  :host {
    min-block-size: 36em;
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
  .inner .table :is(td, th) {
    padding-block: calc(var(--p-space) * 1.5);
  }
  .inner .table tr:last-child td {
    border-block-end: 0;
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
  .unread {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--p-space) calc(var(--p-space) * 1.5);
    margin: 0;
    color: var(--p-color-muted);
  }
  .unread strong {
    color: var(--p-color-text);
    font-weight: var(--p-font-weight-medium);
  }
`;
