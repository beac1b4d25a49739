import { css } from 'lit';

export const calendarStyles = css`
  .calendar {
    box-sizing: border-box;
    position: fixed;
    margin: 0;
    padding: calc(var(--p-space) * 3);
    max-inline-size: calc(100vw - 16px);
    border: var(--p-border-width) solid var(--p-color-border);
    border-radius: var(--p-radius-large);
    background: var(--p-color-background);
    color: var(--p-color-text);
    box-shadow: 0 4px 16px color-mix(in srgb, var(--p-color-backdrop) 40%, transparent);
  }
  .calendar::backdrop {
    background: transparent;
  }
  .months {
    display: flex;
    align-items: center;
    gap: var(--p-space);
    margin-block-end: calc(var(--p-space) * 2);
  }
  .month {
    flex: 1;
    font-weight: var(--p-font-weight-strong);
    text-align: center;
  }
  .month::first-letter {
    text-transform: uppercase;
  }
  .turn,
  .one {
    all: unset;
    box-sizing: border-box;
    display: grid;
    place-items: center;
    min-inline-size: 2.3em;
    min-block-size: 2.3em;
    border-radius: var(--p-radius-medium);
    cursor: pointer;
  }
  .turn {
    grid-auto-flow: column;
    color: var(--p-color-muted);
  }
  .turn .icon + .icon {
    margin-inline-start: -0.65em;
  }
  .turn.back .icon {
    rotate: 90deg;
  }
  .turn.on .icon {
    rotate: -90deg;
  }
  .turn:hover,
  .one:hover {
    background: var(--p-color-surface);
    color: var(--p-color-text);
  }
  .turn:focus-visible,
  .one:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: -1px;
  }
  .days {
    border-collapse: collapse;
    inline-size: 100%;
  }
  .days th,
  .days td {
    padding: 0;
    text-align: center;
    font-variant-numeric: tabular-nums;
  }
  .days th {
    padding-block: var(--p-space);
    color: var(--p-color-muted);
    font-size: 0.8572em;
    font-weight: var(--p-font-weight-medium);
  }
  .one {
    inline-size: 100%;
  }
  .one[aria-current] {
    font-weight: var(--p-font-weight-strong);
    text-decoration: underline;
  }
  [aria-selected='true'] .one {
    background: var(--p-color-primary);
    color: var(--p-color-on-primary);
  }
  .one[aria-disabled] {
    color: var(--p-color-muted);
    opacity: 0.5;
    cursor: default;
  }
  @media (forced-colors: active) {
    [aria-selected='true'] .one {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
    .one[aria-disabled] {
      color: GrayText;
      opacity: 1;
    }
  }
`;
