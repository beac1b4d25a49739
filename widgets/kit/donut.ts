import { css, html, nothing, svg, type TemplateResult } from 'lit';

export type DonutPart = {
  /** Names its look: class of the slice and of its sign in the legend. */
  id: string;
  label: string;
  /** As it is written beside the label. */
  text: string;
  /** How much of the ring it takes, against the other parts. Drawing needs no exact figures. */
  size: number;
  /** The texture laid over its colour, so that it is told apart without colour. */
  texture: Texture;
};

export type DonutOptions = {
  /** Unique in the shadow root; the textures are found by it. */
  id: string;
  caption: string;
  /** Heads of the legend, for screen readers: part, amount, share. */
  heads: readonly [string, string, string];
  parts: readonly DonutPart[];
  /** A share as text, as `12 %`; `some` where it is rounded to nothing. */
  percent: (share: number, some: boolean) => string;
  /** In the hole: the share of these parts together, and what it is. */
  centre: { of: readonly string[]; label: string };
};

/** Strokes on a tile of 6 by 6; none is plain. */
const textures = {
  plain: '',
  lines: 'M0 3h6',
  slant: 'M-1 1l2-2M0 6l6-6M5 7l2-2',
  grid: 'M0 3h6M3 0v6',
  dots: 'M2 2h2v2h-2z',
  back: 'M-1 5l2 2M0 0l6 6M5-1l2 2',
} as const;
export type Texture = keyof typeof textures;

const radius = 42;
const length = 2 * Math.PI * radius;
/** Length of ring that is left free between two parts. */
const gap = 2;

/**
 * Shares of a whole in hundredths, which add up to 1: what rounding leaves over goes to those that lost most
 * by it, so that the shares of some parts add up to the share of these parts.
 */
export function sharesOf(sizes: readonly number[]): number[] {
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  if (whole <= 0) return sizes.map(() => 0);
  const exact = sizes.map((size) => (size / whole) * 100);
  const shares = exact.map(Math.floor);
  const left = 100 - shares.reduce((sum, share) => sum + share, 0);
  const rest = (i: number) => exact[i]! - shares[i]!;
  const most = [...sizes.keys()].toSorted((a, b) => rest(b) - rest(a)).slice(0, left);
  for (const i of most) shares[i]! += 1;
  return shares.map((share) => share / 100);
}

