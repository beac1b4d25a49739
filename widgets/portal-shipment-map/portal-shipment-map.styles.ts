import { css } from 'lit';

export const mapStyles = css`
  :host {
    min-block-size: 26em;
  }
  :host([inner]) .root {
    padding: 0;
  }
  .map {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 16em;
    gap: calc(var(--p-space) * 5);
  }
  .stage {
    position: relative;
    block-size: 25em;
    overflow: hidden;
    border: var(--p-border-width) solid var(--p-color-border);
    border-radius: var(--p-radius-medium);
    background: var(--p-color-info-surface);
    cursor: grab;
    /* One finger scrolls the page; two are the map's. */
    touch-action: pan-x pan-y;
  }
  .stage:active {
    cursor: grabbing;
  }
  .stage:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: 2px;
  }
  .chart {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    user-select: none;
  }
  .land {
    fill: var(--p-color-neutral-surface);
    stroke: var(--p-color-border-strong);
    stroke-width: 0.5;
    vector-effect: non-scaling-stroke;
  }
  .detail {
    stroke: none;
  }
  .route,
  .track {
    fill: none;
    stroke: var(--p-color-primary);
    stroke-width: 2;
    stroke-linejoin: round;
    stroke-linecap: round;
    vector-effect: non-scaling-stroke;
  }
  .route.coming,
  .route.under_way {
    stroke-dasharray: 2 5;
  }
  .route.sketched {
    opacity: 0.45;
  }
  .track {
    stroke-width: 2.5;
  }
  .mark {
    fill: var(--p-color-background);
    stroke: var(--p-color-primary);
    stroke-width: 2;
    vector-effect: non-scaling-stroke;
    cursor: pointer;
  }
  .mark.passed {
    fill: var(--p-color-primary);
  }
  .mark.chosen {
    stroke: var(--p-color-focus);
    stroke-width: 5;
  }
  .name {
    fill: var(--p-color-text);
    stroke: var(--p-color-background);
    stroke-linejoin: round;
    paint-order: stroke;
    font-weight: var(--p-font-weight-medium);
    pointer-events: none;
  }
  .position {
    fill: var(--p-color-warning);
    stroke: var(--p-color-background);
    stroke-width: 2;
    vector-effect: non-scaling-stroke;
  }
  .position.old {
    fill: none;
    stroke: var(--p-color-warning);
    stroke-width: 3;
  }
  /* Below the map: a stop may lie in any of its corners. */
  .controls {
    display: flex;
    justify-content: flex-end;
    gap: var(--p-space);
    margin-block-start: calc(var(--p-space) * 2);
  }
  .controls .button {
    inline-size: 36px;
    padding: 0;
    background: var(--p-color-background);
  }
  .caption {
    margin: calc(var(--p-space) * 2) 0 0;
    color: var(--p-color-muted);
  }
  .stops {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .stops li {
    position: relative;
    padding-inline-start: 22px;
    padding-block-end: calc(var(--p-space) * 3);
  }
  .stops li::before {
    position: absolute;
    inset-block-start: 7px;
    inset-inline-start: 3px;
    box-sizing: border-box;
    inline-size: 11px;
    block-size: 11px;
    border: 2px solid var(--p-color-primary);
    border-radius: 50%;
    background: var(--p-color-background);
    content: '';
  }
  .stops li.passed::before {
    background: var(--p-color-primary);
  }
  .stops li:not(:last-child)::after {
    position: absolute;
    inset-block: 20px -4px;
    inset-inline-start: 8px;
    border-inline-start: 1px solid var(--p-color-border-strong);
    content: '';
  }
  .stops small {
    display: block;
    color: var(--p-color-muted);
  }
  .stop-name {
    all: unset;
    border-radius: var(--p-radius-small);
    cursor: pointer;
    font-weight: var(--p-font-weight-medium);
    overflow-wrap: anywhere;
  }
  .stop-name:is(button):hover,
  .stop-name[aria-pressed='true'] {
    color: var(--p-color-link);
    text-decoration: underline;
  }
  .stop-name:focus-visible {
    outline: var(--p-focus-width) solid var(--p-color-focus);
    outline-offset: 2px;
  }
  span.stop-name {
    cursor: auto;
  }
  .seen {
    margin-block: calc(var(--p-space) * 2) 0;
  }
  @container (max-width: 48em) {
    .map {
      grid-template-columns: minmax(0, 1fr);
    }
    .stage {
      block-size: 20em;
    }
  }
  @media (forced-colors: active) {
    .land {
      fill: Canvas;
      stroke: GrayText;
    }
    .route,
    .track,
    .mark,
    .position {
      stroke: CanvasText;
    }
  }
`;
