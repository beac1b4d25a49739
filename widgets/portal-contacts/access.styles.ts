import { css } from 'lit';

export const accessStyles = css`
  .access {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--p-space) * 6);
  }
  .access-top {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 12em), 1fr));
    gap: calc(var(--p-space) * 3) calc(var(--p-space) * 4);
    margin-block-end: calc(var(--p-space) * 4);
  }
  .area {
    padding-block: calc(var(--p-space) * 3);
    border-block-start: var(--p-border-width) solid var(--p-color-border);
  }
  .area-head {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    justify-content: space-between;
    gap: calc(var(--p-space) * 2) calc(var(--p-space) * 4);
  }
  .area-head > div:first-child {
    flex: 1 1 14em;
    min-inline-size: 0;
  }
  .area h3 {
    margin: 0;
    font-size: 1em;
    font-weight: var(--p-font-weight-strong);
  }
  .area p {
    margin: 0;
    color: var(--p-color-muted);
  }
  .steps {
    display: inline-flex;
    flex: none;
    border: var(--p-border-width) solid var(--p-color-border-strong);
    border-radius: var(--p-radius-medium);
    overflow: clip;
  }
  .step {
    position: relative;
    cursor: pointer;
  }
  .step + .step {
    border-inline-start: var(--p-border-width) solid var(--p-color-border-strong);
  }
  .step input {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .step span {
    display: block;
    padding: var(--p-space) calc(var(--p-space) * 3);
  }
  .step:hover span {
    background: var(--p-color-hover);
  }
  .step input:checked + span {
    background: var(--p-color-primary);
    color: var(--p-color-on-primary);
    font-weight: var(--p-font-weight-medium);
  }
  .step input:focus-visible + span {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: calc(var(--p-focus-width) * -1);
  }
  .step input:disabled,
  .step input:disabled + span {
    cursor: default;
    opacity: 0.6;
  }
  .step input:disabled {
    opacity: 0;
  }
  .area-more summary {
    font-size: 0.9286em;
  }
  .area-rights {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 4);
    padding-block: calc(var(--p-space) * 2) var(--p-space);
  }
  .area-rights small .icon {
    font-size: 0.9em;
  }
  .access-bar {
    position: sticky;
    z-index: 1;
    inset-block-end: 0;
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 3);
    min-inline-size: 0;
    padding-block: calc(var(--p-space) * 3);
    border-block-start: var(--p-border-width) solid var(--p-color-border);
    background: var(--p-color-background);
  }
  .difference {
    margin: 0;
    font-weight: var(--p-font-weight-medium);
  }
  .mirror {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 2);
  }
  .mirror.stale .mirror-glass {
    color: var(--p-color-muted);
    filter: grayscale(1);
  }
  .mirror p {
    margin: 0;
  }
  .mirror-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 2);
    color: var(--p-color-muted);
  }
  .mirror-glass > * {
    min-block-size: 0;
  }
  .mirror-glass {
    box-sizing: border-box;
    padding: calc(var(--p-space) * 4);
    border: 2px dashed var(--p-color-border-strong);
    border-radius: var(--p-radius-large);
  }
  @container (width > 58em) {
    .access {
      grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr);
      grid-template-rows: auto 1fr;
      row-gap: calc(var(--p-space) * 3);
    }
    .access-form {
      grid-row: span 2;
    }
    .access-bar {
      inset-block: 0 auto;
      padding-block-start: 0;
      border: 0;
    }
  }
  @media (forced-colors: active) {
    .step input:checked + span {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
  }
`;
