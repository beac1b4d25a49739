import { css } from 'lit';

export const statementStyles = css`
  :host {
    min-block-size: 41em;
  }
  .filter > .button {
    flex: none;
    margin-block-start: calc(0.9286em * var(--p-line-height) + var(--p-space));
  }
  .tabs {
    margin-block: calc(var(--p-space) * 4);
  }
  .header + .tabs {
    margin-block-start: 0;
  }
  #panel .filter .field {
    flex: 0 1 22em;
  }
  #panel .filter .field:has(.day) {
    flex-basis: 11em;
  }
  .only {
    display: flex;
    align-items: center;
    min-block-size: var(--p-control-height);
    overflow-wrap: anywhere;
  }
  .history {
    margin-block-start: calc(var(--p-space) * 3);
    color: var(--p-color-muted);
  }
  .results > .notice {
    margin-block-end: calc(var(--p-space) * 4);
  }
  @container (max-width: 30em) {
    .tabs {
      flex-wrap: wrap;
      gap: 0 calc(var(--p-space) * 3);
      font-size: 0.9286em;
    }
    .filter > .field:first-child,
    .filter > .field:nth-child(2):nth-last-child(2) {
      grid-column: 1 / -1;
    }
    .filter > .button {
      grid-column: 1 / -1;
      margin-block-start: var(--p-space);
    }
  }
`;
