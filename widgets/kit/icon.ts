import { css, svg, html, type TemplateResult } from 'lit';

/** Outlines on a grid of 16, drawn with a round pen of 1.5. */
const outlines = {
  alert: 'M8 2 14.5 13.5h-13zM8 6.5v3M8 11.6v.1',
  arrow: 'M2.5 8h11M9.5 4l4 4-4 4',
  back: 'M13.5 8h-11M6.5 4l-4 4 4 4',
  bell: 'M8 2a4 4 0 0 1 4 4v2.6l1.4 2.5H2.6L4 8.6V6a4 4 0 0 1 4-4zM6.5 13.4a1.6 1.6 0 0 0 3 0',
  'bell-off':
    'M5.3 3A4 4 0 0 1 12 6v2.6M12.2 11.1H2.6L4 8.6V6M6.5 13.4a1.6 1.6 0 0 0 3 0M2 2l12 12',
  book: 'M8 3.6C6.6 2.6 4.6 2.3 2 2.5v10.3c2.6-.2 4.6.1 6 1.1 1.4-1 3.4-1.3 6-1.1V2.5c-2.6-.2-4.6.1-6 1.1zM8 3.6v10.3',
  box: 'M8 1.8 13.8 5v6L8 14.2 2.2 11V5zM2.4 5.1 8 8.2l5.6-3.1M8 8.2v5.8',
  bars: 'M2 13.8h12M4 11V9.5M8 11V3.5M12 11V6.5',
  calendar: 'M2.5 3.5h11v10h-11zM2.5 7h11M5.5 2v3M10.5 2v3',
  chat: 'M2 2.8h12v8.4H7.5L4.5 14v-2.8H2zM5 6h6M5 8.4h3.6',
  check: 'M3 8.5 6.5 12 13 4.5',
  checks: 'M1.5 8.5 4.5 12l6-7.5M8 11l.8 1L15 4.5',
  chevron: 'm4 6 4 4 4-4',
  clock: 'M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5zM8 4.5V8l2.5 1.5',
  columns: 'M2 3h12v10H2zM6 3v10M10 3v10',
  copy: 'M5.5 5.5h8v8h-8zM2.5 10.5v-8h8',
  cross: 'm4 4 8 8M12 4l-8 8',
  device: 'M2.3 3h11.4v7.5H2.3zM8 10.5v2.8M5.5 13.3h5',
  dot: 'M8 5.7a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.6z',
  download: 'M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11',
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z',
  'eye-off':
    'M6.3 3.8C6.8 3.6 7.4 3.5 8 3.5c4 0 6.5 4.5 6.5 4.5s-.7 1.2-2 2.4M10 12.1c-.6.3-1.3.4-2 .4C4 12.5 1.5 8 1.5 8s.9-1.6 2.6-2.9M2 2l12 12',
  gear: 'M8 5.8a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4zM8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4',
  info: 'M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5zM8 7.3v3.5M8 5.1v.1',
  home: 'M2 7.8 8 2.5l6 5.3M3.7 6.6v7.2h8.6V6.6M6.5 13.8V9.7h3v4.1',
  invoice: 'M3.5 1.8h9v12.4l-2.2-1.4L8 14.2l-2.3-1.4-2.2 1.4zM6 5.3h4M6 8.3h2.5',
  key: 'M5.5 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM8 7.5 13.5 2M11 4.5l2 2',
  list: 'M3 1.8h10v12.4H3zM5.8 5.3h4.4M5.8 8h4.4M5.8 10.7h2.4',
  lock: 'M3.5 7h9v6.5h-9zM5.3 7V4.7a2.7 2.7 0 0 1 5.4 0V7',
  mail: 'M1.8 3.5h12.4v9H1.8zM2 4l6 5 6-5',
  paper: 'M3.5 1.8h5.7l3.3 3.3v9.1h-9zM9 2v3.4h3.3M5.8 8.3h4.4M5.8 11h4.4',
  camera: 'M2 5h2.8l1-1.8h4.4l1 1.8H14v8H2zM8 6.6a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4z',
  play: 'M5 3.2 12.5 8 5 12.8z',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  more: 'M3.5 8v.1M8 8v.1M12.5 8v.1',
  people:
    'M6 2.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5zM1.5 13.5c.4-2.4 2.2-3.6 4.5-3.6s4.1 1.2 4.5 3.6M10.6 2.8a2.4 2.4 0 0 1 0 4.5M12.2 10.3c1.3.5 2.1 1.6 2.3 3.2',
  person: 'M8 2a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM2.5 14c.6-2.7 2.8-4 5.5-4s4.9 1.3 5.5 4',
  pencil: 'M2.5 13.5v-3l8-8 3 3-8 8zM8.7 4.3l3 3',
  phone:
    'M4.2 1.8 6.4 5 5.1 6.7c.8 1.8 2.4 3.4 4.2 4.2L11 9.6l3.2 2.2-.8 2.2c-.2.4-.6.6-1 .6C7 14.2 1.8 9 1.4 3.6c0-.4.2-.8.6-1z',
  progress: 'M8 1.75A6.25 6.25 0 1 1 1.75 8M8 8V4.5M8 8l2.5 1.5',
  refresh: 'M13.5 8A5.5 5.5 0 1 1 11.6 3.8M13.5 2v3.2h-3.2',
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.4 10.4l3.4 3.4',
  ship: 'M2 10.5h12l-1.6 3H3.6zM4 10.5V7h8v3.5M6.5 7V4h3v3M8 4V2',
  plane:
    'M8 1.8c.8 0 1.2.8 1.2 1.8v3l5 3.2v1.4l-5-1.5v3l1.4 1v1L8 13l-2.6.7v-1l1.4-1v-3l-5 1.5V8.8l5-3.2v-2c0-1 .4-1.8 1.2-1.8z',
  truck:
    'M1.5 4h8v7.5h-8zM9.5 6.5h3l2 2.5v2.5h-5M4 11.5a1.3 1.3 0 1 0 0 .1M12 11.5a1.3 1.3 0 1 0 0 .1',
  train: 'M4 2.5h8v8.5H4zM4 7.5h8M5.5 11 4 14M10.5 11l1.5 3M6 9.3v.1M10 9.3v.1',
  sort: 'M5 3v10M2.5 10.5 5 13l2.5-2.5M11 13V3M8.5 5.5 11 3l2.5 2.5',
  tag: 'M2 2.2h5.6l6.2 6.2-5.4 5.4L2.2 7.6zM5 5.1v.1',
  up: 'M8 13V3M4 7l4-4 4 4',
  down: 'M8 3v10M4 9l4 4 4-4',
} as const;

export type IconName = keyof typeof outlines;

/** Takes outlines of the page's own in place of ours. */
export const useIcons = (own: Readonly<Record<string, string>> | undefined): object =>
  Object.assign(outlines, own);

/** An icon in the colour of the text around it. It says nothing by itself: put words beside it. */
export const icon = (name: IconName): TemplateResult =>
  html`<svg class="icon" part="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    ${svg`<path d=${outlines[name]}></path>`}
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
