import { css } from 'lit';

export const auditStyles = css`
  :host {
    min-block-size: 41em;
  }
  .table .heading {
    font-weight: var(--p-font-weight-medium);
  }
  .filter .field {
    flex-basis: 11em;
  }
  .table td.wide {
    overflow-wrap: anywhere;
  }
  @container (max-width: 30em) {
    .find > .field {
      grid-column: 1 / -1;
    }
  }
`;
