import { css } from 'lit';

export const staffStyles = css`
  :host {
    min-block-size: 41em;
  }
  .table .heading {
    font-weight: var(--p-font-weight-medium);
  }
  @container (max-width: 30em) {
    .find > .field {
      grid-column: 1 / -1;
    }
  }
  .requests {
    margin-block-end: calc(var(--p-space) * 6);
  }
  .requests h3 {
    margin: 0 0 calc(var(--p-space) * 2);
    font-size: 1em;
    font-weight: var(--p-font-weight-strong);
  }
  .requests ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .requests li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--p-space) * 2) calc(var(--p-space) * 6);
    padding-block: calc(var(--p-space) * 3);
    border-block-start: var(--p-border-width) solid var(--p-color-border);
  }
  .requests li > div:first-child {
    flex: 1 1 18em;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .requests :is(p, .quiet-text) {
    margin: 0;
    padding: 0;
  }
  .requests .notice {
    margin-block-end: calc(var(--p-space) * 3);
  }
`;
