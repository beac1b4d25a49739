import { css } from 'lit';

export const loginStyles = css`
  :host {
    max-inline-size: 26em;
  }
  /* 20em of the element's own size: what the loader keeps free. */
  .root {
    min-block-size: calc(20em / 0.875);
  }
  .root:has(.session.compact) {
    min-block-size: 0;
  }
  .form {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 4);
  }
  .form > .button {
    margin-block-start: calc(var(--p-space) * 1);
  }
  .password {
    position: relative;
    display: block;
  }
  .password .input {
    padding-inline-end: calc(var(--p-control-height) + var(--p-space));
  }
  .reveal {
    all: unset;
    position: absolute;
    inset-block: 0;
    inset-inline-end: 0;
    display: grid;
    place-items: center;
    inline-size: var(--p-control-height);
    border-radius: var(--p-radius-medium);
    color: var(--p-color-muted);
    cursor: pointer;
  }
  .reveal:hover {
    color: var(--p-color-text);
  }
  .reveal:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: -3px;
  }
  .input::-ms-reveal {
    display: none;
  }
  .session {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
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
    flex: 1 1 12em;
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
  .session + .notice {
    margin-block-start: calc(var(--p-space) * 4);
  }
`;
