import { createBreath } from './breath.ts';

/** `items.map(work)`, in turns: others are let run meanwhile. */
export async function mapInTurns<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => R,
): Promise<R[]> {
  const breathe = createBreath();
  const done: R[] = [];
  for (const [index, item] of items.entries()) {
    done.push(work(item, index));
    await breathe();
  }
  return done;
}
