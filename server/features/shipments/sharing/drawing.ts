import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ShipmentMap } from '#contract/shipment-map';
import { escape } from '../../../output/page.ts';

/** Width of the world in map units. */
const world = 2_048;
/** How wide the drawing is compared with its height, at least and at most. */
const [narrowest, widest] = [1.3, 2.2];

export const drawingStyle =
  '.map{display:block;width:100%;height:auto;margin:1rem 0;border:1px solid var(--color-border);border-radius:.5rem;background:var(--color-surface)}' +
  '.map path{fill:none;vector-effect:non-scaling-stroke;stroke-linecap:round}' +
  '.map .land{fill:var(--color-border);fill-rule:evenodd}' +
  '.map .leg{stroke:var(--color-primary);stroke-width:2.5px}' +
  '.map .coming{stroke-dasharray:2 6}' +
  '.map .faint{opacity:.45}' +
  '.map circle{fill:var(--color-background);stroke:var(--color-primary);stroke-width:2px;vector-effect:non-scaling-stroke}' +
  '.map .passed{fill:var(--color-primary)}' +
  '.map .seen{fill:var(--color-warning);stroke:var(--color-background)}' +
  '.map text{fill:var(--color-text);paint-order:stroke;stroke:var(--color-background);stroke-linejoin:round;font-family:system-ui,sans-serif}';

/** The land as the elements have it; nothing where this server has no elements. */
export function landOf(assets: string | undefined, version: string): string {
  if (!assets) return '';
  try {
    const file = readFileSync(join(assets, `v${version}`, 'map', 'base.json'), 'utf8');
    return (JSON.parse(file) as { land: string }).land;
  } catch {
    return '';
  }
}

/** What is worth seeing, in a form that fits a page. */
function windowOf([left, top, width, height]: ShipmentMap['view']): ShipmentMap['view'] {
  const tall = Math.max(height, width / widest);
  const wide = Math.max(width, tall * narrowest);
  return [left - (wide - width) / 2, top - (tall - height) / 2, wide, tall];
}

const round = (value: number): number => +value.toFixed(2);

/**
 * The map of a shipment as one drawing.
 * @param land path of all land; it is drawn three times, since a way may lead over 180°
 * @param label what it shows, in a sentence
 */
export function drawMap(map: ShipmentMap, land: string, label: string): string {
  const view = windowOf(map.view);
  const [left, , width] = view;
  const unit = width / 100;
  const seen = map.track !== null;
  const lands = land
    ? [-world, 0, world].map(
        (x) => `<path class="land" d="${land}" transform="translate(${x} 0)"/>`,
      )
    : [];
  const legs = map.legs.map(({ d, state }) => {
    const look = state === 'travelled' ? (seen ? 'faint' : '') : 'coming';
    return `<path class="leg ${look}" d="${d}"/>`;
  });
  const track = map.track ? [`<path class="leg" d="${map.track}"/>`] : [];
  const stops = map.stops.flatMap(({ at, name, code, passed }) => {
    if (!at) return [];
    // A name stands on the side where there is more room.
    const right = at.x < left + width / 2;
    const anchor = right ? 'start' : 'end';
    return [
      `<circle class="${passed ? 'passed' : ''}" cx="${at.x}" cy="${at.y}" r="${round(unit)}"/>`,
      `<text x="${round(at.x + (right ? 2 : -2) * unit)}" y="${round(at.y - 1.2 * unit)}" font-size="${round(2.6 * unit)}" stroke-width="${round(0.7 * unit)}" text-anchor="${anchor}">${escape(name || code)}</text>`,
    ];
  });
  const last = map.position
    ? [
        `<circle class="seen" cx="${map.position.x}" cy="${map.position.y}" r="${round(1.2 * unit)}"/>`,
      ]
    : [];
  return `<svg class="map" viewBox="${view.map(round).join(' ')}" role="img" aria-label="${escape(label)}">${[...lands, ...legs, ...track, ...stops, ...last].join('')}</svg>`;
}
