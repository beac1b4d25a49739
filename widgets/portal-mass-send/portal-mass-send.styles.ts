import { css } from 'lit';

export const massSendStyles = css`
  :host {
    min-block-size: 41em;
  }
  .panel-of-tab {
    margin-block-start: calc(var(--p-space) * 5);
  }
  .panel-of-tab .notice {
    margin-block-end: calc(var(--p-space) * 3);
  }
  h3,
  h4 {
    margin: 0;
    font-size: 1.1429em;
    font-weight: var(--p-font-weight-strong);
    line-height: 1.4;
    overflow-wrap: anywhere;
  }
  h4 {
    font-size: 1em;
  }
  .edited {
    margin-block-end: calc(var(--p-space) * 3);
  }
  .grow {
    flex: 2.5 1 18em;
  }
  .filter .field:has(.combobox) {
    flex: 2 1 16em;
  }
  .form-actions,
  .filter > .choice-set {
    flex-basis: 100%;
  }
  abbr {
    text-decoration: none;
  }
  .clearable {
    position: relative;
  }
  .clearable .input {
    padding-inline-end: calc(var(--p-space) * 9);
  }
  .several {
    line-height: 1.5;
    resize: vertical;
  }
  .clearable .button {
    position: absolute;
    inset-block-start: calc(
      0.9286em * var(--p-line-height) + var(--p-space) + (var(--p-control-height) - 28px) / 2
    );
    inset-inline-end: calc(var(--p-space) * 1);
  }
  .clearable .button span {
    position: absolute;
    clip-path: inset(50%);
  }
  .choice-set {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 1) calc(var(--p-space) * 5);
    margin: 0;
    padding: 0;
    border: 0;
  }
  .choice-set legend {
    float: inline-start;
    padding: 0;
    color: var(--p-color-muted);
    font-weight: var(--p-font-weight-medium);
  }
  .choice {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--p-space) * 1.5);
    min-block-size: 24px;
    cursor: pointer;
  }
  .choice input,
  .pick {
    inline-size: 1.15em;
    block-size: 1.15em;
    margin: 0;
    accent-color: var(--p-color-primary);
  }
  .pick {
    vertical-align: -0.2em;
  }
  .mailboxes {
    margin: 0;
    padding: 0;
    list-style: none;
    overflow-wrap: anywhere;
  }
  .mailboxes li + li {
    margin-block-start: var(--p-space);
  }
  .mailboxes small,
  .quiet-text {
    color: var(--p-color-muted);
  }
  .row-actions {
    display: inline-flex;
    justify-content: flex-end;
    gap: 0 var(--p-space);
  }
  @container (max-width: 30em) {
    .filter .grow,
    .filter .field:has(.combobox),
    .filter > .choice-set {
      grid-column: 1 / -1;
    }
    .form-actions {
      grid-column: 1 / -1;
    }
  }
`;
