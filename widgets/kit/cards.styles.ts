import { css, unsafeCSS } from 'lit';

/** The rows of tables as cards, where the element is too narrow for columns. */
const cards = (size: string) => css`
  .table.${unsafeCSS(size)} {
    &,
    & > tbody,
    & > tbody > tr,
    & > tbody > tr > td {
      display: block;
    }
    & > thead > tr {
      display: flex;
      flex-wrap: wrap;
      gap: 0 calc(var(--p-space) * 4);
      border-block-end: var(--p-border-width) solid var(--p-color-border);
      padding-block-end: calc(var(--p-space) * 1.5);
    }
    & > thead th {
      padding: 0;
      border: 0;
    }
    & > thead th:not(.sortable) {
      position: absolute;
      clip-path: inset(50%);
      inline-size: 1px;
      overflow: hidden;
    }
    & > tbody > tr {
      padding-block: calc(var(--p-space) * 3);
      border-block-end: var(--p-border-width) solid var(--p-color-border);
    }
    & > tbody > tr > td {
      display: grid;
      grid-template-columns: minmax(6em, 34%) minmax(0, 1fr);
      gap: calc(var(--p-space) * 3);
      align-items: baseline;
      padding: calc(var(--p-space) * 0.75) 0;
      border: 0;
      text-align: start;
      white-space: normal;
      overflow-wrap: anywhere;
    }
    & > tbody > tr > td::before {
      content: attr(data-label);
      color: var(--p-color-muted);
      font-family: var(--p-font-family);
      font-size: 0.9286em;
      font-weight: var(--p-font-weight);
    }
    & > tbody > tr:hover > td {
      background: none;
      box-shadow: none;
    }
    & > tbody > tr > td.main {
      font-weight: var(--p-font-weight-strong);
    }
    & > tbody > tr > td > * {
      justify-self: start;
    }
    & > tbody > tr > td.action {
      position: static;
      display: flex;
      margin-inline-start: calc(var(--p-space) * -2);
      inline-size: auto;
      padding-block-start: calc(var(--p-space) * 1.5);
    }
    & > tbody > tr > td.action::before,
    & > tbody > tr > td.inner::before {
      content: none;
    }
    & > tbody > tr > td.inner {
      display: block;
    }
  }
`;

export const cardStyles = css`
  @media screen {
    @container (max-width: 52em) {
      ${cards('medium')}
    }
    @container (max-width: 60em) {
      ${cards('large')}
    }
  }
`;
