import { css } from 'lit';

export const sheetImportStyles = css`
  .sheet {
    min-block-size: 16em;
    font-family: var(--p-font-family-figures);
    line-height: 1.5;
    white-space: pre;
    overflow: auto;
    tab-size: 12;
    resize: vertical;
  }
  .sheet.over {
    border-color: var(--p-color-primary);
    background: var(--p-color-hover);
  }
  .file {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 2) calc(var(--p-space) * 3);
    overflow-wrap: anywhere;
  }
  .preview-actions {
    margin-block: calc(var(--p-space) * 3) calc(var(--p-space) * 4);
  }
  .preview-title:focus-visible {
    outline-offset: 4px;
  }
  .addresses {
    display: block;
    min-inline-size: 12em;
    overflow-wrap: anywhere;
  }
  .row-message {
    display: block;
    min-inline-size: 9em;
  }
  .row-message .badge {
    max-inline-size: 15em;
    border-radius: min(var(--p-radius-badge), 0.8em);
    white-space: normal;
    overflow-wrap: anywhere;
    align-items: flex-start;
  }
  .row-message .badge .icon {
    margin-block-start: 0.2em;
  }
  .row-message .button {
    margin-inline-start: calc(var(--p-space) * -2);
  }
  .fix {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    gap: calc(var(--p-space) * 3) calc(var(--p-space) * 4);
    padding-block: calc(var(--p-space) * 2);
  }
  .fix > div {
    flex: 1 1 9em;
    min-inline-size: 0;
  }
  .fix > .grow {
    flex: 3 1 20em;
  }
  .fix > .actions {
    flex: 0 0 auto;
    padding-block-start: calc(0.9286em * var(--p-line-height) + var(--p-space));
  }
  .which-sheet {
    max-inline-size: 24em;
    margin-block-end: calc(var(--p-space) * 3);
  }
  mark {
    background: var(--p-color-danger-surface);
    color: var(--p-color-danger);
  }
  del {
    color: var(--p-color-muted);
  }
  ins {
    text-decoration: none;
  }
`;
