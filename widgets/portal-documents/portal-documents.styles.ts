import { css } from 'lit';

export const documentsStyles = css`
  :host {
    min-block-size: 41em;
  }
  :host([inner]) {
    min-block-size: 26em;
  }
  :host([inner]) .root {
    padding: 0;
  }
  .identity {
    display: flex;
    align-items: flex-start;
    gap: calc(var(--p-space) * 2);
  }
  .identity > .icon {
    margin-block-start: 0.2em;
    color: var(--p-color-muted);
  }
  .identity small {
    display: block;
    font-weight: var(--p-font-weight);
  }
  .upload {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 4);
    margin-block-end: calc(var(--p-space) * 6);
    padding: calc(var(--p-space) * 4);
    border-radius: var(--p-radius-large);
    background: var(--p-color-surface);
  }
  .opens-upload {
    margin-block-end: calc(var(--p-space) * 4);
  }
  .record > .upload {
    margin-block-end: 0;
  }
  .upload-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--p-space) * 2) calc(var(--p-space) * 4);
  }
  .upload-fields {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--p-space) * 3) calc(var(--p-space) * 4);
  }
  .upload-fields > .field {
    flex: 1 1 13em;
  }
  .tick {
    display: flex;
    align-items: center;
    gap: calc(var(--p-space) * 2);
    min-block-size: 24px;
  }
  .tick input {
    inline-size: 16px;
    block-size: 16px;
    margin: 0;
  }
  .drop {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: calc(var(--p-space) * 3);
    padding: calc(var(--p-space) * 6) calc(var(--p-space) * 4);
    border: var(--p-border-width) dashed var(--p-color-border-strong);
    border-radius: var(--p-radius-medium);
    background: var(--p-color-background);
    text-align: center;
  }
  .drop.over {
    border-color: var(--p-color-primary);
    border-style: solid;
  }
  .drop .actions {
    justify-content: center;
  }
  .drop .note {
    justify-content: center;
  }
  .drop-words {
    display: flex;
    align-items: center;
    gap: calc(var(--p-space) * 2);
    margin: 0;
    color: var(--p-color-muted);
  }
  .of-touch {
    display: none;
  }
  .queue,
  .lines {
    display: flex;
    flex-direction: column;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .queue {
    gap: calc(var(--p-space) * 4);
  }
  .queued {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 1.5);
  }
  .queued-head,
  .queued-name,
  .queued-verbs {
    display: flex;
    align-items: center;
    gap: calc(var(--p-space) * 2);
  }
  .queued-head {
    justify-content: space-between;
  }
  .queued-name {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .queued-verbs {
    flex: none;
  }
  .queued.done .queued-name .icon {
    color: var(--p-color-success);
  }
  .required {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 2);
    margin-block-end: calc(var(--p-space) * 6);
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 2) calc(var(--p-space) * 4);
    min-block-size: calc(var(--p-control-height) + var(--p-space) * 2);
    border-block-end: var(--p-border-width) solid var(--p-color-border);
  }
  .line-name {
    flex: 1 1 14em;
  }
  .line small {
    flex: 1 1 8em;
    color: var(--p-color-muted);
  }
  .about {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    gap: calc(var(--p-space) * 5);
  }
  .about > .facts {
    flex: 1 1 18em;
  }
  .thumb {
    inline-size: 160px;
    max-inline-size: 100%;
    border-radius: var(--p-radius-medium);
    background: var(--p-color-surface);
  }
  .full {
    box-sizing: border-box;
    min-block-size: 6em;
    resize: vertical;
  }
  @media (pointer: coarse) {
    .of-touch {
      display: contents;
    }
    .drop-words {
      display: none;
    }
  }
  @container (max-width: 30em) {
    .drop .actions,
    .drop .actions .button {
      inline-size: 100%;
    }
    .drop .actions {
      flex-direction: column;
      align-items: stretch;
    }
    .drop-words {
      display: none;
    }
    .header .button.primary {
      inline-size: 100%;
    }
  }
`;
