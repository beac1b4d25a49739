import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { geoContains } from 'd3-geo';
import { feature } from 'topojson-client';
import { arcPoints, distanceKm, type Point } from '../../server/features/shipments/map/geometry.ts';
import { landMask } from '../../server/features/shipments/map/land-mask.ts';
import { seaRoute } from '../../server/features/shipments/map/sea-route.ts';
import { seaSources } from '../../widgets/build-sea.ts';
import graph from '../../server/features/shipments/map/sea-graph.json' with { type: 'json' };

/** Sixty busy ports, by UN/LOCODE. */
const ports: Record<string, [lat: number, lon: number]> = {
  CNSHA: [31.23, 121.9],
  CNNGB: [29.93, 121.85],
  CNYTN: [22.57, 114.27],
  CNTAO: [36.0, 120.3],
  CNTXG: [38.97, 117.75],
  CNDLC: [38.93, 121.65],
  HKHKG: [22.3, 114.17],
  TWKHH: [22.6, 120.28],
  KRPUS: [35.1, 129.04],
  JPYOK: [35.44, 139.65],
  JPUKB: [34.67, 135.2],
  VNSGN: [10.4, 107.0],
  VNHPH: [20.7, 106.9],
  THLCH: [13.08, 100.88],
  PHMNL: [14.6, 120.95],
  SGSIN: [1.26, 103.84],
  MYPKG: [3.0, 101.35],
  IDJKT: [-6.1, 106.88],
  IDSUB: [-7.2, 112.73],
  AUSYD: [-33.97, 151.2],
  AUMEL: [-37.95, 144.85],
  AUFRE: [-32.05, 115.74],
  NZTRG: [-37.65, 176.18],
  BDCGP: [22.25, 91.8],
  INMAA: [13.1, 80.3],
  INNSA: [18.95, 72.95],
  LKCMB: [6.95, 79.84],
  PKKHI: [24.8, 66.98],
  AEJEA: [25.0, 55.05],
  OMSLL: [16.94, 54.0],
  SAJED: [21.48, 39.17],
  EGPSD: [31.27, 32.3],
  KEMBA: [-4.07, 39.66],
  ZADUR: [-29.87, 31.03],
  ZACPT: [-33.9, 18.43],
  NGLOS: [6.42, 3.38],
  CIABJ: [5.28, -4.0],
  SNDKR: [14.68, -17.42],
  MAPTM: [35.88, -5.5],
  ESALG: [36.13, -5.43],
  ESVLC: [39.44, -0.32],
  ITGOA: [44.4, 8.92],
  GRPIR: [37.94, 23.62],
  TRIST: [40.97, 28.68],
  NLRTM: [51.95, 4.1],
  DEBRV: [53.58, 8.55],
  GBFXT: [51.95, 1.32],
  PTSIE: [37.94, -8.87],
  USNYC: [40.67, -74.04],
  USSAV: [32.03, -80.9],
  USHOU: [29.35, -94.75],
  USLAX: [33.74, -118.26],
  USOAK: [37.8, -122.32],
  CAPRR: [54.31, -130.33],
  MXZLO: [19.06, -104.31],
  MXVER: [19.2, -96.13],
  HNPCR: [15.83, -87.95],
  PAONX: [9.36, -79.9],
  BRSSZ: [-23.96, -46.3],
  CLVAP: [-33.03, -71.63],
};
const at = (code: string): Point => {
  const [lat, lon] = ports[code]!;
  return { lat, lon };
};

type Atlas = Parameters<typeof feature>[0];
const require = createRequire(import.meta.url);
const atlas = JSON.parse(
  readFileSync(require.resolve('world-atlas/land-110m.json'), 'utf8'),
) as Atlas;
const land = feature(atlas, atlas.objects.land!);

/** Canals and straits, which are narrower than what a map of one to 110 million shows. */
const passages = new Set(graph.passages.map(([a, b]) => `${a}-${b}`));
const { sources } = seaSources();
const nodeOf = new Map(sources.nodes.map(([, lat, lon], i) => [`${lat} ${lon}`, i]));
const isPassage = (a: Point, b: Point) => {
  const [i, j] = [a, b].map(({ lat, lon }) => nodeOf.get(`${lat} ${lon}`) ?? -1);
  return passages.has(`${i}-${j}`) || passages.has(`${j}-${i}`);
};

const mask = landMask();
const known = new Map<string, string[]>();

