import { css } from 'lit';

export const contactsStyles = css`
  :host {
    min-block-size: 41em;
  }
  .table .heading {
    font-weight: var(--p-font-weight-medium);
  }
  .table .heading small {
    display: block;
    font-weight: var(--p-font-weight);
  }
  @container (max-width: 30em) {
    .find > .field {
      grid-column: 1 / -1;
    }
  }
`;
