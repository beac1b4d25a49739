import { css } from 'lit';

export const pasteStyles = css`
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--p-space) * 2);
    margin-block: calc(var(--p-space) * 3);
  }
  .chip {
    all: unset;
    box-sizing: border-box;
    min-block-size: 28px;
    padding: var(--p-space) calc(var(--p-space) * 3);
    border: var(--p-border-width) solid var(--p-color-border-strong);
    border-radius: 99px;
    cursor: pointer;
  }
  .chip[aria-pressed='true'] {
    background: var(--p-color-hover);
    font-weight: var(--p-font-weight-strong);
  }
  .chip:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: 2px;
  }
`;
