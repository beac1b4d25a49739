import { css } from 'lit';

export const moreStyles = css`
  .earlier {
    margin: var(--p-space) 0 calc(var(--p-space) * 3);
    color: var(--p-color-muted);
  }
  .find-in {
    align-items: flex-end;
  }
  .find-in .field {
    flex: 0 1 20em;
  }
  .earlier ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .earlier li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 calc(var(--p-space) * 2);
    border-radius: var(--p-radius-small);
  }
  .earlier li[aria-current] {
    background: var(--p-color-selected);
  }
  .period + .period {
    margin-block-start: calc(var(--p-space) * 8);
  }
  .period .sums {
    max-inline-size: 30em;
    margin-block: var(--p-space) calc(var(--p-space) * 4);
  }
  .both .table td {
    padding-block: calc(var(--p-space) * 1.5);
  }
  .both .table tr:has(strong) td {
    font-weight: var(--p-font-weight-strong);
  }
  .both {
    max-inline-size: 46em;
    margin-block-end: calc(var(--p-space) * 6);
  }
`;
