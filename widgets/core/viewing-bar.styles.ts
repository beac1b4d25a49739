import { css } from 'lit';

/** It lies over an element, whose tokens reach it; nothing of the element's box does. */
export const viewingBarStyles = css`
  :host,
  .root {
    display: contents;
  }
  .viewing {
    box-sizing: border-box;
    position: fixed;
    inset: auto 0 0;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: calc(var(--p-space) * 2) calc(var(--p-space) * 5);
    inline-size: 100vw;
    max-inline-size: none;
    margin: 0;
    padding: calc(var(--p-space) * 2.5) calc(var(--p-space) * 4);
    border: 0;
    border-block-start: 3px solid var(--p-color-warning);
    background: var(--p-color-warning-surface);
    color: var(--p-color-warning);
    box-shadow: 0 -4px 16px color-mix(in srgb, var(--p-color-backdrop) 25%, transparent);
    overflow-wrap: anywhere;
  }
  .viewing p:not(.visually-hidden) {
    display: flex;
    flex-direction: column;
    margin: 0;
    min-inline-size: 0;
  }
  .viewing strong {
    font-weight: var(--p-font-weight-strong);
  }
  .figures {
    font-variant-numeric: tabular-nums;
  }
`;
