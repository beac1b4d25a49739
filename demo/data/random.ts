/** Draws that are the same on every run. */
export type Random = {
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  pick<T>(list: readonly T[]): T;
  /** True in about `percent` of a hundred draws. */
  chance(percent: number): boolean;
};

/**
 * A small seeded generator. Demo records must be equal on every machine and every run: a second
 * seeding has to find everything unchanged, and a screenshot or a test may name an order. Nothing
 * secret hangs on it, so a 32-bit xorshift is enough.
 */
export function seededRandom(seed: string): Random {
  let state = 0x9e3779b9;
  for (const character of seed)
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  state = state === 0 ? 1 : state;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  // The first draws of a xorshift still resemble their seed.
  for (let i = 0; i < 16; i += 1) next();
  const int = (low: number, high: number) => low + (next() % (high - low + 1));
  return {
    int,
    pick: (list) => {
      const item = list[int(0, list.length - 1)];
      if (item === undefined) throw new RangeError('Nothing to pick from');
      return item;
    },
    chance: (percent) => int(1, 100) <= percent,
  };
}
