import { css } from 'lit';

export const messagesStyles = css`
  :host {
    min-block-size: 41em;
  }
  :host([view='thread']) {
    min-block-size: 0;
  }
  :host([view='thread']) .root {
    padding: 0;
  }
  .desk {
    display: grid;
    grid-template-columns: minmax(16em, 22em) minmax(0, 1fr);
    border: var(--p-border-width) solid var(--p-color-border);
    border-radius: var(--p-radius-large);
    overflow: clip;
  }
  /* As high as what is kept free for it, however many conversations there are: nothing below moves as they come. */
  .desk:not(.opened) {
    block-size: 39em;
  }
  .desk:not(.opened) .threads {
    min-block-size: 0;
    max-block-size: none;
  }
  .list {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
    min-block-size: 0;
    border-inline-end: var(--p-border-width) solid var(--p-color-border);
  }
  .talk {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
    min-block-size: 34em;
  }
  .alone .talk {
    min-block-size: 0;
    border: var(--p-border-width) solid var(--p-color-border);
    border-radius: var(--p-radius-large);
  }
  .finder {
    display: grid;
    flex: none;
    gap: calc(var(--p-space) * 2);
    padding: calc(var(--p-space) * 3);
    border-block-end: var(--p-border-width) solid var(--p-color-border);
  }
  .finder .field {
    min-inline-size: 0;
    margin: 0;
  }
  .finder .input {
    box-sizing: border-box;
    inline-size: 100%;
  }
  .finder .note {
    display: none;
  }
  .threads {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .threads {
    flex: 1;
    max-block-size: 44em;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .threads li + li {
    border-block-start: var(--p-border-width) solid var(--p-color-border);
  }
  .thread-way {
    all: unset;
    box-sizing: border-box;
    cursor: pointer;
  }
  .thread-way {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 0.5);
    inline-size: 100%;
    padding: calc(var(--p-space) * 2.5) calc(var(--p-space) * 3);
  }
  .thread-way:hover {
    background: var(--p-color-hover);
  }
  .thread-way[aria-current] {
    background: var(--p-color-selected);
  }
  .thread-way:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: -2px;
  }
  .thread-head,
  .thread-subject {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: calc(var(--p-space) * 2);
  }
  .thread-head,
  .thread-line {
    color: var(--p-color-muted);
    font-size: 0.9286em;
  }
  .thread-head time {
    flex: none;
    font-variant-numeric: tabular-nums;
  }
  .thread-subject > :first-child,
  .thread-line {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .new .thread-subject {
    font-weight: var(--p-font-weight-strong);
  }
  .dot {
    flex: none;
    align-self: center;
    inline-size: 8px;
    block-size: 8px;
    border-radius: 50%;
    background: var(--p-color-primary);
  }
  .marks {
    display: flex;
    flex-wrap: wrap;
    gap: var(--p-space) calc(var(--p-space) * 2);
    margin-block-start: var(--p-space);
    font-size: 0.9286em;
  }
  .tag {
    display: inline-flex;
    align-items: center;
    gap: var(--p-space);
    color: var(--p-color-muted);
  }
  .list-more {
    display: flex;
    justify-content: space-between;
    padding: var(--p-space) calc(var(--p-space) * 2);
    border-block-start: var(--p-border-width) solid var(--p-color-border);
  }
  .back {
    display: none;
  }
  .alone.several .back {
    display: block;
    padding: calc(var(--p-space) * 2) calc(var(--p-space) * 2) 0;
  }
  .waiting {
    padding: calc(var(--p-space) * 4);
  }
  @container (max-width: 46em) {
    .desk {
      grid-template-columns: minmax(0, 1fr);
    }
    .list {
      border-inline-end: 0;
    }
    .desk.opened .list,
    .desk:not(.opened) .talk {
      display: none;
    }
    .desk .back {
      display: block;
      padding: calc(var(--p-space) * 2) calc(var(--p-space) * 2) 0;
    }
  }
  @media (forced-colors: active) {
    .dot {
      outline: 4px solid;
    }
  }
  @media print {
    .desk:not(.opened) {
      block-size: auto;
    }
    .threads {
      max-block-size: none;
      overflow: visible;
    }
  }
`;
