import { css } from 'lit';

/** The open conversation. */
export const talkStyles = css`
  .files,
  .queue {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  :is(.file, .small, .redact) {
    all: unset;
    box-sizing: border-box;
    cursor: pointer;
  }
  :is(.small, .redact):hover {
    background: var(--p-color-hover);
  }
  :is(.file, .small, .redact, .messages):focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: -2px;
  }
  .talk-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 1) calc(var(--p-space) * 3);
    padding: calc(var(--p-space) * 3) calc(var(--p-space) * 4);
    border-block-end: var(--p-border-width) solid var(--p-color-border);
  }
  .talk-name {
    flex: 1 1 14em;
    min-inline-size: 0;
  }
  .record-title {
    margin: 0;
    font-size: 1.1429em;
    font-weight: var(--p-font-weight-strong);
    overflow-wrap: anywhere;
  }
  .talk-name p {
    margin: 0;
    color: var(--p-color-muted);
    font-size: 0.9286em;
  }
  .talk-verbs {
    display: flex;
    flex-wrap: wrap;
    gap: var(--p-space);
  }
  .talk-desk {
    inline-size: 100%;
  }
  .talk-desk > div {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: calc(var(--p-space) * 2) calc(var(--p-space) * 3);
    margin-block-start: calc(var(--p-space) * 2);
  }
  .talk-desk .field {
    flex: 0 1 14em;
    margin: 0;
  }
  .messages {
    flex: 1 0 auto;
    box-sizing: border-box;
    min-block-size: 16em;
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 2);
    max-block-size: 34em;
    padding: calc(var(--p-space) * 4);
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .older {
    align-self: center;
  }
  .date-line,
  .unread-line {
    display: flex;
    align-items: center;
    gap: calc(var(--p-space) * 3);
    margin: calc(var(--p-space) * 2) 0 0;
    color: var(--p-color-muted);
    font-size: 0.9286em;
    font-weight: var(--p-font-weight-medium);
  }
  :is(.date-line, .unread-line)::before,
  :is(.date-line, .unread-line)::after {
    content: '';
    flex: 1;
    border-block-start: var(--p-border-width) solid var(--p-color-border);
  }
  .unread-line {
    color: var(--p-color-primary);
  }
  .unread-line::before,
  .unread-line::after {
    border-color: currentColor;
  }
  .bubble {
    align-self: flex-start;
    box-sizing: border-box;
    max-inline-size: min(38em, 88%);
    padding: calc(var(--p-space) * 2) calc(var(--p-space) * 3) calc(var(--p-space) * 2.5);
    border-radius: var(--p-radius-large);
    border-end-start-radius: var(--p-radius-small);
    background: var(--p-color-neutral-surface);
  }
  .bubble.own {
    align-self: flex-end;
    border-radius: var(--p-radius-large);
    border-end-end-radius: var(--p-radius-small);
    background: var(--p-color-info-surface);
  }
  .bubble.internal {
    background: var(--p-color-warning-surface);
  }
  .bubble-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 calc(var(--p-space) * 2);
    color: var(--p-color-muted);
    font-size: 0.9286em;
  }
  .bubble-head strong {
    color: var(--p-color-text);
    font-weight: var(--p-font-weight-strong);
  }
  .note-mark {
    display: inline-flex;
    align-items: center;
    gap: var(--p-space);
    color: var(--p-color-warning);
    font-weight: var(--p-font-weight-medium);
  }
  .redact {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    inline-size: 2em;
    block-size: 2em;
    margin-block: -0.35em;
    margin-inline-start: auto;
    border-radius: var(--p-radius-medium);
  }
  .text {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .redacted,
  .said,
  .reads {
    margin: var(--p-space) 0 0;
    color: var(--p-color-muted);
  }
  .redacted {
    font-style: italic;
  }
  .said,
  .reads {
    display: flex;
    gap: calc(var(--p-space) * 1.5);
    font-size: 0.9286em;
    overflow-wrap: anywhere;
  }
  .reads {
    align-self: flex-end;
  }
  .quoted {
    margin: var(--p-space) 0 0;
    padding-inline-start: calc(var(--p-space) * 3);
    border-inline-start: 2px solid var(--p-color-border-strong);
    color: var(--p-color-muted);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .files,
  .queue {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--p-space) * 1.5);
    margin-block-start: calc(var(--p-space) * 1.5);
  }
  .files li {
    max-inline-size: 100%;
  }
  .file,
  .queued {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--p-space) * 1.5);
    box-sizing: border-box;
    max-inline-size: 100%;
    min-block-size: 2.2em;
    padding: var(--p-space) calc(var(--p-space) * 2);
    border: var(--p-border-width) solid var(--p-color-border);
    border-radius: var(--p-radius-medium);
    background: var(--p-color-background);
  }
  .file > span,
  .queued-name {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .file:hover {
    border-color: var(--p-color-border-strong);
  }
  .file.held {
    cursor: default;
    color: var(--p-color-muted);
  }
  .thumb {
    max-inline-size: 9em;
    max-block-size: 6em;
    border-radius: var(--p-radius-small);
  }
  .queued.refused {
    border-color: var(--p-color-danger);
  }
  .queued progress {
    inline-size: 5em;
  }
  .small {
    display: inline-flex;
    padding: calc(var(--p-space) * 1);
    border-radius: var(--p-radius-small);
  }
  .composer {
    padding: calc(var(--p-space) * 3) calc(var(--p-space) * 4);
    border-block-start: var(--p-border-width) solid var(--p-color-border);
  }
  .composer.internal {
    background: var(--p-color-warning-surface);
  }
  .composer.over {
    outline: 2px dashed var(--p-color-primary);
    outline-offset: -4px;
  }
  .composer textarea {
    box-sizing: border-box;
    field-sizing: content;
    inline-size: 100%;
    min-block-size: calc(2lh + var(--p-space) * 3);
    max-block-size: calc(6lh + var(--p-space) * 3);
    padding: calc(var(--p-space) * 1.5) calc(var(--p-space) * 2.5);
    line-height: var(--p-line-height);
    resize: none;
  }
  .composer .notice {
    margin-block: calc(var(--p-space) * 2);
  }
  .composer-foot {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 2);
    margin-block-start: calc(var(--p-space) * 2);
  }
  .composer-foot .button.quiet:first-of-type {
    margin-inline-start: calc(var(--p-space) * -2);
  }
  .composer-foot .note {
    flex: 1 1 8em;
    margin: 0;
    color: var(--p-color-muted);
    font-size: 0.9286em;
    text-align: end;
  }
  .kinds {
    display: flex;
    flex-wrap: wrap;
    gap: var(--p-space) calc(var(--p-space) * 4);
    margin: 0 0 calc(var(--p-space) * 2);
    padding: 0;
    border: 0;
  }
  .kinds label {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--p-space) * 1.5);
  }
  .begin {
    padding: calc(var(--p-space) * 4);
  }
  small {
    color: var(--p-color-muted);
    font-size: 0.8572em;
  }
  .read-only {
    margin: 0;
    padding: calc(var(--p-space) * 3) calc(var(--p-space) * 4);
    border-block-start: var(--p-border-width) solid var(--p-color-border);
    color: var(--p-color-muted);
  }
  @container (max-width: 30em) {
    .messages,
    .composer,
    .talk-head {
      padding-inline: calc(var(--p-space) * 3);
    }
    .composer-foot .note {
      display: none;
    }
    .composer-foot .button.primary {
      margin-inline-start: auto;
    }
    .queue {
      flex-wrap: nowrap;
      overflow-x: auto;
    }
    .queue li {
      flex: none;
      max-inline-size: 16em;
    }
  }
  @media (forced-colors: active) {
    .bubble {
      border: 1px solid;
    }
  }
  @media print {
    .messages {
      max-block-size: none;
      overflow: visible;
    }
  }
`;
