import { css } from 'lit';

export const homeStyles = css`
  :host {
    min-block-size: 40em;
  }
  .header {
    margin-block-end: 0;
  }
  .customer,
  .card p,
  .person p,
  .name,
  .label {
    margin: 0;
  }
  .customer {
    display: flex;
    flex-wrap: wrap;
    gap: 0 calc(var(--p-space) * 3);
    padding-block-start: var(--p-space);
    overflow-wrap: anywhere;
  }
  .number {
    color: var(--p-color-muted);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .rich {
    padding-block-start: calc(var(--p-space) * 3);
    overflow-wrap: anywhere;
  }
  .rich > * {
    margin-block: 0 calc(var(--p-space) * 2);
  }
  .welcome {
    flex: 1;
  }
  .cards {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: calc(var(--p-space) * 4);
    margin: calc(var(--p-space) * 6) 0 0;
    padding: 0;
    list-style: none;
  }
  .cards.of-1 {
    grid-template-columns: minmax(0, 30em);
  }
  .cards.of-2 {
    grid-template-columns: repeat(2, minmax(0, 1fr));
  }
  .cards.of-4 {
    grid-template-columns: repeat(4, minmax(0, 1fr));
  }
  .card {
    position: relative;
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 2);
    min-inline-size: 0;
    padding: calc(var(--p-space) * 5);
    border: var(--p-border-width) solid var(--p-color-border);
    border-radius: var(--p-radius-large);
  }
  .card:has(.go):hover {
    border-color: var(--p-color-border-strong);
    background: var(--p-color-hover);
  }
  .name {
    display: flex;
    gap: calc(var(--p-space) * 2.5);
    color: var(--p-color-link);
    font-size: 1.0715em;
    font-weight: var(--p-font-weight-strong);
    line-height: 1.4;
  }
  .name .icon {
    margin-block-start: 0.13em;
  }
  .go {
    all: unset;
    color: var(--p-color-text);
    cursor: pointer;
    overflow-wrap: anywhere;
  }
  .go::after {
    content: '';
    position: absolute;
    inset: calc(var(--p-border-width) * -1);
    border-radius: var(--p-radius-large);
  }
  .go:focus-visible::after {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: 2px;
  }
  /* Above the press of the whole card. */
  .asked {
    all: unset;
    position: relative;
    z-index: 1;
    display: inline-block;
    min-block-size: 24px;
    color: var(--p-color-link);
    font-weight: var(--p-font-weight-strong);
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 0.2em;
    cursor: pointer;
    overflow-wrap: anywhere;
  }
  .asked:hover {
    text-decoration-thickness: 2px;
  }
  .asked:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: 2px;
  }
  .about {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: var(--p-space);
  }
  .text {
    flex: 1;
    color: var(--p-color-muted);
  }
  .text:not(:last-child) {
    padding-block-end: calc(var(--p-space) * 3);
  }
  .figure {
    font-variant-numeric: tabular-nums;
    font-weight: var(--p-font-weight-strong);
  }
  .figure::first-letter {
    text-transform: uppercase;
  }
  .lines {
    margin: 0;
    padding: 0;
    list-style: none;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  .as-of {
    color: var(--p-color-muted);
    font-size: 0.8572em;
  }
  .people {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--p-space) * 6) calc(var(--p-space) * 14);
    margin-block-start: calc(var(--p-space) * 8);
  }
  .person {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 0.5);
    min-inline-size: min(14em, 100%);
    max-inline-size: 100%;
    overflow-wrap: anywhere;
  }
  .label,
  .role {
    color: var(--p-color-muted);
    font-size: 0.9286em;
    font-weight: var(--p-font-weight);
  }
  .label {
    margin-block-end: calc(var(--p-space) * 0.5);
  }
  .who {
    font-weight: var(--p-font-weight-strong);
  }
  .way {
    display: flex;
    align-items: center;
    gap: calc(var(--p-space) * 2);
    min-block-size: 24px;
  }
  .way .icon {
    color: var(--p-color-muted);
  }
  .way a {
    color: var(--p-color-link);
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 0.2em;
  }
  .way a:hover {
    text-decoration-thickness: 2px;
  }
  @container (max-width: 64em) {
    .cards.of-4 {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
  @container (max-width: 44em) {
    .cards[class] {
      grid-template-columns: minmax(0, 1fr);
      gap: calc(var(--p-space) * 3);
    }
    .card {
      padding: calc(var(--p-space) * 4);
    }
    .people {
      flex-direction: column;
    }
  }
  @media (forced-colors: active) {
    .card:has(.go):hover {
      border-color: Highlight;
    }
  }
`;
