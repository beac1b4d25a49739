import { css } from 'lit';
import { donutStyles } from '../../kit/donut.ts';
import { copierStyles } from '../../records/copier.ts';

export const resultStyles = [
  donutStyles,
  copierStyles,
  css`
    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: calc(var(--p-space) * 3) calc(var(--p-space) * 6);
      margin-block-end: calc(var(--p-space) * 5);
    }
    .whose {
      flex: 1 1 16em;
    }
    h3,
    h4,
    dl,
    dd {
      margin: 0;
    }
    h3 {
      font-size: 1.1429em;
      font-weight: var(--p-font-weight-strong);
      line-height: 1.4;
      overflow-wrap: anywhere;
    }
    .currency,
    .donut-title {
      color: var(--p-color-muted);
      font-size: 1em;
      font-weight: var(--p-font-weight-medium);
    }
    .currency strong {
      color: var(--p-color-text);
    }
    dt {
      color: var(--p-color-muted);
      font-size: 0.9286em;
    }
    dd {
      overflow-wrap: anywhere;
    }
    .facts {
      display: grid;
      flex-basis: 100%;
      grid-template-columns: repeat(auto-fill, minmax(min(16em, 100%), 1fr));
      gap: calc(var(--p-space) * 2) calc(var(--p-space) * 4);
    }
    .exports {
      display: flex;
      flex-wrap: wrap;
      gap: calc(var(--p-space) * 2);
    }
    .sum {
      display: grid;
      grid-template-columns: minmax(0, 5fr) minmax(0, 6fr);
      gap: calc(var(--p-space) * 3) calc(var(--p-space) * 10);
      padding-block: calc(var(--p-space) * 5);
      border-block-start: var(--p-border-width) solid var(--p-color-border);
    }
    .sum > h4 {
      grid-column: 1 / -1;
    }
    .aged {
      min-inline-size: 0;
    }
    .credit-besides {
      margin: calc(var(--p-space) * 2) 0 0;
      color: var(--p-color-muted);
      font-size: 0.9286em;
    }
    .sums > div {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      justify-content: space-between;
      gap: 0 calc(var(--p-space) * 4);
      padding-block: calc(var(--p-space) * 1.5);
    }
    .sums dt {
      font-size: 1em;
    }
    .sums dd {
      margin-inline-start: auto;
      font-family: var(--p-font-family-figures);
      font-variant-numeric: tabular-nums;
      text-align: end;
    }
    .sums .overdue dd {
      color: var(--p-color-danger);
    }
    .sums .total {
      margin-block: var(--p-space);
      border-block: var(--p-border-width) solid var(--p-color-border);
    }
    .sums .total * {
      color: var(--p-color-text);
      font-weight: var(--p-font-weight-strong);
    }
    /* Grey is not due, and red the redder the later: what a brand is coloured like says nothing here. */
    .current {
      --part: var(--p-color-border-strong);
    }
    .days_1_30 {
      --part: color-mix(in oklab, var(--p-color-danger) 40%, var(--p-color-background));
    }
    .days_31_60 {
      --part: color-mix(in oklab, var(--p-color-danger) 60%, var(--p-color-background));
    }
    .days_61_90 {
      --part: color-mix(in oklab, var(--p-color-danger) 80%, var(--p-color-background));
    }
    .over_90 {
      --part: var(--p-color-danger);
    }
    .ring circle:is(.current, .days_1_30, .days_31_60, .days_61_90, .over_90) {
      stroke: var(--part);
    }
    .sign rect {
      fill: var(--part);
    }
    .look {
      display: flex;
      flex-wrap: wrap;
      align-items: flex-end;
      gap: calc(var(--p-space) * 3);
      margin-block: calc(var(--p-space) * 2) calc(var(--p-space) * 4);
      padding-block-start: calc(var(--p-space) * 5);
      border-block-start: var(--p-border-width) solid var(--p-color-border);
    }
    .look .field {
      flex: 0 1 20em;
    }
    .look + .notice {
      margin-block-end: calc(var(--p-space) * 4);
    }
    .look .note {
      display: none;
    }
    .chips {
      display: flex;
      flex-wrap: wrap;
      gap: calc(var(--p-space) * 1.5);
      min-block-size: var(--p-control-height);
      align-items: center;
    }
    .chip {
      all: unset;
      box-sizing: border-box;
      display: inline-flex;
      align-items: center;
      gap: calc(var(--p-space) * 1.5);
      min-block-size: 28px;
      padding-inline: calc(var(--p-space) * 2.5);
      border: var(--p-border-width) solid var(--p-color-border);
      border-radius: var(--p-radius-badge);
      color: var(--p-color-muted);
      cursor: pointer;
    }
    .chip:hover {
      background: var(--p-color-hover);
      color: var(--p-color-text);
    }
    .chip[aria-pressed='true'] {
      border-color: var(--p-color-border-strong);
      background: var(--p-color-selected);
      color: var(--p-color-text);
      font-weight: var(--p-font-weight-medium);
    }
    .chip:focus-visible {
      outline: var(--p-focus-width) solid var(--p-color-focus);
      outline-offset: 2px;
    }
    .archive {
      margin-inline-start: auto;
    }
    .totals {
      justify-content: flex-start;
      gap: var(--p-space) calc(var(--p-space) * 6);
    }
    .totals strong {
      color: var(--p-color-text);
      font-weight: var(--p-font-weight-medium);
    }
    .pager + .totals,
    .scroll + .totals {
      margin-block-start: calc(var(--p-space) * 6);
    }
    .pick {
      inline-size: 16px;
      block-size: 16px;
      margin: 0 4px;
      vertical-align: -2px;
      cursor: pointer;
    }
    .table .button.quiet {
      margin: calc((1lh - 28px) / 2) calc(var(--p-space) * -2);
    }
    .table.large {
      font-size: 0.9286em;
    }
    .table.large :is(th, td) {
      padding-inline-end: calc(var(--p-space) * 2);
    }
    .second {
      display: block;
      overflow-wrap: anywhere;
    }
    .file {
      display: inline-flex;
      gap: calc(var(--p-space) * 3);
    }
    .table.large th .sort {
      display: flex;
    }
    .table.large :is(th, td).number {
      padding-inline-start: calc(var(--p-space) * 3);
    }
    small {
      color: var(--p-color-muted);
      font-size: 1em;
    }
    @container (max-width: 48em) {
      .sum {
        grid-template-columns: minmax(0, 1fr);
      }
    }
    @container (max-width: 64em) {
      .table.large {
        font-size: 1em;
      }
      .table.large > tbody > tr > td:has(> .pick) {
        flex: none;
        order: -5;
      }
      .table.large > tbody > tr > td:has(> .file) {
        flex: none;
        order: 2;
        margin-inline-end: calc(var(--p-space) * 2);
      }
      .table.large > tbody > tr > td:has(> .pick)::before,
      .table.large > tbody > tr > td:has(> .file)::before {
        content: none;
      }
      .table.large > tbody > tr > td:has(> .file):not(:has(.button)) {
        display: none;
      }
    }
    @container (max-width: 32em) {
      .table.large > thead .short {
        display: none;
      }
      .table.large th .sort {
        display: inline-flex;
      }
      .look .field {
        flex-basis: 100%;
      }
      .facts {
        grid-template-columns: repeat(auto-fill, minmax(min(max(7em, 34%), 100%), 1fr));
      }
      .facts .broad {
        grid-column: 1 / -1;
      }
      .exports {
        flex-basis: 100%;
      }
      .exports .button {
        flex: 1 1 auto;
        padding-inline: var(--p-space);
      }
    }
  `,
];
