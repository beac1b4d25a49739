import { css } from 'lit';

export const staffCardStyles = css`
  .staff-access {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 6);
  }
  .staff-access h3 {
    margin: 0 0 calc(var(--p-space) * 3);
    font-size: 1.0714em;
    font-weight: var(--p-font-weight-strong);
  }
  .staff-access .field {
    max-inline-size: 24em;
  }
  .right-areas {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 19em), 1fr));
    gap: calc(var(--p-space) * 5) calc(var(--p-space) * 6);
    margin-block-start: calc(var(--p-space) * 4);
  }
  .portfolio {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 4);
  }
  .by-hand {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .by-hand li {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: calc(var(--p-space) * 3);
    max-inline-size: 34em;
    padding-block: var(--p-space);
    border-block-end: var(--p-border-width) solid var(--p-color-border);
    overflow-wrap: anywhere;
  }
  .add-customer {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    gap: calc(var(--p-space) * 2);
  }
  .add-customer .field {
    flex: 0 1 16em;
  }
  .add-customer .note:not([hidden]) {
    order: 1;
  }
  .access-bar {
    position: sticky;
    z-index: 1;
    inset-block-end: 0;
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 3);
    padding-block: calc(var(--p-space) * 3);
    border-block-start: var(--p-border-width) solid var(--p-color-border);
    background: var(--p-color-background);
  }
  .difference {
    margin: 0;
    font-weight: var(--p-font-weight-medium);
  }
`;
