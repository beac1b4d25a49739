import { css } from 'lit';

export const sendStyles = css`
  .at-fields {
    align-self: flex-start;
    min-block-size: var(--p-control-height);
    margin-block-start: calc(0.9286em * var(--p-line-height) + var(--p-space));
  }
  .options {
    margin-block-end: calc(var(--p-space) * 6);
  }
  .options > .notice {
    flex-basis: 100%;
  }
  .options > .choice {
    flex: 1 1 12em;
  }
  .send-bar {
    position: sticky;
    z-index: 1;
    inset-block-end: 0;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--p-space) * 2) calc(var(--p-space) * 4);
    margin-block-start: calc(var(--p-space) * 3);
    padding-block: calc(var(--p-space) * 3);
    border-block-start: var(--p-border-width) solid var(--p-color-border);
    background: var(--p-color-background);
  }
  .send-bar p {
    display: flex;
    flex-wrap: wrap;
    gap: 0 calc(var(--p-space) * 3);
    margin: 0;
  }
  .send-bar > .notice {
    flex-basis: 100%;
  }
  .runs {
    margin-block-start: calc(var(--p-space) * 6);
  }
  .runs summary {
    margin-block-end: calc(var(--p-space) * 2);
  }
  .run-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 1) calc(var(--p-space) * 3);
  }
  .run-head > .button {
    margin-inline-start: calc(var(--p-space) * -2);
  }
  .run-head + p {
    margin: var(--p-space) 0 calc(var(--p-space) * 4);
  }
  .dialog .facts {
    display: grid;
    gap: calc(var(--p-space) * 2);
    margin: 0;
  }
  .dialog .facts > div {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 calc(var(--p-space) * 4);
  }
  .facts dt {
    color: var(--p-color-muted);
  }
  .facts dd {
    margin: 0;
    font-weight: var(--p-font-weight-medium);
    font-variant-numeric: tabular-nums;
    text-align: end;
  }
  .failure {
    margin: 0;
    color: var(--p-color-danger);
  }
  .reply summary {
    inline-size: fit-content;
    color: var(--p-color-muted);
    font-size: 0.9286em;
    cursor: pointer;
  }
  .reply {
    color: var(--p-color-muted);
    font-size: 0.9286em;
  }
  .mailboxes .button {
    margin-inline-start: calc(var(--p-space) * -2);
  }
  .fix {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 3);
    max-inline-size: 34em;
    padding-block: calc(var(--p-space) * 2);
  }
  .run-actions {
    margin-block: calc(var(--p-space) * 4);
  }
  .recipients-title {
    margin-block: calc(var(--p-space) * 6) calc(var(--p-space) * 2);
  }
  .figures-list {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--p-space) * 3) calc(var(--p-space) * 8);
    margin: 0 0 calc(var(--p-space) * 4);
  }
  .figures-list dt {
    color: var(--p-color-muted);
    font-size: 0.9286em;
  }
  .figures-list dd {
    margin: 0;
    font-family: var(--p-font-family-figures);
    font-size: 1.2em;
    font-variant-numeric: tabular-nums;
  }
  .figures-list .big {
    font-weight: var(--p-font-weight-strong);
  }
  .decide {
    display: flex;
    flex-wrap: wrap;
    gap: var(--p-space);
    margin-inline-start: calc(var(--p-space) * -2);
  }
  @container (max-width: 30em) {
    .filter > .at-fields {
      grid-column: 1 / -1;
      margin-block-start: 0;
    }
    .at-fields > .button {
      inline-size: 100%;
    }
  }
  @container (max-width: 40em) {
    .table.small > tbody > tr > td:has(> .pick) {
      order: -5;
      & ~ .heading {
        flex-basis: 60%;
      }
    }
    .table.small > thead th:has(.pick) {
      position: static;
      clip-path: none;
      inline-size: auto;
      overflow: visible;
    }
  }
`;
