import { css } from 'lit';

export const requestStyles = css`
  .request {
    max-inline-size: 48em;
  }
  .grid {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 14em), 1fr));
    gap: calc(var(--p-space) * 4);
  }
  .label {
    padding: 0;
    color: var(--p-color-muted);
    font-size: 0.9286em;
    font-weight: var(--p-font-weight-medium);
  }
  .boxes {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: calc(var(--p-space) * 3);
    margin: 0;
    padding: 0;
    border: 0;
  }
  .box-row {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: calc(var(--p-space) * 3);
  }
  .box-row .field:nth-child(2) {
    inline-size: 6em;
  }
`;
