import { css } from 'lit';

export const settingsStyles = css`
  :host {
    min-block-size: 41em;
  }
  .frame {
    display: grid;
    grid-template-columns: minmax(13em, 17em) minmax(0, 1fr);
    gap: calc(var(--p-space) * 8);
    align-items: start;
  }
  .elsewhere {
    margin: calc(var(--p-space) * 3) calc(var(--p-space) * 3) 0;
    color: var(--p-color-muted);
    font-size: 0.9286em;
  }
  .frame.open .elsewhere {
    display: none;
  }
  .topics {
    display: flex;
    flex-direction: column;
    gap: 2px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .topic {
    all: unset;
    box-sizing: border-box;
    display: flex;
    gap: calc(var(--p-space) * 2.5);
    inline-size: 100%;
    padding: calc(var(--p-space) * 2) calc(var(--p-space) * 2.5);
    border-radius: var(--p-radius-medium);
    color: var(--p-color-text);
    cursor: pointer;
  }
  .topic:hover {
    background: var(--p-color-hover);
  }
  .topic[aria-current] {
    background: var(--p-color-hover);
    font-weight: var(--p-font-weight-strong);
  }
  .topic:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: -2px;
  }
  .topic .icon {
    margin-block-start: 0.15em;
    color: var(--p-color-muted);
  }
  .topic small {
    display: block;
    color: var(--p-color-muted);
    font-size: 0.8572em;
    font-weight: normal;
  }
  .card-title {
    margin: 0 0 calc(var(--p-space) * 1);
    border-radius: var(--p-radius-small);
    font-size: 1.1429em;
    font-weight: var(--p-font-weight-strong);
  }
  .card-text {
    margin: 0 0 calc(var(--p-space) * 5);
    color: var(--p-color-muted);
  }
  .back {
    display: none;
    margin-block-end: calc(var(--p-space) * 3);
    margin-inline-start: calc(var(--p-space) * -2);
  }
  .card {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
  }
  .card > .notice {
    margin-block-end: calc(var(--p-space) * 4);
  }
  .part {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 3);
    min-inline-size: 0;
  }
  .part + .part,
  .form + .part {
    margin-block-start: calc(var(--p-space) * 6);
    padding-block-start: calc(var(--p-space) * 6);
    border-block-start: var(--p-border-width) solid var(--p-color-border);
  }
  .form > .part + .part {
    margin-block-start: calc(var(--p-space) * 2);
  }
  .part-title {
    margin: 0;
    font-size: 1em;
    font-weight: var(--p-font-weight-strong);
  }
  .about {
    margin: 0;
    max-inline-size: 60ch;
    color: var(--p-color-muted);
    font-size: 0.9286em;
  }
  .part > .button,
  .part > .actions {
    align-self: flex-start;
  }
  .part > .field,
  .part > .row,
  .part > .pair {
    max-inline-size: 36em;
  }
  .row {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: calc(var(--p-space) * 2);
    align-items: start;
  }
  .row > .button {
    margin-block-start: calc(0.9286em * 1.5 + var(--p-space));
  }
  @container (max-width: 14em) {
    .row {
      grid-template-columns: minmax(0, 1fr);
    }
    .row > .button {
      margin-block-start: 0;
    }
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 13em), 1fr));
    gap: calc(var(--p-space) * 3) calc(var(--p-space) * 4);
  }
  .entries {
    display: flex;
    flex-direction: column;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .entry {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--p-space) calc(var(--p-space) * 3);
    padding-block: calc(var(--p-space) * 2);
    border-block-end: var(--p-border-width) solid var(--p-color-border);
  }
  .entry > :first-child {
    flex: 1 1 16em;
    overflow-wrap: anywhere;
  }
  .entry > .form {
    flex: 1 1 100%;
  }
  .entry .badge {
    margin-inline-start: var(--p-space);
  }
  .way {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 2);
    align-items: flex-start;
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .way > .pair {
    inline-size: 100%;
  }
  .way > legend {
    padding: 0 0 var(--p-space);
    color: var(--p-color-muted);
    font-size: 0.9286em;
    font-weight: var(--p-font-weight-medium);
  }
  .choices {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 2);
    margin: 0;
    padding: 0;
    border: 0;
  }
  .choices.across {
    flex-direction: row;
    flex-wrap: wrap;
    gap: var(--p-space) calc(var(--p-space) * 5);
  }
  .choices.grid {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 11em), 1fr));
  }
  .choices legend {
    padding: 0;
    color: var(--p-color-muted);
    font-size: 0.9286em;
    font-weight: var(--p-font-weight-medium);
  }
  .choice {
    display: inline-flex;
    align-items: baseline;
    gap: calc(var(--p-space) * 1.5);
    min-block-size: 24px;
    cursor: pointer;
  }
  .choice input {
    flex: none;
    inline-size: 1.15em;
    block-size: 1.15em;
    margin: 0;
    accent-color: var(--p-color-primary);
    transform: translateY(0.2em);
  }
  .secret,
  .code {
    font-family: ui-monospace, monospace;
    overflow-wrap: anywhere;
  }
  .secret {
    display: block;
    margin-block: calc(var(--p-space) * 2);
    padding: calc(var(--p-space) * 2);
    border-radius: var(--p-radius-small);
    background: var(--p-color-field);
    color: var(--p-color-text);
  }
  textarea.input {
    min-block-size: 5em;
    resize: vertical;
    font-family: ui-monospace, monospace;
  }
  .acts {
    display: inline-flex;
    flex-wrap: wrap;
    justify-content: flex-end;
  }
  .policy {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 2);
    align-items: flex-start;
  }
  .policy pre {
    box-sizing: border-box;
    inline-size: 100%;
    margin: 0;
    padding: calc(var(--p-space) * 3);
    border-radius: var(--p-radius-medium);
    background: var(--p-color-surface);
    font-family: ui-monospace, monospace;
    font-size: 0.9286em;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .editing {
    padding: calc(var(--p-space) * 4);
    border: var(--p-border-width) solid var(--p-color-border);
    border-radius: var(--p-radius-large);
  }
  .figures-row {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--p-space) * 3) calc(var(--p-space) * 8);
    margin: 0;
  }
  .figures-row dt {
    color: var(--p-color-muted);
    font-size: 0.9286em;
  }
  .figures-row dd {
    margin: 0;
    font-size: 1.1429em;
    font-weight: var(--p-font-weight-strong);
    font-variant-numeric: tabular-nums;
  }
  .quiet-text {
    margin: 0;
    color: var(--p-color-muted);
  }
  small {
    color: var(--p-color-muted);
    font-size: 0.8572em;
    font-weight: normal;
  }
  .root > .header {
    margin-block-end: calc(var(--p-space) * 5);
  }
  @container (max-width: 46em) {
    .frame {
      display: block;
    }
    .frame:not(.open) .topic[aria-current]:not(:hover) {
      background: none;
      font-weight: inherit;
    }
    .frame:not(.open) .card,
    .frame.open .topics {
      display: none;
    }
    form.row {
      grid-template-columns: minmax(0, 1fr);
    }
    .frame.open .back {
      display: inline-flex;
    }
  }
`;
