import { css } from 'lit';

export const ordersStyles = css`
  :host {
    min-block-size: 32em;
  }
  .badges {
    display: inline-flex;
    flex-wrap: wrap;
    gap: var(--p-space);
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
  .tab-panel {
    margin-block-start: calc(var(--p-space) * -4);
    border-radius: var(--p-radius-small);
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
`;
