import { css } from 'lit';

/** A bar of filters, what it found below, and a line above that. */
export const filterStyles = css`
  .filter,
  .find {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    gap: calc(var(--p-space) * 3);
  }
  .filter .field {
    flex: 1 1 8.5em;
  }
  .find {
    flex: 2.6 1 27em;
    flex-wrap: nowrap;
  }
  .find > .button,
  .find > .bone {
    flex: 0 1 8em;
    margin-block-start: calc(0.9286em * var(--p-line-height) + var(--p-space));
  }
  .results {
    margin-block-start: calc(var(--p-space) * 5);
  }
  .meta {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--p-space) * 2);
    min-block-size: 28px;
    margin-block-end: calc(var(--p-space) * 2);
    color: var(--p-color-muted);
  }
  .meta .button {
    margin-inline: calc(var(--p-space) * -2);
    text-align: start;
  }
  .meta + .notice {
    margin-block-end: calc(var(--p-space) * 3);
  }
  @container (max-width: 30em) {
    .filter {
      display: grid;
      grid-template-columns: 1fr 1fr;
    }
    .find {
      display: contents;
    }
    .find > .button,
    .find > .bone {
      grid-column: 1 / -1;
      margin-block-start: var(--p-space);
    }
  }
`;
