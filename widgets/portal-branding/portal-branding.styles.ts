import { css } from 'lit';

export const brandingStyles = css`
  :host {
    min-block-size: 41em;
  }
  .contrast {
    justify-self: end;
  }
  .kept {
    margin-inline-end: calc(var(--p-space) * 2);
  }
  .kept,
  small {
    color: var(--p-color-muted);
    font-size: 0.9286em;
  }
  .desk {
    display: grid;
    grid-template-columns: minmax(19em, 26em) minmax(0, 1fr);
    gap: calc(var(--p-space) * 6);
    align-items: start;
  }
  .controls {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 4);
    min-inline-size: 0;
  }
  .controls .tabs {
    flex-wrap: wrap;
    gap: 0 calc(var(--p-space) * 4);
  }
  .control-panel,
  .publish {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 4);
  }
  .stage {
    position: sticky;
    inset-block-start: calc(var(--p-space) * 3);
    min-inline-size: 0;
  }
  .sides {
    display: none;
    margin-block-end: calc(var(--p-space) * 3);
  }
  .switches {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--p-space) * 2);
    margin-block-end: calc(var(--p-space) * 3);
  }
  .choice {
    display: inline-flex;
    flex-wrap: wrap;
    padding: 2px;
    border-radius: var(--p-radius-medium);
    background: var(--p-color-surface);
  }
  .choice button {
    all: unset;
    box-sizing: border-box;
    min-block-size: 28px;
    padding: 2px calc(var(--p-space) * 2.5);
    border-radius: var(--p-radius-small);
    color: var(--p-color-muted);
    font-size: 0.9286em;
    cursor: pointer;
  }
  .choice button[aria-pressed='true'] {
    background: var(--p-color-background);
    color: var(--p-color-text);
    font-weight: var(--p-font-weight-medium);
    box-shadow: 0 0 0 1px var(--p-color-border);
  }
  .choice button:focus-visible,
  .chip:focus-visible,
  .swatch:focus-visible,
  .file input:focus-visible + .button {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: 1px;
  }
  .glass {
    overflow: auto;
    max-block-size: 52em;
    border: var(--p-border-width) solid var(--p-color-border);
    border-radius: var(--p-radius-medium);
  }
  .glass.narrow {
    inline-size: 360px;
    max-inline-size: 100%;
  }
  .stage-footer {
    margin: 0;
    padding: calc(var(--p-space) * 3);
    text-align: center;
  }
  .group,
  .text-key {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 3);
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend,
  .subtitle {
    margin: 0;
    padding: 0;
    font-size: 1em;
    font-weight: var(--p-font-weight-strong);
  }
  .text-key {
    padding-block-end: calc(var(--p-space) * 4);
    border-block-end: var(--p-border-width) solid var(--p-color-border);
  }
  code {
    font-family: ui-monospace, monospace;
    font-weight: var(--p-font-weight);
    overflow-wrap: anywhere;
  }
  .role {
    display: grid;
    grid-template-columns: 32px minmax(0, 1fr) 7em 5.2em;
    gap: calc(var(--p-space) * 2);
    align-items: center;
  }
  .swatch {
    appearance: none;
    box-sizing: border-box;
    inline-size: 32px;
    block-size: 32px;
    padding: 0;
    border: var(--p-border-width) solid var(--p-color-border-strong);
    border-radius: var(--p-radius-small);
    background: none;
    cursor: pointer;
  }
  .swatch::-webkit-color-swatch-wrapper {
    padding: 2px;
  }
  .swatch::-webkit-color-swatch {
    border: 0;
    border-radius: 2px;
  }
  .hex,
  .contrast {
    font-variant-numeric: tabular-nums;
  }
  .area {
    padding-block: calc(var(--p-space) * 2);
    resize: vertical;
  }
  .faults,
  .found ul,
  .history {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 3);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .fault {
    color: var(--p-color-danger);
  }
  .chips,
  .check {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--p-space) * 2);
    margin-block-start: var(--p-space);
  }
  .check {
    align-items: center;
  }
  .chip {
    all: unset;
    box-sizing: border-box;
    display: inline-flex;
    align-items: center;
    gap: calc(var(--p-space) * 1.5);
    min-block-size: 26px;
    padding: 0 calc(var(--p-space) * 2.5);
    border: var(--p-border-width) solid var(--p-color-border-strong);
    border-radius: var(--p-radius-badge);
    color: var(--p-color-text);
    font-size: 0.9286em;
    cursor: pointer;
  }
  .chip:hover {
    background: var(--p-color-hover);
  }
  .chip svg,
  .dot {
    inline-size: 1em;
    block-size: 1em;
    border-radius: 50%;
    vertical-align: -0.12em;
  }
  .at {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 8em;
    gap: calc(var(--p-space) * 2);
    align-items: start;
  }
  .logo-kind {
    display: flex;
    flex-direction: column;
    gap: calc(var(--p-space) * 2);
    padding: calc(var(--p-space) * 3);
    border: var(--p-border-width) dashed var(--p-color-border-strong);
    border-radius: var(--p-radius-medium);
  }
  .logo-kind > label {
    font-weight: var(--p-font-weight-medium);
  }
  .grounds {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: calc(var(--p-space) * 2);
  }
  .ground {
    box-sizing: border-box;
    inline-size: 100%;
    block-size: 4.5em;
    padding: calc(var(--p-space) * 2);
    border: var(--p-border-width) solid var(--p-color-border);
    border-radius: var(--p-radius-small);
    object-fit: contain;
  }
  .ground.light {
    background: Canvas;
    color-scheme: light;
  }
  .ground.dark {
    background: Canvas;
    color-scheme: dark;
  }
  .ground.brand {
    background: var(--p-color-primary);
  }
  .file {
    position: relative;
    display: inline-flex;
  }
  .file input {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    opacity: 0;
    cursor: pointer;
  }
  .history li {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: calc(var(--p-space) * 2);
    padding-block-end: calc(var(--p-space) * 2);
    border-block-end: var(--p-border-width) solid var(--p-color-border);
  }
  .history-text small {
    display: block;
  }
  .mail {
    padding: 24px 12px;
  }
  .mail-sheet {
    max-inline-size: 600px;
    margin-inline: auto;
    padding: 0 32px 24px;
    border: 1px solid;
  }
  .mail-name {
    margin: 0 -32px;
    padding: 20px 32px;
    border-block-end: 1px solid;
    font-weight: 600;
  }
  .mail-tools,
  .pdf {
    display: flex;
    flex-direction: column;
    align-items: start;
    gap: calc(var(--p-space) * 3);
    max-inline-size: 30em;
    margin-block-end: calc(var(--p-space) * 4);
  }
  .mail-tools .field {
    inline-size: 100%;
  }
  .mail-head {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: var(--p-space) calc(var(--p-space) * 3);
    margin: 0;
    padding: calc(var(--p-space) * 3);
    font-size: 0.9286em;
    overflow-wrap: anywhere;
  }
  .mail-head dt {
    color: var(--p-color-muted);
  }
  .mail-head dd,
  .mail-facts dd {
    margin: 0;
  }
  .mail-facts {
    margin: 0 0 16px;
    padding: 8px 14px;
  }
  .mail-facts dd {
    margin-block-end: 8px;
    overflow-wrap: anywhere;
  }
  .mail-link {
    font-size: 0.8571em;
    overflow-wrap: anywhere;
  }
  .mail-heading {
    font-size: 1.5em;
    font-weight: 600;
  }
  .mail-button {
    display: inline-block;
    padding: 11px 22px;
    font-weight: 600;
  }
  @container (max-width: 30em) {
    .role {
      grid-template-columns: 32px minmax(0, 1fr) 5.2em;
    }
    .role label {
      grid-column: 2 / -1;
    }
    .role .hex {
      grid-column: 2;
    }
    .mail-sheet {
      padding-inline: 20px;
    }
    .mail-name {
      margin-inline: -20px;
      padding-inline: 20px;
    }
  }
  @container (max-width: 15em) {
    .role .contrast {
      grid-column: 2;
      justify-self: start;
    }
    .role .hex {
      grid-column: 2 / -1;
    }
  }
  @container (max-width: 54em) {
    .sides {
      display: block;
    }
    .desk {
      grid-template-columns: minmax(0, 1fr);
    }
    .stage {
      position: static;
    }
    .at-controls > .stage,
    .at-stage > .controls {
      display: none;
    }
  }
`;
