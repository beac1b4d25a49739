// Ways that are hard to draw, as the server draws them, and what an element of a real page makes of them. The functions
// that look run in the page, of whichever engine.
import type { ShipmentMap } from '#contract/shipment-map';
import {
  draw,
  type LegMode,
  type LegState,
  type Stop,
} from '../../server/features/shipments/map/draw.ts';

const places = {
  Shanghái: [31.23, 121.9],
  Manzanillo: [19.06, -104.31],
  Róterdam: [51.95, 4.1],
  Cartagena: [10.4, -75.55],
  Fráncfort: [50.03, 8.56],
  Anchorage: [61.17, -149.99],
  Muelle: [19.06, -104.28],
} as const;
type Place = keyof typeof places;

const stop = (name: string, passed: boolean): Stop => {
  const [lat, lon] = places[name as Place] ?? [];
  return {
    code: name,
    name,
    country: null,
    passed,
    place: lat === undefined || lon === undefined ? null : { lat, lon },
  };
};
type Way = { what: string; stops: string[]; modes: LegMode[] };
const ways: Way[] = [
  { what: 'over the Pacific', stops: ['Manzanillo', 'Shanghái'], modes: ['sea'] },
  { what: 'through Suez', stops: ['Shanghái', 'Róterdam'], modes: ['sea'] },
  { what: 'through Panama', stops: ['Manzanillo', 'Cartagena'], modes: ['sea'] },
  { what: 'over the north', stops: ['Fráncfort', 'Anchorage'], modes: ['air'] },
  { what: 'to a stop three kilometres away', stops: ['Manzanillo', 'Muelle'], modes: ['road'] },
  { what: 'of one stop', stops: ['Shanghái'], modes: [] },
  {
    what: 'by a place that nobody knows',
    stops: ['Shanghái', 'Ninguna parte', 'Manzanillo'],
    modes: ['sea', 'sea'],
  },
];

export type MapCase = { id: string; what: string; map: ShipmentMap; placed: number };

/** @param version of the server, below which the land lies */
export async function mapCases(version: string): Promise<MapCase[]> {
  const cases: MapCase[] = [];
  for (const [at, { what, stops, modes }] of ways.entries()) {
    const state: LegState = 'coming';
    const drawing = await draw(
      stops.map((name, i) => stop(name, i === 0)),
      modes.map((mode) => ({ mode, state })),
      [],
    );
    if (!drawing) throw new Error(`A way ${what} is not drawn`);
    cases.push({
      id: `00000000-0000-4000-8000-0000000000${String(at).padStart(2, '0')}`,
      what,
      map: { land: `/v${version}/map`, ...drawing },
      placed: drawing.stops.filter((one) => one.at).length,
    });
  }
  return cases;
}

const asked = /\/shipments\/([0-9a-f-]{36})\/map(?:\?|$)/;

/** The case whose map an address asks for. */
export const caseAt = (cases: readonly MapCase[], url: string): MapCase | undefined =>
  cases.find(({ id }) => id === asked.exec(url)?.[1]);

/** What the portal answers with a map to a page of a site. */
export const answerWith = ({ map }: MapCase, site: string) => ({
  status: 200,
  headers: {
    'Access-Control-Allow-Origin': site,
    'Access-Control-Allow-Credentials': 'true',
    'Content-Type': 'application/json; charset=utf-8',
  },
  body: JSON.stringify(map),
});

/** Puts a map of one shipment at the end of the page. Runs in the page. */
export const showMap = (id: string): void => {
  document.querySelector('#map-case')?.remove();
  const map = document.createElement('portal-shipment-map');
  map.id = 'map-case';
  map.setAttribute('shipment', id);
  document.querySelector('main')!.append(map);
  map.scrollIntoView({ block: 'center' });
};

/** Whether that map is there with its land. Runs in the page. */
export const isMapShown = (): boolean => {
  const map = document.querySelector<HTMLElement>('#map-case');
  return map?.dataset['state'] === 'ready' && map.shadowRoot!.querySelector('path.land') !== null;
};

/** What is wrong with that map. Runs in the page. @param placed stops whose place is known */
export const faultsOfMap = (placed: number): string[] => {
  const root = document.querySelector('#map-case')!.shadowRoot!;
  const faults: string[] = [];
  const box = root.querySelector('.chart')!.getBoundingClientRect();
  const marks = [...root.querySelectorAll('.mark')];
  if (marks.length !== placed) faults.push(`${marks.length} marks of ${placed}`);
  const middles = marks.map((mark) => {
    const { left, right, top, bottom } = mark.getBoundingClientRect();
    return { x: (left + right) / 2, y: (top + bottom) / 2 };
  });
  for (const { x, y } of middles)
    if (x < box.left || x > box.right || y < box.top || y > box.bottom)
      faults.push(`a mark at ${x} ${y} is outside of the map`);
  for (const [i, { x, y }] of middles.entries())
    for (const other of middles.slice(i + 1))
      if (Math.hypot(x - other.x, y - other.y) < 8) faults.push('two marks are one');
  const wide = root.querySelector('.chart')!.getAttribute('viewBox')!.split(' ').map(Number)[2]!;
  for (const path of root.querySelectorAll<SVGPathElement>('path.route')) {
    const numbers = path
      .getAttribute('d')!
      .match(/-?[\d.]+/g)!
      .map(Number);
    for (let at = 2; at < numbers.length; at += 2)
      if (Math.abs(numbers[at]! - numbers[at - 2]!) > wide / 2) faults.push('a leg jumps');
    if (path.getBoundingClientRect().width === 0) faults.push('a leg is not drawn');
  }
  return faults;
};

/** The stops as the list beside that map names them. Runs in the page. */
export const stopsListed = (): string =>
  document.querySelector('#map-case')!.shadowRoot!.querySelector('ol')!.innerText;
