import { css } from 'lit';
import { qrStyles } from '../kit/qr.ts';

export const factorStyles = css`
  ${qrStyles}
  .factor {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: calc(var(--p-space) * 4);
  }
  .factor > .form,
  .factor > .field,
  .factor > .notice {
    align-self: stretch;
  }
  .factor p {
    margin: 0;
  }
  .factor .muted {
    color: var(--p-color-muted);
  }
  .secret {
    font-family: ui-monospace, monospace;
    overflow-wrap: anywhere;
    user-select: all;
  }
  .codes {
    display: grid;
    grid-template-columns: repeat(2, max-content);
    gap: calc(var(--p-space) * 1) calc(var(--p-space) * 6);
    margin: 0;
    padding: calc(var(--p-space) * 3) calc(var(--p-space) * 4);
    border: var(--p-border-width) solid var(--p-color-border);
    border-radius: var(--p-radius-small);
    font-family: ui-monospace, monospace;
    list-style: none;
    user-select: all;
  }
  .factors {
    align-self: stretch;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .factors li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 2) calc(var(--p-space) * 3);
    padding-block: calc(var(--p-space) * 3);
    border-block-end: var(--p-border-width) solid var(--p-color-border);
  }
  .factors .name {
    flex: 1 1 9em;
    min-inline-size: 0;
    font-weight: var(--p-font-weight-medium);
    overflow-wrap: anywhere;
  }
  .factors small {
    display: block;
    color: var(--p-color-muted);
    font-size: 0.9286em;
    font-weight: var(--p-font-weight);
  }
  .factor .actions {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--p-space) * 2) calc(var(--p-space) * 3);
  }
`;
