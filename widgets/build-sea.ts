// Makes what the server needs to lead a line over the sea: which squares of the earth are land, and which corners of
// the coasts see each other. Run by hand after a change of its sources: `node widgets/build-sea.ts`.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { arcPoints, distanceKm, type Point } from '../server/features/shipments/map/geometry.ts';
import {
  maskOf,
  maskStep,
  type LandMask,
  type Runs,
} from '../server/features/shipments/map/land-mask.ts';
import { land, type Polygon } from './build-land.ts';

const folder = new URL('../server/features/shipments/map/', import.meta.url);

type Node = [name: string, lat: number, lon: number];
type Sources = { nodes: Node[]; passages: [from: string, to: string, name: string][] };

export type SeaGraph = {
  /** SHA-256 of the nodes that it was made from. */
  from: string;
  /** By node: numbers of the later nodes that it sees. */
  edges: number[][];
  passages: [from: number, to: number, name: string][];
};

/** Lines across a row of squares that are looked at: land that none of them meets is smaller than a square's third. */
const lines = [0.02, 0.25, 0.5, 0.75, 0.98];

/** Rows of squares from north to south, each as from where to where it is land, if only in a part of the square. */
function runs(polygons: readonly Polygon[]): Runs {
  const columns = 360 / maskStep;
  const unwrapped = polygons.map((polygon) => polygon.map(unwrap));
  return Array.from({ length: 180 / maskStep }, (_, row) => {
    const isLand = new Uint8Array(columns);
    for (const line of lines) {
      const lat = 90 - (row + line) * maskStep;
      for (const polygon of unwrapped) {
        const at = polygon.flatMap((ring) => crossings(ring, lat)).toSorted((a, b) => a - b);
        for (let i = 0; i + 1 < at.length; i += 2) {
          const last = Math.floor((at[i + 1]! + 180) / maskStep);
          for (let c = Math.floor((at[i]! + 180) / maskStep); c <= last; c++)
            isLand[((c % columns) + columns) % columns] = 1;
        }
      }
    }
    return runsOf(isLand);
  });
}

/** Takes out the jumps at 180°; a ring that goes round a pole is closed over it. */
function unwrap(ring: Polygon[number]): Polygon[number] {
  let turns = 0;
  const points = ring.map(([lon, lat], i): [number, number] => {
    const step = i > 0 ? lon - ring[i - 1]![0] : 0;
    if (Math.abs(step) > 180) turns -= Math.sign(step);
    return [lon + turns * 360, lat];
  });
  if (turns === 0) return points;
  const [first, last] = [points[0]!, points.at(-1)!];
  const pole = first[1] < 0 ? -90 : 90;
  return [...points, [last[0], pole], [first[0], pole], first];
}

function crossings(ring: Polygon[number], lat: number): number[] {
  return ring.slice(1).flatMap(([x2, y2], i) => {
    const [x1, y1] = ring[i]!;
    return y1 > lat === y2 > lat ? [] : [x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1)];
  });
}

function runsOf(row: Uint8Array): number[] {
  const found: number[] = [];
  for (let i = 0; i <= row.length; i++) if ((row[i] ?? 0) !== (row[i - 1] ?? 0)) found.push(i);
  return found;
}

function graph({ nodes, passages }: Sources, mask: LandMask, from: string): SeaGraph {
  const points = nodes.map(([, lat, lon]): Point => ({ lat, lon }));
  const number = new Map(nodes.map(([name], i) => [name, i]));
  const at = (name: string): number => {
    const found = number.get(name);
    if (found === undefined) throw new Error(`No node ${name}.`);
    return found;
  };
  const sees = (a: Point, b: Point) =>
    arcPoints(a, b, Math.max(2, Math.ceil(distanceKm(a, b) / 8))).every(
      (point) => !mask.isLand(point),
    );
  return {
    from,
    edges: points.map((a, i) => points.flatMap((b, j) => (j > i && sees(a, b) ? [j] : []))),
    passages: passages.map(([a, b, name]) => [at(a), at(b), name]),
  };
}

/** The nodes as they are written, and their hash. */
export function seaSources(): { sources: Sources; hash: string } {
  const text = readFileSync(new URL('sea-nodes.json', folder), 'utf8');
  const sources: Sources = JSON.parse(text);
  const hash = createHash('sha256').update(JSON.stringify(sources)).digest('hex');
  return { sources, hash };
}

if (import.meta.main) {
  const squares = runs(land(110));
  const { sources, hash } = seaSources();
  const mask = maskOf(squares);
  const ashore = sources.nodes.filter(([, lat, lon]) => mask.isLand({ lat, lon }));
  if (ashore.length > 0) console.warn(`Ashore: ${ashore.map(([name]) => name).join(', ')}`);
  const made = graph(sources, mask, hash);
  const alone = made.edges.flatMap((seen, i) =>
    seen.length === 0 &&
    !made.edges.some((other) => other.includes(i)) &&
    !made.passages.some(([a, b]) => a === i || b === i)
      ? [sources.nodes[i]![0]]
      : [],
  );
  if (alone.length > 0) console.warn(`Seen by none: ${alone.join(', ')}`);
  writeFileSync(new URL('land-mask.json', folder), `${JSON.stringify(squares)}\n`);
  writeFileSync(new URL('sea-graph.json', folder), `${JSON.stringify(made)}\n`);
  console.log(`${made.edges.flat().length} edges between ${sources.nodes.length} nodes`);
}
