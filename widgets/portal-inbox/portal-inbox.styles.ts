import { css } from 'lit';

export const inboxStyles = css`
  :host {
    /* It is as wide as the bell: what is wider lies over the page. */
    container-type: normal;
    inline-size: fit-content;
    min-inline-size: calc(2.6em * 0.875);
    min-block-size: calc(2.6em * 0.875);
    background: none;
  }
  .root {
    padding: 0;
    background: none;
  }
  .bell,
  .mute,
  .way,
  .settings {
    all: unset;
    box-sizing: border-box;
    cursor: pointer;
  }
  .bell {
    position: relative;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    inline-size: 2.6em;
    block-size: 2.6em;
    border-radius: var(--p-radius-medium);
    color: var(--p-color-muted);
  }
  .bell .icon {
    inline-size: 1.45em;
    block-size: 1.45em;
  }
  :is(.bell, .mute, .settings):hover {
    background: var(--p-color-hover);
    color: var(--p-color-text);
  }
  :is(.bell, .mute, .way, .settings):focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: -2px;
  }
  .count {
    position: absolute;
    inset-block-start: 0.1em;
    inset-inline-end: 0;
    box-sizing: border-box;
    min-inline-size: 1.6em;
    padding-inline: 0.4em;
    border-radius: 1em;
    background: var(--p-color-primary);
    color: var(--p-color-on-primary);
    font-size: 0.75em;
    font-weight: var(--p-font-weight-strong);
    font-variant-numeric: tabular-nums;
    line-height: 1.6;
    text-align: center;
  }
  .panel-box {
    box-sizing: border-box;
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 0;
    overflow: auto;
    overscroll-behavior: contain;
    border: var(--p-border-width) solid var(--p-color-border);
    border-radius: var(--p-radius-medium);
    background: var(--p-color-background);
    color: var(--p-color-text);
    box-shadow: 0 8px 32px color-mix(in srgb, var(--p-color-backdrop) 40%, transparent);
  }
  .head {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0 calc(var(--p-space) * 3);
    min-block-size: calc(var(--p-control-height) + var(--p-space) * 2);
    padding-inline: calc(var(--p-space) * 4) calc(var(--p-space) * 2);
    border-block-end: var(--p-border-width) solid var(--p-color-border);
    background: var(--p-color-background);
  }
  .subtitle {
    margin: 0;
    font-size: 1em;
    font-weight: var(--p-font-weight-strong);
  }
  .items {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .item {
    display: flex;
    align-items: stretch;
    border-block-end: var(--p-border-width) solid var(--p-color-border);
  }
  .item.new {
    background: var(--p-color-selected);
  }
  .way {
    flex: 1;
    display: flex;
    gap: calc(var(--p-space) * 3);
    min-inline-size: 0;
    padding: calc(var(--p-space) * 3) calc(var(--p-space) * 4);
  }
  .way:hover {
    background: var(--p-color-hover);
  }
  .sign {
    color: var(--p-color-muted);
  }
  .what {
    flex: 1;
    min-inline-size: 0;
  }
  .text {
    display: block;
    overflow-wrap: anywhere;
  }
  .new .text {
    font-weight: var(--p-font-weight-medium);
  }
  .when {
    color: var(--p-color-muted);
    font-size: 0.9286em;
  }
  .dot {
    flex: none;
    align-self: center;
    inline-size: 8px;
    block-size: 8px;
    border-radius: 50%;
    background: var(--p-color-primary);
  }
  .mute {
    flex: none;
    align-self: center;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    inline-size: 2.4em;
    block-size: 2.4em;
    margin-inline-end: calc(var(--p-space) * 2);
    border-radius: var(--p-radius-medium);
    color: var(--p-color-muted);
  }
  .nothing {
    padding: calc(var(--p-space) * 8) calc(var(--p-space) * 6);
    color: var(--p-color-muted);
    text-align: center;
  }
  .nothing p {
    margin: var(--p-space) 0 0;
  }
  .nothing .nothing-title {
    color: var(--p-color-text);
    font-weight: var(--p-font-weight-medium);
  }
  .notice {
    margin: calc(var(--p-space) * 3);
  }
  .waiting {
    padding: calc(var(--p-space) * 4);
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--p-space) * 2);
    padding: calc(var(--p-space) * 2) calc(var(--p-space) * 4);
  }
  .settings {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--p-space) * 2);
    min-block-size: var(--p-control-height);
    padding-inline: calc(var(--p-space) * 2);
    margin-inline-start: calc(var(--p-space) * -2);
    border-radius: var(--p-radius-medium);
    color: var(--p-color-muted);
  }
  @media (forced-colors: active) {
    .count,
    .dot {
      outline: 1px solid;
    }
  }
  @media print {
    :host {
      display: none;
    }
  }
`;
