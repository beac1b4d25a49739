import { css } from 'lit';

export const serviceStyles = css`
  :host {
    min-block-size: 41em;
  }
  :host([inner]) {
    min-block-size: 26em;
  }
  :host([inner]) .root {
    padding: 0;
  }
  a {
    color: var(--p-color-link);
  }
  .asks-new {
    display: none;
  }
  .identity {
    display: flex;
    gap: calc(var(--p-space) * 2);
    align-items: baseline;
  }
  .identity small,
  .record-title small {
    display: block;
    font-weight: var(--p-font-weight);
  }
  .unread-dot {
    display: inline-block;
    inline-size: 0.55em;
    block-size: 0.55em;
    border-radius: 50%;
    background: var(--p-color-primary);
  }
  .promise {
    margin: 0;
  }
  .promise.late {
    color: var(--p-color-danger);
    font-weight: var(--p-font-weight-medium);
  }
  .request {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(15em, 19em);
    grid-template-areas: 'thread standing' 'thread about';
    grid-template-rows: auto 1fr;
    gap: calc(var(--p-space) * 5) calc(var(--p-space) * 8);
    align-items: start;
  }
  .standing,
  .state,
  .about {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 3);
    align-items: flex-start;
    min-inline-size: 0;
  }
  .standing {
    grid-area: standing;
  }
  .standing > :not(.state, .actions) {
    inline-size: 100%;
  }
  .thread {
    grid-area: thread;
    min-inline-size: 0;
  }
  .about {
    grid-area: about;
  }
  .about .facts {
    flex-direction: column;
    gap: calc(var(--p-space) * 3);
  }
  .about .fact {
    flex: none;
  }
  .history {
    inline-size: 100%;
  }
  .history ol {
    display: grid;
    gap: calc(var(--p-space) * 2);
    margin: calc(var(--p-space) * 3) 0 0;
    padding: 0;
    list-style: none;
  }
  .history small {
    display: block;
  }
  .link {
    all: unset;
    color: var(--p-color-link);
    text-decoration: underline;
    cursor: pointer;
  }
  .link:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: 2px;
  }
  .rating fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--p-space) * 2) calc(var(--p-space) * 3);
    margin: 0 0 calc(var(--p-space) * 2);
    padding: 0;
    border: 0;
  }
  .rating small {
    align-self: center;
    color: var(--p-color-muted);
  }
  .rating legend {
    padding: 0;
    margin-block-end: var(--p-space);
    color: var(--p-color-muted);
    font-size: 0.9286em;
  }
  .rating label {
    display: inline-flex;
    align-items: center;
    gap: var(--p-space);
    min-block-size: 24px;
  }
  .rating {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: calc(var(--p-space) * 2);
  }
  .choices-large {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(14em, 100%), 1fr));
    gap: calc(var(--p-space) * 3);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .choice {
    all: unset;
    box-sizing: border-box;
    display: flex;
    align-items: center;
    gap: calc(var(--p-space) * 3);
    inline-size: 100%;
    min-block-size: 4.5em;
    padding: calc(var(--p-space) * 4);
    border: var(--p-border-width) solid var(--p-color-border-strong);
    border-radius: var(--p-radius-large);
    background: var(--p-color-field);
    font-weight: var(--p-font-weight-medium);
    cursor: pointer;
  }
  .choice:hover {
    background: var(--p-color-hover);
  }
  .choice:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: 2px;
  }
  .choice .icon {
    inline-size: 1.6em;
    block-size: 1.6em;
    color: var(--p-color-primary);
  }
  .ask {
    max-inline-size: 40em;
  }
  .ask .notice {
    margin: 0;
  }
  .alike {
    padding: calc(var(--p-space) * 3) calc(var(--p-space) * 4);
    border-radius: var(--p-radius-medium);
    background: var(--p-color-surface);
  }
  .alike p {
    margin: 0 0 calc(var(--p-space) * 2);
    font-weight: var(--p-font-weight-medium);
  }
  .alike ul,
  .sent-files {
    display: grid;
    gap: calc(var(--p-space) * 2);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .alike li,
  .sent-files li,
  .settled {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--p-space) * 2);
  }
  .settled {
    margin: 0;
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(14em, 100%), 1fr));
    gap: calc(var(--p-space) * 4);
  }
  .files-row {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: calc(var(--p-space) * 2);
  }
  .sent-files {
    inline-size: 100%;
  }
  .sent-files .refused small {
    color: var(--p-color-danger);
  }
  @container (max-width: 52em) {
    .request {
      grid-template-columns: minmax(0, 1fr);
      grid-template-areas: 'standing' 'thread' 'about';
      grid-template-rows: none;
    }
  }
  @container (max-width: 30em) {
    .state {
      position: sticky;
      inset-block-start: 0;
      z-index: 1;
      inline-size: 100%;
      padding-block: calc(var(--p-space) * 2);
      background: var(--p-color-background);
    }
    .standing {
      display: contents;
    }
    .request {
      display: flex;
      flex-direction: column;
      align-items: stretch;
    }
    .asks-wide {
      display: none;
    }
    .asks-new {
      display: flex;
    }
    .asks-new,
    .sends {
      position: sticky;
      inset-block-end: 0;
      z-index: 1;
      padding-block: calc(var(--p-space) * 3);
      background: var(--p-color-background);
    }
    .asks-new .button,
    .sends .primary {
      flex: 1 0 100%;
      inline-size: 100%;
    }
  }
`;
