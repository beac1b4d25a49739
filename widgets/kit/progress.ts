import { css, html, type TemplateResult } from 'lit';

export type ProgressOptions = {
  /** What it is the progress of. */
  label: string;
  value: number;
  max: number;
  /** The same in words, which also stand below it. */
  text: string;
};

/** How far something is: the browser's own bar, so that no style is set inline, and words. */
export const progress = ({ label, value, max, text }: ProgressOptions): TemplateResult => html`
  <div class="progress">
    <progress
      role="progressbar"
      aria-label=${label}
      aria-valuetext=${text}
      max=${Math.max(1, max)}
      .value=${value}
    ></progress>
    <p class="figures" aria-hidden="true">${text}</p>
  </div>
`;

export const progressStyles = css`
  .progress progress {
    appearance: none;
    display: block;
    inline-size: 100%;
    block-size: 0.6em;
    border: 0;
    border-radius: var(--p-radius-small);
    background: var(--p-color-skeleton);
    color: var(--p-color-primary);
    overflow: hidden;
  }
  .progress progress::-webkit-progress-bar {
    background: none;
  }
  .progress progress::-webkit-progress-value {
    background: var(--p-color-primary);
    transition: inline-size var(--p-duration);
  }
  .progress progress::-moz-progress-bar {
    background: var(--p-color-primary);
  }
  @media (forced-colors: active) {
    .progress progress {
      forced-color-adjust: none;
      border: 1px solid CanvasText;
      background: Canvas;
    }
    .progress progress::-webkit-progress-value {
      background: Highlight;
    }
    .progress progress::-moz-progress-bar {
      background: Highlight;
    }
  }
  .progress p {
    margin: calc(var(--p-space) * 1.5) 0 0;
    color: var(--p-color-muted);
    white-space: normal;
  }
`;
