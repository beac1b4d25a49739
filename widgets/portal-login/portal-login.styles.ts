import { css } from 'lit';

export const loginStyles = css`
  :host {
    contain-intrinsic-inline-size: min(26em, 85vw);
    max-inline-size: min(26em, 100%);
  }
  /* 23em of the element's own size: what the loader keeps free. */
  .root {
    min-block-size: calc(23em / 0.875);
  }
  /* What the loader knows of the page before may be less, and then the grey bars take no more than that. */
  @supports selector(:state(loading)) {
    :host(:state(loading)) {
      min-block-size: 23em;
    }
    .root[aria-busy] {
      contain: size;
      min-block-size: inherit;
      overflow: clip;
    }
  }
  /* Who is signed in takes less: what is kept below lies outside of the card, on the page's own ground. */
  :host {
    background: none;
  }
  .root:not(:has(.card)),
  .card {
    border-radius: var(--p-radius-large);
    background: var(--p-color-background);
  }
  .card {
    margin: calc(-1 * var(--p-inset));
    padding: var(--p-inset);
  }
  .root:has(.compact) {
    min-block-size: 0;
  }
  @container (max-width: 22em) {
    .card {
      margin: calc(-1 * min(var(--p-inset), 16px));
      padding: min(var(--p-inset), 16px);
    }
  }
  .logo {
    max-inline-size: 100%;
    max-block-size: 3.5em;
    margin-block-end: calc(var(--p-space) * 3);
    object-fit: contain;
    object-position: left;
  }
  .form > .button {
    margin-block-start: calc(var(--p-space) * 1);
  }
  .form > .button.quiet {
    align-self: center;
    margin-block-start: calc(var(--p-space) * -1);
  }
  .session {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    gap: calc(var(--p-space) * 3);
  }
  .face {
    display: grid;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    border-radius: 50%;
    background: var(--p-color-selected);
    color: var(--p-color-text);
    font-size: 1.15em;
  }
  .who {
    flex: 1 1 10em;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .who p {
    margin: 0;
  }
  .person {
    font-weight: var(--p-font-weight-strong);
  }
  .customer {
    color: var(--p-color-muted);
    font-size: 0.9286em;
  }
  .who .field {
    margin-block-start: calc(var(--p-space) * 2);
  }
  .session + .notice {
    margin-block-start: calc(var(--p-space) * 4);
  }
`;
