import { css } from 'lit';

/** Mails that are in no conversation. */
export const mailsStyles = css`
  .mails {
    margin: 0;
    padding: 0;
    list-style: none;
    overflow: auto;
  }
  .mails > li + li {
    border-block-start: var(--p-border-width) solid var(--p-color-border);
  }
  .mail {
    display: grid;
    gap: calc(var(--p-space) * 2);
    padding: calc(var(--p-space) * 4);
  }
  .mail :is(h4, p) {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .mail .text {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .mail .form {
    display: grid;
    gap: calc(var(--p-space) * 3);
    padding-block-start: calc(var(--p-space) * 2);
  }
  .mail .actions {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--p-space) * 2);
  }
`;
