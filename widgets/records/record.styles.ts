import { css } from 'lit';

/** One record: its title, what is known of it, and the tables of what belongs to it. */
export const recordStyles = css`
  .record-title {
    margin-block: calc(var(--p-space) * 3) calc(var(--p-space) * 5);
    border-radius: var(--p-radius-small);
  }
  .root > .button.quiet:first-child {
    margin-inline-start: calc(var(--p-space) * -2);
  }
  .record {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 6);
    transition: filter var(--p-duration);
  }
  .record.stale {
    color: var(--p-color-muted);
    filter: grayscale(1);
  }
  .record > .scroll,
  .record > .subtitle + * {
    margin-block-start: calc(var(--p-space) * -3);
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--p-space) * 4) calc(var(--p-space) * 6);
    margin: 0;
  }
  .fact,
  .facts > .bone {
    flex: 1 1 8em;
    overflow-wrap: anywhere;
  }
  .fact.broad {
    flex: 3 1 18em;
  }
  .fact dt {
    color: var(--p-color-muted);
    font-family: var(--p-font-family);
    font-size: 0.9286em;
  }
  .fact dd {
    margin: 0;
    font-weight: var(--p-font-weight-medium);
  }
  .subtitle {
    margin: 0;
    font-size: 1.1429em;
    font-weight: var(--p-font-weight-strong);
  }
  .quiet-text {
    margin: 0;
    padding-block: calc(var(--p-space) * 6);
    color: var(--p-color-muted);
  }
  small {
    color: var(--p-color-muted);
    font-size: 0.8572em;
  }
  @container (max-width: 30em) {
    .fact {
      flex-basis: 40%;
    }
  }
  @container (max-width: 14em) {
    .fact:is(.fact) {
      flex-basis: 100%;
    }
  }
`;
