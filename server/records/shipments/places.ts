import { readFileSync } from 'node:fs';
import { byKeys, keyRows } from '../../db/keys.ts';
import type { Db } from '../../db/scope.ts';

/** A place of the way: what is known of a code. */
export type Place = {
  code: string;
  /** Null for a code that nobody knows. */
  name: string | null;
  country: string | null;
  zone: string | null;
  latitude: number | null;
  longitude: number | null;
};

type Starter = [
  name: string,
  country: string | null,
  zone: string | null,
  latitude: number | null,
  longitude: number | null,
];

let starter: Map<string, Starter> | undefined;

/** Sea ports and airports that come with the server (`docs/locations.ts`), read with the first that is asked for. */
function starterOf(code: string): Starter | undefined {
  starter ??= new Map(
    Object.entries(
      JSON.parse(readFileSync(new URL('./starter-places.json', import.meta.url), 'utf8')) as Record<
        string,
        Starter
      >,
    ),
  );
  return starter.get(code);
}

/** What comes with the server of a code; of one that is not in the list, its country at least. */
export function starterPlace(code: string): Place {
  const [name = null, country = null, zone = null, latitude = null, longitude = null] =
    starterOf(code) ?? [];
  const letters = /^([A-Z]{2})[A-Z2-9]{3}$/.exec(code)?.[1] ?? null;
  return { code, name, country: country ?? letters, zone, latitude, longitude };
}

/** What is known of places, each under its code: the tenant's own word, else what comes with the server. */
export async function placesOf(
  db: Db,
  codes: readonly (string | null)[],
): Promise<ReadonlyMap<string, Place>> {
  const wanted = [...new Set(codes.filter((code) => code !== null))];
  if (wanted.length === 0) return new Map();
  const own = await byKeys<Record<'code' | 'name', string> & Record<OwnColumn, string | null>>(
    db,
    ['locations'],
    `select k.key as code, l.name, l.country, l.time_zone as zone, l.latitude, l.longitude
     from ${keyRows('text')} join locations l on l.code_key = k.key where l.deleted_at is null`,
    [wanted],
  );
  const owned = new Map(own.map((one) => [one.code, one]));
  return new Map(
    wanted.map((code) => {
      const starting = starterPlace(code);
      const mine = owned.get(code);
      if (!mine) return [code, starting];
      const { name, country, zone, latitude, longitude } = mine;
      return [
        code,
        {
          code,
          name,
          country: country ?? starting.country,
          zone: zone ?? starting.zone,
          latitude: latitude === null ? starting.latitude : Number(latitude),
          longitude: longitude === null ? starting.longitude : Number(longitude),
        },
      ];
    }),
  );
}
type OwnColumn = 'country' | 'zone' | 'latitude' | 'longitude';
