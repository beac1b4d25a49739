import { readFileSync } from 'node:fs';
import type { Point } from './geometry.ts';

/** Width and height of a square, in degrees. */
export const maskStep = 0.2;

/** Rows of squares from north to south; in each the columns, from 180° W, at which land begins and ends in turn. */
export type Runs = number[][];

export type LandMask = {
  /** Whether there is land in the square that a place lies in, on a map of one to 110 million. */
  isLand(point: Point): boolean;
};

/** The mask of runs. */
export function maskOf(runs: Runs): LandMask {
  const columns = Math.round(360 / maskStep);
  const rows = runs.map((ends) => {
    const row = new Uint8Array(columns);
    for (let i = 0; i < ends.length; i += 2) row.fill(1, ends[i], ends[i + 1]);
    return row;
  });
  return {
    isLand({ lat, lon }) {
      const row = Math.min(rows.length - 1, Math.max(0, Math.floor((90 - lat) / maskStep)));
      const turned = (((lon + 180) % 360) + 360) % 360;
      return rows[row]![Math.min(columns - 1, Math.floor(turned / maskStep))] === 1;
    },
  };
}

let read: LandMask | undefined;

/** The mask of the earth, read when it is first asked for; `node widgets/build-sea.ts` made it. */
export const landMask = (): LandMask =>
  (read ??= maskOf(
    JSON.parse(readFileSync(new URL('land-mask.json', import.meta.url), 'utf8')) as Runs,
  ));
