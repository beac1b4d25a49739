import { css, html, nothing, svg, type TemplateResult } from 'lit';

/** Rows of `0` and `1` as one shape, with the empty border that readers want. @param label said in its place */
export function qrCode(rows: readonly string[], label: string): TemplateResult | typeof nothing {
  const size = rows.length;
  if (size === 0) return nothing;
  const shape = rows.flatMap((row, y) =>
    [...row.matchAll(/1+/g)].map(
      ({ index, 0: run }) => `M${index} ${y}h${run.length}v1h-${run.length}z`,
    ),
  );
  return html`<div class="qr" role="img" aria-label=${label}>
    <svg viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges" aria-hidden="true">
      ${svg`<path d=${shape.join('')}></path>`}
    </svg>
  </div>`;
}

export const qrStyles = css`
  /* Cameras want dark on light, in the dark as well. */
  .qr {
    inline-size: min(15em, 100%);
    min-inline-size: 200px;
    padding: 1em;
    box-sizing: border-box;
    border-radius: var(--p-radius-small);
    background: white;
    color: black;
    forced-color-adjust: none;
  }
  .qr svg {
    display: block;
    inline-size: 100%;
    fill: currentColor;
  }
`;
