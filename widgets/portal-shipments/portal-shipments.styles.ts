import { css } from 'lit';

export const shipmentsStyles = css`
  :host {
    min-block-size: 41em;
  }
  .counts {
    display: grid;
    grid-template-columns: repeat(4, 1fr);
    gap: calc(var(--p-space) * 3);
    margin-block-end: calc(var(--p-space) * 5);
  }
  .count {
    all: unset;
    display: flex;
    flex-direction: column;
    padding: calc(var(--p-space) * 3) calc(var(--p-space) * 4);
    border: var(--p-border-width) solid var(--p-color-border);
    border-radius: var(--p-radius-medium);
    cursor: pointer;
  }
  .count strong {
    font-size: 1.5715em;
    line-height: 1.2;
  }
  .count span {
    color: var(--p-color-muted);
    font-size: 0.9286em;
  }
  .count:hover {
    border-color: var(--p-color-primary);
  }
  .count[aria-pressed='true'] {
    border-color: var(--p-color-primary);
    box-shadow: inset 0 0 0 1px var(--p-color-primary);
  }
  .count.pressing strong {
    color: var(--p-color-warning);
  }
  .count:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: 1px;
  }
  .stacked {
    display: inline-flex;
    flex-direction: column;
    align-items: flex-start;
  }
  .operation {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--p-space) * 1.5);
    white-space: nowrap;
  }
  .hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .later {
    color: var(--p-color-warning);
  }
  .record-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 1) calc(var(--p-space) * 4);
    margin-block: calc(var(--p-space) * 3) calc(var(--p-space) * 5);
  }
  .record-head .record-title {
    margin: 0;
  }
  .step-date {
    display: block;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--p-space) * 8);
  }
  .main,
  .parts {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 5);
    min-inline-size: 0;
  }
  .box-filter {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: calc(var(--p-space) * 3);
    margin-block-end: calc(var(--p-space) * 4);
  }
  .aside-acts {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--p-space) * 2);
    margin-block-end: calc(var(--p-space) * 6);
  }
  .aside .subtitle:not(:first-child) {
    margin-block-start: calc(var(--p-space) * 6);
  }
  .aside .subtitle {
    margin-block-end: calc(var(--p-space) * 3);
  }
  .aside > .facts + .no-print {
    margin-block-start: calc(var(--p-space) * 6);
  }
  .aside .fact {
    flex-basis: 100%;
  }
  .boxes,
  .way,
  .way ul,
  .history {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .box {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 3);
    padding-block: calc(var(--p-space) * 4);
    border-block-end: var(--p-border-width) solid var(--p-color-border);
  }
  .box:first-child {
    padding-block-start: 0;
  }
  .box h3,
  .stop h3 {
    margin: 0;
    font-size: 1em;
    font-weight: var(--p-font-weight-strong);
  }
  .stop h3 {
    padding-block: calc(var(--p-space) * 2);
  }
  .point {
    position: relative;
    display: grid;
    grid-template-columns: 16px minmax(0, 1fr) auto;
    gap: calc(var(--p-space) * 3);
    padding-block: calc(var(--p-space) * 1.5);
  }
  .point small {
    display: block;
    overflow-wrap: anywhere;
  }
  .what strong {
    font-weight: var(--p-font-weight-medium);
  }
  .when {
    text-align: end;
  }
  .when .figures small {
    display: inline;
  }
  .mark {
    box-sizing: border-box;
    inline-size: 12px;
    block-size: 12px;
    margin: 4px 2px;
    border: 2px solid var(--p-color-primary);
    border-radius: 50%;
  }
  .point:not(:last-child)::before {
    content: '';
    position: absolute;
    inset-block: calc(20px + var(--p-space) * 1.5) calc(var(--p-space) * -1.5);
    inset-inline-start: 7px;
    inline-size: 2px;
    background: var(--p-color-border);
  }
  .point.actual .mark {
    background: var(--p-color-primary);
  }
  .point.planned .mark {
    border-style: dashed;
  }
  .point.omitted,
  .point.gone {
    color: var(--p-color-muted);
  }
  .point.omitted .mark,
  .point.gone .mark {
    border-color: var(--p-color-border);
  }
  .point.gone strong,
  .point.omitted strong {
    text-decoration: line-through;
  }
  .point.hold .mark {
    inline-size: 16px;
    block-size: 16px;
    margin: 2px 0;
    border: 0;
    color: var(--p-color-danger);
  }
  .switch {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--p-space) * 2);
    min-block-size: 24px;
    margin-block-end: calc(var(--p-space) * 3);
    cursor: pointer;
  }
  .switch input {
    inline-size: 16px;
    block-size: 16px;
    margin: 0;
  }
  .clock {
    padding: calc(var(--p-space) * 3);
    border-radius: var(--p-radius-medium);
    background: var(--p-color-surface);
  }
  .clock-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--p-space) calc(var(--p-space) * 2);
    margin: 0;
  }
  .clock-head > span:first-of-type {
    flex: 1 1 10em;
  }
  .clock-head > .figures {
    margin-inline-start: auto;
    font-weight: var(--p-font-weight-strong);
  }
  .clock.warning .icon {
    color: var(--p-color-warning);
  }
  .clock.danger .icon {
    color: var(--p-color-danger);
  }
  .clock summary {
    margin-block-start: calc(var(--p-space) * 2);
  }
  .clock details ul {
    margin: var(--p-space) 0 0;
  }
  .days {
    display: block;
    inline-size: 100%;
    block-size: 6px;
    margin-block-start: calc(var(--p-space) * 2);
    border-radius: 3px;
  }
  .granted {
    fill: var(--p-color-border);
  }
  .used {
    fill: var(--p-color-primary);
  }
  .days .charged {
    fill: var(--p-color-danger);
  }
  @container (min-width: 60em) {
    .columns {
      grid-template-columns: minmax(0, 1fr) 18em;
    }
  }
  @container (max-width: 60em) {
    .aside.folded {
      display: none;
    }
  }
  @container (max-width: 40em) {
    .counts {
      grid-template-columns: 1fr 1fr;
    }
    .step-date {
      display: none;
    }
  }
  @container (max-width: 30em) {
    .point {
      grid-template-columns: 16px minmax(0, 1fr);
      row-gap: 0;
    }
    .when {
      grid-column: 2;
      text-align: start;
    }
  }
`;
