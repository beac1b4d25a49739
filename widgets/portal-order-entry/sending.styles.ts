import { css } from 'lit';

export const sendingStyles = css`
  .facts {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: var(--p-space) calc(var(--p-space) * 4);
    margin: 0 0 calc(var(--p-space) * 4);
  }
  .facts dt {
    color: var(--p-color-muted);
  }
  .facts dd {
    margin: 0;
  }
  .sent {
    display: grid;
    justify-items: center;
    gap: calc(var(--p-space) * 3);
    padding-block: calc(var(--p-space) * 8);
    text-align: center;
  }
  .capture {
    font-size: 2em;
    font-weight: var(--p-font-weight-strong);
    font-variant-numeric: tabular-nums;
    letter-spacing: 0.02em;
  }
  .check {
    display: flex;
    gap: calc(var(--p-space) * 2);
    align-items: baseline;
    margin-block: calc(var(--p-space) * 3);
  }
`;
