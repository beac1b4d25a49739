import { readFileSync } from 'node:fs';
import { distanceKm, pointBetween, type Point } from './geometry.ts';
import { landMask } from './land-mask.ts';

/** The way of a ship: its corners from port to port, both included, and its length in kilometres. */
export type SeaRoute = { points: Point[]; km: number };

type Edge = { to: number; km: number };
type Graph = { points: Point[]; edges: Edge[][] };

/** So much land beside a port is overlooked, in kilometres: a coarse coast, then estuaries, then rivers. */
const allowances = [60, 120, 250, 500] as const;

/** Between two points of the line that is looked at, in kilometres. */
const stepKm = 8;

/** Ways that were sought before, by both places: the ships of a portal sail between few ports. */
const known = new Map<string, SeaRoute | null>();
const mostKnown = 1_000;

let read: Graph | undefined;

function graph(): Graph {
  if (read) return read;
  const json = (name: string) =>
    JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as unknown;
  const { nodes } = json('sea-nodes.json') as { nodes: [string, number, number][] };
  const made = json('sea-graph.json') as {
    edges: number[][];
    passages: [number, number, string][];
  };
  const points = nodes.map(([, lat, lon]): Point => ({ lat, lon }));
  const edges: Edge[][] = points.map(() => []);
  const join = (a: number, b: number) => {
    const km = distanceKm(points[a]!, points[b]!);
    edges[a]!.push({ to: b, km });
    edges[b]!.push({ to: a, km });
  };
  for (const [a, seen] of made.edges.entries()) for (const b of seen) join(a, b);
  for (const [a, b] of made.passages) join(a, b);
  return (read = { points, edges });
}

/** Whether the great circle from a port to a place at sea stays on the sea, but for what is allowed at either end. */
function isClear(from: Point, to: Point, freeFrom: number, freeTo: number): boolean {
  const km = distanceKm(from, to);
  const parts = Math.max(2, Math.ceil(km / stepKm));
  const at = pointBetween(from, to);
  const mask = landMask();
  const isFree = (i: number) => {
    const gone = (i / parts) * km;
    return gone < freeFrom || km - gone < freeTo || !mask.isLand(at(i / parts));
  };
  // Most lines that meet land meet much of it: a few looks tell.
  for (let i = 0; i <= parts; i += 16) if (!isFree(i)) return false;
  for (let i = 0; i <= parts; i++) if (i % 16 !== 0 && !isFree(i)) return false;
  return true;
}

/** A port sees no sea of its own where the nearest node that it sees is further, in kilometres. */
const ownSeaKm = 500;

/** The nodes that a port sees, with as little land overlooked as shows it a sea of its own. */
function harbour(port: Point): { edges: Edge[]; free: number } {
  const { points } = graph();
  let best: { edges: Edge[]; free: number } = { edges: [], free: 0 };
  for (const free of allowances) {
    const edges = points.flatMap((node, to): Edge[] =>
      isClear(port, node, free, 0) ? [{ to, km: distanceKm(port, node) }] : [],
    );
    if (edges.some(({ km }) => km < ownSeaKm)) return { edges, free };
    if (best.edges.length === 0) best = { edges, free };
  }
  return best;
}

/**
 * The shortest way over the sea between two ports, over corners of the coasts that see each other, canals and straits
 * included (Dijkstra's algorithm).
 * @returns null where one of them is too far from any sea
 */
export function seaRoute(from: Point, to: Point): SeaRoute | null {
  const key = [from, to].map(({ lat, lon }) => `${lat.toFixed(2)} ${lon.toFixed(2)}`).join(' ');
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= mostKnown) known.clear();
  const made = seek(from, to);
  known.set(key, made);
  return made;
}

function seek(from: Point, to: Point): SeaRoute | null {
  const [start, end] = [harbour(from), harbour(to)];
  if (start.edges.length === 0 || end.edges.length === 0) return null;
  if (isClear(from, to, start.free, end.free))
    return { points: [from, to], km: distanceKm(from, to) };
  const last = new Map(end.edges.map((edge) => [edge.to, edge.km]));
  const way = shortest(start.edges, last);
  if (!way) return null;
  const { points } = graph();
  return { points: [from, ...way.nodes.map((node) => points[node]!), to], km: way.km };
}

/**
 * @param first nodes to begin with, and how far they are
 * @param last nodes to end with, and how far it is from them
 */
function shortest(
  first: readonly Edge[],
  last: ReadonlyMap<number, number>,
): { nodes: number[]; km: number } | null {
  const { edges } = graph();
  const km = new Float64Array(edges.length).fill(Infinity);
  const before = new Int32Array(edges.length).fill(-1);
  const open = new Set<number>();
  for (const edge of first) {
    km[edge.to] = edge.km;
    open.add(edge.to);
  }
  let best = { node: -1, km: Infinity };
  while (open.size > 0) {
    let node = -1;
    for (const one of open) if (node < 0 || km[one]! < km[node]!) node = one;
    open.delete(node);
    if (km[node]! >= best.km) break;
    const whole = km[node]! + (last.get(node) ?? Infinity);
    if (whole < best.km) best = { node, km: whole };
    for (const edge of edges[node]!) {
      const far = km[node]! + edge.km;
      if (far >= km[edge.to]!) continue;
      km[edge.to] = far;
      before[edge.to] = node;
      open.add(edge.to);
    }
  }
  if (best.node < 0) return null;
  const nodes: number[] = [];
  for (let node = best.node; node >= 0; node = before[node]!) nodes.unshift(node);
  return { nodes, km: best.km };
}
