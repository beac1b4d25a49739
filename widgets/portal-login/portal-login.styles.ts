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
  .root:has(.session.compact) {
    min-block-size: 0;
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
