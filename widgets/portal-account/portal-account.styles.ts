import { css } from 'lit';

export const accountStyles = css`
  :host {
    min-block-size: 52em;
  }
  .section {
    display: grid;
    grid-template-columns: minmax(10em, 15em) minmax(0, 1fr);
    gap: calc(var(--p-space) * 4) calc(var(--p-space) * 10);
    padding-block: calc(var(--p-space) * 6);
    border-block-start: var(--p-border-width) solid var(--p-color-border);
  }
  .section:last-of-type {
    padding-block-end: 0;
  }
  .subtitle,
  .about,
  .sessions p,
  .question p {
    margin: 0;
  }
  .subtitle {
    border-radius: var(--p-radius-small);
    font-size: 1em;
    font-weight: var(--p-font-weight-strong);
  }
  .about {
    margin-block-start: var(--p-space);
    color: var(--p-color-muted);
    font-size: 0.9286em;
  }
  .content {
    display: flex;
    flex-direction: column;
    align-items: stretch;
    gap: calc(var(--p-space) * 5);
    max-inline-size: 40em;
    min-inline-size: 0;
  }
  .content > .button {
    align-self: flex-start;
  }
  .content.narrow {
    max-inline-size: 26em;
  }
  .facts,
  .pair {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: calc(var(--p-space) * 4) calc(var(--p-space) * 5);
    margin: 0;
  }
  .fact {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .fact.broad {
    grid-column: 1 / -1;
  }
  .fact dt,
  .fact .hint {
    color: var(--p-color-muted);
    font-size: 0.9286em;
  }
  .fact dt {
    font-weight: var(--p-font-weight-medium);
  }
  .fact dd {
    margin: 0;
  }
  .sessions {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .session {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 2) calc(var(--p-space) * 3);
    padding-block: calc(var(--p-space) * 3);
    border-block-end: var(--p-border-width) solid var(--p-color-border);
  }
  .session:first-child {
    padding-block-start: 0;
  }
  .device {
    align-self: flex-start;
    color: var(--p-color-muted);
    font-size: 1.15em;
  }
  .where {
    flex: 1 1 9em;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .browser {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--p-space) calc(var(--p-space) * 2);
    font-weight: var(--p-font-weight-medium);
  }
  .seen {
    display: flex;
    flex-wrap: wrap;
    column-gap: calc(var(--p-space) * 3);
    color: var(--p-color-muted);
    font-size: 0.9286em;
  }
  .question {
    display: flex;
    flex-direction: column;
    flex: 1 0 100%;
    gap: calc(var(--p-space) * 3);
    box-sizing: border-box;
    padding: calc(var(--p-space) * 3);
    border-radius: var(--p-radius-medium);
    background: var(--p-color-surface);
    border: var(--p-border-width) solid var(--p-color-border);
  }
  .panel:focus {
    outline: none;
  }
  @container (max-width: 46em) {
    .section {
      grid-template-columns: minmax(0, 1fr);
    }
    .content,
    .content.narrow {
      max-inline-size: none;
    }
  }
  @container (max-width: 30em) {
    .facts,
    .pair {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
