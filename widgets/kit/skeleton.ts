import { css, html, type TemplateResult } from 'lit';

/** A grey bar where text or a control will be. */
export const bone = (kind: 'text' | 'title' | 'control' | 'row' = 'text'): TemplateResult =>
  html`<span class="bone bone-${kind}" part="skeleton"></span>`;

/** Several of them. */
export const bones = (count: number, kind?: 'text' | 'control' | 'row'): TemplateResult[] =>
  Array.from({ length: count }, () => bone(kind));

export const skeletonStyles = css`
  .bone {
    display: block;
    border-radius: var(--p-radius-small);
    background: var(--p-color-skeleton);
    animation: breathe 1.6s ease-in-out infinite alternate;
  }
  .bone-text {
    block-size: 0.75em;
    margin-block: 0.375em;
    inline-size: 60%;
  }
  .bone-title {
    block-size: 1.25em;
    inline-size: 9em;
    margin-block: 0.4em;
  }
  .bone-control {
    block-size: var(--p-control-height);
  }
  .bone-row {
    block-size: 0.75em;
    margin-block: calc(var(--p-space) * 5);
  }
  @media (forced-colors: active) {
    .bone {
      outline: 1px solid GrayText;
    }
  }
  @keyframes breathe {
    to {
      opacity: 0.55;
    }
  }
`;
