import type { Plant } from '#contract/stock';

export const placeKinds = ['state', 'locality', 'plant'] as const;
export type PlaceKind = (typeof placeKinds)[number];
/** Where stock is sought, by codes; an empty one is every such place. */
export type Place = Record<PlaceKind, string>;

export const modes = ['locality', 'plant'] as const;
export type Mode = (typeof modes)[number];

/** The order of the choices in each mode. Each offers what fits those before it. */
export const kindsOf: Record<Mode, readonly PlaceKind[]> = {
  locality: ['state', 'locality', 'plant'],
  plant: ['plant', 'state', 'locality'],
};

const placeOf = (plant: Plant, kind: PlaceKind) => (kind === 'plant' ? plant : plant[kind]);

/** Whether a plant lies in a place, as far as some of its choices say. */
export const liesIn = (
  plant: Plant,
  place: Place,
  kinds: readonly PlaceKind[] = placeKinds,
): boolean => kinds.every((kind) => !place[kind] || placeOf(plant, kind)?.code === place[kind]);

/** What a choice offers, by name. */
export function placesFor(
  kind: PlaceKind,
  plants: readonly Plant[],
  place: Place,
  mode: Mode,
  region: string,
): [code: string, name: string][] {
  const kinds = kindsOf[mode];
  const before = kinds.slice(0, kinds.indexOf(kind));
  const offered = new Map<string, string>();
  for (const plant of plants) {
    const own = placeOf(plant, kind);
    if (own && liesIn(plant, place, before)) offered.set(own.code, own.name || own.code);
  }
  const { compare } = new Intl.Collator(region, { numeric: true });
  return [...offered].toSorted(([, a], [, b]) => compare(a, b));
}

/** A place without what no longer fits the choices before it. */
export function fitting(plants: readonly Plant[], place: Place, mode: Mode): Place {
  const kinds = kindsOf[mode];
  return kinds.reduce<Place>(
    (fit, kind, index) => {
      const so = { ...fit, [kind]: place[kind] };
      const chosen = kinds.slice(0, index + 1);
      return plants.some((plant) => liesIn(plant, so, chosen)) ? so : fit;
    },
    { state: '', locality: '', plant: '' },
  );
}
