import { css, html, type TemplateResult } from 'lit';
import { icon, type IconName } from './icons.ts';
import type { Tone } from './notice.ts';

/** A state in one word, with icon and colour. Its tones come with the style sheet of notices. */
export const badge = (tone: Tone, name: IconName, label: string, part = ''): TemplateResult =>
  html`<span class="badge ${tone}" part="badge ${part}">${icon(name)}<span>${label}</span></span>`;

export const badgeStyles = css`
  .badge {
    display: inline-flex;
    align-items: center;
    gap: var(--p-space);
    max-inline-size: 100%;
    padding: 1px calc(var(--p-space) * 2) 1px calc(var(--p-space) * 1.5);
    border-radius: var(--p-radius-badge);
    font-size: 0.9286em;
    font-weight: var(--p-font-weight-medium);
    text-align: start;
    white-space: nowrap;
  }
  @container (max-width: 14em) {
    .badge {
      white-space: normal;
    }
  }
  @media (forced-colors: active) {
    .badge {
      outline: 1px solid;
    }
  }
`;