/** Places on a leg that are land and further than that from either port. */
function landOn(a: Point, b: Point, ends: readonly Point[]): string[] {
  const key = [a, b].map(({ lat, lon }) => `${lat} ${lon}`).join(' to ');
  const found = known.get(key);
  if (found) return found;
  const places = isPassage(a, b)
    ? []
    : arcPoints(a, b, Math.max(2, Math.ceil(distanceKm(a, b) / 25)))
        .filter((point) => ends.every((end) => distanceKm(point, end) > 60))
        .filter((point) => mask.isLand(point) && geoContains(land, [point.lon, point.lat]))
        .map(({ lat, lon }) => `${lat.toFixed(1)} ${lon.toFixed(1)} on ${key}`);
  known.set(key, places);
  return places;
}

describe('ways over the sea', () => {
  const routes = new Map<string, ReturnType<typeof seaRoute>>();
  const way = (from: string, to: string) => {
    const key = `${from} ${to}`;
    if (!routes.has(key)) routes.set(key, seaRoute(at(from), at(to)));
    return routes.get(key)!;
  };

  test('lead from each of sixty ports to each other, over no land', () => {
    const codes = Object.keys(ports);
    const wrong: string[] = [];
    for (const [i, from] of codes.entries())
      for (const to of codes.slice(i + 1)) {
        const { points } = way(from, to) ?? { points: [] };
        if (points.length === 0) wrong.push(`no way ${from} ${to}`);
        for (const [k, a] of points.slice(0, -1).entries())
          wrong.push(...landOn(a, points[k + 1]!, [at(from), at(to)]));
      }
    assert.deepEqual([...new Set(wrong)], []);
  });

  test('are as long as published tables of distances say', () => {
    // Nautical miles, as Pub. 151 of the National Geospatial-Intelligence Agency and carriers' tables round them.
    const published: [string, string, number][] = [
      ['CNSHA', 'USLAX', 5_708],
      ['NLRTM', 'SGSIN', 8_288],
      ['NLRTM', 'CNSHA', 10_525],
      ['NLRTM', 'USNYC', 3_330],
      ['NLRTM', 'BRSSZ', 5_430],
      ['NLRTM', 'ZACPT', 6_160],
      ['NLRTM', 'USHOU', 5_000],
      ['SGSIN', 'JPYOK', 2_892],
      ['SGSIN', 'HKHKG', 1_460],
      ['JPYOK', 'USOAK', 4_536],
      ['JPYOK', 'PAONX', 7_725],
      ['USNYC', 'PAONX', 1_974],
      ['USLAX', 'PAONX', 2_956],
      ['CLVAP', 'PAONX', 2_660],
      ['ESALG', 'EGPSD', 1_925],
    ];
    const ratios = published.map(([from, to, miles]) => ({
      pair: `${from} ${to}`,
      ratio: +(way(from, to)!.km / 1.852 / miles).toFixed(3),
    }));
    assert.deepEqual(
      ratios.filter(({ ratio }) => ratio < 0.96 || ratio > 1.25),
      [],
    );
    if (process.env.DISTANCES) console.log(ratios);
  });

  test('go through the canals and straits that ships take', () => {
    const passes = (from: string, to: string, place: string) => {
      const [, lat, lon] = sources.nodes.find(([name]) => name === place)!;
      return way(from, to)!.points.some((point) => point.lat === lat && point.lon === lon);
    };
    assert.ok(passes('CNSHA', 'HNPCR', 'balboa'), 'Panama');
    assert.ok(passes('USNYC', 'USLAX', 'colon'), 'Panama');
    assert.ok(passes('NLRTM', 'SGSIN', 'suez'), 'Suez');
    assert.ok(passes('NLRTM', 'SGSIN', 'malacca'), 'Malacca');
    assert.ok(passes('TRIST', 'NLRTM', 'gibraltar'), 'Gibraltar');
    assert.ok(!passes('CNSHA', 'MXZLO', 'balboa'), 'straight over the Pacific');
    assert.ok(!passes('NLRTM', 'BRSSZ', 'suez'), 'down the Atlantic');
  });

  test('are sought on a mask that covers all land, and were made from the nodes as they are', () => {
    const random = (seed: number) => () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    const next = random(7);
    const missed: string[] = [];
    for (let i = 0; i < 2_000; i++) {
      const point = { lat: next() * 140 - 60, lon: next() * 360 - 180 };
      if (geoContains(land, [point.lon, point.lat]) && !mask.isLand(point))
        missed.push(`${point.lat} ${point.lon}`);
    }
    assert.deepEqual(missed, []);
    assert.equal(graph.from, seaSources().hash, 'run node widgets/build-sea.ts');
  });

  test('end where there is no sea', () => {
    assert.equal(seaRoute({ lat: 48, lon: 85 }, at('CNSHA')), null);
  });
});
