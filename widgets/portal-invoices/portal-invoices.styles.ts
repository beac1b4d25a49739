import { css } from 'lit';

export const invoicesStyles = css`
  :host {
    min-block-size: 41em;
  }
  .pick {
    inline-size: 16px;
    block-size: 16px;
    margin: 4px;
    vertical-align: -2px;
    cursor: pointer;
  }
  .table td.short .button.quiet {
    margin: calc((1lh - 28px) / 2) calc(var(--p-space) * -2);
  }
  .files {
    display: flex;
    gap: calc(var(--p-space) * 4);
  }
  .table .heading small {
    display: block;
    font-weight: var(--p-font-weight);
  }
  .states {
    display: inline-flex;
    flex-wrap: wrap;
    gap: var(--p-space);
  }
  .late {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 5);
    margin-block-start: calc(var(--p-space) * 3);
  }
  .late p {
    margin: 0;
    max-inline-size: 62ch;
  }
  .authority a {
    color: var(--p-color-link);
  }
  .authority {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--p-space) calc(var(--p-space) * 4);
    margin: 0;
  }
  .ask {
    display: block;
    margin-block-start: calc(var(--p-space) * 2);
  }
  .remarks {
    margin: 0;
    padding-inline-start: 1.2em;
    color: var(--p-color-muted);
  }
  .belongs {
    margin: 0;
    overflow-wrap: anywhere;
  }
`;
