/**
 * A change of what is typed: the fields that change, or how they follow from what is typed by now. A form draws a copy
 * of it, and two changes may come before it is drawn again: the second must not undo the first.
 */
export type Change<T> = Partial<T> | ((now: T) => Partial<T>);

/** What is typed, changed. */
export const changed = <T extends object>(now: T, change: Change<T>): T => ({
  ...now,
  ...(typeof change === 'function' ? change(now) : change),
});

/** All of some things with one of them at their end, or without it. */
export function ticked<T>(all: readonly T[], one: T, on: boolean): T[] {
  const others = all.filter((other) => other !== one);
  return on ? [...others, one] : others;
}

/** Whether the box of an event is ticked by now. */
export const isTicked = ({ target }: Event): boolean => (target as HTMLInputElement).checked;
