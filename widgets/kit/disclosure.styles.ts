import { css } from 'lit';

/** `<details>` whose `<summary>` begins with a `chevron`. */
export const disclosureStyles = css`
  summary {
    display: inline-flex;
    align-items: center;
    gap: var(--p-space);
    min-block-size: 24px;
    border-radius: var(--p-radius-small);
    color: var(--p-color-muted);
    cursor: pointer;
    list-style: none;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary:hover {
    color: var(--p-color-text);
  }
  summary .icon {
    transform: rotate(-90deg);
    transition: transform var(--p-duration);
  }
  [open] > summary .icon {
    transform: none;
  }
`;
