import type { moreOutlines } from './outlines.ts';
import { css, svg, html, type TemplateResult } from 'lit';

/** Outlines on a grid of 16, drawn with a round pen of 1.5: those that signing in needs; `icons.ts` adds the others. */
const outlines = {
  alert: 'M8 2 14.5 13.5h-13zM8 6.5v3M8 11.6v.1',
  check: 'M3 8.5 6.5 12 13 4.5',
  chevron: 'm4 6 4 4 4-4',
  clock: 'M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5zM8 4.5V8l2.5 1.5',
  copy: 'M5.5 5.5h8v8h-8zM2.5 10.5v-8h8',
  cross: 'm4 4 8 8M12 4l-8 8',
  dot: 'M8 5.7a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.6z',
  download: 'M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11',
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z',
  'eye-off':
    'M6.3 3.8C6.8 3.6 7.4 3.5 8 3.5c4 0 6.5 4.5 6.5 4.5s-.7 1.2-2 2.4M10 12.1c-.6.3-1.3.4-2 .4C4 12.5 1.5 8 1.5 8s.9-1.6 2.6-2.9M2 2l12 12',
  info: 'M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5zM8 7.3v3.5M8 5.1v.1',
  list: 'M3 1.8h10v12.4H3zM5.8 5.3h4.4M5.8 8h4.4M5.8 10.7h2.4',
  lock: 'M3.5 7h9v6.5h-9zM5.3 7V4.7a2.7 2.7 0 0 1 5.4 0V7',
  person: 'M8 2a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM2.5 14c.6-2.7 2.8-4 5.5-4s4.9 1.3 5.5 4',
  refresh: 'M13.5 8A5.5 5.5 0 1 1 11.6 3.8M13.5 2v3.2h-3.2',
  up: 'M8 13V3M4 7l4-4 4 4',
};

export type IconName = keyof typeof outlines | keyof typeof moreOutlines;
const drawn: Record<string, string> = outlines;
/** The page's own, in place of ours, whichever come later. */
let ours: Readonly<Record<string, string>> = {};

/** Takes outlines besides. */
export const addOutlines = (more: Readonly<Record<string, string>>): object =>
  Object.assign(drawn, more);

/** Takes outlines of the page's own in place of ours. */
export const useIcons = (own: Readonly<Record<string, string>> | undefined): void =>
  void (ours = { ...ours, ...own });

/** An icon in the colour of the text around it. It says nothing by itself: put words beside it. */
export const icon = (name: IconName): TemplateResult =>
  html`<svg class="icon" part="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    ${svg`<path d=${ours[name] ?? drawn[name]}></path>`}
  </svg>`;

export const iconStyles = css`
  .icon {
    flex: none;
    inline-size: 1.15em;
    block-size: 1.15em;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
    vertical-align: -0.2em;
  }
`;
