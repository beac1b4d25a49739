import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

/** Longitude and latitude in degrees. */
export type Degrees = [lon: number, lat: number];

/** An outer ring and its holes. */
export type Polygon = Degrees[][];

type Atlas = Topology<{ land: GeometryCollection }>;

/**
 * The land of the earth as Natural Earth draws it (public domain), from the package `world-atlas`.
 * @param scale 110: one to 110 million, 50: one to 50 million
 * @returns one polygon a piece of land; rings are spherical: those that cross 180° jump there, and that of the
 *   Antarctic goes round the pole without closing
 */
export function land(scale: 110 | 50): Polygon[] {
  const file = createRequire(import.meta.url).resolve(`world-atlas/land-${scale}m.json`);
  const atlas: Atlas = JSON.parse(readFileSync(file, 'utf8'));
  return feature(atlas, atlas.objects.land).features.flatMap(({ geometry }): Polygon[] => {
    if (geometry.type === 'Polygon') return [geometry.coordinates as Polygon];
    if (geometry.type === 'MultiPolygon') return geometry.coordinates as Polygon[];
    throw new Error(`Land is drawn as ${geometry.type}.`);
  });
}
