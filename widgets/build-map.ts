import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  geoMercator,
  geoPath,
  type GeoContext,
  type GeoPermissibleObjects,
  type GeoProjection,
} from 'd3-geo';
import { land } from './build-land.ts';

/** Width of the world in map units, and across how many pieces the detail is cut in each direction. */
const worldUnits = 2_048;
const detailFactor = 4;
const pieces = 8;

/** What an element asks for first. */
export type MapBase = {
  /** Path of all land, in map units. */
  land: string;
  /** The detail is drawn this many times as large. */
  factor: number;
  /** Pieces in each direction, and which of them hold any land: `<column>-<row>`. */
  pieces: number;
  named: string[];
};

/** Collects what is drawn as a path of whole numbers, each relative to the one before: half as long as d3's own. */
class RelativePath implements GeoContext {
  text = '';
  #at: [number, number] = [0, 0];
  #line = false;
  beginPath(): void {}
  arc(): void {}
  moveTo(x: number, y: number): void {
    this.#add('M', x, y, [0, 0]);
    this.#line = false;
  }
  lineTo(x: number, y: number): void {
    const [dx, dy] = [Math.round(x) - this.#at[0], Math.round(y) - this.#at[1]];
    if (dx === 0 && dy === 0) return;
    this.#add(this.#line ? ' ' : 'l', x, y, this.#at);
    this.#line = true;
  }
  closePath(): void {
    this.text += 'z';
    this.#line = false;
  }
  #add(command: string, x: number, y: number, from: readonly [number, number]): void {
    const [right, down] = [Math.round(x), Math.round(y)];
    const second = down - from[1];
    this.text += `${command}${right - from[0]}${second < 0 ? '' : ' '}${second}`;
    this.#at = [right, down];
  }
}

/** Draws land through d3's spherical clipping, which takes rings over 180° and round the pole apart. */
function drawn(shape: GeoPermissibleObjects, projection: GeoProjection): string {
  const path = new RelativePath();
  geoPath(projection, path)(shape);
  // What became a point or a line at this scale is left out.
  return path.text.replace(/M-?\d+[ -]\d+(l-?\d+[ -]\d+( -?\d+[ -]\d+)?)?z/g, '');
}

/** Mercator of a world so many units wide. */
function mercator(width: number): GeoProjection {
  return geoMercator()
    .scale(width / (2 * Math.PI))
    .translate([width / 2, width / 2]);
}

const shapeOf = (scale: 110 | 50): GeoPermissibleObjects => ({
  type: 'MultiPolygon',
  coordinates: land(scale),
});

/** The rows of a world between 84° north and 60° south, beyond which nothing is shipped, in its units. */
function rowsOf(width: number): [number, number] {
  const projection = mercator(width);
  const y = (lat: number) => projection([0, lat])?.[1] ?? 0;
  return [y(84), y(-60)];
}

/** The base, and the pieces of the detail by their names. */
export function mapFiles(): { base: MapBase; detail: Map<string, string> } {
  const [top, bottom] = rowsOf(worldUnits);
  const base = drawn(
    shapeOf(110),
    mercator(worldUnits).clipExtent([
      [0, top],
      [worldUnits, bottom],
    ]),
  );
  const width = worldUnits * detailFactor;
  const shape = shapeOf(50);
  const size = width / pieces;
  const [north, south] = rowsOf(width);
  const detail = new Map<string, string>();
  for (let column = 0; column < pieces; column++)
    for (let row = 0; row < pieces; row++) {
      if (row * size >= south) break;
      const projection = mercator(width).clipExtent([
        [column * size, Math.max(north, row * size)],
        [(column + 1) * size, Math.min(south, (row + 1) * size)],
      ]);
      const path = drawn(shape, projection);
      if (path) detail.set(`${column}-${row}`, path);
    }
  return { base: { land: base, factor: detailFactor, pieces, named: [...detail.keys()] }, detail };
}

/** Writes `base.json` and one file a piece of the detail into a folder. */
export async function buildMap(folder: string): Promise<void> {
  const { base, detail } = mapFiles();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'base.json'), JSON.stringify(base));
  for (const [name, path] of detail)
    await writeFile(join(folder, `${name}.json`), JSON.stringify({ land: path }));
}
