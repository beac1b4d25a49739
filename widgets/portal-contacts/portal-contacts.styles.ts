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
  .pick {
    inline-size: 1.15em;
    block-size: 1.15em;
    margin: 0;
    accent-color: var(--p-color-primary);
    vertical-align: -0.2em;
  }
  @container (max-width: 40em) {
    .table.small > tbody > tr > td:has(> .pick) {
      order: -5;
      & ~ .heading {
        flex-basis: 60%;
      }
    }
  }
  @container (max-width: 30em) {
    .find > .field {
      grid-column: 1 / -1;
    }
  }
`;
