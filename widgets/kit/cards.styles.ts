import { css, unsafeCSS } from 'lit';

/** The rows of tables as cards, where the element is too narrow for columns. */
const cards = (size: string) => css`
  .table.${unsafeCSS(size)} {
    --gap: calc(var(--p-space) * 4);
    &,
    & > thead,
    & > tbody,
    & > tbody > tr > td {
      display: block;
    }
    & > thead > tr {
      display: flex;
      flex-wrap: wrap;
      gap: 0 calc(var(--p-space) * 4);
    }
    & > thead > tr:has(.sortable) {
      border-block-end: var(--p-border-width) solid var(--p-color-border);
      padding-block-end: calc(var(--p-space) * 1.5);
    }
    & > thead th {
      padding: 0;
      border: 0;
    }
    & > thead th:not(.sortable) {
      min-inline-size: 0;
      position: absolute;
      clip-path: inset(50%);
      inline-size: 1px;
      overflow: hidden;
    }
    & > tbody > tr {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      gap: var(--p-space) var(--gap);
      padding-block: calc(var(--p-space) * 3);
      border-block-end: var(--p-border-width) solid var(--p-color-border);
    }
    & > tbody > tr > td {
      box-sizing: border-box;
      flex: 0 0 calc(25% - 0.75 * var(--gap));
      order: 1;
      min-inline-size: min-content;
      padding: 0;
      border: 0;
      line-height: 1.4;
      text-align: start;
      white-space: normal;
      overflow-wrap: anywhere;
    }
    & > tbody > tr > td::before {
      content: attr(data-label);
      display: block;
      color: var(--p-color-muted);
      font-family: var(--p-font-family);
      font-size: 0.8572em;
      font-weight: var(--p-font-weight);
    }
    & > tbody > tr:hover > td {
      background: none;
      box-shadow: none;
    }
    & > tbody > tr > .small {
      order: 0;
    }
    & > tbody > tr > .broad {
      flex-basis: calc(50% - 0.5 * var(--gap));
      min-inline-size: 0;
    }
    & > tbody > tr::after {
      content: '';
      flex: 0 0 100%;
      margin-block-start: calc(var(--p-space) * -1);
      order: -1;
    }
    & > tbody > tr > .heading,
    & > tbody > tr > .lead,
    & > tbody > tr > .trail {
      flex: none;
      max-inline-size: 100%;
      order: -2;
    }
    & > tbody > tr > .heading {
      flex: 1 1 45%;
      min-inline-size: 0;
      order: -4;
      font-weight: var(--p-font-weight-strong);
    }
    & > tbody > tr > .figure {
      flex: none;
      order: 0;
      font-weight: var(--p-font-weight-strong);
    }
    & > tbody > tr > .figure::before {
      display: inline;
      margin-inline-end: var(--p-space);
    }
    & > tbody > tr > .lead {
      order: -3;
      color: var(--p-color-muted);
    }
    /* The heading takes what is left: on a line of its own, what comes behind it begins where it does. */
    & > tbody > tr > .trail.action {
      margin-inline-start: auto;
    }
    & > tbody > tr > .heading::before,
    & > tbody > tr > .lead::before,
    & > tbody > tr > .trail::before,
    & > tbody > tr > .inner::before {
      content: none;
    }
    & > tbody > tr > .action {
      position: static;
      inline-size: auto;
      margin-inline-end: calc(var(--p-space) * -2);
    }
    & > tbody > tr > .inner {
      flex-basis: 100%;
    }
    @media print {
      & > thead {
        display: none;
      }
    }
  }
`;

/** Two pairs a line, or four short ones. */
const phone = (size: string) => css`
  .table.${unsafeCSS(size)} {
    --gap: calc(var(--p-space) * 3);
  }
  .table.${unsafeCSS(size)} > tbody > tr > td {
    flex-basis: calc(50% - 0.5 * var(--gap));
    &.figure {
      flex: none;
    }
    &.small {
      flex: 1 0 calc(18% - 0.75 * var(--gap));
      white-space: nowrap;
    }
    &.broad,
    .lead ~ &.heading {
      flex-basis: 100%;
    }
  }
`;

export const cardStyles = css`
  @container (max-width: 40em) {
    ${cards('small')}
  }
  @container (max-width: 38em) {
    ${cards('compact')}
  }
  @container (max-width: 54em) {
    ${cards('medium')}
  }
  @container (max-width: 64em) {
    ${cards('large')}
  }
  @container (max-width: 32em) {
    ${phone('small')} ${phone('compact')} ${phone('medium')} ${phone('large')}
  }
  @container (max-width: 14em) {
    /* One pair a line, where letters are large. */
    .table:not(.any) > tbody > tr > td:is(td, .figure, .small) {
      flex-basis: 100%;
      min-inline-size: 0;
      white-space: normal;
      &.trail {
        flex-basis: auto;
      }
    }
  }
`;