/** Parts of a whole as a ring, and beside it a legend with every figure as text. */
export function donut(options: DonutOptions): TemplateResult {
  const { id, caption, heads, parts, percent, centre } = options;
  const whole = parts.reduce((sum, { size }) => sum + size, 0);
  const share = ({ size }: DonutPart) => (whole > 0 ? size / whole : 0);
  const rounded = sharesOf(parts.map(({ size }) => size));
  const inCentre = [...parts.entries()].filter(([, part]) => centre.of.includes(part.id));
  const together = inCentre.reduce((sum, [i]) => sum + Math.round(rounded[i]! * 100), 0) / 100;
  const shown = parts.filter(({ size }) => size > 0);
  let turned = 0;
  const arcs = shown.map((part) => {
    const start = turned;
    turned += share(part) * length;
    return arc(id, part, start, share(part) * length - (shown.length > 1 ? gap : 0));
  });
  return html`<figure class="donut" part="chart">
    <figcaption class="donut-title">${caption}</figcaption>
    <div class="ring">
      <svg viewBox="0 0 100 100" aria-hidden="true" focusable="false">
        <defs>${parts.map((part) => pattern(id, part))}</defs>
        <circle class="track" cx="50" cy="50" r=${radius}></circle>
        ${arcs}
      </svg>
      <p class="centre">
        <strong
          >${percent(
            together,
            inCentre.some(([, { size }]) => size > 0),
          )}</strong
        ><span>${centre.label}</span>
      </p>
    </div>
    <table class="legend" role="table" aria-label=${caption}>
      <thead class="visually-hidden" role="rowgroup">
        <tr role="row">
          ${heads.map((head) => html`<th scope="col" role="columnheader">${head}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${parts.map(
          (part, i) =>
            html`<tr role="row">
              <th scope="row" role="rowheader">${sign(part)}<span>${part.label}</span></th>
              <td role="cell">${part.text}</td>
              <td class="share" role="cell">${percent(rounded[i]!, part.size > 0)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </figure>`;
}

/** One part, its colour below its texture. A dash draws it, from above on, so no arc has to be reckoned. */
function arc(ring: string, { id, texture }: DonutPart, start: number, size: number) {
  const drawn = Math.max(size, 0.6);
  const ringPart = (look: string, stroke: string | typeof nothing) =>
    svg`<circle class=${look} cx="50" cy="50" r=${radius} stroke=${stroke}
      stroke-dasharray="${drawn} ${length - drawn}" stroke-dashoffset=${length / 4 - start}></circle>`;
  return svg`${ringPart(id, nothing)}
    ${texture === 'plain' ? nothing : ringPart('texture', `url(#${ring}-${texture})`)}`;
}

const pattern = (ring: string, { texture }: DonutPart) =>
  texture === 'plain'
    ? nothing
    : svg`<pattern id="${ring}-${texture}" width="6" height="6" patternUnits="userSpaceOnUse">
        <path d=${textures[texture]}></path>
      </pattern>`;

/** The look of a part, small. */
const sign = ({ id, texture }: DonutPart) =>
  html`<svg class="sign ${id}" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
    <rect width="12" height="12" rx="2"></rect>
    <path d=${textures[texture]} transform="scale(2)"></path>
  </svg>`;

export const donutStyles = css`
  .donut {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--p-space) * 4);
    margin: 0;
  }
  .donut-title {
    flex-basis: 100%;
  }
  .ring {
    position: relative;
    flex: none;
    inline-size: 9.5em;
  }
  .ring svg {
    display: block;
    overflow: visible;
  }
  .ring circle {
    fill: none;
    stroke-width: 14;
  }
  .ring .track {
    stroke: var(--p-color-skeleton);
  }
  .ring path,
  .sign path {
    fill: none;
    stroke: var(--p-color-background);
    stroke-width: 1.5;
  }
  .sign {
    flex: none;
    inline-size: 12px;
    block-size: 12px;
    overflow: hidden;
    border-radius: 2px;
  }
  .sign path {
    stroke-width: 1;
  }
  .centre {
    position: absolute;
    inset: 0;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    margin: 0;
    color: var(--p-color-muted);
    font-size: 0.8572em;
    line-height: 1.2;
  }
  .centre strong {
    color: var(--p-color-text);
    font-family: var(--p-font-family-figures);
    font-size: 1.6em;
    font-weight: var(--p-font-weight-strong);
  }
  .legend {
    flex: 1 1 15em;
    max-inline-size: 30em;
    border-collapse: collapse;
  }
  .legend :is(th, td) {
    padding: 3px 0;
    font-weight: var(--p-font-weight);
    text-align: start;
  }
  .legend tbody th {
    display: flex;
    align-items: center;
    gap: calc(var(--p-space) * 2);
    padding-inline-end: calc(var(--p-space) * 4);
  }
  .legend td {
    font-family: var(--p-font-family-figures);
    font-variant-numeric: tabular-nums;
    text-align: end;
    white-space: nowrap;
  }
  .legend .share {
    min-inline-size: 3.5em;
    color: var(--p-color-muted);
  }
  @container (max-width: 30em) {
    .legend,
    .legend tbody {
      display: block;
      flex-basis: 100%;
    }
    .legend tr {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
    }
    .legend tr > td {
      margin-inline-start: auto;
    }
    .legend tr > .share {
      display: none;
    }
  }
  @media print {
    .donut {
      print-color-adjust: exact;
    }
  }
`;
