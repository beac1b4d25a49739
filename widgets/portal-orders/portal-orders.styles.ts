import { css } from 'lit';

export const ordersStyles = css`
  :host {
    min-block-size: 32em;
  }
  .filter .field:has([type='date']) {
    flex-basis: 10em;
  }
  .destination {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow: hidden;
  }
  @media print {
    .destination {
      display: block;
    }
  }
  .record-title {
    margin-block: calc(var(--p-space) * 3) calc(var(--p-space) * 5);
    border-radius: var(--p-radius-small);
  }
  .root > .button.quiet:first-child {
    margin-inline-start: calc(var(--p-space) * -2);
  }
  .order {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 6);
    transition: opacity var(--p-duration);
  }
  .order.stale {
    opacity: 0.55;
  }
  .order > .scroll,
  .order > .subtitle + * {
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
    overflow-wrap: break-word;
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
  .tab-panel {
    margin-block-start: calc(var(--p-space) * -4);
    border-radius: var(--p-radius-small);
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
  .invoice {
    display: flex;
    gap: var(--p-space);
    align-items: flex-start;
  }
  .invoice-name {
    display: flex;
    flex-wrap: wrap;
    gap: var(--p-space) calc(var(--p-space) * 2);
  }
  .expander {
    all: unset;
    display: grid;
    place-items: center;
    inline-size: 24px;
    block-size: 24px;
    margin-block: calc((1lh - 24px) / 2);
    border-radius: var(--p-radius-small);
    color: var(--p-color-muted);
    cursor: pointer;
  }
  .expander:hover {
    background: var(--p-color-selected);
    color: var(--p-color-text);
  }
  .expander:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
  }
  .expander .icon {
    transform: rotate(-90deg);
    transition: transform var(--p-duration);
  }
  .expander.open .icon {
    transform: none;
  }
  .table td.inner {
    padding: calc(var(--p-space) * 1) 0 calc(var(--p-space) * 4) calc(24px + var(--p-space));
  }
  @container (max-width: 54em) {
    .table td.inner {
      padding: 0 0 0 calc(var(--p-space) * 4);
    }
  }
  @container (max-width: 30em) {
    .fact {
      flex-basis: 40%;
    }
  }
`;
