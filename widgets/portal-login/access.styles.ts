import { css } from 'lit';

export const accessStyles = css`
  .text {
    margin: 0;
    color: var(--p-color-muted);
    overflow-wrap: anywhere;
  }
  .text + .form {
    margin-block-start: calc(var(--p-space) * 4);
  }
  .text.small {
    margin-block-start: calc(var(--p-space) * 4);
    font-size: 0.9286em;
  }
  .notice .more {
    display: block;
    margin-block-start: var(--p-space);
    color: var(--p-color-text);
  }
`;
