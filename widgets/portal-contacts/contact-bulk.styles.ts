import { css } from 'lit';

export const bulkStyles = css`
  .bulk {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 3);
    margin-block: calc(var(--p-space) * 4);
    padding: calc(var(--p-space) * 3);
    border-radius: var(--p-radius-medium);
    background: var(--p-color-surface);
  }
  .bulk > .actions {
    align-items: flex-end;
  }
  .bulk > .actions strong {
    align-self: center;
  }
  .bulk p {
    margin: 0;
  }
  .bulk-profile {
    flex: 0 1 14em;
  }
  .bulk-results ul {
    margin: calc(var(--p-space) * 2) 0 0;
    padding: 0;
    list-style: none;
  }
  .bulk-results li {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 calc(var(--p-space) * 2);
    padding-block: var(--p-space);
    background: none;
  }
  .bulk-results .failed {
    color: var(--p-color-danger);
  }
  .bulk-results .done .icon {
    color: var(--p-color-success);
  }
`;
