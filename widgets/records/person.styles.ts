import { css } from 'lit';

export const personStyles = css`
  .person-head {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    justify-content: space-between;
    gap: calc(var(--p-space) * 3) calc(var(--p-space) * 6);
    margin-block-end: calc(var(--p-space) * 5);
  }
  .person-head .record-title {
    margin-block-end: var(--p-space);
  }
  .person-of {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: var(--p-space) calc(var(--p-space) * 2);
    margin: 0;
  }
  .person-actions {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--p-space) * 2);
  }
  .of-erp {
    margin-block: calc(var(--p-space) * 2) 0;
    color: var(--p-color-muted);
    font-size: 0.9286em;
  }
  .root > .notice {
    margin-block-end: calc(var(--p-space) * 4);
  }
  .tabs {
    margin-block-start: calc(var(--p-space) * 6);
  }
  .person-panel {
    margin-block-start: calc(var(--p-space) * 5);
  }
  .person-panel > .notice {
    margin-block-end: calc(var(--p-space) * 3);
  }
  .person-panel .below {
    margin-block-start: calc(var(--p-space) * 4);
  }
  .person-form {
    max-inline-size: 44em;
  }
  .columns {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 14em), 1fr));
    gap: calc(var(--p-space) * 3) calc(var(--p-space) * 4);
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: var(--p-space) calc(var(--p-space) * 5);
    margin: 0;
    padding: 0;
    border: 0;
  }
  .choices.column {
    flex-direction: column;
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
    overflow-wrap: anywhere;
  }
  .choice input {
    flex: none;
    inline-size: 1.15em;
    block-size: 1.15em;
    margin: 0;
    accent-color: var(--p-color-primary);
    transform: translateY(0.2em);
  }
  .choice.locked {
    color: var(--p-color-muted);
    cursor: default;
  }
  .secret {
    padding: 2px calc(var(--p-space) * 2);
    border-radius: var(--p-radius-small);
    background: var(--p-color-field);
    color: var(--p-color-text);
    font-family: ui-monospace, monospace;
    font-size: 1.0714em;
    white-space: nowrap;
  }
`;
