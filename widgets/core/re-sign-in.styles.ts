import { css } from 'lit';

/** It lies over an element, whose tokens reach it; nothing of the element's box does. */
export const reSignInStyles = css`
  :host,
  .root {
    display: contents;
  }
  .ending {
    box-sizing: border-box;
    position: fixed;
    inset: auto calc(var(--p-space) * 4) calc(var(--p-space) * 4) auto;
    inline-size: min(26em, calc(100vw - 2em));
    margin: 0;
    padding: calc(var(--p-space) * 2);
    border: var(--p-border-width) solid var(--p-color-border);
    border-radius: var(--p-radius-large);
    background: var(--p-color-background);
    color: var(--p-color-text);
    box-shadow: 0 4px 16px color-mix(in srgb, var(--p-color-backdrop) 40%, transparent);
  }
  .ending .actions {
    padding: calc(var(--p-space) * 2) var(--p-space) 0;
  }
  .figures {
    font-variant-numeric: tabular-nums;
  }
`;
