import { css } from 'lit';

export const pricesStyles = css`
  :host {
    min-block-size: 41em;
  }
  .filter .field {
    flex-basis: 10em;
  }
  .lists {
    margin: 0 0 calc(var(--p-space) * 2);
    color: var(--p-color-muted);
  }
  .lists strong {
    color: var(--p-color-text);
    font-weight: var(--p-font-weight-medium);
  }
  .lists ul {
    margin: var(--p-space) 0 calc(var(--p-space) * 3);
    padding: 0 0 0 calc(1.15em + var(--p-space));
    list-style: none;
  }
  .lists li + li {
    margin-block-start: var(--p-space);
  }
  .table .broad,
  small {
    color: var(--p-color-muted);
  }
  small {
    font-size: 0.8572em;
  }
  .table .again {
    opacity: 0;
  }
  .table .trail {
    font-weight: var(--p-font-weight-medium);
  }
  .trail small {
    font-weight: var(--p-font-weight);
  }
  .table .lines > td {
    padding-block-start: 0;
  }
  @container (min-width: 48em) {
    .table .once {
      position: absolute;
      clip-path: inset(50%);
    }
    .table tr:has(+ .lines) > td {
      padding-block-end: calc(var(--p-space) * 1.5);
    }
  }
  @container (width < 48em) {
    .table,
    .table > tbody {
      display: block;
    }
    .table > thead {
      position: absolute;
      clip-path: inset(50%);
    }
    .table > tbody > tr {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      gap: 2px calc(var(--p-space) * 3);
      padding-block: calc(var(--p-space) * 2.5);
      border-block-end: var(--p-border-width) solid var(--p-color-border);
    }
    .table > tbody > .lines {
      padding-block-start: calc(var(--p-space) * 2);
    }
    .table > tbody > tr > td {
      padding: 0;
      border: 0;
    }
    .table .again {
      opacity: 1;
    }
    .table > tbody > tr > td:has(.told) {
      display: none;
    }
    .table > tbody > tr > .lead {
      color: var(--p-color-muted);
    }
    .table > tbody > tr > :is(.lead, .heading) {
      flex-basis: 100%;
    }
    .table > tbody > tr > .heading {
      font-weight: var(--p-font-weight-medium);
    }
    .table > tbody > tr > td:has(.visually-hidden) {
      position: absolute;
    }
    .table > tbody > tr > td:has(.from)::before {
      content: attr(data-label) ' ';
      font-family: var(--p-font-family);
      text-transform: lowercase;
    }
    .table > tbody > tr > .trail {
      margin-inline-start: auto;
    }
    .table > tbody > tr::after {
      content: '';
      flex-basis: 100%;
    }
    .table > tbody > tr > .broad {
      order: 1;
    }
    .table > tbody > tr:has(+ .lines) {
      padding-block-end: 0;
      border: 0;
    }
  }
`;
