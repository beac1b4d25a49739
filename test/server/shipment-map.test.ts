import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  draw,
  project,
  type Drawing,
  type Fix,
  type LegMode,
  type LegState,
  type Stop,
} from '../../server/features/shipments/map/draw.ts';

const places = {
  CNSHA: [31.23, 121.9],
  MXZLO: [19.06, -104.31],
  HNPCR: [15.83, -87.95],
  DEFRA: [50.03, 8.56],
  USANC: [61.17, -149.99],
  NLRTM: [51.95, 4.1],
  SGSIN: [1.26, 103.84],
} as const;

const stop = (code: string, passed = false, place?: [number, number] | null): Stop => {
  const [lat, lon] = place ?? places[code as keyof typeof places] ?? [];
  return {
    code,
    name: code,
    country: code.slice(0, 2),
    passed,
    place: place === null || lat === undefined || lon === undefined ? null : { lat, lon },
  };
};
const leg = (mode: LegMode, state: LegState = 'coming') => ({ mode, state });
const numbers = (d: string) => d.replaceAll(/[ML]/g, ' ').trim().split(/\s+/).map(Number);
const xs = (d: string) => numbers(d).filter((_, i) => i % 2 === 0);
const ys = (d: string) => numbers(d).filter((_, i) => i % 2 === 1);
const drawn = async (
  stops: Stop[],
  legs: { mode: LegMode; state: LegState }[],
  fixes: Fix[] = [],
) => {
  const drawing = await draw(stops, legs, fixes);
  assert.ok(drawing);
  return drawing;
};
const inside = ({ view: [left, top, width, height] }: Drawing, x: number, y: number) =>
  x >= left && x <= left + width && y >= top && y <= top + height;

describe('the map of a shipment', () => {
  test('leads over the Pacific in one line, with the Pacific in the middle', async () => {
    const map = await drawn([stop('MXZLO', true), stop('CNSHA')], [leg('sea')]);
    const line = xs(map.legs[0]!.d);
    for (const [i, x] of line.slice(1).entries()) assert.ok(Math.abs(x - line[i]!) < 200);
    assert.ok(map.view[2] < 1_100, `${map.view[2]} units wide`);
    assert.ok(map.stops.every(({ at }) => at && inside(map, at.x, at.y)));
    // West of Mexico, not east of China: the second stop lies left of the first one.
    assert.ok(map.stops[1]!.at!.x < map.stops[0]!.at!.x);
  });

  test('goes on over 180° from leg to leg, whatever comes after', async () => {
    const map = await drawn(
      [stop('SGSIN', true), stop('CNSHA', true), stop('MXZLO', true), stop('HNPCR')],
      [leg('sea', 'travelled'), leg('sea', 'travelled'), leg('road')],
    );
    const ends = map.legs.map(({ d }) => [xs(d)[0]!, xs(d).at(-1)!]);
    for (const [i, [from]] of ends.slice(1).entries())
      assert.ok(Math.abs(from! - ends[i]![1]!) < 0.2, 'each leg begins where the last one ended');
    assert.ok(map.stops[3]!.at!.x > map.stops[2]!.at!.x, 'east of Manzanillo');
  });

  test('flies along the great circle, over the north', async () => {
    const map = await drawn([stop('DEFRA', true), stop('USANC')], [leg('air')]);
    const north = Math.min(...ys(map.legs[0]!.d));
    assert.ok(north < project({ lat: 70, lon: 0 }).y, 'further north than 70°');
  });

  test('shows two stops three kilometres apart, and one alone', async () => {
    const near = await drawn(
      [stop('A', true, [19.06, -104.31]), stop('B', false, [19.06, -104.28])],
      [leg('road')],
    );
    const [a, b] = near.stops.map(({ at }) => at!);
    assert.ok(Math.hypot(a!.x - b!.x, a!.y - b!.y) / near.view[2] > 0.01, 'told apart');
    const alone = await drawn([stop('CNSHA')], []);
    assert.deepEqual(alone.legs, []);
    assert.ok(alone.view[2] >= 80);
    assert.ok(inside(alone, alone.stops[0]!.at!.x, alone.stops[0]!.at!.y));
  });

  test('draws what is known and names the rest', async () => {
    const map = await drawn(
      [stop('CNSHA', true), stop('XXXXX', false, null), stop('MXZLO')],
      [leg('sea'), leg('sea')],
    );
    assert.equal(map.legs.length, 1);
    assert.equal(map.stops[1]!.at, null);
    assert.equal(await draw([stop('XXXXX', false, null)], [], []), null);
    assert.equal(await draw([], [], []), null);
  });

  test('parts the leg under way at the last position', async () => {
    const fixes: Fix[] = [
      { lat: 31, lon: 130, at: '2026-11-20T00:00:00Z' },
      { lat: 40, lon: 179, at: '2026-11-23T00:00:00Z' },
      { lat: 40, lon: -170, at: '2026-11-24T00:00:00Z' },
    ];
    const map = await drawn([stop('CNSHA', true), stop('MXZLO')], [leg('sea', 'under_way')], fixes);
    assert.deepEqual(
      map.legs.map(({ state }) => state),
      ['travelled', 'coming'],
    );
    assert.ok(Math.abs(xs(map.legs[0]!.d).at(-1)! - map.position!.x) < 20);
    assert.ok(map.position!.x > map.stops[0]!.at!.x && map.position!.x < map.stops[1]!.at!.x);
    const track = xs(map.track!);
    for (const [i, x] of track.slice(1).entries()) assert.ok(Math.abs(x - track[i]!) < 400);
    assert.equal(map.schematic, false);
    assert.equal(map.position!.seenAt, '2026-11-24T00:00:00Z');
  });

  test('is a sketch without positions, and says so', async () => {
    assert.equal((await drawn([stop('CNSHA'), stop('NLRTM')], [leg('sea')])).schematic, true);
  });
});
